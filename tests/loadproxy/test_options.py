"""loadproxy's command line: errors are clear, and exit codes as told."""

import os
import socket
import subprocess
import unittest

from harness import LOADPROXY, main

TO = ("forward", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:9")
SINK = ("sink", "--listen", "127.0.0.1:0", "--duration", "0.1")


def run(*arguments, **environment):
    return subprocess.run([LOADPROXY, *arguments], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **environment})


class Errors(unittest.TestCase):
    def check(self, arguments, message, **environment):
        with self.subTest(arguments):
            done = run(*arguments, **environment)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr.split("\n")[0], "loadproxy: " + message)

    def test_usage(self):
        for arguments, message in (
                ((), "say forward or sink"),
                (("sink",), "--listen ADDRESS:PORT is missing"),
                (("forward", "--listen", ":0"), "--to HOST:PORT is missing: where connections go"),
                (("sink", "--listen", "8080"),
                 "--listen: '8080' has no port: write ADDRESS:PORT"),
                (("sink", "--listen", "::1:80"),
                 "--listen: '::1:80' is not ADDRESS:PORT; IPv6 addresses stand in brackets: "
                 "[::1]:8080"),
                (("sink", "--listen", "127.0.0.1:99999"),
                 "--listen: '127.0.0.1:99999' does not end in a port"),
                ((*TO, "--source", "10.0.0.0/33"),
                 "--source: '10.0.0.0/33' does not end in a prefix from 0 to 32"),
                ((*TO, "--source", "10.0.0.1/8"),
                 "--source: '10.0.0.1/8' has bits set behind its prefix of 8"),
                ((*TO, "--source", "x"),
                 "--source: 'x' does not begin with an IPv4 or IPv6 address"),
                ((*TO, "--source", "real", "--source", "10.0.0.1"),
                 "--source: real is not part of a pool"),
                ((*TO, "--source-ports", "9-1"),
                 "--source-ports: '9-1' is neither a port nor FIRST-LAST, each from 0 to 65535"),
                ((*TO, "--send-proxy", "v3"),
                 "--send-proxy: 'v3' is not one of v1, v2, none"),
                ((*TO, "--accept-proxy", "v3"),
                 "--accept-proxy: 'v3' is not one of v1, v2, any, none"),
                ((*TO, "--send-proxy", "v1", "--crc32c"),
                 "--tlv, --unique-id, --crc32c: only version 2 carries TLVs"),
                ((*TO, "--send-proxy", "none", "--source", "10.0.0.1"),
                 "--source, --destination, --malformed, --fragment: no header is sent"),
                ((*TO, "--udp", "--send-proxy", "v1"),
                 "--send-proxy: version 1 is for TCP alone"),
                ((*TO, "--udp", "--fragment", "2"), "--fragment: a datagram is never split [2]"),
                ((*TO, "--fragment", "1"),
                 "--fragment: '1' is not bytes or a number of pieces from 2 to 1000"),
                ((*TO, "--malformed", "101"),
                 "--malformed: '101' is not PERCENT or PERCENT:CLASS,..."),
                ((*TO, "--malformed", "5:bad-crc32c"), "--malformed: bad-crc32c needs --crc32c"),
                ((*TO, "--malformed", "5:bad-port"),
                 "--malformed: there is no bad-port in version 2"),
                ((*TO, "--rate", "fast"), "--rate: 'fast' is not a number from 0 to 1000000"),
                ((*TO, "--tlv", "ALPN"), "--tlv: 'ALPN' has no value; write ALPN=VALUE"),
                ((*TO, "--tlv", "0xE0=" + "x" * 3000),
                 "--tlv: the length is over 65535, or the template over its limit"),
                ((*SINK, "--max-header", "9"), "--max-header: '9' is not from 16 to 65551")):
            self.check(arguments, message)

    def test_unknown_class_is_told_with_those_there_are(self):
        done = run(*TO, "--malformed", "5:nonsense")
        self.assertIn("'nonsense' is not one of truncated, bad-family-token", done.stderr)

    def test_host_that_is_not_there(self):
        done = run("forward", "--listen", ":0", "--to", "no-such-host.invalid:80")
        self.assertEqual(done.returncode, 2)
        self.assertIn("'no-such-host.invalid:80' can't be looked up", done.stderr)

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.check(("sink", "--listen", f"127.0.0.1:{port}"),
                       f"can't listen on 127.0.0.1:{port}: Address already in use")

    def test_unknown_cpu_target(self):
        done = run(*SINK, SIMDPROXY_TARGET="NONE")
        self.assertEqual(done.returncode, 2)
        self.assertIn("SIMDPROXY_TARGET: 'NONE' is not a target", done.stderr)


class Others(unittest.TestCase):
    def test_help_and_version(self):
        for command in ((), ("forward",), ("sink",)):
            done = run(*command, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("--help", done.stdout)
        self.assertRegex(run("--version").stdout, r"^loadproxy \d+\.\d+\.\d+\n$")

    def test_summary_as_text(self):
        done = run(*SINK)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^0\.\d s, 0 connections \(0 a second\), 0 B up, 0 B down\n$")
        self.assertRegex(done.stderr, r"^loadproxy: listening on 127\.0\.0\.1:\d+\n$")
        self.assertEqual(run(*SINK, "--quiet").stderr, "")

    def test_full_disk(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([LOADPROXY, *SINK], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot write the output", done.stderr)


if __name__ == "__main__":
    main()
