// A small random number generator of our own: the same numbers from the same seed everywhere.
#ifndef SIMDPROXY_TESTS_RNG_H_
#define SIMDPROXY_TESTS_RNG_H_

#include <cstddef>
#include <cstdint>

namespace simdproxy::testing {

/// SplitMix64 (Sebastiano Vigna, https://prng.di.unimi.it/splitmix64.c).
class Rng {
 public:
  explicit constexpr Rng(uint64_t seed) noexcept : state_(seed) {}

  constexpr uint64_t Next() noexcept {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  /// 0 to bound - 1, of a bound from 1 to 2^32. The bias is below 2^-32 * bound.
  constexpr uint32_t Below(uint64_t bound) noexcept {
    return static_cast<uint32_t>((Next() >> 32) * bound >> 32);
  }

  /// True once in `n` times.
  constexpr bool OneIn(uint32_t n) noexcept { return Below(n) == 0; }

  constexpr uint8_t Byte() noexcept { return static_cast<uint8_t>(Next() >> 56); }

  template <class T, size_t n>
  constexpr const T& Pick(const T (&array)[n]) noexcept {
    return array[Below(n)];
  }

 private:
  uint64_t state_;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_RNG_H_
