// CRC32C as linear algebra: what a part of a message adds to the sum of the whole.
//
// A remainder is a polynomial over GF(2) modulo the Castagnoli polynomial, its bits reflected: bit
// 31 is the coefficient of x^0. Bytes that follow a part multiply what the part leaves by x^8 each.
#ifndef SIMDPROXY_CORE_SRC_CRC_LINEAR_H_
#define SIMDPROXY_CORE_SRC_CRC_LINEAR_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"

namespace simdproxy::crc_linear {

inline constexpr uint32_t kPolynomial = 0x82F63B78;

constexpr uint32_t TimesX(uint32_t a) noexcept { return a >> 1 ^ (kPolynomial & (0U - (a & 1))); }

constexpr uint32_t DividedByX(uint32_t a) noexcept {
  return a >> 31 != 0 ? (a ^ kPolynomial) << 1 | 1 : a << 1;
}

constexpr uint32_t Multiply(uint32_t a, uint32_t b) noexcept {
  uint32_t product = 0;
  for (int bit = 31; bit >= 0; --bit) {
    product ^= b & (0U - (a >> bit & 1));
    b = TimesX(b);
  }
  return product;
}

/// x^exponent.
constexpr uint32_t PowerOfX(uint64_t exponent) noexcept {
  uint32_t power = 1U << 31;
  uint32_t square = 1U << 30;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) power = Multiply(power, square);
    square = Multiply(square, square);
  }
  return power;
}

/// The factor of a carryless multiplication that stands for `count` bytes that follow:
/// x^(8 * count - 33). The 64-bit product of two reflected factors has one x more than theirs, and
/// to reduce it by a crc32 instruction on a register of zero multiplies by x^32.
constexpr uint32_t Multiplier(uint64_t count) noexcept {
  uint32_t power = PowerOfX(8 * count);
  for (int i = 0; i < 33; ++i) power = DividedByX(power);
  return power;
}

/// The same by tables: entry [k][v] is what nibble k of a remainder becomes if its value is v.
inline void FillShift(uint64_t count, uint32_t (&shift)[8][16]) noexcept {
  const uint32_t power = PowerOfX(8 * count);
  for (uint32_t k = 0; k < 8; ++k) {
    shift[k][0] = 0;
    for (uint32_t bit = 1; bit < 16; bit *= 2) {
      const uint32_t product = Multiply(bit << 4 * k, power);
      for (uint32_t lower = 0; lower < bit; ++lower) {
        shift[k][bit + lower] = shift[k][lower] ^ product;
      }
    }
  }
}

inline uint32_t Shift(uint32_t remainder, const uint32_t (&shift)[8][16]) noexcept {
  uint32_t product = 0;
  for (uint32_t k = 0; k < 8; ++k) product ^= shift[k][remainder >> 4 * k & 15];
  return product;
}

/// kTables[k][b]: what byte b leaves when k more bytes follow it.
inline constexpr std::array<std::array<uint32_t, 256>, 8> kTables = [] {
  std::array<std::array<uint32_t, 256>, 8> tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) remainder = TimesX(remainder);
    tables[0][byte] = remainder;
  }
  for (size_t k = 1; k < 8; ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[k - 1][byte];
      tables[k][byte] = before >> 8 ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}();

/// The remainder after `count` <= 8 more bytes, the first in the lowest bits of `bytes`; those
/// above them must be zero. Slicing by 8, M. Kounavis and F. Berry, Intel, 2005.
template <size_t kCount>
inline uint32_t Append(uint32_t remainder, uint64_t bytes) noexcept {
  static_assert(kCount == 1 || kCount == 4 || kCount == 8);
  bytes ^= remainder;
  uint32_t result = kCount < 4 ? remainder >> 8 * kCount : 0;
  for (size_t i = 0; i < kCount; ++i) result ^= kTables[kCount - 1 - i][bytes >> 8 * i & 0xFF];
  return result;
}

}  // namespace simdproxy::crc_linear

#endif  // SIMDPROXY_CORE_SRC_CRC_LINEAR_H_
