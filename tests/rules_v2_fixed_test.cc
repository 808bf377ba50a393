// core/FORMAT.md, W1 to W8: the 16 fixed bytes, the order of tests, PROXY and LOCAL.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

std::string Byte(int value) { return std::string(1, static_cast<char>(value)); }

Header Bad(Reason reason, size_t offset) { return Invalid(2, reason, offset); }

// A header with these bytes 12 and 13 and `size` bytes of 0x01 behind the 16.
std::string V2With(int version_command, int family_transport, int size) {
  return V2("") + Byte(version_command) + Byte(family_transport) + Byte(size >> 8) +
         Byte(size & 0xFF) + std::string(static_cast<size_t>(size), '\x01');
}

TEST(RulesV2, SizeIsSixteenPlusLength) {
  EXPECT_TRUE(Answers(V2("21 11 000c " SIMDPROXY_TEST_INET), OkV2(0x21, 0x11, 28, 28), SomeInet()));
  EXPECT_TRUE(Answers(V2("21 11 0100 " SIMDPROXY_TEST_INET) + Zeros(244), OkV2(0x21, 0x11, 28, 272),
                      SomeInet()));
  EXPECT_TRUE(Answers(V2("21 11 0100 " SIMDPROXY_TEST_INET) + Zeros(243), Incomplete(2, 272)));
  EXPECT_TRUE(Answers(V2("21 11 ffff " SIMDPROXY_TEST_INET) + Zeros(65523),
                      OkV2(0x21, 0x11, 28, 65551), SomeInet()));
  EXPECT_TRUE(Answers(V2("21 11 ffff " SIMDPROXY_TEST_INET) + Zeros(65522), Incomplete(2, 65551)));
  EXPECT_TRUE(Answers(V2("21 00 0000"), OkV2(0x21, 0x00, 16, 16)));
}

TEST(RulesV2, BadVersionFrom13Bytes) {
  EXPECT_TRUE(Answers(V2(""), Incomplete(2, 16)));
  for (int high = 0; high < 16; ++high) {
    if (high == 2) continue;
    for (const int low : {0, 1, 2, 15}) {
      const std::string input = V2("") + Byte(high << 4 | low);
      EXPECT_TRUE(Answers(input, Bad(Reason::kBadVersion, 12)));
      EXPECT_TRUE(
          Answers(input + Hex("11 000c " SIMDPROXY_TEST_INET), Bad(Reason::kBadVersion, 12)));
    }
  }
}

TEST(RulesV2, BadCommandFrom13Bytes) {
  EXPECT_TRUE(Answers(V2("20"), Incomplete(2, 16)));
  EXPECT_TRUE(Answers(V2("21"), Incomplete(2, 16)));
  for (int low = 2; low < 16; ++low) {
    const std::string input = V2("") + Byte(0x20 | low);
    EXPECT_TRUE(Answers(input, Bad(Reason::kBadCommand, 12)));
    EXPECT_TRUE(Answers(input + Hex("11 000c " SIMDPROXY_TEST_INET), Bad(Reason::kBadCommand, 12)));
  }
}

TEST(RulesV2, BadFamilyFrom14Bytes) {
  EXPECT_TRUE(Answers(V2("21"), Incomplete(2, 16)));
  for (int high = 4; high < 16; ++high) {
    for (const int low : {0, 1, 2, 3, 15}) {
      const std::string input = V2("21") + Byte(high << 4 | low);
      EXPECT_TRUE(Answers(input, Bad(Reason::kBadFamily, 13)));
      EXPECT_TRUE(Answers(input + Hex("000c " SIMDPROXY_TEST_INET), Bad(Reason::kBadFamily, 13)));
    }
  }
}

TEST(RulesV2, BadTransportFrom14Bytes) {
  for (int high = 0; high < 4; ++high) {
    for (int low = 3; low < 16; ++low) {
      const std::string input = V2("21") + Byte(high << 4 | low);
      EXPECT_TRUE(Answers(input, Bad(Reason::kBadTransport, 13)));
      EXPECT_TRUE(
          Answers(input + Hex("000c " SIMDPROXY_TEST_INET), Bad(Reason::kBadTransport, 13)));
    }
  }
}

TEST(RulesV2, BadLengthFrom16Bytes) {
  const struct {
    int family_transport;
    int block;
  } rows[] = {{0x10, 12}, {0x11, 12},  {0x12, 12},  {0x20, 36}, {0x21, 36},
              {0x22, 36}, {0x30, 216}, {0x31, 216}, {0x32, 216}};
  for (const auto& row : rows) {
    for (int size = 0; size < row.block; ++size) {
      const std::string input = V2With(0x21, row.family_transport, size);
      EXPECT_TRUE(Answers(input.substr(0, 15), Incomplete(2, 16)));
      EXPECT_TRUE(Answers(input.substr(0, 16), Bad(Reason::kBadLength, 14)));
      EXPECT_TRUE(Answers(input, Bad(Reason::kBadLength, 14)));
      EXPECT_TRUE(Answers(input + std::string(300, 'x'), Bad(Reason::kBadLength, 14)));
    }
    const std::string least = V2With(0x21, row.family_transport, row.block);
    EXPECT_TRUE(Answers(least.substr(0, 16), Incomplete(2, static_cast<size_t>(16 + row.block))));
  }
}

TEST(RulesV2, LengthIsJudgedWithBothBytesOnly) {
  EXPECT_TRUE(Answers(V2("21 11 00"), Incomplete(2, 16)));
  EXPECT_TRUE(Answers(V2("21 31 00"), Incomplete(2, 16)));
  EXPECT_TRUE(Answers(V2("21 11 ff"), Incomplete(2, 16), {.max_size = 28}));
  EXPECT_TRUE(Answers(V2("21 11 ff 00"), Bad(Reason::kHeaderTooLong, 14), {.max_size = 28}));
}

TEST(RulesV2, NoLimitByDefault) {
  EXPECT_EQ(Options{}.max_size, 65551U);
  EXPECT_TRUE(Answers(V2("21 11 ffff"), Incomplete(2, 65551)));
  EXPECT_TRUE(Answers(V2("20 00 ffff"), Incomplete(2, 65551)));
  EXPECT_TRUE(Answers(V2("21 11 ffff"), Incomplete(2, 65551), {.max_size = 0xFFFFFFFF}));
}

TEST(RulesV2, HeaderTooLong) {
  const Header too_long = Bad(Reason::kHeaderTooLong, 14);
  const std::string inet = V2("21 11 000c " SIMDPROXY_TEST_INET);
  EXPECT_TRUE(Answers(inet, OkV2(0x21, 0x11, 28, 28), SomeInet(), {.max_size = 28}));
  EXPECT_TRUE(Answers(inet, too_long, {.max_size = 27}));
  EXPECT_TRUE(Answers(inet.substr(0, 16), too_long, {.max_size = 27}));
  EXPECT_TRUE(Answers(inet.substr(0, 16), Incomplete(2, 28), {.max_size = 28}));
  EXPECT_TRUE(Answers(inet.substr(0, 15), Incomplete(2, 16), {.max_size = 0}));
  EXPECT_TRUE(Answers(V2("21 11 0208"), Incomplete(2, 536), {.max_size = 536}));
  EXPECT_TRUE(Answers(V2("21 11 0209"), too_long, {.max_size = 536}));
  EXPECT_TRUE(Answers(V2("21 11 ffff"), too_long, {.max_size = 65550}));
  EXPECT_TRUE(Answers(V2("21 00 0000"), too_long, {.max_size = 15}));
  EXPECT_TRUE(Answers(V2("21 00 0000"), OkV2(0x21, 0x00, 16, 16), {.max_size = 16}));
  EXPECT_TRUE(Answers(V2("21 00 0000"), too_long, {.max_size = 0}));
}

TEST(RulesV2, HeaderTooLongIsForLocalAsWell) {
  const Header too_long = Bad(Reason::kHeaderTooLong, 14);
  EXPECT_TRUE(Answers(V2("20 00 0001"), too_long, {.max_size = 16}));
  EXPECT_TRUE(Answers(V2("20 ff ffff"), too_long, {.max_size = 536}));
  EXPECT_TRUE(Answers(V2("20 00 0000"), too_long, {.max_size = 15}));
  EXPECT_TRUE(Answers(V2("20 00 0000"), OkV2(0x20, 0x00, 16, 16), {.max_size = 16}));
}

TEST(RulesV2, OrderOfTests) {
  // Everything is wrong; each row mends one thing more.
  const Options strict = {.max_size = 16, .accept = Accept::kV1, .check = Check::kCrc};
  const Options v2 = {.max_size = 16, .check = Check::kCrc};
  EXPECT_TRUE(Answers(V2("ff ff 0001"), Bad(Reason::kVersionNotAccepted, 0), strict));
  EXPECT_TRUE(Answers(V2("ff ff 0001"), Bad(Reason::kBadVersion, 12), v2));
  EXPECT_TRUE(Answers(V2("2f ff 0001"), Bad(Reason::kBadCommand, 12), v2));
  EXPECT_TRUE(Answers(V2("21 ff 0001"), Bad(Reason::kBadFamily, 13), v2));
  EXPECT_TRUE(Answers(V2("21 1f 0001"), Bad(Reason::kBadTransport, 13), v2));
  EXPECT_TRUE(Answers(V2("21 11 0001"), Bad(Reason::kBadLength, 14), v2));
  EXPECT_TRUE(Answers(V2("21 11 000d"), Bad(Reason::kHeaderTooLong, 14), v2));
  EXPECT_TRUE(Answers(V2("21 11 000d"), Incomplete(2, 29), {.check = Check::kCrc}));
  EXPECT_TRUE(Answers(V2("21 11 000d " SIMDPROXY_TEST_INET "03"), Bad(Reason::kBadTlv, 28),
                      {.check = Check::kCrc}));
}

TEST(RulesV2, TestsWhoseBytesAreThereComeBeforeIncomplete) {
  EXPECT_TRUE(Answers(V2("21 11 0003 c00002"), Bad(Reason::kBadLength, 14)));
  EXPECT_TRUE(Answers(V2("21 1f 00"), Bad(Reason::kBadTransport, 13)));
  EXPECT_TRUE(Answers(V2("31 11 000c"), Bad(Reason::kBadVersion, 12)));
}

TEST(RulesV2Proxy, AllFamiliesAndTransports) {
  const std::string inet = Hex(SIMDPROXY_TEST_INET);
  const std::string inet6 = Hex(SIMDPROXY_TEST_INET6);
  const std::string paths = UnixPath("/run/a") + UnixPath("/run/b");
  for (const int low : {0, 1, 2}) {
    const auto transport = static_cast<Transport>(low);
    EXPECT_TRUE(Answers(V2("21") + Byte(low) + Hex("0000"), OkV2(0x21, low, 16, 16)));
    EXPECT_TRUE(Answers(V2("21") + Byte(low) + Hex("000c") + inet, OkV2(0x21, low, 16, 28)));
    EXPECT_TRUE(Answers(V2("21") + Byte(0x10 | low) + Hex("000c") + inet,
                        OkV2(0x21, 0x10 | low, 28, 28), SomeInet(transport)));
    EXPECT_TRUE(Answers(V2("21") + Byte(0x20 | low) + Hex("0024") + inet6,
                        OkV2(0x21, 0x20 | low, 52, 52), SomeInet6(transport)));
    EXPECT_TRUE(Answers(V2("21") + Byte(0x30 | low) + Hex("00d8") + paths,
                        OkV2(0x21, 0x30 | low, 232, 232)));
  }
}

TEST(RulesV2Proxy, AddressesAndPortsAsTheyStand) {
  EXPECT_TRUE(Answers(V2("21 11 000c 00000000 e0000001 0000 0000"), OkV2(0x21, 0x11, 28, 28),
                      InetEndpoints({0, 0, 0, 0}, 0, {224, 0, 0, 1}, 0)));
  EXPECT_TRUE(
      Answers(V2("21 12 000c 01020304 05060708 090a 0b0c"), OkV2(0x21, 0x12, 28, 28),
              InetEndpoints({1, 2, 3, 4}, 0x090A, {5, 6, 7, 8}, 0x0B0C, Transport::kDgram)));
  EXPECT_TRUE(Answers(V2("21 11 000c ffffffff ffffffff ffff ffff"), OkV2(0x21, 0x11, 28, 28),
                      InetEndpoints({255, 255, 255, 255}, 65535, {255, 255, 255, 255}, 65535)));
  EXPECT_TRUE(Answers(V2("21 21 0024 000102030405060708090a0b0c0d0e0f"
                         "101112131415161718191a1b1c1d1e1f 2021 2223"),
                      OkV2(0x21, 0x21, 52, 52),
                      Inet6Endpoints("000102030405060708090a0b0c0d0e0f", 0x2021,
                                     "101112131415161718191a1b1c1d1e1f", 0x2223)));
}

TEST(RulesV2Proxy, BytesBehindTheBlockAreNotPartOfIt) {
  EXPECT_TRUE(
      Answers(V2("21 11 000e " SIMDPROXY_TEST_INET "ffff"), OkV2(0x21, 0x11, 28, 30), SomeInet()));
  EXPECT_TRUE(Answers(V2("21 21 0026 " SIMDPROXY_TEST_INET6 "ffff"), OkV2(0x21, 0x21, 52, 54),
                      SomeInet6()));
  EXPECT_TRUE(
      Answers(V2("21 31 00da") + UnixPath("a") + UnixPath("b") + "xx", OkV2(0x21, 0x31, 232, 234)));
}

TEST(RulesV2Local, OkOnceItsBytesAreThereWhateverTheyHold) {
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_TRUE(Answers(V2With(0x20, byte, 0), OkV2(0x20, byte, 16, 16)));
    EXPECT_TRUE(Answers(V2With(0x20, byte, 5), OkV2(0x20, byte, 16, 21)));
    EXPECT_TRUE(Answers(V2With(0x20, byte, 12), OkV2(0x20, byte, 16, 28)));
    EXPECT_TRUE(Answers(V2With(0x20, byte, 300), OkV2(0x20, byte, 16, 316)));
    EXPECT_TRUE(Answers(V2With(0x20, byte, 5).substr(0, 20), Incomplete(2, 21)));
  }
}

TEST(RulesV2Local, NamesNoEndpointsWithABlockThere) {
  EXPECT_TRUE(
      Answers(V2("20 11 000c " SIMDPROXY_TEST_INET), OkV2(0x20, 0x11, 16, 28), Endpoints{}));
  EXPECT_TRUE(
      Answers(V2("20 21 0024 " SIMDPROXY_TEST_INET6), OkV2(0x20, 0x21, 16, 52), Endpoints{}));
}

TEST(RulesV2Local, FamilyAndTransportWhereTheNibblesAreDefined) {
  const struct {
    int byte;
    Family family;
    Transport transport;
  } rows[] = {
      {0x00, Family::kUnspec, Transport::kUnspec}, {0x11, Family::kInet, Transport::kStream},
      {0x22, Family::kInet6, Transport::kDgram},   {0x31, Family::kUnix, Transport::kStream},
      {0x41, Family::kUnspec, Transport::kStream}, {0x13, Family::kInet, Transport::kUnspec},
      {0xFF, Family::kUnspec, Transport::kUnspec}, {0xF2, Family::kUnspec, Transport::kDgram},
      {0x2F, Family::kInet6, Transport::kUnspec}};
  for (const auto& row : rows) {
    for (const Witness& witness : Witnesses()) {
      const std::string input = V2With(0x20, row.byte, 0);
      const Header header = witness.decode(Bytes(input), {}, nullptr);
      EXPECT_EQ(header.command(), Command::kLocal);
      EXPECT_EQ(header.family(), row.family) << row.byte;
      EXPECT_EQ(header.transport(), row.transport) << row.byte;
      EXPECT_EQ(header.family_transport, row.byte) << "the raw byte is always exposed";
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
