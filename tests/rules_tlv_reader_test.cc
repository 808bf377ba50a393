// core/FORMAT.md, T13 and T15: the typed readers of registered and vendor types, SSL apart.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/bytes.h"
#include "tests/tlv_value.h"

namespace simdproxy::testing {
namespace {

TEST(RulesReader, EveryReaderRefusesOtherTypes) {
  const std::string five = "12345";
  EXPECT_TRUE(Faulty(ReadAlpn(At28(0x02, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadAuthority(At28(0x01, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadCrc32c(At28(0x04, "1234")), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadNoop(At28(0x05, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadUniqueId(At28(0x04, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSsl({}, At28(0x21, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslVersion(At28(0x20, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslCn(At28(0x21, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslCipher(At28(0x22, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslSigAlg(At28(0x23, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslKeyAlg(At28(0x24, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslGroup(At28(0x25, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslSigScheme(At28(0x26, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadSslClientCert(At28(0x27, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadNetns(At28(0x28, five)), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadAwsVpcEndpointId(At28(0xEB, "\1abc")), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadAzureLinkId(At28(0xEA, "\1abcd")), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadGcpPscConnectionId(At28(0xE1, "12345678")), ValueFault::kWrongType, 28));
  EXPECT_TRUE(Faulty(ReadAlibabaId(At28(0xE0, "\1abc")), ValueFault::kWrongType, 28));
}

TEST(RulesReader, Alpn) {
  EXPECT_EQ(AsText(ReadAlpn(At28(0x01, "h2"))), "h2");
  EXPECT_EQ(AsText(ReadAlpn(At28(0x01, "\xff"))), "\xff") << "any bytes";
  EXPECT_TRUE(Faulty(ReadAlpn(At28(0x01, "")), ValueFault::kBadSize, 28));
}

std::vector<std::string> Names(const std::string& value) {
  std::array<std::string_view, 8> names;
  const size_t count = AlpnNames(Bytes(value), names);
  return {names.begin(), names.begin() + static_cast<long>(count)};
}

using Strings = std::vector<std::string>;

TEST(RulesReader, AlpnNamesOfOneName) {
  EXPECT_EQ(Names("h2"), Strings{"h2"});
  EXPECT_EQ(Names("http/1.1"), Strings{"http/1.1"});
  EXPECT_EQ(Names("h"), Strings{"h"});
}

TEST(RulesReader, AlpnNamesOfAList) {
  EXPECT_EQ(Names(Text("\0\x03\x02h2")), Strings{"h2"});
  EXPECT_EQ(Names(Text("\0\x0c\x02h2\x08http/1.1")), (Strings{"h2", "http/1.1"}));
  EXPECT_EQ(Names(Text("\0\x02\x01x")), Strings{"x"});
}

TEST(RulesReader, AlpnNamesOfWhatIsAlmostAList) {
  for (const std::string& value :
       {Text("\0\0"), Text("\0\x01\0"), Text("\0\x03\x03h2"), Text("\0\x04\x02h2"),
        Text("\0\x02\x02h2"), Text("\0\x04\x02h2\0"), Text("\0\x05\x02h2\x02x"), Text("\x02h2"),
        Text("\0")}) {
    EXPECT_EQ(Names(value), Strings{value});
  }
}

TEST(RulesReader, AlpnNamesCountsWhatDoesNotFit) {
  const std::string value = Text("\0\x06\x01x\x01y\x01z");
  std::array<std::string_view, 2> two;
  EXPECT_EQ(AlpnNames(Bytes(value), two), 3U);
  EXPECT_EQ(two[0], "x");
  EXPECT_EQ(two[1], "y");
  EXPECT_EQ(AlpnNames(Bytes(value), {}), 3U);
  EXPECT_EQ(AlpnNames(Bytes("h2"), {}), 1U);
}

TEST(RulesReader, AuthorityIsUtf8) {
  EXPECT_EQ(AsText(ReadAuthority(At28(0x02, "example.org"))), "example.org");
  EXPECT_TRUE(Faulty(ReadAuthority(At28(0x02, "")), ValueFault::kBadSize, 28));
  EXPECT_EQ(AsText(ReadAuthority(At28(0x02, std::string(256, 'a')))), std::string(256, 'a'));
  for (const char* const good :
       {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
        "b\xc3\xbc"
        "cher.example"}) {
    EXPECT_EQ(AsText(ReadAuthority(At28(0x02, good))), good);
  }
  for (const char* const bad : {"\x80",
                                "\xbf",
                                "\xc0\x80",
                                "\xc1\xbf",
                                "\xc2",
                                "\xc2\x7f",
                                "\xc2\xc0",
                                "\xe0\x9f\xbf",
                                "\xe0\xa0",
                                "\xed\xa0\x80",
                                "\xed\xbf\xbf",
                                "\xe1\x80",
                                "\xe1\x80\x7f",
                                "\xf0\x8f\xbf\xbf",
                                "\xf0\x90\x80",
                                "\xf4\x90\x80\x80",
                                "\xf5\x80\x80\x80",
                                "\xf8\x88\x80\x80\x80",
                                "\xfe",
                                "\xff",
                                "a\xff",
                                "\xc3\xbc\xc3"}) {
    EXPECT_TRUE(Faulty(ReadAuthority(At28(0x02, bad)), ValueFault::kBadText, 28)) << bad;
  }
}

TEST(RulesReader, Crc32cIsBigEndian) {
  const auto crc = ReadCrc32c(At28(0x03, Hex("20ec9549")));
  ASSERT_TRUE(crc);
  EXPECT_EQ(*crc, 0x20EC9549U);
  EXPECT_EQ(crc.offset, 0U);
  for (const size_t size : {size_t{0}, size_t{3}, size_t{5}}) {
    EXPECT_TRUE(Faulty(ReadCrc32c(At28(0x03, Zeros(size))), ValueFault::kBadSize, 28));
  }
}

TEST(RulesReader, NoopHoldsAnyBytes) {
  EXPECT_EQ(AsText(ReadNoop(At28(0x04, ""))), "");
  EXPECT_EQ(AsText(ReadNoop(At28(0x04, Hex("00ff")))), Hex("00ff"));
  EXPECT_EQ(AsText(ReadNoop(At28(0x04, Zeros(65535)))), Zeros(65535));
}

TEST(RulesReader, UniqueIdHasAtMost128Bytes) {
  EXPECT_EQ(AsText(ReadUniqueId(At28(0x05, Zeros(1)))), Zeros(1));
  EXPECT_EQ(AsText(ReadUniqueId(At28(0x05, std::string(128, 'u')))), std::string(128, 'u'));
  EXPECT_TRUE(Faulty(ReadUniqueId(At28(0x05, std::string(129, 'u'))), ValueFault::kBadSize, 28));
}

TEST(RulesReader, NetnsIsAscii) {
  EXPECT_EQ(AsText(ReadNetns(At28(0x30, "blue ~"))), "blue ~");
  EXPECT_TRUE(Faulty(ReadNetns(At28(0x30, "")), ValueFault::kBadSize, 28));
  for (const char* const bad : {"\x1f", "\x7f", "a\nb", "\xc3\xbc", "\x80"}) {
    EXPECT_TRUE(Faulty(ReadNetns(At28(0x30, bad)), ValueFault::kBadText, 28)) << bad;
  }
  EXPECT_TRUE(Faulty(ReadNetns(At28(0x30, Text("a\0"))), ValueFault::kBadText, 28));
}

TEST(RulesReader, NamesOfFaults) {
  EXPECT_EQ(ValueFaultName(ValueFault::kNone), "none");
  EXPECT_EQ(ValueFaultName(ValueFault::kWrongType), "wrong_type");
  EXPECT_EQ(ValueFaultName(ValueFault::kBadSize), "bad_size");
  EXPECT_EQ(ValueFaultName(ValueFault::kBadText), "bad_text");
  EXPECT_EQ(ValueFaultName(ValueFault::kBadSubtype), "bad_subtype");
  EXPECT_EQ(ValueFaultName(ValueFault::kBadSubEntry), "bad_sub_entry");
}

TEST(RulesVendor, Aws) {
  EXPECT_EQ(AsText(ReadAwsVpcEndpointId(At28(0xEA, "\x01vpce-08d2bf15fac5001c9"))),
            "vpce-08d2bf15fac5001c9");
  EXPECT_TRUE(Faulty(ReadAwsVpcEndpointId(At28(0xEA, "")), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAwsVpcEndpointId(At28(0xEA, "\x01")), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAwsVpcEndpointId(At28(0xEA, "\x02vpce")), ValueFault::kBadSubtype, 28));
  EXPECT_TRUE(Faulty(ReadAwsVpcEndpointId(At28(0xEA, "\x01vpc\xff")), ValueFault::kBadText, 28));
}

TEST(RulesVendor, AzureIsLittleEndian) {
  const auto id = ReadAzureLinkId(At28(0xEE, Hex("01 04030201")));
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, 0x01020304U);
  EXPECT_EQ(*ReadAzureLinkId(At28(0xEE, Hex("01 ffffffff"))), 0xFFFFFFFFU);
  EXPECT_EQ(*ReadAzureLinkId(At28(0xEE, Hex("01 00000080"))), 0x80000000U);
  EXPECT_TRUE(Faulty(ReadAzureLinkId(At28(0xEE, "")), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAzureLinkId(At28(0xEE, Hex("01 000000"))), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAzureLinkId(At28(0xEE, Hex("01 0000000000"))), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAzureLinkId(At28(0xEE, Hex("02 00000000"))), ValueFault::kBadSubtype, 28));
}

TEST(RulesVendor, GcpIsBigEndianOf8Bytes) {
  const auto id = ReadGcpPscConnectionId(At28(0xE0, Hex("0102030405060708")));
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, 0x0102030405060708U);
  EXPECT_TRUE(Faulty(ReadGcpPscConnectionId(At28(0xE0, Zeros(7))), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadGcpPscConnectionId(At28(0xE0, Zeros(9))), ValueFault::kBadSize, 28));
  // hitch sends a certificate under the same type.
  EXPECT_TRUE(Faulty(ReadGcpPscConnectionId(At28(0xE0, "-----BEGIN CERTIFICATE-----\n")),
                     ValueFault::kBadSize, 28));
}

TEST(RulesVendor, Alibaba) {
  const auto vpc = ReadAlibabaId(At28(0xE1, "\x01vpc-t4n1"));
  ASSERT_TRUE(vpc);
  EXPECT_EQ(vpc->kind, AlibabaKind::kVpcId);
  EXPECT_EQ(vpc->id, "vpc-t4n1");
  const auto endpoint = ReadAlibabaId(At28(0xE1,
                                           "\x02"
                                           "ep-x"));
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->kind, AlibabaKind::kEndpointId);
  EXPECT_EQ(endpoint->id, "ep-x");
  const auto service = ReadAlibabaId(At28(0xE1,
                                          "\x03"
                                          "epsrv-x"));
  ASSERT_TRUE(service);
  EXPECT_EQ(service->kind, AlibabaKind::kServiceId);
  EXPECT_EQ(service->id, "epsrv-x");
  EXPECT_TRUE(Faulty(ReadAlibabaId(At28(0xE1, "")), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAlibabaId(At28(0xE1, "\x01")), ValueFault::kBadSize, 28));
  EXPECT_TRUE(Faulty(ReadAlibabaId(At28(0xE1, Text("\0x"))), ValueFault::kBadSubtype, 28));
  EXPECT_TRUE(Faulty(ReadAlibabaId(At28(0xE1, "\x04x")), ValueFault::kBadSubtype, 28));
  EXPECT_TRUE(Faulty(ReadAlibabaId(At28(0xE1, "\x01\xff")), ValueFault::kBadText, 28));
}

}  // namespace
}  // namespace simdproxy::testing
