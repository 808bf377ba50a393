// core/FORMAT.md, V1 to V4: the family token, the line end and the limit.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

// The token's fault is found at its byte: with nothing behind it, and with anything.
void ExpectBadToken(const std::string& input, size_t offset) {
  const Header expected = Invalid(1, Reason::kBadFamilyToken, offset);
  for (size_t size = offset + 1; size <= input.size(); ++size) {
    EXPECT_TRUE(Answers(input.substr(0, size), expected));
  }
  EXPECT_TRUE(Answers(input + " 192.0.2.1 198.51.100.2 56324 443\r\n", expected));
  EXPECT_TRUE(Answers(input + "\n", expected));
  EXPECT_TRUE(Answers(input + std::string(200, 'x'), expected));
}

// "PROXY UNKNOWN " and text of `size` bytes in all.
std::string UnknownOf(size_t size) { return "PROXY UNKNOWN " + std::string(size - 14, 'x'); }

// A TCP4 line without an end, of `size` bytes. Its fields are never looked at.
std::string Tcp4Of(size_t size) { return "PROXY TCP4 " + std::string(size - 11, '1'); }

TEST(RulesV1Token, TheFourTokensAreTaken) {
  EXPECT_TRUE(Answers(kTcp4Line, OkV1(0x11, 45, 21, 34, 40), SomeInet()));
  EXPECT_TRUE(Answers(kTcp6Line, OkV1(0x21, 46, 23, 35, 41), SomeInet6()));
  EXPECT_TRUE(Answers("PROXY UNKNOWN \r\n", OkUnknown(16)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN\r\n", OkUnknown(15)));
}

TEST(RulesV1Token, FirstByteOfAnotherToken) {
  ExpectBadToken("PROXY \r\n", 6);
  ExpectBadToken("PROXY \n", 6);
  ExpectBadToken("PROXY  TCP4", 6);
  ExpectBadToken("PROXY \tTCP4", 6);
  ExpectBadToken(Text("PROXY \0TCP4"), 6);
  ExpectBadToken("PROXY tcp4", 6);
  ExpectBadToken("PROXY unknown", 6);
  ExpectBadToken("PROXY 4", 6);
  ExpectBadToken("PROXY X", 6);
  ExpectBadToken("PROXY \xff", 6);
}

TEST(RulesV1Token, LaterByteOfAnotherToken) {
  ExpectBadToken("PROXY Tcp4", 7);
  ExpectBadToken("PROXY T\r\n", 7);
  ExpectBadToken("PROXY T ", 7);
  ExpectBadToken("PROXY TC ", 8);
  ExpectBadToken("PROXY TCp4", 8);
  ExpectBadToken("PROXY TCP ", 9);
  ExpectBadToken("PROXY TCP\r\n", 9);
  ExpectBadToken("PROXY TCP5", 9);
  ExpectBadToken("PROXY TCPX", 9);
  ExpectBadToken("PROXY UDP4", 7);
  ExpectBadToken("PROXY UNIX", 8);
  ExpectBadToken("PROXY UNSPEC", 8);
  ExpectBadToken("PROXY UNKNOWT", 12);
  ExpectBadToken("PROXY UNKNOW\r\n", 12);
  ExpectBadToken("PROXY UNKNOW ", 12);
}

TEST(RulesV1Token, TcpNeedsItsSpace) {
  for (const char* const token : {"PROXY TCP4", "PROXY TCP6"}) {
    ExpectBadToken(std::string(token) + "4", 10);
    ExpectBadToken(std::string(token) + "\t", 10);
    ExpectBadToken(std::string(token) + "\r\n", 10);
    ExpectBadToken(std::string(token) + "\n", 10);
    ExpectBadToken(std::string(token) + Text("\0"), 10);
    ExpectBadToken(std::string(token) + "x", 10);
    ExpectBadToken(std::string(token) + ",", 10);
  }
}

TEST(RulesV1Token, UnknownNeedsSpaceOrLineEnd) {
  ExpectBadToken("PROXY UNKNOWN\n", 13);
  ExpectBadToken("PROXY UNKNOWN\t", 13);
  ExpectBadToken("PROXY UNKNOWNX", 13);
  ExpectBadToken("PROXY UNKNOWNfoo", 13);
  ExpectBadToken(Text("PROXY UNKNOWN\0"), 13);
  ExpectBadToken("PROXY UNKNOWN\r\r\n", 14);
  ExpectBadToken("PROXY UNKNOWN\rX", 14);
  ExpectBadToken("PROXY UNKNOWN\r ", 14);
}

TEST(RulesV1Token, ComesBeforeLineEndAndLimit) {
  ExpectBadToken("PROXY TCP4\n1\n", 10);
  ExpectBadToken("PROXY X" + std::string(150, 'x'), 6);
}

TEST(RulesV1LineEnd, TcpEndsAtTheFirstCrLf) {
  EXPECT_TRUE(Answers(std::string(kTcp4Line) + "x\ny\r\n", OkV1(0x11, 45, 21, 34, 40), SomeInet()));
}

TEST(RulesV1LineEnd, TcpWithBareLf) {
  EXPECT_TRUE(Answers("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n",
                      Invalid(1, Reason::kBadLineEnd, 43)));
  EXPECT_TRUE(Answers("PROXY TCP4 \n", Invalid(1, Reason::kBadLineEnd, 11)));
  EXPECT_TRUE(Answers("PROXY TCP6 \n", Invalid(1, Reason::kBadLineEnd, 11)));
  EXPECT_TRUE(Answers("PROXY TCP4 1\n2\r\n", Invalid(1, Reason::kBadLineEnd, 12)));
}

TEST(RulesV1LineEnd, TcpWithBareCr) {
  EXPECT_TRUE(Answers("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\rGET / HTTP/1.0\r\n\r\n",
                      Invalid(1, Reason::kBadLineEnd, 43)));
  EXPECT_TRUE(Answers("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\r\n",
                      Invalid(1, Reason::kBadLineEnd, 43)));
  EXPECT_TRUE(Answers("PROXY TCP4 \rx", Invalid(1, Reason::kBadLineEnd, 11)));
  EXPECT_TRUE(Answers(Text("PROXY TCP4 1\r\0\n"), Invalid(1, Reason::kBadLineEnd, 12)));
  EXPECT_TRUE(Answers("PROXY TCP6 ::1\r \r\n", Invalid(1, Reason::kBadLineEnd, 14)));
}

TEST(RulesV1LineEnd, TcpWithItsLastByteACr) {
  EXPECT_TRUE(Answers("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r", Incomplete(1, 45)));
  EXPECT_TRUE(Answers("PROXY TCP4 \r", Incomplete(1, 32)));
  EXPECT_TRUE(Answers("PROXY TCP6 \r", Incomplete(1, 22)));
}

TEST(RulesV1LineEnd, BadLineEndComesBeforeAnyField) {
  EXPECT_TRUE(Answers("PROXY TCP4 x y z\n", Invalid(1, Reason::kBadLineEnd, 16)));
  EXPECT_TRUE(Answers("PROXY TCP4  1 2 3\r3\r\n", Invalid(1, Reason::kBadLineEnd, 17)));
  EXPECT_TRUE(Answers("PROXY TCP6 1.2.3.4\n::1 1 2\r\n", Invalid(1, Reason::kBadLineEnd, 18)));
}

TEST(RulesV1LineEnd, BadFieldsStayIncompleteUntilTheLineEnds) {
  EXPECT_TRUE(Answers("PROXY TCP4 999.999.999.999 x y z", Incomplete(1, 34)));
  EXPECT_TRUE(Answers("PROXY TCP4  ", Incomplete(1, 32)));
  EXPECT_TRUE(Answers("PROXY TCP6 1.2.3.4 ", Incomplete(1, 22)));
  EXPECT_TRUE(Answers("PROXY TCP6 1.2.3.4 \r", Incomplete(1, 22)));
  EXPECT_TRUE(Answers("PROXY TCP6 1.2.3.4 \r\n", Invalid(1, Reason::kBadSourceAddress, 11)));
}

TEST(RulesV1LineEnd, UnknownEndsAtItsFirstCrLf) {
  EXPECT_TRUE(Answers("PROXY UNKNOWN a\r\nb\r\n", OkUnknown(17)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN\r\n\r\n", OkUnknown(15)));
}

TEST(RulesV1LineEnd, UnknownIgnoresWhatStandsBeforeIt) {
  EXPECT_TRUE(Answers("PROXY UNKNOWN some garbage here\r\n", OkUnknown(33)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN a\rb\r\n", OkUnknown(19)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN a\nb\r\n", OkUnknown(19)));
  EXPECT_TRUE(Answers(Text("PROXY UNKNOWN a\0b\r\n"), OkUnknown(19)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN \r\r\n", OkUnknown(17)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN \n\r\n", OkUnknown(17)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN \n\n\r\r\r\n", OkUnknown(20)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN \t\xff\x80 \r\n", OkUnknown(20)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN PROXY TCP4 1.2.3.4\r\n", OkUnknown(34)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN  \r\n", OkUnknown(17)));
}

TEST(RulesV1LineEnd, UnknownWithoutCrLfIsIncomplete) {
  EXPECT_TRUE(Answers("PROXY UNKNOWN a\nb\n", Incomplete(1, 20)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN a\rb\r", Incomplete(1, 19)));
  EXPECT_TRUE(Answers("PROXY UNKNOWN \n\r", Incomplete(1, 17)));
}

TEST(RulesV1Limit, LongestLinesAreTaken) {
  EXPECT_TRUE(Answers(UnknownOf(105) + "\r\n", OkUnknown(107)));
  EXPECT_TRUE(Answers(UnknownOf(105) + "\r\n" + kRequest, OkUnknown(107)));
  // The specification's worst case.
  EXPECT_TRUE(
      Answers("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
              OkUnknown(107)));
  EXPECT_TRUE(
      Answers("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
              OkV1(0x21, 104, 51, 91, 97),
              Inet6Endpoints("ffffffffffffffffffffffffffffffff", 65535,
                             "ffffffffffffffffffffffffffffffff", 65535)));
  EXPECT_TRUE(Answers("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
                      OkV1(0x11, 56, 27, 43, 49),
                      InetEndpoints({255, 255, 255, 255}, 65535, {255, 255, 255, 255}, 65535)));
}

TEST(RulesV1Limit, ATcp6LineOf107Bytes) {
  EXPECT_TRUE(
      Answers("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255 "
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:f 65535 65535\r\n",
              OkV1(0x21, 107, 57, 94, 100),
              Inet6Endpoints("ffffffffffffffffffffffffffffffff", 65535,
                             "ffffffffffffffffffffffffffff000f", 65535)));
  EXPECT_TRUE(
      Answers("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255 "
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff 65535 65535\r\n",
              Invalid(1, Reason::kLineTooLong, 107)));
}

TEST(RulesV1Limit, NoLineEndWithin107Bytes) {
  const Header too_long = Invalid(1, Reason::kLineTooLong, 107);
  for (const size_t size : {size_t{107}, size_t{108}, size_t{109}, size_t{70000}}) {
    EXPECT_TRUE(Answers(UnknownOf(size), too_long));
    EXPECT_TRUE(Answers(Tcp4Of(size), too_long));
    EXPECT_TRUE(Answers("PROXY TCP6 " + std::string(size - 11, ':'), too_long));
  }
}

TEST(RulesV1Limit, Below107BytesIsIncomplete) {
  EXPECT_TRUE(Answers(UnknownOf(106), Incomplete(1, 107)));
  EXPECT_TRUE(Answers(Tcp4Of(106), Incomplete(1, 107)));
  EXPECT_TRUE(Answers(UnknownOf(105) + "\r", Incomplete(1, 107)));
  EXPECT_TRUE(Answers(Tcp4Of(105) + "\r", Incomplete(1, 107)));
}

TEST(RulesV1Limit, CrAtOffset106IsTooLongWhateverFollows) {
  const Header too_long = Invalid(1, Reason::kLineTooLong, 107);
  for (const std::string& follows : {std::string(), std::string("\n"), std::string("x"),
                                     std::string("\r\n"), std::string(100, '\n')}) {
    EXPECT_TRUE(Answers(UnknownOf(106) + "\r" + follows, too_long));
    EXPECT_TRUE(Answers(Tcp4Of(106) + "\r" + follows, too_long));
  }
}

TEST(RulesV1Limit, LfAtOffset106) {
  EXPECT_TRUE(Answers(Tcp4Of(106) + "\n", Invalid(1, Reason::kBadLineEnd, 106)));
  EXPECT_TRUE(Answers(Tcp4Of(106) + "\nx", Invalid(1, Reason::kBadLineEnd, 106)));
  EXPECT_TRUE(Answers(UnknownOf(106) + "\n", Invalid(1, Reason::kLineTooLong, 107)));
  EXPECT_TRUE(Answers(UnknownOf(106) + "\n\r\n", Invalid(1, Reason::kLineTooLong, 107)));
}

TEST(RulesV1Limit, CrAtOffset105) {
  EXPECT_TRUE(Answers(Tcp4Of(105) + "\rx", Invalid(1, Reason::kBadLineEnd, 105)));
  EXPECT_TRUE(Answers(Tcp4Of(105) + "\r\r", Invalid(1, Reason::kBadLineEnd, 105)));
  EXPECT_TRUE(Answers(Tcp4Of(105) + "\r\n", Invalid(1, Reason::kBadSourceAddress, 11)));
  EXPECT_TRUE(Answers(UnknownOf(105) + "\rx", Invalid(1, Reason::kLineTooLong, 107)));
  EXPECT_TRUE(Answers(UnknownOf(105) + "\r\r\n", Invalid(1, Reason::kLineTooLong, 107)));
}

TEST(RulesV1Limit, BytesFromOffset107AreNeverLookedAt) {
  const Header too_long = Invalid(1, Reason::kLineTooLong, 107);
  EXPECT_TRUE(Answers(UnknownOf(107) + "\r\n", too_long));
  EXPECT_TRUE(Answers(Tcp4Of(107) + "\n", too_long));
  EXPECT_TRUE(Answers(Tcp4Of(107) + "\rx", too_long));
}

// Limits that a caller sets are for version 2.
TEST(RulesV1Limit, MaxSizeIsNotForVersion1) {
  EXPECT_TRUE(Answers(kTcp4Line, OkV1(0x11, 45, 21, 34, 40), SomeInet(), {.max_size = 16}));
  EXPECT_TRUE(Answers("PROXY UNKNOWN\r\n", OkUnknown(15), {.max_size = 0}));
}

}  // namespace
}  // namespace simdproxy::testing
