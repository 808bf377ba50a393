// Lines of version 1 as text in memory of our own, and masks of what their bytes are.

#if defined(SIMDPROXY_CORE_SRC_V1_TEXT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_TEXT_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_TEXT_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_TEXT_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/wire.h"
#include "hwy/highway.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Bytes in vectors of a size known at compile time, as those of transpose-inl.h.
#if HWY_HAVE_SCALABLE
using D8 = hn::CappedTag<uint8_t, 16>;
#else
using D8 = hn::CappedTag<uint8_t, 64>;
#endif
using V8 = hn::Vec<D8>;
inline constexpr size_t kBytes = HWY_MAX_LANES_D(D8);

// A bit mask of the bytes of a text, one lane a line.
using D64 = hn::Repartition<uint64_t, D8>;
using V64 = hn::Vec<D64>;
inline constexpr size_t kMasks = HWY_MAX_LANES_D(D64);

// Lines that go through the steps of a kernel together: each step for all of them before the next,
// because a single line is one long chain of dependent instructions.
inline constexpr size_t kGroup = 32;

// The same of lines whose text is copied: what is kept of those is larger.
inline constexpr size_t kTextGroup = 16;

// The first 107 bytes of each line, as no byte behind them is ever looked at. Behind a line stands
// a vector of zeros, and then anything. 64 bytes before the first and behind the last line may be
// read as well.
struct LineTexts {
  static constexpr size_t kStride = 128;
  HWY_ALIGN uint8_t bytes[64 + kTextGroup * kStride + 64];

  HWY_INLINE uint8_t* Of(size_t line) { return bytes + 64 + line * kStride; }
};

// What a group keeps of lines that it does not have is anything, and nothing that comes of it is
// used. MemorySanitizer can't know that where an emulated shuffle branches on it: it gets zeros.
template <class Arrays>
HWY_INLINE void ZeroForMsan([[maybe_unused]] Arrays& arrays) {
#if HWY_IS_MSAN
  std::memset(static_cast<void*>(&arrays), 0, sizeof(arrays));
#endif
}

HWY_INLINE uint32_t LimitOf(size_t size) {
  return static_cast<uint32_t>(size < wire::kV1MaxSize ? size : wire::kV1MaxSize);
}

// Copies the first `limit` bytes. Returns whether `wanted` is among them.
HWY_INLINE bool CopyText(D8 d, const uint8_t* data, size_t limit, uint8_t* text, uint8_t wanted) {
  const auto is_wanted = [d, wanted](V8 v)
                             HWY_ATTR { return hn::VecFromMask(d, hn::Eq(v, hn::Set(d, wanted))); };
  V8 found = hn::Zero(d);
#if HWY_TARGET <= HWY_AVX3  // masked loads touch no byte that they leave out
  for (size_t begin = 0; begin < wire::kV1MaxSize; begin += kBytes) {
    const size_t left = limit > begin ? limit - begin : 0;
    const V8 piece = hn::LoadN(d, left != 0 ? data + begin : data, left);
    hn::Store(piece, d, text + begin);
    found = hn::Or(found, is_wanted(piece));
  }
#else
  if (HWY_UNLIKELY(limit < kBytes)) {
    const V8 piece = hn::LoadN(d, data, limit);
    hn::Store(piece, d, text);
    found = is_wanted(piece);
  } else {
    // The last ones overlap where the line ends.
    const size_t last = limit - kBytes;
    for (size_t piece_begin = 0; piece_begin < wire::kV1MaxSize; piece_begin += kBytes) {
      const size_t begin = HWY_MIN(piece_begin, last);
      const V8 piece = hn::LoadU(d, data + begin);
      hn::StoreU(piece, d, text + begin);
      found = hn::Or(found, is_wanted(piece));
    }
  }
  hn::StoreU(hn::Zero(d), d, text + limit);
#endif
  return !hn::AllFalse(d, hn::MaskFromVec(found));
}

// A mask's lanes as bits, the first lane lowest; at most 64.
template <class D>
HWY_INLINE uint64_t BitsOf(D d, hn::Mask<D> mask) {
  // Compilers keep these in a register, and only what is filled in is to be read.
  uint8_t bits[8];
  if constexpr (HWY_MAX_LANES_D(D) == 16) {
    hn::StoreMaskBits(d, mask, bits);
    return LoadLittle16(bits);
  } else if constexpr (HWY_MAX_LANES_D(D) == 32) {
    hn::StoreMaskBits(d, mask, bits);
    return LoadLittle32(bits);
  } else {
    static_assert(HWY_MAX_LANES_D(D) == 64);
    hn::StoreMaskBits(d, mask, bits);
    return LoadLittle64(bits);
  }
}

// The bytes of 128 and more.
template <class D>
HWY_INLINE hn::Mask<D> NegativeBytes(D d, hn::Vec<D> v) {
  const hn::RebindToSigned<D> di;
  return hn::RebindMask(d, hn::Lt(hn::BitCast(di, v), hn::Zero(di)));
}

// Bit i is set if `is` holds for byte i of the 64 at `text`, which is aligned.
template <class Is>
HWY_INLINE uint64_t MaskOf64(D8 d, const uint8_t* text, const Is& is) {
  uint64_t mask = 0;
  for (size_t k = 0; k < 64 / kBytes; ++k) {
    mask |= BitsOf(d, is(hn::Load(d, text + k * kBytes))) << (k * kBytes);
  }
  return mask;
}

// All bits from `bit` on, of 64; none if bit is 64 or more.
HWY_INLINE uint64_t BitsFrom(size_t bit) { return bit < 64 ? ~uint64_t{0} << bit : 0; }

// All bits below `bit` < 64.
HWY_INLINE uint64_t BitsBelow(size_t bit) { return (uint64_t{1} << bit) - 1; }

HWY_INLINE uint64_t WithoutLowest(uint64_t bits) { return bits & (bits - 1); }

// 64 if there is none.
HWY_INLINE uint32_t LowestBit(uint64_t bits) {
  return static_cast<uint32_t>(std::countr_zero(bits));
}

// The same in lanes.
HWY_INLINE V64 WithoutLowest(D64 d, V64 bits) {
  return hn::And(bits, hn::Sub(bits, hn::Set(d, uint64_t{1})));
}

// The number of the lowest bit of each lane, in which bits from 52 on must not be the lowest;
// anything below 64 if there is none.
HWY_INLINE V64 LowestBitBelow52(D64 d, V64 bits) {
  const V64 lowest = hn::And(bits, hn::Sub(hn::Zero(d), bits));
#if HWY_HAVE_FLOAT64
  // Twice it, as a double, is a power of two, and the lower bits of the exponent (1024 and more)
  // say which.
  const hn::RebindToFloat<D64> d_float;
  const V64 two_53 = hn::Set(d, uint64_t{1023 + 53} << 52);
  const auto power =
      hn::Sub(hn::BitCast(d_float, hn::Or(lowest, two_53)), hn::BitCast(d_float, two_53));
  const V64 number = hn::ShiftRight<52>(hn::BitCast(d, power));
#else
  const V64 number = hn::PopulationCount(hn::Sub(lowest, hn::Set(d, uint64_t{1})));
#endif
  return hn::And(number, hn::Set(d, uint64_t{63}));
}

// The number of the lowest bit of each lane, or 64.
HWY_INLINE V64 LowestBit(D64 d, V64 bits) {
  return hn::PopulationCount(hn::AndNot(bits, hn::Sub(bits, hn::Set(d, uint64_t{1}))));
}

// Numbers below 256, at most `most`.
HWY_INLINE V64 AtMost(D64 d, V64 numbers, uint64_t most) {
  const D8 d8;
  return hn::BitCast(d, hn::Min(hn::BitCast(d8, numbers), hn::BitCast(d8, hn::Set(d, most))));
}

// The lower half of each lane times a factor.
HWY_INLINE V64 MulLower(D64 d, V64 v, uint32_t factor) {
  const hn::Repartition<uint32_t, D64> d32;
  const auto factors = hn::Set(d32, factor);
  return hn::BitCast(d, HWY_IS_LITTLE_ENDIAN ? hn::MulEven(hn::BitCast(d32, v), factors)
                                             : hn::MulOdd(hn::BitCast(d32, v), factors));
}

// The address of the pattern of each lane's separators in a table of entries of 64 bytes.
template <int kIndexBits>
HWY_INLINE V64 PatternAddress(D64 d, V64 separators, uint32_t factor, const void* table) {
  constexpr uint64_t kMask = ((uint64_t{1} << kIndexBits) - 1) << 6;
  const V64 offset = hn::And(hn::ShiftRight<32 - kIndexBits - 6>(MulLower(d, separators, factor)),
                             hn::Set(d, kMask));
  return hn::Add(offset, hn::Set(d, uint64_t{reinterpret_cast<uintptr_t>(table)}));
}

// Bits [begin, begin + 64) of 128; begin < 64.
HWY_INLINE uint64_t Window(uint64_t low, uint64_t high, size_t begin) {
  return low >> begin | high << 1 << (63 - begin);
}

// The offset of the first byte of [from, limit) for which `is` holds, or `limit`; limit <= 107. The
// search for the end of a line.
template <class Is>
HWY_INLINE uint32_t FindFirst(D8 d, const uint8_t* text, uint32_t from, uint32_t limit,
                              const Is& is) {
  constexpr auto kSize = static_cast<uint32_t>(kBytes);
  if (limit < kSize) {
    const uint64_t bits = BitsOf(d, is(hn::LoadN(d, text, limit))) & BitsFrom(from);
    return HWY_MIN(LowestBit(bits), limit);
  }
  for (uint32_t begin = from / kSize * kSize; begin < limit; begin += kSize) {
    // The last vector overlaps the one before.
    const uint32_t at = HWY_MIN(begin, limit - kSize);
    uint64_t bits = BitsOf(d, is(hn::LoadU(d, text + at)));
    if (at < from) bits &= BitsFrom(from - at);
    if (bits != 0) return at + LowestBit(bits);
  }
  return limit;
}

// The offset of the first CR or LF of a line from its source address on, or its limit.
HWY_INLINE size_t FirstLineEnd(const uint8_t* text, size_t size) {
  const D8 d;
  return FindFirst(d, text, wire::kV1SourceOffset, LimitOf(size), [d](V8 v) HWY_ATTR {
    return hn::Or(hn::Eq(v, hn::Set(d, uint8_t{'\r'})), hn::Eq(v, hn::Set(d, uint8_t{'\n'})));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
