"""The Python example: literals, each real header, and aiosmtpd itself where that is installed."""

import asyncio
import json
import os
import sys
import unittest
from ipaddress import IPv4Address, IPv6Address

import proxy_data
from proxy_data import AF, PROTO, V2_CMD, MalformedTLV, ProxyTLV, UnknownTypeTLV

try:
    from aiosmtpd import proxy_protocol as aiosmtpd
except ImportError:
    aiosmtpd = None

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
INET = bytes.fromhex("c0000201c6336402dc0401bb")


def v2(version_command: int, family_transport: int, tail: bytes) -> bytes:
    return SIGNATURE + bytes([version_command, family_transport]) + len(tail).to_bytes(2, "big") + tail


def real_headers():
    folder = os.path.join(os.environ["SIMDPROXY_TEST_DATA"], "real")
    with open(os.path.join(folder, "index.json")) as index:
        for entry in json.load(index)["entries"]:
            with open(os.path.join(folder, entry["file"]), "rb") as file:
                yield entry["file"], file.read(), entry["expect"]


class Decode(unittest.TestCase):
    def test_line(self):
        data = proxy_data.decode(b"PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nGET")
        self.assertTrue(data)
        self.assertTrue(
            data.same_attribs(
                _raises=True,
                version=1,
                command=None,
                family=AF.IP4,
                protocol=PROTO.STREAM,
                src_addr=IPv4Address("192.0.2.1"),
                dst_addr=IPv4Address("198.51.100.2"),
                src_port=56324,
                dst_port=443,
                rest=b"",
                tlv=None,
                tlv_start=None,
                error="",
                whole_raw=b"PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
            )
        )
        self.assertFalse(data.same_attribs(version=2))
        with self.assertRaises(ValueError):
            data.same_attribs(_raises=True, version=2)
        with self.assertRaises(KeyError):
            data.same_attribs(_raises=True, unknown_attrib=None)

    def test_unknown(self):
        data = proxy_data.decode(b"PROXY UNKNOWN ffff::1 x\r\n")
        self.assertTrue(data.valid)
        self.assertEqual((data.family, data.protocol), (AF.UNSPEC, PROTO.UNSPEC))
        self.assertEqual(data.rest, b" ffff::1 x")
        self.assertIsNone(data.src_addr)

    def test_v2(self):
        tlvs = b"\x01\x00\x02h2" b"\x02\x00\x03abc" b"\xe5\x00\x00" b"\x03\x00\x04\x01\x02\x03\x04"
        data = proxy_data.decode(v2(0x21, 0x12, INET + tlvs))
        self.assertEqual(data.command, V2_CMD.PROXY)
        self.assertEqual(data.protocol, PROTO.DGRAM)
        self.assertEqual((data.src_port, data.dst_port), (56324, 443))
        self.assertEqual(data.rest, tlvs)
        self.assertEqual(data.tlv_start, 28)
        self.assertEqual(data.tlv, {"ALPN": b"h2", "AUTHORITY": b"abc", "xE5": b"", "CRC32C": b"\1\2\3\4"})
        self.assertEqual(data.tlv.tlv_loc, {"ALPN": 0, "AUTHORITY": 5, "xE5": 11, "CRC32C": 14})
        self.assertTrue(data.tlv.same_attribs(AUTHORITY=b"abc", ALPN=b"h2"))
        self.assertIsNone(data.tlv.NETNS)

    def test_checksum_as_documented(self):
        header = bytearray(v2(0x21, 0x11, INET + b"\x03\x00\x04" + bytes.fromhex("20ec9549")))
        data = proxy_data.decode(header, check_crc=True)
        self.assertTrue(data)
        offset = data.tlv_start + data.tlv.tlv_loc["CRC32C"] + 3
        data.whole_raw[offset : offset + 4] = b"\0\0\0\0"
        raw = bytes(data.whole_raw)
        calculated = proxy_data.c.library.simdproxy_crc32c(raw, len(raw))
        self.assertEqual(calculated.to_bytes(4, "big"), data.tlv.CRC32C)
        header[-1] ^= 1
        self.assertFalse(proxy_data.decode(header, check_crc=True))

    def test_inet6_and_unix(self):
        block = bytes(15) + b"\1" + bytes(15) + b"\2" + b"\0\1\0\2"
        data = proxy_data.decode(v2(0x21, 0x21, block))
        self.assertEqual((data.src_addr, data.dst_addr), (IPv6Address("::1"), IPv6Address("::2")))
        paths = b"/run/a".ljust(108, b"\0") + b"\0abstract".ljust(108, b"\0")
        data = proxy_data.decode(v2(0x21, 0x31, paths))
        self.assertEqual(data.family, AF.UNIX)
        self.assertEqual(data.src_addr + data.dst_addr, paths)
        self.assertIsNone(data.src_port)

    def test_faults(self):
        data = proxy_data.decode(b"PROXY TCP4 1.2.3.4 5.6.7.8 1 99999\r\n")
        self.assertFalse(data)
        self.assertIsNone(data.version)
        self.assertIn("destination port", data.error)
        self.assertIn("at byte 29", data.error)
        self.assertEqual(data.needed, 0)
        self.assertFalse(proxy_data.decode(b"GET / HTTP/1.1\r\n").valid)
        self.assertEqual(proxy_data.decode(b"").needed, 15)
        self.assertEqual(proxy_data.decode(b"").with_error("mine").error, "mine")


class Tlvs(unittest.TestCase):
    SSL = bytes.fromhex("20000c 07 00000001 220004") + b"name"
    BAD_SSL = bytes.fromhex("200009 07 00000001 220004 6e") + b"\1\0\1x"

    def test_ssl(self):
        raw = b"\4\0\0" + self.SSL
        tlv = ProxyTLV.from_raw(raw)
        self.assertEqual(tlv, {"NOOP": b"", "SSL": True, "SSL_CLIENT": 7, "SSL_VERIFY": 1, "SSL_CN": b"name"})
        self.assertEqual(tlv.tlv_loc, {"NOOP": 0, "SSL": 3, "SSL_CN": 11})
        self.assertEqual(raw[11], ProxyTLV.name_to_num("SSL_CN"))

    def test_malformed(self):
        raw = b"\1\0\1x" + b"\2\0\5y"
        self.assertIsNone(ProxyTLV.from_raw(raw))
        self.assertIsNone(ProxyTLV.from_raw(b""))
        self.assertEqual(ProxyTLV.parse(raw), {"ALPN": b"x"})
        with self.assertRaises(MalformedTLV):
            ProxyTLV.parse(raw, partial_ok=False)
        self.assertEqual(
            ProxyTLV.parse(self.BAD_SSL), {"SSL": False, "SSL_CLIENT": 7, "SSL_VERIFY": 1}
        )
        self.assertIsNone(ProxyTLV.from_raw(self.BAD_SSL))

    def test_names(self):
        self.assertEqual(ProxyTLV.PP2_TYPENAME[0x20], "SSL")
        self.assertEqual(ProxyTLV.name_to_num("NETNS"), 0x30)
        self.assertIsNone(ProxyTLV.name_to_num("nothing"))
        self.assertEqual(ProxyTLV.parse(b"\x77\0\0"), {"x77": b""})
        with self.assertRaises(UnknownTypeTLV):
            ProxyTLV.parse(b"\x77\0\0", strict=True)


def read(get_proxy, data: bytes):
    """What get_proxy makes of a stream, and how much of it it took."""

    async def run():
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        result = await get_proxy(reader)
        return result, len(data) - len(await reader.read())

    return asyncio.run(run())


class RealHeaders(unittest.TestCase):
    def test_each(self):
        count = 0
        for file, bytes_, expect in real_headers():
            if expect["verdict"] != "ok":
                if "also_allowed" not in expect:
                    self.assertFalse(proxy_data.decode(bytes_), file)
                continue
            count += 1
            data, taken = read(proxy_data.get_proxy, bytes_ + b"payload")
            self.assertTrue(data, file)
            self.assertEqual(data.version, expect["version"], file)
            self.assertEqual(data.family.name, expect["family"] or "UNSPEC", file)
            self.assertEqual(taken, expect["header_len"], file)
            self.assertEqual(len(data.whole_raw), taken, file)
        self.assertGreater(count, 50)

    @unittest.skipUnless(aiosmtpd, "aiosmtpd is not installed")
    def test_as_aiosmtpd(self):
        count = 0
        for file, bytes_, expect in real_headers():
            theirs, _ = read(aiosmtpd.get_proxy, bytes_)
            ours = proxy_data.decode(bytes_)
            # Addresses of LOCAL are no endpoints; and aiosmtpd leaves those of UNSPEC transport unread.
            if not (theirs.valid and ours.valid) or (theirs.version == 2 and not theirs.command):
                continue
            if ours.family != AF.UNSPEC and ours.protocol == PROTO.UNSPEC:
                continue
            count += 1
            for name in ("version", "command", "family", "protocol", "src_addr", "dst_addr"):
                self.assertEqual(getattr(ours, name), getattr(theirs, name), (file, name))
            for name in ("src_port", "dst_port", "rest", "whole_raw", "valid"):
                self.assertEqual(getattr(ours, name), getattr(theirs, name), (file, name))
            if ours.family != AF.UNSPEC:
                self.assertEqual(ours.tlv_start, theirs.tlv_start, file)
            if ours.tlv is None:
                self.assertIsNone(theirs.tlv, file)
                continue
            number = ProxyTLV.name_to_num
            theirs_by_name = {
                ProxyTLV.PP2_TYPENAME.get(int(name[1:], 16), name) if name[0] == "x" else name: value
                for name, value in theirs.tlv.items()
            }
            self.assertEqual(ours.tlv, theirs_by_name, file)
            outside = [name for name in theirs.tlv.tlv_loc if not name.startswith("SSL_")]
            for name in outside:
                if number(name) is not None:
                    self.assertEqual(ours.tlv.tlv_loc[name], theirs.tlv.tlv_loc[name], (file, name))
        self.assertGreater(count, 40)
        print(f"{count} headers as aiosmtpd reads them", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
