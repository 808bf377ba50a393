// Inputs on which other implementations differ: the 106 probes, built from their names.
#include <gtest/gtest.h>

#include <string>

#include "tests/peers.h"

namespace simdproxy::testing {
namespace {

std::string Tcp4(const std::string& source, const std::string& ports = "5000 443") {
  return "PROXY TCP4 " + source + " 198.51.100.2 " + ports + "\r\n";
}

std::string Tcp6(const std::string& source, const std::string& rest = "5000 443") {
  return "PROXY TCP6 " + source + " ::2 " + rest + "\r\n";
}

// The blocks of 192.0.2.1:5000 to 198.51.100.2:443 and [2001:db8::1]:5000 to [2001:db8::2]:443.
#define SIMDPROXY_TEST_BLOCK4 "c0000201 c6336402 1388 01bb "
#define SIMDPROXY_TEST_BLOCK6 \
  "20010db8000000000000000000000001 20010db8000000000000000000000002 1388 01bb "

std::string Inet(const std::string& length, const std::string& entries) {
  return V2("21 11 " + length + SIMDPROXY_TEST_BLOCK4 + entries);
}

constexpr char kSource[] = "192.0.2.1 5000";

TEST(PeersProbes, Good) {
  Judge({
      {"good v1 TCP4", Tcp4("192.0.2.1"), Taken(44, kSource)},
      {"good v1 TCP6", Tcp6("::1"), Taken(29, "::1 5000")},
      {"good v2 TCP4", V2("21 11 000c " SIMDPROXY_TEST_BLOCK4), Taken(28, kSource)},
      {"good v2 TCP6", V2("21 21 0024 " SIMDPROXY_TEST_BLOCK6), Taken(52, "2001:db8::1 5000")},
  });
}

TEST(PeersProbes, Version1Unknown) {
  Judge({
      {"UNKNOWN short", "PROXY UNKNOWN\r\n", Taken(15)},
      {"UNKNOWN with addresses", "PROXY UNKNOWN 192.0.2.1 198.51.100.2 5000 443\r\n", Taken(47)},
      {"UNKNOWNX", "PROXY UNKNOWNX\r\n", Refused(Reason::kBadFamilyToken, 13)},
      {"UNKNOWN, LF only", "PROXY UNKNOWN\n", Refused(Reason::kBadFamilyToken, 13)},
      {"CR inside UNKNOWN text", "PROXY UNKNOWN a\rb\r\n", Taken(19)},
      {"108 bytes", "PROXY UNKNOWN " + std::string(92, 'a') + "\r\n",
       Refused(Reason::kLineTooLong, 107)},
      {"107 bytes", "PROXY UNKNOWN " + std::string(91, 'a') + "\r\n", Taken(107)},
  });
}

TEST(PeersProbes, Version1Inet) {
  const Verdict bad_source = Refused(Reason::kBadSourceAddress, 11);
  Judge({
      {"octal-looking octet", Tcp4("010.0.0.1"), bad_source},
      {"two-part IPv4", Tcp4("10.1"), bad_source},
      {"octet 256", Tcp4("1.256.0.1"), bad_source},
      {"octet 1192 (last 3 digits kept)", Tcp4("1192.0.2.1"), bad_source},
      {"empty source", Tcp4(""), Refused(Reason::kBadSeparator, 11)},
      {"hex IPv4", Tcp4("0xc0000201"), bad_source},
      {"hex IPv4, by octets", Tcp4("0xc0.0x0.0x2.0x1"), bad_source},
      {"IPv4 with :port", Tcp4("192.0.2.1:80"), bad_source},
      {"TCP4 octet 001", Tcp4("192.0.2.001"), bad_source},
      {"TCP4 with v6 addresses", "PROXY TCP4 ::1 ::2 5000 443\r\n", bad_source},
      {"TCP4 mixed families", "PROXY TCP4 192.0.2.1 ::2 5000 443\r\n",
       Refused(Reason::kBadDestinationAddress, 21)},
      {"NUL after address", Text("PROXY TCP4 192.0.2.1\0x 198.51.100.2 5000 443\r\n"), bad_source},
  });
}

TEST(PeersProbes, Version1Ports) {
  const Verdict bad_port = Refused(Reason::kBadSourcePort, 34);
  Judge({
      {"port 65616", Tcp4("192.0.2.1", "65616 443"), bad_port},
      {"port 2^32+80", Tcp4("192.0.2.1", "4294967376 443"), bad_port},
      {"empty port", Tcp4("192.0.2.1", " 443"), Refused(Reason::kBadSeparator, 34)},
      {"empty last port", Tcp4("192.0.2.1", "5000 "), Refused(Reason::kBadSeparator, 39)},
      {"port 0", Tcp4("192.0.2.1", "0 443"), Taken(41, "192.0.2.1 0")},
      {"port 080", Tcp4("192.0.2.1", "080 443"), bad_port},
      {"port +80", Tcp4("192.0.2.1", "+80 443"), bad_port},
      {"port -80", Tcp4("192.0.2.1", "-80 443"), bad_port},
      {"port 8_0", Tcp4("192.0.2.1", "8_0 443"), bad_port},
      {"leading zeros over 107", Tcp4("192.0.2.1", std::string(70, '0') + "5000 443"),
       Refused(Reason::kLineTooLong, 107)},
      {"NUL after port", Text("PROXY TCP4 192.0.2.1 198.51.100.2 5000\0 443\r\n"), bad_port},
      {"NUL after last port", Text("PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\0\r\n"),
       Refused(Reason::kBadDestinationPort, 39)},
  });
}

TEST(PeersProbes, Version1Lines) {
  Judge({
      {"TCP4 trailing space", Tcp4("192.0.2.1", "5000 443 "), Refused(Reason::kBadSeparator, 42)},
      {"TCP6 trailing space", Tcp6("::1", "5000 443 "), Refused(Reason::kBadSeparator, 27)},
      {"TCP6 extra token", Tcp6("::1", "5000 443 x"), Refused(Reason::kBadSeparator, 27)},
      {"double space", "PROXY  TCP4 192.0.2.1 198.51.100.2 5000 443\r\n",
       Refused(Reason::kBadFamilyToken, 6)},
      {"tabs", "PROXY\tTCP4\t192.0.2.1\t198.51.100.2\t5000\t443\r\n", Stranger(5)},
      {"PROXYX", "PROXYX TCP4 192.0.2.1 198.51.100.2 5000 443\r\n", Stranger(5)},
      {"TCP44", "PROXY TCP44 192.0.2.1 198.51.100.2 5000 443\r\n",
       Refused(Reason::kBadFamilyToken, 10)},
      {"UNIX /a /b", "PROXY UNIX /a /b\r\n", Refused(Reason::kBadFamilyToken, 8)},
      {"TCP4 CRLF, nothing else", "PROXY TCP4\r\n", Refused(Reason::kBadFamilyToken, 10)},
      {"line ends early, fields in payload", "PROXY TCP4\r\n192.0.2.1 198.51.100.2 5000 443\r\n",
       Refused(Reason::kBadFamilyToken, 10)},
      {"CR, then request line",
       std::string("PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r") + kRequest,
       Refused(Reason::kBadLineEnd, 42)},
      {"LF only", "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\n", Refused(Reason::kBadLineEnd, 42)},
  });
}

TEST(PeersProbes, Version1Inet6) {
  const Verdict bad_source = Refused(Reason::kBadSourceAddress, 11);
  Judge({
      {"TCP6 with v4 addresses", "PROXY TCP6 192.0.2.1 198.51.100.2 5000 443\r\n", bad_source},
      {"TCP6 v4-mapped dotted", Tcp6("::ffff:192.0.2.1"), Taken(42, "::ffff:c000:201 5000")},
      {"TCP6 v4 in last 32 bits", Tcp6("::192.0.2.1"), Taken(37, "::c000:201 5000")},
      {"TCP6 zone", Tcp6("fe80::1%lo"), bad_source},
      {"TCP6 brackets", Tcp6("[::1]"), bad_source},
      {"TCP6 5-digit group", Tcp6("01234::1"), bad_source},
      {"TCP6 :: for one zero group", Tcp6("1:2:3:4::6:7:8"), Taken(40, "1:2:3:4:0:6:7:8 5000")},
      {"TCP6 :: beside 8 groups", Tcp6("1:2:3:4::5:6:7:8"), bad_source},
  });
}

TEST(PeersProbes, Version2Local) {
  Judge({
      {"UNSPEC, empty", V2("20 00 0000"), Taken(16)},
      {"+ CRC (BE)", V2("20 00 0007 03 0004 a9b87e8f"), Taken(23)},
      {"TCP4, 12 bytes", V2("20 11 000c " SIMDPROXY_TEST_BLOCK4), Taken(28)},
      {"TCP4, 12 zero bytes", V2("20 11 000c") + Zeros(12), Taken(28)},
      {"TCP4, len 0", V2("20 11 0000"), Taken(16)},
      {"fam 0xff", V2("20 ff 0000"), Taken(16)},
      {"3 junk bytes", V2("20 00 0003 ffffff"), Taken(19)},
  });
}

TEST(PeersProbes, Version2Proxy) {
  Judge({
      {"UNSPEC, empty", V2("21 00 0000"), Taken(16)},
      {"UNSPEC, NOOP TLV", V2("21 00 0003 04 0000"), Taken(19)},
      {"UDP4", V2("21 12 000c " SIMDPROXY_TEST_BLOCK4), Taken(28, kSource)},
      {"UDP6", V2("21 22 0024 " SIMDPROXY_TEST_BLOCK6), Taken(52, "2001:db8::1 5000")},
      {"UNIX stream", V2("21 31 00d8") + UnixPath("/a") + UnixPath("/b"), Taken(232)},
      {"UNIX, len 0", V2("21 31 0000"), Refused(Reason::kBadLength, 14)},
      {"fam 0x10", V2("21 10 000c " SIMDPROXY_TEST_BLOCK4), Taken(28, kSource)},
      {"fam 0x13", V2("21 13 000c " SIMDPROXY_TEST_BLOCK4), Refused(Reason::kBadTransport, 13)},
      {"fam 0x41", V2("21 41 000c " SIMDPROXY_TEST_BLOCK4), Refused(Reason::kBadFamily, 13)},
      {"command 2", V2("22 11 000c " SIMDPROXY_TEST_BLOCK4), Refused(Reason::kBadCommand, 12)},
      {"version 1", V2("11 11 000c " SIMDPROXY_TEST_BLOCK4), Refused(Reason::kBadVersion, 12)},
      {"version 3", V2("31 11 000c " SIMDPROXY_TEST_BLOCK4), Refused(Reason::kBadVersion, 12)},
      {"TCP4 len 11", V2("21 11 000b c0000201 c6336402 1388 01"), Refused(Reason::kBadLength, 14)},
      {"TCP4 len 0", V2("21 11 0000"), Refused(Reason::kBadLength, 14)},
  });
}

TEST(PeersProbes, Version2Crc) {
  const auto bad_tlv = [](size_t offset) { return Refused(Reason::kBadTlv, offset); };
  const Verdict bad_crc = Refused(Reason::kBadCrc32c, 28);
  Judge({
      {"CRC good, BE", Inet("0013", "03 0004 ede8dc83"), Taken(35, kSource)},
      {"CRC good, LE", Inet("0013", "03 0004 83dce8ed"), Taken(35, kSource), bad_crc},
      {"CRC wrong", Inet("0013", "03 0004 00000000"), Taken(35, kSource), bad_crc},
      {"CRC TLV of 3 bytes", Inet("0012", "03 0003 ede8dc"), Taken(34, kSource), bad_tlv(28)},
      {"CRC TLV of 0 bytes, payload = CRC", Inet("000f", "03 0000") + Hex("392d05e2"),
       Taken(31, kSource), bad_tlv(28)},
      {"two CRC TLVs, 1st ok with 2nd zero", Inet("001a", "03 0004 f3c8b8ca 03 0004 00000000"),
       Taken(42, kSource), bad_tlv(35)},
      {"UDP4, CRC wrong", V2("21 12 0013 " SIMDPROXY_TEST_BLOCK4 "03 0004 00000000"),
       Taken(35, kSource), bad_crc},
      {"TCP6 CRC good, BE", V2("21 21 002b " SIMDPROXY_TEST_BLOCK6 "03 0004 58b730f0"),
       Taken(59, "2001:db8::1 5000")},
      {"AWS sample (elastic-load-balancing-tools)",
       V2("21 11 0054 ac1f0771 ac1f0a1f c8f2 0050 03 0004 e8d6892d "
          "ea 0017 01 767063652d3038643262663135666163353030316339 04 0024") +
           Zeros(36),
       Taken(100, "172.31.7.113 51442")},
  });
}

TEST(PeersProbes, Version2Tlvs) {
  Judge({
      {"TCP4, 1 byte after addresses", Inet("000d", "04"), Taken(29, kSource),
       Refused(Reason::kBadTlv, 28)},
      {"TCP4, TLV overruns by 1", Inet("0010", "e0 0002 78"), Taken(32, kSource),
       Refused(Reason::kBadTlv, 28)},
      {"SSL good", Inet("001e", "20 000f 01 00000000 21 0007 544c5376312e33"), Taken(46, kSource)},
      {"SSL value of 0 bytes", Inet("000f", "20 0000"), Taken(31, kSource)},
      {"SSL value of 4 bytes", Inet("0013", "20 0004 01000000"), Taken(35, kSource)},
      {"SSL client=1, no version", Inet("0014", "20 0005 01 00000000"), Taken(36, kSource)},
      {"SSL sub-TLV overruns", Inet("001e", "20 000f 01 00000000 21 0009 544c5376312e33"),
       Taken(46, kSource)},
      {"SSL unknown sub-type 0x29", Inet("0018", "20 0009 01 00000000 29 0001 78"),
       Taken(40, kSource)},
      {"UNIQUE_ID 128", Inet("008f", "05 0080") + std::string(128, 'u'), Taken(159, kSource)},
      {"UNIQUE_ID 129", Inet("0090", "05 0081") + std::string(129, 'u'), Taken(160, kSource)},
      {"AUTHORITY 256", Inet("010f", "02 0100") + std::string(256, 'a'), Taken(287, kSource)},
      {"TLV 1025", Inet("0410", "e0 0401") + std::string(1025, 'x'), Taken(1056, kSource)},
      {"total 232", Inet("00d8", "04 00c9") + Zeros(201), Taken(232, kSource)},
      {"total 233", Inet("00d9", "04 00ca") + Zeros(202), Taken(233, kSource)},
      {"len 4097", Inet("1001", "04 0ff2") + Zeros(4082), Taken(4113, kSource)},
      {"AWS TLV empty", Inet("000f", "ea 0000"), Taken(31, kSource)},
  });
}

TEST(PeersProbes, Cut) {
  const std::string v2 = V2("21 11 000c " SIMDPROXY_TEST_BLOCK4);
  Judge({
      {"PROXY, TCP4, 65535 TLV bytes claimed", Inet("ffff", ""), Waits(65551)},
      {"header cut at 15 bytes", v2.substr(0, 15), Waits(16)},
      {"header cut at 27 bytes", v2.substr(0, 27), Waits(28)},
      {"PRO", "PRO", Waits(15)},
      {"before CRLF", "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443", Waits(44)},
      {"between CR and LF", "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r", Waits(44)},
      {"sig only 5 bytes then HTTP", v2.substr(0, 5) + kRequest, Stranger(5)},
      {"HTTP", kRequest, Stranger(0)},
      {"empty line then HTTP", std::string("\r\n") + kRequest, Stranger(2)},
      {"two empty lines then HTTP", std::string("\r\n\r\n") + kRequest, Stranger(4)},
  });
}

}  // namespace
}  // namespace simdproxy::testing
