"""loadproxy under what networks and peers do: many, slow, gone, and too many at once."""

import os
import resource
import signal
import socket
import threading
import time

from harness import (Case, PATIENCE, Parsed, SANITIZED, main, read_all, read_size, reset, until, v1,
                     v2)


def echo_behind_header(connection):
    header = read_size(connection, 28)
    if len(header) < 28:
        return
    while chunk := connection.recv(65536):
        connection.sendall(chunk)


class Many(Case):
    # 64 files are kept back, and a target in this process has as many sockets as the clients.
    OPEN_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

    def setUp(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.OPEN_FILES, self.OPEN_FILES))

    def test_idle_clients_of_a_sink(self):
        count = min(10_000, self.OPEN_FILES - 200)
        if SANITIZED:
            count //= 5
        program = self.run_program("sink", "--header-timeout", "0", "--answer", "echo")
        before = program.memory()
        clients = [program.connect() for _ in range(count)]
        for client in clients[::10]:
            client.sendall(v2()[:15])  # and no more for now
        begun = time.monotonic()
        with program.connect() as client:  # is served all the same
            client.sendall(v1() + b"x")
            self.assertEqual(read_size(client, 1), b"x")
        self.assertLess(time.monotonic() - begun, 5)
        each = (program.memory() - before) / count
        for client in clients[::10]:
            client.sendall(v2()[15:] + b"y")
        for client in clients[::10]:
            self.assertEqual(read_size(client, 1), b"y")
        for client in clients:
            client.close()
        self.assertEqual(program.stop()["closed_early"], count - len(clients[::10]))
        if not SANITIZED:
            self.assertLess(each, 2048)

    def test_idle_connections_through_a_forward(self):
        count = min(10_000, (self.OPEN_FILES - 200) // 2)
        if SANITIZED:
            count //= 5
        listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.addCleanup(listener.close)
        program = self.run_program("forward", "--to", f"127.0.0.1:{listener.getsockname()[1]}")
        before = program.memory()
        clients, targets = [], []
        for _ in range(count):
            clients.append(program.connect())
            targets.append(listener.accept()[0])
        self.assertTrue(all(Parsed(read_size(t, 28)).size == 28 for t in targets))
        each = (program.memory() - before) / count
        by_port = {c.getsockname()[1]: c for c in clients}
        for i, client in enumerate(clients):
            client.sendall(b"%07d" % i)
        answers = {read_size(t, 7) for t in targets}
        self.assertEqual(answers, {b"%07d" % i for i in range(count)})
        self.assertEqual(len(by_port), count)
        for connection in clients + targets:
            connection.close()
        program.stop()
        self.assertEqual(program.exit_code, 0)
        if not SANITIZED:
            self.assertLess(each, 4096)


class Broken(Case):
    def check_serves(self, program):
        with program.connect() as client:
            client.sendall(v2() + b"still")
            self.assertEqual(read_size(client, 5), b"still")

    def test_client_resets_at_every_stage(self):
        target = self.run_target(echo_behind_header)
        program = self.run_program("forward", "--to", target.to, "--accept-proxy", "v2")
        for data in (b"", v2()[:1], v2()[:16], v2()[:27], v2(), v2() + b"x", v2() + bytes(200_000)):
            for wait in (0, 0.02):
                with self.subTest(size=len(data), wait=wait):
                    client = program.connect()
                    client.sendall(data)
                    time.sleep(wait)
                    reset(client)
        self.check_serves(program)
        summary = program.stop()
        self.assertEqual((summary["accepted"], summary["closed"]), (15, 15))

    def test_target_resets_at_every_stage(self):
        stage = [0]

        def handle(connection):
            read_size(connection, stage[0])
            reset(connection)
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to)
        for stage[0] in (0, 1, 27, 28, 29, 100_000):
            with self.subTest(stage[0]):
                try:
                    with program.connect() as client:
                        client.sendall(bytes(200_000))
                        while client.recv(65536):
                            pass
                except OSError:
                    pass  # a reset, as it should be; of connect() if it comes that early
        summary = program.stop()
        self.assertEqual((summary["accepted"], summary["closed"]), (6, 6))

    def test_reset_behind_the_last_bytes(self):
        """Is no clean end, also where both become known at once."""
        ends = []

        def handle(connection):
            try:
                ends.append(len(read_all(connection)))
            except ConnectionResetError:
                ends.append("reset")
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to)
        for _ in range(10):
            client = program.connect()
            client.sendall(b"first")
            time.sleep(0.01)
            program.process.send_signal(signal.SIGSTOP)
            client.sendall(b"last")
            reset(client)
            program.process.send_signal(signal.SIGCONT)
        self.assertTrue(until(lambda: len(ends) == 10))
        self.assertEqual(ends, 10 * ["reset"])

    def test_reset_while_nobody_reads(self):
        """Both sides send and neither reads, so both are held back, when the client goes."""
        stuck = threading.Event()

        def handle(connection):
            connection.settimeout(0.5)
            try:
                connection.sendall(bytes(64 << 20))
            except TimeoutError:
                stuck.set()
            connection.settimeout(PATIENCE)
            connection.sendall(bytes(64 << 20))
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to)
        folder = f"/proc/{program.process.pid}/fd"
        client = program.connect()
        client.settimeout(0.5)
        with self.assertRaises(TimeoutError):
            client.sendall(bytes(64 << 20))
        self.assertTrue(stuck.wait(PATIENCE))
        before = len(os.listdir(folder))
        reset(client)
        self.assertTrue(until(lambda: len(os.listdir(folder)) == before - 2))

    def test_last_words_of_a_target_arrive(self):
        """What it sent before it closed without reading is passed on."""
        def handle(connection):
            read_size(connection, 28 + 10)
            connection.sendall(b"no, thanks")
            connection.shutdown(socket.SHUT_WR)
            read_all(connection)
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to)
        with program.connect() as client:
            client.sendall(bytes(10))
            self.assertEqual(read_all(client), b"no, thanks")

    def test_target_is_down(self):
        target = self.run_target(echo_behind_header)
        target.close()
        program = self.run_program("forward", "--to", target.to)
        for _ in range(3):
            with self.assertRaises(ConnectionResetError):  # of connect() if the program is quick
                with program.connect() as client:
                    client.recv(1)
        summary = program.stop()
        self.assertEqual(summary["connect_failed"], 3)
        self.assertEqual(program.exit_code, 1)
        self.assertEqual(program.errors.count("connection refused"), 1)

    def test_target_does_not_answer(self):
        listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        fillers = []
        for _ in range(4):  # its queue is full then
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
            fillers.append(filler)
        program = self.run_program("forward", "--to", f"127.0.0.1:{listener.getsockname()[1]}",
                                   "--connect-timeout", "0.3")
        with program.connect() as client:
            with self.assertRaises(ConnectionResetError):
                client.recv(1)
        self.assertEqual(program.stop()["connect_timeouts"], 1)
        for connection in fillers + [listener]:
            connection.close()

    def test_slow_target_holds_the_client_back(self):
        """Nobody reads: memory stays bounded, and nothing is lost when reading begins."""
        go_on = threading.Event()
        received = []

        def handle(connection):
            go_on.wait(PATIENCE)
            received.append(len(read_all(connection)))
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to)
        before = program.memory()
        size = 64 << 20
        with program.connect() as client:
            sender = threading.Thread(target=lambda: (client.sendall(bytes(size)),
                                                      client.shutdown(socket.SHUT_WR)))
            sender.start()
            time.sleep(1)
            grown = program.memory() - before
            go_on.set()
            sender.join()
            self.assertEqual(read_all(client), b"")
        self.assertTrue(until(lambda: received))
        self.assertEqual(received, [28 + size])
        if not SANITIZED:
            self.assertLess(grown, 2 << 20)


class Limits(Case):
    @staticmethod
    def served(program):
        try:
            with program.connect() as client:
                client.sendall(b"new")
                return read_size(client, 3) == b"new"
        except OSError:
            return False

    def test_more_clients_than_files(self):
        """As many as there are files for are served; the others wait, and are served later."""
        target = self.run_target(echo_behind_header)
        program = self.run_program("forward", "--to", target.to, files=100)
        clients = [program.connect() for _ in range(40)]
        for i, client in enumerate(clients):
            client.sendall(b"%03d" % i)
        for i, client in enumerate(clients):
            self.assertEqual(read_size(client, 3), b"%03d" % i)
            client.close()
        summary = program.stop()
        self.assertEqual((summary["accepted"], summary["out_of_files"]), (40, 0))

    def test_out_of_files(self):
        """Those that are there go on; new ones wait, and are served when there are files again."""
        target = self.run_target(echo_behind_header)
        program = self.run_program("forward", "--to", target.to)
        # UBSan needs a pipe to judge a type for the first time: let it see them all before.
        with program.connect() as client:
            client.sendall(b"x")
            self.assertEqual(read_size(client, 1), b"x")
            reset(client)
        first = program.connect()
        first.sendall(b"one")
        self.assertEqual(read_size(first, 3), b"one")
        time.sleep(0.2)
        used = len(os.listdir(f"/proc/{program.process.pid}/fd"))
        old = resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, (used, old[1]))
        waiting = [program.connect() for _ in range(3)]
        for client in waiting:
            client.sendall(b"new")
        first.sendall(b"two")
        self.assertEqual(read_size(first, 3), b"two")
        time.sleep(0.3)
        resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, old)
        for client in waiting:
            self.assertEqual(read_size(client, 3), b"new")
            client.close()
        # Enough for a client, and not for its target: that client is refused.
        time.sleep(0.2)
        resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, (used + 1, old[1]))
        self.assertFalse(self.served(program))
        first.sendall(b"six")
        self.assertEqual(read_size(first, 3), b"six")
        resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, old)
        self.assertTrue(until(lambda: self.served(program)))
        first.close()
        summary = program.stop()
        self.assertGreaterEqual(summary["out_of_files"], 2)
        self.assertEqual(program.exit_code, 1)

    def test_connections(self):
        target = self.run_target(echo_behind_header)
        program = self.run_program("forward", "--to", target.to, "--connections", "2")
        clients = [program.connect() for _ in range(3)]
        for client in clients:
            client.sendall(b"x")
        self.assertEqual([read_size(c, 1) for c in clients[:2]], [b"x", b"x"])
        clients[2].settimeout(0.3)
        with self.assertRaises(TimeoutError):
            clients[2].recv(1)
        clients[0].close()
        clients[2].settimeout(PATIENCE)
        self.assertEqual(read_size(clients[2], 1), b"x")
        for client in clients[1:]:
            client.close()

    def test_rate(self):
        program = self.run_program("sink", "--rate", "50", "--answer", "echo")
        begun = time.monotonic()
        clients = [program.connect() for _ in range(26)]
        for client in clients:
            client.sendall(v2() + b"x")
        for client in clients:
            self.assertEqual(read_size(client, 1), b"x")
            client.close()
        self.assertGreater(time.monotonic() - begun, 0.45)


class Ending(Case):
    def test_duration(self):
        program = self.run_program("sink", "--duration", "0.5")
        self.assertEqual(program.process.wait(PATIENCE), 0)
        self.assertGreaterEqual(program.stop()["milliseconds"], 500)

    def test_open_connections_end_in_peace(self):
        target = self.run_target(echo_behind_header)
        for kind in (signal.SIGINT, signal.SIGTERM):
            program = self.run_program("forward", "--to", target.to, "--grace", "20")
            with program.connect() as client:
                client.sendall(b"one")
                self.assertEqual(read_size(client, 3), b"one")
                program.process.send_signal(kind)
                time.sleep(0.3)
                with self.assertRaises(ConnectionRefusedError):
                    program.connect()
                client.sendall(b"two")
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(read_all(client), b"two")
            program.process.wait(PATIENCE)
            self.assertEqual(program.stop()["resets"], 0)

    def test_grace_ends(self):
        program = self.run_program("sink", "--grace", "0.2")
        with program.connect() as client:
            client.sendall(v2())
            time.sleep(0.1)
            program.process.send_signal(signal.SIGTERM)
            with self.assertRaises(ConnectionResetError):
                client.recv(1)
        self.assertEqual(program.process.wait(PATIENCE), 0)

    def test_second_signal(self):
        program = self.run_program("sink", "--grace", "60")
        with program.connect() as client:
            client.sendall(v2())
            time.sleep(0.1)
            program.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            program.process.send_signal(signal.SIGTERM)
            self.assertEqual(program.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    main()
