"""loadproxy --udp: a header in every datagram."""

import socket
import time

from harness import Case, PATIENCE, Parsed, SIGNATURE, local, main, tlv, until, v1, v2


def datagram_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.settimeout(PATIENCE)
    return sock


class Udp(Case):
    def socket(self):
        sock = datagram_socket()
        self.addCleanup(sock.close)
        return sock

    def forward(self, *arguments):
        target = self.socket()
        program = self.run_program("forward", "--udp", "--to",
                                   f"127.0.0.1:{target.getsockname()[1]}", *arguments)
        return program, target

    def test_header_in_every_datagram(self):
        program, target = self.forward("--unique-id")
        client = self.socket()
        ids = set()
        for i in range(5):
            client.sendto(b"question %d" % i, program.address)
            data, via = target.recvfrom(65536)
            header = Parsed(data)
            self.assertEqual((header.version, header.command, header.transport), (2, 1, 2))
            self.assertEqual(header.source, client.getsockname())
            self.assertEqual(header.destination, program.address)
            self.assertEqual(data[header.size:], b"question %d" % i)
            ids.add(header.tlvs[0][1])
            target.sendto(b"answer %d" % i, via)
            self.assertEqual(client.recvfrom(65536), (b"answer %d" % i, program.address))
        self.assertEqual(len(ids), 5)
        summary = program.stop()
        self.assertEqual(program.exit_code, 0)
        self.assertEqual((summary["accepted"], summary["datagrams"], summary["headers_sent"]),
                         (1, 5, 5))

    def test_clients_are_kept_apart(self):
        program, target = self.forward("--source", "192.0.2.0/24")
        clients = [self.socket() for _ in range(20)]
        for i, client in enumerate(clients):
            client.sendto(b"%d" % i, program.address)
        for _ in clients:
            data, via = target.recvfrom(65536)
            target.sendto(b"to " + data[28:], via)
        for i, client in enumerate(clients):
            self.assertEqual(client.recv(100), b"to %d" % i)

    def test_empty_and_large(self):
        program, target = self.forward()
        client = self.socket()
        for size in (0, 1, 1400, 9000, 60000):
            client.sendto(bytes(size), program.address)
            self.assertEqual(len(target.recv(65536)), 28 + size)

    def test_accepted_headers(self):
        program, target = self.forward("--accept-proxy", "any", "--send-proxy", "v2")
        client = self.socket()
        for data in (v2(transport=2) + b"x", v2(transport=2, tlvs=tlv(2, b"host")) + b"x",
                     local() + b"y"):
            client.sendto(data, program.address)
            self.assertEqual(target.recv(65536), data)
        client.sendto(v1() + b"x", program.address)
        self.assertEqual(target.recv(65536), v2(transport=2) + b"x")
        for data in (b"", b"x", v2()[:20], SIGNATURE, v2()[:12] + b"\x31"):
            client.sendto(data, program.address)
        client.sendto(v2(transport=2) + b"last", program.address)
        self.assertEqual(target.recv(65536)[28:], b"last")
        summary = program.stop()
        self.assertEqual(program.exit_code, 1)
        self.assertEqual(summary["outcomes"], {"ok": 5, "not_proxy": 1, "invalid": 4})
        self.assertEqual(summary["reasons"], {"truncated": 3, "bad_version": 1})

    def test_stripped(self):
        program, target = self.forward("--accept-proxy", "any", "--send-proxy", "none")
        self.socket().sendto(v2() + b"payload", program.address)
        self.assertEqual(target.recv(65536), b"payload")

    def test_a_burst_is_one_batch(self):
        program, target = self.forward("--accept-proxy", "v2")
        client = self.socket()
        program.process.send_signal(19)
        for i in range(20):
            client.sendto(v2(("192.0.2.1", 100 + i)) + b"%d" % i, program.address)
        program.process.send_signal(18)
        self.assertEqual([target.recv(65536)[28:] for _ in range(20)],
                         [b"%d" % i for i in range(20)])
        self.assertLess(program.stop()["batches"], 8)

    def test_forgotten_after_a_while(self):
        program, target = self.forward("--flow-timeout", "0.2", "--connections", "1")
        first, second = self.socket(), self.socket()
        first.sendto(b"first", program.address)
        self.assertEqual(target.recv(65536)[28:], b"first")
        second.sendto(b"too many", program.address)
        time.sleep(1)
        second.sendto(b"second", program.address)
        self.assertEqual(target.recv(65536)[28:], b"second")
        summary = program.stop()
        self.assertEqual((summary["accepted"], summary["datagrams_lost"]), (2, 1))

    def test_target_that_comes_late(self):
        """An ICMP error does not end a flow."""
        target = datagram_socket()
        address = target.getsockname()
        target.close()
        program = self.run_program("forward", "--udp", "--to", f"127.0.0.1:{address[1]}")
        client = self.socket()
        client.sendto(b"lost", program.address)
        time.sleep(0.1)
        target = self.socket()
        target.close()
        target = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(target.close)
        target.bind(address)
        target.settimeout(0.3)

        def arrives():
            client.sendto(b"again", program.address)
            try:
                return target.recv(65536)[28:] == b"again"
            except TimeoutError:
                return False
        self.assertTrue(until(arrives))

    def test_sink(self):
        client = self.socket()
        program = self.run_program("sink", "--udp")
        for data, answer in (
                (v2(transport=2) + b"x",
                 b"v2 PROXY INET DGRAM 192.0.2.1:1001 > 198.51.100.2:443\n"),
                (v2()[:20], b"invalid: truncated at 20: "), (b"nonsense", b"not_proxy at 0\n")):
            client.sendto(data, program.address)
            self.assertTrue(client.recv(65536).startswith(answer))
        program = self.run_program("sink", "--udp", "--answer", "echo")
        client.sendto(v2() + b"payload", program.address)
        self.assertEqual(client.recv(65536), b"payload")


if __name__ == "__main__":
    main()
