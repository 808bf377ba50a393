// core/FORMAT.md, E3: addresses in text, as RFC 5952 with hexadecimal groups only.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>

#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

std::string Inet6Text(const std::string& hex) {
  std::array<uint8_t, 16> address{};
  const std::string bytes = Hex(hex);
  EXPECT_EQ(bytes.size(), address.size());
  std::memcpy(address.data(), bytes.data(), address.size());
  Endpoint endpoint;
  endpoint.family = Family::kInet6;
  endpoint.address = address;
  EXPECT_EQ(ToText(endpoint).view(), Inet6ToText(address).view());
  return std::string(Inet6ToText(address).view());
}

std::string InetText(std::array<uint8_t, 4> address) {
  Endpoint endpoint;
  endpoint.family = Family::kInet;
  std::memcpy(endpoint.address.data(), address.data(), address.size());
  EXPECT_EQ(ToText(endpoint).view(), InetToText(address).view());
  return std::string(InetToText(address).view());
}

TEST(RulesAddressText, DottedQuad) {
  EXPECT_EQ(InetText({0, 0, 0, 0}), "0.0.0.0");
  EXPECT_EQ(InetText({255, 255, 255, 255}), "255.255.255.255");
  EXPECT_EQ(InetText({1, 10, 100, 200}), "1.10.100.200");
  EXPECT_EQ(InetText({9, 99, 101, 110}), "9.99.101.110");
  EXPECT_EQ(InetText({192, 0, 2, 1}), "192.0.2.1");
}

TEST(RulesAddressText, LeadingZerosAreSuppressed) {  // RFC 5952, 4.1
  EXPECT_EQ(Inet6Text("2001 0db8 0000 0000 0000 0000 0000 0001"), "2001:db8::1");
  EXPECT_EQ(Inet6Text("2001 0db8 aaaa bbbb cccc dddd eeee 0001"),
            "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1");
  EXPECT_EQ(Inet6Text("0001 0010 0100 1000 000a 00a0 0a00 a000"), "1:10:100:1000:a:a0:a00:a000");
}

TEST(RulesAddressText, ShortenedAsMuchAsPossible) {  // 4.2.1
  EXPECT_EQ(Inet6Text("2001 0db8 0000 0000 0000 0000 0002 0001"), "2001:db8::2:1");
  EXPECT_EQ(Inet6Text("2001 0db8 0000 0000 0000 0000 0000 0000"), "2001:db8::");
}

TEST(RulesAddressText, OneZeroGroupIsNotShortened) {  // 4.2.2
  EXPECT_EQ(Inet6Text("2001 0db8 0000 0001 0001 0001 0001 0001"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(Inet6Text("0000 0001 0001 0001 0001 0001 0001 0001"), "0:1:1:1:1:1:1:1");
  EXPECT_EQ(Inet6Text("0001 0001 0001 0001 0001 0001 0001 0000"), "1:1:1:1:1:1:1:0");
  EXPECT_EQ(Inet6Text("0001 0000 0001 0000 0001 0000 0001 0000"), "1:0:1:0:1:0:1:0");
}

TEST(RulesAddressText, LongestRunThenTheFirst) {  // 4.2.3
  EXPECT_EQ(Inet6Text("2001 0000 0000 0001 0000 0000 0000 0001"), "2001:0:0:1::1");
  EXPECT_EQ(Inet6Text("2001 0db8 0000 0000 0001 0000 0000 0001"), "2001:db8::1:0:0:1");
  EXPECT_EQ(Inet6Text("0000 0000 0000 0001 0000 0000 0000 0000"), "0:0:0:1::");
  EXPECT_EQ(Inet6Text("0000 0000 0001 0000 0000 0001 0000 0000"), "::1:0:0:1:0:0");
  EXPECT_EQ(Inet6Text("0000 0001 0000 0000 0001 0000 0000 0001"), "0:1::1:0:0:1");
}

TEST(RulesAddressText, LowerCase) {  // 4.3
  EXPECT_EQ(Inet6Text("2001 0db8 aaaa bbbb cccc dddd eeee aaaa"),
            "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa");
  EXPECT_EQ(Inet6Text("ABCD EF00 0000 0000 0000 0000 0000 00EF"), "abcd:ef00::ef");
}

TEST(RulesAddressText, HexadecimalGroupsOnly) {  // 5, which allows the dotted form
  EXPECT_EQ(Inet6Text("0000 0000 0000 0000 0000 ffff c000 0201"), "::ffff:c000:201");
  EXPECT_EQ(Inet6Text("0000 0000 0000 0000 0000 ffff 0000 0000"), "::ffff:0:0");
  EXPECT_EQ(Inet6Text("0000 0000 0000 0000 0000 0000 c000 0201"), "::c000:201");
  EXPECT_EQ(Inet6Text("0064 ff9b 0000 0000 0000 0000 c633 6402"), "64:ff9b::c633:6402");
  EXPECT_EQ(Inet6Text("0000 0000 0000 0000 0000 5efe c000 0201"), "::5efe:c000:201");
}

TEST(RulesAddressText, Ends) {
  EXPECT_EQ(Inet6Text("0000 0000 0000 0000 0000 0000 0000 0000"), "::");
  EXPECT_EQ(Inet6Text("0000 0000 0000 0000 0000 0000 0000 0001"), "::1");
  EXPECT_EQ(Inet6Text("0001 0000 0000 0000 0000 0000 0000 0000"), "1::");
  EXPECT_EQ(Inet6Text("0000 0000 0003 0004 0005 0006 0007 0008"), "::3:4:5:6:7:8");
  EXPECT_EQ(Inet6Text("0001 0002 0003 0004 0005 0006 0000 0000"), "1:2:3:4:5:6::");
  EXPECT_EQ(Inet6Text("0001 0000 0000 0004 0005 0006 0007 0008"), "1::4:5:6:7:8");
  EXPECT_EQ(Inet6Text("ffff ffff ffff ffff ffff ffff ffff ffff"),
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(RulesAddressText, TextIsTerminatedAndNoAddressIsEmpty) {
  const std::array<uint8_t, 4> address = {192, 0, 2, 1};
  EXPECT_STREQ(InetToText(address).c_str(), "192.0.2.1");
  EXPECT_EQ(ToText(Endpoint{}).view(), "");
  EXPECT_STREQ(ToText(Endpoint{}).c_str(), "");
}

}  // namespace
}  // namespace simdproxy::testing
