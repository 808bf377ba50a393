#include <algorithm>
#include <array>
#include <deque>
#include <vector>

#include "fuzz/c_interface/checks.h"

namespace simdproxy::fuzz {
namespace {

constexpr size_t kRoom = 4096;
constexpr size_t kMostItems = 8;

// The same description in both interfaces, and what it borrows.
struct Both {
  simdproxy_description c{};
  HeaderDescription cpp{};
  std::vector<simdproxy_tlv_item> c_items;
  std::vector<TlvItem> items;
  std::deque<std::vector<simdproxy_tlv_item>> c_entries;
  std::deque<std::vector<TlvItem>> entries;
};

void AddPlain(Source& source, std::vector<simdproxy_tlv_item>& c, std::vector<TlvItem>& cpp) {
  const uint8_t type = source.Byte();
  const Bytes value = source.Piece(source.Byte());
  simdproxy_item_value(&c.emplace_back(), type, value.data(), value.size());
  cpp.push_back(TlvItem::Raw(type, value));
  if ((type & 7) != 0) return;
  // By hand: a head in front of the value.
  const auto size = static_cast<uint8_t>(type >> 3 & 7);
  c.back().head_size = cpp.back().head_size = size;
  for (uint8_t i = 0; i < size; ++i) {
    c.back().head[i] = source.Byte();
    cpp.back().head[i] = static_cast<std::byte>(c.back().head[i]);
  }
}

void AddSsl(Source& source, Both& both) {
  auto& c = both.c_entries.emplace_back();
  auto& cpp = both.entries.emplace_back();
  const uint8_t client = source.Byte();
  const uint32_t verify = source.Number(4);
  for (unsigned count = client >> 5; count != 0; --count) AddPlain(source, c, cpp);
  simdproxy_item_ssl(&both.c_items.emplace_back(), client, verify, c.data(), c.size());
  both.items.push_back(TlvItem::Ssl(client, verify, cpp));
}

void ReadItems(Source& source, Both& both) {
  for (unsigned count = source.Byte() % (kMostItems + 1); count != 0; --count) {
    const unsigned kind = source.Byte();
    switch (kind & 7) {
      case 0:
        simdproxy_item_crc32c(&both.c_items.emplace_back());
        both.items.push_back(TlvItem::Crc32c());
        break;
      case 1: {
        const uint32_t alignment = kind < 128 ? 1U << (kind >> 3) : source.Number(2);
        simdproxy_item_padding(&both.c_items.emplace_back(), alignment);
        both.items.push_back(TlvItem::Padding(alignment));
        break;
      }
      case 2: {
        const uint8_t type = source.Byte();
        const uint32_t size = source.Byte() % 132;
        simdproxy_item_varying(&both.c_items.emplace_back(), type, size);
        both.items.push_back(TlvItem::Varying(type, size));
        break;
      }
      case 3:
        AddSsl(source, both);
        break;
      default:
        AddPlain(source, both.c_items, both.items);
    }
  }
  both.c.tlvs = both.c_items.data();
  both.c.tlv_count = both.c_items.size();
  both.cpp.tlvs = both.items;
}

simdproxy_bytes ToC(Bytes bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

void ReadEndpoint(Source& source, unsigned family, simdproxy_endpoint& c, Endpoint& cpp) {
  c.family = static_cast<uint8_t>(family);
  c.port = static_cast<uint16_t>(source.Number(2));
  for (uint8_t& byte : c.address) byte = family == SIMDPROXY_UNIX ? 0 : source.Byte();
  const Bytes path = family == SIMDPROXY_UNIX ? source.Piece(source.Byte() % 112) : Bytes();
  const bool block = (c.port & 1) != 0;
  (block ? c.path_block : c.path) = ToC(path);
  cpp.family = static_cast<Family>(family);
  cpp.port = c.port;
  std::copy(std::begin(c.address), std::end(c.address), cpp.address.begin());
  (block ? cpp.path_block : cpp.path) = path;
}

void ReadDescription(Source& source, Both& both) {
  const uint8_t form = source.Byte();
  const uint8_t odd = source.Byte();
  both.c.version = static_cast<uint8_t>((form & 3) == 0 ? 1 : odd == 1 ? form : 2);
  both.c.command = static_cast<uint8_t>((form & 3) == 1 ? 0 : odd == 2 ? form : 1);
  both.c.family = static_cast<uint8_t>(odd == 3 ? form : form >> 2 & 3);
  both.c.transport = static_cast<uint8_t>(odd == 4 ? form : (form >> 4 & 3) % 3);
  const unsigned family = form >> 6 == 3 ? source.Byte() & 3U : both.c.family & 3U;
  ReadEndpoint(source, both.c.family & 3, both.c.source, both.cpp.source);
  ReadEndpoint(source, family, both.c.destination, both.cpp.destination);
  if (form >> 6 == 2) {
    both.c.source = both.c.destination = {};
    both.cpp.source = both.cpp.destination = {};
    const Bytes block = source.Piece(source.Byte());
    both.c.block = ToC(block);
    both.cpp.block = block;
  }
  both.cpp.version = both.c.version;
  both.cpp.command = static_cast<Command>(both.c.command);
  both.cpp.family = static_cast<Family>(both.c.family);
  both.cpp.transport = static_cast<Transport>(both.c.transport);
}

void CheckEncoded(const Both& both, size_t size, Bytes input) {
  static testing::GuardedBuffer memory(kRoom);
  std::vector<std::byte> expected(size, static_cast<std::byte>(testing::kGarbage));
  const EncodeResult result = Encode(both.cpp, expected);
  auto* const room = memory.RoomAtEnd<std::byte>(size, testing::kGarbage);
  size_t written = 0xAAAA;
  const int fault = simdproxy_encode(&both.c, room, size, &written);
  Expect(fault == static_cast<int>(result.fault) && written == result.size &&
             std::equal(expected.begin(), expected.end(), room),
         "simdproxy_encode", input);
  Expect(simdproxy_encode(&both.c, nullptr, size, nullptr) ==
             static_cast<int>(Encode(both.cpp, {}).fault),
         "simdproxy_encode without a target", input);
}

void CheckSizes(const Both& both, size_t any, Bytes input) {
  const size_t size = Encode(both.cpp, {}).size;
  for (const size_t room : {size_t{0}, size, size + 5, size == 0 ? any : any % size}) {
    if (room <= kRoom) CheckEncoded(both, room, input);
  }
  CountComparisons(Decoders().size() - 1, 4);
}

// What was decoded, taken apart and built again.
void CheckDescribed(const Given& given) {
  Both both;
  const Header header = Decode(given.bytes);
  const HeaderView view(given.bytes, header);
  both.cpp = Describe(view);
  simdproxy_header c_header;
  std::memcpy(static_cast<void*>(&c_header), &header, sizeof(header));
  simdproxy_describe(given.bytes.data(), given.bytes.size(), &c_header, &both.c);
  const Both& b = both;
  Expect(b.c.version == b.cpp.version && b.c.command == static_cast<uint8_t>(b.cpp.command) &&
             b.c.family == static_cast<uint8_t>(b.cpp.family) &&
             b.c.transport == static_cast<uint8_t>(b.cpp.transport) &&
             SameBytes(b.c.block, b.cpp.block) && b.c.tlvs == nullptr && b.c.tlv_count == 0 &&
             SameBytes(b.c.source.path_block, b.cpp.source.path_block) &&
             SameBytes(b.c.destination.path_block, b.cpp.destination.path_block),
         "simdproxy_describe", given.input);
  simdproxy_tlvs tlvs;
  simdproxy_tlvs_of(given.bytes.data(), given.bytes.size(), &c_header, SIMDPROXY_READ_PARTIAL,
                    &tlvs);
  both.items.resize(given.bytes.size() / 3 + 1);
  both.c_items.resize(given.hash % 2 == 0 ? both.items.size() : given.hash % 4);
  const size_t count = TlvItemsOf(view.tlvs(), both.items);
  Expect(simdproxy_items_of(&tlvs, both.c_items.data(), both.c_items.size()) == count,
         "simdproxy_items_of", given.input);
  both.c_items.resize(std::min(count, both.c_items.size()));
  both.items.resize(both.c_items.size());
  both.c.tlvs = both.c_items.data();
  both.c.tlv_count = both.c_items.size();
  both.cpp.tlvs = both.items;
  CheckSizes(both, given.hash % 64, given.input);
}

const simdproxy_template* CheckMade(const Both& both, size_t shift, const HeaderTemplate& expected,
                                    Bytes input) {
  static std::vector<std::byte> memory(2 * simdproxy_template_size());
  int fault = -1;
  Expect(simdproxy_template_make(memory.data() + shift, sizeof(HeaderTemplate) - 1, &both.c,
                                 &fault) == nullptr &&
             fault == SIMDPROXY_ENCODE_TARGET_TOO_SMALL,
         "a template in too little memory", input);
  const simdproxy_template* const made = simdproxy_template_make(
      memory.data() + shift, simdproxy_template_size(), &both.c, shift == 5 ? nullptr : &fault);
  Expect((made != nullptr) == static_cast<bool>(expected) &&
             (shift == 5 || fault == static_cast<int>(expected.fault())),
         "simdproxy_template_make", input);
  return made;
}

std::vector<Endpoints> ReadRecords(Source& source) {
  std::vector<Endpoints> records(source.Byte() % 70);
  for (Endpoints& record : records) {
    const unsigned form = source.Byte();
    record = {};
    record.family_number = static_cast<uint8_t>(form % 8 < 7 ? 1 + form % 2 : form >> 4);
    for (uint8_t& byte : record.source) byte = source.Byte();
    for (uint8_t& byte : record.destination) byte = source.Byte();
    record.source_port = static_cast<uint16_t>(source.Number(2));
    record.destination_port = static_cast<uint16_t>(source.Number(2));
  }
  return records;
}

void CheckBatchOf(const simdproxy_template* made, const HeaderTemplate& header, Source& source,
                  uint64_t hash, Bytes input) {
  static testing::GuardedBuffer record_memory(70 * sizeof(Endpoints));
  static testing::GuardedBuffer out_memory(70 * (HeaderTemplate::kMaxSize + 8));
  const std::vector<Endpoints> records = ReadRecords(source);
  const size_t count = records.size();
  auto* const c_records = reinterpret_cast<simdproxy_endpoints*>(
      record_memory.RoomAtEnd<uint8_t>(count * sizeof(Endpoints) + hash % 3, testing::kGarbage));
  if (count != 0)
    std::memcpy(static_cast<void*>(c_records), records.data(), count * sizeof(Endpoints));
  std::vector<uint8_t> values(128 + 70 * 16);
  for (uint8_t& value : values) value = source.Byte();
  std::vector<simdproxy_column> c_columns(header.varying_count());
  std::vector<ValueColumn> columns(header.varying_count());
  for (size_t i = 0; i < columns.size(); ++i) {
    columns[i] = {values.data(), (hash >> 8 * i) % 16};
    c_columns[i] = {columns[i].base, columns[i].stride};
  }
  if (!columns.empty() && hash % 11 == 0) {  // one too few: nothing is written
    columns.pop_back();
    c_columns.pop_back();
  }
  const size_t stride = (hash >> 20 & 1) != 0 ? header.max_size() + (hash >> 21) % 8 : 0;
  const size_t most = count * (stride != 0 ? stride : header.max_size());
  const size_t room = (hash >> 30 & 1) != 0 ? most : (hash >> 31) % (most + 1);
  std::vector<std::byte> expected(room, static_cast<std::byte>(testing::kGarbage));
  std::vector<uint16_t> sizes(count, 0xAAAA);
  std::vector<uint16_t> c_sizes(count, 0xAAAA);
  const bool with_sizes = (hash >> 29 & 1) != 0;
  const EncodeBatchResult result = EncodeBatch(
      header, records, columns, {expected, stride, with_sizes ? sizes.data() : nullptr});
  auto* const out = out_memory.RoomAtEnd<std::byte>(room, testing::kGarbage);
  const simdproxy_output output{out, room, stride, with_sizes ? c_sizes.data() : nullptr};
  size_t written = 0xAAAA;
  const size_t done = simdproxy_encode_batch(made, c_records, count, c_columns.data(),
                                             c_columns.size(), &output, &written);
  Expect(done == result.count && written == result.size && sizes == c_sizes,
         "simdproxy_encode_batch says something else", input);
  Expect(std::equal(expected.begin(), expected.end(), out),
         "simdproxy_encode_batch writes something else", input);
  CountComparisons(Decoders().size() - 1, done + 1);
}

}  // namespace

void CheckCEncode(const Given& given) {
  CheckDescribed(given);
  Source source(given.control);
  const size_t any = source.Byte();
  Source text(given.bytes);
  Both both;
  ReadDescription(text, both);
  ReadItems(text, both);
  CheckSizes(both, any, given.input);
}

void CheckCBatch(const Given& given) {
  Source source(given.bytes);
  Both both;
  ReadItems(source, both);
  const uint8_t form = source.Byte();
  both.c.version = both.cpp.version = (form & 3) == 0 ? 1 : 2;
  if (both.c.version == 1 && (form & 8) == 0) {
    both.c.tlv_count = 0;
    both.cpp.tlvs = {};
  }
  both.c.command = SIMDPROXY_PROXY;
  both.c.transport = (form & 4) != 0 ? SIMDPROXY_DGRAM : SIMDPROXY_STREAM;
  both.cpp.transport = static_cast<Transport>(both.c.transport);
  const HeaderTemplate header(both.cpp);
  const simdproxy_template* const made =
      CheckMade(both, given.hash >> 50 & 15, header, given.input);
  if (made == nullptr) return;
  Expect(simdproxy_template_max_size(made) == header.max_size(), "simdproxy_template_max_size",
         given.input);
  CheckBatchOf(made, header, source, given.hash, given.input);
}

}  // namespace simdproxy::fuzz
