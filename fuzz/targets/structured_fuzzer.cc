// The same as decode, with a mutator that knows what headers look like: it gets past the tests that
// chance seldom passes, such as a checksum.
#include "fuzz/common/check_decode.h"
#include "fuzz/common/mutator.h"

const char simdproxy::fuzz::kFuzzTarget[] = "structured";

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  simdproxy::fuzz::CheckDecode(std::as_bytes(std::span(data, size)));
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  return simdproxy::fuzz::MutateHeader(data, size, max_size, seed);
}
