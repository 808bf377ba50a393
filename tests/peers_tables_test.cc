// Inputs on which other implementations differ: tables A (version 1), B (version 2) and C.
#include <gtest/gtest.h>

#include <string>

#include "tests/peers.h"

namespace simdproxy::testing {
namespace {

constexpr char kFields[] = "TCP4 192.0.2.1 198.51.100.2 56324 443";  // L in the tables
constexpr char kSource[] = "192.0.2.1 56324";

std::string Tcp4(const std::string& source, const std::string& ports = "56324 443") {
  return "PROXY TCP4 " + source + " 198.51.100.2 " + ports + "\r\n";
}

// PROXY, INET, STREAM, with entries behind the block.
std::string Inet(const std::string& length, const std::string& entries) {
  return V2("21 11 " + length + SIMDPROXY_TEST_INET + entries);
}

TEST(PeersTables, AUnknown) {
  const std::string start = "PROXY UNKNOWN ";
  Judge({
      {"A03", "PROXY UNKNOWN\r\n", Taken(15)},
      {"A04",
       start + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
               "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
       Taken(107)},
      {"A05", start + "some garbage here\r\n", Taken(33)},
      {"A06", "PROXY UNKNOWNfoo\r\n", Refused(Reason::kBadFamilyToken, 13)},
      {"A07", start + "a\rb\r\n", Taken(19)},
      {"A08", start + "a\nb\r\n", Taken(19)},
      {"A37", start + Text("a\0b\r\n"), Taken(19)},
      {"A35", start + std::string(92, 'a') + "\r\n", Refused(Reason::kLineTooLong, 107)},
      {"A36", start + std::string(284, 'a') + "\r\n", Refused(Reason::kLineTooLong, 107)},
  });
}

TEST(PeersTables, ALines) {
  const std::string line = std::string("PROXY ") + kFields;
  Judge({
      {"A09", line + "\n", Refused(Reason::kBadLineEnd, 43)},
      {"A10", line + "\rGET / HTTP/1.0\r\n\r\n", Refused(Reason::kBadLineEnd, 43)},
      {"A40", line + "\rZZ\r\n", Refused(Reason::kBadLineEnd, 43)},
      {"A11", line + " \r\n", Refused(Reason::kBadSeparator, 43)},
      {"A12", std::string("PROXY  ") + kFields + "\r\n", Refused(Reason::kBadFamilyToken, 6)},
      {"A13", "PROXY TCP4 192.0.2.1  198.51.100.2 56324 443\r\n",
       Refused(Reason::kBadSeparator, 21)},
      {"A14", "PROXY TCP4\t192.0.2.1\t198.51.100.2\t56324\t443\r\n",
       Refused(Reason::kBadFamilyToken, 10)},
      {"A14, the first one a space", "PROXY TCP4 192.0.2.1\t198.51.100.2\t56324\t443\r\n",
       Refused(Reason::kBadSourceAddress, 11)},
      {"A15", line + " 99\r\n", Refused(Reason::kBadSeparator, 43)},
      {"A15b", "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443 99\r\n",
       Refused(Reason::kBadSeparator, 44)},
      {"A43", "PROXY TCP4   56324 443\r\n", Refused(Reason::kBadSeparator, 11)},
      {"A30", "proxy tcp4 192.0.2.1 198.51.100.2 56324 443\r\n", Stranger(0)},
      {"A31", "PROXY tcp4 192.0.2.1 198.51.100.2 56324 443\r\n",
       Refused(Reason::kBadFamilyToken, 6)},
      {"A32", std::string("PROXYX ") + kFields + "\r\n", Stranger(5)},
      {"A33", "PROXY UDP4 192.0.2.1 198.51.100.2 56324 443\r\n",
       Refused(Reason::kBadFamilyToken, 7)},
      {"A34", "PROXY TCP4x 192.0.2.1 198.51.100.2 56324 443\r\n",
       Refused(Reason::kBadFamilyToken, 10)},
      {"A41", "PROXY TCP4 192.0.2.1 198.51.100.2 56324 ", Waits(42)},
      {"A42", "PROX", Waits(15)},
  });
}

TEST(PeersTables, AAddresses) {
  const Verdict bad_source = Refused(Reason::kBadSourceAddress, 11);
  Judge({
      {"A16", "PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n", bad_source},
      {"A17", "PROXY TCP6 192.0.2.1 198.51.100.2 56324 443\r\n", bad_source},
      {"A18", "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.2 56324 443\r\n",
       Taken(59, "::ffff:c000:201 56324")},
      {"A19", Tcp4("192.0.2.01"), bad_source},
      {"A20", Tcp4("192.0.2.256"), bad_source},
      {"A21", Tcp4("192.0.2"), bad_source},
      {"A29", "PROXY TCP6 fe80::1%eth0 2001:db8::2 56324 443\r\n", bad_source},
      {"A39", "PROXY TCP6 02001:db8::1 2001:db8::2 56324 443\r\n", bad_source},
  });
}

TEST(PeersTables, APorts) {
  const Verdict bad_port = Refused(Reason::kBadSourcePort, 34);
  Judge({
      {"A22", Tcp4("192.0.2.1", "056324 0443"), bad_port},
      {"A22, destination alone", Tcp4("192.0.2.1", "56324 0443"),
       Refused(Reason::kBadDestinationPort, 40)},
      {"A22, 00080", Tcp4("192.0.2.1", "00080 443"), bad_port},
      {"A23", Tcp4("192.0.2.1", "65536 443"), bad_port},
      {"A24", Tcp4("192.0.2.1", "0 0"), Taken(39, "192.0.2.1 0")},
      {"A25", Tcp4("192.0.2.1", "+80 443"), bad_port},
      {"A26", Tcp4("192.0.2.1", "-0 443"), bad_port},
      {"A27", Tcp4("192.0.2.1", " 443"), Refused(Reason::kBadSeparator, 34)},
      {"A28", Tcp4("192.0.2.1", "8_0 443"), bad_port},
  });
}

TEST(PeersTables, BFamiliesAndLengths) {
  const std::string paths = UnixPath("/run/a") + UnixPath("/run/b");
  Judge({
      {"B03", V2("21 12 000c " SIMDPROXY_TEST_INET), Taken(28, kSource)},
      {"B04", V2("21 31 00d8") + paths, Taken(232)},
      {"B43", V2("21 31 00d8") + std::string(216, 'p'), Taken(232)},
      {"B42", V2("21 31 00d7") + paths.substr(0, 215), Refused(Reason::kBadLength, 14)},
      {"B05", V2("21 00 0000"), Taken(16)},
      {"B06", V2("20 00 0000"), Taken(16)},
      {"B07", V2("20 11 0000"), Taken(16)},
      {"B08", V2("20 11 000c " SIMDPROXY_TEST_INET), Taken(28)},
      {"B09", V2("20 00 0009") + "asdfghjkl", Taken(25)},
      {"B10", V2("20 44 0000"), Taken(16)},
      {"C01", V2("20 11 0054 030004 bce5951f 04004a") + Zeros(74), Taken(100)},
      {"B11", V2("11 11 000c " SIMDPROXY_TEST_INET), Refused(Reason::kBadVersion, 12)},
      {"B12", V2("31 11 000c " SIMDPROXY_TEST_INET), Refused(Reason::kBadVersion, 12)},
      {"B13", V2("22 11 000c " SIMDPROXY_TEST_INET), Refused(Reason::kBadCommand, 12)},
      {"B14", V2("21 41 000c " SIMDPROXY_TEST_INET), Refused(Reason::kBadFamily, 13)},
      {"B15", V2("21 13 000c " SIMDPROXY_TEST_INET), Refused(Reason::kBadTransport, 13)},
      {"B16", V2("21 10 000c " SIMDPROXY_TEST_INET), Taken(28, kSource)},
      {"B17", V2("21 01 000c " SIMDPROXY_TEST_INET), Taken(28)},
      {"B18", V2("21 11 000b c0000201 c6336402 dc04 01"), Refused(Reason::kBadLength, 14)},
      {"B19", V2("21 11 0000"), Refused(Reason::kBadLength, 14)},
      {"B40", Inet("ffff ", ""), Waits(65551)},
      {"B41", Inet("1077 ", "04 1068") + Zeros(4200), Taken(4231, kSource)},
      {"B48", V2("21 11 000c 00000000 e0000001 0000 0000"), Taken(28, "0.0.0.0 0")},
  });
}

TEST(PeersTables, BTlvs) {
  const auto bad_tlv = [](size_t offset) { return Refused(Reason::kBadTlv, offset); };
  const Verdict bad_crc = Refused(Reason::kBadCrc32c, 28);
  Judge({
      {"B20", Inet("000d", "04"), Taken(29, kSource), bad_tlv(28)},
      {"B21", Inet("000e", "0400"), Taken(30, kSource), bad_tlv(28)},
      {"B22", Inet("0012", "02 000a 616263"), Taken(34, kSource), bad_tlv(28)},
      {"B23", Inet("000f", "04 0000"), Taken(31, kSource)},
      {"B24", Inet("0013", "03 0004 20ec9549"), Taken(35, kSource)},
      {"B25", Inet("0013", "03 0004 20ec9548"), Taken(35, kSource), bad_crc},
      {"B26", Inet("0013", "03 0004 4995ec20"), Taken(35, kSource), bad_crc},
      {"B27", Inet("0012", "03 0003 20ec95"), Taken(34, kSource), bad_tlv(28)},
      {"B28", Inet("000f", "03 0000"), Taken(31, kSource), bad_tlv(28)},
      {"B29", Inet("001a", "03 0004 2a68edaf 03 0004 2a68edaf"), Taken(42, kSource), bad_tlv(35)},
      {"B30", Inet("0090", "05 0081") + std::string(129, 'u'), Taken(160, kSource)},
      {"B31", Inet("010f", "02 0100") + std::string(256, 'a'), Taken(287, kSource)},
      {"B32", Inet("0410", "e0 0401") + std::string(1025, 'x'), Taken(1056, kSource)},
      {"B33", Inet("0013", "20 0004 01000000"), Taken(35, kSource)},
      {"B34", Inet("001a", "20 000b 01 00000000 21 0009 544c53"), Taken(42, kSource)},
      {"B35", Inet("0014", "20 0005 01 00000000"), Taken(36, kSource)},
      {"B36", Inet("0018", "20 0009 01 00000000 2f 0001 78"), Taken(40, kSource)},
      {"B37",
       Inet("0034",
            "20 0025 01 00000000 21 0007 544c5376312e33 26 0006 583235353139 "
            "27 0003 505353 28 0004 30820001"),
       Taken(68, kSource)},
      {"B38", Inet("0010", "21 0001 78"), Taken(32, kSource)},
      {"B39", Inet("0010", "ff 0001 78"), Taken(32, kSource)},
  });
}

TEST(PeersTables, C) {
  Judge({
      {"C07", std::string(kTcp4Line) + kTcp4Line, Taken(45, kSource)},
  });
}

}  // namespace
}  // namespace simdproxy::testing
