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

#include "core/src/bytes.h"
#include "core/src/wire.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

namespace hn = hwy::HWY_NAMESPACE;

// Bytes in vectors of a size known at compile time, as those of transpose-inl.h.
#if HWY_HAVE_SCALABLE
using D8 = hn::CappedTag<uint8_t, 16>;
#else
using D8 = hn::CappedTag<uint8_t, 64>;
#endif
using V8 = hn::Vec<D8>;
inline constexpr size_t kBytes = HWY_MAX_LANES_D(D8);

// Lines that go through the steps of a kernel together: each step for all of them before the next,
// because a single line is one long chain of dependent instructions.
inline constexpr size_t kGroup = 16;

// The first 107 bytes of each line, as no byte behind them is ever looked at. Behind a line stands
// anything. 64 bytes before the first and behind the last may be read as well.
struct LineTexts {
  static constexpr size_t kStride = 128;
  HWY_ALIGN uint8_t bytes[64 + kGroup * kStride + 64];

  HWY_INLINE uint8_t* Of(size_t line) { return bytes + 64 + line * kStride; }
};

HWY_INLINE uint32_t LimitOf(size_t size) {
  return static_cast<uint32_t>(size < wire::kV1MaxSize ? size : wire::kV1MaxSize);
}

// Copies kPieces vectors at most of the first `limit` bytes.
template <size_t kPieces>
HWY_INLINE void CopyText(D8 d, const uint8_t* data, size_t limit, uint8_t* text) {
#if HWY_TARGET <= HWY_AVX3  // masked loads touch no byte that they leave out
  for (size_t k = 0; k < kPieces; ++k) {
    const size_t begin = k * kBytes;
    const size_t left = limit > begin ? limit - begin : 0;
    hn::Store(hn::LoadN(d, left != 0 ? data + begin : data, left), d, text + begin);
  }
#else
  if (HWY_UNLIKELY(limit < kBytes)) {
    hn::Store(hn::LoadN(d, data, limit), d, text);
    return;
  }
  // The last ones overlap where the line ends.
  const size_t last = limit - kBytes;
  for (size_t k = 0; k < kPieces; ++k) {
    const size_t begin = HWY_MIN(k * kBytes, last);
    hn::StoreU(hn::LoadU(d, data + begin), d, text + begin);
  }
#endif
}

inline constexpr size_t kPiecesOf64 = 64 / kBytes;
inline constexpr size_t kPiecesOf107 = (wire::kV1MaxSize + kBytes - 1) / kBytes;

// A mask's lanes as bits, the first lane lowest.
HWY_INLINE uint64_t BitsOf(D8 d, hn::Mask<D8> mask) {
  uint8_t bits[8] = {};  // compilers keep it in a register
  hn::StoreMaskBits(d, mask, bits);
  return LoadLittle64(bits);
}

// Bit i is set if `is` holds for byte i of the 64 at `text`, which is aligned.
template <class Is>
HWY_INLINE uint64_t MaskOf64(D8 d, const uint8_t* text, const Is& is) {
  uint64_t mask = 0;
  for (size_t k = 0; k < kPiecesOf64; ++k) {
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

// Bits [begin, begin + 64) of 128; begin < 64.
HWY_INLINE uint64_t Window(uint64_t low, uint64_t high, size_t begin) {
  return low >> begin | high << 1 << (63 - begin);
}

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
