// What a decoded header gives, typed readers and names (core/FORMAT.md, sections O and T).
#include <string>
#include <vector>

#include "tests/rules.h"

namespace simdproxy::testing {
namespace {

std::string Text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Tlv Entry(uint8_t type, std::string_view value) { return {40, type, Bytes(value)}; }

TEST(View, TcpLine) {
  const std::string line = "PROXY TCP6 2001:DB8::1 ::ffff:192.0.2.7 56324 443\r\n";
  const std::string input = line + "GET";
  const HeaderView view(Bytes(input), Decode(Bytes(input)));
  EXPECT_TRUE(view.valid());
  EXPECT_EQ(view.version(), 1);
  EXPECT_EQ(view.command(), Command::kProxy);
  EXPECT_EQ(view.family(), Family::kInet6);
  EXPECT_EQ(view.transport(), Transport::kStream);
  EXPECT_EQ(ToText(view.source()).view(), "2001:db8::1");
  EXPECT_EQ(ToText(view.destination()).view(), "::ffff:c000:207");
  EXPECT_EQ(view.source().port, 56324);
  EXPECT_EQ(view.destination().port, 443);
  EXPECT_EQ(view.source_text(), "2001:DB8::1");
  EXPECT_EQ(view.destination_text(), "::ffff:192.0.2.7");
  EXPECT_EQ(view.source_port_text(), "56324");
  EXPECT_EQ(view.destination_port_text(), "443");
  EXPECT_EQ(Text(view.raw()), line);
  EXPECT_TRUE(view.rest().empty());
  EXPECT_TRUE(view.tlvs().empty());
  EXPECT_EQ(view.header().tlv_offset(), line.size());
}

TEST(View, UnknownLine) {
  const std::string line = "PROXY UNKNOWN some text\r\n";
  const HeaderView view(Bytes(line), Decode(Bytes(line)));
  EXPECT_EQ(view.family(), Family::kUnspec);
  EXPECT_EQ(view.transport(), Transport::kUnspec);
  EXPECT_FALSE(view.source());
  EXPECT_EQ(Text(view.rest()), " some text");
  EXPECT_EQ(view.rest_offset(), 13U);
  EXPECT_EQ(view.source_text(), "");
  const std::string bare = "PROXY UNKNOWN\r\n";
  EXPECT_TRUE(View(Bytes(bare), Decode(Bytes(bare))).rest().empty());
}

TEST(View, BinaryHeader) {
  const std::string input = V2("21 12 0011 c0000201 c6336402 dc04 01bb 05 0002 6964") + "payload";
  const HeaderView view(Bytes(input), Decode(Bytes(input)));
  EXPECT_EQ(view.transport(), Transport::kDgram);
  EXPECT_EQ(ToText(view.source()).view(), "192.0.2.1");
  EXPECT_EQ(ToText(view.destination()).view(), "198.51.100.2");
  EXPECT_EQ(view.raw().size(), 33U);
  EXPECT_EQ(ToHex(view.rest()), "0500026964");
  EXPECT_EQ(view.rest_offset(), 28U);
  EXPECT_EQ(Text(view.tlvs().Find("UNIQUE_ID")->value), "id");
  EXPECT_EQ(view.tlvs().begin_offset(), 28U);
}

TEST(View, RestOfLocalAndUnspec) {
  const std::string local = V2("20 11 000c c0000201 c6336402 dc04 01bb");
  const HeaderView view(Bytes(local), Decode(Bytes(local)));
  EXPECT_FALSE(view.source());
  EXPECT_FALSE(view.destination());
  EXPECT_EQ(view.rest().size(), 12U);
  EXPECT_EQ(view.command(), Command::kLocal);
  const std::string unspec = V2("21 00 0003 ffffff");
  EXPECT_EQ(ToHex(View(Bytes(unspec), Decode(Bytes(unspec))).rest()), "ffffff");
}

TEST(View, UnixPaths) {
  const auto with = [](const std::string& source) {
    std::string block = source;
    block.resize(108, '\0');
    return V2("21 31 00d8") + block + std::string(108, 'd');
  };
  const auto path = [](const std::string& input) {
    const HeaderView view(Bytes(input), Decode(Bytes(input)));
    EXPECT_EQ(view.source().family, Family::kUnix);
    EXPECT_EQ(view.source().path_block.size(), 108U);
    EXPECT_EQ(ToText(view.destination()).view(), std::string(108, 'd'));
    return std::string(ToText(view.source()).view());
  };
  EXPECT_EQ(path(with("/run/a.sock")), "/run/a.sock");
  EXPECT_EQ(path(with(std::string("/a\0b", 4))), "/a");
  EXPECT_EQ(path(with(std::string("\0name", 5))), "@name");
  EXPECT_EQ(path(with(std::string("\0a\0b", 4))), std::string("@a\0b", 4));
  EXPECT_EQ(path(with("")), "");
  EXPECT_EQ(path(with(std::string(108, 'x'))), std::string(108, 'x'));
}

TEST(View, OfWhatIsNotOk) {
  for (const std::string& input : {std::string("PROXY TCP4 "), std::string("GET"), V2("22")}) {
    const HeaderView view(Bytes(input), Decode(Bytes(input)));
    EXPECT_FALSE(view.valid());
    EXPECT_TRUE(view.raw().empty());
    EXPECT_TRUE(view.rest().empty());
    EXPECT_FALSE(view.source());
  }
}

std::string Inet6Text(const char* hex) {
  const std::string bytes = Hex(hex);
  std::array<uint8_t, 16> address;
  std::memcpy(address.data(), bytes.data(), 16);
  return std::string(Inet6ToText(address).view());
}

TEST(AddressText, Rfc5952) {
  EXPECT_EQ(Inet6Text("20010db8000000000001000000000001"), "2001:db8::1:0:0:1");
  EXPECT_EQ(Inet6Text("20010db8000000000000000000000001"), "2001:db8::1");
  EXPECT_EQ(Inet6Text("20010db8000000010001000100010001"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(Inet6Text("20010000000000010000000000000001"), "2001:0:0:1::1");
  EXPECT_EQ(Inet6Text("20010db8aaaabbbbccccddddeeeeaaaa"),
            "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa");
  EXPECT_EQ(Inet6Text("00000000000000000000000000000000"), "::");
  EXPECT_EQ(Inet6Text("00000000000000000000000000000001"), "::1");
  EXPECT_EQ(Inet6Text("00010000000000000000000000000000"), "1::");
  EXPECT_EQ(Inet6Text("00000000000000000000ffffc0000201"), "::ffff:c000:201");
  EXPECT_EQ(Inet6Text("00010002000300040005000600070000"), "1:2:3:4:5:6:7:0");
  EXPECT_EQ(Inet6Text("00000002000300040005000600000000"), "0:2:3:4:5:6::");
}

TEST(TlvReaders, RegisteredTypes) {
  EXPECT_EQ(Text(*ReadAlpn(Entry(0x01, "h2"))), "h2");
  EXPECT_EQ(ReadAlpn(Entry(0x01, "")).fault, ValueFault::kBadSize);
  EXPECT_EQ(ReadAlpn(Entry(0x02, "h2")).fault, ValueFault::kWrongType);
  EXPECT_EQ(ReadAlpn(Entry(0x02, "h2")).offset, 40U);
  EXPECT_EQ(*ReadAuthority(Entry(0x02,
                                 "b\xC3\xBC"
                                 "cher.example")),
            "b\xC3\xBC"
            "cher.example");
  for (const char* bad : {"\xFF", "\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                          "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF8\x88\x80\x80\x80"}) {
    EXPECT_EQ(ReadAuthority(Entry(0x02, bad)).fault, ValueFault::kBadText) << bad;
  }
  for (const char* good :
       {"\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(ReadAuthority(Entry(0x02, good))) << good;
  }
  EXPECT_EQ(ReadAuthority(Entry(0x02, "")).fault, ValueFault::kBadSize);
  EXPECT_EQ(*ReadCrc32c(Entry(0x03, "\x20\xec\x95\x49")), 0x20EC9549U);
  EXPECT_EQ(ReadCrc32c(Entry(0x03, "abc")).fault, ValueFault::kBadSize);
  EXPECT_EQ(ReadNoop(Entry(0x04, ""))->size(), 0U);
  EXPECT_TRUE(ReadUniqueId(Entry(0x05, std::string(128, 'u'))));
  EXPECT_EQ(ReadUniqueId(Entry(0x05, std::string(129, 'u'))).fault, ValueFault::kBadSize);
  EXPECT_EQ(*ReadNetns(Entry(0x30, "blue")), "blue");
  EXPECT_EQ(ReadNetns(Entry(0x30,
                            "bl\xC3\xBC"
                            "e"))
                .fault,
            ValueFault::kBadText);
  EXPECT_EQ(*ReadSslVersion(Entry(0x21, "TLSv1.3")), "TLSv1.3");
  EXPECT_EQ(Text(*ReadSslCn(Entry(0x22, "J\xFC"))), "J\xFC");
  EXPECT_EQ(*ReadSslCipher(Entry(0x23, "c")), "c");
  EXPECT_EQ(*ReadSslSigAlg(Entry(0x24, "s")), "s");
  EXPECT_EQ(*ReadSslKeyAlg(Entry(0x25, "k")), "k");
  EXPECT_EQ(*ReadSslGroup(Entry(0x26, "g")), "g");
  EXPECT_EQ(*ReadSslSigScheme(Entry(0x27, "x")), "x");
  EXPECT_EQ(ReadSslClientCert(Entry(0x28, "DER"))->size(), 3U);
  EXPECT_EQ(ReadSslClientCert(Entry(0x28, "")).fault, ValueFault::kBadSize);
}

TEST(TlvReaders, AlpnNames) {
  std::string_view names[4];
  EXPECT_EQ(AlpnNames(Bytes("h2"), names), 1U);
  EXPECT_EQ(names[0], "h2");
  EXPECT_EQ(AlpnNames(Bytes(Hex("000c 02 6832 08 687474702f312e31")), names), 2U);
  const std::string list = Hex("000c 02 6832 08 687474702f312e31");
  ASSERT_EQ(AlpnNames(Bytes(list), names), 2U);
  EXPECT_EQ(names[0], "h2");
  EXPECT_EQ(names[1], "http/1.1");
  const std::string broken = Hex("000c 02 6832 09 687474702f312e31");
  EXPECT_EQ(AlpnNames(Bytes(broken), names), 1U);
  EXPECT_EQ(names[0], broken);
  EXPECT_EQ(AlpnNames(Bytes(list), {}), 2U);
}

// The SSL entry of a whole header: its sub-entries' offsets count from the header's start.
TEST(TlvReaders, Ssl) {
  const std::string input =
      V2("21 11 0021 c0000201 c6336402 dc04 01bb"
         "20 0012 03 00000000 21 0007 544c5376312e33 22 0000");
  const auto bytes = Bytes(input);
  const HeaderView view(bytes, Decode(bytes));
  const auto entry = view.tlvs().Find("SSL");
  ASSERT_TRUE(entry);
  const auto ssl = ReadSsl(view.raw(), *entry);
  ASSERT_TRUE(ssl);
  EXPECT_TRUE(ssl->tls());
  EXPECT_TRUE(ssl->verified());
  EXPECT_EQ(ssl->verify, 0U);
  const auto version = ssl->entries.Find(tlv_type::kSslVersion);
  ASSERT_TRUE(version);
  EXPECT_EQ(version->offset, 36U);
  EXPECT_EQ(*ReadSslVersion(*version), "TLSv1.3");
  EXPECT_TRUE(ssl->entries.Find(tlv_type::kSslCn));
}

TEST(TlvReaders, SslFaults) {
  const auto read = [](const std::string& value, Reading reading = Reading::kStrict) {
    const std::string head = Hex("20") + static_cast<char>(0) + static_cast<char>(value.size());
    static std::string header;
    header = head + value;
    const Tlv tlv{0, 0x20, Bytes(header).subspan(3)};
    return ReadSsl(Bytes(header), tlv, reading);
  };
  EXPECT_EQ(read("").fault, ValueFault::kBadSize);
  EXPECT_EQ(read(Hex("01000000")).fault, ValueFault::kBadSize);
  EXPECT_TRUE(read(Hex("0000000000")));
  const auto overrun = read(Hex("0100000000 21 0009 544c53"));
  EXPECT_EQ(overrun.fault, ValueFault::kBadSubEntry);
  EXPECT_EQ(overrun.offset, 8U);
  EXPECT_TRUE(overrun->entries.empty());
  const auto dribble = read(Hex("0100000001 21 0003 544c53 22"), Reading::kPartial);
  EXPECT_EQ(dribble.fault, ValueFault::kBadSubEntry);
  EXPECT_EQ(dribble.offset, 14U);
  EXPECT_EQ(dribble->verify, 1U);
  EXPECT_TRUE(dribble->entries.Find(0x21));
  // Verified takes a certificate.
  EXPECT_FALSE(read(Hex("0100000000"))->verified());
  EXPECT_TRUE(read(Hex("0500000000"))->verified());
  EXPECT_FALSE(read(Hex("0300000001"))->verified());
}

TEST(TlvReaders, Vendors) {
  EXPECT_EQ(*ReadAwsVpcEndpointId(Entry(0xEA, "\x01vpce-08d2bf15fac5001c9")),
            "vpce-08d2bf15fac5001c9");
  EXPECT_EQ(ReadAwsVpcEndpointId(Entry(0xEA, "\x02vpce")).fault, ValueFault::kBadSubtype);
  EXPECT_EQ(ReadAwsVpcEndpointId(Entry(0xEA, "")).fault, ValueFault::kBadSize);
  EXPECT_EQ(ReadAwsVpcEndpointId(Entry(0xEA, "\x01\xFF")).fault, ValueFault::kBadText);
  EXPECT_EQ(*ReadAzureLinkId(Entry(0xEE, Hex("01 c1450021"))), 0x210045C1U);
  EXPECT_EQ(ReadAzureLinkId(Entry(0xEE, Hex("01 c14500"))).fault, ValueFault::kBadSize);
  EXPECT_EQ(ReadAzureLinkId(Entry(0xEE, Hex("02 c1450021"))).fault, ValueFault::kBadSubtype);
  EXPECT_EQ(*ReadGcpPscConnectionId(Entry(0xE0, Hex("0102030405060708"))), 0x0102030405060708U);
  EXPECT_EQ(ReadGcpPscConnectionId(Entry(0xE0, "-----BEGIN")).fault, ValueFault::kBadSize);
  const auto id = ReadAlibabaId(Entry(0xE1,
                                      "\x02"
                                      "ep-1"));
  ASSERT_TRUE(id);
  EXPECT_EQ(id->kind, AlibabaKind::kEndpointId);
  EXPECT_EQ(id->id, "ep-1");
  EXPECT_EQ(ReadAlibabaId(Entry(0xE1, "\x04x")).fault, ValueFault::kBadSubtype);
}

TEST(Names, TypesToNamesAndBack) {
  constexpr std::pair<int, std::string_view> kNames[] = {
      {0x01, "ALPN"},           {0x02, "AUTHORITY"},       {0x03, "CRC32C"},
      {0x04, "NOOP"},           {0x05, "UNIQUE_ID"},       {0x20, "SSL"},
      {0x21, "SSL_VERSION"},    {0x22, "SSL_CN"},          {0x23, "SSL_CIPHER"},
      {0x24, "SSL_SIG_ALG"},    {0x25, "SSL_KEY_ALG"},     {0x26, "SSL_GROUP"},
      {0x27, "SSL_SIG_SCHEME"}, {0x28, "SSL_CLIENT_CERT"}, {0x30, "NETNS"}};
  for (const auto& [type, name] : kNames) {
    EXPECT_EQ(TlvTypeName(static_cast<uint8_t>(type)), name);
    EXPECT_EQ(TlvTypeFromName(name), type);
  }
  EXPECT_EQ(TlvTypeName(0xE0), "CUSTOM");
  EXPECT_EQ(TlvTypeName(0xEF), "CUSTOM");
  EXPECT_EQ(TlvTypeName(0xF0), "EXPERIMENT");
  EXPECT_EQ(TlvTypeName(0xF7), "EXPERIMENT");
  EXPECT_EQ(TlvTypeName(0xF8), "FUTURE");
  EXPECT_EQ(TlvTypeName(0xFF), "FUTURE");
  EXPECT_EQ(TlvTypeName(0x06), "");
  EXPECT_EQ(TlvTypeFromName("CUSTOM"), std::nullopt);
  EXPECT_EQ(TlvTypeFromName("wrongname"), std::nullopt);
}

TEST(Names, EveryReasonHasANameAndWords) {
  for (int i = 0; i < kReasonCount; ++i) {
    EXPECT_NE(ReasonName(static_cast<Reason>(i)), "unknown");
    EXPECT_NE(ReasonMessage(static_cast<Reason>(i)), "unknown");
  }
  EXPECT_EQ(ReasonName(Reason::kBadSourcePort), "bad_source_port");
  EXPECT_EQ(ReasonName(static_cast<Reason>(99)), "unknown");
  EXPECT_EQ(OutcomeName(Outcome::kNotProxy), "not_proxy");
}

}  // namespace
}  // namespace simdproxy::testing
