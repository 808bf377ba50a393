// core/FORMAT.md, V5 and V10: fields, separators and ports.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

Header Separator(size_t offset) { return Invalid(1, Reason::kBadSeparator, offset); }
Header Source(size_t offset) { return Invalid(1, Reason::kBadSourceAddress, offset); }
Header Destination(size_t offset) { return Invalid(1, Reason::kBadDestinationAddress, offset); }
Header SourcePort(size_t offset) { return Invalid(1, Reason::kBadSourcePort, offset); }
Header DestinationPort(size_t offset) { return Invalid(1, Reason::kBadDestinationPort, offset); }

constexpr char kGood[] = "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n";  // fields at 11, 19, 27, 29

TEST(RulesV1Fields, WhereTheyStand) {
  EXPECT_TRUE(
      Answers(kGood, OkV1(0x11, 32, 19, 27, 29), InetEndpoints({1, 2, 3, 4}, 1, {5, 6, 7, 8}, 2)));
  EXPECT_TRUE(Answers("PROXY TCP4 255.255.255.255 1.2.3.4 65535 0\r\n", OkV1(0x11, 44, 27, 35, 41),
                      InetEndpoints({255, 255, 255, 255}, 65535, {1, 2, 3, 4}, 0)));
  EXPECT_TRUE(Answers("PROXY TCP6 :: 1:2:3:4:5:6:7:8 0 65535\r\n", OkV1(0x21, 39, 14, 30, 32),
                      Inet6Endpoints("00000000000000000000000000000000", 0,
                                     "00010002000300040005000600070008", 65535)));
}

TEST(RulesV1Fields, EmptyFieldIsABadSeparatorWhereItShouldBegin) {
  EXPECT_TRUE(Answers("PROXY TCP4  5.6.7.8 1 2\r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP4  1.2.3.4 5.6.7.8 1 2\r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4  5.6.7.8 1 2\r\n", Separator(19)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8  1 2\r\n", Separator(27)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1  2\r\n", Separator(29)));
  EXPECT_TRUE(Answers("PROXY TCP4   1 2\r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP6  ::2 1 2\r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1  1 2\r\n", Separator(15)));
}

TEST(RulesV1Fields, EmptyFieldAtTheCr) {
  EXPECT_TRUE(Answers("PROXY TCP4 \r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP6 \r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 \r\n", Separator(19)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 \r\n", Separator(27)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 \r\n", Separator(29)));
}

TEST(RulesV1Fields, MissingFieldIsABadSeparatorAtTheCr) {
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4\r\n", Separator(18)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8\r\n", Separator(26)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n", Separator(28)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1\r\n", Separator(14)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1 ::2\r\n", Separator(18)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1 ::2 65535\r\n", Separator(24)));
}

TEST(RulesV1Fields, OneFieldTooManyIsABadSeparatorAtItsSpace) {
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n", Separator(30)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n", Separator(30)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 2  \r\n", Separator(30)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1 ::2 1 2 \r\n", Separator(22)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1 ::2 1 2 99\r\n", Separator(22)));
}

TEST(RulesV1Fields, WrongFieldComesBeforeTheSeparatorBehindIt) {
  EXPECT_TRUE(Answers("PROXY TCP4 999.1.1.1\r\n", Source(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 x\r\n", Destination(19)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 x\r\n", SourcePort(27)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 x \r\n", DestinationPort(29)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 x 3\r\n", DestinationPort(29)));
}

TEST(RulesV1Fields, FirstFaultFromTheLeftIsTheAnswer) {
  EXPECT_TRUE(Answers("PROXY TCP4 x y z w\r\n", Source(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 y z w\r\n", Destination(19)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 z w\r\n", SourcePort(27)));
  EXPECT_TRUE(Answers("PROXY TCP4 x  1 2\r\n", Source(11)));
  EXPECT_TRUE(Answers("PROXY TCP4  y 1 2\r\n", Separator(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4  z\r\n", Separator(19)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 99999 99999\r\n", SourcePort(27)));
}

TEST(RulesV1Fields, EveryOtherByteIsPartOfTheField) {
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4\t5.6.7.8 1 2\r\n", Source(11)));
  EXPECT_TRUE(Answers(Text("PROXY TCP4 1.2.3.4\0 5.6.7.8 1 2\r\n"), Source(11)));
  EXPECT_TRUE(Answers(Text("PROXY TCP4 \0001.2.3.4 5.6.7.8 1 2\r\n"), Source(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8\t1 2\r\n", Destination(19)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1\t2\r\n", SourcePort(27)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\t\r\n", DestinationPort(29)));
  EXPECT_TRUE(Answers(Text("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\0\r\n"), DestinationPort(29)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4\v5.6.7.8 1 2\r\n", Source(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 \xc2\xa0 1.2.3.4 1 2\r\n", Source(11)));
}

// A byte that is wrong anywhere in a field is reported at the field's first byte.
TEST(RulesV1Fields, OffsetsAreNeverInsideAField) {
  const std::string good = kGood;
  const struct {
    size_t begin, end;
    Header expected;
  } fields[] = {{11, 18, Source(11)},
                {19, 26, Destination(19)},
                {27, 28, SourcePort(27)},
                {29, 30, DestinationPort(29)}};
  for (const auto& field : fields) {
    for (size_t at = field.begin; at < field.end; ++at) {
      for (const char wrong : {'\0', '\t', '/', 'x', '-', '\x80', '\xff'}) {
        std::string input = good;
        input[at] = wrong;
        EXPECT_TRUE(Answers(input, field.expected));
      }
    }
  }
}

TEST(RulesV1Fields, OverlongFieldsAreJustWrong) {
  EXPECT_TRUE(Answers("PROXY TCP4 " + std::string(60, '1') + " 5.6.7.8 1 2\r\n", Source(11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 " + std::string(60, '1') + " 1 2\r\n", Destination(19)));
  EXPECT_TRUE(
      Answers("PROXY TCP4 1.2.3.4 5.6.7.8 " + std::string(60, '1') + " 2\r\n", SourcePort(27)));
  EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 " + std::string(60, '0') + "\r\n",
                      DestinationPort(29)));
  EXPECT_TRUE(Answers("PROXY TCP6 " + std::string(70, '0') + "::1 ::2 1 2\r\n", Source(11)));
  // Two long fields and the line is too long, whatever they hold.
  EXPECT_TRUE(
      Answers("PROXY TCP4 " + std::string(60, '1') + " " + std::string(60, '1') + " 1 2\r\n",
              Invalid(1, Reason::kLineTooLong, 107)));
}

TEST(RulesV1Ports, FromZeroTo65535) {
  const struct {
    const char* text;
    uint16_t port;
  } rows[] = {{"0", 0},         {"1", 1},         {"9", 9},         {"10", 10},
              {"80", 80},       {"99", 99},       {"100", 100},     {"999", 999},
              {"1000", 1000},   {"9999", 9999},   {"10000", 10000}, {"60000", 60000},
              {"65000", 65000}, {"65499", 65499}, {"65500", 65500}, {"65530", 65530},
              {"65535", 65535}, {"19999", 19999}, {"32768", 32768}, {"59999", 59999}};
  for (const auto& row : rows) {
    const std::string text = row.text;
    EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 " + text + " 2\r\n",
                        OkV1(0x11, 31 + text.size(), 19, 27, 28 + static_cast<int>(text.size())),
                        InetEndpoints({1, 2, 3, 4}, row.port, {5, 6, 7, 8}, 2)));
    EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 " + text + "\r\n",
                        OkV1(0x11, 31 + text.size(), 19, 27, 29),
                        InetEndpoints({1, 2, 3, 4}, 1, {5, 6, 7, 8}, row.port)));
    EXPECT_TRUE(
        Answers("PROXY TCP6 ::1 ::2 " + text + " " + text + "\r\n",
                OkV1(0x21, 22 + 2 * text.size(), 15, 19, 20 + static_cast<int>(text.size())),
                Inet6Endpoints("00000000000000000000000000000001", row.port,
                               "00000000000000000000000000000002", row.port)));
  }
}

TEST(RulesV1Ports, WrongOnes) {
  const std::string wrong[] = {"65536",  "65540",      "65600",      "66000",
                               "70000",  "99999",      "100000",     "655350",
                               "655360", "4294967376", "4294967296", "18446744073709551617",
                               "00",     "01",         "080",        "00080",
                               "000000", "065535",     "+80",        "-80",
                               "-0",     "+0",         "8_0",        "0x50",
                               "80a",    "a80",        "a",          "8.0",
                               "8,0",    "1e3",        "80:",        ":80",
                               "/",      ":",          "8/",         "80\t",
                               "\t80",   Text("80\0"), Text("\0"),   "\xef\xbc\x98",
                               "\xb2",   "0.",         ".0"};
  for (const std::string& text : wrong) {
    EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 1 " + text + "\r\n", DestinationPort(29)));
    EXPECT_TRUE(Answers("PROXY TCP4 1.2.3.4 5.6.7.8 " + text + " 2\r\n", SourcePort(27)));
    EXPECT_TRUE(Answers("PROXY TCP6 ::1 ::2 " + text + " 2\r\n", SourcePort(19)));
    EXPECT_TRUE(Answers("PROXY TCP6 ::1 ::2 1 " + text + "\r\n", DestinationPort(21)));
  }
}

}  // namespace
}  // namespace simdproxy::testing
