// Descriptions that can't be built: which fault is told, and that nothing is written.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/bytes.h"
#include "tests/encode_describe.h"
#include "tests/records.h"

namespace simdproxy::testing {
namespace {

using namespace std::literals;

TEST(EncodeFault, Faults) {
  HeaderDescription d = Inet();
  d.version = 0;
  EXPECT_EQ(FaultOf(d), "bad_version");
  d.version = 3;
  EXPECT_EQ(FaultOf(d), "bad_version");
  d = Inet();
  d.command = static_cast<Command>(2);
  EXPECT_EQ(FaultOf(d), "bad_command");
  d = Line(Inet());
  d.command = Command::kLocal;
  EXPECT_EQ(FaultOf(d), "bad_command");
  d = Inet();
  d.family = static_cast<Family>(4);
  EXPECT_EQ(FaultOf(d), "bad_family");
  d = DescribeLocal();
  d.family = static_cast<Family>(16);
  EXPECT_EQ(FaultOf(d), "bad_family");
  EXPECT_EQ(FaultOf(Line(DescribeProxy(UnixEndpoint("a"), UnixEndpoint("b")))), "bad_family");
  d = Inet();
  d.transport = static_cast<Transport>(3);
  EXPECT_EQ(FaultOf(d), "bad_transport");
  d = DescribeLocal();
  d.transport = static_cast<Transport>(16);
  EXPECT_EQ(FaultOf(d), "bad_transport");
  for (const Transport transport : {Transport::kDgram, Transport::kUnspec}) {
    d = Line(Inet());
    d.transport = transport;
    EXPECT_EQ(FaultOf(d), "bad_transport");
  }
  d = Unknown();
  d.transport = Transport::kStream;
  EXPECT_EQ(FaultOf(d), "bad_transport");
}

TEST(EncodeFault, FaultsOfEndpoints) {
  const Endpoint inet = InetEndpoint(kSource4, 1);
  const Endpoint inet6 = Inet6Endpoint(kSource6, 1);
  for (const uint8_t version : {uint8_t{1}, uint8_t{2}}) {
    for (HeaderDescription d :
         {DescribeProxy(inet, inet6), DescribeProxy(inet6, inet), DescribeProxy(inet, Endpoint()),
          DescribeProxy(inet6, Endpoint())}) {
      d.version = version;
      EXPECT_EQ(FaultOf(d), "mixed_families");
      d.family = Family::kInet;
      EXPECT_EQ(FaultOf(d), "mixed_families");
    }
    HeaderDescription d = Inet();
    d.version = version;
    d.family = Family::kInet6;
    EXPECT_EQ(FaultOf(d), "mixed_families");
  }
  HeaderDescription d = Inet();
  d.family = Family::kUnspec;
  EXPECT_EQ(FaultOf(d), "mixed_families");
  d = Inet();
  d.command = Command::kLocal;
  d.family = Family::kUnspec;
  EXPECT_EQ(FaultOf(d), "mixed_families");
  const std::string long_path(109, 'p');
  EXPECT_EQ(FaultOf(DescribeProxy(UnixEndpoint(long_path), UnixEndpoint(""))), "bad_unix_path");
  EXPECT_EQ(FaultOf(DescribeProxy(UnixEndpoint(""), UnixEndpoint(long_path))), "bad_unix_path");
  d = DescribeProxy(UnixEndpoint("a"), UnixEndpoint("b"));
  d.destination.path_block = Bytes("b"sv);
  EXPECT_EQ(FaultOf(d), "bad_unix_path");
  d = Inet();
  d.block = Bytes("b"sv);
  EXPECT_EQ(FaultOf(d), "bad_block");
  d = Unknown();
  d.block = Bytes("b"sv);
  EXPECT_EQ(FaultOf(d), "bad_block");
}

TEST(EncodeFault, FaultsOfEntries) {
  const auto fault = [](std::initializer_list<TlvItem> items) {
    return FaultOf(Inet(std::span(items.begin(), items.size())));
  };
  const TlvItem crc = TlvItem::Crc32c();
  EXPECT_EQ(fault({crc, crc}), "second_crc32c");
  EXPECT_EQ(fault({TlvItem::Raw(3, "1234"sv), crc}), "second_crc32c");
  EXPECT_EQ(fault({TlvItem::Raw(3, "123"sv)}), "bad_crc32c_size");
  EXPECT_EQ(fault({TlvItem::Raw(3, "12345"sv)}), "bad_crc32c_size");
  for (const uint32_t alignment : {0U, 3U, 24U, 65536U}) {
    EXPECT_EQ(fault({TlvItem::Padding(alignment)}), "bad_padding") << alignment;
  }
  EXPECT_EQ(fault({TlvItem::Padding(4), TlvItem::Padding(4)}), "bad_padding");
  for (int type = 0; type < 256; ++type) {
    const bool inside = type >= 0x21 && type <= 0x28;
    if (inside) {
      EXPECT_EQ(fault({TlvItem::Raw(static_cast<uint8_t>(type), "x"sv)}), "ssl_entry_outside");
    } else if (type != 3) {
      const TlvItem item[] = {TlvItem::Raw(static_cast<uint8_t>(type), "x"sv)};
      EXPECT_EQ(Built(Inet(item)).size(), 32U);
    }
  }
  for (const TlvItem& inner :
       {crc, TlvItem::Padding(4), TlvItem::Ssl(0, 0, {}), TlvItem::Varying(1, 1)}) {
    EXPECT_EQ(fault({TlvItem::Ssl(1, 0, std::span(&inner, 1))}), "bad_ssl_entry");
  }
  EXPECT_EQ(fault({TlvItem::Varying(5, 4)}), "bad_varying");
  EXPECT_EQ(FaultOf(Line(Inet(std::span(&crc, 1)))), "tlvs_in_v1");
}

// The lowest number wins, wherever the faults stand.
TEST(EncodeFault, FirstOfSeveralFaults) {
  const std::string value(65535, 'v');
  const TlvItem items[] = {TlvItem::Raw(0xE5, value), TlvItem::Raw(0xE5, value),
                           TlvItem::Varying(5, 1),    TlvItem::Raw(0x21, "x"sv),
                           TlvItem::Padding(3),       TlvItem::Raw(3, "12345"sv),
                           TlvItem::Crc32c()};
  const std::string_view names[] = {"second_crc32c", "bad_padding", "ssl_entry_outside",
                                    "bad_varying", "too_long"};
  constexpr size_t kCounts[] = {7, 5, 4, 3, 2};
  for (size_t i = 0; i < std::size(names); ++i) {
    EXPECT_EQ(FaultOf(Inet(std::span(items).first(kCounts[i]))), names[i]);
  }
  EXPECT_EQ(FaultOf(Inet(std::span(items).first(6))), "bad_crc32c_size");
  HeaderDescription d = Inet(items);
  d.block = Bytes("b"sv);
  EXPECT_EQ(FaultOf(d), "bad_block");
  d.destination = Endpoint();
  EXPECT_EQ(FaultOf(d), "mixed_families");
  d.transport = static_cast<Transport>(7);
  EXPECT_EQ(FaultOf(d), "bad_transport");
  d.version = 9;
  EXPECT_EQ(FaultOf(d), "bad_version");
}

TEST(EncodeFault, LongestHeader) {
  const std::string value(65535, 'v');
  const std::string_view text = value;
  const auto built = [&](size_t size) {
    const TlvItem item[] = {TlvItem::Raw(0xE5, text.substr(0, size))};
    return Built(Inet(item)).size();
  };
  EXPECT_EQ(built(65535 - 12 - 3), kMaxHeaderSize);
  const TlvItem too_long[] = {TlvItem::Raw(0xE5, text.substr(0, 65535 - 12 - 2))};
  EXPECT_EQ(FaultOf(Inet(too_long)), "too_long");
  const TlvItem two[] = {TlvItem::Raw(0xE5, value), TlvItem::Raw(0xE5, value)};
  EXPECT_EQ(FaultOf(Inet(two)), "too_long");
  const TlvItem inner[] = {TlvItem::Raw(0x21, value), TlvItem::Raw(0x21, value)};
  const TlvItem ssl[] = {TlvItem::Ssl(1, 0, inner)};
  EXPECT_EQ(FaultOf(Inet(ssl)), "too_long");
  HeaderDescription local = DescribeLocal();
  local.block = Bytes(value);
  EXPECT_EQ(Built(local).size(), kMaxHeaderSize);
  const std::string longer(65536, 'v');
  local.block = Bytes(longer);
  EXPECT_EQ(FaultOf(local), "too_long");
  // 65,500 bytes and padding to 32,768 is 65,536.
  const TlvItem padded[] = {TlvItem::Raw(0xE5, text.substr(0, 65500 - 31)),
                            TlvItem::Padding(32768)};
  EXPECT_EQ(Built(Inet(padded)).size(), 65536U);
  const TlvItem over[] = {TlvItem::Raw(0xE5, text.substr(0, 65534 - 31)), TlvItem::Padding(32768)};
  EXPECT_EQ(FaultOf(Inet(over)), "too_long");
}

TEST(EncodeFault, FaultNames) {
  std::set<std::string_view> names, messages;
  for (uint8_t i = 0; i < kEncodeFaultCount; ++i) {
    names.insert(EncodeFaultName(static_cast<EncodeFault>(i)));
    messages.insert(EncodeFaultMessage(static_cast<EncodeFault>(i)));
  }
  EXPECT_EQ(names.size(), kEncodeFaultCount);
  EXPECT_EQ(messages.size(), kEncodeFaultCount);
  EXPECT_EQ(EncodeFaultName(EncodeFault::kTargetTooSmall), "target_too_small");
  EXPECT_EQ(EncodeFaultName(static_cast<EncodeFault>(kEncodeFaultCount)), "unknown");
  EXPECT_EQ(EncodeFaultMessage(static_cast<EncodeFault>(255)), "unknown");
}

}  // namespace
}  // namespace simdproxy::testing
