// Many inputs at once: each is answered as alone, whatever stands beside it, in any order and any
// grouping, from an array of buffers, of iovec, and from slots.
//
// An input of this target is a list: a size of two bytes, low one first, then so many bytes.
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "fuzz/common/check_decode.h"
#include "fuzz/common/mutator.h"
#include "fuzz/common/placement.h"
#include "tests/oracle.h"
#include "tests/rng.h"

namespace simdproxy::fuzz {

const char kFuzzTarget[] = "batch";

namespace {

constexpr size_t kMostMessages = 300;
constexpr size_t kMaxSlotSize = 256;

struct Range {
  size_t begin;
  size_t size;
};

// The last message may be cut short.
std::vector<Range> Split(Bytes list) {
  std::vector<Range> messages;
  for (size_t at = 0; at + 2 <= list.size() && messages.size() < kMostMessages;) {
    const size_t size =
        static_cast<size_t>(list[at]) | static_cast<size_t>(list[at + 1] & std::byte{0x0F}) << 8;
    at += 2;
    messages.push_back({at, std::min(size, list.size() - at)});
    at += messages.back().size;
  }
  return messages;
}

// Slots as in a ring: fixed stride, in an order of their own.
void CheckSlots(Bytes placed, std::span<const Range> messages, const Options& options,
                uint64_t hash, Bytes input) {
  static testing::GuardedBuffer memory(kMostMessages * kMaxSlotSize);
  const size_t count = messages.size();
  const size_t stride = 1 + hash % kMaxSlotSize;
  std::vector<std::byte> ring(count * stride);
  std::vector<uint16_t> ids(count);
  std::vector<uint32_t> sizes(count);
  for (size_t i = 0; i < count; ++i) {
    ids[i] = static_cast<uint16_t>((i * 7 + hash % 5) % count);
    const size_t size = std::min(messages[i].size, stride);
    std::copy_n(placed.data() + messages[i].begin, size, ring.data() + ids[i] * stride);
  }
  // A slot that two inputs share holds the last one; only their bytes matter here.
  for (size_t i = 0; i < count; ++i) {
    sizes[i] = static_cast<uint32_t>(std::min(messages[i].size, stride));
  }
  const Bytes slots_memory = memory.PlaceAtEnd(ring);
  std::vector<Buffer> buffers(count);
  for (size_t i = 0; i < count; ++i) {
    buffers[i] = {slots_memory.data() + ids[i] * stride, sizes[i]};
  }
  const Slots slots{slots_memory.data(), stride, ids.data(), sizes.data(), count};
  testing::Records expected;
  testing::Ask(testing::ReferenceWitness(), buffers, options, true, expected);
  testing::Records scratch;
  for (size_t d = 0; d < Decoders().size(); ++d) {
    const Engine* const engine = EngineOf(d);
    const testing::Witness by_slots{
        Decoders()[d].name + " by slots", Decoders()[d].decode,
        [&](std::span<const Buffer>, Header* headers, Endpoints* endpoints, const Options& o) {
          return engine != nullptr ? engine->DecodeBatch(slots, headers, endpoints, o)
                                   : DecodeBatch(slots, headers, endpoints, o);
        }};
    Expect(testing::BatchDifference(by_slots, buffers, options, true, expected, scratch), input);
    CountComparisons(d, count);
  }
}

void CheckVectors(std::span<const Buffer> buffers, const Options& options, Bytes input) {
  testing::Records expected;
  testing::Ask(testing::ReferenceWitness(), buffers, options, true, expected);
  std::vector<iovec> vectors;
  for (const Buffer& buffer : buffers) {
    vectors.push_back({const_cast<void*>(buffer.data), buffer.size});
  }
  std::vector<Header> headers(buffers.size());
  DecodeBatch(vectors.data(), vectors.size(), headers.data(), nullptr, options);
  Expect(std::equal(headers.begin(), headers.end(), expected.headers.begin(),
                    [](const Header& a, const Header& b) { return testing::Same(a, b); }),
         "iovec: other answers", input);
}

void Run(Bytes input) {
  static testing::GuardedBuffer memory(16 * kMaxInputSize);
  if (input.size() > memory.room_size()) return;
  const std::vector<Range> messages = Split(input);
  if (messages.empty()) return;
  const uint64_t hash = HashOf(input);
  const Options options = OptionsOf(hash % 3, hash);

  // The last one ends where memory ends, the first begins behind the two bytes of its size.
  const Bytes placed = memory.PlaceAtEnd(input);
  std::vector<Buffer> buffers;
  for (const Range& m : messages) buffers.push_back({placed.data() + m.begin, m.size});
  // Blocks are of 128 inputs: some lists go over one, by repeating what they have.
  if ((hash >> 12 & 7) == 0) {
    const size_t wanted = 120 + (hash >> 16) % 24;
    for (size_t i = 0; buffers.size() < wanted; ++i) buffers.push_back(buffers[i]);
  }
  const std::span<const Buffer> all(buffers);
  CheckBatch(all, options, true, input);

  const size_t cut = (hash >> 20) % (all.size() + 1);
  CheckBatch(all.first(cut), options, false, input);
  CheckBatch(all.subspan(cut), options, true, input);
  CheckVectors(all, options, input);

  std::reverse(buffers.begin(), buffers.end());
  CheckBatch(buffers, options, (hash >> 11 & 1) != 0, input);
  if (messages.size() < 64) CheckSlots(placed, messages, options, hash >> 24, input);
}

// The list as pieces, each with the two bytes of its size in front.
using Pieces = std::vector<std::vector<uint8_t>>;

Pieces Parse(Bytes list) {
  Pieces pieces;
  for (const Range& m : Split(list)) {
    const auto* const begin = reinterpret_cast<const uint8_t*>(list.data()) + m.begin;
    pieces.emplace_back(begin, begin + m.size);
  }
  return pieces;
}

void Edit(testing::Rng& rng, Pieces& pieces, unsigned seed) {
  constexpr size_t kMaxPiece = 1024;
  if (pieces.empty()) pieces.emplace_back();
  const size_t i = rng.Below(pieces.size());
  const size_t j = rng.Below(pieces.size());
  switch (rng.Below(8)) {
    case 0:
      pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(j), pieces[i]);
      return;
    case 1:
      pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    case 2:
      std::swap(pieces[i], pieces[j]);
      return;
    default: {
      std::vector<uint8_t>& piece = pieces[i];
      const size_t size = std::min(piece.size(), kMaxPiece);
      piece.resize(kMaxPiece);
      piece.resize(MutateHeader(piece.data(), size, kMaxPiece, seed ^ 0x9E3779B9));
    }
  }
}

size_t Mutate(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  testing::Rng rng(seed);
  if (rng.OneIn(8)) return LLVMFuzzerMutate(data, size, max_size);
  Pieces pieces = Parse(std::as_bytes(std::span(data, size)));
  for (uint32_t edits = 1 + rng.Below(4); edits != 0; --edits) {
    Edit(rng, pieces, static_cast<unsigned>(rng.Next()));
  }
  size_t at = 0;
  for (const std::vector<uint8_t>& piece : pieces) {
    if (at + 2 + piece.size() > max_size) break;
    data[at] = static_cast<uint8_t>(piece.size());
    data[at + 1] = static_cast<uint8_t>(piece.size() >> 8);
    if (!piece.empty()) std::memcpy(data + at + 2, piece.data(), piece.size());
    at += 2 + piece.size();
  }
  return at;
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
