// core/FORMAT.md, T14: the SSL entry and its sub-entries.
#include <gtest/gtest.h>

#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"
#include "tests/tlv_value.h"

namespace simdproxy::testing {
namespace {

// A header with one SSL entry at 28, and what the reader makes of it. Sub-entries begin at 36.
struct SslCase {
  explicit SslCase(const std::string& length, const std::string& entry,
                   Reading reading = Reading::kStrict)
      : input(V2("21 11 " + length + SIMDPROXY_TEST_INET + entry)) {
    const Header header = Decode(Bytes(input), {.check = Check::kCrc});
    EXPECT_TRUE(header.ok()) << "decode never judges what SSL holds: " << Escaped(input);
    const std::optional<Tlv> tlv = TlvsOf(Bytes(input), header).Find(tlv_type::kSsl);
    EXPECT_TRUE(tlv);
    if (tlv) ssl = ReadSsl(Bytes(input), *tlv, reading);
  }

  std::string input;
  TlvValue<Ssl> ssl;
};

TEST(RulesSsl, ClientAndVerify) {
  const SslCase none("0014", "20 0005 00 00000000");
  ASSERT_TRUE(none.ssl);
  EXPECT_EQ(none.ssl->client, 0);
  EXPECT_EQ(none.ssl->verify, 0U);
  EXPECT_TRUE(none.ssl->entries.empty());
  EXPECT_FALSE(none.ssl->tls());
  const SslCase all("0014", "20 0005 07 01020304");
  ASSERT_TRUE(all.ssl);
  EXPECT_EQ(all.ssl->client, 7);
  EXPECT_EQ(all.ssl->verify, 0x01020304U) << "big-endian";
  EXPECT_TRUE(all.ssl->tls());
}

TEST(RulesSsl, ClientBits) {
  EXPECT_EQ(Ssl::kClientSsl, 1);
  EXPECT_EQ(Ssl::kClientCertConn, 2);
  EXPECT_EQ(Ssl::kClientCertSess, 4);
}

TEST(RulesSsl, VerifiedNeedsACertificateAndVerifyZero) {
  const struct {
    uint8_t client;
    uint32_t verify;
    bool verified;
  } rows[] = {{0, 0, false}, {1, 0, false},          {2, 0, true},    {3, 0, true},
              {4, 0, true},  {5, 0, true},           {7, 0, true},    {1, 1, false},
              {3, 1, false}, {7, 0x80000000, false}, {0xF9, 0, false}};
  for (const auto& row : rows) {
    const Ssl ssl{.client = row.client, .verify = row.verify, .entries = {}};
    EXPECT_EQ(ssl.verified(), row.verified) << int{row.client} << " " << row.verify;
  }
}

TEST(RulesSsl, SubEntries) {
  const SslCase c("0061",
                  "20 0052 03 00000000 "
                  "21 0007 544c5376312e33 22 0005 616c696365 23 0003 414541 24 0004 52534131 "
                  "25 0003 524141 26 0006 583235353139 27 0003 505353 28 0004 30820001 "
                  "29 0001 ff 2f 0000 20 0008 07 00000000 210000");
  ASSERT_TRUE(c.ssl);
  EXPECT_TRUE(c.ssl->verified());
  const TlvView& subs = c.ssl->entries;
  EXPECT_EQ(subs.begin_offset(), 36U);
  EXPECT_EQ(subs.end_offset(), 113U);
  ASSERT_EQ(std::ranges::distance(subs.begin(), subs.end()), 11);
  EXPECT_EQ(AsText(ReadSslVersion(*subs.Find("SSL_VERSION"))), "TLSv1.3");
  EXPECT_EQ(AsText(ReadSslCn(*subs.Find("SSL_CN"))), "alice");
  EXPECT_EQ(AsText(ReadSslCipher(*subs.Find("SSL_CIPHER"))), "AEA");
  EXPECT_EQ(AsText(ReadSslSigAlg(*subs.Find("SSL_SIG_ALG"))), "RSA1");
  EXPECT_EQ(AsText(ReadSslKeyAlg(*subs.Find("SSL_KEY_ALG"))), "RAA");
  EXPECT_EQ(AsText(ReadSslGroup(*subs.Find("SSL_GROUP"))), "X25519");
  EXPECT_EQ(AsText(ReadSslSigScheme(*subs.Find("SSL_SIG_SCHEME"))), "PSS");
  EXPECT_EQ(AsText(ReadSslClientCert(*subs.Find("SSL_CLIENT_CERT"))), Hex("30820001"));
  EXPECT_EQ(subs.Find("SSL_VERSION")->offset, 36U);
  EXPECT_TRUE(subs.Find(0x29)) << "unknown sub-types are kept";
  EXPECT_TRUE(subs.Find(0x2F));
  EXPECT_EQ(subs.Find(tlv_type::kSsl)->value.size(), 8U) << "an entry like any other";
}

TEST(RulesSsl, SubEntriesAreNotOnTopLevel) {
  const SslCase c("0021", "20 0008 01 00000000 21 0000 23 0002 6162 04 0002 0000");
  ASSERT_TRUE(c.ssl);
  const TlvView top = TlvsOf(Bytes(c.input), Decode(Bytes(c.input)));
  EXPECT_FALSE(top.Find("SSL_VERSION"));
  EXPECT_TRUE(top.Find("SSL_CIPHER")) << "0x23 on top level is kept as it is";
  EXPECT_FALSE(c.ssl->entries.Find("SSL_CIPHER"));
}

TEST(RulesSsl, FewerThanFiveBytesAreAFaultAtTheEntry) {
  EXPECT_TRUE(Faulty(SslCase("000f", "20 0000").ssl, ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(SslCase("0010", "20 0001 01").ssl, ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(SslCase("0013", "20 0004 01000000").ssl, ValueFault::kBadSize, 28));
  EXPECT_TRUE(
      Faulty(SslCase("0013", "20 0004 01000000", Reading::kPartial).ssl, ValueFault::kBadSize, 28));
  // Behind another entry.
  EXPECT_TRUE(Faulty(SslCase("0013", "04 0001 00 20 0000").ssl, ValueFault::kBadSize, 32));
}

TEST(RulesSsl, SubEntryThatDoesNotFitIsAFaultAtItsTypeByte) {
  EXPECT_TRUE(Faulty(SslCase("001a", "20 000b 01 00000000 21 0009 544c53").ssl,
                     ValueFault::kBadSubEntry, 36));
  EXPECT_TRUE(Faulty(SslCase("0015", "20 0006 01 00000000 21").ssl, ValueFault::kBadSubEntry, 36));
  EXPECT_TRUE(
      Faulty(SslCase("0016", "20 0007 01 00000000 2100").ssl, ValueFault::kBadSubEntry, 36));
  EXPECT_TRUE(Faulty(SslCase("001e", "20 000f 01 00000000 21 0002 6162 22 0003 6162").ssl,
                     ValueFault::kBadSubEntry, 41));
}

TEST(RulesSsl, SubEntryEndsWithTheValueNotWithTheHeader) {
  // The bytes of the entry behind it would complete the sub-entry.
  EXPECT_TRUE(Faulty(SslCase("001e", "20 000b 01 00000000 21 0005 616263 04 0001 00").ssl,
                     ValueFault::kBadSubEntry, 36));
}

TEST(RulesSsl, PartialKeepsTheGoodEntriesBeforeAFault) {
  const SslCase c("001e", "20 000f 03 00000001 21 0002 6162 22 0003 6162", Reading::kPartial);
  EXPECT_TRUE(Faulty(c.ssl, ValueFault::kBadSubEntry, 41));
  EXPECT_EQ(c.ssl.value.client, 3);
  EXPECT_EQ(c.ssl.value.verify, 1U);
  ASSERT_TRUE(c.ssl.value.entries.Find("SSL_VERSION"));
  EXPECT_EQ(AsText(ReadSslVersion(*c.ssl.value.entries.Find("SSL_VERSION"))), "ab");
  EXPECT_FALSE(c.ssl.value.entries.Find("SSL_CN"));
  const SslCase strict("001e", "20 000f 03 00000001 21 0002 6162 22 0003 6162");
  EXPECT_TRUE(strict.ssl.value.entries.empty());
}

TEST(RulesSsl, NoRecursion) {
  // The inner SSL entry is too short, which is no fault of the outer one.
  const SslCase c("0017", "20 0008 01 00000000 20 0000");
  ASSERT_TRUE(c.ssl);
  const std::optional<Tlv> inner = c.ssl->entries.Find(tlv_type::kSsl);
  ASSERT_TRUE(inner);
  EXPECT_TRUE(Faulty(ReadSsl(Bytes(c.input), *inner), ValueFault::kBadSize, 36));
}

TEST(RulesSsl, TextIsPrintableAscii) {
  for (const auto& [type, read] :
       {std::pair{0x21, &ReadSslVersion}, std::pair{0x23, &ReadSslCipher},
        std::pair{0x24, &ReadSslSigAlg}, std::pair{0x25, &ReadSslKeyAlg},
        std::pair{0x26, &ReadSslGroup}, std::pair{0x27, &ReadSslSigScheme}}) {
    const auto number = static_cast<uint8_t>(type);
    EXPECT_EQ(AsText(read(At28(number, "TLSv1.3 ~"))), "TLSv1.3 ~") << type;
    EXPECT_TRUE(Faulty(read(At28(number, "")), ValueFault::kBadSize, 28)) << type;
    EXPECT_TRUE(Faulty(read(At28(number, "\xff")), ValueFault::kBadText, 28)) << type;
    EXPECT_TRUE(Faulty(read(At28(number, "a\x7f")), ValueFault::kBadText, 28)) << type;
    EXPECT_TRUE(Faulty(read(At28(number, Text("a\0"))), ValueFault::kBadText, 28)) << type;
  }
}

TEST(RulesSsl, CnIsBytesNotAlwaysUtf8) {
  EXPECT_EQ(AsText(ReadSslCn(At28(0x22, "M\xfcller"))), "M\xfcller");
  EXPECT_EQ(AsText(ReadSslCn(At28(0x22, "M\xc3\xbcller"))), "M\xc3\xbcller");
  EXPECT_EQ(AsText(ReadSslCn(At28(0x22, Text("a\0b")))), Text("a\0b"));
}

TEST(RulesSsl, ClientCertIsBytes) {
  EXPECT_EQ(AsText(ReadSslClientCert(At28(0x28, Hex("3082ff00")))), Hex("3082ff00"));
  EXPECT_TRUE(Faulty(ReadSslClientCert(At28(0x28, "")), ValueFault::kBadSize, 28));
}

}  // namespace
}  // namespace simdproxy::testing
