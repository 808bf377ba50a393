// Random descriptions: what is built decodes, on every witness, to what was asked for.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "tests/records.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kDescriptions = 1'200'000 / kSlowdown;
constexpr size_t kBatch = 256;

struct Entry {
  uint8_t type;
  std::string value;
};

// A description with all that it borrows, and what must come out.
struct Case {
  HeaderDescription description;
  std::deque<std::string> texts;
  std::vector<TlvItem> items;
  std::vector<TlvItem> ssl_items;
  std::vector<Entry> entries;  // without padding; the value of CRC32C is empty
  uint32_t alignment = 1;
  bool crc = false;
  Endpoints endpoints{};
};

std::string RandomText(Rng& rng, size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(rng.Byte());
  return text;
}

std::string_view Keep(Case& c, std::string text) { return c.texts.emplace_back(std::move(text)); }

void Add(Case& c, const TlvItem& item, std::string value) {
  c.items.push_back(item);
  c.entries.push_back({item.type, std::move(value)});
}

std::string BigEndian(uint64_t number, int size) {
  std::string bytes;
  for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(number >> 8 * i & 0xFF);
  return bytes;
}

void AddSsl(Rng& rng, Case& c) {
  if (!c.ssl_items.empty()) return;
  const auto client = rng.Byte();
  const auto verify = static_cast<uint32_t>(rng.Next());
  std::string value = BigEndian(client, 1) + BigEndian(verify, 4);
  const size_t count = rng.Below(4);
  c.ssl_items.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const auto type = static_cast<uint8_t>(0x21 + rng.Below(8));
    const std::string_view text = Keep(c, RandomText(rng, rng.Below(20)));
    c.ssl_items.push_back(TlvItem::Raw(type, text));
    value += static_cast<char>(type) + BigEndian(text.size(), 2) + std::string(text);
  }
  Add(c, TlvItem::Ssl(client, verify, c.ssl_items), value);
}

void AddItem(Rng& rng, Case& c) {
  const std::string_view text = Keep(c, RandomText(rng, rng.Below(30)));
  const std::string value(text);
  switch (rng.Below(12)) {
    case 0:
      return Add(c, TlvItem::Alpn(text), value);
    case 1:
      return Add(c, TlvItem::Authority(text), value);
    case 2:
      return Add(c, TlvItem::UniqueId(Bytes(text)), value);
    case 3:
      return AddSsl(rng, c);
    case 4:
      return Add(c, TlvItem::Netns(text), value);
    case 5:
      return Add(c, TlvItem::AwsVpcEndpointId(text), '\1' + value);
    case 6: {
      const auto id = static_cast<uint32_t>(rng.Next());
      std::string little = BigEndian(id, 4);
      std::ranges::reverse(little);
      return Add(c, TlvItem::AzureLinkId(id), '\1' + little);
    }
    case 7: {
      const uint64_t id = rng.Next();
      return Add(c, TlvItem::GcpPscConnectionId(id), BigEndian(id, 8));
    }
    case 8:
      if (c.crc) return;
      c.crc = true;
      return Add(c, TlvItem::Crc32c(), "");
    case 9:
      if (c.alignment != 1) return;
      c.alignment = 1U << (1 + rng.Below(8));
      c.items.push_back(TlvItem::Padding(c.alignment));
      return;
    default: {
      const auto type = static_cast<uint8_t>(0x29 + rng.Below(256 - 0x29));
      return Add(c, TlvItem::Raw(type, text), value);
    }
  }
}

Endpoint RandomEndpoint(Rng& rng, Family family) {
  std::array<uint8_t, 16> address;
  for (uint8_t& byte : address) {
    byte = static_cast<uint8_t>(rng.OneIn(2) ? 0 : rng.Byte() >> rng.Below(8));
  }
  const auto port = static_cast<uint16_t>(rng.Below(65536) >> rng.Below(16));
  switch (family) {
    case Family::kInet:
      return InetEndpoint(std::span(address).first<4>(), port);
    case Family::kInet6:
      return Inet6Endpoint(address, port);
    default:
      return {};
  }
}

void AddEndpoints(Rng& rng, Case& c) {
  HeaderDescription& d = c.description;
  if (d.family == Family::kUnix) {
    const auto path = [&] {
      std::string text(rng.Below(109), 'p');
      if (rng.OneIn(3) && !text.empty()) text[0] = '\0';
      return Keep(c, text);
    };
    d.source = UnixEndpoint(path());
    d.destination = UnixEndpoint(path());
    return;
  }
  d.source = RandomEndpoint(rng, d.family);
  d.destination = RandomEndpoint(rng, d.family);
  if (d.command == Command::kLocal || d.family == Family::kUnspec) return;
  std::memcpy(c.endpoints.source, d.source.address.data(), 16);
  std::memcpy(c.endpoints.destination, d.destination.address.data(), 16);
  c.endpoints.source_port = d.source.port;
  c.endpoints.destination_port = d.destination.port;
  c.endpoints.family_number = static_cast<uint8_t>(d.family);
  c.endpoints.transport_number = static_cast<uint8_t>(d.transport);
}

void Fill(Rng& rng, Case& c) {
  HeaderDescription& d = c.description;
  if (rng.OneIn(3)) {
    d.version = 1;
    d.family = static_cast<Family>(rng.Below(3));
    d.transport = d.family == Family::kUnspec ? Transport::kUnspec : Transport::kStream;
    AddEndpoints(rng, c);
    return;
  }
  d.command = rng.OneIn(8) ? Command::kLocal : Command::kProxy;
  d.family = static_cast<Family>(rng.OneIn(2) ? 1 + rng.Below(2) : rng.Below(4));
  d.transport = static_cast<Transport>(rng.Below(3));
  AddEndpoints(rng, c);
  const size_t items = rng.OneIn(3) ? 0 : rng.Below(7);
  c.items.reserve(items);
  for (size_t i = 0; i < items; ++i) AddItem(rng, c);
  d.tlvs = c.items;
}

// What is wrong with the decoded header; empty if nothing is.
std::string WhatIsWrong(const Case& c, std::span<const std::byte> bytes, const Header& header,
                        const Endpoints& endpoints) {
  const HeaderDescription& d = c.description;
  if (!header.ok() || header.size() != bytes.size()) return "not ok";
  if (header.version() != d.version || header.command() != d.command ||
      header.family() != d.family || header.transport() != d.transport) {
    return "fields";
  }
  if (!Same(endpoints, c.endpoints)) return "endpoints";
  if (d.version == 1) return "";
  const bool judged = d.command == Command::kProxy && d.family != Family::kUnspec;
  if (judged && header.crc_state() != (c.crc ? CrcState::kOk : CrcState::kAbsent)) return "crc";
  if (bytes.size() % c.alignment != 0) return "alignment";
  const HeaderView view(bytes, header);
  if (d.family == Family::kUnix && d.command == Command::kProxy) {
    const auto padded = [](const Endpoint& e) {
      std::string path(108, '\0');
      if (!e.path.empty()) std::memcpy(path.data(), e.path.data(), e.path.size());
      return path;
    };
    for (const auto& [wanted, got] :
         {std::pair(d.source, view.source()), std::pair(d.destination, view.destination())}) {
      if (std::memcmp(padded(wanted).data(), got.path_block.data(), 108) != 0) return "path";
    }
  }
  size_t i = 0;
  bool padded = false;
  for (const Tlv tlv : view.tlvs(Reading::kStrict)) {
    if (tlv.type == tlv_type::kNoop && c.alignment != 1 && !padded) {
      padded = true;
      continue;
    }
    if (i == c.entries.size() || tlv.type != c.entries[i].type) return "entries";
    const std::string& value = c.entries[i++].value;
    if (tlv.type == tlv_type::kCrc32c) continue;
    if (!std::ranges::equal(tlv.value, Bytes(value))) return "value";
  }
  return i == c.entries.size() ? "" : "entries missing";
}

TEST(EncodeRandom, BuiltHeadersDecodeToWhatWasAsked) {
  Rng rng(7);
  std::vector<Case> cases(kBatch);
  std::vector<std::vector<std::byte>> built(kBatch, std::vector<std::byte>(2048));
  std::vector<Buffer> buffers(kBatch);
  std::vector<Header> headers(kBatch);
  std::vector<Endpoints> endpoints(kBatch);
  size_t done = 0;
  for (; done < kDescriptions; done += kBatch) {
    for (size_t i = 0; i < kBatch; ++i) {
      cases[i] = Case();
      Fill(rng, cases[i]);
      const EncodeResult result = Encode(cases[i].description, built[i]);
      ASSERT_TRUE(result) << EncodeFaultName(result.fault);
      ASSERT_EQ(Encode(cases[i].description, {}).size, result.size);
      buffers[i] = {built[i].data(), result.size};
    }
    for (const Witness& witness : Witnesses()) {
      witness.decode_batch(buffers, headers.data(), endpoints.data(), {.check = Check::kCrc});
      for (size_t i = 0; i < kBatch; ++i) {
        const std::string wrong =
            WhatIsWrong(cases[i], BytesOf(buffers[i]), headers[i], endpoints[i]);
        ASSERT_EQ(wrong, "") << witness.name << ' ' << ToHex(BytesOf(buffers[i])) << '\n'
                             << Show(headers[i]);
      }
    }
    // Taken apart and built again.
    for (size_t i = 0; i < kBatch; ++i) {
      const HeaderView view(BytesOf(buffers[i]), Decode(BytesOf(buffers[i])));
      HeaderDescription again = Describe(view);
      std::array<TlvItem, 16> items;
      const size_t count = TlvItemsOf(view.tlvs(), items);
      again.tlvs = std::span(items).first(count);
      std::array<std::byte, 2048> bytes;
      const EncodeResult result = Encode(again, bytes);
      ASSERT_TRUE(result) << EncodeFaultName(result.fault);
      ASSERT_TRUE(std::ranges::equal(std::span(bytes).first(result.size), BytesOf(buffers[i])))
          << ToHex(BytesOf(buffers[i]));
    }
  }
  std::printf("%zu descriptions\n", done);
}

}  // namespace
}  // namespace simdproxy::testing
