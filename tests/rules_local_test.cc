// core/FORMAT.md, T2, T3 and T9: where the TLVs of LOCAL and PROXY UNSPEC stand, and their sum.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

constexpr Options kTlv = {.check = Check::kTlv};
constexpr Options kCrc = {.check = Check::kCrc};

// AWS's health check: TLVs straight behind the 16 bytes, though the family is INET.
std::string AwsLocal() { return V2("20 11 0054 030004 bce5951f 04004a") + Zeros(74); }

// What a header of LOCAL or PROXY UNSPEC must answer.
struct Reading {
  std::optional<uint32_t> area;  // where the entries begin, if any reading is sound
  int crc_flags;                 // with Check::kCrc; -1: bad_crc32c
  uint32_t bad_crc = 0;          // at this offset
};

void ExpectReading(const std::string& input, const Reading& reading) {
  const int version_command = input[12];
  const int family_transport = static_cast<uint8_t>(input[13]);
  const bool local = version_command == 0x20;
  const auto ok = [&](int flags) {
    return OkV2(version_command, family_transport, 16, input.size(), flags);
  };
  EXPECT_TRUE(Answers(input, ok(0)));
  EXPECT_TRUE(Answers(input, ok(local ? 0 : kWalked), kTlv));
  if (reading.crc_flags < 0) {
    EXPECT_TRUE(Answers(input, Invalid(2, Reason::kBadCrc32c, reading.bad_crc), kCrc));
  } else {
    EXPECT_TRUE(Answers(input, ok(reading.crc_flags), kCrc));
  }
  const TlvView tlvs = TlvsOf(Bytes(input), ok(0));
  EXPECT_EQ(tlvs.malformed_offset(), std::nullopt) << Escaped(input);
  if (!reading.area) {
    EXPECT_TRUE(tlvs.empty()) << Escaped(input);
    EXPECT_EQ(tlvs.begin_offset(), tlvs.end_offset()) << Escaped(input);
  } else {
    EXPECT_EQ(tlvs.begin_offset(), *reading.area) << Escaped(input);
    EXPECT_EQ(tlvs.end_offset(), input.size()) << Escaped(input);
  }
}

constexpr int kUnchecked = kWalked;
constexpr int kWrong = -1;

TEST(RulesLocal, FamilyWithoutBlockReadsFrom16) {
  ExpectReading(V2("20 00 0000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("20 00 0004 04 0001 00"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("20 00 0007 03 0004 a9b87e8f"), {16, kWalkedCrcOk});
  ExpectReading(V2("20 00 0007 03 0004 a9b87e8e"), {16, kWrong, 16});
  // Undefined families have no block.
  ExpectReading(V2("20 41 0007 03 0004 5fe1b0b8"), {16, kWalkedCrcOk});
  ExpectReading(V2("20 41 0007 03 0004 5fe1b0b9"), {16, kWrong, 16});
  ExpectReading(V2("20 f1 000c 04 0009 000000000000000000"), {16, kWalkedCrcAbsent});
}

TEST(RulesLocal, LengthBelowTheBlockReadsFrom16) {
  ExpectReading(V2("20 11 0000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 0007 03 0004 ef5bd336"), {16, kWalkedCrcOk});
  ExpectReading(V2("20 11 0007 03 0004 ef5bd337"), {16, kWrong, 16});
  ExpectReading(V2("20 11 000b 04 0008 0000000000000000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("20 21 0023 04 0020") + Zeros(32), {16, kWalkedCrcAbsent});
  ExpectReading(V2("20 31 00d7 04 00d4") + Zeros(212), {16, kWalkedCrcAbsent});
}

TEST(RulesLocal, BehindTheBlockComesFirst) {
  ExpectReading(V2("20 11 000c " SIMDPROXY_TEST_INET), {28, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 000f " SIMDPROXY_TEST_INET "04 0000"), {28, kWalkedCrcAbsent});
  ExpectReading(V2("20 21 0027 " SIMDPROXY_TEST_INET6 "04 0000"), {52, kWalkedCrcAbsent});
  ExpectReading(V2("20 31 00db") + UnixPath("a") + UnixPath("b") + Hex("04 0000"),
                {232, kWalkedCrcAbsent});
  // Both readings are sound and neither has a sum.
  ExpectReading(V2("20 11 000f 04 000c 000000000000000000 04 0000"), {28, kWalkedCrcAbsent});
}

TEST(RulesLocal, RightSumBehindTheBlock) {
  ExpectReading(V2("20 1f 0013 " SIMDPROXY_TEST_INET "03 0004 73d8ec7a"), {28, kWalkedCrcOk});
  ExpectReading(V2("20 21 002b " SIMDPROXY_TEST_INET6 "03 0004 dabb7e66"), {52, kWalkedCrcOk});
  ExpectReading(
      V2("20 31 00df") + UnixPath("/run/a") + UnixPath("/run/b") + Hex("03 0004 d4e6393e"),
      {232, kWalkedCrcOk});
  // The reading from 16 is sound too: one NOOP over all.
  ExpectReading(V2("20 11 0013 04 0010 000000000000000000 03 0004 d644c116"), {28, kWalkedCrcOk});
}

TEST(RulesLocal, RightSumFrom16WinsOverASoundAreaBehindTheBlock) {
  ExpectReading(AwsLocal(), {16, kWalkedCrcOk});
  // The area behind the block is empty, which is sound.
  ExpectReading(V2("20 11 000c 03 0004 b760aaa9 04 0002 0000"), {16, kWalkedCrcOk});
  // The area behind the block has a wrong sum.
  ExpectReading(V2("20 11 0013 03 0004 29f41393 04 0009 0000 03 0004 00000000"),
                {16, kWalkedCrcOk});
  // The area behind the block has two sums, the first of them right.
  ExpectReading(V2("20 11 001a 03 0004 15152f20 04 0010 0002 03 0004 39548d1a 03 0004 00000000"),
                {16, kWalkedCrcOk});
}

TEST(RulesLocal, OfTwoRightSumsTheOneBehindTheBlockWins) {
  ExpectReading(V2("20 11 0013 03 0004 448df162 04 0009 0000 03 0004 4d096ede"),
                {28, kWalkedCrcOk});
}

TEST(RulesLocal, WithoutARightSumTheFirstSoundReadingWins) {
  // AWS's header with its sum broken: 24 empty entries of type 0, and no sum among them.
  std::string broken = AwsLocal();
  broken[22] = 0x1E;
  ExpectReading(broken, {28, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 000c 03 0004 b760aaa8 04 0002 0000"), {28, kWalkedCrcAbsent});
  // Both have a wrong sum; the one behind the block is reported.
  ExpectReading(V2("20 11 0013 03 0004 29f41392 04 0009 0000 03 0004 00000000"), {28, kWrong, 28});
  ExpectReading(V2("20 11 0013 " SIMDPROXY_TEST_INET "03 0004 00000000"), {28, kWrong, 28});
}

TEST(RulesLocal, UnsoundBehindTheBlockSoundFrom16) {
  ExpectReading(V2("20 11 0010 04 000d 000000000000000000 ff000000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 0010 03 0004 da8c2915 04 0006 000000000000"), {16, kWalkedCrcOk});
  ExpectReading(V2("20 11 0010 03 0004 da8c2914 04 0006 000000000000"), {16, kWrong, 16});
}

TEST(RulesLocal, NoSoundReadingIsAnEmptyAreaAndNoFault) {
  ExpectReading(V2("20 00 0001 ff"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("20 00 0003 ffffff"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("20 00 0009 6173646667686a6b6c"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 0003 ffffff"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 000d " SIMDPROXY_TEST_INET "04"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("20 11 000f " SIMDPROXY_TEST_INET "ffffff"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("20 00 0008 03 0004 00000000 ff"), {std::nullopt, kWalkedCrcAbsent});
}

TEST(RulesLocal, SeveralSumsOrOtherLengthsAreIgnored) {
  ExpectReading(V2("20 00 0003 03 0000"), {16, kUnchecked});
  ExpectReading(V2("20 00 0006 03 0003 000000"), {16, kUnchecked});
  ExpectReading(V2("20 00 0008 03 0005 0000000000"), {16, kUnchecked});
  ExpectReading(V2("20 00 000e 03 0004 00000000 03 0004 00000000"), {16, kUnchecked});
  ExpectReading(V2("20 00 000a 03 0004 00000000 03 0000"), {16, kUnchecked});
  ExpectReading(V2("20 11 000f " SIMDPROXY_TEST_INET "03 0000"), {28, kUnchecked});
  ExpectReading(V2("20 11 001a " SIMDPROXY_TEST_INET "03 0004 00000000 03 0004 00000000"),
                {28, kUnchecked});
}

TEST(RulesLocal, PayloadIsNotLookedAt) {
  EXPECT_TRUE(Answers(AwsLocal() + "payload", OkV2(0x20, 0x11, 16, 100, kWalkedCrcOk), kCrc));
  EXPECT_TRUE(
      Answers(V2("20 00 0003 04 0001") + "x", OkV2(0x20, 0x00, 16, 19, kWalkedCrcAbsent), kCrc));
}

TEST(RulesLocal, IncompleteBeforeAnySumIsJudged) {
  EXPECT_TRUE(Answers(V2("20 00 0008 03 0004 00000000"), Incomplete(2, 24), kCrc));
}

TEST(RulesUnspec, ReadsFrom16IfSound) {
  ExpectReading(V2("21 00 0000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("21 00 0003 04 0000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("21 01 0003 04 0000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("21 02 0007 02 0001 61 ff 0000"), {16, kWalkedCrcAbsent});
  ExpectReading(V2("21 00 0007 03 0004 3ec9894e"), {16, kWalkedCrcOk});
  ExpectReading(V2("21 01 000b 04 0001 ff 03 0004 49694e7d"), {16, kWalkedCrcOk});
}

TEST(RulesUnspec, OtherBytesAreAnEmptyAreaAndNoFault) {
  ExpectReading(V2("21 00 0001 ff"), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("21 00 000c " SIMDPROXY_TEST_INET), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("21 01 000c " SIMDPROXY_TEST_INET), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("21 00 0024 " SIMDPROXY_TEST_INET6), {std::nullopt, kWalkedCrcAbsent});
  ExpectReading(V2("21 00 0008 03 0004 00000000 ff"), {std::nullopt, kWalkedCrcAbsent});
}

TEST(RulesUnspec, OnlyOneWrongSumIsAFault) {
  ExpectReading(V2("21 00 0007 03 0004 3ec9894f"), {16, kWrong, 16});
  ExpectReading(V2("21 00 000b 04 0001 ff 03 0004 00000000"), {16, kWrong, 20});
  ExpectReading(V2("21 00 0003 03 0000"), {16, kUnchecked});
  ExpectReading(V2("21 00 0006 03 0003 000000"), {16, kUnchecked});
  ExpectReading(V2("21 00 000e 03 0004 00000000 03 0004 00000000"), {16, kUnchecked});
  ExpectReading(V2("21 00 000a 03 0000 03 0004 00000000"), {16, kUnchecked});
}

}  // namespace
}  // namespace simdproxy::testing
