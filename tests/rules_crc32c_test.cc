// The checksum itself: published vectors, and the sums of headers as the specification forms them.
#include <gtest/gtest.h>

#include <string>

#include "core/reference/reference.h"
#include "simdproxy/checksum.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

// The library and the reference, which share no code.
void ExpectCrc(const std::string& bytes, uint32_t expected) {
  EXPECT_EQ(Crc32c(Bytes(bytes)), expected) << bytes.size() << " bytes";
  EXPECT_EQ(reference::Crc32c(Bytes(bytes), SIZE_MAX), expected) << bytes.size() << " bytes";
}

void ExpectCrcZeroed(const std::string& bytes, size_t zero_begin, uint32_t expected) {
  EXPECT_EQ(Crc32c(Bytes(bytes), zero_begin, 4), expected) << zero_begin;
  EXPECT_EQ(reference::Crc32c(Bytes(bytes), zero_begin), expected) << zero_begin;
}

std::string Counting(int from, int step) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(from + i * step);
  return bytes;
}

TEST(RulesCrc32c, Rfc3720AppendixB4) {
  ExpectCrc(Zeros(32), 0x8A9136AA);
  ExpectCrc(std::string(32, '\xff'), 0x62A8AB43);
  ExpectCrc(Counting(0, 1), 0x46DD794E);
  ExpectCrc(Counting(31, -1), 0x113FDB5C);
  ExpectCrc(Hex("01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018"
                "28000000 00000000 02000000 00000000"),
            0xD9963A56);
}

TEST(RulesCrc32c, CheckValue) {
  ExpectCrc("123456789", 0xE3069283);
  ExpectCrc("", 0);
}

TEST(RulesCrc32c, HeaderOfTheFormat) {
  const std::string header = V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9549");
  ExpectCrcZeroed(header, 31, 0x20EC9549);
  ExpectCrc(V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 00000000"), 0x20EC9549);
}

TEST(RulesCrc32c, CapturedHealthCheckOfAws) {
  ExpectCrcZeroed(V2("20 11 0054 030004 bce5951f 04004a") + Zeros(74), 19, 0xBCE5951F);
}

TEST(RulesCrc32c, CapturedHeaderOfAws) {
  ExpectCrcZeroed(V2("21 11 0054 ac1f0771 ac1f0a1f c8f2 0050 030004 e8d6892d "
                     "ea0017 01 767063652d3038643262663135666163353030316339 040024") +
                      Zeros(36),
                  31, 0xE8D6892D);
}

TEST(RulesCrc32c, EverySizeUpTo64) {  // computed by another program
  const uint32_t expected[] = {
      0x00000000, 0xA016D052, 0x681AB76A, 0x0622CE98, 0x7CF5F5C0, 0x3EFA0BDC, 0x2BF49EE0,
      0x08522A30, 0xB34E718C, 0xD52A7BF5, 0xD54C1FFF, 0x6A643548, 0x74B6D08C, 0xF968DFE6,
      0x8B73617F, 0x0FEB288F, 0x84B3047F, 0xFE815F72, 0x3961FA36, 0x6B8DF4DB, 0xBC1B48A5,
      0xF8A59E08, 0x8D6EC508, 0xD3083277, 0xB48CAED4, 0x9C79C721, 0x32225582, 0x575D2CA9,
      0x96BEADF9, 0x2F4B6B9D, 0xF11C41EA, 0x1ADDDD6D, 0x34B898AE, 0x4D21CA51, 0x9897DB9E,
      0xD1161384, 0xC20F61B8, 0x26355590, 0x07690D0C, 0x86B05EB7, 0xC54142B5, 0xBDB06865,
      0x264AEA99, 0x4C36D455, 0xBA209AB3, 0xF690AF5B, 0xE7873477, 0xA5E30ACB, 0x22450820,
      0xD1ACC157, 0x0CBFC3B4, 0x28C8EFB3, 0xB4776E09, 0xF4952042, 0x44CB6828, 0x104CB11E,
      0x8D862C27, 0x5CC3DFFC, 0x7EA4CC3C, 0x69C1E900, 0x6CC4D188, 0xCD84558D, 0x8066DAD9,
      0x58D98ED1, 0xAA6AB286,
  };
  for (size_t size = 0; size < std::size(expected); ++size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 7 + 1);
    ExpectCrc(bytes, expected[size]);
  }
}

TEST(RulesCrc32c, ZeroedRangeIsClampedAndBytesAreNotWritten) {
  const std::string bytes = Hex("00 01 02 03 04 05 06 07");
  const std::string copy = bytes;
  EXPECT_EQ(Crc32c(Bytes(bytes), 0, 0), Crc32c(Bytes(bytes)));
  EXPECT_EQ(Crc32c(Bytes(bytes), 8, 4), Crc32c(Bytes(bytes)));
  EXPECT_EQ(Crc32c(Bytes(bytes), 100, 4), Crc32c(Bytes(bytes)));
  EXPECT_EQ(Crc32c(Bytes(bytes), SIZE_MAX, SIZE_MAX), Crc32c(Bytes(bytes)));
  EXPECT_EQ(Crc32c(Bytes(bytes), 0, 8), Crc32c(Bytes(Zeros(8))));
  EXPECT_EQ(Crc32c(Bytes(bytes), 0, SIZE_MAX), Crc32c(Bytes(Zeros(8))));
  EXPECT_EQ(Crc32c(Bytes(bytes), 6, 100), Crc32c(Bytes(Hex("00 01 02 03 04 05 00 00"))));
  EXPECT_EQ(Crc32c(Bytes(bytes), 2, 4), Crc32c(Bytes(Hex("00 01 00 00 00 00 06 07"))));
  EXPECT_EQ(Crc32c({}, 0, 4), 0U);
  EXPECT_EQ(bytes, copy);
}

}  // namespace
}  // namespace simdproxy::testing
