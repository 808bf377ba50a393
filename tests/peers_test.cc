// Inputs on which the parsers of the field disagree, with the verdict that core/FORMAT.md demands.
// Taken from a comparison of HAProxy, nginx, Envoy, Varnish, h2o, Traffic Server, libproxyprotocol,
// go-proxyproto, ppp, Netty, aiosmtpd and kanidm's haproxy-protocol; hardly two of them agree on
// all.
#include <string>

#include "tests/rules.h"

namespace simdproxy::testing {
namespace {

const std::string kL = "TCP4 192.0.2.1 198.51.100.2 56324 443";
const std::string kA4 = "c0000201c6336402dc0401bb";
const std::string kA5 = "c0000201c6336402138801bb";

std::string N(size_t count, const char* hex) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += hex;
  return text;
}

struct Case {
  const char* id;
  std::string input;
  Outcome outcome;
  Reason reason;  // invalid
  size_t extent;  // ok: size; incomplete: needed; else offset
  Check check = Check::kNone;
};

Case Ok(const char* id, const std::string& input, size_t size, Check check = Check::kNone) {
  return {id, input, Outcome::kOk, Reason::kNone, size, check};
}
Case Bad(const char* id, const std::string& input, Reason reason, size_t offset,
         Check check = Check::kNone) {
  return {id, input, Outcome::kInvalid, reason, offset, check};
}
Case More(const char* id, const std::string& input, size_t needed) {
  return {id, input, Outcome::kIncomplete, Reason::kNone, needed};
}
Case No(const char* id, const std::string& input, size_t offset) {
  return {id, input, Outcome::kNotProxy, Reason::kNone, offset};
}

void Judge(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    for (const Witness& witness : Witnesses()) {
      for (const bool followed : {false, true}) {
        if (followed && c.outcome == Outcome::kIncomplete) continue;
        const std::string input = followed ? c.input + "GET / HTTP/1.1\r\n\r\n" : c.input;
        const Header header = witness.decode(Bytes(input), {.check = c.check}, nullptr);
        EXPECT_TRUE(header.outcome() == c.outcome && header.reason() == c.reason &&
                    header.extent == c.extent)
            << c.id << " by " << witness.name << (followed ? ", followed by a request" : "")
            << "\n  input    " << ToHex(Bytes(input)) << "\n  answered " << Show(header)
            << "\n  expected " << OutcomeName(c.outcome) << " " << ReasonName(c.reason) << " "
            << c.extent;
      }
    }
  }
}

TEST(Peers, TableAVersion1) {
  const std::string six = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  Judge({
      Ok("A03", "PROXY UNKNOWN\r\n", 15),
      Ok("A04", "PROXY UNKNOWN " + six + " " + six + " 65535 65535\r\n", 107),
      Ok("A05", "PROXY UNKNOWN some garbage here\r\n", 33),
      Bad("A06", "PROXY UNKNOWNfoo\r\n", Reason::kBadFamilyToken, 13),
      Ok("A07", "PROXY UNKNOWN a\rb\r\n", 19),
      Ok("A08", "PROXY UNKNOWN a\nb\r\n", 19),
      Ok("A37", std::string("PROXY UNKNOWN a\0b\r\n", 19), 19),
      Bad("A09", "PROXY " + kL + "\n", Reason::kBadLineEnd, 43),
      Bad("A10", "PROXY " + kL + "\rGET / HTTP/1.0\r\n\r\n", Reason::kBadLineEnd, 43),
      Bad("A40", "PROXY " + kL + "\rZZ\r\n", Reason::kBadLineEnd, 43),
      Bad("A11", "PROXY " + kL + " \r\n", Reason::kBadSeparator, 43),
      Bad("A12", "PROXY  " + kL + "\r\n", Reason::kBadFamilyToken, 6),
      Bad("A13", "PROXY TCP4 192.0.2.1  198.51.100.2 56324 443\r\n", Reason::kBadSeparator, 21),
      Bad("A14", "PROXY TCP4\t192.0.2.1\t198.51.100.2\t56324\t443\r\n", Reason::kBadFamilyToken,
          10),
      Bad("A15", "PROXY " + kL + " 99\r\n", Reason::kBadSeparator, 43),
      Bad("A15b", "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443 99\r\n", Reason::kBadSeparator, 44),
      Bad("A43", "PROXY TCP4   56324 443\r\n", Reason::kBadSeparator, 11),
      Bad("A16", "PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("A17", "PROXY TCP6 192.0.2.1 198.51.100.2 56324 443\r\n", Reason::kBadSourceAddress, 11),
      Ok("A18", "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.2 56324 443\r\n", 59),
      Bad("A19", "PROXY TCP4 192.0.2.01 198.51.100.2 56324 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("A20", "PROXY TCP4 192.0.2.256 198.51.100.2 56324 443\r\n", Reason::kBadSourceAddress,
          11),
      Bad("A21", "PROXY TCP4 192.0.2 198.51.100.2 56324 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("A22", "PROXY TCP4 192.0.2.1 198.51.100.2 056324 0443\r\n", Reason::kBadSourcePort, 34),
      Bad("A22 destination", "PROXY TCP4 192.0.2.1 198.51.100.2 56324 0443\r\n",
          Reason::kBadDestinationPort, 40),
      Bad("A22 00080", "PROXY TCP4 192.0.2.1 198.51.100.2 00080 443\r\n", Reason::kBadSourcePort,
          34),
      Bad("A23", "PROXY TCP4 192.0.2.1 198.51.100.2 65536 443\r\n", Reason::kBadSourcePort, 34),
      Ok("A24", "PROXY TCP4 192.0.2.1 198.51.100.2 0 0\r\n", 39),
      Bad("A25", "PROXY TCP4 192.0.2.1 198.51.100.2 +80 443\r\n", Reason::kBadSourcePort, 34),
      Bad("A26", "PROXY TCP4 192.0.2.1 198.51.100.2 -0 443\r\n", Reason::kBadSourcePort, 34),
      Bad("A27", "PROXY TCP4 192.0.2.1 198.51.100.2  443\r\n", Reason::kBadSeparator, 34),
      Bad("A28", "PROXY TCP4 192.0.2.1 198.51.100.2 8_0 443\r\n", Reason::kBadSourcePort, 34),
      Bad("A29", "PROXY TCP6 fe80::1%eth0 2001:db8::2 56324 443\r\n", Reason::kBadSourceAddress,
          11),
      Bad("A39", "PROXY TCP6 02001:db8::1 2001:db8::2 56324 443\r\n", Reason::kBadSourceAddress,
          11),
      No("A30", "proxy tcp4 192.0.2.1 198.51.100.2 56324 443\r\n", 0),
      Bad("A31", "PROXY tcp4 192.0.2.1 198.51.100.2 56324 443\r\n", Reason::kBadFamilyToken, 6),
      No("A32", "PROXYX " + kL + "\r\n", 5),
      Bad("A33", "PROXY UDP4 192.0.2.1 198.51.100.2 56324 443\r\n", Reason::kBadFamilyToken, 7),
      Bad("A34", "PROXY TCP4x 192.0.2.1 198.51.100.2 56324 443\r\n", Reason::kBadFamilyToken, 10),
      Bad("A35", "PROXY UNKNOWN " + N(92, "a") + "\r\n", Reason::kLineTooLong, 107),
      Bad("A36", "PROXY UNKNOWN " + N(284, "a") + "\r\n", Reason::kLineTooLong, 107),
      More("A41", "PROXY TCP4 192.0.2.1 198.51.100.2 56324 ", 42),
      More("A42", "PROX", 15),
  });
}

TEST(Peers, TableBVersion2) {
  const auto crc = Check::kCrc;
  const auto with = [](const char* length, const std::string& tlvs) {
    return V2("2111" + std::string(length) + kA4 + tlvs);
  };
  Judge({
      Ok("B03", V2("2112000c" + kA4), 28),
      Ok("B04", V2("213100d8" + N(216, "2f")), 232),
      Bad("B42", V2("213100d7" + N(215, "2f")), Reason::kBadLength, 14),
      Ok("B05", V2("21000000"), 16),
      Ok("B06", V2("20000000"), 16),
      Ok("B07", V2("20110000"), 16),
      Ok("B08", V2("2011000c" + kA4), 28),
      Ok("B09", V2("20000009") + "asdfghjkl", 25),
      Ok("B09 crc", V2("20000009") + "asdfghjkl", 25, crc),
      Ok("B10", V2("20440000"), 16),
      Ok("C01", V2("20110054030004bce5951f04004a" + N(74, "00")), 100),
      Ok("C01 crc", V2("20110054030004bce5951f04004a" + N(74, "00")), 100, crc),
      // With a wrong sum nothing vouches for byte 16: behind the block stand 24 empty entries.
      Ok("C01 bad crc", V2("20110054030004bce5951e04004a" + N(74, "00")), 100, crc),
      Bad("B11", V2("1111000c" + kA4), Reason::kBadVersion, 12),
      Bad("B12", V2("3111000c" + kA4), Reason::kBadVersion, 12),
      Bad("B13", V2("2211000c" + kA4), Reason::kBadCommand, 12),
      Bad("B14", V2("2141000c" + kA4), Reason::kBadFamily, 13),
      Bad("B15", V2("2113000c" + kA4), Reason::kBadTransport, 13),
      Ok("B16", V2("2110000c" + kA4), 28),
      Ok("B17", V2("2101000c" + kA4), 28),
      Ok("B17 tlv", V2("2101000c" + kA4), 28, Check::kTlv),
      Bad("B18", V2("2111000b" + kA4.substr(0, 22)), Reason::kBadLength, 14),
      Bad("B19", V2("21110000"), Reason::kBadLength, 14),
      Ok("B20", with("000d", "04"), 29),
      Bad("B20 tlv", with("000d", "04"), Reason::kBadTlv, 28, Check::kTlv),
      Ok("B21", with("000e", "0400"), 30),
      Bad("B21 tlv", with("000e", "0400"), Reason::kBadTlv, 28, Check::kTlv),
      Bad("B22", with("0012", "02000a616263"), Reason::kBadTlv, 28, Check::kTlv),
      Ok("B23", with("000f", "040000"), 31, crc),
      Ok("B24", with("0013", "03000420ec9549"), 35, crc),
      Bad("B25", with("0013", "03000420ec9548"), Reason::kBadCrc32c, 28, crc),
      Bad("B26", with("0013", "0300044995ec20"), Reason::kBadCrc32c, 28, crc),
      Bad("B27", with("0012", "030003000000"), Reason::kBadTlv, 28, crc),
      Bad("B28", with("000f", "030000"), Reason::kBadTlv, 28, crc),
      Bad("B29", with("001a", "0300042a68edaf0300042a68edaf"), Reason::kBadTlv, 35, crc),
      Ok("B30", with("0090", "050081" + N(129, "75")), 160, crc),
      Ok("B31", with("010f", "020100" + N(256, "61")), 287, crc),
      Ok("B32", with("0410", "e00401" + N(1025, "61")), 1056, crc),
      Ok("B33", with("0013", "20000401000000"), 35, crc),
      Ok("B34", with("001a", "20000b0100000000210009544c53"), 42, crc),
      Ok("B35", with("0014", "2000050100000000"), 36, crc),
      Ok("B36", with("0018", "20000901000000002f000178"), 40, crc),
      Ok("B38", with("0010", "21000178"), 32, crc),
      Ok("B39", with("0010", "ff000178"), 32, crc),
      More("B40", with("ffff", ""), 65551),
      Ok("B41", with("1077", "041068" + N(4200, "00")), 4231, crc),
      Ok("B43", V2("213100d8" + N(216, "ff")), 232),
      Ok("B48",
         V2("2111000c000000000000e0000000"
            "00000000")
             .substr(0, 28),
         28),
      Ok("C07", "PROXY " + kL + "\r\nPROXY " + kL + "\r\n", 45),
  });
}

TEST(Peers, AnnexVersion1) {
  const auto line = [](const std::string& source, const std::string& port = "5000") {
    return "PROXY TCP4 " + source + " 198.51.100.2 " + port + " 443\r\n";
  };
  Judge({
      Bad("1", line("010.0.0.1"), Reason::kBadSourceAddress, 11),
      Bad("2", line("10.1"), Reason::kBadSourceAddress, 11),
      Bad("3", line("1.256.0.1"), Reason::kBadSourceAddress, 11),
      Bad("3 1192", line("1192.0.2.1"), Reason::kBadSourceAddress, 11),
      Bad("4", line(""), Reason::kBadSeparator, 11),
      Bad("5", line("192.0.2.1:80"), Reason::kBadSourceAddress, 11),
      Bad("hex", line("0xc0.0.2.1"), Reason::kBadSourceAddress, 11),
      Bad("6", line("192.0.2.1", "65616"), Reason::kBadSourcePort, 34),
      Bad("6 2^32", line("192.0.2.1", "4294967376"), Reason::kBadSourcePort, 34),
      Bad("7", line("192.0.2.1", "+80"), Reason::kBadSourcePort, 34),
      Bad("7 minus", line("192.0.2.1", "-80"), Reason::kBadSourcePort, 34),
      Bad("8", line("192.0.2.1", "080"), Reason::kBadSourcePort, 34),
      Ok("9", line("192.0.2.1", "0"), 41),
      Bad("10", "PROXY TCP6 ::1 ::2 5000 443 x\r\n", Reason::kBadSeparator, 27),
      Bad("10 space", "PROXY TCP6 ::1 ::2 5000 443 \r\n", Reason::kBadSeparator, 27),
      Bad("11", "PROXY TCP6 192.0.2.1 198.51.100.2 5000 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("mixed", "PROXY TCP4 192.0.2.1 ::2 5000 443\r\n", Reason::kBadDestinationAddress, 21),
      Bad("12", "PROXY TCP6 fe80::1%lo ::2 5000 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("brackets", "PROXY TCP6 [::1] [::2] 5000 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("13", "PROXY TCP6 01234::1 ::2 5000 443\r\n", Reason::kBadSourceAddress, 11),
      Bad("8 groups and a gap", "PROXY TCP6 1:2:3:4::5:6:7:8 ::2 5000 443\r\n",
          Reason::kBadSourceAddress, 11),
      Bad("14", std::string("PROXY TCP4 192.0.2.1\0x 198.51.100.2 5000 443\r\n", 46),
          Reason::kBadSourceAddress, 11),
      Bad("NUL after port", std::string("PROXY TCP4 192.0.2.1 198.51.100.2 5000\0 443\r\n", 45),
          Reason::kBadSourcePort, 34),
      Bad("15", "PROXY  TCP4 192.0.2.1 198.51.100.2 5000 443\r\n", Reason::kBadFamilyToken, 6),
      Bad("16", "PROXY TCP44 192.0.2.1 198.51.100.2 5000 443\r\n", Reason::kBadFamilyToken, 10),
      No("17", "PROXYX TCP4 192.0.2.1 198.51.100.2 5000 443\r\n", 5),
      Ok("18", "PROXY UNKNOWN 192.0.2.1 198.51.100.2 5000 443\r\n", 47),
      Bad("19", "PROXY UNKNOWNX\r\n", Reason::kBadFamilyToken, 13),
      Bad("20", "PROXY UNKNOWN\n", Reason::kBadFamilyToken, 13),
      More("21", "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r", 44),
      Bad("21 and a request", "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\rGET",
          Reason::kBadLineEnd, 42),
      Bad("22", "PROXY TCP4\r\n", Reason::kBadFamilyToken, 10),
      Bad("23", "PROXY UNKNOWN " + N(92, "a") + "\r\n", Reason::kLineTooLong, 107),
      Ok("107 bytes", "PROXY UNKNOWN " + N(91, "a") + "\r\n", 107),
      Bad("zeros over 107", "PROXY TCP4 192.0.2.1 198.51.100.2 " + N(70, "0") + "80 443\r\n",
          Reason::kLineTooLong, 107),
      Bad("UNIX", "PROXY UNIX /a /b\r\n", Reason::kBadFamilyToken, 8),
      Ok("v4 in last 32 bits", "PROXY TCP6 ::192.0.2.1 ::198.51.100.2 5000 443\r\n", 48),
      Bad("octet 001", line("192.0.2.001"), Reason::kBadSourceAddress, 11),
      More("cut PRO", "PRO", 15),
      No("HTTP", "GET / HTTP/1.1\r\n\r\n", 0),
      No("empty line then HTTP", "\r\n\r\nGET / HTTP/1.1\r\n", 4),
      No("5 bytes of the signature then HTTP", Hex("0d0a0d0a00") + "GET /", 5),
  });
}

TEST(Peers, AnnexVersion2) {
  const auto crc = Check::kCrc;
  const auto with = [](const char* length, const std::string& tlvs) {
    return V2("2111" + std::string(length) + kA5 + tlvs);
  };
  const std::string a6 =
      "20010db8000000000000000000000001"
      "20010db8000000000000000000000002"
      "138801bb";
  Judge({
      Ok("24", V2("2011000c" + kA5), 28, crc),
      Ok("LOCAL, 12 zero bytes", V2("2011000c" + N(12, "00")), 28, crc),
      Ok("LOCAL, fam 0xff", V2("20ff0000"), 16, crc),
      Ok("25", V2("20000003ffffff"), 19, crc),
      Ok("26", V2("21000000"), 16, crc),
      Ok("UNSPEC, NOOP", V2("21000003040000"), 19, crc),
      Ok("27", V2("2112000c" + kA5), 28, crc),
      Bad("28", V2("2113000c" + kA5), Reason::kBadTransport, 13),
      Bad("29", V2("2211000c" + kA5), Reason::kBadCommand, 12),
      Bad("30", V2("2111000b" + kA5.substr(0, 22)), Reason::kBadLength, 14),
      Bad("UNIX, length 0", V2("21310000"), Reason::kBadLength, 14),
      Ok("31", with("000d", "04"), 29),
      Bad("31 tlv", with("000d", "04"), Reason::kBadTlv, 28, Check::kTlv),
      Bad("32", with("0010", "e0000278"), Reason::kBadTlv, 28, Check::kTlv),
      Ok("33", with("0013", "030004ede8dc83"), 35, crc),
      Bad("34", with("0013", "03000400000000"), Reason::kBadCrc32c, 28, crc),
      Bad("CRC little-endian", with("0013", "03000483dce8ed"), Reason::kBadCrc32c, 28, crc),
      Bad("35", with("000f", "030000"), Reason::kBadTlv, 28, crc),
      Ok("36", with("0013", "20000401000000"), 35, crc),
      Ok("37", with("001e", "20000f0100000000210009544c5376312e33"), 46, crc),
      Ok("38", with("0090", "050081" + N(129, "75")), 160, crc),
      Ok("UNIQUE_ID 128", with("008f", "050080" + N(128, "75")), 159, crc),
      Ok("39", with("00d9", "0400ca" + N(202, "00")), 233, crc),
      Ok("length 4097", with("1001", "040ff2" + N(4082, "00")), 4113, crc),
      Ok("AWS TLV empty", with("000f", "ea0000"), 31, crc),
      Ok("TCP6 CRC", V2("2121002b" + a6 + "03000458b730f0"), 59, crc),
      Bad("UDP4 CRC wrong", V2("21120013" + kA5 + "03000400000000"), Reason::kBadCrc32c, 28, crc),
      More("65535 TLV bytes claimed", with("ffff", ""), 65551),
      More("cut at 15", V2("2111000c" + kA5).substr(0, 15), 16),
      More("cut at 27", V2("2111000c" + kA5).substr(0, 27), 28),
  });
}

}  // namespace
}  // namespace simdproxy::testing
