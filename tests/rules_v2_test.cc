// Version 2 and datagrams, clause by clause (core/FORMAT.md). Expectations are literals.
#include <string>

#include "tests/rules.h"

namespace simdproxy::testing {
namespace {

const std::string kA4 = "c0000201 c6336402 dc04 01bb";
const std::string kA6 =
    "20010db8000000000000000000000001 20010db8000000000000000000000002 1f90 0050";

Endpoints Inet(uint8_t transport) {
  Endpoints e{};
  const std::string addresses = Hex("c0000201 c6336402");
  std::memcpy(e.source, addresses.data(), 4);
  std::memcpy(e.destination, addresses.data() + 4, 4);
  e.source_port = 56324;
  e.destination_port = 443;
  e.family_number = 1;
  e.transport_number = transport;
  return e;
}

Endpoints Inet6(uint8_t transport) {
  Endpoints e{};
  const std::string addresses = Hex(kA6);
  std::memcpy(e.source, addresses.data(), 16);
  std::memcpy(e.destination, addresses.data() + 16, 16);
  e.source_port = 8080;
  e.destination_port = 80;
  e.family_number = 2;
  e.transport_number = transport;
  return e;
}

TEST(RulesV2Needed, SixteenThenTheWhole) {
  const std::string header = V2("21 11 000c" + kA4);
  for (size_t size = 12; size < 16; ++size) Expect(header.substr(0, size), Incomplete(2, 16));
  for (size_t size = 16; size < 28; ++size) Expect(header.substr(0, size), Incomplete(2, 28));
  Expect(V2("21 11 ffff"), Incomplete(2, 65551));
  Expect(V2("20 00 ffff"), Incomplete(2, 65551));
}

TEST(RulesV2Order, ATestWhoseBytesAreThereComesFirst) {
  Expect(V2("11"), Invalid(2, Reason::kBadVersion, 12));
  Expect(V2("31"), Invalid(2, Reason::kBadVersion, 12));
  Expect(V2("1f ff 0000"), Invalid(2, Reason::kBadVersion, 12));
  Expect(V2("22"), Invalid(2, Reason::kBadCommand, 12));
  Expect(V2("2f"), Invalid(2, Reason::kBadCommand, 12));
  Expect(V2("22 ff 0000"), Invalid(2, Reason::kBadCommand, 12));
  Expect(V2("21 41"), Invalid(2, Reason::kBadFamily, 13));
  Expect(V2("21 ff"), Invalid(2, Reason::kBadFamily, 13));
  Expect(V2("21 4f"), Invalid(2, Reason::kBadFamily, 13));
  Expect(V2("21 13"), Invalid(2, Reason::kBadTransport, 13));
  Expect(V2("21 0f"), Invalid(2, Reason::kBadTransport, 13));
  Expect(V2("21 13 0000"), Invalid(2, Reason::kBadTransport, 13));
  // The length takes both of its bytes.
  Expect(V2("21 11 00"), Incomplete(2, 16));
  Expect(V2("21 11 000b"), Invalid(2, Reason::kBadLength, 14));
  Expect(V2("21 11 0000"), Invalid(2, Reason::kBadLength, 14));
  Expect(V2("21 21 0023"), Invalid(2, Reason::kBadLength, 14));
  Expect(V2("21 31 00d7"), Invalid(2, Reason::kBadLength, 14));
  Expect(V2("21 11 000c"), Incomplete(2, 28));
  Expect(V2("21 21 0024"), Incomplete(2, 52));
  Expect(V2("21 31 00d8"), Incomplete(2, 232));
  Expect(V2("21 00 0000"), OkV2(0x21, 0x00, 16, 16));
}

TEST(RulesV2MaxSize, LimitsTheWholeHeader) {
  const std::string header = V2("21 11 000c" + kA4);
  Expect(header, Invalid(2, Reason::kHeaderTooLong, 14), {.max_size = 27});
  Expect(header, OkV2(0x21, 0x11, 28, 28), Inet(1), {.max_size = 28});
  Expect(V2("20 00 000c"), Invalid(2, Reason::kHeaderTooLong, 14), {.max_size = 27});
  Expect(V2("21 11 0209"), Invalid(2, Reason::kHeaderTooLong, 14), {.max_size = 536});
  Expect(V2("21 11 0208"), Incomplete(2, 536), {.max_size = 536});
  // Behind the other rules of these bytes, and never before the length is there.
  Expect(V2("21 11 000b"), Invalid(2, Reason::kBadLength, 14), {.max_size = 16});
  Expect(V2("21 11 00"), Incomplete(2, 16), {.max_size = 0});
  Expect(V2("20 00 0000"), Invalid(2, Reason::kHeaderTooLong, 14), {.max_size = 0});
  // Version 1 is bounded by itself.
  Expect("PROXY UNKNOWN\r\n", OkUnknown(15), {.max_size = 0});
}

TEST(RulesV2Proxy, AllTwelveCombinations) {
  for (uint8_t transport = 0; transport <= 2; ++transport) {
    const std::string t(1, static_cast<char>('0' + transport));
    Expect(V2("21 0" + t + " 0000"), OkV2(0x21, transport, 16, 16));
    Expect(V2("21 0" + t + " 0003 ffffff"), OkV2(0x21, transport, 16, 19));
    Expect(V2("21 1" + t + " 000c" + kA4), OkV2(0x21, 0x10 | transport, 28, 28), Inet(transport));
    Expect(V2("21 2" + t + " 0024" + kA6), OkV2(0x21, 0x20 | transport, 52, 52), Inet6(transport));
    Expect(V2("21 3" + t + " 00d8") + std::string(216, 'u'),
           OkV2(0x21, 0x30 | transport, 232, 232));
  }
}

TEST(RulesV2Proxy, BytesBehindTheBlockBelongToTheHeader) {
  Expect(V2("21 11 000d" + kA4 + "04"), OkV2(0x21, 0x11, 28, 29), Inet(1));
  Expect(V2("21 11 000e" + kA4 + "0400") + "GET", OkV2(0x21, 0x11, 28, 30), Inet(1));
  Expect(V2("21 21 0027" + kA6 + "040000"), OkV2(0x21, 0x21, 52, 55), Inet6(1));
  Expect(V2("21 11 ffff" + kA4) + std::string(65523, 'x'), OkV2(0x21, 0x11, 28, 65551), Inet(1));
}

TEST(RulesV2Local, FamilyAndLengthNeverMakeItInvalid) {
  Expect(V2("20 00 0000"), OkV2(0x20, 0x00, 16, 16));
  Expect(V2("20 11 0000"), OkV2(0x20, 0x11, 16, 16));
  Expect(V2("20 11 000c" + kA4), OkV2(0x20, 0x11, 16, 28));
  Expect(V2("20 44 0000"), OkV2(0x20, 0x44, 16, 16));
  Expect(V2("20 ff 0003 ffffff"), OkV2(0x20, 0xff, 16, 19));
  Expect(V2("20 31 0001 00"), OkV2(0x20, 0x31, 16, 17));
  Expect(V2("20 11 000c"), Incomplete(2, 28));
}

TEST(RulesV2Local, UndefinedNibblesReadAsUnspec) {
  const Header header = Decode(Bytes(V2("20 f3 0000")));
  EXPECT_EQ(header.family(), Family::kUnspec);
  EXPECT_EQ(header.transport(), Transport::kUnspec);
  EXPECT_EQ(header.family_transport, 0xf3);
  EXPECT_EQ(Decode(Bytes(V2("20 22 0000"))).family(), Family::kInet6);
  EXPECT_EQ(Decode(Bytes(V2("20 22 0000"))).transport(), Transport::kDgram);
}

TEST(RulesDatagram, IncompleteBecomesTruncated) {
  const Options datagram{.datagram = true};
  Expect("", Invalid(0, Reason::kTruncated, 0), datagram);
  Expect("PROX", Invalid(0, Reason::kTruncated, 4), datagram);
  Expect("\r\n\r", Invalid(0, Reason::kTruncated, 3), datagram);
  Expect("PROXY ", Invalid(1, Reason::kTruncated, 6), datagram);
  Expect("PROXY TCP4 1.2.3.4", Invalid(1, Reason::kTruncated, 18), datagram);
  Expect("PROXY UNKNOWN x\r", Invalid(1, Reason::kTruncated, 16), datagram);
  Expect(V2(""), Invalid(2, Reason::kTruncated, 12), datagram);
  Expect(V2("21 12 000c"), Invalid(2, Reason::kTruncated, 16), datagram);
  Expect(V2("21 12 000c" + kA4).substr(0, 27), Invalid(2, Reason::kTruncated, 27), datagram);
  // All else is unchanged.
  Expect("GET", NotProxy(0), datagram);
  Expect(V2("21 12 000c" + kA4) + "payload", OkV2(0x21, 0x12, 28, 28), Inet(2), datagram);
  Expect(V2("22"), Invalid(2, Reason::kBadCommand, 12), datagram);
  Expect("PROXY UNKNOWN\r\n", OkUnknown(15), datagram);
  EXPECT_TRUE(Same(DecodeDatagram(Bytes("PROX")), Invalid(0, Reason::kTruncated, 4)));
}

TEST(RulesLocality, BytesBehindTheHeaderNeverChangeAnything) {
  const std::string header = V2("21 11 000c" + kA4);
  for (const char* behind : {"", "\r\n", "PROXY TCP4 ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}) {
    Expect(header + behind, OkV2(0x21, 0x11, 28, 28), Inet(1));
    Expect(header + header + behind, OkV2(0x21, 0x11, 28, 28), Inet(1));
  }
}

}  // namespace
}  // namespace simdproxy::testing
