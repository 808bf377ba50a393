"""Streams through loadproxy while clients, targets and system calls misbehave: every byte that
arrives on either side is checked, none may be lost, and none may arrive at another stream.

usage: LOADPROXY=PROGRAM [LOADPROXY_PRELOAD=FAULTS] soak.py [SECONDS] [SEED]

A stream's number stands in the source address of its header; from it both sides know what must
come, how, and who of them is going to break it."""

import asyncio
import os
import random
import socket
import sys
import time
import weakref

from harness import PATIENCE, Parsed, Program, SANITIZED, tlv, v1, v2

POOL = random.Random(0).randbytes(1 << 20)
AT_A_TIME = 40 if SANITIZED else 120


def content(number, direction, size):
    """Bytes of their own for each stream and direction."""
    start = (number * 7919 + direction * 524_287) % (len(POOL) - size)
    return number.to_bytes(8, "big") + bytes([direction]) + POOL[start:start + size]


class Plan:
    def __init__(self, number):
        draw = random.Random(number)
        self.number = number
        self.up = content(number, 0, int(2 ** draw.uniform(0, 18)))
        self.down = content(number, 1, int(2 ** draw.uniform(0, 18)))
        self.order = draw.choice(["target_answers", "both", "target_first", "client_last"])
        self.breaks = draw.choices([None, "client", "target", "header"], [85, 5, 5, 5])[0]
        self.at = draw.randrange(len(self.up) + 60)  # where it is broken
        self.style = draw.choices(["whole", "split", "bytes", "alone"], [4, 3, 1, 2])[0]
        self.slow = draw.random() < 0.05
        source = (f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
                  1024 + (number >> 24))
        if draw.random() < 0.4:
            self.header = v1(source)
            self.broken = self.header.replace(b"TCP4", b"TCP5")
        else:
            entries = tlv(2, b"host") + tlv(0xE0, bytes(draw.randrange(3000)))
            self.header = v2(source, tlvs=entries if draw.random() < 0.5 else b"")
            self.broken = self.header[:12] + b"\x2f" + self.header[13:]
        self.cut = draw.randrange(1, len(self.header))


def set_reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


class Soak:
    def __init__(self, seed):
        self.next = seed << 20
        self.failures = []
        self.done = {"complete": 0, "broken": 0, "refused": 0, "by_fault": 0}
        self.bytes = 0
        self.seen = set()  # numbers that reached the target
        self.resets = weakref.WeakSet()  # sockets
        self.arrived = {}  # how the target saw a stream's end

    def fail(self, plan, text):
        self.failures.append(f"stream {plan.number}: {text}: {vars(plan)['order']}, "
                             f"{plan.breaks}, {plan.style}")

    def check(self, plan, got, expected, whole):
        """False, and a failure, unless `got` is what was sent, or, if not `whole`, its start."""
        self.bytes += len(got)
        if got == expected or (not whole and expected.startswith(bytes(got))):
            return True
        at = next((i for i, (a, b) in enumerate(zip(got, expected)) if a != b), len(got))
        self.fail(plan, f"{len(got)} bytes of {len(expected)}, wrong from {at} on")
        return False

    async def receive(self, sock, slow):
        """Until the end. Gives the bytes, and whether the end was clean."""
        loop = asyncio.get_running_loop()
        got = bytearray()
        try:
            while chunk := await loop.sock_recv(sock, 4096 if slow else 65536):
                got += chunk
                if slow:
                    await asyncio.sleep(0.002)
        except OSError:
            return got, False
        return got, sock not in self.resets

    async def send(self, sock, data, end=True):
        """True if all of it went out."""
        try:
            await asyncio.get_running_loop().sock_sendall(sock, data)
            if end:
                sock.shutdown(socket.SHUT_WR)
        except ConnectionResetError:
            # The kernel tells of it once: who reads after this finds what looks like an end.
            self.resets.add(sock)
            return False
        except OSError:
            return False
        return True

    async def client(self, number, address):
        plan = Plan(number)
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with sock:
            await asyncio.get_running_loop().sock_connect(sock, address)
            if plan.breaks == "header":
                await self.refused(plan, sock)
            elif plan.breaks == "client":
                await self.send_header(plan, sock, (plan.header + plan.up)[:plan.at])
                await asyncio.sleep(0.01)
                set_reset(sock)
                self.done["broken"] += 1
            else:
                await self.exchange(plan, sock)

    async def refused(self, plan, sock):
        await self.send(sock, plan.broken, end=False)
        got, clean = await self.receive(sock, False)
        if clean or got:
            self.fail(plan, f"a broken header was not refused: {len(got)} bytes")
        self.done["refused"] += 1

    async def send_header(self, plan, sock, data):
        """The header in the stream's style, and what follows of `data`."""
        size = min(len(plan.header), len(data))
        pieces = {"whole": [len(data)], "split": [plan.cut, len(data)], "alone": [size, len(data)],
                  "bytes": [*range(1, min(size, 60)), len(data)]}[plan.style]
        begin = 0
        for end in pieces:
            if not await self.send(sock, data[begin:end], end=False):
                return
            begin = max(begin, end)
            await asyncio.sleep(0.001 if len(pieces) > 1 else 0)

    async def exchange(self, plan, sock):
        async def upward():
            await self.send_header(plan, sock, plan.header + plan.up)
            await self.send(sock, b"")
        if plan.order == "client_last":  # ends only when the target has
            got, clean = (await asyncio.gather(self.receive(sock, plan.slow), self.send_header(
                plan, sock, plan.header + plan.up)))[0]
            await self.send(sock, b"")
        else:
            got, clean = (await asyncio.gather(self.receive(sock, plan.slow), upward()))[0]
        self.check(plan, got, plan.down, clean and plan.breaks is None)
        if clean and plan.breaks is None:
            await self.target_saw(plan)
            self.done["complete"] += 1
        else:
            self.done["broken" if plan.breaks else "by_fault"] += 1

    async def target_saw(self, plan):
        """Both ends agree: what ended well here ended well there."""
        deadline = time.monotonic() + 6 * PATIENCE
        while plan.number not in self.arrived:
            if time.monotonic() > deadline:
                return self.fail(plan, "the target did not see its end")
            await asyncio.sleep(0.01)
        if not self.arrived.pop(plan.number):
            self.done["complete"] -= 1
            self.done["by_fault"] += 1

    async def target(self, sock):
        with sock:
            data = bytearray()
            header = Parsed(data)
            loop = asyncio.get_running_loop()
            try:
                while header.size is None:
                    chunk = await loop.sock_recv(sock, 65536)
                    if not chunk:
                        return
                    data += chunk
                    header = Parsed(bytes(data))
            except OSError:
                return
            numbers = [int(word) for word in header.source[0].split(".")]
            number = ((header.source[1] - 1024) << 24 | numbers[1] << 16 | numbers[2] << 8
                      | numbers[3])
            plan = Plan(number)
            if number in self.seen or plan.breaks == "header":
                return self.fail(plan, "arrived twice, or although its header was broken")
            self.seen.add(number)
            await self.answer(plan, sock, bytes(data[header.size:]))

    async def answer(self, plan, sock, got):
        if plan.breaks == "target":
            if plan.at % 2:
                await self.send(sock, plan.down[:plan.at], end=False)
            return set_reset(sock)
        if plan.order == "target_answers":
            rest, clean = await self.receive(sock, plan.slow)
            await self.send(sock, plan.down)
        elif plan.order == "target_first":
            await self.send(sock, plan.down)
            rest, clean = await self.receive(sock, plan.slow)
        else:
            rest, clean = (await asyncio.gather(self.receive(sock, plan.slow),
                                                self.send(sock, plan.down)))[0]
        self.check(plan, got + rest, plan.up, clean)
        if plan.breaks is None:
            self.arrived[plan.number] = clean

    async def serve(self, listener):
        loop = asyncio.get_running_loop()
        tasks = set()
        while True:
            sock, _ = await loop.sock_accept(listener)
            task = asyncio.create_task(self.target(sock))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    async def clients(self, address, deadline):
        while time.monotonic() < deadline and not self.failures:
            self.next += 1
            number = self.next & (1 << 39) - 1
            try:
                await asyncio.wait_for(self.client(number, address), 9 * PATIENCE)
            except asyncio.TimeoutError:
                self.fail(Plan(number), "hangs")

    async def run(self, seconds, preload):
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        listener.setblocking(False)
        os.environ.setdefault("LOADPROXY_FAULTS", "200")
        program = Program("forward", "--to", f"127.0.0.1:{listener.getsockname()[1]}",
                          "--accept-proxy", "any", "--header-timeout", "60", "--threads", "2",
                          preload=preload)
        descriptors = f"/proc/{program.process.pid}/fd"
        for _ in range(50):  # so that every thread has opened what it keeps open
            socket.create_connection(program.address).close()
        await asyncio.sleep(0.5)
        files = len(os.listdir(descriptors))
        server = asyncio.create_task(self.serve(listener))
        begun = time.monotonic()
        early = asyncio.get_running_loop().call_later(
            seconds / 4, lambda: setattr(self, "memory", program.memory()))
        await asyncio.gather(*(self.clients(program.address, begun + seconds)
                               for _ in range(AT_A_TIME)))
        early.cancel()
        server.cancel()
        deadline = time.monotonic() + PATIENCE
        while len(os.listdir(descriptors)) > files and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        grown = program.memory() - getattr(self, "memory", program.memory())
        left = len(os.listdir(descriptors)) - files
        listener.close()
        return self.judge(program, grown, left)

    def judge(self, program, grown, left):
        summary = program.stop()
        if summary is None or program.exit_code not in (0, 1):
            self.failures.append(f"ended with {program.exit_code}: {program.errors}")
            summary = {}
        faults = summary.get("connect_failed", 0) + summary.get("resets", 0)  # intended ones too
        if self.done["by_fault"] > faults:
            self.failures.append(f"{self.done['by_fault']} streams broke, {faults} of them told")
        if summary.get("accepted") != summary.get("closed"):
            self.failures.append("not all connections were closed")
        if left > 0:
            self.failures.append(f"{left} file descriptors are left")
        if grown > 16 << 20 and not SANITIZED:
            self.failures.append(f"memory grew by {grown} bytes")
        print(f"{sum(self.done.values())} streams, {self.bytes} bytes checked: {self.done}; "
              f"memory grew by {grown}")
        print(summary)
        for failure in self.failures[:20]:
            print("FAILED:", failure)
        return 1 if self.failures else 0


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]] + [60, 1][len(sys.argv) - 1:]
    sys.exit(asyncio.run(Soak(arguments[1]).run(
        arguments[0], os.environ.get("LOADPROXY_PRELOAD"))))
