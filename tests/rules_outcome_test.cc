// core/FORMAT.md, O: the four outcomes, what each carries, and the properties of all of them.
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

struct Row {
  std::string input;
  Header expected;
};

// Every kind of incomplete input, with the bytes it needs.
const std::vector<Row>& IncompleteRows() {
  static const std::vector<Row> rows = {
      {"", Incomplete(0, 15)},
      // Version 1, base 15.
      {"P", Incomplete(0, 15)},
      {"PR", Incomplete(0, 15)},
      {"PROXY", Incomplete(0, 15)},
      {"PROXY ", Incomplete(1, 15)},
      {"PROXY U", Incomplete(1, 15)},
      {"PROXY UNKNOW", Incomplete(1, 15)},
      {"PROXY UNKNOWN", Incomplete(1, 15)},
      {"PROXY UNKNOWN\r", Incomplete(1, 15)},
      {"PROXY UNKNOWN ", Incomplete(1, 16)},
      {"PROXY UNKNOWN \r", Incomplete(1, 16)},
      {"PROXY UNKNOWN x", Incomplete(1, 17)},
      {"PROXY UNKNOWN x\r", Incomplete(1, 17)},
      {"PROXY UNKNOWN x\ry", Incomplete(1, 19)},
      {"PROXY UNKNOWN x\n", Incomplete(1, 18)},
      // Base 22.
      {"PROXY T", Incomplete(1, 22)},
      {"PROXY TC", Incomplete(1, 22)},
      {"PROXY TCP", Incomplete(1, 22)},
      {"PROXY TCP6", Incomplete(1, 22)},
      {"PROXY TCP6 ", Incomplete(1, 22)},
      {"PROXY TCP6 \r", Incomplete(1, 22)},
      {"PROXY TCP6 :: :: 0 0", Incomplete(1, 22)},
      {"PROXY TCP6 :: :: 0 0\r", Incomplete(1, 22)},
      {"PROXY TCP6 :: :: 0 00", Incomplete(1, 23)},
      {"PROXY TCP6 :: :: 0 00\r", Incomplete(1, 23)},
      {"PROXY TCP6 :: :: 0 000", Incomplete(1, 24)},
      // Base 32.
      {"PROXY TCP4", Incomplete(1, 32)},
      {"PROXY TCP4 ", Incomplete(1, 32)},
      {"PROXY TCP4 \r", Incomplete(1, 32)},
      {"PROXY TCP4 0.0.0.0 0.0.0.0 0 0", Incomplete(1, 32)},
      {"PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r", Incomplete(1, 32)},
      {"PROXY TCP4 0.0.0.0 0.0.0.0 0 10", Incomplete(1, 33)},
      {"PROXY TCP4 0.0.0.0 0.0.0.0 0 10\r", Incomplete(1, 33)},
      {"PROXY TCP4 0.0.0.0 0.0.0.0 0 100", Incomplete(1, 34)},
      {"PROXY TCP4 192.0.2.1 198.51.100.2 56324 443", Incomplete(1, 45)},
      {"PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r", Incomplete(1, 45)},
      // Never more than 107.
      {"PROXY UNKNOWN " + std::string(90, 'x'), Incomplete(1, 106)},
      {"PROXY UNKNOWN " + std::string(91, 'x'), Incomplete(1, 107)},
      {"PROXY UNKNOWN " + std::string(92, 'x'), Incomplete(1, 107)},
      {"PROXY UNKNOWN " + std::string(91, 'x') + "\r", Incomplete(1, 107)},
      {"PROXY UNKNOWN " + std::string(90, 'x') + "\r", Incomplete(1, 106)},
      {"PROXY TCP4 " + std::string(95, '1'), Incomplete(1, 107)},
      {"PROXY TCP6 " + std::string(94, '1') + "\r", Incomplete(1, 107)},
      // Version 2: 16 bytes, then the whole header.
      {"\r", Incomplete(0, 16)},
      {"\r\n\r\n", Incomplete(0, 16)},
      {Hex("0d0a0d0a000d0a51554954"), Incomplete(0, 16)},
      {V2(""), Incomplete(2, 16)},
      {V2("21"), Incomplete(2, 16)},
      {V2("21 11"), Incomplete(2, 16)},
      {V2("21 11 00"), Incomplete(2, 16)},
      {V2("21 11 00 0c"), Incomplete(2, 28)},
      {V2("21 11 00 0c c0000201 c6336402 dc04 01"), Incomplete(2, 28)},
      {V2("21 21 00 24"), Incomplete(2, 52)},
      {V2("21 31 00 d8"), Incomplete(2, 232)},
      {V2("21 00 00 01"), Incomplete(2, 17)},
      {V2("21 11 01 00"), Incomplete(2, 272)},
      {V2("20 00 00 01"), Incomplete(2, 17)},
      {V2("20 ff ff ff"), Incomplete(2, 65551)},
      {V2("21 11 ff ff"), Incomplete(2, 65551)},
  };
  return rows;
}

// Sound headers of every kind.
const std::vector<Row>& SoundRows() {
  static const std::vector<Row> rows = {
      {"PROXY UNKNOWN\r\n", OkUnknown(15)},
      {"PROXY UNKNOWN a\rb\nc\r\n", OkUnknown(21)},
      {"PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", OkV1(0x11, 32, 19, 27, 29)},
      {kTcp4Line, OkV1(0x11, 45, 21, 34, 40)},
      {"PROXY TCP6 :: :: 0 0\r\n", OkV1(0x21, 22, 14, 17, 19)},
      {kTcp6Line, OkV1(0x21, 46, 23, 35, 41)},
      {V2("20 00 0000"), OkV2(0x20, 0x00, 16, 16)},
      {V2("20 11 0003 ffffff"), OkV2(0x20, 0x11, 16, 19)},
      {V2("21 00 0000"), OkV2(0x21, 0x00, 16, 16)},
      {V2("21 11 000c " SIMDPROXY_TEST_INET), OkV2(0x21, 0x11, 28, 28)},
      {V2("21 12 0010 " SIMDPROXY_TEST_INET "04 0001 00"), OkV2(0x21, 0x12, 28, 32)},
      {V2("21 21 0024 " SIMDPROXY_TEST_INET6), OkV2(0x21, 0x21, 52, 52)},
      {V2("21 31 00d8") + UnixPath("/run/a") + UnixPath("/run/b"), OkV2(0x21, 0x31, 232, 232)},
  };
  return rows;
}

// Final answers that are not ok, each at the byte that settles it.
const std::vector<Row>& RefusedRows() {
  static const std::vector<Row> rows = {
      {"G", NotProxy(0)},
      {"PROXY\r", NotProxy(5)},
      {"\r\n\r\nX", NotProxy(4)},
      {"PROXY X", Invalid(1, Reason::kBadFamilyToken, 6)},
      {"PROXY TCP4 1\n", Invalid(1, Reason::kBadLineEnd, 12)},
      {"PROXY TCP4 1\rx", Invalid(1, Reason::kBadLineEnd, 12)},
      {"PROXY TCP4 1.2.3.4\r\n", Invalid(1, Reason::kBadSeparator, 18)},
      {"PROXY TCP4 1.2.3\r\n", Invalid(1, Reason::kBadSourceAddress, 11)},
      {"PROXY UNKNOWN " + std::string(93, 'x'), Invalid(1, Reason::kLineTooLong, 107)},
      {V2("11"), Invalid(2, Reason::kBadVersion, 12)},
      {V2("22"), Invalid(2, Reason::kBadCommand, 12)},
      {V2("21 41"), Invalid(2, Reason::kBadFamily, 13)},
      {V2("21 13"), Invalid(2, Reason::kBadTransport, 13)},
      {V2("21 11 000b"), Invalid(2, Reason::kBadLength, 14)},
  };
  return rows;
}

TEST(RulesOutcome, EmptyInputIsIncomplete) {
  EXPECT_TRUE(Answers({}, Incomplete(0, 15)));
  EXPECT_TRUE(Answers("", Incomplete(0, 15)));
  static_assert(std::string_view{}.data() == nullptr);
}

TEST(RulesOutcome, NeededIsAFixedFunction) {
  for (const Row& row : IncompleteRows()) EXPECT_TRUE(Answers(row.input, row.expected));
}

TEST(RulesOutcome, NeededIsNeverAffectedByOptions) {
  for (const Row& row : IncompleteRows()) {
    // version_not_accepted and header_too_long answer as soon as they may be judged.
    const Accept same = row.expected.version() == 2 ? Accept::kV2 : Accept::kV1;
    EXPECT_TRUE(Answers(row.input, row.expected, {.accept = same}));
    EXPECT_TRUE(Answers(row.input, row.expected, {.check = Check::kTlv}));
    EXPECT_TRUE(Answers(row.input, row.expected, {.check = Check::kCrc}));
    if (row.expected.needed() <= 107) {
      EXPECT_TRUE(Answers(row.input, row.expected, {.max_size = 107}));
    }
    if (row.expected.version() == 0) {
      EXPECT_TRUE(Answers(row.input, row.expected, {.max_size = 0}));
      EXPECT_TRUE(Answers(row.input, row.expected, {.accept = Accept::kV2}));
    }
  }
}

TEST(RulesOutcome, NeededIsMoreThanTheSizeGiven) {
  for (const Row& row : IncompleteRows()) EXPECT_GT(row.expected.needed(), row.input.size());
}

// Also that `needed` grows to exactly the header's size and never beyond it.
TEST(RulesOutcome, EveryProperPrefixOfASoundHeaderIsIncomplete) {
  for (const Row& row : SoundRows()) {
    for (size_t size = 0; size < row.input.size(); ++size) {
      const std::string prefix = row.input.substr(0, size);
      for (const Witness& witness : Witnesses()) {
        const Header header = witness.decode(Bytes(prefix), {}, nullptr);
        ASSERT_EQ(header.outcome(), Outcome::kIncomplete) << witness.name << " " << Escaped(prefix);
        ASSERT_GT(header.needed(), size) << witness.name << " " << Escaped(prefix);
        ASSERT_LE(header.needed(), row.input.size()) << witness.name << " " << Escaped(prefix);
      }
    }
    const size_t expected_size = row.expected.size();
    EXPECT_EQ(expected_size, row.input.size());
  }
}

TEST(RulesOutcome, BytesAfterTheHeaderNeverChangeAnything) {
  const std::string payloads[] = {kRequest,
                                  "\r\n",
                                  "\n",
                                  " ",
                                  "1",
                                  kTcp4Line,
                                  V2("20 00 0000"),
                                  Zeros(300),
                                  std::string(300, '\r'),
                                  std::string(70000, 'x')};
  for (const Row& row : SoundRows()) {
    for (const Witness& witness : Witnesses()) {
      Endpoints expected_endpoints;
      ASSERT_TRUE(Same(witness.decode(Bytes(row.input), {}, &expected_endpoints), row.expected))
          << witness.name << " " << Escaped(row.input);
      for (const std::string& payload : payloads) {
        const std::string input = row.input + payload;
        Endpoints endpoints;
        EXPECT_TRUE(Same(witness.decode(Bytes(input), {}, &endpoints), row.expected))
            << witness.name << " " << Escaped(input);
        EXPECT_TRUE(Same(endpoints, expected_endpoints)) << witness.name << " " << Escaped(input);
      }
    }
  }
}

TEST(RulesOutcome, MoreBytesNeverChangeARefusal) {
  for (const Row& row : RefusedRows()) {
    EXPECT_TRUE(Answers(row.input, row.expected));
    for (const int next : {0x00, 0x09, 0x0A, 0x0D, 0x20, 0x21, 0x31, 0x41, 0x58, 0x80, 0xFF}) {
      EXPECT_TRUE(Answers(row.input + static_cast<char>(next), row.expected));
    }
    EXPECT_TRUE(Answers(row.input + "\r\n", row.expected));
    EXPECT_TRUE(Answers(row.input + std::string(66000, '0'), row.expected));
  }
}

TEST(RulesOutcome, RecordsNameOnlyWhatTheOutcomeCarries) {
  const Header ok = OkV2(0x21, 0x11, 28, 35, kWalkedCrcOk);
  EXPECT_EQ(ok.size(), 35U);
  EXPECT_EQ(ok.needed(), 0U);
  EXPECT_EQ(ok.offset(), 0U);
  EXPECT_EQ(ok.reason(), Reason::kNone);
  EXPECT_EQ(ok.tlv_offset(), 28U);
  EXPECT_EQ(ok.crc_state(), CrcState::kOk);
  EXPECT_TRUE(ok.tlvs_walked());
  const Header incomplete = Incomplete(2, 28);
  EXPECT_EQ(incomplete.size(), 0U);
  EXPECT_EQ(incomplete.needed(), 28U);
  EXPECT_EQ(incomplete.offset(), 0U);
  const Header stranger = NotProxy(3);
  EXPECT_EQ(stranger.size(), 0U);
  EXPECT_EQ(stranger.needed(), 0U);
  EXPECT_EQ(stranger.offset(), 3U);
  EXPECT_EQ(stranger.version(), 0);
  const Header invalid = Invalid(1, Reason::kBadLineEnd, 12);
  EXPECT_EQ(invalid.size(), 0U);
  EXPECT_EQ(invalid.needed(), 0U);
  EXPECT_EQ(invalid.offset(), 12U);
  EXPECT_EQ(invalid.reason(), Reason::kBadLineEnd);
}

TEST(RulesOutcome, EndpointsOfOtherOutcomesAndFamiliesAreZero) {
  // Addresses that were read before the fault are not given out.
  EXPECT_TRUE(Answers("PROXY TCP4 192.0.2.1 198.51.100.2 56324 x\r\n",
                      Invalid(1, Reason::kBadDestinationPort, 40), Endpoints{}));
  EXPECT_TRUE(
      Answers("PROXY UNKNOWN 192.0.2.1 198.51.100.2 56324 443\r\n", OkUnknown(48), Endpoints{}));
  EXPECT_TRUE(
      Answers(V2("20 11 000c " SIMDPROXY_TEST_INET), OkV2(0x20, 0x11, 16, 28), Endpoints{}));
  EXPECT_TRUE(
      Answers(V2("21 01 000c " SIMDPROXY_TEST_INET), OkV2(0x21, 0x01, 16, 28), Endpoints{}));
  EXPECT_TRUE(Answers(V2("21 11 000d " SIMDPROXY_TEST_INET "04"), Invalid(2, Reason::kBadTlv, 28),
                      Endpoints{}, {.check = Check::kTlv}));
  EXPECT_TRUE(Answers(V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9548"),
                      Invalid(2, Reason::kBadCrc32c, 28), Endpoints{}, {.check = Check::kCrc}));
  EXPECT_TRUE(Answers(V2("21 11 000d " SIMDPROXY_TEST_INET), Incomplete(2, 29), Endpoints{}));
}

TEST(RulesOutcome, CheckChangesOnlyTheFlagsOfAnOk) {
  const std::string v2 = V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9549");
  EXPECT_TRUE(Answers(v2, OkV2(0x21, 0x11, 28, 35, 0), SomeInet()));
  EXPECT_TRUE(Answers(v2, OkV2(0x21, 0x11, 28, 35, kWalked), SomeInet(), {.check = Check::kTlv}));
  EXPECT_TRUE(
      Answers(v2, OkV2(0x21, 0x11, 28, 35, kWalkedCrcOk), SomeInet(), {.check = Check::kCrc}));

  Header v1 = OkV1(0x11, 45, 21, 34, 40);
  EXPECT_TRUE(Answers(kTcp4Line, v1, SomeInet()));
  v1.flags = kWalked;
  EXPECT_TRUE(Answers(kTcp4Line, v1, SomeInet(), {.check = Check::kTlv}));
  v1.flags = kWalkedCrcAbsent;
  EXPECT_TRUE(Answers(kTcp4Line, v1, SomeInet(), {.check = Check::kCrc}));
}

TEST(RulesOutcome, ReasonsAreAClosedList) {
  const char* const names[] = {"none",
                               "bad_family_token",
                               "bad_separator",
                               "bad_source_address",
                               "bad_destination_address",
                               "bad_source_port",
                               "bad_destination_port",
                               "bad_line_end",
                               "line_too_long",
                               "version_not_accepted",
                               "bad_version",
                               "bad_command",
                               "bad_family",
                               "bad_transport",
                               "bad_length",
                               "header_too_long",
                               "truncated",
                               "bad_tlv",
                               "bad_crc32c"};
  ASSERT_EQ(std::size(names), kReasonCount);
  std::set<std::string_view> messages;
  for (size_t i = 0; i < std::size(names); ++i) {
    EXPECT_EQ(ReasonName(static_cast<Reason>(i)), names[i]);
    messages.insert(ReasonMessage(static_cast<Reason>(i)));
  }
  EXPECT_EQ(messages.size(), std::size(names)) << "each reason has words of its own";
  EXPECT_FALSE(messages.contains(""));
  EXPECT_EQ(ReasonName(static_cast<Reason>(19)), "unknown");
  EXPECT_EQ(ReasonName(static_cast<Reason>(255)), "unknown");
}

TEST(RulesOutcome, OutcomesHaveNames) {
  EXPECT_EQ(OutcomeName(Outcome::kOk), "ok");
  EXPECT_EQ(OutcomeName(Outcome::kIncomplete), "incomplete");
  EXPECT_EQ(OutcomeName(Outcome::kNotProxy), "not_proxy");
  EXPECT_EQ(OutcomeName(Outcome::kInvalid), "invalid");
  EXPECT_EQ(OutcomeName(static_cast<Outcome>(4)), "unknown");
}

}  // namespace
}  // namespace simdproxy::testing
