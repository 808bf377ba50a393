// CRC32C as arithmetic on polynomials over GF(2), and the constants that its kernels need.
//
// A remainder is reflected: bit 31 - i is the coefficient of x^i, so that shifting right multiplies
// by x.
#ifndef SIMDPROXY_CORE_SRC_CRC32C_TABLES_H_
#define SIMDPROXY_CORE_SRC_CRC32C_TABLES_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace simdproxy::crc32c {

inline constexpr uint32_t kPolynomial = 0x82F63B78;  // Castagnoli, without x^32
inline constexpr uint32_t kOne = 0x80000000;         // x^0

constexpr uint32_t TimesX(uint32_t a) noexcept { return a >> 1 ^ (kPolynomial & (0U - (a & 1))); }

constexpr uint32_t DividedByX(uint32_t a) noexcept {
  return (a & kOne) != 0 ? (a ^ kPolynomial) << 1 | 1 : a << 1;
}

constexpr uint32_t Product(uint32_t a, uint32_t b) noexcept {
  uint32_t product = 0;
  for (; b != 0; b <<= 1, a = TimesX(a)) product ^= a & (0U - (b >> 31));
  return product;
}

/// x^(8 * bytes - 33). The kernels' carry-less product of it and a remainder, taken as eight bytes
/// of message, has the remainder behind so many zero bytes: 33 is 32 for the register that follows
/// the message, and 1 as the product of two reflected numbers stands one bit lower.
constexpr uint32_t ShiftBy(size_t bytes) noexcept {
  uint32_t power = kOne;
  for (int i = 0; i < 33; ++i) power = DividedByX(power);
  for (size_t i = 0; i < 8 * bytes; ++i) power = TimesX(power);
  return power;
}

/// ShiftBy(i * step) at index i.
template <size_t kCount>
constexpr std::array<uint32_t, kCount> MakeShifts(size_t step) noexcept {
  uint32_t factor = kOne;
  for (size_t i = 0; i < 8 * step; ++i) factor = TimesX(factor);
  std::array<uint32_t, kCount> shifts{};
  shifts[0] = ShiftBy(0);
  for (size_t i = 1; i < kCount; ++i) shifts[i] = Product(shifts[i - 1], factor);
  return shifts;
}

/// Any distance up to kMaxShift is a multiple of kShiftStep and a rest.
inline constexpr size_t kShiftStep = 512;
inline constexpr size_t kMaxShift = 65536;
inline constexpr auto kShifts = MakeShifts<kShiftStep>(1);
inline constexpr auto kLongShifts = MakeShifts<kMaxShift / kShiftStep + 1>(kShiftStep);

/// kSlices[k][b]: what byte b does to the remainder when k more bytes follow it. Technique:
/// "slicing by 8", M. Kounavis and F. Berry, Intel, 2005.
inline constexpr auto kSlices = [] {
  std::array<std::array<uint32_t, 256>, 8> slices{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) remainder = TimesX(remainder);
    for (auto& slice : slices) {
      slice[byte] = remainder;
      for (int bit = 0; bit < 8; ++bit) remainder = TimesX(remainder);
    }
  }
  return slices;
}();

}  // namespace simdproxy::crc32c

#endif  // SIMDPROXY_CORE_SRC_CRC32C_TABLES_H_
