// Batches from a template: on every target the bytes that single headers have, and no others
// written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tests/encoders.h"
#include "tests/guarded_buffer.h"
#include "tests/records.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using namespace std::literals;

Endpoints RandomRecord(Rng& rng, int family) {
  Endpoints record{};
  const auto byte = [&] {
    return static_cast<uint8_t>(rng.OneIn(3) ? 0 : rng.Byte() >> rng.Below(8));
  };
  // Bytes that the family does not use are no part of the header.
  for (uint8_t& b : record.source) b = byte();
  for (uint8_t& b : record.destination) b = byte();
  record.source_port = static_cast<uint16_t>(rng.Below(65536) >> rng.Below(16));
  record.destination_port = static_cast<uint16_t>(rng.Below(65536) >> rng.Below(16));
  record.family_number = static_cast<uint8_t>(family);
  record.transport_number = static_cast<uint8_t>(rng.Below(3));
  return record;
}

// A shape of headers, and the same with given values for single headers.
struct Shape {
  std::string name;
  uint8_t version = 2;
  Transport transport = Transport::kStream;
  std::vector<TlvItem> items;

  HeaderDescription Describe() const {
    HeaderDescription d;
    d.version = version;
    d.transport = transport;
    d.tlvs = items;
    return d;
  }
};

std::vector<Shape> Shapes() {
  static const std::string text(300, 't');
  const auto varying = [](uint32_t size) { return TlvItem::Varying(tlv_type::kUniqueId, size); };
  const TlvItem crc = TlvItem::Crc32c();
  std::vector<Shape> shapes = {
      {"v1", 1, Transport::kStream, {}},
      {"bare", 2, Transport::kStream, {}},
      {"bare dgram", 2, Transport::kDgram, {}},
      {"crc", 2, Transport::kStream, {crc}},
      {"crc first", 2, Transport::kStream, {crc, varying(16), TlvItem::Authority("example.org")}},
      {"crc padded", 2, Transport::kStream, {crc, TlvItem::Padding(64)}},
      {"long", 2, Transport::kStream, {TlvItem::Raw(0xE5, std::string_view(text)), crc}},
      {"four varying",
       2,
       Transport::kUnspec,
       {varying(3), TlvItem::Varying(0xE6, 128), crc, TlvItem::Varying(0xE7, 0), varying(9)}},
  };
  for (uint32_t size = 0; size <= 40; ++size) {
    shapes.push_back({"varying " + std::to_string(size), 2, Transport::kStream, {varying(size)}});
    shapes.push_back(
        {"varying and crc " + std::to_string(size), 2, Transport::kStream, {varying(size), crc}});
  }
  for (size_t size = 0; size <= 34; ++size) {  // every size of what follows the addresses
    shapes.push_back({"tail " + std::to_string(size),
                      2,
                      Transport::kStream,
                      {TlvItem::Raw(0xE5, std::string_view(text).substr(0, size))}});
  }
  return shapes;
}

// The values of each varying entry, with a stride that leaves a gap.
struct Columns {
  std::vector<std::vector<std::byte>> memory;
  std::vector<ValueColumn> columns;

  Columns(Rng& rng, const Shape& shape, size_t count) {
    for (const TlvItem& item : shape.items) {
      if (item.kind != TlvItem::Kind::kVarying) continue;
      const size_t stride = item.number + rng.Below(3);
      auto& bytes = memory.emplace_back(stride * count + item.number);
      for (std::byte& byte : bytes) byte = static_cast<std::byte>(rng.Byte());
      columns.push_back({bytes.data(), stride});
    }
  }
};

std::string SingleHeader(const Shape& shape, const Endpoints& record, const Columns& values,
                         size_t i) {
  if (record.family_number != 1 && record.family_number != 2) return "";
  std::vector<TlvItem> items = shape.items;
  size_t column = 0;
  for (TlvItem& item : items) {
    if (item.kind != TlvItem::Kind::kVarying) continue;
    const ValueColumn& c = values.columns[column++];
    item = TlvItem::Raw(
        item.type, std::span(static_cast<const std::byte*>(c.base) + c.stride * i, item.number));
  }
  const auto endpoint = [&](const uint8_t(&address)[16], uint16_t port) {
    return record.family_number == 1 ? InetEndpoint(std::span(address).first<4>(), port)
                                     : Inet6Endpoint(std::span<const uint8_t, 16>(address), port);
  };
  HeaderDescription d =
      DescribeProxy(endpoint(record.source, record.source_port),
                    endpoint(record.destination, record.destination_port), shape.transport, items);
  d.version = shape.version;
  std::string bytes(HeaderTemplate::kMaxSize, '\0');
  const auto result = Encode(d, std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
  EXPECT_TRUE(result) << EncodeFaultName(result.fault);
  bytes.resize(result.size);
  return bytes;
}

// Encodes at the end of readable memory, `before` bytes of canary in front, and compares all.
void Compare(const Encoder& encoder, const HeaderTemplate& header, const Shape& shape,
             std::span<const Endpoints> records, const Columns& values,
             const std::vector<std::string>& singles, size_t stride, GuardedBuffer& memory,
             size_t before) {
  std::string expected;
  size_t end = 0;
  for (size_t i = 0; i < singles.size(); ++i) {
    if (stride != 0) expected.resize(i * stride + header.max_size(), '\x55');
    const size_t at = stride != 0 ? i * stride : expected.size();
    expected.replace(at, singles[i].size(), singles[i]);
    if (!singles[i].empty()) end = at + singles[i].size();
  }
  const size_t size = expected.size();
  auto* const room = memory.RoomAtEnd<std::byte>(before + size, 0x55);
  std::vector<uint16_t> sizes(records.size() + 1, 0x5555);
  const auto result = encoder.encode(header, records, values.columns,
                                     {.bytes = {room + before, size},
                                      .stride = stride,
                                      .sizes = before % 2 == 0 ? sizes.data() : nullptr});
  const std::string where = encoder.name + ", " + shape.name + ", " +
                            std::to_string(records.size()) + " records, stride " +
                            std::to_string(stride);
  ASSERT_EQ(result.count, records.size()) << where;
  ASSERT_EQ(result.size, end) << where;
  const std::string got(reinterpret_cast<const char*>(room), before + size);
  ASSERT_EQ(got.substr(0, before), std::string(before, '\x55')) << where;
  if (got.compare(before, size, expected) != 0) {
    FAIL() << where << '\n' << ToHex(Bytes(got.substr(before))) << '\n' << ToHex(Bytes(expected));
  }
  if (before % 2 != 0) return;
  for (size_t i = 0; i < records.size(); ++i) ASSERT_EQ(sizes[i], singles[i].size()) << where;
  ASSERT_EQ(sizes.back(), 0x5555) << where;
}

void CompareAll(Rng& rng, const Shape& shape, const HeaderTemplate& header,
                const std::vector<Endpoints>& records, GuardedBuffer& memory) {
  const Columns values(rng, shape, records.size());
  std::vector<std::string> singles;
  for (size_t i = 0; i < records.size(); ++i) {
    singles.push_back(SingleHeader(shape, records[i], values, i));
  }
  for (const Encoder& encoder : Encoders()) {
    for (const size_t stride : {size_t{0}, header.max_size(), header.max_size() + rng.Below(40)}) {
      Compare(encoder, header, shape, records, values, singles, stride, memory, rng.Below(64));
    }
  }
}

// Every batch size from 0 to 70, and some that take several blocks, in every mix of families.
TEST(EncodeBatch, EqualsSingleHeaders) {
  Rng rng(11);
  GuardedBuffer memory(600000);
  size_t shape_number = 0;
  for (const Shape& shape : Shapes()) {
    const auto header = std::make_unique<HeaderTemplate>(shape.Describe());
    ASSERT_TRUE(*header) << shape.name << ' ' << EncodeFaultName(header->fault());
    const bool every_size = shape_number++ < 8;
    for (size_t count = 0; count <= 72; ++count) {
      if (!every_size && !rng.OneIn(static_cast<uint32_t>(12 * (kSlowdown > 1 ? 4 : 1)))) continue;
      if (kSlowdown > 1 && !rng.OneIn(3)) continue;
      const size_t size = count == 71 ? 256 : count == 72 ? 777 : count;
      for (const uint32_t inet6_percent : {0U, 100U, 40U, 101U}) {
        std::vector<Endpoints> records(size);
        for (Endpoints& record : records) {
          int family = rng.Below(100) < inet6_percent ? 2 : 1;
          // With records that have no endpoints among them, of any number.
          if (inet6_percent == 101) {
            family =
                rng.OneIn(4) ? static_cast<int>(rng.Byte()) : 1 + static_cast<int>(rng.Below(2));
          }
          record = RandomRecord(rng, family);
        }
        CompareAll(rng, shape, *header, records, memory);
        if (::testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

// Each family mask of eight records, at each place in a block.
TEST(EncodeBatch, EveryMixOfEightRecords) {
  Rng rng(12);
  GuardedBuffer memory(100000);
  const auto shapes = Shapes();
  for (const size_t number : {size_t{0}, size_t{1}, size_t{3}}) {
    const auto header = std::make_unique<HeaderTemplate>(shapes[number].Describe());
    for (uint32_t mask = 0; mask < 256; ++mask) {
      std::vector<Endpoints> records;
      for (size_t i = rng.Below(64); i != 0; --i) records.push_back(RandomRecord(rng, 1));
      for (size_t i = 0; i < 8; ++i) {
        records.push_back(RandomRecord(rng, static_cast<int>(1 + (mask >> i & 1))));
      }
      CompareAll(rng, shapes[number], *header, records, memory);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

// Records without endpoints take no room, so none need be there.
TEST(EncodeBatch, NoTarget) {
  const std::vector<Endpoints> records(70);
  for (const uint8_t version : {uint8_t{1}, uint8_t{2}}) {
    const HeaderTemplate header({.version = version, .transport = Transport::kStream});
    for (const Encoder& encoder : Encoders()) {
      std::vector<uint16_t> sizes(70, 0x5555);
      const auto result =
          encoder.encode(header, records, {}, {.bytes = {}, .stride = 0, .sizes = sizes.data()});
      EXPECT_EQ(result.count, 70U);
      EXPECT_EQ(result.size, 0U);
      EXPECT_EQ(sizes, std::vector<uint16_t>(70));
      EXPECT_EQ(encoder.encode(header, {}, {}, {}).count, 0U);
    }
  }
}

// Version 1: each octet, each port, each pattern of zero groups; text made here by snprintf.
TEST(EncodeBatch, OctetsAndPorts) {
  const HeaderTemplate header({.version = 1, .transport = Transport::kStream});
  std::vector<Endpoints> records(65536);
  for (uint32_t i = 0; i < records.size(); ++i) {
    Endpoints& record = records[i];
    for (uint32_t k = 0; k < 4; ++k) {
      record.source[k] = static_cast<uint8_t>(i + 85 * k);
      record.destination[k] = static_cast<uint8_t>(i * 7 + 31 * k);
    }
    record.source_port = static_cast<uint16_t>(i);
    record.destination_port = static_cast<uint16_t>(65535 - i);
    record.family_number = 1;
  }
  std::vector<std::byte> out(records.size() * 56);
  std::vector<uint16_t> sizes(records.size());
  for (const Encoder& encoder : Encoders()) {
    const auto result =
        encoder.encode(header, records, {}, {.bytes = out, .stride = 0, .sizes = sizes.data()});
    ASSERT_EQ(result.count, records.size());
    const char* at = reinterpret_cast<const char*>(out.data());
    for (size_t i = 0; i < records.size(); ++i) {
      const Endpoints& r = records[i];
      char line[108];
      const int size = std::snprintf(
          line, sizeof(line), "PROXY TCP4 %d.%d.%d.%d %d.%d.%d.%d %d %d\r\n", r.source[0],
          r.source[1], r.source[2], r.source[3], r.destination[0], r.destination[1],
          r.destination[2], r.destination[3], r.source_port, r.destination_port);
      ASSERT_EQ(std::string(at, sizes[i]), std::string(line, static_cast<size_t>(size)))
          << encoder.name;
      at += sizes[i];
    }
  }
}

TEST(EncodeBatch, EveryPatternOfZeroGroupsAndDigits) {
  Rng rng(13);
  GuardedBuffer memory(2048 * 256);
  const Shape shape = Shapes()[0];
  const HeaderTemplate header(shape.Describe());
  constexpr uint16_t kGroups[] = {0x1, 0x2F, 0xABC, 0xFFFF, 0x10, 0x100, 0x1000, 0xF, 0xFF, 0xFFF};
  for (size_t turn = 0; turn < 10; ++turn) {
    std::vector<Endpoints> records(256, RandomRecord(rng, 2));
    for (size_t mask = 0; mask < 256; ++mask) {
      for (size_t i = 0; i < 8; ++i) {
        const uint16_t group = (mask >> i & 1) != 0 ? uint16_t{0} : kGroups[(i + turn) % 10];
        uint8_t* const source = records[mask].source + 2 * i;
        uint8_t* const destination = records[255 - mask].destination + 2 * i;
        source[0] = destination[0] = static_cast<uint8_t>(group >> 8);
        source[1] = destination[1] = static_cast<uint8_t>(group & 255);
      }
    }
    CompareAll(rng, shape, header, records, memory);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

// A target of any size: as many headers as fit, and nothing behind them.
TEST(EncodeBatch, TargetsOfEverySize) {
  Rng rng(14);
  GuardedBuffer memory(8192);
  for (const size_t number : {size_t{0}, size_t{1}, size_t{3}}) {
    const Shape shape = Shapes()[number];
    const auto header = std::make_unique<HeaderTemplate>(shape.Describe());
    std::vector<Endpoints> records;
    for (const int family : {1, 2, 0, 2, 1, 1, 3}) records.push_back(RandomRecord(rng, family));
    const Columns none(rng, shape, 0);
    std::vector<std::string> singles;
    for (size_t i = 0; i < records.size(); ++i) {
      singles.push_back(SingleHeader(shape, records[i], none, i));
    }
    for (const Encoder& encoder : Encoders()) {
      for (const size_t stride : {size_t{0}, header->max_size(), header->max_size() + 5}) {
        for (size_t room = 0; room <= records.size() * (header->max_size() + 5); ++room) {
          std::string expected(room, '\x55');
          size_t count = 0, at = 0, end = 0;
          for (; count < records.size(); ++count) {
            const size_t size = singles[count].size();
            if ((stride != 0 ? header->max_size() : size) + at > room) break;
            expected.replace(at, size, singles[count]);
            if (size != 0) end = at + size;
            at += stride != 0 ? stride : size;
          }
          auto* const out = memory.RoomAtEnd<std::byte>(room, 0x55);
          const auto result =
              encoder.encode(*header, records, {}, {.bytes = {out, room}, .stride = stride});
          ASSERT_EQ(result.count, count) << encoder.name << ' ' << shape.name << ' ' << room;
          ASSERT_EQ(result.size, end);
          ASSERT_EQ(std::string(reinterpret_cast<const char*>(out), room), expected);
        }
      }
    }
  }
}

TEST(EncodeBatch, TemplatesWithAFault) {
  const auto fault = [](const HeaderDescription& d) {
    const auto header = std::make_unique<HeaderTemplate>(d);
    const std::vector<Endpoints> records(3, Endpoints{.source = {},
                                                      .destination = {},
                                                      .source_port = 0,
                                                      .destination_port = 0,
                                                      .family_number = 1,
                                                      .transport_number = 1,
                                                      .reserved = {}});
    std::vector<std::byte> out(8192, std::byte{0x55});
    EXPECT_EQ(EncodeBatch(*header, records, {}, {.bytes = out}).count, 0U);
    EXPECT_EQ(out, std::vector<std::byte>(8192, std::byte{0x55}));
    return EncodeFaultName(header->fault());
  };
  const auto with = [](std::span<const TlvItem> items) {
    return HeaderDescription{.transport = Transport::kStream, .tlvs = items};
  };
  EXPECT_EQ(fault({.version = 3}), "bad_version");
  EXPECT_EQ(fault({.command = Command::kLocal}), "bad_command");
  EXPECT_EQ(fault({.transport = static_cast<Transport>(3)}), "bad_transport");
  EXPECT_EQ(fault({.version = 1, .transport = Transport::kDgram}), "bad_transport");
  const TlvItem varying = TlvItem::Varying(5, 1);
  const std::vector<TlvItem> five(5, varying);
  EXPECT_EQ(fault(with(five)), "bad_varying");
  const TlvItem large[] = {TlvItem::Varying(5, 129)};
  EXPECT_EQ(fault(with(large)), "bad_varying");
  const TlvItem crc[] = {TlvItem::Varying(3, 4)};
  EXPECT_EQ(fault(with(crc)), "bad_varying");
  const std::string text(2048, 't');
  // 52 bytes of INET6, and 3.
  const TlvItem fits[] = {TlvItem::Raw(0xE5, std::string_view(text).substr(0, 2048 - 55))};
  EXPECT_TRUE(HeaderTemplate(with(fits)));
  EXPECT_EQ(HeaderTemplate(with(fits)).max_size(), 2048U);
  const TlvItem longer[] = {TlvItem::Raw(0xE5, std::string_view(text).substr(0, 2048 - 54))};
  EXPECT_EQ(fault(with(longer)), "too_long");
  // Too few columns of values, and a stride that is too small.
  const HeaderTemplate header(with(std::span(&varying, 1)));
  EXPECT_EQ(header.varying_count(), 1U);
  EXPECT_EQ(header.max_size(), 56U);
  const std::vector<Endpoints> records(2);
  std::vector<std::byte> out(8192);
  const ValueColumn column{out.data(), 0};
  EXPECT_EQ(EncodeBatch(header, records, {}, {.bytes = out}).count, 0U);
  EXPECT_EQ(EncodeBatch(header, records, {&column, 1}, {.bytes = out}).count, 2U);
  EXPECT_EQ(EncodeBatch(header, records, {&column, 1}, {.bytes = out, .stride = 55}).count, 0U);
  EXPECT_EQ(EncodeBatch(header, records, {&column, 1}, {.bytes = out, .stride = 56}).count, 2U);
}

}  // namespace
}  // namespace simdproxy::testing
