// Version 1, clause by clause (core/FORMAT.md, sections O, S and V). Expectations are literals.
#include <string>

#include "tests/rules.h"

namespace simdproxy::testing {
namespace {

const std::string kL = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";

Endpoints Inet(const char* source, const char* destination, uint16_t source_port,
               uint16_t destination_port) {
  Endpoints e{};
  const std::string s = Hex(source), d = Hex(destination);
  std::memcpy(e.source, s.data(), s.size());
  std::memcpy(e.destination, d.data(), d.size());
  e.source_port = source_port;
  e.destination_port = destination_port;
  e.family_number = s.size() == 4 ? 1 : 2;
  e.transport_number = 1;
  return e;
}

TEST(RulesSignature, StrictPrefixesAreIncomplete) {
  Expect("", Incomplete(0, 15));
  Expect("P", Incomplete(0, 15));
  Expect("PROXY", Incomplete(0, 15));
  Expect("PROXY ", Incomplete(1, 15));
  Expect("\r", Incomplete(0, 16));
  Expect(V2("").substr(0, 11), Incomplete(0, 16));
  Expect(V2(""), Incomplete(2, 16));
}

TEST(RulesSignature, FirstByteThatFitsNeither) {
  Expect("G", NotProxy(0));
  Expect("GET / HTTP/1.1\r\n\r\n", NotProxy(0));
  Expect("\n", NotProxy(0));
  Expect("p", NotProxy(0));
  Expect("PX", NotProxy(1));
  Expect("PROXX", NotProxy(4));
  Expect("PROXYX", NotProxy(5));
  Expect("PROXY\t", NotProxy(5));
  Expect("\r\r", NotProxy(1));
  Expect("\r\n\r\nGET / HTTP/1.1\r\n", NotProxy(4));
  Expect(Hex("0d0a0d0a000d0a5155495445"), NotProxy(11));
  Expect("\x16\x03\x01", NotProxy(0));
}

TEST(RulesSignature, NullPointerIsEmptyInput) {
  for (const Witness& witness : Witnesses()) {
    EXPECT_TRUE(Same(witness.decode({}, {}, nullptr), Incomplete(0, 15))) << witness.name;
  }
}

TEST(RulesSignature, VersionNotAccepted) {
  const Options v1{.accept = Accept::kV1}, v2{.accept = Accept::kV2};
  Expect("PROXY ", Invalid(1, Reason::kVersionNotAccepted, 0), v2);
  Expect("PROXY bad", Invalid(1, Reason::kVersionNotAccepted, 0), v2);
  Expect(kL, Invalid(1, Reason::kVersionNotAccepted, 0), v2);
  Expect(V2(""), Invalid(2, Reason::kVersionNotAccepted, 0), v1);
  Expect(V2("ff ff 0000"), Invalid(2, Reason::kVersionNotAccepted, 0), v1);
  Expect(V2("20 00 0000"), Invalid(2, Reason::kVersionNotAccepted, 0), v1);
  Expect("PROXY", Incomplete(0, 15), v2);
  Expect("\r\n", Incomplete(0, 16), v1);
  Expect("PROXYX", NotProxy(5), v2);
  Expect(kL, OkV1(0x11, 45, 21, 34, 40), Inet("c0000201", "c6336402", 56324, 443), v1);
}

TEST(RulesV1Needed, IsAFixedFunction) {
  Expect("PROXY T", Incomplete(1, 22));
  Expect("PROXY TC", Incomplete(1, 22));
  Expect("PROXY TCP", Incomplete(1, 22));
  Expect("PROXY TCP6", Incomplete(1, 22));
  Expect("PROXY TCP6 ", Incomplete(1, 22));
  Expect("PROXY TCP4", Incomplete(1, 32));
  Expect("PROXY TCP4 ", Incomplete(1, 32));
  Expect("PROXY U", Incomplete(1, 15));
  Expect("PROXY UNKNOW", Incomplete(1, 15));
  Expect("PROXY UNKNOWN", Incomplete(1, 15));
  Expect("PROXY UNKNOWN\r", Incomplete(1, 15));
  Expect("PROXY UNKNOWN ", Incomplete(1, 16));
  Expect("PROXY UNKNOWN abc\r", Incomplete(1, 19));
  Expect(kL.substr(0, 43), Incomplete(1, 45));
  Expect(kL.substr(0, 44), Incomplete(1, 45));
  Expect(kL.substr(0, 30), Incomplete(1, 32));
  Expect(kL.substr(0, 31), Incomplete(1, 33));
  Expect("PROXY UNKNOWN " + std::string(91, 'x'), Incomplete(1, 107));
  Expect("PROXY UNKNOWN " + std::string(92, 'x'), Incomplete(1, 107));
}

TEST(RulesV1Token, FirstByteThatFitsNone) {
  const Reason bad = Reason::kBadFamilyToken;
  Expect("PROXY \r\n", Invalid(1, bad, 6));
  Expect("PROXY  TCP4 1.1.1.1 1.1.1.1 1 1\r\n", Invalid(1, bad, 6));
  Expect("PROXY X", Invalid(1, bad, 6));
  Expect("PROXY tcp4 ", Invalid(1, bad, 6));
  Expect(std::string("PROXY \0", 7), Invalid(1, bad, 6));
  Expect("PROXY TX", Invalid(1, bad, 7));
  Expect("PROXY TCP5 ", Invalid(1, bad, 9));
  Expect("PROXY TCP ", Invalid(1, bad, 9));
  Expect("PROXY TCP44", Invalid(1, bad, 10));
  Expect("PROXY TCP4\t", Invalid(1, bad, 10));
  Expect("PROXY TCP4\r\n", Invalid(1, bad, 10));
  Expect("PROXY TCP6\n", Invalid(1, bad, 10));
  Expect("PROXY UDP4 ", Invalid(1, bad, 7));
  Expect("PROXY UNKNOWN\n", Invalid(1, bad, 13));
  Expect("PROXY UNKNOWNX", Invalid(1, bad, 13));
  Expect("PROXY UNKNOWN\t", Invalid(1, bad, 13));
  Expect("PROXY UNKNOWN\r\r\n", Invalid(1, bad, 14));
  Expect("PROXY UNKNOWN\rx", Invalid(1, bad, 14));
  // At once, before the line is whole and whatever follows it.
  Expect("PROXY TCP44" + std::string(200, 'x'), Invalid(1, bad, 10));
}

TEST(RulesV1LineEnd, TcpNeedsCrLf) {
  const Reason bad = Reason::kBadLineEnd;
  const std::string body = kL.substr(0, 43);
  Expect(body + "\n", Invalid(1, bad, 43));
  Expect(body + "\rX", Invalid(1, bad, 43));
  Expect(body + "\r\r\n", Invalid(1, bad, 43));
  Expect(body + "\r", Incomplete(1, 45));
  Expect("PROXY TCP4 \n", Invalid(1, bad, 11));
  // It comes before the fields.
  Expect("PROXY TCP4 999 \n", Invalid(1, bad, 15));
  Expect("PROXY TCP4 bad\rbad\r\n", Invalid(1, bad, 14));
}

TEST(RulesV1LineEnd, UnknownEndsAtTheFirstCrLf) {
  Expect("PROXY UNKNOWN\r\n", OkUnknown(15));
  Expect("PROXY UNKNOWN \r\n", OkUnknown(16));
  Expect("PROXY UNKNOWN a\rb\r\n", OkUnknown(19));
  Expect("PROXY UNKNOWN a\nb\r\n", OkUnknown(19));
  Expect(std::string("PROXY UNKNOWN a\0b\r\n", 19), OkUnknown(19));
  Expect("PROXY UNKNOWN \r\r\n", OkUnknown(17));
  Expect("PROXY UNKNOWN a\r\nb\r\n", OkUnknown(17));
  Expect("PROXY UNKNOWN 192.0.2.1 198.51.100.2 1 2\r\nGET", OkUnknown(42));
}

TEST(RulesV1Limit, HundredAndSevenBytes) {
  const auto unknown = [](size_t size) {
    std::string line = "PROXY UNKNOWN ";
    line.append(size - line.size() - 2, 'x');
    return line + "\r\n";
  };
  Expect(unknown(107), OkUnknown(107));
  Expect(unknown(107) + "more", OkUnknown(107));
  Expect(unknown(108), Invalid(1, Reason::kLineTooLong, 107));
  Expect(unknown(108).substr(0, 106), Incomplete(1, 107));
  Expect(unknown(108).substr(0, 107), Invalid(1, Reason::kLineTooLong, 107));
  Expect(unknown(300), Invalid(1, Reason::kLineTooLong, 107));

  const std::string tcp = "PROXY TCP4 " + std::string(200, '1');
  Expect(tcp.substr(0, 106), Incomplete(1, 107));
  Expect(tcp.substr(0, 107), Invalid(1, Reason::kLineTooLong, 107));
  Expect(tcp.substr(0, 106) + "\r", Invalid(1, Reason::kLineTooLong, 107));
  Expect(tcp.substr(0, 106) + "\r\n", Invalid(1, Reason::kLineTooLong, 107));
  Expect(tcp.substr(0, 106) + "\rx", Invalid(1, Reason::kLineTooLong, 107));
  Expect(tcp.substr(0, 106) + "\n", Invalid(1, Reason::kBadLineEnd, 106));
  Expect(tcp.substr(0, 105) + "\r", Incomplete(1, 107));
  Expect(tcp.substr(0, 105) + "\r\n", Invalid(1, Reason::kBadSourceAddress, 11));
  Expect(tcp.substr(0, 105) + "\rx", Invalid(1, Reason::kBadLineEnd, 105));
}

TEST(RulesV1Fields, JudgedOnlyOnceTheLineIsWhole) {
  Expect("PROXY TCP4 999.1.1.1 x y z", Incomplete(1, 32));
  Expect("PROXY TCP4 999.1.1.1 x y zzzzzzzzzzzz\r", Incomplete(1, 39));
  Expect("PROXY TCP4 999.1.1.1 x y z\r\n", Invalid(1, Reason::kBadSourceAddress, 11));
}

TEST(RulesV1Fields, FirstFaultFromLeftToRight) {
  const Reason separator = Reason::kBadSeparator;
  Expect("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n", Invalid(1, separator, 11));
  Expect("PROXY TCP4 \r\n", Invalid(1, separator, 11));
  Expect("PROXY TCP4 1.2.3.4\r\n", Invalid(1, separator, 18));
  Expect("PROXY TCP4 1.2.3.4 \r\n", Invalid(1, separator, 19));
  Expect("PROXY TCP4 1.2.3.4  5.6.7.8 1 2\r\n", Invalid(1, separator, 19));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8\r\n", Invalid(1, separator, 26));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8  1 2\r\n", Invalid(1, separator, 27));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n", Invalid(1, separator, 28));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1  2\r\n", Invalid(1, separator, 29));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1 \r\n", Invalid(1, separator, 29));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n", Invalid(1, separator, 30));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n", Invalid(1, separator, 30));
  Expect("PROXY TCP4 999.1.1.1\r\n", Invalid(1, Reason::kBadSourceAddress, 11));
  Expect("PROXY TCP4 1.2.3.4\t5.6.7.8 1 2\r\n", Invalid(1, Reason::kBadSourceAddress, 11));
  Expect("PROXY TCP4 1.2.3.4 5.6.7\r\n", Invalid(1, Reason::kBadDestinationAddress, 19));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 x 99999\r\n", Invalid(1, Reason::kBadSourcePort, 27));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1 99999\r\n", Invalid(1, Reason::kBadDestinationPort, 29));
  Expect("PROXY TCP4 1.2.3.4 5.6.7.8 1 x 5\r\n", Invalid(1, Reason::kBadDestinationPort, 29));
}

TEST(RulesV1Ok, GivesAllFields) {
  Expect(kL, OkV1(0x11, 45, 21, 34, 40), Inet("c0000201", "c6336402", 56324, 443));
  Expect(kL + "GET /", OkV1(0x11, 45, 21, 34, 40), Inet("c0000201", "c6336402", 56324, 443));
  Expect("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", OkV1(0x11, 32, 19, 27, 29),
         Inet("00000000", "00000000", 0, 0));
  Expect("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", OkV1(0x11, 56, 27, 43, 49),
         Inet("ffffffff", "ffffffff", 65535, 65535));
  Expect("PROXY TCP6 :: :: 0 0\r\n", OkV1(0x21, 22, 14, 17, 19),
         Inet("00000000000000000000000000000000", "00000000000000000000000000000000", 0, 0));
  Expect(
      "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
      "FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF 65535 65535\r\n",
      OkV1(0x21, 104, 51, 91, 97),
      Inet("ffffffffffffffffffffffffffffffff", "ffffffffffffffffffffffffffffffff", 65535, 65535));
}

void ExpectInet(const std::string& address, bool good) {
  const std::string line = "PROXY TCP4 " + address + " 1.2.3.4 1 2\r\n";
  for (const Witness& witness : Witnesses()) {
    const Header header = witness.decode(Bytes(line), {}, nullptr);
    EXPECT_EQ(header.ok(), good) << witness.name << " " << address;
    if (!good) {
      EXPECT_TRUE(Same(header, Invalid(1, Reason::kBadSourceAddress, 11)))
          << witness.name << " " << address << " " << Show(header);
    }
    const std::string second = "PROXY TCP4 1.2.3.4 " + address + " 1 2\r\n";
    EXPECT_EQ(witness.decode(Bytes(second), {}, nullptr).ok(), good) << witness.name << address;
  }
}

TEST(RulesV1Inet, FourDecimalOctets) {
  for (const char* good :
       {"0.0.0.0", "1.2.3.4", "255.255.255.255", "10.0.0.1", "100.200.30.4", "9.99.249.250"}) {
    ExpectInet(good, true);
  }
  for (const char* bad : {"256.1.1.1",  "1.256.1.1",
                          "1.1.1.256",  "1.1.1.999",
                          "1.1.1.1000", "01.1.1.1",
                          "1.1.1.01",   "00.0.0.0",
                          "1.1.1",      "1.1",
                          "1",          "1.1.1.1.1",
                          "1.1.1.1.",   ".1.1.1.1",
                          "1..1.1",     "1.1.1.",
                          "a.1.1.1",    "1.1.1.a",
                          "1.1.1.1x",   "0x1.1.1.1",
                          "1.1.1.1:80", "-1.1.1.1",
                          "+1.1.1.1",   "1.1.1.1/8",
                          "::1",        "::ffff:1.2.3.4",
                          "1,1,1,1",    "4294967297.1.1.1",
                          "1.1.1.1\t",  "[1.1.1.1]"}) {
    ExpectInet(bad, false);
  }
  ExpectInet(std::string("1.1.1.1\0", 8), false);
  ExpectInet(std::string("1.1\0.1.1", 8), false);
}

void ExpectPort(const std::string& port, bool good) {
  for (const Witness& witness : Witnesses()) {
    const Header first =
        witness.decode(Bytes("PROXY TCP4 1.2.3.4 5.6.7.8 " + port + " 2\r\n"), {}, nullptr);
    const Header second =
        witness.decode(Bytes("PROXY TCP4 1.2.3.4 5.6.7.8 1 " + port + "\r\n"), {}, nullptr);
    EXPECT_EQ(first.ok(), good) << witness.name << " " << port;
    EXPECT_EQ(second.ok(), good) << witness.name << " " << port;
    if (!good) {
      EXPECT_TRUE(Same(first, Invalid(1, Reason::kBadSourcePort, 27))) << witness.name << port;
      EXPECT_TRUE(Same(second, Invalid(1, Reason::kBadDestinationPort, 29)))
          << witness.name << port;
    }
  }
}

TEST(RulesV1Port, DecimalTo65535) {
  for (const char* good : {"0", "1", "80", "443", "9999", "10000", "65535", "59999", "64999"}) {
    ExpectPort(good, true);
  }
  for (const char* bad : {"65536",
                          "65540",
                          "65600",
                          "66000",
                          "70000",
                          "99999",
                          "100000",
                          "00",
                          "01",
                          "080",
                          "000000",
                          "+80",
                          "-0",
                          "8_0",
                          "80x",
                          "x",
                          "0x50",
                          "4294967376",
                          "18446744073709551616",
                          "8\t",
                          "1.5"}) {
    ExpectPort(bad, false);
  }
  ExpectPort(std::string("80\0", 3), false);
}

}  // namespace
}  // namespace simdproxy::testing
