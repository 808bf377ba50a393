// Every function of the C interface against its counterpart in C++: answers, what is written, and
// what is left alone.
//
// An input of this target is bytes that say how functions are called (see c_interface/), then any
// bytes, which are decoded, and read as what headers are built from.
#include "fuzz/c_interface/checks.h"
#include "fuzz/common/mutator.h"
#include "fuzz/common/placement.h"
#include "tests/rng.h"

namespace simdproxy::fuzz {

const char kFuzzTarget[] = "c_interface";

namespace {

constexpr size_t kControlSize = 8;

void Run(Bytes input) {
  static testing::GuardedBuffer memory(kMaxInputSize);
  if (input.size() < kControlSize || input.size() > kMaxInputSize) return;
  const uint64_t hash = HashOf(input);
  Given given{.bytes = PlaceInput(memory, input.subspan(kControlSize), hash >> 60 & 1, hash),
              .control = input.first(kControlSize),
              .hash = hash,
              .input = input};
  for (const auto check :
       {CheckCDecode, CheckCNames, CheckCView, CheckCTlv, CheckCEncode, CheckCBatch, CheckCScan}) {
    check(given);
  }
  Expect(std::ranges::equal(given.bytes, input.subspan(kControlSize)), "the input was written to",
         input);
}

size_t Mutate(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  testing::Rng rng(seed);
  if (size < kControlSize || rng.OneIn(3)) return LLVMFuzzerMutate(data, size, max_size);
  if (rng.OneIn(2)) {
    data[rng.Below(kControlSize)] = rng.OneIn(2) ? rng.Byte() : static_cast<uint8_t>(rng.Below(8));
    if (rng.OneIn(2)) return size;
  }
  return kControlSize + MutateHeader(data + kControlSize, size - kControlSize,
                                     max_size - kControlSize, static_cast<unsigned>(rng.Next()));
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
