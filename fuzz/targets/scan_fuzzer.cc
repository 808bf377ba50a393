// Finding headers and line ends: by every scanner, for each ScanFor, however the bytes are cut into
// chunks and however little room there is, the hits are those of a search at one place after the
// other, and the headers at them what the reference decodes there.
//
// An input of this target is four bytes that say how the rest is given (see MakePlan), then text.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/common/check_decode.h"
#include "fuzz/common/mutator.h"
#include "fuzz/common/placement.h"
#include "tests/mutate.h"
#include "tests/oracle.h"
#include "tests/scan_inputs.h"

namespace simdproxy::fuzz {

const char kFuzzTarget[] = "scan";

namespace {

constexpr size_t kControlSize = 4;

// What text is pushed along by, so that a short input reaches any place in the scanner's blocks.
constexpr std::string_view kFillers[] = {"abcdefgh", "\r\n\r\n\r\n\r\n", {"\0Q\r\n\0Q\r\n", 8},
                                         "XY C4 X ", "PROXY  P",         "\r\r\r\r\r\r\r\r",
                                         "PROXY TC", "QUIT\nQUI"};

struct Plan {
  std::string text;
  size_t room;     // for hits and rows
  size_t largest;  // chunk in bytes
  bool rejoin;     // what was not consumed comes again with the bytes behind it, else alone
  uint64_t seed;   // of the sizes of chunks
};

Plan MakePlan(Bytes input) {
  const auto control = [input](size_t i) { return static_cast<unsigned>(input[i]); };
  Plan plan;
  plan.room = control(0) < 192 ? 1 + control(0) % 64 : 2 * control(0);
  plan.largest = control(1) < 128 ? 1 + control(1) : (control(1) - 127) * 16;
  for (unsigned i = 0; i < control(2); ++i) plan.text += kFillers[control(3) & 7];
  plan.rejoin = (control(3) & 8) != 0;
  const Bytes text = input.subspan(kControlSize);
  plan.text.append(reinterpret_cast<const char*>(text.data()), text.size());
  plan.seed = HashOf(input);
  // An input takes time: neither a thousand chunks nor a call for each of a thousand line ends.
  plan.largest = std::max(plan.largest, plan.text.size() / 64);
  plan.room = std::max(plan.room, plan.text.size() / 256);
  return plan;
}

size_t SizeOf(ScanHit hit, Bytes bytes) {
  if (hit.kind() == Kind::kNeither) return 2;
  if (hit.kind() == Kind::kV2) return 12;
  return static_cast<char>(bytes[hit.offset() + 6]) == 'T' ? 11 : 13;
}

ScanResult ScanBy(const Engine* engine, ScanState& state, Bytes chunk, std::span<ScanHit> hits) {
  return engine != nullptr ? engine->Scan(state, chunk, hits) : Scan(state, chunk, hits);
}

uint64_t CountBy(const Engine* engine, ScanState& state, Bytes chunk) {
  return engine != nullptr ? engine->CountHits(state, chunk) : CountHits(state, chunk);
}

[[noreturn]] void Differ(size_t decoder, const std::string& what, Bytes bytes, Bytes input) {
  Fail(Decoders()[decoder].name + " " + what + "\n  in " + testing::Literal(bytes), input);
}

std::string Describe(std::span<const ScanHit> hits) {
  std::string text;
  for (const ScanHit hit : hits) {
    text += " " + std::to_string(hit.offset()) + ":" + std::to_string(static_cast<int>(hit.kind()));
  }
  return text;
}

testing::GuardedBuffer& ChunkMemory() {
  static testing::GuardedBuffer memory(2 * kMaxInputSize);
  return memory;
}
testing::GuardedBuffer& HitMemory() {
  static testing::GuardedBuffer memory(2 * kMaxInputSize * sizeof(ScanHit));
  return memory;
}

// One scanner, one stream, both ways to read it.
class StreamCheck {
 public:
  StreamCheck(size_t decoder, ScanFor what, std::span<const ScanHit> expected, const Plan& plan,
              Bytes input)
      : decoder_(decoder),
        expected_(expected),
        bytes_(std::as_bytes(std::span(plan.text))),
        plan_(plan),
        input_(input),
        state_(what),
        counter_(what) {}

  void Run() {
    testing::Rng cuts(plan_.seed);
    uint64_t calls = 0;
    size_t given = 0;  // bytes that the scanner has seen, consumed or not
    Bytes chunk;
    while (state_.offset() < bytes_.size()) {
      const size_t begin = static_cast<size_t>(state_.offset());
      if (begin == given || plan_.rejoin) {
        const size_t more = std::min<size_t>(cuts.Below(plan_.largest + 1), bytes_.size() - given);
        chunk = ChunkMemory().PlaceAtEnd(bytes_.subspan(begin, given + more - begin));
        counted_ += CountBy(EngineOf(decoder_), counter_, chunk.last(more));
        given += more;
        CheckCount(given);
      }
      ScanChunk(chunk.last(given - begin));
      ++calls;
    }
    CountComparisons(decoder_, 2 * calls);
  }

 private:
  size_t EndOf(size_t hit) const {
    return static_cast<size_t>(expected_[hit].offset()) + SizeOf(expected_[hit], bytes_);
  }

  void CheckCount(size_t given) {
    while (ended_ < expected_.size() && EndOf(ended_) <= given) ++ended_;
    if (counted_ == ended_ && counter_.offset() == given) return;
    Differ(decoder_,
           "CountHits: " + std::to_string(counted_) + " instead of " + std::to_string(ended_),
           bytes_.first(given), input_);
  }

  void ScanChunk(Bytes chunk) {
    const auto begin = static_cast<size_t>(state_.offset());
    const size_t end = begin + chunk.size();
    size_t count = 0;
    while (count < plan_.room && found_ + count < expected_.size() &&
           EndOf(found_ + count) <= end) {
      ++count;
    }
    const size_t consumed = count == plan_.room ? EndOf(found_ + count - 1) - begin : end - begin;
    auto* const hits = HitMemory().RoomAtEnd<ScanHit>(plan_.room, testing::kGarbage);
    const ScanResult result = ScanBy(EngineOf(decoder_), state_, chunk, {hits, plan_.room});
    if (result.found != count || result.consumed != consumed ||
        state_.offset() != begin + consumed ||
        !std::equal(hits, hits + count, expected_.begin() + static_cast<ptrdiff_t>(found_))) {
      Differ(decoder_,
             "Scan for " + std::to_string(static_cast<int>(state_.what())) + " of bytes " +
                 std::to_string(begin) + " to " + std::to_string(end) + ": consumed " +
                 std::to_string(result.consumed) + " instead of " + std::to_string(consumed) +
                 "\n  expected" + Describe(expected_.subspan(found_, count)) + "\n  found   " +
                 Describe({hits, std::min(result.found, plan_.room)}),
             bytes_, input_);
    }
    found_ += count;
  }

  size_t decoder_;
  std::span<const ScanHit> expected_;
  Bytes bytes_;
  const Plan& plan_;
  Bytes input_;
  ScanState state_;
  ScanState counter_;
  size_t found_ = 0;
  size_t ended_ = 0;
  uint64_t counted_ = 0;
};

// All of it in one call, where vectors go over it in blocks; flush against either unreadable page,
// and at any alignment.
void CheckWhole(ScanFor what, std::span<const ScanHit> expected, const Plan& plan, Bytes input) {
  const Bytes bytes = std::as_bytes(std::span(plan.text));
  const size_t placement = plan.seed % kPlacements;
  const Bytes placed = PlaceInput(ChunkMemory(), bytes, placement, plan.seed);
  for (size_t d = 0; d < Decoders().size(); ++d) {
    const size_t room = expected.size() + 1;
    auto* const hits = HitMemory().RoomAtEnd<ScanHit>(room, testing::kGarbage);
    ScanState state(what);
    const ScanResult result = ScanBy(EngineOf(d), state, placed, {hits, room});
    if (result.found != expected.size() || result.consumed != bytes.size() ||
        !std::equal(expected.begin(), expected.end(), hits)) {
      Differ(d,
             "Scan for " + std::to_string(static_cast<int>(what)) + "\n  expected" +
                 Describe(expected) + "\n  found   " +
                 Describe({hits, std::min(result.found, room)}),
             bytes, input);
    }
    ScanState counter(what);
    if (CountBy(EngineOf(d), counter, placed) != expected.size()) {
      Differ(d, "CountHits of all differs", bytes, input);
    }
    ScanState nothing(what);
    const ScanResult none = ScanBy(EngineOf(d), nothing, placed, {});
    Expect(none.found == 0 && none.consumed == 0 && nothing.offset() == 0,
           "without room for hits something is consumed", input);
    CountComparisons(d, 2);
  }
  const size_t first = expected.empty() ? bytes.size() : expected[0].offset();
  Expect(FindFirst(what, placed) == first, "FindFirst differs", input);
  Expect(CountHits(what, placed) == expected.size(), "CountHits differs", input);
}

// Rows that FindHeaders must write for a window of a stream, and how much it may consume.
struct Rows {
  std::vector<ScanHit> hits;
  std::vector<Header> headers;
  std::vector<Endpoints> endpoints;
  size_t least = 0;
  size_t most = 0;
};

// Where bytes begin that may turn out to be a signature, searched for from the front.
size_t PrefixOf(Bytes window) {
  const std::string_view text(reinterpret_cast<const char*>(window.data()), window.size());
  for (size_t i = 0; i < text.size(); ++i) {
    for (const std::string_view pattern : testing::kPatterns) {
      const bool header = pattern.size() > 2;
      if (header && text.size() - i < pattern.size() && pattern.starts_with(text.substr(i))) {
        return i;
      }
    }
  }
  return text.size();
}

Rows ExpectedRows(Bytes window, size_t room, const Options& options, bool last) {
  Rows rows;
  const std::vector<ScanHit> all = reference::FindAll(ScanFor::kHeaders, window);
  for (size_t i = 0; i < all.size(); ++i) {
    const auto offset = static_cast<size_t>(all[i].offset());
    if (rows.hits.size() == room) {
      rows.least = rows.hits.back().offset() + 1;
      rows.most = offset;
      return rows;
    }
    Endpoints endpoints;
    const Header header = reference::Decode(window.subspan(offset), options, &endpoints);
    if (!last && header.outcome() == Outcome::kIncomplete) {
      rows.least = rows.most = offset;
      return rows;
    }
    rows.hits.push_back(all[i]);
    rows.headers.push_back(header);
    rows.endpoints.push_back(endpoints);
  }
  const bool full = rows.hits.size() == room;
  rows.most = window.size();
  rows.least = full ? rows.hits.back().offset() + 1 : last ? window.size() : PrefixOf(window);
  if (!full) rows.most = rows.least;
  return rows;
}

void CheckRows(size_t decoder, Bytes window, size_t room, const Options& options, bool last,
               const Rows& expected, size_t& consumed, Bytes input) {
  static testing::GuardedBuffer headers_memory(64 * kMaxInputSize);
  static testing::GuardedBuffer endpoints_memory(64 * kMaxInputSize);
  const FoundHeaders found{HitMemory().RoomAtEnd<ScanHit>(room, testing::kGarbage),
                           headers_memory.RoomAtEnd<Header>(room, testing::kGarbage),
                           endpoints_memory.RoomAtEnd<Endpoints>(room, testing::kGarbage), room};
  const Engine* const engine = EngineOf(decoder);
  const ScanResult result = engine != nullptr ? engine->FindHeaders(window, found, options, last)
                                              : FindHeaders(window, found, options, last);
  const size_t count = expected.hits.size();
  CountComparisons(decoder, count + 1);
  if (result.found != count || result.consumed < expected.least ||
      result.consumed > expected.most ||
      !std::equal(expected.hits.begin(), expected.hits.end(), found.hits)) {
    Differ(decoder,
           "FindHeaders: consumed " + std::to_string(result.consumed) + " instead of " +
               std::to_string(expected.least) + "\n  expected" + Describe(expected.hits) +
               "\n  found   " + Describe({found.hits, std::min(result.found, room)}),
           window, input);
  }
  for (size_t i = 0; i < count; ++i) {
    if (testing::Same(found.headers[i], expected.headers[i]) &&
        testing::Same(found.endpoints[i], expected.endpoints[i])) {
      continue;
    }
    Expect(testing::Describe(Decoders()[decoder], options,
                             window.subspan(static_cast<size_t>(expected.hits[i].offset())),
                             expected.headers[i], expected.endpoints[i], found.headers[i],
                             &found.endpoints[i]),
           input);
  }
  consumed = result.consumed;
}

// As a reader does who keeps what was not consumed and gives it again with more.
void CheckHeaders(const Plan& plan, Bytes input) {
  const Bytes bytes = std::as_bytes(std::span(plan.text));
  const Options options = OptionsOf(plan.seed % 3, plan.seed);
  testing::Rng cuts(plan.seed);
  size_t begin = 0;
  size_t end = (plan.seed & 8) != 0 ? bytes.size() : 0;
  for (;;) {
    const bool last = end == bytes.size();
    const Bytes window = bytes.subspan(begin, end - begin);
    const Rows expected = ExpectedRows(window, plan.room, options, last);
    const Bytes placed = ChunkMemory().PlaceAtEnd(window);
    size_t consumed = 0;
    size_t other = 0;
    for (size_t d = 0; d < Decoders().size(); ++d) {
      CheckRows(d, placed, plan.room, options, last, expected, consumed, input);
      Expect(d == 0 || consumed == other, "FindHeaders consumes more on one target", input);
      other = consumed;
    }
    begin += consumed;
    if (expected.hits.size() == plan.room) continue;
    if (last) return;
    end += std::min<size_t>(1 + cuts.Below(4 * plan.largest), bytes.size() - end);
  }
}

void Run(Bytes input) {
  if (input.size() < kControlSize || input.size() > kMaxInputSize) return;
  const Plan plan = MakePlan(input);
  for (const ScanFor what : testing::kAllScans) {
    const std::vector<ScanHit> expected =
        reference::FindAll(what, std::as_bytes(std::span(plan.text)));
    CheckWhole(what, expected, plan, input);
    for (size_t d = 0; d < Decoders().size(); ++d)
      StreamCheck(d, what, expected, plan, input).Run();
  }
  CheckHeaders(plan, input);
}

// What is put into text: patterns, whole or nearly, what hostile bytes are made of, and headers.
std::string Piece(testing::Rng& rng) {
  switch (rng.Below(4)) {
    case 0:
      return std::string(rng.Pick(testing::kPatterns));
    case 1: {
      std::string near(rng.Pick(testing::kPatterns));
      near[rng.Below(near.size())] ^= static_cast<char>(1 << rng.Below(8));
      return near;
    }
    case 2:
      return testing::HostileBytes(rng, rng.Below(64));
    default: {
      static uint8_t header[testing::kMaxInputSize];
      testing::InputGenerator generator(rng.Next());
      const size_t size = std::min<size_t>(generator.Next(header), 300);
      return {reinterpret_cast<const char*>(header), size};
    }
  }
}

size_t Mutate(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  testing::Rng rng(seed);
  if (size < kControlSize || rng.OneIn(4)) return LLVMFuzzerMutate(data, size, max_size);
  std::string text(reinterpret_cast<const char*>(data) + kControlSize, size - kControlSize);
  for (uint32_t edits = 1 + rng.Below(3); edits != 0; --edits) {
    const size_t at = rng.Below(text.size() + 1);
    switch (rng.Below(6)) {
      case 0:
        data[rng.Below(kControlSize)] = rng.Byte();
        break;
      case 1:
        text.erase(at, rng.Below(40));
        break;
      case 2:
        text.insert(at, rng.Below(70), static_cast<char>(rng.Byte()));
        break;
      default:
        text.insert(at, Piece(rng));
    }
  }
  const size_t used = std::min(text.size(), max_size - kControlSize);
  std::copy_n(text.begin(), used, data + kControlSize);
  return kControlSize + used;
}

}  // namespace
}  // namespace simdproxy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  simdproxy::fuzz::Run(std::as_bytes(std::span(data, size)));
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  return simdproxy::fuzz::Mutate(data, size, max_size, seed);
}
