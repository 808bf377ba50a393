// Inputs on which other implementations differ: the 39 examples with their bytes.
#include <gtest/gtest.h>

#include <string>

#include "tests/peers.h"

namespace simdproxy::testing {
namespace {

std::string Tcp4(const std::string& source, const std::string& source_port = "5000") {
  return "PROXY TCP4 " + source + " 198.51.100.2 " + source_port + " 443\r\n";
}

// The block of 192.0.2.1:5000 to 198.51.100.2:443.
#define SIMDPROXY_TEST_BLOCK "c0000201 c6336402 1388 01bb "

std::string Inet(const std::string& length, const std::string& entries) {
  return V2("21 11 " + length + SIMDPROXY_TEST_BLOCK + entries);
}

constexpr char kSource[] = "192.0.2.1 5000";

TEST(PeersAnnex, Version1Addresses) {
  const Verdict bad_source = Refused(Reason::kBadSourceAddress, 11);
  Judge({
      {"1 octal-looking octet", Tcp4("010.0.0.1"), bad_source},
      {"2 two-part IPv4", Tcp4("10.1"), bad_source},
      {"3 octet 256", Tcp4("1.256.0.1"), bad_source},
      {"4 empty source", Tcp4(""), Refused(Reason::kBadSeparator, 11)},
      {"5 IPv4 with :port", Tcp4("192.0.2.1:80"), bad_source},
      {"11 TCP6 with v4 addresses", "PROXY TCP6 192.0.2.1 198.51.100.2 5000 443\r\n", bad_source},
      {"12 TCP6 zone", "PROXY TCP6 fe80::1%lo ::2 5000 443\r\n", bad_source},
      {"13 TCP6 5-digit group", "PROXY TCP6 01234::1 ::2 5000 443\r\n", bad_source},
      {"14 NUL after address", Text("PROXY TCP4 192.0.2.1\0x 198.51.100.2 5000 443\r\n"),
       bad_source},
  });
}

TEST(PeersAnnex, Version1Ports) {
  const Verdict bad_port = Refused(Reason::kBadSourcePort, 34);
  Judge({
      {"6 port 65616", Tcp4("192.0.2.1", "65616"), bad_port},
      {"7 port +80", Tcp4("192.0.2.1", "+80"), bad_port},
      {"8 port 080", Tcp4("192.0.2.1", "080"), bad_port},
      {"9 port 0", Tcp4("192.0.2.1", "0"), Taken(41, "192.0.2.1 0")},
      {"10 TCP6 extra token", "PROXY TCP6 ::1 ::2 5000 443 x\r\n",
       Refused(Reason::kBadSeparator, 27)},
  });
}

TEST(PeersAnnex, Version1Lines) {
  Judge({
      {"15 double space", "PROXY  TCP4 192.0.2.1 198.51.100.2 5000 443\r\n",
       Refused(Reason::kBadFamilyToken, 6)},
      {"16 TCP44", "PROXY TCP44 192.0.2.1 198.51.100.2 5000 443\r\n",
       Refused(Reason::kBadFamilyToken, 10)},
      {"17 PROXYX", "PROXYX TCP4 192.0.2.1 198.51.100.2 5000 443\r\n", Stranger(5)},
      {"18 UNKNOWN with addresses", "PROXY UNKNOWN 192.0.2.1 198.51.100.2 5000 443\r\n", Taken(47)},
      {"19 UNKNOWNX", "PROXY UNKNOWNX\r\n", Refused(Reason::kBadFamilyToken, 13)},
      {"20 UNKNOWN, LF only", "PROXY UNKNOWN\n", Refused(Reason::kBadFamilyToken, 13)},
      {"21 CR, nothing behind it", "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r", Waits(44)},
      {"21 CR, then request line",
       std::string("PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r") + kRequest,
       Refused(Reason::kBadLineEnd, 42)},
      {"22 line ends early", "PROXY TCP4\r\n", Refused(Reason::kBadFamilyToken, 10)},
      {"22 line ends early, fields in payload", "PROXY TCP4\r\n192.0.2.1 198.51.100.2 5000 443\r\n",
       Refused(Reason::kBadFamilyToken, 10)},
      {"23 108 bytes", "PROXY UNKNOWN " + std::string(92, 'a') + "\r\n",
       Refused(Reason::kLineTooLong, 107)},
  });
}

TEST(PeersAnnex, Version2) {
  Judge({
      {"24 LOCAL, TCP4, 12 bytes", V2("20 11 000c " SIMDPROXY_TEST_BLOCK), Taken(28)},
      {"25 LOCAL, 3 junk bytes", V2("20 00 0003 ffffff"), Taken(19)},
      {"26 PROXY, UNSPEC, empty", V2("21 00 0000"), Taken(16)},
      {"27 PROXY, UDP4", V2("21 12 000c " SIMDPROXY_TEST_BLOCK), Taken(28, kSource)},
      {"28 PROXY, fam 0x13", V2("21 13 000c " SIMDPROXY_TEST_BLOCK),
       Refused(Reason::kBadTransport, 13)},
      {"29 command 2", V2("22 11 000c " SIMDPROXY_TEST_BLOCK), Refused(Reason::kBadCommand, 12)},
      {"30 TCP4 len 11", V2("21 11 000b c0000201 c6336402 1388 01"),
       Refused(Reason::kBadLength, 14)},
  });
}

TEST(PeersAnnex, Tlvs) {
  Judge({
      {"31 1 byte after addresses", Inet("000d", "04"), Taken(29, kSource),
       Refused(Reason::kBadTlv, 28)},
      {"32 TLV overruns by 1", Inet("0010", "e0 0002 78"), Taken(32, kSource),
       Refused(Reason::kBadTlv, 28)},
      {"33 CRC good, BE", Inet("0013", "03 0004 ede8dc83"), Taken(35, kSource)},
      {"34 CRC wrong", Inet("0013", "03 0004 00000000"), Taken(35, kSource),
       Refused(Reason::kBadCrc32c, 28)},
      {"35 CRC TLV of 0 bytes", Inet("000f", "03 0000"), Taken(31, kSource),
       Refused(Reason::kBadTlv, 28)},
      {"36 SSL value of 4 bytes", Inet("0013", "20 0004 01000000"), Taken(35, kSource)},
      {"37 SSL sub-TLV overruns", Inet("001e", "20 000f 01 00000000 21 0009 544c5376312e33"),
       Taken(46, kSource)},
      {"38 UNIQUE_ID 129", Inet("0090", "05 0081") + std::string(129, 'u'), Taken(160, kSource)},
      {"39 total 233", Inet("00d9", "04 00ca") + Zeros(202), Taken(233, kSource)},
  });
}

}  // namespace
}  // namespace simdproxy::testing
