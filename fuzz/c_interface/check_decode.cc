#include <algorithm>
#include <array>
#include <vector>

#include "fuzz/c_interface/checks.h"

namespace simdproxy::fuzz {
namespace {

constexpr size_t kInputs = 70;  // more than twice what goes by way of a copy at once

// Options as a caller passes them, and what they mean; in more bytes than the library knows.
struct CallOptions {
  simdproxy_options* c;
  bool valid;
  Options options;
};

CallOptions ReadOptions(Source& source, testing::GuardedBuffer& memory) {
  const size_t more = source.Byte() % 3 * sizeof(uint64_t);
  const size_t size = sizeof(simdproxy_options) + more;
  auto* const bytes =
      reinterpret_cast<uint8_t*>(memory.RoomAtEnd<uint64_t>(size / sizeof(uint64_t), 0));
  auto* const c = reinterpret_cast<simdproxy_options*>(bytes);
  c->struct_size = static_cast<uint32_t>(size);
  static constexpr uint32_t kLimits[] = {0, 1, 15, 16, 28, 52, 536, 65535, 65551, 0xFFFFFFFF};
  c->max_size = kLimits[source.Byte() % std::size(kLimits)];
  c->accept = static_cast<uint8_t>(source.Byte() % 3);
  c->check = static_cast<uint8_t>(source.Byte() % 3);
  c->datagram = source.Byte() & 1;
  CallOptions result{c, true, {}};
  if (c->max_size != 0) result.options.max_size = c->max_size;
  result.options.accept = static_cast<Accept>(c->accept);
  result.options.check = static_cast<Check>(c->check);
  result.options.datagram = c->datagram != 0;
  // One that is wrong in one thing.
  const uint8_t wrong = source.Byte();
  const uint8_t value = source.Byte();
  result.valid = false;
  switch (wrong) {
    case 1:
      c->accept = static_cast<uint8_t>(3 + value % 253);
      break;
    case 2:
      c->check = static_cast<uint8_t>(3 + value % 253);
      break;
    case 3:
      c->datagram = static_cast<uint8_t>(2 + value % 254);
      break;
    case 4:
      c->struct_size = static_cast<uint32_t>(value % sizeof(simdproxy_options));
      break;
    case 5:
      c->reserved[value % sizeof(c->reserved)] = 1;
      break;
    case 6:
      if (more == 0) {
        c->struct_size = 0xFFFFFFFF - value;
      } else {
        bytes[sizeof(*c) + value % more] = 1;
      }
      break;
    default:
      result.valid = true;
  }
  return result;
}

testing::GuardedBuffer& HeaderMemory() {
  static testing::GuardedBuffer memory((kInputs + 1) * sizeof(Header));
  return memory;
}
testing::GuardedBuffer& EndpointsMemory() {
  static testing::GuardedBuffer memory((kInputs + 1) * sizeof(Endpoints));
  return memory;
}

// Where a batch is written: aligned or not, and which arrays are there.
struct Output {
  explicit Output(size_t count, unsigned form)
      : shift((form & 1) != 0 ? 0 : 1 + (form >> 4)),
        headers(reinterpret_cast<simdproxy_header*>(
            HeaderMemory().RoomAtEnd<uint8_t>(count * sizeof(Header) + shift, testing::kGarbage))),
        endpoints(reinterpret_cast<simdproxy_endpoints*>(EndpointsMemory().RoomAtEnd<uint8_t>(
            count * sizeof(Endpoints) + shift, testing::kGarbage))) {
    if ((form & 2) != 0) headers = nullptr;
    if ((form & 4) != 0) endpoints = nullptr;
  }

  template <class T, class C>
  static bool Holds(std::span<const T> expected, const C* at) {
    return at == nullptr || expected.empty() ||
           std::memcmp(static_cast<const void*>(at), static_cast<const void*>(expected.data()),
                       expected.size_bytes()) == 0;
  }

  void Check(std::span<const Header> h, std::span<const Endpoints> e, const char* what,
             Bytes input) const {
    Expect(Holds(h, headers) && Holds(e, endpoints), what, input);
    const bool kept = (headers == nullptr || IsGarbage(headers + h.size(), shift)) &&
                      (endpoints == nullptr || IsGarbage(endpoints + e.size(), shift));
    Expect(kept, "C: writes behind its records", input);
  }

  size_t shift;  // bytes between the last record and the unreadable page
  simdproxy_header* headers;
  simdproxy_endpoints* endpoints;
};

void CheckOne(const Given& given, const CallOptions& call, const Engine* engine, unsigned form) {
  const Output output(1, form);
  const bool datagram = (form & 8) != 0;
  const simdproxy_options* const c = (form & 0x80) != 0 && call.valid ? nullptr : call.c;
  Options options = c != nullptr ? call.options : Options();
  if (datagram) options.datagram = true;
  Header header{};
  Endpoints endpoints{};
  if (call.valid) {
    header = engine != nullptr && c != nullptr ? engine->Decode(given.bytes, options, &endpoints)
                                               : Decode(given.bytes, options, &endpoints);
  }
  const int expected = call.valid ? static_cast<int>(header.outcome()) : SIMDPROXY_BAD_OPTIONS;
  const auto decode = datagram ? simdproxy_decode_datagram : simdproxy_decode;
  const int outcome =
      decode(given.bytes.data(), given.bytes.size(), c, output.headers, output.endpoints);
  Expect(outcome == expected, "simdproxy_decode returns another outcome", given.input);
  output.Check(std::span(&header, 1), std::span(&endpoints, 1), "simdproxy_decode", given.input);
}

// The input whole, and cut short at many places.
std::vector<simdproxy_buffer> CutInputs(const Given& given, size_t count) {
  std::vector<simdproxy_buffer> buffers(count);
  uint64_t hash = given.hash;
  for (simdproxy_buffer& buffer : buffers) {
    hash = hash * 0x9E3779B97F4A7C15 + 1;
    const size_t size = given.bytes.size();
    const size_t kept = hash >> 62 == 0 ? size : static_cast<size_t>((hash >> 20) % (size + 1));
    buffer = {given.bytes.data() + (size - kept) * (hash >> 61 & 1), kept};
  }
  return buffers;
}

void CheckMany(const Given& given, const CallOptions& call, const Engine* engine, unsigned form,
               size_t count) {
  const std::vector<simdproxy_buffer> buffers = CutInputs(given, count);
  const std::span cpp(reinterpret_cast<const Buffer*>(buffers.data()), count);
  std::vector<Header> headers(count);
  std::vector<Endpoints> endpoints(count);
  ptrdiff_t expected = SIMDPROXY_BAD_OPTIONS;
  if (call.valid) {
    const Engine& used = engine != nullptr ? *engine : ActiveEngine();
    expected = static_cast<ptrdiff_t>(
        used.DecodeBatch(cpp, headers.data(), endpoints.data(), call.options));
  }
  const Output output(count, form);
  Expect(simdproxy_decode_batch(buffers.data(), count, call.c, output.headers, output.endpoints) ==
             expected,
         "simdproxy_decode_batch counts otherwise", given.input);
  output.Check(headers, endpoints, "simdproxy_decode_batch", given.input);
}

void CheckSlots(const Given& given, const CallOptions& call, const Engine* engine, unsigned form,
                size_t count) {
  const size_t stride = count == 0 ? 1 : given.bytes.size() / count;
  std::vector<uint32_t> sizes(count);
  std::vector<uint16_t> ids(count);
  for (size_t i = 0; i < count; ++i) {
    ids[i] = static_cast<uint16_t>((i * 5 + given.hash) % count);
    sizes[i] = static_cast<uint32_t>(stride == 0 ? 0 : stride - (given.hash >> i % 60) % stride);
  }
  const bool numbered = (form & 0x10) != 0;
  const simdproxy_slots c{given.bytes.data(), stride, numbered ? ids.data() : nullptr, sizes.data(),
                          count};
  const Slots slots{c.base, c.stride, c.ids, c.sizes, c.count};
  std::vector<Header> headers(count);
  std::vector<Endpoints> endpoints(count);
  ptrdiff_t expected = SIMDPROXY_BAD_OPTIONS;
  if (call.valid) {
    const Engine& used = engine != nullptr ? *engine : ActiveEngine();
    expected = static_cast<ptrdiff_t>(
        used.DecodeBatch(slots, headers.data(), endpoints.data(), call.options));
  }
  const Output output(count, form);
  Expect(simdproxy_decode_slots(&c, call.c, output.headers, output.endpoints) == expected,
         "simdproxy_decode_slots counts otherwise", given.input);
  output.Check(headers, endpoints, "simdproxy_decode_slots", given.input);
}

void CheckKinds(const Given& given, size_t count) {
  const std::vector<simdproxy_buffer> buffers = CutInputs(given, count);
  std::vector<uint8_t> kinds(count + 1, 0xAA);
  simdproxy_classify_batch(buffers.data(), count, kinds.data());
  Expect(kinds[count] == 0xAA, "simdproxy_classify_batch writes behind its kinds", given.input);
  for (size_t i = 0; i < count; ++i) {
    const Bytes bytes(static_cast<const std::byte*>(buffers[i].data), buffers[i].size);
    const int kind = static_cast<int>(Classify(bytes));
    Expect(kinds[i] == kind && simdproxy_classify(buffers[i].data, buffers[i].size) == kind,
           "simdproxy_classify", given.input);
  }
}

}  // namespace

void CheckCDecode(const Given& given) {
  static testing::GuardedBuffer memory(4096);
  Source source(given.control);
  const CallOptions call = ReadOptions(source, memory);
  const size_t count = source.Byte() % (kInputs + 1);
  for (size_t d = 0; d < Decoders().size(); ++d) {
    const Engine* const engine = EngineOf(d);
    call.c->engine = reinterpret_cast<const simdproxy_engine*>(engine);
    const unsigned form = static_cast<unsigned>(given.hash >> 8 * d) & 0xFF;
    CheckOne(given, call, engine, form);
    CheckMany(given, call, engine, form >> 1, count);
    CheckSlots(given, call, engine, form >> 2, count);
    CountComparisons(d, 2 * count + 1);
  }
  CheckKinds(given, count);
}

}  // namespace simdproxy::fuzz
