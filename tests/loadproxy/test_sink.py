"""loadproxy sink: judgement, answers, and the counts of its summary."""

import socket
import threading
import time

from harness import Case, SIGNATURE, local, main, read_all, read_size, reset, tlv, v1, v2


def get(path="/", close=False):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{'Connection: close' if close else 'A: b'}\r\n\r\n".encode()


class Http(Case):
    def answer(self, program, data):
        """Status and body of the answer to what must end the connection."""
        with program.connect() as client:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            head, _, body = read_all(client).partition(b"\r\n\r\n")
        return head.split(b"\r\n")[0].decode(), body.decode()

    def test_says_what_it_saw(self):
        program = self.run_program("sink")
        unix = b"/run/a".ljust(108, b"\0") + b"\0b".ljust(108, b"\0")
        for header, expected in (
                (v1(), "v1 PROXY INET STREAM 192.0.2.1:1001 > 198.51.100.2:443"),
                (v2(("2001:db8::1", 1), ("2001:db8::2", 2), tlv(2, b"a") + tlv(4, b"")),
                 "v2 PROXY INET6 STREAM [2001:db8::1]:1 > [2001:db8::2]:2, 2 TLVs"),
                (local(), "v2 LOCAL UNSPEC UNSPEC"),
                (b"PROXY UNKNOWN whatever\r\n", "v1 PROXY UNSPEC UNSPEC"),
                (SIGNATURE + b"\x21\x31\x00\xd8" + unix, "v2 PROXY UNIX STREAM unix:/run/a > unix:@b")):
            with self.subTest(header):
                self.assertEqual(self.answer(program, header + get()),
                                 ("HTTP/1.1 200 OK", expected + "\n"))
        summary = program.stop()
        self.assertEqual(program.exit_code, 0)
        self.assertEqual(summary["outcomes"], {"ok": 5, "not_proxy": 0, "invalid": 0})
        self.assertEqual(summary["versions"], {"v1": 2, "v2": 3})
        self.assertEqual(summary["requests"], 5)
        self.assertEqual(summary["latencies_us"]["header"]["count"], 5)

    def test_says_why_not(self):
        program = self.run_program("sink")
        for data, expected in (
                (get(), "not_proxy at 0"),
                (b"PROXY TCP4 192.0.2.1 198.51.100.2 1001 99999\r\n",
                 "invalid: bad_destination_port at 39: "),
                (v2()[:12] + b"\x22\x11\x00\x0c", "invalid: bad_command at 12: ")):
            with self.subTest(data):
                status, body = self.answer(program, data)
                self.assertEqual(status, "HTTP/1.1 400 Bad Request")
                self.assertTrue(body.startswith(expected), body)
        summary = program.stop()
        self.assertEqual(program.exit_code, 1)
        self.assertEqual(summary["outcomes"], {"ok": 0, "not_proxy": 1, "invalid": 2})
        self.assertEqual(summary["reasons"], {"bad_destination_port": 1, "bad_command": 1})

    def test_keeps_connections(self):
        program = self.run_program("sink")
        with program.connect() as client:
            client.sendall(v2() + get() + get() + get()[:20])
            first = read_size(client, 100)
            client.sendall(get()[20:])
            client.shutdown(socket.SHUT_WR)
            self.assertEqual((first + read_all(client)).count(b"200 OK"), 3)
        self.assertEqual(program.stop()["requests"], 3)

    def test_closes_if_asked(self):
        program = self.run_program("sink")
        with program.connect() as client:
            client.sendall(v2() + get(close=True))
            self.assertIn(b"200 OK", read_all(client))

    def test_no_header_expected(self):
        program = self.run_program("sink", "--accept-proxy", "none")
        self.assertEqual(self.answer(program, get()), ("HTTP/1.1 200 OK", "no header expected\n"))

    def test_only_one_version(self):
        for wanted, other in (("v1", v2()), ("v2", v1())):
            program = self.run_program("sink", "--accept-proxy", wanted)
            self.assertIn("version_not_accepted", self.answer(program, other)[1])

    def test_limits_and_checks(self):
        program = self.run_program("sink", "--max-header", "100")
        self.assertIn("header_too_long", self.answer(program, v2(tlvs=tlv(4, bytes(200))))[1])
        program = self.run_program("sink", "--check", "none")
        self.assertIn("200", self.answer(program, v2(tlvs=b"\x02") + get())[0])


class Others(Case):
    def test_echo(self):
        program = self.run_program("sink", "--answer", "echo")
        data = bytes(range(256)) * 8000
        with program.connect() as client:
            client.sendall(v1() + b"first")
            self.assertEqual(read_size(client, 5), b"first")
            sender = threading.Thread(target=lambda: (client.sendall(data),
                                                      client.shutdown(socket.SHUT_WR)))
            sender.start()
            self.assertTrue(read_all(client) == data)
            sender.join()

    def test_close(self):
        program = self.run_program("sink", "--answer", "close")
        with program.connect() as client:
            client.sendall(v1())
            self.assertEqual(read_all(client), b"")
        with program.connect() as client:
            client.sendall(b"nonsense")
            with self.assertRaises(ConnectionResetError):
                client.recv(1)

    def test_header_timeout(self):
        program = self.run_program("sink", "--header-timeout", "0.3")
        for start in (b"", b"PROXY TCP4 192.0.2.1", v2()[:20]):
            with self.subTest(start), program.connect() as client:
                client.sendall(start)
                begun = time.monotonic()
                with self.assertRaises(ConnectionResetError):
                    client.recv(1)
                self.assertGreater(time.monotonic() - begun, 0.25)
        self.assertEqual(program.stop()["header_timeouts"], 3)
        self.assertEqual(program.exit_code, 1)

    def test_slow_but_in_time(self):
        program = self.run_program("sink", "--header-timeout", "5", "--answer", "echo")
        with program.connect() as client:
            for byte in v2(tlvs=tlv(4, bytes(60))) + b"x":
                client.sendall(bytes([byte]))
                time.sleep(0.005)
            self.assertEqual(read_size(client, 1), b"x")

    def test_gone_before_the_header_is_whole(self):
        program = self.run_program("sink")
        for _ in range(3):
            with program.connect() as client:
                client.sendall(v2()[:13])
        with program.connect() as client:
            client.sendall(v2()[:13])
            reset(client)
        time.sleep(0.2)
        self.assertEqual(program.stop()["closed_early"], 4)


if __name__ == "__main__":
    main()
