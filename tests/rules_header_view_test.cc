// core/FORMAT.md, V11, W5 and W8 to W10: what a decoded header gives.
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

HeaderView ViewOf(const std::string& input) { return View(Bytes(input), Decode(Bytes(input))); }

std::string String(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void ExpectNoEndpoints(const HeaderView& view) {
  EXPECT_FALSE(view.source());
  EXPECT_FALSE(view.destination());
  EXPECT_EQ(view.source().family, Family::kUnspec);
  EXPECT_EQ(view.source().port, 0);
  EXPECT_EQ(ToText(view.source()).view(), "");
  EXPECT_EQ(ToText(view.destination()).view(), "");
}

void ExpectNoText(const HeaderView& view) {
  EXPECT_EQ(view.source_text(), "");
  EXPECT_EQ(view.destination_text(), "");
  EXPECT_EQ(view.source_port_text(), "");
  EXPECT_EQ(view.destination_port_text(), "");
}

TEST(RulesView, Tcp4) {
  const std::string input = std::string(kTcp4Line) + "payload";
  const HeaderView view = ViewOf(input);
  EXPECT_TRUE(view.valid());
  EXPECT_EQ(view.version(), 1);
  EXPECT_EQ(view.command(), Command::kProxy);
  EXPECT_EQ(view.family(), Family::kInet);
  EXPECT_EQ(view.transport(), Transport::kStream);
  EXPECT_EQ(ToText(view.source()).view(), "192.0.2.1");
  EXPECT_EQ(view.source().port, 56324);
  EXPECT_EQ(ToText(view.destination()).view(), "198.51.100.2");
  EXPECT_EQ(view.destination().port, 443);
  EXPECT_EQ(view.source_text(), "192.0.2.1");
  EXPECT_EQ(view.destination_text(), "198.51.100.2");
  EXPECT_EQ(view.source_port_text(), "56324");
  EXPECT_EQ(view.destination_port_text(), "443");
  EXPECT_EQ(String(view.raw()), kTcp4Line);
  EXPECT_TRUE(view.rest().empty());
  EXPECT_TRUE(view.tlvs().empty());
  EXPECT_EQ(view.header().tlv_offset(), 45U);
  EXPECT_EQ(view.tlvs().begin_offset(), 45U);
}

TEST(RulesView, Tcp6KeepsTheSendersTextBesideOurs) {
  const std::string input = "PROXY TCP6 ::FFFF:192.0.2.1 2001:0DB8:0:0::2 1 65535\r\n";
  const HeaderView view = ViewOf(input);
  EXPECT_TRUE(view.valid());
  EXPECT_EQ(view.family(), Family::kInet6);
  EXPECT_EQ(view.transport(), Transport::kStream);
  EXPECT_EQ(view.source_text(), "::FFFF:192.0.2.1");
  EXPECT_EQ(ToText(view.source()).view(), "::ffff:c000:201");
  EXPECT_EQ(view.destination_text(), "2001:0DB8:0:0::2");
  EXPECT_EQ(ToText(view.destination()).view(), "2001:db8::2");
  EXPECT_EQ(view.source_port_text(), "1");
  EXPECT_EQ(view.source().port, 1);
  EXPECT_EQ(view.destination_port_text(), "65535");
  EXPECT_EQ(view.destination().port, 65535);
}

TEST(RulesView, Unknown) {
  const std::string input = "PROXY UNKNOWN 192.0.2.1 198.51.100.2 56324 443\r\nGET ";
  const HeaderView view = ViewOf(input);
  EXPECT_TRUE(view.valid());
  EXPECT_EQ(view.version(), 1);
  EXPECT_EQ(view.command(), Command::kProxy);
  EXPECT_EQ(view.family(), Family::kUnspec);
  EXPECT_EQ(view.transport(), Transport::kUnspec);
  ExpectNoEndpoints(view);
  ExpectNoText(view);
  EXPECT_EQ(view.rest_offset(), 13U);
  EXPECT_EQ(String(view.rest()), " 192.0.2.1 198.51.100.2 56324 443");
  EXPECT_EQ(view.raw().size(), 48U);
  EXPECT_TRUE(view.tlvs().empty());
}

TEST(RulesView, RestOfUnknownIsEverythingUpToTheCr) {
  const struct {
    std::string input;
    std::string rest;
  } rows[] = {{"PROXY UNKNOWN\r\n", ""},          {"PROXY UNKNOWN \r\n", " "},
              {"PROXY UNKNOWN  x \r\nx", "  x "}, {"PROXY UNKNOWN a\rb\nc\r\n", " a\rb\nc"},
              {"PROXY UNKNOWN \r\r\n", " \r"},    {Text("PROXY UNKNOWN a\0b\r\n"), Text(" a\0b")}};
  for (const auto& row : rows) {
    const HeaderView view = ViewOf(row.input);
    EXPECT_EQ(String(view.rest()), row.rest) << Escaped(row.input);
    EXPECT_EQ(view.rest_offset(), 13U);
  }
}

TEST(RulesView, InetOfVersion2) {
  const std::string input = V2("21 12 0010 " SIMDPROXY_TEST_INET "04 0001 ff") + "payload";
  const HeaderView view = ViewOf(input);
  EXPECT_TRUE(view.valid());
  EXPECT_EQ(view.version(), 2);
  EXPECT_EQ(view.command(), Command::kProxy);
  EXPECT_EQ(view.family(), Family::kInet);
  EXPECT_EQ(view.transport(), Transport::kDgram);
  EXPECT_EQ(ToText(view.source()).view(), "192.0.2.1");
  EXPECT_EQ(ToText(view.destination()).view(), "198.51.100.2");
  EXPECT_EQ(view.source().port, 56324);
  EXPECT_EQ(view.destination().port, 443);
  EXPECT_EQ(view.source().address, (std::array<uint8_t, 16>{192, 0, 2, 1}));
  EXPECT_EQ(view.destination().address, (std::array<uint8_t, 16>{198, 51, 100, 2}));
  EXPECT_TRUE(view.source().path.empty());
  ExpectNoText(view);
  EXPECT_EQ(String(view.raw()), input.substr(0, 32));
  EXPECT_EQ(view.rest_offset(), 28U);
  EXPECT_EQ(String(view.rest()), Hex("04 0001 ff"));
  EXPECT_EQ(view.header().tlv_offset(), 28U);
  EXPECT_EQ(view.tlvs().begin_offset(), 28U);
  EXPECT_EQ(view.tlvs().end_offset(), 32U);
}

TEST(RulesView, Inet6OfVersion2) {
  const std::string input = V2("21 21 0024 " SIMDPROXY_TEST_INET6);
  const HeaderView view = ViewOf(input);
  EXPECT_EQ(view.family(), Family::kInet6);
  EXPECT_EQ(view.transport(), Transport::kStream);
  EXPECT_EQ(ToText(view.source()).view(), "2001:db8::1");
  EXPECT_EQ(ToText(view.destination()).view(), "2001:db8::2");
  EXPECT_EQ(view.source().port, 56324);
  EXPECT_EQ(view.destination().port, 443);
  EXPECT_TRUE(view.rest().empty());
  EXPECT_EQ(view.rest_offset(), 52U);
}

TEST(RulesView, EndpointsAreExposedWhateverTheTransport) {
  for (const char* const family : {"21 10", "21 11", "21 12"}) {
    const std::string input = V2(std::string(family) + "000c " SIMDPROXY_TEST_INET);
    EXPECT_EQ(ToText(ViewOf(input).source()).view(), "192.0.2.1") << family;
  }
  for (const char* const family : {"21 30", "21 31", "21 32"}) {
    const std::string input = V2(std::string(family) + "00d8") + UnixPath("/a") + UnixPath("/b");
    EXPECT_EQ(ToText(ViewOf(input).source()).view(), "/a") << family;
    EXPECT_EQ(ToText(ViewOf(input).destination()).view(), "/b") << family;
  }
}

TEST(RulesView, UnixPaths) {
  const std::string input =
      V2("21 31 00dc") + UnixPath("/run/a.sock") + UnixPath("/run/b") + Hex("04 0001 ff");
  const HeaderView view = ViewOf(input);
  EXPECT_EQ(view.family(), Family::kUnix);
  const Endpoint source = view.source();
  EXPECT_EQ(source.family, Family::kUnix);
  EXPECT_EQ(source.port, 0);
  EXPECT_EQ(source.address, (std::array<uint8_t, 16>{}));
  EXPECT_EQ(String(source.path), "/run/a.sock");
  EXPECT_EQ(String(source.path_block), UnixPath("/run/a.sock"));
  EXPECT_EQ(ToText(source).view(), "/run/a.sock");
  EXPECT_STREQ(ToText(source).c_str(), "/run/a.sock");
  EXPECT_EQ(ToText(view.destination()).view(), "/run/b");
  EXPECT_EQ(view.rest_offset(), 232U);
  EXPECT_EQ(String(view.rest()), Hex("04 0001 ff"));
}

TEST(RulesView, UnixPathsAreTrimmed) {
  const std::string full(108, 'p');
  const struct {
    std::string block;
    std::string path;
    std::string text;
  } rows[] = {
      {UnixPath("/a"), "/a", "/a"},
      {UnixPath(Text("/a\0/b")), "/a", "/a"},
      {Zeros(108), "", ""},
      {full, full, full},
      {std::string(107, 'p') + Zeros(1), std::string(107, 'p'), std::string(107, 'p')},
      // Abstract names: up to the last byte that is not NUL, NULs inside kept.
      {UnixPath(Text("\0name")), Text("\0name"), "@name"},
      {UnixPath(Text("\0a\0b")), Text("\0a\0b"), Text("@a\0b")},
      {UnixPath(Text("\0\0x")), Text("\0\0x"), Text("@\0x")},
      {Zeros(107) + "x", Zeros(107) + "x", "@" + Zeros(106) + "x"},
      {Zeros(1) + std::string(107, 'p'), Zeros(1) + std::string(107, 'p'),
       "@" + std::string(107, 'p')},
      {UnixPath("@name"), "@name", "@name"},
  };
  for (const auto& row : rows) {
    ASSERT_EQ(row.block.size(), 108U);
    const std::string input = V2("21 31 00d8") + row.block + row.block;
    const HeaderView view = ViewOf(input);
    for (const Endpoint& endpoint : {view.source(), view.destination()}) {
      EXPECT_EQ(String(endpoint.path), row.path);
      EXPECT_EQ(String(endpoint.path_block), row.block);
      EXPECT_EQ(ToText(endpoint).view(), row.text);
      EXPECT_EQ(std::strlen(ToText(endpoint).c_str()), std::strlen(row.text.c_str()));
    }
  }
}

TEST(RulesView, UnspecAndLocalExposeNoEndpoints) {
  for (const char* const start : {"21 00 000c", "21 01 000c", "21 02 000c", "20 00 000c",
                                  "20 11 000c", "20 12 000c", "20 44 000c"}) {
    const std::string input = V2(std::string(start) + SIMDPROXY_TEST_INET);
    const HeaderView view = ViewOf(input);
    EXPECT_TRUE(view.valid());
    ExpectNoEndpoints(view);
    ExpectNoText(view);
    EXPECT_EQ(view.rest_offset(), 16U) << start;
    EXPECT_EQ(String(view.rest()), Hex(SIMDPROXY_TEST_INET)) << start;
    EXPECT_EQ(view.header().tlv_offset(), 16U) << start;
  }
  const std::string paths = V2("20 31 00d8") + UnixPath("/a") + UnixPath("/b");
  ExpectNoEndpoints(ViewOf(paths));
  const std::string inet6 = V2("20 21 0024 " SIMDPROXY_TEST_INET6);
  ExpectNoEndpoints(ViewOf(inet6));
}

TEST(RulesView, HeadersThatAreNotOkGiveNothing) {
  for (const std::string& input :
       {std::string(), std::string("PROXY"),
        std::string("PROXY TCP4 192.0.2.1 198.51.100.2 1 x\r\n"), std::string(kRequest),
        V2("21 11 000c c0000201"), V2("21 11 000b " SIMDPROXY_TEST_INET)}) {
    const HeaderView view = ViewOf(input);
    EXPECT_FALSE(view.valid());
    ExpectNoEndpoints(view);
    ExpectNoText(view);
    EXPECT_TRUE(view.raw().empty());
    EXPECT_TRUE(view.rest().empty());
    EXPECT_TRUE(view.tlvs().empty());
  }
  EXPECT_FALSE(HeaderView().valid());
  EXPECT_TRUE(HeaderView().raw().empty());
}

TEST(RulesView, TheErrorInWords) {
  const std::string input = "PROXY TCP4 1.2.3.4 5.6.7.8 99999 2\r\n";
  const HeaderView view = ViewOf(input);
  EXPECT_EQ(ReasonName(view.header().reason()), "bad_source_port");
  EXPECT_EQ(ReasonMessage(view.header().reason()),
            "the source port is not a decimal number from 0 to 65535 without a leading zero");
  EXPECT_EQ(view.header().offset(), 27U);
}

// Every header with every other's bytes and with bytes cut short, in blocks of exactly that size:
// the values mean nothing, but nothing outside the bytes is read (AddressSanitizer watches).
TEST(RulesView, ForeignBytesAreNeverReadBeyondTheirEnd) {
  const std::string inputs[] = {kTcp4Line,
                                kTcp6Line,
                                "PROXY UNKNOWN a b\r\n",
                                V2("21 11 0010 " SIMDPROXY_TEST_INET "04 0001 ff"),
                                V2("21 21 0024 " SIMDPROXY_TEST_INET6),
                                V2("21 31 00d8") + UnixPath("/a") + UnixPath("/b"),
                                V2("20 11 0003 04 0000"),
                                V2("21 00 0003 04 0000")};
  for (const std::string& decoded : inputs) {
    const Header header = Decode(Bytes(decoded));
    ASSERT_TRUE(header.ok());
    for (const std::string& bytes : inputs) {
      for (size_t size = 0; size <= bytes.size(); ++size) {
        const std::vector<char> exact(bytes.begin(), bytes.begin() + static_cast<long>(size));
        const HeaderView view = View(std::as_bytes(std::span(exact)), header);
        EXPECT_LE(view.raw().size(), size);
        EXPECT_LE(view.rest().size(), size);
        EXPECT_LE(view.source_text().size(), size);
        EXPECT_LE(view.destination_port_text().size(), size);
        EXPECT_LE(ToText(view.source()).view().size(), 108U);
        EXPECT_LE(ToText(view.destination()).view().size(), 108U);
        for (const Tlv tlv : view.tlvs()) EXPECT_LE(tlv.value_offset() + tlv.value.size(), size);
      }
    }
  }
}

TEST(RulesView, NamesOfCommandFamilyAndTransport) {
  EXPECT_EQ(CommandName(Command::kLocal), "LOCAL");
  EXPECT_EQ(CommandName(Command::kProxy), "PROXY");
  EXPECT_EQ(CommandName(static_cast<Command>(2)), "unknown");
  EXPECT_EQ(FamilyName(Family::kUnspec), "UNSPEC");
  EXPECT_EQ(FamilyName(Family::kInet), "INET");
  EXPECT_EQ(FamilyName(Family::kInet6), "INET6");
  EXPECT_EQ(FamilyName(Family::kUnix), "UNIX");
  EXPECT_EQ(FamilyName(static_cast<Family>(4)), "unknown");
  EXPECT_EQ(TransportName(Transport::kUnspec), "UNSPEC");
  EXPECT_EQ(TransportName(Transport::kStream), "STREAM");
  EXPECT_EQ(TransportName(Transport::kDgram), "DGRAM");
  EXPECT_EQ(TransportName(static_cast<Transport>(3)), "unknown");
  EXPECT_EQ(CrcStateName(CrcState::kUnchecked), "unchecked");
  EXPECT_EQ(CrcStateName(CrcState::kAbsent), "absent");
  EXPECT_EQ(CrcStateName(CrcState::kOk), "ok");
  EXPECT_EQ(CrcStateName(static_cast<CrcState>(3)), "unknown");
}

}  // namespace
}  // namespace simdproxy::testing
