// Sixteen-byte blocks of N buffers to four vectors of dwords, and back.
//
// N is the number of 32-bit lanes, B = N / 4 that of 16-byte blocks in a vector. Vector k holds, as
// its blocks, those of buffers B * k to B * k + B - 1; transposed, lane 4 * b + k is of buffer B *
// k + b.

#if defined(SIMDPROXY_CORE_SRC_TRANSPOSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_TRANSPOSE_INL_H_
#undef SIMDPROXY_CORE_SRC_TRANSPOSE_INL_H_
#else
#define SIMDPROXY_CORE_SRC_TRANSPOSE_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR  // has no 16-byte blocks

namespace hn = hwy::HWY_NAMESPACE;

// Vectors of a size known at compile time, of 64 bytes at most; of 16 bytes where it is not known.
#if HWY_HAVE_SCALABLE
using D32 = hn::CappedTag<uint32_t, 4>;
#else
using D32 = hn::CappedTag<uint32_t, 16>;
#endif
using V32 = hn::Vec<D32>;

inline constexpr size_t kLanes = HWY_MAX_LANES_D(D32);
inline constexpr size_t kBlocks = kLanes / 4;

// Which buffer of a group of kLanes a lane holds.
HWY_INLINE constexpr size_t BufferOfLane(size_t lane) { return kBlocks * (lane % 4) + lane / 4; }

// The inverse of BufferOfLane.
HWY_INLINE constexpr size_t LaneOfBuffer(size_t buffer) {
  return 4 * (buffer % kBlocks) + buffer / kBlocks;
}

HWY_INLINE void Transpose(D32 d, V32& v0, V32& v1, V32& v2, V32& v3) {
  const hn::Repartition<uint64_t, D32> d64;
  const auto low01 = hn::BitCast(d64, hn::InterleaveLower(d, v0, v1));
  const auto low23 = hn::BitCast(d64, hn::InterleaveLower(d, v2, v3));
  const auto high01 = hn::BitCast(d64, hn::InterleaveUpper(d, v0, v1));
  const auto high23 = hn::BitCast(d64, hn::InterleaveUpper(d, v2, v3));
  v0 = hn::BitCast(d, hn::InterleaveLower(d64, low01, low23));
  v1 = hn::BitCast(d, hn::InterleaveUpper(d64, low01, low23));
  v2 = hn::BitCast(d, hn::InterleaveLower(d64, high01, high23));
  v3 = hn::BitCast(d, hn::InterleaveUpper(d64, high01, high23));
}

// One vector of the 16-byte blocks at kBlocks pointers. On AVX-512 each insertion is one
// instruction with a memory operand.
template <class PointerOf>
HWY_INLINE V32 LoadBlocks(D32 d, size_t first, const PointerOf& pointer_of) {
  const hn::FixedTag<uint32_t, 4> d128;
  const auto block = [&](size_t i) HWY_ATTR {
    return hn::LoadU(d128, reinterpret_cast<const uint32_t*>(pointer_of(first + i)));
  };
  if constexpr (kBlocks == 1) {
    return hn::ResizeBitCast(d, block(0));
  } else {
    auto v = hn::InsertBlock<1>(hn::ResizeBitCast(d, block(0)), block(1));
    if constexpr (kBlocks == 4) {
      v = hn::InsertBlock<2>(v, block(2));
      v = hn::InsertBlock<3>(v, block(3));
    }
    return v;
  }
}

#endif  // HWY_TARGET != HWY_SCALAR

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
