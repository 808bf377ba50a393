// Building headers: what is built is what a plain builder makes of the same description, decodes to
// it on every decoder, and nothing else is written; batches from a template give what single
// headers are; what is decoded can be built again.
//
// An input of this target is read as numbers and pieces of text, front to back.
#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <vector>

#include "fuzz/common/check_decode.h"
#include "fuzz/common/naive_encode.h"
#include "fuzz/common/placement.h"
#include "fuzz/common/source.h"
#include "tests/encoders.h"
#include "tests/oracle.h"

namespace simdproxy::fuzz {

const char kFuzzTarget[] = "encode";

namespace {

constexpr size_t kRoom = 8192;

std::string_view Text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Endpoint ReadEndpoint(Source& source, Family family) {
  std::array<uint8_t, 16> address{};
  switch (family) {
    case Family::kInet:
    case Family::kInet6: {
      const auto port = static_cast<uint16_t>(source.Number(2));
      // Runs of zeros matter in text: one byte says which are.
      const unsigned zeros = source.Byte();
      for (size_t i = 0; i < address.size(); ++i) {
        address[i] = (zeros >> (i / 2) & 1) != 0 ? 0 : source.Byte();
      }
      return family == Family::kInet ? InetEndpoint(std::span(address).first<4>(), port)
                                     : Inet6Endpoint(address, port);
    }
    case Family::kUnix:
      return UnixEndpoint(Text(source.Piece(source.Byte() % 111)));
    default:
      return {};
  }
}

// Items and what they borrow.
struct Items {
  std::vector<TlvItem> items;
  std::deque<std::vector<TlvItem>> entries;
};

TlvItem ReadPlain(Source& source, uint8_t type) {
  return TlvItem::Raw(type, source.Piece(source.Byte()));
}

TlvItem ReadItem(Source& source, Items& items) {
  const unsigned kind = source.Byte();
  switch (kind & 15) {
    case 0:
      return TlvItem::Crc32c();
    case 1:
      return TlvItem::Padding(1U << (kind >> 4));
    case 2:
      return TlvItem::Padding(source.Number(1));
    case 3: {
      auto& entries = items.entries.emplace_back();
      const uint8_t client = source.Byte();
      const uint32_t verify = source.Number(4);
      for (unsigned i = 0; i < kind >> 4; ++i) {
        entries.push_back(ReadPlain(source, static_cast<uint8_t>(0x21 + i)));
      }
      return TlvItem::Ssl(client, verify, entries);
    }
    case 4:
      return TlvItem::AzureLinkId(source.Number(4));
    case 5:
      return TlvItem::GcpPscConnectionId(uint64_t{source.Number(4)} << 32 | source.Number(4));
    case 6:
      return TlvItem::AwsVpcEndpointId(Text(source.Piece(kind >> 4)));
    case 7:
      return TlvItem::AlibabaId(AlibabaKind::kEndpointId, Text(source.Piece(kind >> 4)));
    default:
      return ReadPlain(source, source.Byte());
  }
}

Items ReadItems(Source& source) {
  Items items;
  for (unsigned count = source.Byte() & 7; count != 0; --count) {
    items.items.push_back(ReadItem(source, items));
  }
  return items;
}

HeaderDescription ReadDescription(Source& source, const Items& items) {
  HeaderDescription d;
  const unsigned form = source.Byte();
  d.tlvs = items.items;
  if ((form & 3) == 0) {
    d.version = 1;
    d.family = static_cast<Family>((form >> 2) % 3);
    d.transport = d.family == Family::kUnspec ? Transport::kUnspec : Transport::kStream;
  } else {
    d.command = (form & 3) == 1 ? Command::kLocal : Command::kProxy;
    d.family = static_cast<Family>(form >> 2 & 3);
    d.transport = static_cast<Transport>((form >> 4 & 3) % 3);
  }
  const bool mixed = (form >> 6) == 3;
  d.source = ReadEndpoint(source, d.family);
  d.destination = ReadEndpoint(source, mixed ? static_cast<Family>(source.Byte() & 3) : d.family);
  if (d.command == Command::kLocal && (form >> 6) == 2) {
    d.source = d.destination = {};
    d.block = source.Piece(source.Byte());
  }
  return d;
}

void Differs(const char* what, std::string_view expected, Bytes built, Bytes input) {
  Fail(std::string(what) + "\n  expected " + testing::Literal(testing::Bytes(expected)) +
           "\n  built    " + testing::Literal(built),
       input);
}

// Builds into room of `size` bytes that end where memory ends; what is not written keeps its fill.
EncodeResult EncodeInto(testing::GuardedBuffer& memory, const HeaderDescription& d, size_t size,
                        std::span<std::byte>& room) {
  room = {memory.RoomAtEnd<std::byte>(size, testing::kGarbage), size};
  return Encode(d, room);
}

bool Untouched(std::span<const std::byte> room) {
  return std::ranges::all_of(
      room, [](std::byte b) { return b == static_cast<std::byte>(testing::kGarbage); });
}

void CheckOne(const HeaderDescription& d, Bytes input) {
  static testing::GuardedBuffer memory(8 * kRoom);
  const auto expected = NaiveEncode(d);
  std::span<std::byte> room;
  if (!expected) {
    const EncodeResult result = EncodeInto(memory, d, kRoom, room);
    Expect(!result && result.size == 0 && Untouched(room), "what is refused is built", input);
    return;
  }
  const size_t size = expected->size();
  if (size > kRoom) return;
  Expect(Encode(d, {}).size == size, "asked for its size, it says another", input);
  for (const size_t less : {size - 1, size / 2}) {
    const EncodeResult result = EncodeInto(memory, d, less, room);
    Expect(result.fault == EncodeFault::kTargetTooSmall && result.size == size && Untouched(room),
           "too small a target", input);
  }
  const EncodeResult more = EncodeInto(memory, d, size + 9, room);
  Expect(more && Untouched(room.subspan(size)), "writes behind the header", input);
  const EncodeResult result = EncodeInto(memory, d, size, room);
  if (!result || result.size != size || Text(room) != *expected) {
    Differs(std::string(EncodeFaultName(result.fault)).c_str(), *expected, room, input);
  }
  CheckSingle(room, {.check = Check::kCrc}, input);
  Endpoints endpoints;
  const Header header = Decode(room, {.check = Check::kCrc}, &endpoints);
  Expect(header.ok() && header.size() == size && header.version() == d.version &&
             header.command() == d.command && header.family() == d.family &&
             header.transport() == d.transport,
         "what is built decodes to something else", input);
}

// E1: what decodes can be taken apart and built again, and then stays the same.
void CheckRebuilt(Bytes bytes, Bytes input) {
  const Header header = Decode(bytes);
  if (!header.ok() || header.size() > kRoom) return;
  const HeaderView view(bytes, header);
  HeaderDescription d = Describe(view);
  std::vector<TlvItem> items(kRoom / 3);
  items.resize(TlvItemsOf(view.tlvs(), items));
  d.tlvs = items;
  std::vector<std::byte> once(kRoom);
  const EncodeResult built = Encode(d, once);
  if (!built) return;  // entries that may be received, but not sent
  once.resize(built.size);
  Endpoints endpoints;
  Endpoints again_endpoints;
  Decode(bytes, {}, &endpoints);
  const Header again = Decode(once, {}, &again_endpoints);
  Expect(again.ok() && again.version() == header.version() &&
             again.family_transport == header.family_transport &&
             testing::Same(endpoints, again_endpoints),
         "built again, it says something else", input);

  const HeaderView again_view(once, again);
  HeaderDescription twice = Describe(again_view);
  std::vector<TlvItem> again_items(kRoom / 3);
  again_items.resize(TlvItemsOf(again_view.tlvs(), again_items));
  twice.tlvs = again_items;
  std::vector<std::byte> bytes_twice(kRoom);
  const EncodeResult result = Encode(twice, bytes_twice);
  bytes_twice.resize(result.size);
  if (!result || bytes_twice != once) Differs("built twice", Text(once), bytes_twice, input);
}

// A batch from a template.
struct Batch {
  HeaderDescription shape;
  std::vector<Endpoints> records;
  std::vector<ValueColumn> columns;
  std::vector<std::string> singles;  // what each record must become
};

std::vector<Endpoints> ReadRecords(Source& source) {
  std::vector<Endpoints> records;
  size_t count = source.Byte() % 40;
  while (count-- != 0) {
    const unsigned form = source.Byte();
    Endpoints record{};
    record.family_number = static_cast<uint8_t>((form & 7) < 3   ? 1
                                                : (form & 7) < 7 ? 2
                                                                 : form >> 6);
    const Endpoint from = ReadEndpoint(source, Family::kInet6);
    const Endpoint to = ReadEndpoint(source, Family::kInet6);
    std::copy(from.address.begin(), from.address.end(), record.source);
    std::copy(to.address.begin(), to.address.end(), record.destination);
    record.source_port = from.port;
    record.destination_port = to.port;
    records.push_back(record);
  }
  return records;
}

std::string SingleOf(const Batch& batch, std::span<const TlvItem> items, size_t i) {
  const Endpoints& record = batch.records[i];
  if (record.family_number != 1 && record.family_number != 2) return "";
  HeaderDescription d = batch.shape;
  std::vector<TlvItem> with_values(items.begin(), items.end());
  size_t column = 0;
  for (TlvItem& item : with_values) {
    if (item.kind != TlvItem::Kind::kVarying) continue;
    const ValueColumn& c = batch.columns[column++];
    item = TlvItem::Raw(item.type,
                        Bytes(static_cast<const std::byte*>(c.base) + c.stride * i, item.number));
  }
  d.tlvs = with_values;
  d.family = static_cast<Family>(record.family_number);
  if (d.version == 1) d.transport = Transport::kStream;
  for (const bool side : {false, true}) {
    Endpoint& end = side ? d.destination : d.source;
    end.family = d.family;
    end.port = side ? record.destination_port : record.source_port;
    std::copy_n(side ? record.destination : record.source, 16, end.address.begin());
  }
  return NaiveEncode(d).value_or("");
}

// Encodes with `room` bytes at the end of readable memory and compares all of them.
void CompareBatch(size_t encoder, const HeaderTemplate& header, const Batch& batch, size_t stride,
                  size_t room, Bytes input) {
  static testing::GuardedBuffer memory(64 * 2048);
  std::string expected(room, static_cast<char>(testing::kGarbage));
  size_t at = 0;
  size_t count = 0;
  size_t end = 0;
  for (; count < batch.records.size(); ++count) {
    const std::string& single = batch.singles[count];
    if (stride != 0 ? count * stride + header.max_size() > room : at + single.size() > room) break;
    if (stride != 0) at = count * stride;
    expected.replace(at, single.size(), single);
    at += single.size();
    if (!single.empty()) end = at;
  }
  auto* const out = memory.RoomAtEnd<std::byte>(room, testing::kGarbage);
  std::vector<uint16_t> sizes(batch.records.size() + 1, 0xAAAA);
  const EncodeBatchResult result = testing::Encoders()[encoder].encode(
      header, batch.records, batch.columns, {{out, room}, stride, sizes.data()});
  CountComparisons(encoder == 0 ? Decoders().size() - 1 : encoder - 1, count);
  if (Text({out, room}) != expected) {
    Differs(("EncodeBatch, " + testing::Encoders()[encoder].name).c_str(), expected, {out, room},
            input);
  }
  bool sizes_agree = result.count == count && result.size == end;
  for (size_t i = 0; i < count; ++i) sizes_agree &= sizes[i] == batch.singles[i].size();
  if (!sizes_agree) Fail("EncodeBatch, " + testing::Encoders()[encoder].name + ": sizes", input);
}

void CheckBatches(Source& source, Bytes input) {
  Batch batch;
  const unsigned form = source.Byte();
  const Items fixed = ReadItems(source);
  std::vector<TlvItem> items = fixed.items;
  batch.records = ReadRecords(source);
  std::vector<std::byte> values(128 + 40 * 16);
  for (std::byte& value : values) value = static_cast<std::byte>(source.Byte());
  batch.shape.version = (form & 3) == 0 ? 1 : 2;
  if (batch.shape.version == 1) items.clear();
  for (unsigned i = 0; i < (form >> 2 & 3) && batch.shape.version == 2; ++i) {
    const uint32_t size = source.Byte() % 129;
    const size_t at = source.Byte() % (items.size() + 1);
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(at), TlvItem::Varying(5, size));
    batch.columns.push_back({values.data(), source.Byte() % size_t{16}});
  }
  batch.shape.transport = (form & 0x10) != 0 ? Transport::kDgram : Transport::kStream;
  if (batch.shape.version == 1) batch.shape.transport = Transport::kStream;
  batch.shape.tlvs = items;
  const HeaderTemplate header(batch.shape);
  if (!header) return;
  size_t room = 0;
  for (size_t i = 0; i < batch.records.size(); ++i) {
    batch.singles.push_back(SingleOf(batch, items, i));
    room += batch.singles.back().size();
  }
  const size_t part = source.Number(2);
  const size_t less = room == 0 ? 0 : room - 1 - part % room;
  const size_t stride = header.max_size() + source.Byte() % 9;
  for (size_t i = 0; i < testing::Encoders().size(); ++i) {
    CompareBatch(i, header, batch, 0, room, input);
    CompareBatch(i, header, batch, 0, less, input);
    if (batch.records.empty()) continue;
    const size_t slots = stride * (batch.records.size() - 1) + header.max_size();
    CompareBatch(i, header, batch, stride, slots, input);
    CompareBatch(i, header, batch, stride, slots - 1 - part % slots, input);
  }
}

void Run(Bytes input) {
  if (input.empty() || input.size() > kMaxInputSize) return;
  Source source(input.subspan(1));
  switch (static_cast<unsigned>(input[0]) % 3) {
    case 0:
      return CheckRebuilt(source.left(), input);
    case 1: {
      const Items items = ReadItems(source);
      HeaderDescription d = ReadDescription(source, items);
      if (d.version == 1 && source.Byte() != 1) d.tlvs = {};  // most lines have none
      return CheckOne(d, input);
    }
    default:
      return CheckBatches(source, input);
  }
}

}  // namespace
}  // namespace simdproxy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  simdproxy::fuzz::Run(std::as_bytes(std::span(data, size)));
  return 0;
}
