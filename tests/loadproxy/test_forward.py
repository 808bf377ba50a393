"""loadproxy forward: what goes to the target, in every form of header, and both directions."""

import socket
import struct
import threading
import time

from harness import (Case, Parsed, SIGNATURE, crc32c, local, main, read_all, read_size, tlv, until, v1,
                     v2)


class Sending(Case):
    def headers(self, count, *arguments):
        """The headers of `count` connections, each of which carries its number as payload."""
        target, received = self.collector(b"bye")
        program = self.run_program("forward", "--to", target.to, *arguments)
        ports = []
        for i in range(count):
            with program.connect() as client:
                ports.append(client.getsockname()[1])
                client.sendall(b"payload %d" % i)
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(read_all(client), b"bye")
        self.assertTrue(until(lambda: len(received) == count))
        parsed = []
        for i, data in enumerate(received):
            header = Parsed(data)
            self.assertIsNotNone(header.size, data)
            self.assertEqual(data[header.size:], b"payload %d" % i)
            parsed.append(header)
        summary = program.stop()
        self.assertEqual(program.exit_code, 0)
        self.assertEqual(summary["accepted"], count)
        self.assertEqual(summary["closed"], count)
        self.assertEqual(summary["headers_sent"], count)
        return program, ports, parsed

    def test_real_addresses_v2(self):
        program, ports, headers = self.headers(3)
        self.assertEqual([h.version for h in headers], [2, 2, 2])
        self.assertEqual([h.source for h in headers], [("127.0.0.1", p) for p in ports])
        self.assertEqual({h.destination for h in headers}, {program.address})

    def test_real_addresses_v1(self):
        program, ports, headers = self.headers(3, "--send-proxy", "v1")
        self.assertEqual([h.version for h in headers], [1, 1, 1])
        self.assertEqual([h.source for h in headers], [("127.0.0.1", p) for p in ports])
        self.assertEqual({h.destination for h in headers}, {program.address})

    def test_fixed_source_and_destination(self):
        _, _, headers = self.headers(2, "--source", "192.0.2.7", "--source-ports", "4000",
                                     "--destination", "198.51.100.1:443")
        self.assertEqual({h.source for h in headers}, {("192.0.2.7", 4000)})
        self.assertEqual({h.destination for h in headers}, {("198.51.100.1", 443)})

    def test_pools_take_turns(self):
        _, _, headers = self.headers(
            6, "--source", "192.0.2.8/30", "--source", "2001:db8::/126", "--source-ports",
            "7000-7001", "--destination", "198.51.100.1:443")
        self.assertEqual([h.source for h in headers],
                         [("192.0.2.8", 7000), ("2001:db8::", 7001), ("192.0.2.9", 7000),
                          ("2001:db8::1", 7001), ("192.0.2.10", 7000), ("2001:db8::2", 7001)])
        # A header has one family: an IPv4 destination of an IPv6 source is mapped.
        self.assertEqual([h.destination[0] for h in headers[:2]],
                         ["198.51.100.1", "::ffff:198.51.100.1"])

    def test_random_sources(self):
        _, _, headers = self.headers(16, "--source", "2001:db8::/64", "--pick", "random",
                                     "--send-proxy", "v1")
        self.assertGreater(len({h.source for h in headers}), 14)
        for header in headers:
            self.assertTrue(socket.inet_pton(socket.AF_INET6, header.source[0]).startswith(
                bytes.fromhex("20010db800000000")))

    def test_tlvs_unique_id_crc32c(self):
        _, _, headers = self.headers(3, "--tlv", "AUTHORITY=example.com", "--tlv", "0xEA=hex:0102",
                                     "--unique-id", "--crc32c")
        for header in headers:
            self.assertEqual([kind for kind, _ in header.tlvs], [2, 0xEA, 5, 3])
            self.assertEqual(header.tlvs[0][1], b"example.com")
            self.assertEqual(header.tlvs[1][1], b"\x01\x02")
            self.assertEqual(len(header.tlvs[2][1]), 16)
            given = header.tlvs[3][1]
            self.assertEqual(struct.unpack(">I", given)[0], crc32c(header.raw[:-4] + b"\0\0\0\0"))
        self.assertEqual(len({h.tlvs[2][1] for h in headers}), 3)

    def test_fragments(self):
        for mode in ("bytes:1", "5:1", "2"):
            with self.subTest(mode):
                _, _, headers = self.headers(2, "--fragment", mode, "--crc32c")
                self.assertEqual([len(h.tlvs) for h in headers], [1, 1])

    def test_fragments_are_apart(self):
        """The receiver sees the pieces one after the other."""
        sizes = []

        def handle(connection):
            while chunk := connection.recv(65536):
                sizes.append(len(chunk))
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to, "--fragment", "3:100")
        self.through(program, b"payload")
        self.assertEqual(len(sizes), 4)
        self.assertEqual(sum(sizes), 28 + 7)
        self.assertEqual(sizes[3], 7)

    def test_threads_share_the_pool(self):
        target, received = self.collector()
        program = self.run_program("forward", "--to", target.to, "--threads", "3", "--source",
                                   "192.0.2.0/24")
        for _ in range(30):
            self.through(program, b"x")
        self.assertTrue(until(lambda: len(received) == 30))
        sources = {Parsed(data).source[0] for data in received}
        self.assertEqual(len(sources), 30)

    def test_malformed_share(self):
        target, received = self.collector()
        program = self.run_program("forward", "--to", target.to, "--malformed", "50:bad-version",
                                   "--source", "192.0.2.0/24")
        for _ in range(40):
            self.through(program, b"")
        self.assertTrue(until(lambda: len(received) == 40))
        bad = sum(data[12] >> 4 != 2 for data in received)
        self.assertTrue(all(data.startswith(SIGNATURE) for data in received))
        self.assertEqual(program.stop()["malformed_sent"], bad)
        self.assertGreater(bad, 8)
        self.assertLess(bad, 32)
        self.assertEqual(program.exit_code, 0)  # broken on purpose is no fault

    def test_server_speaks_first(self):
        def handle(connection):
            header = Parsed(read_size(connection, 28))
            connection.sendall(b"hello " + header.source[0].encode())
            connection.sendall(read_all(connection))
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to, "--source", "192.0.2.9")
        with program.connect() as client:
            self.assertEqual(read_size(client, 15), b"hello 192.0.2.9")
            client.sendall(b"thanks")
            client.shutdown(socket.SHUT_WR)
            self.assertEqual(read_all(client), b"thanks")

    def test_no_header(self):
        target, received = self.collector(b"!")
        program = self.run_program("forward", "--to", target.to, "--send-proxy", "none")
        self.assertEqual(self.through(program, b"as it is"), b"!")
        self.assertEqual(received, [b"as it is"])


class Accepting(Case):
    def forwarded(self, data, *arguments):
        target, received = self.collector(b"ok")
        program = self.run_program("forward", "--to", target.to, *arguments)
        self.assertEqual(self.through(program, data), b"ok")
        return received[0]

    def test_stripped(self):
        for header in (v1(), v2(), v2(tlvs=tlv(2, b"host")), local(), b"PROXY UNKNOWN\r\n"):
            with self.subTest(header):
                self.assertEqual(self.forwarded(header + b"payload", "--accept-proxy", "any",
                                                "--send-proxy", "none"), b"payload")

    def test_translated_to_v2(self):
        self.assertEqual(self.forwarded(v1() + b"x", "--accept-proxy", "any"), v2() + b"x")
        self.assertEqual(self.forwarded(v1(("2001:db8::1", 7), ("2001:db8::2", 8)) + b"x",
                                        "--accept-proxy", "v1"),
                         v2(("2001:db8::1", 7), ("2001:db8::2", 8)) + b"x")

    def test_translated_to_v1(self):
        arguments = ("--accept-proxy", "any", "--send-proxy", "v1")
        self.assertEqual(self.forwarded(v2(tlvs=tlv(4, b"")) + b"x", *arguments), v1() + b"x")
        self.assertEqual(self.forwarded(local() + b"x", *arguments), b"PROXY UNKNOWN\r\nx")

    def test_passed_on(self):
        arguments = ("--accept-proxy", "v2", "--send-proxy", "v2")
        for header in (v2(), v2(tlvs=tlv(2, b"host") + tlv(0xEA, b"")), local(),
                       local(tlvs=tlv(4, b"12")),
                       SIGNATURE + b"\x21\x31\x00\xd8" + b"/run/a".ljust(108, b"\0") + b"/b".ljust(
                           108, b"\0")):
            with self.subTest(header):
                self.assertEqual(self.forwarded(header + b"x", *arguments), header + b"x")

    def test_tlvs_are_added_to_those_received(self):
        data = self.forwarded(v2(tlvs=tlv(2, b"host") + tlv(3, struct.pack(
            ">I", crc32c(v2(tlvs=tlv(2, b"host") + tlv(3, b"\0\0\0\0")))))) + b"x",
            "--accept-proxy", "v2", "--tlv", "ALPN=h2", "--crc32c")
        header = Parsed(data)
        self.assertEqual([kind for kind, _ in header.tlvs], [2, 3, 1])
        at = header.raw.index(header.tlvs[1][1])
        self.assertEqual(struct.unpack(">I", header.tlvs[1][1])[0],
                         crc32c(header.raw[:at] + b"\0\0\0\0" + header.raw[at + 4:]))

    def test_source_replaced(self):
        header = Parsed(self.forwarded(v2() + b"x", "--accept-proxy", "v2", "--source", "203.0.113.5",
                                       "--source-ports", "9"))
        self.assertEqual(header.source, ("203.0.113.5", 9))
        self.assertEqual(header.destination, ("198.51.100.2", 443))

    def test_refused_are_dropped(self):
        target, received = self.collector()
        program = self.run_program("forward", "--to", target.to, "--accept-proxy", "v2")
        cases = {b"GET / HTTP/1.1\r\n\r\n": None, v1(): "version_not_accepted",
                 SIGNATURE + b"\x31\x11\x00\x0c": "bad_version",
                 v2(tlvs=b"\x02\x00\x09x"): "bad_tlv",
                 v2(tlvs=tlv(3, b"1234")): "bad_crc32c"}
        for data in cases:
            with self.subTest(data), program.connect() as client:
                client.sendall(data)
                with self.assertRaises(ConnectionResetError):
                    client.recv(1)
        summary = program.stop()
        self.assertEqual(program.exit_code, 1)
        self.assertEqual(summary["outcomes"], {"ok": 0, "not_proxy": 1, "invalid": 4})
        self.assertEqual(summary["reasons"], {name: 1 for name in cases.values() if name})
        self.assertEqual(received, [])

    def test_byte_by_byte(self):
        target, received = self.collector(b"ok")
        program = self.run_program("forward", "--to", target.to, "--accept-proxy", "any")
        for header in (v1(), v2(tlvs=tlv(2, b"host"))):
            with program.connect() as client:
                for byte in header + b"payload":
                    client.sendall(bytes([byte]))
                    time.sleep(0.001)
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(read_all(client), b"ok")
        self.assertEqual(received, [v2() + b"payload", v2(tlvs=tlv(2, b"host")) + b"payload"])

    def test_long_header_in_pieces(self):
        tlvs = tlv(0xE0, bytes(range(256)) * 200) + tlv(2, b"host")
        target, received = self.collector(b"ok")
        program = self.run_program("forward", "--to", target.to, "--accept-proxy", "v2")
        data = v2(tlvs=tlvs) + b"payload"
        with program.connect() as client:
            for begin in range(0, len(data), 5000):
                client.sendall(data[begin:begin + 5000])
                time.sleep(0.005)
            client.shutdown(socket.SHUT_WR)
            self.assertEqual(read_all(client), b"ok")
        self.assertEqual(received, [data])

    def test_many_at_once_are_one_batch(self):
        """Connections that become readable together are decoded together."""
        target, received = self.collector(b"ok")
        program = self.run_program("forward", "--to", target.to, "--accept-proxy", "v2")
        clients = [program.connect() for _ in range(64)]
        program.process.send_signal(19)  # SIGSTOP
        for i, client in enumerate(clients):
            client.sendall(v2(("192.0.2.1", 2000 + i)) + b"%d" % i)
            client.shutdown(socket.SHUT_WR)
        program.process.send_signal(18)  # SIGCONT
        for client in clients:
            self.assertEqual(read_all(client), b"ok")
            client.close()
        self.assertEqual(sorted(received), sorted(v2(("192.0.2.1", 2000 + i)) + b"%d" % i
                                                  for i in range(64)))
        summary = program.stop()
        self.assertEqual(summary["outcomes"]["ok"], 64)
        self.assertLess(summary["batches"], 8)


class Relaying(Case):
    def test_large_both_ways(self):
        size = 8 << 20
        up, down = bytes(range(251)) * (size // 251), bytes(range(241)) * (size // 241)
        received = []

        def handle(connection):
            read_size(connection, 28)
            reader = threading.Thread(target=lambda: received.append(read_all(connection)))
            reader.start()
            connection.sendall(down)
            connection.shutdown(socket.SHUT_WR)
            reader.join()
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to)
        with program.connect() as client:
            sender = threading.Thread(target=lambda: (client.sendall(up),
                                                      client.shutdown(socket.SHUT_WR)))
            sender.start()
            got = read_all(client)
            sender.join()
        self.assertTrue(got == down)
        self.assertTrue(until(lambda: received))
        self.assertTrue(received[0] == up)
        summary = program.stop()
        self.assertEqual((summary["bytes_up"], summary["bytes_down"]), (len(up), len(down)))

    def test_half_close_of_the_target(self):
        """The client may go on after the target has ended."""
        received = []

        def handle(connection):
            connection.sendall(b"all")
            connection.shutdown(socket.SHUT_WR)
            received.append(read_all(connection))
        target = self.run_target(handle)
        program = self.run_program("forward", "--to", target.to, "--send-proxy", "none")
        with program.connect() as client:
            self.assertEqual(read_all(client), b"all")
            client.sendall(b"still here")
            time.sleep(0.1)
            client.sendall(b", and done")
        self.assertTrue(until(lambda: received))
        self.assertEqual(received, [b"still here, and done"])

    def test_client_ends_before_the_target_is_there(self):
        target, received = self.collector(b"late answer")
        program = self.run_program("forward", "--to", target.to, "--accept-proxy", "v2")
        with program.connect() as client:
            client.sendall(v2() + b"x")
            client.shutdown(socket.SHUT_WR)
            self.assertEqual(read_all(client), b"late answer")
        self.assertEqual(received, [v2() + b"x"])


if __name__ == "__main__":
    main()
