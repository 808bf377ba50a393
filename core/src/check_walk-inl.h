// The walk over the TLV areas of many headers in step, compiled for each target.
//
// An entry is known when the one before it is: a chain of loads, with a branch at its end that no
// predictor knows. So many areas are walked at once, one entry of each in a step, without a branch
// on what they hold.

#if defined(SIMDPROXY_CORE_SRC_CHECK_WALK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_CHECK_WALK_INL_H_
#undef SIMDPROXY_CORE_SRC_CHECK_WALK_INL_H_
#else
#define SIMDPROXY_CORE_SRC_CHECK_WALK_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR  // has no 16-byte blocks

namespace hn = hwy::HWY_NAMESPACE;

// Two vectors of walks take turns, as each waits for its loads.
inline constexpr size_t kWalks = 2 * kLanes;

// Areas that are walked together at most; the last walks are filled up.
inline constexpr size_t kMaxAreas = 128;
inline constexpr size_t kAreasRoom = kMaxAreas + kWalks;

// TLV areas of 1 byte or more, and what is found in them. Offsets count from the header's start.
struct Areas {
  size_t count = 0;
  const uint8_t* header[kAreasRoom];
  HWY_ALIGN uint32_t begin[kAreasRoom];
  HWY_ALIGN uint32_t end[kAreasRoom];       // the header's size
  HWY_ALIGN uint32_t fault[kAreasRoom];     // offset of the faulty entry, or 0
  HWY_ALIGN uint32_t checksum[kAreasRoom];  // offset of the first CRC32C entry, or 0
  uint8_t index[kAreasRoom];                // of the header in the block

  HWY_INLINE void FillUp() {
    for (size_t k = count; k < count + kWalks; ++k) {
      header[k] = header[0];
      begin[k] = begin[0];
      end[k] = end[0];
    }
  }
};

// How the first four bytes of entries are loaded, as little-endian numbers: with zeros for what is
// behind the end of the header, of which the last four bytes are then loaded and those in front of
// the entry shifted away.

struct LoadHeadsOneByOne {
  HWY_INLINE explicit LoadHeadsOneByOne(const Areas& areas_in) : areas(areas_in) {}

  HWY_INLINE uint32_t One(size_t k, uint32_t at) const {
    const uint32_t from = HWY_MIN(at, areas.end[k] - 4);
    return LoadLittle32(areas.header[k] + from) >> 8 * (at - from);
  }

  HWY_INLINE V32 operator()(D32 d, size_t first, V32 at_lanes, V32 /*end*/) const {
    HWY_ALIGN uint32_t at[kLanes];
    hn::Store(at_lanes, d, at);
    if constexpr (kLanes == 4) {
      // Not by memory: a vector waits for what was stored in pieces.
      return hn::Dup128VecFromValues(d, One(first, at[0]), One(first + 1, at[1]),
                                     One(first + 2, at[2]), One(first + 3, at[3]));
    } else {
      for (size_t lane = 0; lane < kLanes; ++lane) at[lane] = One(first + lane, at[lane]);
      return hn::Load(d, at);
    }
  }

  const Areas& areas;
};

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2  // have a gather: 1.4 times as fast on Zen 3
struct GatherHeads {
  // Distances of all headers from the first; false if one does not fit 32 bits, with half of the
  // range left for the offsets.
  HWY_INLINE bool SetDistances(const Areas& areas) {
    base = areas.header[0];
    uint64_t far = 0;
    for (size_t k = 0; k < areas.count + kWalks; ++k) {
      const uint64_t distance =
          reinterpret_cast<uintptr_t>(areas.header[k]) - reinterpret_cast<uintptr_t>(base);
      far |= (distance + (1U << 30)) >> 31;
      distances[k] = static_cast<uint32_t>(distance);
    }
    return far == 0;
  }

  HWY_INLINE V32 operator()(D32 d, size_t first, V32 at, V32 end) const {
    const hn::RebindToSigned<D32> di;
    const V32 from = hn::Min(at, hn::Sub(end, hn::Set(d, 4)));
    const V32 distance = hn::LoadU(d, distances + first);
    const V32 bytes = hn::GatherOffset(d, reinterpret_cast<const uint32_t*>(base),
                                       hn::BitCast(di, hn::Add(distance, from)));
    return hn::Shr(bytes, hn::ShiftLeft<3>(hn::Sub(at, from)));
  }

  const uint8_t* base;
  HWY_ALIGN uint32_t distances[kAreasRoom];
};
#endif

// One entry of each of kLanes walks. `at` and `checksum` are what they have reached: a walk that
// has ended looks at its last entry again and again. Returns which go on.
HWY_INLINE hn::Mask<D32> StepWalks(D32 d, V32 head, V32 end, V32 checksum_type, V32& at,
                                   V32& checksum, V32& fault) {
  const hn::RebindToSigned<D32> di;
  const V32 byte = hn::Set(d, 0xFF);
  // All numbers are far below 2^31: signed compares, which every target has.
  const auto less = [d, di](V32 a, V32 b) HWY_ATTR {
    return hn::RebindMask(d, hn::Lt(hn::BitCast(di, a), hn::BitCast(di, b)));
  };
  const V32 size =
      hn::Or(hn::And(head, hn::Set(d, 0xFF00)), hn::And(hn::ShiftRight<16>(head), byte));
  const V32 behind = hn::Add(hn::Add(at, size), hn::Set(d, wire::kTlvHeadSize));

  const auto is_checksum = hn::Eq(hn::And(head, byte), checksum_type);
  const auto is_first = hn::Or(hn::Eq(checksum, hn::Zero(d)), hn::Eq(checksum, at));
  const auto has_size = hn::Eq(size, hn::Set(d, wire::kCrc32cValueSize));
  const auto odd = hn::AndNot(hn::And(has_size, is_first), is_checksum);
  checksum = hn::IfThenElse(hn::And(is_checksum, is_first), at, checksum);
  fault = hn::IfThenElseZero(hn::Or(odd, less(end, behind)), at);
  const auto goes_on = hn::AndNot(odd, less(behind, end));
  at = hn::IfThenElse(goes_on, behind, at);
  return goes_on;
}

template <class LoadHeads>
HWY_INLINE void WalkAreasBy(const LoadHeads& load_heads, Areas& areas, uint32_t type) {
  const D32 d;
  const V32 checksum_type = hn::Set(d, type);
  for (size_t i = 0; i < areas.count; i += kWalks) {
    const size_t j = i + kLanes;
    const V32 end0 = hn::LoadU(d, areas.end + i);
    const V32 end1 = hn::LoadU(d, areas.end + j);
    V32 at0 = hn::LoadU(d, areas.begin + i);
    V32 at1 = hn::LoadU(d, areas.begin + j);
    V32 checksum0 = hn::Zero(d), checksum1 = checksum0, fault0 = checksum0, fault1 = checksum0;
    bool any = true;
    while (any) {
      const V32 head0 = load_heads(d, i, at0, end0);
      const V32 head1 = load_heads(d, j, at1, end1);
      const auto goes_on0 = StepWalks(d, head0, end0, checksum_type, at0, checksum0, fault0);
      const auto goes_on1 = StepWalks(d, head1, end1, checksum_type, at1, checksum1, fault1);
      any = !hn::AllFalse(d, hn::Or(goes_on0, goes_on1));
    }
    hn::StoreU(fault0, d, areas.fault + i);
    hn::StoreU(fault1, d, areas.fault + j);
    hn::StoreU(checksum0, d, areas.checksum + i);
    hn::StoreU(checksum1, d, areas.checksum + j);
  }
}

// Walks all areas. The fault of an area is the first entry that does not fit it or, with the
// checksum rules, is a CRC32C entry of a length other than 4 or the second one.
HWY_INLINE void WalkAreas(Areas& areas, bool with_checksum) {
  // Without the rules, a type that no entry has.
  const uint32_t checksum_type = with_checksum ? wire::kTlvTypeCrc32c : 0x100;
  areas.FillUp();
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  GatherHeads gather;
  if (HWY_LIKELY(gather.SetDistances(areas))) return WalkAreasBy(gather, areas, checksum_type);
#endif
  WalkAreasBy(LoadHeadsOneByOne(areas), areas, checksum_type);
}

#endif  // HWY_TARGET != HWY_SCALAR

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
