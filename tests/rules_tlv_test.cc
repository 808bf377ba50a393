// TLV areas, their structure, CRC32C, and the readings of LOCAL (core/FORMAT.md, section T). The
// checksums were computed by another program.
#include <string>
#include <vector>

#include "tests/rules.h"

namespace simdproxy::testing {
namespace {

const std::string kA4 = "c0000201 c6336402 dc04 01bb";
constexpr int kWalked = Header::kTlvsWalked;
constexpr int kWalkedAbsent = kWalked | static_cast<int>(CrcState::kAbsent);
constexpr int kWalkedOk = kWalked | static_cast<int>(CrcState::kOk);

Header Checked(std::string_view input, Check check) {
  const Header expected = reference::Decode(Bytes(input), {.check = check});
  for (const Witness& witness : Witnesses()) {
    const Header header = witness.decode(Bytes(input), {.check = check}, nullptr);
    EXPECT_TRUE(Same(header, expected)) << witness.name << " " << Show(header);
  }
  return expected;
}

void ExpectChecked(const std::string& input, Check check, const Header& expected) {
  const Header header = Checked(input, check);
  EXPECT_TRUE(Same(header, expected)) << ToHex(Bytes(input)) << "\n  expected " << Show(expected)
                                      << "\n  answered " << Show(header);
}

std::string Inet(size_t size, const std::string& tlvs) {
  char length[5];
  std::snprintf(length, sizeof(length), "%04x", static_cast<unsigned>(size - 16));
  return V2("21 11" + std::string(length) + kA4 + tlvs);
}

TEST(RulesTlv, NotLookedAtUnlessAskedFor) {
  ExpectChecked(Inet(29, "04"), Check::kNone, OkV2(0x21, 0x11, 28, 29));
  ExpectChecked(Inet(35, "03 0004 00000000"), Check::kNone, OkV2(0x21, 0x11, 28, 35));
  ExpectChecked(Inet(35, "03 0004 00000000"), Check::kTlv, OkV2(0x21, 0x11, 28, 35, kWalked));
}

TEST(RulesTlv, StructureFillsTheAreaExactly) {
  for (const Check check : {Check::kTlv, Check::kCrc}) {
    const int flags = check == Check::kTlv ? kWalked : kWalkedAbsent;
    const auto bad = [](size_t at) { return Invalid(2, Reason::kBadTlv, at); };
    ExpectChecked(Inet(28, ""), check, OkV2(0x21, 0x11, 28, 28, flags));
    ExpectChecked(Inet(31, "040000"), check, OkV2(0x21, 0x11, 28, 31, flags));
    ExpectChecked(Inet(29, "04"), check, bad(28));
    ExpectChecked(Inet(30, "0400"), check, bad(28));
    ExpectChecked(Inet(34, "02 000a 616263"), check, bad(28));
    ExpectChecked(Inet(35, "040000 02 0002 61"), check, bad(31));
    ExpectChecked(Inet(33, "040000 0000"), check, bad(31));
    ExpectChecked(Inet(31, "e0 ffff"), check, bad(28));
    ExpectChecked(Inet(32, "ff 0001 00"), check, OkV2(0x21, 0x11, 28, 32, flags));
  }
}

TEST(RulesTlv, VersionOneHasNone) {
  Header v1 = OkUnknown(15);
  v1.flags = kWalked;
  ExpectChecked("PROXY UNKNOWN\r\n", Check::kTlv, v1);
  v1.flags = kWalkedAbsent;
  ExpectChecked("PROXY UNKNOWN\r\n", Check::kCrc, v1);
}

TEST(RulesCrc, BigEndianOverTheWholeHeader) {
  ExpectChecked(Inet(35, "03 0004 20ec9549"), Check::kCrc, OkV2(0x21, 0x11, 28, 35, kWalkedOk));
  ExpectChecked(Inet(35, "03 0004 20ec9548"), Check::kCrc, Invalid(2, Reason::kBadCrc32c, 28));
  ExpectChecked(Inet(35, "03 0004 4995ec20"), Check::kCrc, Invalid(2, Reason::kBadCrc32c, 28));
  ExpectChecked(Inet(35, "03 0004 20ec9548"), Check::kTlv, OkV2(0x21, 0x11, 28, 35, kWalked));
  // Payload is not part of it.
  ExpectChecked(Inet(35, "03 0004 20ec9549") + "GET", Check::kCrc,
                OkV2(0x21, 0x11, 28, 35, kWalkedOk));
}

TEST(RulesCrc, OneEntryOfFourBytes) {
  ExpectChecked(Inet(31, "03 0000"), Check::kCrc, Invalid(2, Reason::kBadTlv, 28));
  ExpectChecked(Inet(34, "03 0003 000000"), Check::kCrc, Invalid(2, Reason::kBadTlv, 28));
  ExpectChecked(Inet(36, "03 0005 0000000000"), Check::kCrc, Invalid(2, Reason::kBadTlv, 28));
  ExpectChecked(Inet(42, "03 0004 2a68edaf 03 0004 2a68edaf"), Check::kCrc,
                Invalid(2, Reason::kBadTlv, 35));
  ExpectChecked(Inet(42, "03 0004 2a68edaf 03 0004 2a68edaf"), Check::kTlv,
                OkV2(0x21, 0x11, 28, 42, kWalked));
  // The first faulty entry answers, and the sum only after a clean walk.
  ExpectChecked(Inet(36, "03 0004 00000000 04"), Check::kCrc, Invalid(2, Reason::kBadTlv, 35));
  ExpectChecked(Inet(35, "03 0003 000000 04"), Check::kCrc, Invalid(2, Reason::kBadTlv, 28));
  ExpectChecked(Inet(32, "04 0005 00"), Check::kCrc, Invalid(2, Reason::kBadTlv, 28));
}

TEST(RulesUnspec, BytesThatAreNoTlvsAreNoFault) {
  ExpectChecked(V2("21 00 0003 ffffff"), Check::kTlv, OkV2(0x21, 0x00, 16, 19, kWalked));
  ExpectChecked(V2("21 00 0003 ffffff"), Check::kCrc, OkV2(0x21, 0x00, 16, 19, kWalkedAbsent));
  ExpectChecked(V2("21 00 0007 030004 3ec9894e"), Check::kCrc, OkV2(0x21, 0x00, 16, 23, kWalkedOk));
  ExpectChecked(V2("21 00 0007 030004 3ec9894f"), Check::kCrc, Invalid(2, Reason::kBadCrc32c, 16));
  ExpectChecked(V2("21 00 0006 030003 000000"), Check::kCrc, OkV2(0x21, 0x00, 16, 22, kWalked));
  ExpectChecked(V2("21 00 000e 030004 00000000 030004 00000000"), Check::kCrc,
                OkV2(0x21, 0x00, 16, 30, kWalked));
}

const std::string kAwsCheck = "20 11 0054 030004 bce5951f 04004a" + std::string(148, '0');

TEST(RulesLocal, TheChecksumArbitrates) {
  // An AWS health check: TLVs straight behind the 16 bytes, though the family names a block.
  ExpectChecked(V2(kAwsCheck), Check::kCrc, OkV2(0x20, 0x11, 16, 100, kWalkedOk));
  const Header header = Decode(Bytes(V2(kAwsCheck)));
  const std::string bytes = V2(kAwsCheck);
  const TlvView view = TlvsOf(Bytes(bytes), header);
  EXPECT_EQ(view.begin_offset(), 16U);
  ASSERT_TRUE(view.Find(tlv_type::kCrc32c).has_value());
  EXPECT_EQ(view.Find(tlv_type::kCrc32c)->offset, 16U);
  EXPECT_EQ(view.Find(tlv_type::kNoop)->value.size(), 74U);
  EXPECT_FALSE(view.Find(0).has_value());
}

TEST(RulesLocal, BehindTheBlockFirst) {
  ExpectChecked(V2("20 11 0013" + kA4 + "030004 553f6571"), Check::kCrc,
                OkV2(0x20, 0x11, 16, 35, kWalkedOk));
  ExpectChecked(V2("20 11 0013" + kA4 + "030004 553f6570"), Check::kCrc,
                Invalid(2, Reason::kBadCrc32c, 28));
  ExpectChecked(V2("20 11 000c" + kA4), Check::kCrc, OkV2(0x20, 0x11, 16, 28, kWalkedAbsent));
  ExpectChecked(V2("20 00 0007 030004 a9b87e8f"), Check::kCrc, OkV2(0x20, 0x00, 16, 23, kWalkedOk));
  ExpectChecked(V2("20 00 0007 030004 a9b87e8e"), Check::kCrc, Invalid(2, Reason::kBadCrc32c, 16));
}

TEST(RulesLocal, AnythingElseIsIgnored) {
  ExpectChecked(V2("20 00 0003 ffffff"), Check::kCrc, OkV2(0x20, 0x00, 16, 19, kWalkedAbsent));
  ExpectChecked(V2("20 00 0003 ffffff"), Check::kTlv, OkV2(0x20, 0x00, 16, 19));
  ExpectChecked(V2("20 00 0006 030003 000000"), Check::kCrc, OkV2(0x20, 0x00, 16, 22, kWalked));
  ExpectChecked(V2("20 11 0003 ffffff"), Check::kCrc, OkV2(0x20, 0x11, 16, 19, kWalkedAbsent));
}

TEST(RulesTlvView, PartialAndStrict) {
  const std::string bytes = Inet(40, "02 0003 616263 05 0001 78 e0 ffff 00").substr(0, 40);
  const Header header = Decode(Bytes(bytes));
  ASSERT_TRUE(header.ok()) << Show(header);
  const TlvView partial = TlvsOf(Bytes(bytes), header);
  std::vector<int> types;
  for (const Tlv tlv : partial) types.push_back(tlv.type);
  EXPECT_EQ(types, (std::vector<int>{0x02, 0x05}));
  EXPECT_EQ(partial.malformed_offset(), 38U);
  EXPECT_TRUE(partial.Find(0x05).has_value());
  EXPECT_EQ(partial.Find("UNIQUE_ID")->offset, 34U);
  EXPECT_FALSE(partial.Find(0xe0).has_value());

  const TlvView strict = TlvsOf(Bytes(bytes), header, Reading::kStrict);
  EXPECT_TRUE(strict.empty());
  EXPECT_EQ(strict.malformed_offset(), 38U);
  EXPECT_FALSE(strict.Find(0x02).has_value());
}

TEST(RulesTlvView, RepeatsInOrder) {
  const std::string bytes = Inet(44, "e0 0001 61 01 0001 62 e0 0001 63 e0 0001 64");
  const TlvView view = TlvsOf(Bytes(bytes), Decode(Bytes(bytes)), Reading::kStrict);
  const auto first = view.Find(0xe0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->offset, 28U);
  EXPECT_EQ(first->value_offset(), 31U);
  const auto second = view.FindNext(*first);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->offset, 36U);
  const auto third = view.FindNext(*second);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->value[0], std::byte{'d'});
  EXPECT_FALSE(view.FindNext(*third));
  EXPECT_FALSE(view.malformed_offset());
}

TEST(RulesTlvView, AreaIsEmptyWhereThereAreNone) {
  for (const std::string& bytes :
       {std::string("PROXY UNKNOWN\r\n"), std::string("GET"), V2("21 00 0003 ffffff"),
        V2("20 00 0003 ffffff"), V2("21 11 000c" + kA4), V2("21 11")}) {
    const Header header = Decode(Bytes(bytes));
    const TlvView view = TlvsOf(Bytes(bytes), header);
    EXPECT_TRUE(view.empty()) << ToHex(Bytes(bytes));
    EXPECT_EQ(view.begin_offset(), header.size());
    EXPECT_FALSE(view.malformed_offset()) << ToHex(Bytes(bytes));
  }
}

TEST(RulesCrc32c, PublishedVectors) {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogues.
  EXPECT_EQ(Crc32c(Bytes("123456789")), 0xE3069283U);
  EXPECT_EQ(Crc32c(Bytes(std::string(32, '\0'))), 0x8A9136AAU);
  EXPECT_EQ(Crc32c(Bytes(std::string(32, '\xFF'))), 0x62A8AB43U);
  std::string up, down;
  for (int i = 0; i < 32; ++i) {
    up += static_cast<char>(i);
    down += static_cast<char>(31 - i);
  }
  EXPECT_EQ(Crc32c(Bytes(up)), 0x46DD794EU);
  EXPECT_EQ(Crc32c(Bytes(down)), 0x113FDB5CU);
  EXPECT_EQ(Crc32c(Bytes(Hex("01c00000000000000000000000000000 14000000 00000400 00000014 00000018"
                             "28000000 00000000 02000000 00000000"))),
            0xD9963A56U);
  EXPECT_EQ(Crc32c({}), 0U);
}

TEST(RulesCrc32c, ARangeReadAsZero) {
  const std::string text = "The quick brown fox jumps over the lazy dog";
  for (size_t begin = 0; begin <= text.size() + 2; ++begin) {
    for (const size_t size : {size_t{0}, size_t{1}, size_t{4}, size_t{9}, ~size_t{0}}) {
      std::string zeroed = text;
      for (size_t i = begin; i < text.size() && i - begin < size; ++i) zeroed[i] = '\0';
      EXPECT_EQ(Crc32c(Bytes(text), begin, size), reference::Crc32c(Bytes(zeroed), SIZE_MAX));
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
