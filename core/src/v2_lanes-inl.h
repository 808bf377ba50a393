// The first 16 bytes of kLanes inputs as vectors of dwords, one lane an input.

#if defined(SIMDPROXY_CORE_SRC_V2_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V2_LANES_INL_H_
#undef SIMDPROXY_CORE_SRC_V2_LANES_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V2_LANES_INL_H_
#endif

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
#include "simdproxy/decode.h"
// Behind highway.h.
#include "core/src/transpose-inl.h"

#if HWY_TARGET != HWY_SCALAR  // has no 16-byte blocks

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Shift that puts a value into byte i of a dword in memory.
HWY_INLINE constexpr int ByteShift(int i) { return 8 * (HWY_IS_BIG_ENDIAN ? 3 - i : i); }
// The same for the upper half of a dword in memory.
inline constexpr int kUpperHalfShift = HWY_IS_BIG_ENDIAN ? 0 : 16;

template <int kByte>
HWY_INLINE V32 ByteOf(D32 d, V32 dwords) {
  const V32 shifted = hn::ShiftRight<ByteShift(kByte)>(dwords);
  return ByteShift(kByte) == 24 ? shifted : hn::And(shifted, hn::Set(d, 0xFF));
}

// BufferOfLane of each lane.
HWY_INLINE V32 LoadBufferOfLane(D32 d) {
  static constexpr auto kBufferOfLane = [] {
    std::array<uint32_t, kLanes> buffers{};
    for (size_t lane = 0; lane < kLanes; ++lane) {
      buffers[lane] = static_cast<uint32_t>(BufferOfLane(lane));
    }
    return buffers;
  }();
  return hn::LoadU(d, kBufferOfLane.data());
}

// Sizes of kLanes buffers, saturated to kMaxHeaderSize, in the order of Transpose.
HWY_INLINE V32 LoadSizes(D32 d, const Buffer* buffers) {
  const V32 cap = hn::Set(d, kMaxHeaderSize);
  if constexpr (sizeof(Buffer) == 16) {
    // A Buffer is a block like those of the headers: dwords 2 and 3 are its size.
    const auto* const p = reinterpret_cast<const uint32_t*>(buffers);
    V32 v0 = hn::LoadU(d, p);
    V32 v1 = hn::LoadU(d, p + kLanes);
    V32 v2 = hn::LoadU(d, p + 2 * kLanes);
    V32 v3 = hn::LoadU(d, p + 3 * kLanes);
    Transpose(d, v0, v1, v2, v3);
    const V32 low = HWY_IS_BIG_ENDIAN ? v3 : v2;
    const V32 high = HWY_IS_BIG_ENDIAN ? v2 : v3;
    return hn::IfThenElse(hn::Eq(high, hn::Zero(d)), hn::Min(low, cap), cap);
  }
  HWY_ALIGN uint32_t sizes[kLanes];
  for (size_t lane = 0; lane < kLanes; ++lane) {
    const size_t size = buffers[BufferOfLane(lane)].size;
    sizes[lane] = size < kMaxHeaderSize ? static_cast<uint32_t>(size) : kMaxHeaderSize;
  }
  return hn::Load(d, sizes);
}

inline constexpr uint32_t Word0(Outcome outcome, Reason reason, uint32_t version = 2) {
  return DwordOfBytes(static_cast<uint32_t>(outcome), static_cast<uint32_t>(reason), version, 0);
}

// Where the first three dwords are the signature.
HWY_INLINE hn::Mask<D32> IsV2(D32 d, V32 dword0, V32 dword1, V32 dword2) {
  const V32 differs = hn::Or3(hn::Xor(dword0, hn::Set(d, DwordOfBytes(0x0D, 0x0A, 0x0D, 0x0A))),
                              hn::Xor(dword1, hn::Set(d, DwordOfBytes(0x00, 0x0D, 0x0A, 0x51))),
                              hn::Xor(dword2, hn::Set(d, DwordOfBytes(0x55, 0x49, 0x54, 0x0A))));
  return hn::Eq(differs, hn::Zero(d));
}

// Loads and transposes the first 16 bytes of kLanes buffers. Of a buffer with fewer it reads none,
// and gives bytes that begin with no signature.
HWY_INLINE void LoadFixedParts(D32 d, const Buffer* group, V32 size, V32& dword0, V32& dword1,
                               V32& dword2, V32& dword3) {
  const hn::RebindToSigned<D32> di;
  const auto is_short =
      hn::RebindMask(d, hn::Lt(hn::BitCast(di, size), hn::Set(di, wire::kV2FixedSize)));
  if (HWY_LIKELY(hn::AllFalse(d, is_short))) {
    const auto data = [group](size_t i) { return static_cast<const uint8_t*>(group[i].data); };
    dword0 = LoadBlocks(d, 0, data);
    dword1 = LoadBlocks(d, kBlocks, data);
    dword2 = LoadBlocks(d, 2 * kBlocks, data);
    dword3 = LoadBlocks(d, 3 * kBlocks, data);
  } else {
    alignas(16) static constexpr uint8_t kNoSignature[16] = {};
    const auto data = [group](size_t i) {
      return Select(MaskOf(group[i].size < wire::kV2FixedSize), kNoSignature,
                    static_cast<const uint8_t*>(group[i].data));
    };
    dword0 = LoadBlocks(d, 0, data);
    dword1 = LoadBlocks(d, kBlocks, data);
    dword2 = LoadBlocks(d, 2 * kBlocks, data);
    dword3 = LoadBlocks(d, 3 * kBlocks, data);
  }
  Transpose(d, dword0, dword1, dword2, dword3);
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
