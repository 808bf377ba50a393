// core/FORMAT.md, D: a datagram holds its whole header.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

constexpr Options kDatagram = {.datagram = true};

Header Truncated(int version, size_t size) { return Invalid(version, Reason::kTruncated, size); }

TEST(RulesDatagram, IncompleteBecomesTruncatedAtTheSizeGiven) {
  EXPECT_TRUE(Answers("P", Truncated(0, 1), kDatagram));
  EXPECT_TRUE(Answers("PROXY", Truncated(0, 5), kDatagram));
  EXPECT_TRUE(Answers("PROXY ", Truncated(1, 6), kDatagram));
  EXPECT_TRUE(Answers("PROXY UNKNOWN\r", Truncated(1, 14), kDatagram));
  EXPECT_TRUE(Answers("PROXY UNKNOWN x", Truncated(1, 15), kDatagram));
  EXPECT_TRUE(Answers("PROXY TCP4 x y z", Truncated(1, 16), kDatagram));
  EXPECT_TRUE(
      Answers("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r", Truncated(1, 44), kDatagram));
  EXPECT_TRUE(Answers("PROXY UNKNOWN " + std::string(92, 'x'), Truncated(1, 106), kDatagram));
  EXPECT_TRUE(Answers("\r\n\r\n", Truncated(0, 4), kDatagram));
  EXPECT_TRUE(Answers(V2("").substr(0, 11), Truncated(0, 11), kDatagram));
  EXPECT_TRUE(Answers(V2(""), Truncated(2, 12), kDatagram));
  EXPECT_TRUE(Answers(V2("21 12 00"), Truncated(2, 15), kDatagram));
  EXPECT_TRUE(Answers(V2("21 12 000c"), Truncated(2, 16), kDatagram));
  EXPECT_TRUE(Answers(V2("21 12 000c c0000201"), Truncated(2, 20), kDatagram));
  EXPECT_TRUE(Answers(V2("20 00 0001"), Truncated(2, 16), kDatagram));
  EXPECT_TRUE(Answers(V2("20 00 ffff") + Zeros(65534), Truncated(2, 65550), kDatagram));
}

TEST(RulesDatagram, EmptyDatagramIsTruncated) {
  EXPECT_TRUE(Answers({}, Truncated(0, 0), kDatagram));
  EXPECT_TRUE(Answers("", Truncated(0, 0), kDatagram));
}

TEST(RulesDatagram, AllElseIsUnchanged) {
  EXPECT_TRUE(Answers(kTcp4Line, OkV1(0x11, 45, 21, 34, 40), SomeInet(), kDatagram));
  EXPECT_TRUE(Answers("PROXY UNKNOWN\r\nrest", OkUnknown(15), kDatagram));
  EXPECT_TRUE(Answers(V2("21 12 000c " SIMDPROXY_TEST_INET) + "payload", OkV2(0x21, 0x12, 28, 28),
                      SomeInet(Transport::kDgram), kDatagram));
  EXPECT_TRUE(Answers(V2("20 00 0000"), OkV2(0x20, 0x00, 16, 16), kDatagram));
  EXPECT_TRUE(Answers("PX", NotProxy(1), kDatagram));
  EXPECT_TRUE(Answers(kRequest, NotProxy(0), kDatagram));
  EXPECT_TRUE(Answers("PROXY X", Invalid(1, Reason::kBadFamilyToken, 6), kDatagram));
  EXPECT_TRUE(Answers("PROXY TCP4 1\n", Invalid(1, Reason::kBadLineEnd, 12), kDatagram));
  EXPECT_TRUE(Answers("PROXY UNKNOWN " + std::string(93, 'x'),
                      Invalid(1, Reason::kLineTooLong, 107), kDatagram));
  EXPECT_TRUE(Answers(V2("11"), Invalid(2, Reason::kBadVersion, 12), kDatagram));
  EXPECT_TRUE(Answers(V2("21 12 000b"), Invalid(2, Reason::kBadLength, 14), kDatagram));
  EXPECT_TRUE(Answers(V2("21 12 000d " SIMDPROXY_TEST_INET "04"), Invalid(2, Reason::kBadTlv, 28),
                      {.check = Check::kTlv, .datagram = true}));
}

TEST(RulesDatagram, OptionsThatRefuseComeFirst) {
  EXPECT_TRUE(Answers("PROXY ", Invalid(1, Reason::kVersionNotAccepted, 0),
                      {.accept = Accept::kV2, .datagram = true}));
  EXPECT_TRUE(Answers("PROXY", Truncated(0, 5), {.accept = Accept::kV2, .datagram = true}));
  EXPECT_TRUE(Answers(V2("21 12 0100"), Invalid(2, Reason::kHeaderTooLong, 14),
                      {.max_size = 28, .datagram = true}));
}

TEST(RulesDatagram, DecodeDatagramSetsTheOption) {
  const std::string whole = V2("21 12 000c " SIMDPROXY_TEST_INET);
  Endpoints endpoints;
  EXPECT_TRUE(Same(DecodeDatagram(Bytes(whole), {}, &endpoints), OkV2(0x21, 0x12, 28, 28)));
  EXPECT_TRUE(Same(endpoints, SomeInet(Transport::kDgram)));
  EXPECT_TRUE(Same(DecodeDatagram(Bytes(whole).first(27)), Truncated(2, 27)));
  EXPECT_TRUE(Same(DecodeDatagram({}), Truncated(0, 0)));
  EXPECT_TRUE(Same(DecodeDatagram(Bytes(whole), {.accept = Accept::kV1}),
                   Invalid(2, Reason::kVersionNotAccepted, 0)));
}

}  // namespace
}  // namespace simdproxy::testing
