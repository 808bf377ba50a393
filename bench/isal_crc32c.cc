#include <isa-l/crc.h>

#include <algorithm>

#include "bench/check_baselines.h"

namespace simdproxy::bench {
namespace {

uint32_t Update(uint32_t state, const uint8_t* data, size_t size) {
  // The library's signature takes bytes that it does not write.
  return crc32_iscsi(const_cast<uint8_t*>(data), static_cast<int>(size), state);
}

}  // namespace

uint32_t IsalCrc32c(const uint8_t* data, size_t size, size_t zero_begin) {
  constexpr uint8_t kZeros[4] = {};
  const size_t zero_end = std::min(zero_begin + 4, size);
  uint32_t state = Update(~uint32_t{0}, data, zero_begin);
  state = Update(state, kZeros, zero_end - zero_begin);
  return ~Update(state, data + zero_end, size - zero_end);
}

}  // namespace simdproxy::bench
