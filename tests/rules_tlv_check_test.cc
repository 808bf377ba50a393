// core/FORMAT.md, T4 to T8: what decode says about TLVs, for each of the check options.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

constexpr Options kTlv = {.check = Check::kTlv};
constexpr Options kCrc = {.check = Check::kCrc};

// A header of PROXY, INET and STREAM: the length in hexadecimal, then the entries behind the block.
std::string Inet(const std::string& length, const std::string& entries) {
  return V2("21 11 " + length + SIMDPROXY_TEST_INET + entries);
}

Header Ok(size_t size, int flags) { return OkV2(0x21, 0x11, 28, size, flags); }
Header BadTlv(size_t offset) { return Invalid(2, Reason::kBadTlv, offset); }
Header BadCrc(size_t offset) { return Invalid(2, Reason::kBadCrc32c, offset); }

// The same answer with both of the options that walk.
void ExpectBadTlv(const std::string& input, size_t offset) {
  EXPECT_TRUE(Answers(input, BadTlv(offset), kTlv));
  EXPECT_TRUE(Answers(input, BadTlv(offset), kCrc));
  EXPECT_TRUE(Answers(input + Zeros(64), BadTlv(offset), kCrc)) << "payload completes no entry";
}

TEST(RulesTlv, NotLookedAtByDefault) {
  EXPECT_EQ(Options{}.check, Check::kNone);
  EXPECT_TRUE(Answers(Inet("000d", "04"), Ok(29, 0), SomeInet()));
  EXPECT_TRUE(Answers(Inet("0010", "02 000a 61"), Ok(32, 0), SomeInet()));
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 00000000"), Ok(35, 0), SomeInet()));
}

TEST(RulesTlv, SoundAreas) {
  EXPECT_TRUE(Answers(Inet("000c", ""), Ok(28, kWalked), SomeInet(), kTlv));
  EXPECT_TRUE(Answers(Inet("000c", ""), Ok(28, kWalkedCrcAbsent), SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("000f", "04 0000"), Ok(31, kWalked), SomeInet(), kTlv));
  EXPECT_TRUE(Answers(Inet("000f", "04 0000"), Ok(31, kWalkedCrcAbsent), SomeInet(), kCrc));
  EXPECT_TRUE(
      Answers(Inet("0016", "02 0001 61 ff 0000 00 0000"), Ok(38, kWalked), SomeInet(), kTlv));
}

TEST(RulesTlv, LargestAreas) {
  const std::string start = V2("21 11 ffff " SIMDPROXY_TEST_INET);
  const std::string many = start + Repeat(Text("\x04\x00\x00"), 21841);
  EXPECT_TRUE(Answers(many, Ok(65551, kWalked), SomeInet(), kTlv));
  EXPECT_TRUE(Answers(many, Ok(65551, kWalkedCrcAbsent), SomeInet(), kCrc));
  const std::string one = start + Hex("04 fff0") + Zeros(65520);
  EXPECT_TRUE(Answers(one, Ok(65551, kWalkedCrcAbsent), SomeInet(), kCrc));
  ExpectBadTlv(start + Hex("04 fff1") + Zeros(65520), 28);
  ExpectBadTlv(start + Hex("04 ffef") + Zeros(65520), 65550);
}

TEST(RulesTlv, FewerThanThreeBytesLeft) {
  ExpectBadTlv(Inet("000d", "04"), 28);
  ExpectBadTlv(Inet("000e", "04 00"), 28);
  ExpectBadTlv(Inet("0010", "04 0000 04"), 31);
  ExpectBadTlv(Inet("0011", "04 0000 04 00"), 31);
  ExpectBadTlv(Inet("0013", "02 0003 616263 00"), 34);
}

TEST(RulesTlv, LengthRunsPastTheArea) {
  ExpectBadTlv(Inet("000f", "04 0001"), 28);
  ExpectBadTlv(Inet("000f", "04 ffff"), 28);
  ExpectBadTlv(Inet("0010", "e0 0002 78"), 28);
  ExpectBadTlv(Inet("0012", "02 000a 616263"), 28);
  ExpectBadTlv(Inet("0015", "04 0002 0000 02 0002 61"), 33);
  ExpectBadTlv(Inet("0010", "04 0100 00"), 28);
}

TEST(RulesTlv, AreaBeginsBehindTheBlockOfTheFamily) {
  const std::string paths = UnixPath("/run/a") + UnixPath("/run/b");
  ExpectBadTlv(V2("21 21 0025 " SIMDPROXY_TEST_INET6 "04"), 52);
  ExpectBadTlv(V2("21 31 00d9") + paths + "\x04", 232);
  EXPECT_TRUE(Answers(V2("21 22 0027 " SIMDPROXY_TEST_INET6 "04 0000"),
                      OkV2(0x21, 0x22, 52, 55, kWalked), SomeInet6(Transport::kDgram), kTlv));
  EXPECT_TRUE(Answers(V2("21 32 00db") + paths + Hex("04 0000"),
                      OkV2(0x21, 0x32, 232, 235, kWalkedCrcAbsent), kCrc));
}

TEST(RulesTlv, LookedAtOnlyWhenAllBytesAreThere) {
  // The first entry is seen to be wrong, but the header is not whole.
  EXPECT_TRUE(Answers(Inet("0010", "02 ffff"), Incomplete(2, 32), kTlv));
  EXPECT_TRUE(Answers(Inet("0014", "03 0003 000000 00"), Incomplete(2, 36), kCrc));
  EXPECT_TRUE(Answers(Inet("0014", "03 0004 00000000"), Incomplete(2, 36), kCrc));
}

TEST(RulesTlv, TlvAloneDoesNotJudgeType3) {
  EXPECT_TRUE(Answers(Inet("000f", "03 0000"), Ok(31, kWalked), SomeInet(), kTlv));
  EXPECT_TRUE(Answers(Inet("0012", "03 0003 000000"), Ok(34, kWalked), SomeInet(), kTlv));
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 00000000"), Ok(35, kWalked), SomeInet(), kTlv));
  EXPECT_TRUE(Answers(Inet("001a", "03 0004 00000000 03 0004 00000000"), Ok(42, kWalked),
                      SomeInet(), kTlv));
}

TEST(RulesCrc, LengthOtherThanFour) {
  EXPECT_TRUE(Answers(Inet("000f", "03 0000"), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0010", "03 0001 00"), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0012", "03 0003 000000"), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0014", "03 0005 0000000000"), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0112", "03 0103") + Zeros(259), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0015", "04 0003 000000 03 0000"), BadTlv(34), kCrc));
}

TEST(RulesCrc, SecondEntry) {
  EXPECT_TRUE(Answers(Inet("001a", "03 0004 2a68edaf 03 0004 2a68edaf"), BadTlv(35), kCrc));
  EXPECT_TRUE(Answers(Inet("001a", "03 0004 00000000 03 0004 00000000"), BadTlv(35), kCrc));
  EXPECT_TRUE(Answers(Inet("0016", "03 0004 00000000 03 0000"), BadTlv(35), kCrc));
  EXPECT_TRUE(
      Answers(Inet("001e", "03 0004 00000000 04 0001 00 03 0004 00000000"), BadTlv(39), kCrc));
}

TEST(RulesCrc, FirstFaultyEntryAnswers) {
  EXPECT_TRUE(Answers(Inet("0010", "03 0000 04"), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0010", "03 0000 04"), BadTlv(31), kTlv));
  EXPECT_TRUE(Answers(Inet("0012", "04 0004 03 0000"), BadTlv(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0017", "03 0004 00000000 03 0000 04"), BadTlv(35), kCrc));
}

TEST(RulesCrc, SumIsComparedOnlyAfterACleanWalk) {
  EXPECT_TRUE(Answers(Inet("0014", "03 0004 00000000 04"), BadTlv(35), kCrc));
  EXPECT_TRUE(Answers(Inet("0017", "03 0004 00000000 e0 0002 78"), BadTlv(35), kCrc));
}

TEST(RulesCrc, RightSums) {
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 20ec9549"), Ok(35, kWalkedCrcOk), SomeInet(), kCrc));
  // First, in the middle, last.
  EXPECT_TRUE(Answers(Inet("001d", "03 0004 ff30647e 04 0001 ff 02 0003 616263"),
                      Ok(45, kWalkedCrcOk), SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("001d", "04 0001 ff 03 0004 aaa113a1 02 0003 616263"),
                      Ok(45, kWalkedCrcOk), SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("001d", "04 0001 ff 02 0003 616263 03 0004 350df021"),
                      Ok(45, kWalkedCrcOk), SomeInet(), kCrc));
}

TEST(RulesCrc, RightSumsOfEveryFamily) {
  EXPECT_TRUE(Answers(V2("21 21 002b " SIMDPROXY_TEST_INET6 "03 0004 95b3793a"),
                      OkV2(0x21, 0x21, 52, 59, kWalkedCrcOk), SomeInet6(), kCrc));
  EXPECT_TRUE(Answers(V2("21 12 0013 " SIMDPROXY_TEST_INET "03 0004 c4d2a695"),
                      OkV2(0x21, 0x12, 28, 35, kWalkedCrcOk), SomeInet(Transport::kDgram), kCrc));
  EXPECT_TRUE(
      Answers(V2("21 31 00df") + UnixPath("/run/a") + UnixPath("/run/b") + Hex("03 0004 8b0b8083"),
              OkV2(0x21, 0x31, 232, 239, kWalkedCrcOk), kCrc));
}

TEST(RulesCrc, WrongSums) {
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 20ec9548"), BadCrc(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 4995ec20"), BadCrc(28), kCrc)) << "byte-swapped";
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 00000000"), BadCrc(28), kCrc));
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 df136ab6"), BadCrc(28), kCrc)) << "not inverted";
  EXPECT_TRUE(
      Answers(Inet("001d", "04 0001 ff 03 0004 aaa113a0 02 0003 616263"), BadCrc(32), kCrc));
  EXPECT_TRUE(Answers(V2("21 12 0013 " SIMDPROXY_TEST_INET "03 0004 00000000"), BadCrc(28), kCrc));
  EXPECT_TRUE(Answers(V2("21 21 002b " SIMDPROXY_TEST_INET6 "03 0004 00000000"), BadCrc(52), kCrc));
  EXPECT_TRUE(
      Answers(V2("21 31 00df") + UnixPath("/run/a") + UnixPath("/run/b") + Hex("03 0004 8b0b8084"),
              BadCrc(232), kCrc));
}

TEST(RulesCrc, SumIsOverTheWholeHeader) {
  const std::string right = Inet("001d", "04 0001 ff 03 0004 aaa113a1 02 0003 616263");
  // Addresses, ports, the NOOP's value, the sum itself, the type and the value of the last entry.
  for (const int place : {16, 19, 23, 24, 27, 31, 35, 36, 37, 38, 39, 42, 44}) {
    const auto at = static_cast<size_t>(place);
    for (const int bit : {0x01, 0x10, 0x80}) {
      std::string wrong = right;
      wrong[at] = static_cast<char>(static_cast<uint8_t>(wrong[at]) ^ bit);
      if (wrong[39] == '\x03') continue;  // a second entry of type 3 is another fault
      EXPECT_TRUE(Answers(wrong, BadCrc(32), kCrc)) << at;
    }
  }
  std::string datagram = right;
  datagram[13] = 0x12;
  EXPECT_TRUE(Answers(datagram, BadCrc(32), kCrc));
}

TEST(RulesCrc, PayloadIsNotPartOfTheSum) {
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 20ec9549") + "payload", Ok(35, kWalkedCrcOk),
                      SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("0013", "03 0004 20ec9548") + "payload", BadCrc(28), kCrc));
}

TEST(RulesCrc, NoEntryIsNoFault) {
  EXPECT_TRUE(Answers(Inet("000c", ""), Ok(28, kWalkedCrcAbsent), SomeInet(), kCrc));
  EXPECT_TRUE(
      Answers(Inet("0013", "04 0004 20ec9549"), Ok(35, kWalkedCrcAbsent), SomeInet(), kCrc));
}

TEST(RulesCrc, Version1HasNone) {
  Header v1 = OkUnknown(15);
  v1.flags = kWalkedCrcAbsent;
  EXPECT_TRUE(Answers("PROXY UNKNOWN\r\n", v1, kCrc));
  v1 = OkV1(0x21, 46, 23, 35, 41);
  v1.flags = kWalkedCrcAbsent;
  EXPECT_TRUE(Answers(kTcp6Line, v1, SomeInet6(), kCrc));
}

// These bytes lie in memory that cannot be written.
TEST(RulesCrc, CheckingNeverWritesToTheCallersBytes) {
  static constexpr char kHeader[] =
      "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x13\xc0\x00\x02\x01\xc6\x33\x64\x02\xdc\x04\x01\xbb"
      "\x03\x00\x04\x20\xec\x95\x49";
  const std::string_view header(kHeader, sizeof(kHeader) - 1);
  EXPECT_TRUE(Answers(header, Ok(35, kWalkedCrcOk), SomeInet(), kCrc));
}

TEST(RulesTlv, UnknownTypesAndWhatValuesHoldAreNotJudged) {
  // 0x21 on top level, 0xff, an SSL value of 0 bytes, of 4, a sub-entry that does not fit.
  for (const char* const entries :
       {"21 0003 616263", "ff 0003 616263", "20 0000 040000", "20 0003 010000", "05 0003 000000"}) {
    EXPECT_TRUE(Answers(Inet("0012", entries), Ok(34, kWalkedCrcAbsent), SomeInet(), kCrc));
  }
  EXPECT_TRUE(
      Answers(Inet("0013", "20 0004 01000000"), Ok(35, kWalkedCrcAbsent), SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("001a", "20 000b 01 00000000 21 0009 544c53"), Ok(42, kWalkedCrcAbsent),
                      SomeInet(), kCrc));
  EXPECT_TRUE(
      Answers(Inet("0090", "05 0081") + Zeros(129), Ok(160, kWalkedCrcAbsent), SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("0010", "02 0001 ff"), Ok(32, kWalkedCrcAbsent), SomeInet(), kCrc));
  EXPECT_TRUE(Answers(Inet("000f", "01 0000"), Ok(31, kWalkedCrcAbsent), SomeInet(), kCrc));
}

}  // namespace
}  // namespace simdproxy::testing
