// CRC32C of one span, compiled for each target.
//
// A message is taken to begin with as many zero bytes as make its size a multiple of eight: they do
// not change a remainder of zero, so there is no tail, and no branch on the last bytes. What the
// register holds at first is xored into the message's first four bytes instead.

#if defined(SIMDPROXY_CORE_SRC_CHECKSUM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_CHECKSUM_INL_H_
#undef SIMDPROXY_CORE_SRC_CHECKSUM_INL_H_
#else
#define SIMDPROXY_CORE_SRC_CHECKSUM_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/crc32c_tables.h"
#include "hwy/highway.h"
#if HWY_ARCH_ARM_A64 && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The remainder behind eight more bytes, `word` being little-endian. Remainders are 32 bits; in
// loops they are kept in 64, as the instruction has them.
HWY_INLINE uint64_t AppendWord(uint64_t crc, uint64_t word) {
#if HWY_ARCH_X86_64 && HWY_TARGET <= HWY_SSE4
  return _mm_crc32_u64(crc, word);
#elif HWY_ARCH_ARM_A64 && defined(__ARM_FEATURE_CRC32)
  return __crc32cd(static_cast<uint32_t>(crc), word);
#else
  const auto& slices = crc32c::kSlices;
  word ^= crc;
  return slices[7][word & 0xFF] ^ slices[6][word >> 8 & 0xFF] ^ slices[5][word >> 16 & 0xFF] ^
         slices[4][word >> 24 & 0xFF] ^ slices[3][word >> 32 & 0xFF] ^
         slices[2][word >> 40 & 0xFF] ^ slices[1][word >> 48 & 0xFF] ^ slices[0][word >> 56];
#endif
}

// The product of polynomials, of 63 bits.
HWY_INLINE uint64_t MultiplyCarryless(uint32_t a, uint32_t b) {
#if HWY_ARCH_X86_64 && HWY_TARGET <= HWY_SSE4
  // hn::CLMulLower takes vectors that hn::Set fills up, which costs more than the product.
  const __m128i product = _mm_clmulepi64_si128(_mm_cvtsi32_si128(static_cast<int>(a)),
                                               _mm_cvtsi32_si128(static_cast<int>(b)), 0);
  return static_cast<uint64_t>(_mm_cvtsi128_si64(product));
#else
  // Factors with three holes between any two bits: a sum of eight products leaves the lowest of the
  // four bits right. Technique: T. Pornin, "bmul" of BearSSL.
  uint64_t product = 0;
  for (int i = 0; i < 4; ++i) {
    uint64_t sum = 0;
    for (int k = 0; k < 4; ++k) {
      const uint64_t a_bits = a & (0x11111111U << k);
      const uint64_t b_bits = b & (0x11111111U << ((i - k) & 3));
      sum ^= a_bits * b_bits;
    }
    product |= sum & (0x1111111111111111ULL << i);
  }
  return product;
#endif
}

// The remainder behind more zero bytes, `shift` being ShiftBy of their number.
HWY_INLINE uint32_t Shift(uint32_t crc, uint32_t shift) {
  return static_cast<uint32_t>(AppendWord(0, MultiplyCarryless(crc, shift)));
}

HWY_INLINE uint32_t AppendZeros(uint32_t crc, size_t count) {
  using namespace crc32c;
  for (; count > kMaxShift; count -= kMaxShift) crc = Shift(crc, kLongShifts.back());
  crc = Shift(crc, kShifts[count % kShiftStep]);
  return count < kShiftStep ? crc : Shift(crc, kLongShifts[count / kShiftStep]);
}

// The remainder behind the first `size` <= 7 bytes of `word`.
HWY_INLINE uint32_t AppendPart(uint32_t crc, uint64_t word, size_t size) {
  const uint64_t right_aligned = (word ^ crc) << (56 - 8 * size) << 8;
  return static_cast<uint32_t>(AppendWord(0, right_aligned) ^ uint64_t{crc} >> 8 * size);
}

// From how many words on three streams pay: 32 on AVX2 (Zen 3).
inline constexpr size_t kStreamedWords = 32;

// An instruction takes three cycles, and another can begin in each: three parts of the message at
// once, put together as if zeros stood in place of those behind them.
HWY_INLINE uint32_t AppendStreams(uint32_t crc, const uint8_t* data, size_t words) {
  const size_t distance = 8 * words;
  uint64_t first = crc, second = 0, third = 0;
  for (size_t i = 0; i < distance; i += 8) {
    first = AppendWord(first, LoadLittle64(data + i));
    second = AppendWord(second, LoadLittle64(data + distance + i));
    third = AppendWord(third, LoadLittle64(data + 2 * distance + i));
  }
  return AppendZeros(static_cast<uint32_t>(first), 2 * distance) ^
         AppendZeros(static_cast<uint32_t>(second), distance) ^ static_cast<uint32_t>(third);
}

HWY_INLINE uint32_t Append(uint32_t crc, const uint8_t* data, size_t size) {
  const size_t part = size % 8;
  crc = AppendPart(crc, size >= 8 ? LoadLittle64(data) : LoadUpTo15(data, size).low, part);
  data += part;
  size_t words = size / 8;
  if (words >= kStreamedWords) {
    crc = AppendStreams(crc, data, words / 3);
    data += 24 * (words / 3);
    words %= 3;
  }
  uint64_t last = crc;
  for (; words != 0; --words, data += 8) last = AppendWord(last, LoadLittle64(data));
  return static_cast<uint32_t>(last);
}

// The range lies within the span. CRCs are linear: what the range does to the sum is xored away.
HWY_INLINE uint32_t SumOfSpan(const uint8_t* data, size_t size, size_t zero_begin,
                              size_t zero_size) {
  const uint32_t crc = ~Append(~0U, data, size);
  if (zero_size == 0) return crc;
  // The four bytes of the field stand where the product needs them.
  if (HWY_LIKELY(zero_size == 4 && size - zero_begin < crc32c::kShiftStep)) {
    return crc ^ Shift(LoadLittle32(data + zero_begin), crc32c::kShifts[size - zero_begin]);
  }
  const size_t behind = size - zero_begin - zero_size;
  return crc ^ AppendZeros(Append(0, data + zero_begin, zero_size), behind);
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
