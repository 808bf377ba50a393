// Every prefix of an input: what has arrived so far. Answers agree with the reference at each, are
// final once they are final, and never ask for a byte behind the header.
#include <algorithm>
#include <array>

#include "fuzz/common/check_decode.h"
#include "fuzz/common/mutator.h"
#include "fuzz/common/placement.h"
#include "tests/oracle.h"

namespace simdproxy::fuzz {

const char kFuzzTarget[] = "prefix";

namespace {

// Prefixes up to here are tried: all lines, and headers of every family.
constexpr size_t kMostPrefixes = 256;

bool IsFinal(const Header& header) { return header.outcome() != Outcome::kIncomplete; }

// What O3 and O7 of core/FORMAT.md promise of the answers to all prefixes of a stream.
void CheckPromises(std::span<const Header> answers, Bytes input) {
  for (size_t size = 0; size < answers.size(); ++size) {
    const Header& header = answers[size];
    Expect(header.extent <= size || !header.ok(), "O7: more bytes than were given", input);
    if (!IsFinal(header)) {
      Expect(header.needed() > size, "O3: asks for what is there", input);
      // A caller that waits for so many bytes misses nothing.
      for (size_t next = size + 1; next < std::min<size_t>(header.needed(), answers.size());
           ++next) {
        Expect(!answers[next].ok(), "O3: asks for more than the header has", input);
      }
    } else if (size + 1 < answers.size()) {
      Expect(testing::Same(header, answers[size + 1]), "O7: more bytes change a final answer",
             input);
    }
  }
}

void Run(Bytes input) {
  if (input.size() > kMaxInputSize) return;
  static testing::GuardedBuffer memory(kMaxInputSize);
  const uint64_t hash = HashOf(input);
  Options options = OptionsOf(hash % 3, hash);
  const size_t count = std::min(input.size(), kMostPrefixes) + 1;

  std::array<Header, kMostPrefixes + 1> answers;
  for (size_t size = 0; size < count; ++size) {
    const Bytes placed = memory.PlaceAtEnd(input.first(size));
    CheckSingle(placed, options, input);
    answers[size] = reference::Decode(placed, options);
  }
  if (!options.datagram) CheckPromises(std::span(answers).first(count), input);

  // All of them as one batch, longest first: each stands in another lane than the time before.
  std::array<Buffer, kMostPrefixes + 1> buffers;
  const Bytes placed = memory.PlaceAtStart(input, kSlacks[hash >> 9 & 1]);
  for (size_t i = 0; i < count; ++i) buffers[i] = {placed.data(), count - 1 - i};
  CheckBatch(std::span(buffers).first(count), options, true, input);
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
  return simdproxy::fuzz::MutateHeader(data, size, max_size, seed);
}
