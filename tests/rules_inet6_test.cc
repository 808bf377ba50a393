// IPv6 addresses in version 1 (core/FORMAT.md, section V). Expectations are literals.
#include <string>

#include "tests/rules.h"

namespace simdproxy::testing {
namespace {

void ExpectInet6(const std::string& address, const char* bytes) {
  const std::string first = "PROXY TCP6 " + address + " ::1 1 2\r\n";
  const std::string second = "PROXY TCP6 ::1 " + address + " 1 2\r\n";
  for (const Witness& witness : Witnesses()) {
    Endpoints a{}, b{};
    const Header one = witness.decode(Bytes(first), {}, &a);
    const Header two = witness.decode(Bytes(second), {}, &b);
    if (bytes == nullptr) {
      EXPECT_TRUE(Same(one, Invalid(1, Reason::kBadSourceAddress, 11)))
          << witness.name << " " << address << " " << Show(one);
      EXPECT_TRUE(Same(two, Invalid(1, Reason::kBadDestinationAddress, 15)))
          << witness.name << " " << address << " " << Show(two);
      continue;
    }
    EXPECT_TRUE(one.ok()) << witness.name << " " << address << " " << Show(one);
    EXPECT_TRUE(two.ok()) << witness.name << " " << address << " " << Show(two);
    EXPECT_EQ(ToHex(std::as_bytes(std::span(a.source))), bytes) << witness.name << " " << address;
    EXPECT_EQ(ToHex(std::as_bytes(std::span(b.destination))), bytes)
        << witness.name << " " << address;
  }
}

TEST(RulesV1Inet6, GroupsOfOneToFourDigits) {
  ExpectInet6("1:2:3:4:5:6:7:8", "00010002000300040005000600070008");
  ExpectInet6("2001:DB8:0:0:aBcD:eF01:2345:6789", "20010db800000000abcdef0123456789");
  ExpectInet6("0001:0022:0333:4444:0:00:000:0000", "00010022033344440000000000000000");
  ExpectInet6("00001:2:3:4:5:6:7:8", nullptr);
  ExpectInet6("12345:2:3:4:5:6:7:8", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:89abc", nullptr);
  ExpectInet6("g:2:3:4:5:6:7:8", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:x", nullptr);
}

TEST(RulesV1Inet6, EightGroups) {
  ExpectInet6("1:2:3:4:5:6:7", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:8:9", nullptr);
  ExpectInet6("1", nullptr);
  ExpectInet6("1:2", nullptr);
}

TEST(RulesV1Inet6, OneGapOfOneGroupOrMore) {
  ExpectInet6("::", "00000000000000000000000000000000");
  ExpectInet6("::1", "00000000000000000000000000000001");
  ExpectInet6("1::", "00010000000000000000000000000000");
  ExpectInet6("1::8", "00010000000000000000000000000008");
  ExpectInet6("1:2:3::7:8", "00010002000300000000000000070008");
  ExpectInet6("::2:3:4:5:6:7:8", "00000002000300040005000600070008");
  ExpectInet6("1:2:3:4:5:6:7::", "00010002000300040005000600070000");
  ExpectInet6("1:2:3::5:6:7:8", "00010002000300000005000600070008");
  // It need not be the longest run, nor all of a run.
  ExpectInet6("0:0:0:0:1::1", "00000000000000000001000000000001");
  ExpectInet6("1:0::0:1", "00010000000000000000000000000001");
  ExpectInet6("::1:2:3:4:5:6:7:8", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:8::", nullptr);
  ExpectInet6("1:2:3:4::5:6:7:8", nullptr);
  ExpectInet6("1::2::3", nullptr);
  ExpectInet6("::1::", nullptr);
  ExpectInet6(":::", nullptr);
  ExpectInet6("1:::2", nullptr);
  ExpectInet6("::::", nullptr);
}

TEST(RulesV1Inet6, NoColonAtAnEnd) {
  ExpectInet6(":", nullptr);
  ExpectInet6(":1:2:3:4:5:6:7:8", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:8:", nullptr);
  ExpectInet6(":1::2", nullptr);
  ExpectInet6("1::2:", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:", nullptr);
}

TEST(RulesV1Inet6, DottedQuadForTheLastTwoGroups) {
  ExpectInet6("::ffff:192.0.2.1", "00000000000000000000ffffc0000201");
  ExpectInet6("::13.1.68.3", "0000000000000000000000000d014403");
  ExpectInet6("1:2:3:4:5:6:1.2.3.4", "00010002000300040005000601020304");
  ExpectInet6("1:2:3:4:5::1.2.3.4", "00010002000300040005000001020304");
  ExpectInet6("::2:3:4:5:6:1.2.3.4", "00000002000300040005000601020304");
  ExpectInet6("64:ff9b::255.255.255.255", "0064ff9b0000000000000000ffffffff");
  ExpectInet6("192.0.2.1", nullptr);
  ExpectInet6("1:2:3:4:5:6:7:1.2.3.4", nullptr);
  ExpectInet6("1:2:3:4:5:1.2.3.4", nullptr);
  ExpectInet6("1:2:3:4:5:6::1.2.3.4", nullptr);
  ExpectInet6("::1:2:3:4:5:6:1.2.3.4", nullptr);
  ExpectInet6("::1.2.3.4:5", nullptr);
  ExpectInet6("1.2.3.4::", nullptr);
  ExpectInet6("::ffff:1.2.3", nullptr);
  ExpectInet6("::ffff:1.2.3.4.5", nullptr);
  ExpectInet6("::ffff:01.2.3.4", nullptr);
  ExpectInet6("::ffff:1.2.3.256", nullptr);
  ExpectInet6("::ffff:1.2.3.a", nullptr);
  ExpectInet6("::ffff:a.2.3.4", nullptr);
  ExpectInet6("::ffff:1.2.3.4.", nullptr);
  ExpectInet6("::1..2.3.4", nullptr);
}

TEST(RulesV1Inet6, NothingAroundIt) {
  ExpectInet6("fe80::1%eth0", nullptr);
  ExpectInet6("[::1]", nullptr);
  ExpectInet6("::1/64", nullptr);
  ExpectInet6("::1\t", nullptr);
  ExpectInet6(std::string("::1\0", 4), nullptr);
  ExpectInet6("-::1", nullptr);
  ExpectInet6("0x1::", nullptr);
}

// Longer than an address can be.
TEST(RulesV1Inet6, OverLongFieldsHaveNoRuleOfTheirOwn) {
  ExpectInet6("0001:0002:0003:0004:0005:0006:255.255.255.255", "000100020003000400050006ffffffff");
  ExpectInet6("0001:0002:0003:0004:0005:0006:0007:0008:0009:000a", nullptr);
  ExpectInet6(std::string(60, '1'), nullptr);
}

}  // namespace
}  // namespace simdproxy::testing
