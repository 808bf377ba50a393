// Random numbers that are the same everywhere, which those of the standard library are not.
#ifndef SIMDPROXY_TOOLS_COMMON_RANDOM_H_
#define SIMDPROXY_TOOLS_COMMON_RANDOM_H_

#include <cstddef>
#include <cstdint>

namespace simdproxy::tool {

/// SplitMix64 (Sebastiano Vigna, https://prng.di.unimi.it/splitmix64.c).
class Random {
 public:
  explicit constexpr Random(uint64_t seed) : state_(seed) {}

  constexpr uint64_t Next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  /// 0 to bound - 1, of a bound from 1 to 2^32. The bias is below 2^-32 * bound.
  constexpr uint32_t Below(uint64_t bound) {
    return static_cast<uint32_t>((Next() >> 32) * bound >> 32);
  }

  template <class T, size_t n>
  constexpr const T& Pick(const T (&array)[n]) {
    return array[Below(n)];
  }

 private:
  uint64_t state_;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_RANDOM_H_
