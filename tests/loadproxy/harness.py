"""Runs loadproxy from outside, and speaks to it from both sides. Headers are built and read here by
code of its own, not by the library's."""

import json
import os
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest

LOADPROXY = os.environ["LOADPROXY"]
# Sanitizers make the program several times slower: fewer rounds, longer waits.
SANITIZED = os.environ.get("LOADPROXY_SANITIZED", "") != ""
PATIENCE = 60 if SANITIZED else 20  # seconds until a test gives up on something
SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"


def v1(source=("192.0.2.1", 1001), destination=("198.51.100.2", 443)):
    family = "TCP6" if ":" in source[0] else "TCP4"
    return f"PROXY {family} {source[0]} {destination[0]} {source[1]} {destination[1]}\r\n".encode()


def tlv(kind, value):
    return struct.pack(">BH", kind, len(value)) + value


def v2(source=("192.0.2.1", 1001), destination=("198.51.100.2", 443), tlvs=b"", command=1,
       transport=1):
    family = socket.AF_INET6 if ":" in source[0] else socket.AF_INET
    block = b"".join(socket.inet_pton(family, end[0]) for end in (source, destination))
    block += struct.pack(">HH", source[1], destination[1])
    kind = (0x20 if family == socket.AF_INET6 else 0x10) | transport
    return SIGNATURE + struct.pack(">BBH", 0x20 | command, kind, len(block + tlvs)) + block + tlvs


def local(tlvs=b""):
    return SIGNATURE + struct.pack(">BBH", 0x20, 0, len(tlvs)) + tlvs


def crc32c(data):
    """Bit by bit."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Parsed:
    """A v2 header, or a v1 line, at the start of `data`; `size` is None while it is not whole."""

    def __init__(self, data):
        self.size = self.source = self.destination = None
        self.tlvs = []
        if data.startswith(b"PROXY "):
            self.parse_v1(data)
        elif data.startswith(SIGNATURE) and len(data) >= 16:
            self.parse_v2(data)

    def parse_v1(self, data):
        self.version = 1
        end = data.find(b"\r\n")
        if end < 0:
            return
        self.size = end + 2
        words = data[:end].decode().split(" ")
        if words[1] != "UNKNOWN":
            self.source, self.destination = (words[2], int(words[4])), (words[3], int(words[5]))

    def parse_v2(self, data):
        self.version = 2
        self.command, kind, length = data[12] & 15, data[13], struct.unpack(">H", data[14:16])[0]
        if len(data) < 16 + length:
            return
        self.size, self.transport = 16 + length, kind & 15
        self.raw = data[:self.size]
        at = 16
        if self.command == 1 and kind >> 4 in (1, 2):
            family, size = ((socket.AF_INET, 4) if kind >> 4 == 1 else (socket.AF_INET6, 16))
            ports = struct.unpack(">HH", data[16 + 2 * size:20 + 2 * size])
            self.source = (socket.inet_ntop(family, data[16:16 + size]), ports[0])
            self.destination = (socket.inet_ntop(family, data[16 + size:16 + 2 * size]), ports[1])
            at = 20 + 2 * size
        while at < self.size:
            kind, size = struct.unpack(">BH", data[at:at + 3])
            self.tlvs.append((kind, data[at + 3:at + 3 + size]))
            at += 3 + size


class Program:
    """loadproxy, listening on a free port."""

    def __init__(self, *arguments, files=None, preload=None):
        environment = dict(os.environ)
        for sanitizer in ("ASAN", "UBSAN", "TSAN"):  # their own exit code would pass for ours
            name = f"{sanitizer}_OPTIONS"
            environment[name] = environment.get(name, "") + ":exitcode=66"
        if preload:
            environment["LD_PRELOAD"] = preload

        def limit():
            if files:
                import resource
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        self.process = subprocess.Popen(
            [LOADPROXY, *arguments, "--listen", "127.0.0.1:0", "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
            preexec_fn=limit)
        self.errors = ""
        self.exit_code = None
        for line in self.process.stderr:
            if "listening on" in line:
                self.address = ("127.0.0.1", int(line.rsplit(":", 1)[1]))
                break
            self.errors += line
        else:
            raise AssertionError("did not start: " + self.errors)
        self.reader = threading.Thread(target=self.read_errors)
        self.reader.start()

    def read_errors(self):
        for line in self.process.stderr:
            self.errors += line

    def connect(self):
        client = socket.create_connection(self.address, PATIENCE)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def stop(self):
        """Gently; gives the summary. self.exit_code is set then."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        output = self.process.stdout.read()
        self.exit_code = self.process.wait(PATIENCE)
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return json.loads(output) if output else None

    def memory(self):
        """Resident, in bytes."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Target:
    """A server whose connections are handled one thread each by `handle(connection)`."""

    def __init__(self, handle):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = self.listener.getsockname()
        self.handle = handle
        self.failures = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            threading.Thread(target=self.serve_one, args=(connection,), daemon=True).start()

    def serve_one(self, connection):
        with connection:
            try:
                self.handle(connection)
            except Exception as error:  # shown by the test that waits in vain
                self.failures.append(error)

    @property
    def to(self):
        return f"127.0.0.1:{self.address[1]}"

    def close(self):
        if self.listener.fileno() >= 0:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()


def read_all(connection):
    """Until the peer has ended."""
    data = bytearray()
    while chunk := connection.recv(65536):
        data += chunk
    return bytes(data)


def read_size(connection, size):
    data = b""
    while len(data) < size:
        chunk = connection.recv(size - len(data))
        if not chunk:
            break
        data += chunk
    return data


def reset(connection):
    """Ends it with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def until(condition):
    """Waits for it; False if it never comes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Case(unittest.TestCase):
    """Starts programs and targets that end with the test, and with exit code 0 or 1: no crash, no
    report of a sanitizer."""

    def run_program(self, *arguments, **options):
        program = Program(*arguments, **options)

        def end():
            if program.exit_code is None:
                program.stop()
            self.assertIn(program.exit_code, (0, 1), program.errors)
        self.addCleanup(end)
        return program

    def run_target(self, handle):
        target = Target(handle)
        self.addCleanup(target.close)
        return target

    def collector(self, answer=b""):
        """A target that reads each connection to its end, then answers; gives it and the list."""
        received = []

        def handle(connection):
            data = read_all(connection)
            received.append(data)
            connection.sendall(answer)
        return self.run_target(handle), received

    def through(self, program, data, end=True):
        """What comes back for `data`."""
        with program.connect() as client:
            client.sendall(data)
            if end:
                client.shutdown(socket.SHUT_WR)
            return read_all(client)


def main():
    unittest.main(verbosity=1)
