// Any bytes, through every decoder: alone, in batches, at every placement, with many options.
#include "fuzz/common/check_decode.h"

const char simdproxy::fuzz::kFuzzTarget[] = "decode";

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  simdproxy::fuzz::CheckDecode(std::as_bytes(std::span(data, size)));
  return 0;
}
