// core/FORMAT.md, V6 to V9: what an IPv4 and an IPv6 address may look like.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

// The line with a good address of its family beside `text`, at either place.
void ExpectInet(const std::string& text, Inet4 address) {
  const int size = static_cast<int>(text.size());
  EXPECT_TRUE(Answers("PROXY TCP4 " + text + " 5.6.7.8 1 2\r\n",
                      OkV1(0x11, 25 + text.size(), 12 + size, 20 + size, 22 + size),
                      InetEndpoints(address, 1, {5, 6, 7, 8}, 2)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 " + text + " 1 2\r\n",
                      OkV1(0x11, 25 + text.size(), 19, 20 + size, 22 + size),
                      InetEndpoints({1, 2, 3, 4}, 1, address, 2)));
}

void ExpectNoInet(const std::string& text) {
  EXPECT_TRUE(Answers("PROXY TCP4 " + text + " 5.6.7.8 1 2\r\n",
                      Invalid(1, Reason::kBadSourceAddress, 11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 " + text + " 1 2\r\n",
                      Invalid(1, Reason::kBadDestinationAddress, 19)));
}

void ExpectInet6(const std::string& text, const std::string& address) {
  const int size = static_cast<int>(text.size());
  EXPECT_TRUE(Answers("PROXY TCP6 " + text + " a::b 1 2\r\n",
                      OkV1(0x21, 22 + text.size(), 12 + size, 17 + size, 19 + size),
                      Inet6Endpoints(address, 1, "000a000000000000 000000000000000b", 2)));
  EXPECT_TRUE(Answers("PROXY TCP6 a::b " + text + " 1 2\r\n",
                      OkV1(0x21, 22 + text.size(), 16, 17 + size, 19 + size),
                      Inet6Endpoints("000a000000000000 000000000000000b", 1, address, 2)));
}

void ExpectNoInet6(const std::string& text) {
  EXPECT_TRUE(
      Answers("PROXY TCP6 " + text + " a::b 1 2\r\n", Invalid(1, Reason::kBadSourceAddress, 11)));
  EXPECT_TRUE(Answers("PROXY TCP6 a::b " + text + " 1 2\r\n",
                      Invalid(1, Reason::kBadDestinationAddress, 16)));
}

TEST(RulesV1Inet, FourOctets) {
  ExpectInet("0.0.0.0", {0, 0, 0, 0});
  ExpectInet("255.255.255.255", {255, 255, 255, 255});
  ExpectInet("1.2.3.4", {1, 2, 3, 4});
  ExpectInet("9.10.99.100", {9, 10, 99, 100});
  ExpectInet("199.200.249.250", {199, 200, 249, 250});
  ExpectInet("127.0.0.1", {127, 0, 0, 1});
  ExpectInet("1.22.133.4", {1, 22, 133, 4});
  ExpectInet("144.33.2.1", {144, 33, 2, 1});
  ExpectInet("10.20.30.40", {10, 20, 30, 40});
  ExpectInet("100.101.102.103", {100, 101, 102, 103});
}

// Every octet's value at every place, and the first value that is too much.
TEST(RulesV1Inet, EveryOctet) {
  for (int value = 0; value <= 255; ++value) {
    const std::string text = std::to_string(value);
    const auto octet = static_cast<uint8_t>(value);
    ExpectInet(text + ".2.30.123", {octet, 2, 30, 123});
    ExpectInet("10." + text + ".3.4", {10, octet, 3, 4});
    ExpectInet("1.200." + text + ".4", {1, 200, octet, 4});
    ExpectInet("1.2.3." + text, {1, 2, 3, octet});
  }
  for (int value = 256; value <= 1100; ++value) {
    const std::string text = std::to_string(value);
    ExpectNoInet(text + ".2.3.4");
    ExpectNoInet("1." + text + ".3.4");
    ExpectNoInet("1.2." + text + ".4");
    ExpectNoInet("1.2.3." + text);
  }
}

TEST(RulesV1Inet, OctetOutOfRange) {
  for (const char* const octet : {"256", "260", "300", "999", "1000", "1192", "65536", "4294967297",
                                  "18446744073709551617"}) {
    ExpectNoInet(std::string(octet) + ".2.3.4");
    ExpectNoInet("1.2.3." + std::string(octet));
  }
}

TEST(RulesV1Inet, LeadingZero) {
  for (const char* const octet : {"00", "01", "001", "010", "000", "0255", "0x1", "099"}) {
    ExpectNoInet(std::string(octet) + ".2.3.4");
    ExpectNoInet("1." + std::string(octet) + ".3.4");
    ExpectNoInet("1.2." + std::string(octet) + ".4");
    ExpectNoInet("1.2.3." + std::string(octet));
  }
}

TEST(RulesV1Inet, NotExactlyFourOctets) {
  for (const char* const text : {"1", "1.2", "1.2.3", "1.2.3.4.5", "16909060", "0x01020304", ".",
                                 "...", "....", ".1.2.3", "1..2.3", "1.2..3", "1.2.3.", "1.2.3.4.",
                                 ".1.2.3.4", "1.2.3..4", "1234", "0", "1.2.3.4.5.6.7.8"}) {
    ExpectNoInet(text);
  }
}

TEST(RulesV1Inet, OtherBytes) {
  for (const std::string& text : {std::string("a.b.c.d"),    std::string("1.2.3.a"),
                                  std::string("1.2.3.4a"),   std::string("a1.2.3.4"),
                                  std::string("-1.2.3.4"),   std::string("+1.2.3.4"),
                                  std::string("1.2.3.-4"),   std::string("1,2,3,4"),
                                  std::string("1.2.3.4/8"),  std::string("1.2.3.4:80"),
                                  std::string("1.2.3.4%0"),  std::string("[1.2.3.4]"),
                                  std::string("1.2.3.4\t"),  std::string("\t1.2.3.4"),
                                  Text("1.2.3.4\0"),         Text("1.2.3.4\0x"),
                                  std::string("1.2.3:4"),    std::string("1.2.3/4"),
                                  std::string("1.2/3.4"),    std::string("localhost"),
                                  std::string("\xb1.2.3.4"), std::string("1\xae") + "2.3.4"}) {
    ExpectNoInet(text);
  }
}

TEST(RulesV1Inet, AddressesOfTheOtherFamily) {
  for (const char* const text : {"::1", "::", "2001:db8::1", "::ffff:192.0.2.1", "::1.2.3.4"}) {
    ExpectNoInet(text);
  }
  for (const char* const text : {"192.0.2.1", "0.0.0.0", "255.255.255.255"}) ExpectNoInet6(text);
  EXPECT_TRUE(Answers("PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n",
                      Invalid(1, Reason::kBadSourceAddress, 11)));
  EXPECT_TRUE(Answers("PROXY TCP4 192.0.2.1 2001:db8::2 56324 443\r\n",
                      Invalid(1, Reason::kBadDestinationAddress, 21)));
  EXPECT_TRUE(Answers("PROXY TCP6 2001:db8::1 192.0.2.1 56324 443\r\n",
                      Invalid(1, Reason::kBadDestinationAddress, 23)));
}

TEST(RulesV1Inet6, GroupsOfHexDigits) {
  ExpectInet6("1:2:3:4:5:6:7:8", "0001 0002 0003 0004 0005 0006 0007 0008");
  ExpectInet6("0:0:0:0:0:0:0:0", "00000000000000000000000000000000");
  ExpectInet6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffffffffffffffffffffffffffffffff");
  ExpectInet6("2001:db8:aaaa:bbbb:cccc:dddd:eeee:1", "2001 0db8 aaaa bbbb cccc dddd eeee 0001");
  ExpectInet6("1234:123:12:1:1:12:123:1234", "1234 0123 0012 0001 0001 0012 0123 1234");
}

TEST(RulesV1Inet6, EitherCase) {
  ExpectInet6("ABCD:EF01:2345:6789:abcd:ef01:aBcD:Ef", "abcd ef01 2345 6789 abcd ef01 abcd 00ef");
  ExpectInet6("2001:DB8::A", "20010db8 00000000 00000000 0000000a");
}

TEST(RulesV1Inet6, ZerosInFrontUpToFourDigits) {
  ExpectInet6("2001:0db8:0000:0000:0000:0000:0000:0001", "20010db8 00000000 00000000 00000001");
  ExpectInet6("01:002:0003:00:000:0000:0:08", "0001 0002 0003 0000 0000 0000 0000 0008");
  ExpectInet6("0000::0000", "00000000000000000000000000000000");
  for (const char* const text : {"00000::", "01234::1", "::00001", "1:2:3:4:5:6:7:00008",
                                 "12345::", "1:2:3:4:5:6:7:12345", "1::fffff::2", "fffff::1"}) {
    ExpectNoInet6(text);
  }
}

TEST(RulesV1Inet6, DoubleColonAnywhere) {
  ExpectInet6("::", "00000000000000000000000000000000");
  ExpectInet6("::8", "00000000 00000000 00000000 00000008");
  ExpectInet6("::7:8", "00000000 00000000 00000000 00070008");
  ExpectInet6("::6:7:8", "00000000 00000000 00000006 00070008");
  ExpectInet6("::5:6:7:8", "00000000 00000000 00050006 00070008");
  ExpectInet6("::4:5:6:7:8", "00000000 00000004 00050006 00070008");
  ExpectInet6("::3:4:5:6:7:8", "00000000 00030004 00050006 00070008");
  ExpectInet6("1::", "00010000 00000000 00000000 00000000");
  ExpectInet6("1:2::", "00010002 00000000 00000000 00000000");
  ExpectInet6("1:2:3::", "00010002 00030000 00000000 00000000");
  ExpectInet6("1:2:3:4::", "00010002 00030004 00000000 00000000");
  ExpectInet6("1:2:3:4:5::", "00010002 00030004 00050000 00000000");
  ExpectInet6("1:2:3:4:5:6::", "00010002 00030004 00050006 00000000");
  ExpectInet6("1::8", "00010000 00000000 00000000 00000008");
  ExpectInet6("1:2::7:8", "00010002 00000000 00000000 00070008");
  ExpectInet6("1:2:3::6:7:8", "00010002 00030000 00000006 00070008");
  ExpectInet6("1:2:3:4::7:8", "00010002 00030004 00000000 00070008");
}

TEST(RulesV1Inet6, DoubleColonForOneGroup) {
  ExpectInet6("::2:3:4:5:6:7:8", "00000002 00030004 00050006 00070008");
  ExpectInet6("1::3:4:5:6:7:8", "00010000 00030004 00050006 00070008");
  ExpectInet6("1:2::4:5:6:7:8", "00010002 00000004 00050006 00070008");
  ExpectInet6("1:2:3::5:6:7:8", "00010002 00030000 00050006 00070008");
  ExpectInet6("1:2:3:4::6:7:8", "00010002 00030004 00000006 00070008");
  ExpectInet6("1:2:3:4:5::7:8", "00010002 00030004 00050000 00070008");
  ExpectInet6("1:2:3:4:5:6::8", "00010002 00030004 00050006 00000008");
  ExpectInet6("1:2:3:4:5:6:7::", "00010002 00030004 00050006 00070000");
}

TEST(RulesV1Inet6, DoubleColonNeedNotBeTheLongestRun) {
  ExpectInet6("1::2:0:0:0:3", "00010000 00000002 00000000 00000003");
  ExpectInet6("0:0:0:0::1:2:3", "00000000 00000000 00000001 00020003");
  ExpectInet6("::0", "00000000000000000000000000000000");
  ExpectInet6("0::0:0", "00000000000000000000000000000000");
}

TEST(RulesV1Inet6, WrongColons) {
  for (const char* const text :
       {":", ":::", "::::", ":1", "1:", "1::2::3", "::1::", "::1::2", "1:::2", ":::1",
        "1:::", "::1:", ":1::2", "1::2:", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", ":2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8"}) {
    ExpectNoInet6(text);
  }
}

TEST(RulesV1Inet6, NotExactly128Bits) {
  for (const char* const text :
       {"1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7::8", "1::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0", "20010db8000000000000000000000001", "abcd"}) {
    ExpectNoInet6(text);
  }
}

TEST(RulesV1Inet6, DottedTail) {
  ExpectInet6("::ffff:192.0.2.1", "00000000 00000000 0000ffff c0000201");
  ExpectInet6("::192.0.2.1", "00000000 00000000 00000000 c0000201");
  ExpectInet6("::0.0.0.0", "00000000000000000000000000000000");
  ExpectInet6("::255.255.255.255", "00000000 00000000 00000000 ffffffff");
  ExpectInet6("1:2:3:4:5:6:1.2.3.4", "00010002 00030004 00050006 01020304");
  ExpectInet6("1::1.2.3.4", "00010000 00000000 00000000 01020304");
  ExpectInet6("1:2:3:4:5::1.2.3.4", "00010002 00030004 00050000 01020304");
  ExpectInet6("::2:3:4:5:6:1.2.3.4", "00000002 00030004 00050006 01020304");
  ExpectInet6("64:ff9b::198.51.100.2", "0064ff9b 00000000 00000000 c6336402");
  ExpectInet6("0:0:0:0:0:FFFF:9.10.99.100", "00000000 00000000 0000ffff 090a6364");
}

TEST(RulesV1Inet6, WrongDottedQuads) {
  for (const char* const text : {"1.2.3.4",
                                 "1.2.3.4::",
                                 "1.2.3.4::1",
                                 "::1.2.3.4:5",
                                 "::1.2.3.4::",
                                 "1:1.2.3.4:2::",
                                 "1:2:3:4:5:6:7:1.2.3.4",
                                 "1:2:3:4:5:1.2.3.4",
                                 "1:2:3:4:5:6::1.2.3.4",
                                 "1:2:3:1.2.3.4",
                                 "::2:3:4:5:6:7:1.2.3.4",
                                 "::1.2.3",
                                 "::1.2",
                                 "::1.2.3.4.5",
                                 "::1.2.3.",
                                 "::.1.2.3",
                                 "::1..2.3",
                                 "::01.2.3.4",
                                 "::1.2.3.04",
                                 "::ffff:192.0.2.256",
                                 "::256.0.2.1",
                                 "::1.2.3.1000",
                                 "::ffff:0x1.2.3.4",
                                 "::a.2.3.4",
                                 "::1.2.3.a",
                                 "::ffff1.2.3.4",
                                 "::1234.1.1.1",
                                 ":1.2.3.4",
                                 "::ffff:1.2.3.4/96",
                                 "::.",
                                 "::1.",
                                 "1:2:3:4:5:6:.1.2.3",
                                 "::ffff:1.2.3.-4",
                                 "::ffff:",
                                 "1.2.3.4:5:6:7:8:9:a"}) {
    ExpectNoInet6(text);
  }
}

TEST(RulesV1Inet6, NoZonePrefixOrBrackets) {
  for (const char* const text : {"fe80::1%eth0", "fe80::1%1", "fe80::1%", "2001:db8::/32",
                                 "::1/128", "[::1]", "[2001:db8::1]", "[::1]:80", "[", "]"}) {
    ExpectNoInet6(text);
  }
}

TEST(RulesV1Inet6, OtherBytes) {
  for (const std::string& text :
       {std::string("g::1"), std::string("::g"), std::string("::-1"), std::string("::+1"),
        std::string("0x1::"), std::string("::1\t"), std::string("\t::1"), Text("::1\0"),
        Text("\0::1"), std::string("::1,"), std::string("1;2::"), std::string("::/"),
        std::string("::@"), std::string("::`"), std::string("::G"), std::string("::\x80"),
        std::string("1\xba:2"), std::string("2001-db8--1"), std::string("::1_0")}) {
    ExpectNoInet6(text);
  }
}

}  // namespace
}  // namespace simdproxy::testing
