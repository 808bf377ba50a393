// core/FORMAT.md, T11 and T12: iterating and looking up TLVs, partial and strict; names of types.
#include <gtest/gtest.h>

#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

static_assert(std::forward_iterator<TlvView::Iterator>);

// One entry in short: type, offset, value.
struct Entry {
  int type;
  uint32_t offset;
  std::string value;
  bool operator==(const Entry&) const = default;
};

std::vector<Entry> Entries(const TlvView& view) {
  std::vector<Entry> entries;
  for (const Tlv tlv : view) {
    EXPECT_EQ(tlv.value_offset(), tlv.offset + 3);
    entries.push_back({tlv.type,
                       tlv.offset,
                       {reinterpret_cast<const char*>(tlv.value.data()), tlv.value.size()}});
  }
  return entries;
}

TlvView TlvsIn(const std::string& input, Reading reading = Reading::kPartial) {
  const Header header = Decode(Bytes(input));
  EXPECT_TRUE(header.ok()) << Escaped(input);
  return TlvsOf(Bytes(input), header, reading);
}

const std::string& Sound() {  // entries at 28, 33, 36, 41, 44
  static const std::string input =
      V2("21 11 0020 " SIMDPROXY_TEST_INET "02 0002 6162 04 0000 02 0002 6364 ff 0000 77 0001 00");
  return input;
}

const std::string& Malformed() {  // entries at 28, 33, and one at 38 that does not fit
  static const std::string input =
      V2("21 11 001a " SIMDPROXY_TEST_INET "02 0002 6162 05 0002 6364 e0 0002 78");
  return input;
}

TEST(RulesTlvView, EntriesInOrderWithTheirOffsets) {
  const TlvView tlvs = TlvsIn(Sound());
  const std::vector<Entry> expected = {
      {0x02, 28, "ab"}, {0x04, 33, ""}, {0x02, 36, "cd"}, {0xFF, 41, ""}, {0x77, 44, Zeros(1)}};
  EXPECT_EQ(Entries(tlvs), expected);
  EXPECT_EQ(tlvs.begin_offset(), 28U);
  EXPECT_EQ(tlvs.end_offset(), 48U);
  EXPECT_FALSE(tlvs.empty());
  EXPECT_EQ(tlvs.malformed_offset(), std::nullopt);
}

TEST(RulesTlvView, ReadInPlace) {
  const TlvView tlvs = TlvsIn(Sound());
  EXPECT_EQ((*tlvs.begin()).value.data(), Bytes(Sound()).data() + 31);
}

TEST(RulesTlvView, Iterator) {
  const TlvView tlvs = TlvsIn(Sound());
  auto i = tlvs.begin();
  EXPECT_EQ(i.offset(), 28U);
  const auto before = i++;
  EXPECT_EQ(before, tlvs.begin());
  EXPECT_EQ((*before).type, 0x02);
  EXPECT_EQ((*i).type, 0x04);
  ++i;
  EXPECT_EQ(i.offset(), 36U);
  EXPECT_NE(i, tlvs.end());
  EXPECT_EQ(std::ranges::distance(tlvs.begin(), tlvs.end()), 5);
}

TEST(RulesTlvView, PayloadHoldsNoEntries) {
  const std::string input = V2("21 11 000f " SIMDPROXY_TEST_INET "04 0000") + Hex("02 0001 61");
  EXPECT_EQ(Entries(TlvsIn(input)), (std::vector<Entry>{{0x04, 28, ""}}));
}

TEST(RulesTlvView, BeginsBehindTheBlock) {
  const std::string inet6 = V2("21 21 0028 " SIMDPROXY_TEST_INET6 "04 0001 ff");
  EXPECT_EQ(Entries(TlvsIn(inet6)), (std::vector<Entry>{{0x04, 52, "\xff"}}));
  const std::string paths = V2("21 31 00dc") + UnixPath("a") + UnixPath("b") + Hex("04 0001 ff");
  EXPECT_EQ(Entries(TlvsIn(paths)), (std::vector<Entry>{{0x04, 232, "\xff"}}));
  const std::string unspec = V2("21 00 0004 04 0001 ff");
  EXPECT_EQ(Entries(TlvsIn(unspec)), (std::vector<Entry>{{0x04, 16, "\xff"}}));
}

TEST(RulesTlvView, LocalReadings) {
  const std::string aws = V2("20 11 0054 030004 bce5951f 04004a") + Zeros(74);
  EXPECT_EQ(Entries(TlvsIn(aws)),
            (std::vector<Entry>{{0x03, 16, Hex("bce5951f")}, {0x04, 23, Zeros(74)}}));
  const std::string block = V2("20 11 0010 " SIMDPROXY_TEST_INET "04 0001 ff");
  EXPECT_EQ(Entries(TlvsIn(block)), (std::vector<Entry>{{0x04, 28, "\xff"}}));
  const std::string junk = V2("20 00 0003 ffffff");
  EXPECT_TRUE(TlvsIn(junk).empty());
  EXPECT_TRUE(TlvsIn(junk, Reading::kStrict).empty());
}

TEST(RulesTlvView, NoneOutsideVersion2Ok) {
  EXPECT_TRUE(TlvsIn(kTcp4Line).empty());
  EXPECT_EQ(TlvsIn(kTcp4Line).begin_offset(), 45U);
  const std::string bare = V2("21 11 000c " SIMDPROXY_TEST_INET);
  EXPECT_TRUE(TlvsIn(bare).empty());
  EXPECT_TRUE(TlvsOf(Bytes(Sound()), Incomplete(2, 48)).empty());
  EXPECT_TRUE(TlvsOf(Bytes(Sound()), Invalid(2, Reason::kBadTlv, 28)).empty());
  EXPECT_TRUE(TlvView().empty());
  EXPECT_EQ(TlvView().malformed_offset(), std::nullopt);
}

TEST(RulesTlvView, PartialYieldsTheGoodEntriesThenTheMalformedOffset) {
  const TlvView tlvs = TlvsIn(Malformed(), Reading::kPartial);
  EXPECT_EQ(Entries(tlvs), (std::vector<Entry>{{0x02, 28, "ab"}, {0x05, 33, "cd"}}));
  EXPECT_EQ(tlvs.malformed_offset(), 38U);
  EXPECT_FALSE(tlvs.empty());
}

TEST(RulesTlvView, StrictReportsTheErrorAndYieldsNothing) {
  const TlvView tlvs = TlvsIn(Malformed(), Reading::kStrict);
  EXPECT_TRUE(Entries(tlvs).empty());
  EXPECT_TRUE(tlvs.empty());
  EXPECT_EQ(tlvs.malformed_offset(), 38U);
  EXPECT_EQ(Entries(TlvsIn(Sound(), Reading::kStrict)).size(), 5U);
}

TEST(RulesTlvView, MalformedFirstEntry) {
  for (const std::string& input :
       {V2("21 11 000d " SIMDPROXY_TEST_INET "04"), V2("21 11 000e " SIMDPROXY_TEST_INET "0400"),
        V2("21 11 000f " SIMDPROXY_TEST_INET "040001"),
        V2("21 11 000f " SIMDPROXY_TEST_INET "04ffff")}) {
    EXPECT_TRUE(TlvsIn(input).empty()) << Escaped(input);
    EXPECT_EQ(TlvsIn(input).malformed_offset(), 28U) << Escaped(input);
    EXPECT_TRUE(TlvsIn(input, Reading::kStrict).empty()) << Escaped(input);
    EXPECT_EQ(TlvsIn(input, Reading::kStrict).malformed_offset(), 28U) << Escaped(input);
  }
}

TEST(RulesTlvView, LookUpGivesTheFirstAndThenTheNext) {
  const TlvView tlvs = TlvsIn(Sound());
  const std::optional<Tlv> first = tlvs.Find(tlv_type::kAuthority);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->offset, 28U);
  const std::optional<Tlv> second = tlvs.FindNext(*first);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->offset, 36U);
  EXPECT_FALSE(tlvs.FindNext(*second));
  EXPECT_FALSE(tlvs.Find(tlv_type::kAlpn));
  EXPECT_TRUE(tlvs.Find(0xFF)) << "unknown types are kept";
  EXPECT_EQ(tlvs.Find(0x77)->offset, 44U);
}

TEST(RulesTlvView, LookUpByName) {
  const TlvView tlvs = TlvsIn(Sound());
  ASSERT_TRUE(tlvs.Find("AUTHORITY"));
  EXPECT_EQ(tlvs.Find("AUTHORITY")->offset, 28U);
  EXPECT_EQ(tlvs.Find("NOOP")->offset, 33U);
  EXPECT_FALSE(tlvs.Find("ALPN"));
  EXPECT_FALSE(tlvs.Find("FUTURE")) << "a range is no type";
  EXPECT_FALSE(tlvs.Find(""));
  EXPECT_FALSE(tlvs.Find("no such name"));
}

TEST(RulesTlvView, LookUpInAMalformedArea) {
  const TlvView partial = TlvsIn(Malformed(), Reading::kPartial);
  ASSERT_TRUE(partial.Find(tlv_type::kUniqueId));
  EXPECT_EQ(partial.Find(tlv_type::kUniqueId)->offset, 33U);
  EXPECT_FALSE(partial.Find(0xE0));
  EXPECT_FALSE(TlvsIn(Malformed(), Reading::kStrict).Find(tlv_type::kUniqueId));
  EXPECT_FALSE(TlvsIn(Malformed(), Reading::kStrict).Find("AUTHORITY"));
}

TEST(RulesTlvView, AreaIsClampedToTheBytes) {
  const std::string bytes = Hex("04 0001 ff 04 0001 ff");
  EXPECT_EQ(Entries(TlvView(Bytes(bytes), 0, 100)).size(), 2U);
  EXPECT_EQ(Entries(TlvView(Bytes(bytes), 4, 100)), (std::vector<Entry>{{0x04, 4, "\xff"}}));
  EXPECT_TRUE(TlvView(Bytes(bytes), 100, 200).empty());
  EXPECT_TRUE(TlvView(Bytes(bytes), 4, 2).empty());
  EXPECT_TRUE(TlvView({}, 0, 100).empty());
}

TEST(RulesTlvNames, NumbersToNames) {
  const struct {
    int type;
    const char* name;
  } named[] = {{0x01, "ALPN"},           {0x02, "AUTHORITY"},       {0x03, "CRC32C"},
               {0x04, "NOOP"},           {0x05, "UNIQUE_ID"},       {0x20, "SSL"},
               {0x21, "SSL_VERSION"},    {0x22, "SSL_CN"},          {0x23, "SSL_CIPHER"},
               {0x24, "SSL_SIG_ALG"},    {0x25, "SSL_KEY_ALG"},     {0x26, "SSL_GROUP"},
               {0x27, "SSL_SIG_SCHEME"}, {0x28, "SSL_CLIENT_CERT"}, {0x30, "NETNS"}};
  size_t count = 0;
  for (int type = 0; type < 256; ++type) {
    std::string expected = type >= 0xF8   ? "FUTURE"
                           : type >= 0xF0 ? "EXPERIMENT"
                           : type >= 0xE0 ? "CUSTOM"
                                          : "";
    for (const auto& row : named) {
      if (row.type == type) expected = row.name;
    }
    EXPECT_EQ(TlvTypeName(static_cast<uint8_t>(type)), expected) << type;
    count += !expected.empty();
  }
  EXPECT_EQ(count, 15U + 32U);
}

TEST(RulesTlvNames, NamesToNumbers) {
  EXPECT_EQ(TlvTypeFromName("ALPN"), 0x01);
  EXPECT_EQ(TlvTypeFromName("AUTHORITY"), 0x02);
  EXPECT_EQ(TlvTypeFromName("CRC32C"), 0x03);
  EXPECT_EQ(TlvTypeFromName("NOOP"), 0x04);
  EXPECT_EQ(TlvTypeFromName("UNIQUE_ID"), 0x05);
  EXPECT_EQ(TlvTypeFromName("SSL"), 0x20);
  EXPECT_EQ(TlvTypeFromName("SSL_VERSION"), 0x21);
  EXPECT_EQ(TlvTypeFromName("SSL_CN"), 0x22);
  EXPECT_EQ(TlvTypeFromName("SSL_CIPHER"), 0x23);
  EXPECT_EQ(TlvTypeFromName("SSL_SIG_ALG"), 0x24);
  EXPECT_EQ(TlvTypeFromName("SSL_KEY_ALG"), 0x25);
  EXPECT_EQ(TlvTypeFromName("SSL_GROUP"), 0x26);
  EXPECT_EQ(TlvTypeFromName("SSL_SIG_SCHEME"), 0x27);
  EXPECT_EQ(TlvTypeFromName("SSL_CLIENT_CERT"), 0x28);
  EXPECT_EQ(TlvTypeFromName("NETNS"), 0x30);
  for (const char* const name :
       {"", "CUSTOM", "EXPERIMENT", "FUTURE", "alpn", "ALPN ", "VERSION"}) {
    EXPECT_EQ(TlvTypeFromName(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace simdproxy::testing
