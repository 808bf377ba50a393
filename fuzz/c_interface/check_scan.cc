#include <algorithm>
#include <vector>

#include "fuzz/c_interface/checks.h"

namespace simdproxy::fuzz {
namespace {

constexpr size_t kMostRows = 80;  // more than twice what goes by way of a copy at once

simdproxy_scan_state StateFor(int what) {
  simdproxy_scan_state state{};
  state.what = static_cast<uint8_t>(what);
  return state;
}

// A stream in chunks, by both interfaces at once.
void CheckStream(const Given& given, ScanFor what, size_t step, size_t room) {
  static testing::GuardedBuffer memory(256 * sizeof(simdproxy_hit));
  simdproxy_scan_state c = StateFor(static_cast<int>(what));
  simdproxy_scan_state c_counter = c;
  ScanState state(what);
  ScanState counter(what);
  std::vector<ScanHit> expected(room);
  for (size_t begin = 0; begin < given.bytes.size();) {
    const Bytes chunk = given.bytes.subspan(begin, std::min(step, given.bytes.size() - begin));
    auto* const hits = memory.RoomAtEnd<simdproxy_hit>(room, testing::kGarbage);
    const ScanResult result = Scan(state, chunk, expected);
    size_t consumed = 0;
    const size_t found = simdproxy_scan(&c, chunk.data(), chunk.size(), hits, room, &consumed);
    bool same = found == result.found && consumed == result.consumed &&
                c.offset == state.offset() && c.reserved[0] == 0 && c.reserved[1] == 0;
    for (size_t i = 0; same && i < found; ++i) same = hits[i] == expected[i].word;
    Expect(same, "simdproxy_scan", given.input);
    const Bytes counted = chunk.first(consumed);
    Expect(simdproxy_count_hits(&c_counter, counted.data(), counted.size()) ==
                   CountHits(counter, counted) &&
               c_counter.offset == counter.offset(),
           "simdproxy_count_hits", given.input);
    begin += consumed;
  }
  Expect(simdproxy_find_first(static_cast<int>(what), given.bytes.data(), given.bytes.size()) ==
             FindFirst(what, given.bytes),
         "simdproxy_find_first", given.input);
}

// What no scanner leaves behind, and what it does not look for: nothing is found, all is consumed.
void CheckNoState(const Given& given, Source& source) {
  simdproxy_scan_state state = StateFor(source.Byte());
  state.tail_size = source.Byte();
  state.offset = source.Byte();
  const bool possible = state.what <= SIMDPROXY_SCAN_CRLF &&
                        state.tail_size <= sizeof(state.tail) && state.tail_size <= state.offset;
  simdproxy_hit hit = 0;
  size_t consumed = 0;
  if (!possible) {
    const size_t found =
        simdproxy_scan(&state, given.bytes.data(), given.bytes.size(), &hit, 1, &consumed);
    Expect(found == 0 && consumed == given.bytes.size(), "a state that is none", given.input);
    Expect(simdproxy_count_hits(&state, given.bytes.data(), given.bytes.size()) == 0,
           "a count of a state that is none", given.input);
  }
  const int what = 4 + source.Byte();
  Expect(
      simdproxy_find_first(what, given.bytes.data(), given.bytes.size()) == given.bytes.size() &&
          simdproxy_find_first(-what, given.bytes.data(), given.bytes.size()) == given.bytes.size(),
      "the first of what is not on the list", given.input);
}

void CheckHeaders(const Given& given, size_t decoder, size_t room, bool last, size_t shift) {
  static testing::GuardedBuffer hit_memory(kMostRows * sizeof(simdproxy_hit));
  static testing::GuardedBuffer header_memory((kMostRows + 1) * sizeof(Header));
  static testing::GuardedBuffer endpoints_memory((kMostRows + 1) * sizeof(Endpoints));
  std::vector<ScanHit> hits(room);
  std::vector<Header> headers(room);
  std::vector<Endpoints> endpoints(room);
  const Engine* const engine = EngineOf(decoder);
  const Engine& used = engine != nullptr ? *engine : ActiveEngine();
  const ScanResult result = used.FindHeaders(
      given.bytes, {hits.data(), headers.data(), endpoints.data(), room}, {}, last);
  simdproxy_options options{};
  options.struct_size = sizeof(options);
  options.engine = reinterpret_cast<const simdproxy_engine*>(engine);
  const simdproxy_found found{
      hit_memory.RoomAtEnd<simdproxy_hit>(room, testing::kGarbage),
      reinterpret_cast<simdproxy_header*>(
          header_memory.RoomAtEnd<uint8_t>(room * sizeof(Header) + shift, testing::kGarbage)),
      reinterpret_cast<simdproxy_endpoints*>(
          endpoints_memory.RoomAtEnd<uint8_t>(room * sizeof(Endpoints) + shift, testing::kGarbage)),
      room};
  size_t consumed = 0;
  const ptrdiff_t rows = simdproxy_find_headers(given.bytes.data(), given.bytes.size(), &options,
                                                last, &found, &consumed);
  bool same = rows == static_cast<ptrdiff_t>(result.found) && consumed == result.consumed;
  for (size_t i = 0; same && i < result.found; ++i) {
    same = found.hits[i] == hits[i].word &&
           std::memcmp(static_cast<const void*>(found.headers + i), &headers[i], sizeof(Header)) ==
               0 &&
           std::memcmp(static_cast<const void*>(found.endpoints + i), &endpoints[i],
                       sizeof(Endpoints)) == 0;
  }
  Expect(same, "simdproxy_find_headers", given.input);
  CountComparisons(decoder, result.found + 1);
  options.reserved[0] = 1;
  Expect(simdproxy_find_headers(given.bytes.data(), given.bytes.size(), &options, last, &found,
                                &consumed) == SIMDPROXY_BAD_OPTIONS &&
             consumed == 0,
         "headers are found with options that are none", given.input);
}

}  // namespace

void CheckCScan(const Given& given) {
  Source source(given.control);
  const size_t step = 1 + source.Number(2) % 600;
  const size_t room = 1 + source.Byte() % 250;
  const auto what = static_cast<ScanFor>(source.Byte() & 3);
  // Calls, not bytes, take the time: neither chunks of a byte nor one hit a call in long input.
  const size_t least = given.bytes.size() / 64 + 1;
  CheckStream(given, what, std::max(step, least), std::max(room, least / 4));
  CheckNoState(given, source);
  for (size_t d = 0; d < Decoders().size(); ++d) {
    CheckHeaders(given, d, room % (kMostRows + 1), (given.hash >> d & 1) != 0,
                 given.hash >> 8 * d & 3);
  }
}

}  // namespace simdproxy::fuzz
