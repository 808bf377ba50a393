// One header from a description: literals, targets of every size, real headers.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "tests/bytes.h"
#include "tests/corpus.h"
#include "tests/encode_describe.h"
#include "tests/guarded_buffer.h"
#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using namespace std::literals;

TEST(EncodeHeader, Version1) {
  EXPECT_EQ(Built(Line(Inet())), kTcp4Line);
  EXPECT_EQ(Built(Line(Inet6())), kTcp6Line);
  EXPECT_EQ(Built(Unknown()), "PROXY UNKNOWN\r\n");
  EXPECT_EQ(Built(Line(DescribeProxy(InetEndpoint(std::array<uint8_t, 4>{0, 10, 99, 255}, 0),
                                     InetEndpoint(std::array<uint8_t, 4>{1, 100, 9, 200}, 65535)))),
            "PROXY TCP4 0.10.99.255 1.100.9.200 0 65535\r\n");
}

// [2.2.3] and the contract's own example.
TEST(EncodeHeader, Version2) {
  EXPECT_EQ(Built(Inet()), V2("21 11 000c " SIMDPROXY_TEST_INET));
  EXPECT_EQ(Built(Inet6()), V2("21 21 0024 " SIMDPROXY_TEST_INET6));
  const TlvItem crc[] = {TlvItem::Crc32c()};
  EXPECT_EQ(Built(Inet(crc)), V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9549"));
  HeaderDescription d = Inet();
  d.transport = Transport::kDgram;
  EXPECT_EQ(Built(d), V2("21 12 000c " SIMDPROXY_TEST_INET));
  d.transport = Transport::kUnspec;
  EXPECT_EQ(Built(d), V2("21 10 000c " SIMDPROXY_TEST_INET));
}

TEST(EncodeHeader, LocalAndUnspec) {
  EXPECT_EQ(Built(DescribeLocal()), V2("20 00 0000"));
  EXPECT_EQ(Built({}), V2("21 00 0000"));
  const TlvItem netns[] = {TlvItem::Netns("ns")};
  EXPECT_EQ(Built(DescribeLocal(netns)), V2("20 00 0005 30 0002 6e73"));
  // AWS: family INET without a block, entries at 16.
  HeaderDescription aws = DescribeLocal(netns);
  aws.family = Family::kInet;
  aws.transport = Transport::kStream;
  EXPECT_EQ(Built(aws), V2("20 11 0005 30 0002 6e73"));
  HeaderDescription addressed = Inet(netns);
  addressed.command = Command::kLocal;
  EXPECT_EQ(Built(addressed), V2("20 11 0011 " SIMDPROXY_TEST_INET "30 0002 6e73"));
  HeaderDescription odd = DescribeLocal();
  odd.family = static_cast<Family>(15);
  odd.transport = static_cast<Transport>(9);
  odd.block = Bytes("abc"sv);
  EXPECT_EQ(Built(odd), V2("20 f9 0003 616263"));
  HeaderDescription unspec;
  unspec.block = Bytes("abc"sv);
  unspec.transport = Transport::kDgram;
  EXPECT_EQ(Built(unspec), V2("21 02 0003 616263"));
}

TEST(EncodeHeader, UnixPaths) {
  const std::string longest(108, 'p');
  const HeaderDescription d = DescribeProxy(UnixEndpoint("/run/a"), UnixEndpoint(longest));
  EXPECT_EQ(Built(d), V2("21 31 00d8") + UnixPath("/run/a") + longest);
  const HeaderDescription abstract =
      DescribeProxy(UnixEndpoint("\0name"sv), UnixEndpoint(""), Transport::kDgram);
  EXPECT_EQ(Built(abstract), V2("21 32 00d8") + UnixPath("\0name"sv) + Zeros(108));
  HeaderDescription block = d;
  block.source.path_block = Bytes(longest);
  EXPECT_EQ(Built(block), V2("21 31 00d8") + longest + longest);
}

TEST(EncodeHeader, TypedEntries) {
  const TlvItem ssl_entries[] = {TlvItem::Raw(tlv_type::kSslVersion, "TLSv1.3"sv),
                                 TlvItem::AzureLinkId(1), TlvItem::Raw(3, "x"sv)};
  const TlvItem items[] = {
      TlvItem::Alpn("h2"),
      TlvItem::Authority("example.org"),
      TlvItem::UniqueId(Bytes("\x01\x02\x03"sv)),
      TlvItem::Ssl(Ssl::kClientSsl | Ssl::kClientCertSess, 0x01020304, ssl_entries),
      TlvItem::Netns("blue"),
      TlvItem::AwsVpcEndpointId("vpce-08d2bf15fac5001c9"),
      TlvItem::AzureLinkId(0x11223344),
      TlvItem::GcpPscConnectionId(0x0102030405060708),
      TlvItem::AlibabaId(AlibabaKind::kEndpointId, "ep-1"),
  };
  const std::string bytes = Built(Inet(items));
  EXPECT_EQ(bytes.substr(16 + 12),
            Hex("01 0002 6832 02 000b") + "example.org" + Hex("05 0003 010203") +
                Hex("20 001b 05 01020304 21 0007") + "TLSv1.3" + Hex("ee 0005 01 01000000") +
                Hex("03 0001 78 30 0004") + "blue" + Hex("ea 0017 01") + "vpce-08d2bf15fac5001c9" +
                Hex("ee 0005 01 44332211") + Hex("e0 0008 0102030405060708") + Hex("e1 0005 02") +
                "ep-1");
  const Header header = Decode(Bytes(bytes), {.check = Check::kTlv});
  ASSERT_TRUE(header.ok());
  const TlvView tlvs = View(Bytes(bytes), header).tlvs();
  EXPECT_EQ(*ReadAwsVpcEndpointId(*tlvs.Find(tlv_type::kAwsVpcEndpoint)), "vpce-08d2bf15fac5001c9");
  EXPECT_EQ(*ReadAzureLinkId(*tlvs.Find(tlv_type::kAzurePrivateLink)), 0x11223344U);
  EXPECT_EQ(*ReadGcpPscConnectionId(*tlvs.Find(tlv_type::kGcpPscConnection)), 0x0102030405060708U);
  EXPECT_EQ(ReadAlibabaId(*tlvs.Find(tlv_type::kAlibaba))->id, "ep-1");
  const auto ssl = ReadSsl(Bytes(bytes), *tlvs.Find("SSL"));
  ASSERT_TRUE(ssl);
  EXPECT_EQ(ssl->client, 5);
  EXPECT_EQ(ssl->verify, 0x01020304U);
  EXPECT_EQ(*ReadSslVersion(*ssl->entries.Find(tlv_type::kSslVersion)), "TLSv1.3");
}

// [2.2.4] The gap to the boundary, plus whole units until it is 3 bytes or more; by hand.
TEST(EncodeHeader, Padding) {
  const struct {
    size_t value_size;  // of an entry of 3 bytes more, behind 28 bytes
    uint32_t alignment;
    size_t padded;
  } kCases[] = {{0, 1, 31},    {0, 2, 34},   {0, 4, 36},    {1, 4, 32},       {2, 4, 36},
                {3, 4, 40},    {0, 8, 40},   {1, 8, 32},    {0, 32, 64},      {1, 32, 32},
                {2, 32, 64},   {29, 64, 64}, {26, 64, 64},  {30, 64, 64},     {31, 64, 128},
                {32, 64, 128}, {33, 64, 64}, {0, 512, 512}, {0, 32768, 32768}};
  for (const auto& c : kCases) {
    const std::string value(c.value_size, 'v');
    const TlvItem items[] = {TlvItem::Raw(0xE5, value), TlvItem::Padding(c.alignment)};
    const std::string bytes = Built(Inet(items));
    EXPECT_EQ(bytes.size(), c.padded) << c.value_size << ", " << c.alignment;
    const size_t before = 31 + c.value_size;
    if (bytes.size() == before || bytes.size() < before) continue;
    const size_t noop = bytes.size() - before - 3;
    const std::string head = {'\x04', static_cast<char>(noop >> 8), static_cast<char>(noop & 255)};
    EXPECT_EQ(bytes.substr(before), head + Zeros(noop));
    // The padding counts what follows it.
    const TlvItem reversed[] = {items[1], items[0]};
    EXPECT_EQ(Built(Inet(reversed)).size(), c.padded);
  }
}

TEST(EncodeHeader, Crc32cStandsWhereItWasAskedFor) {
  const TlvItem first[] = {TlvItem::Crc32c(), TlvItem::Alpn("h2"), TlvItem::Padding(64)};
  const TlvItem middle[] = {TlvItem::Alpn("h2"), TlvItem::Crc32c(), TlvItem::Padding(64)};
  const TlvItem given[] = {TlvItem::Raw(3, "\xFF\xFF\xFF\xFF"sv), TlvItem::Alpn("h2"),
                           TlvItem::Padding(64)};
  for (const auto items : {std::span(first), std::span(middle)}) {
    const std::string bytes = Built(Inet(items));
    EXPECT_EQ(bytes.size(), 64U);
    const Header header = reference::Decode(Bytes(bytes), {.check = Check::kCrc}, nullptr);
    EXPECT_EQ(header.crc_state(), CrcState::kOk);
    const TlvView tlvs = View(Bytes(bytes), header).tlvs();
    EXPECT_EQ(tlvs.Find(3)->offset, items.data() == first ? 28U : 33U);
  }
  // A value given is not kept: the sum is right whatever it was.
  EXPECT_EQ(Built(Inet(given)), Built(Inet(first)));
}

// Targets of every size, from none to one byte more, against unreadable pages.
TEST(EncodeHeader, TargetsOfEverySize) {
  const TlvItem inner[] = {TlvItem::Raw(tlv_type::kSslCn, "cn"sv)};
  const TlvItem items[] = {TlvItem::Authority("example.org"), TlvItem::Crc32c(),
                           TlvItem::Ssl(1, 0, inner), TlvItem::Padding(16)};
  GuardedBuffer target(512);
  for (const HeaderDescription& d :
       {Inet(), Inet6(), Inet(items), Inet6(items), Line(Inet()), Line(Inet6()), Unknown(),
        DescribeLocal(items), DescribeProxy(UnixEndpoint("/a"), UnixEndpoint("/b"))}) {
    const std::string expected = Built(d);
    for (size_t size = 0; size <= expected.size() + 1; ++size) {
      for (const bool at_end : {true, false}) {
        auto* const room = at_end ? target.RoomAtEnd<std::byte>(size, 0x55)
                                  : target.RoomAtStart<std::byte>(size, 0x55);
        const EncodeResult result = Encode(d, {room, size});
        EXPECT_EQ(result.size, expected.size());
        std::string wanted(size, '\x55');
        if (size >= expected.size()) wanted.replace(0, expected.size(), expected);
        EXPECT_EQ(static_cast<bool>(result), size >= expected.size());
        EXPECT_EQ(std::string(reinterpret_cast<const char*>(room), size), wanted);
      }
    }
  }
  EXPECT_EQ(Encode(Inet(), {}).size, 28U);
}

// The library's text of an address, by way of a line.
std::string LineText(const std::array<uint8_t, 16>& address) {
  const Endpoint endpoint = Inet6Endpoint(address, 0);
  const std::string line = Built(Line(DescribeProxy(endpoint, endpoint)));
  return line.substr(11, line.find(' ', 11) - 11);
}

TEST(EncodeHeader, Rfc5952) {
  const auto text = [](std::string_view hex) {
    std::array<uint8_t, 16> address{};
    std::memcpy(address.data(), Hex(hex).data(), 16);
    return LineText(address);
  };
  EXPECT_EQ(text("20010db8000000000000000000000001"), "2001:db8::1");
  EXPECT_EQ(text("20010db8000000010001000100010001"), "2001:db8:0:1:1:1:1:1");  // 4.2.2
  EXPECT_EQ(text("20010000000000010000000000000001"), "2001:0:0:1::1");         // 4.2.3
  EXPECT_EQ(text("20010db8000000000001000000000001"), "2001:db8::1:0:0:1");     // 4.2.3
  EXPECT_EQ(text("20010db8aaaabbbbccccddddeeeeaaaa"), "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa");
  EXPECT_EQ(text("00000000000000000000000000000000"), "::");
  EXPECT_EQ(text("00000000000000000000000000000001"), "::1");
  EXPECT_EQ(text("00010000000000000000000000000000"), "1::");
  EXPECT_EQ(text("00000000000000000000ffffc0000201"), "::ffff:c000:201");  // hexadecimal only
  EXPECT_EQ(text("000000000000000000000000c0000201"), "::c000:201");
}

// All patterns of zero groups, with groups of 1 to 4 digits, against inet_ntop.
TEST(EncodeHeader, ZeroRunsAsInetNtop) {
  constexpr uint16_t kGroups[] = {0x1, 0x2F, 0xABC, 0xFFFF};
  for (uint32_t mask = 0; mask < 256; ++mask) {
    for (size_t turn = 0; turn < 4; ++turn) {
      std::array<uint8_t, 16> address{};
      for (size_t i = 0; i < 8; ++i) {
        if ((mask >> i & 1) != 0) continue;
        const uint16_t group = kGroups[(i + turn) % 4];
        address[2 * i] = static_cast<uint8_t>(group >> 8);
        address[2 * i + 1] = static_cast<uint8_t>(group & 255);
      }
      char expected[INET6_ADDRSTRLEN];
      inet_ntop(AF_INET6, address.data(), expected, sizeof(expected));
      if (std::strchr(expected, '.') != nullptr) continue;  // ::/96 and ::ffff:0:0/96
      EXPECT_EQ(LineText(address), expected);
    }
  }
}

// What real systems sent, taken apart and built again.
TEST(EncodeHeader, RealHeadersAgain) {
  size_t same = 0, other = 0;
  for (const RealHeader& real : RealHeaders()) {
    const auto bytes = Bytes(real.bytes);
    const Header header = Decode(bytes, {.check = Check::kCrc});
    if (!header.ok()) continue;
    const HeaderView view(bytes, header);
    HeaderDescription d = Describe(view);
    std::vector<TlvItem> items(TlvItemsOf(view.tlvs(), {}));
    TlvItemsOf(view.tlvs(), items);
    d.tlvs = items;
    const std::string built = Built(d);
    if (built == real.bytes) {
      ++same;
      continue;
    }
    // Not canonical: a line with text behind UNKNOWN, or with an address in another form.
    ++other;
    ASSERT_EQ(header.version(), 1) << real.file << '\n' << built;
    const Header again = Decode(Bytes(built));
    ASSERT_TRUE(again.ok()) << real.file << '\n' << built;
    EXPECT_EQ(again.family_transport, header.family_transport);
    const bool unknown = header.family() == Family::kUnspec;
    EXPECT_TRUE(unknown || real.bytes.find(".", 11) != std::string::npos ||
                real.bytes.find("0:0") != std::string::npos)
        << real.bytes;
  }
  std::printf("%zu the same, %zu not canonical\n", same, other);
  EXPECT_GT(same, 100U);
}

}  // namespace
}  // namespace simdproxy::testing
