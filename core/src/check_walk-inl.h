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

namespace hn = hwy::HWY_NAMESPACE;

// Areas that are walked together at most; room for more is there to fill up the last step.
inline constexpr size_t kMaxAreas = 128;
inline constexpr size_t kAreasRoom = kMaxAreas + 32;

// Areas of 1 byte or more, by field. Offsets count from the start of the header.
struct Areas {
  size_t count = 0;
  const uint8_t* base = nullptr;         // the first header
  bool far = false;                      // a header is too far from it for 32 bits
  HWY_ALIGN int32_t header[kAreasRoom];  // distance from base to the header
  HWY_ALIGN uint32_t begin[kAreasRoom];
  HWY_ALIGN uint32_t end[kAreasRoom];
  HWY_ALIGN uint32_t fault[kAreasRoom];     // found: offset of the faulty entry, or 0
  HWY_ALIGN uint32_t checksum[kAreasRoom];  // found: offset of the first CRC32C entry, or 0
  uint8_t index[kAreasRoom];                // of the header in the block

  HWY_INLINE void Append(size_t i, const uint8_t* data, uint32_t area_begin, uint32_t area_end,
                         bool wanted) {
    base = count == 0 ? data : base;
    const uint64_t distance = reinterpret_cast<uintptr_t>(data) - reinterpret_cast<uintptr_t>(base);
    // The half of the range that is left is for offsets within the header.
    far |= wanted & ((distance + (1U << 30)) >> 31 != 0);
    header[count] = static_cast<int32_t>(distance);
    begin[count] = area_begin;
    end[count] = area_end;
    index[count] = static_cast<uint8_t>(i);
    count += wanted;
  }
};

// Which type takes part in the checksum rules: none that an entry can have if they are not asked
// for.
HWY_INLINE uint32_t ChecksumType(bool with_checksum) {
  return with_checksum ? wire::kTlvTypeCrc32c : 0x100;
}

// One area at a time, as the areas come. A walk that ends is followed by the next area in the same
// step.
struct AreaWalk {
  const uint8_t* header;
  uint32_t at;
  uint32_t end;
  uint32_t checksum;
  size_t area;
};

HWY_INLINE void WalkInTurn(const Buffer* buffers, Areas& areas, uint32_t checksum_type) {
  // Behind the last area stands one that never ends.
  alignas(4) static constexpr uint8_t kLastEntry[4] = {0, 0, 1, 0};
  constexpr size_t kWalks = 4;
  const size_t count = areas.count;
  const uint8_t* headers[kMaxAreas + 1];
  for (size_t k = 0; k < count; ++k) {
    headers[k] = static_cast<const uint8_t*>(buffers[areas.index[k]].data);
  }
  headers[count] = kLastEntry;
  areas.begin[count] = 0;
  areas.end[count] = 4;

  AreaWalk walks[kWalks];
  for (size_t k = 0; k < kWalks; ++k) {
    const size_t area = HWY_MIN(k, count);
    walks[k] = {headers[area], areas.begin[area], areas.end[area], 0, area};
  }
  size_t next = HWY_MIN(kWalks, count);
  size_t ended = 0;
  while (ended < count) {
    for (size_t k = 0; k < kWalks; ++k) {
      AreaWalk& walk = walks[k];
      // The last 4 bytes of the header where fewer are left, those before the entry shifted away.
      const uint32_t from = HWY_MIN(walk.at, walk.end - 4);
      const uint32_t head = LoadLittle32(walk.header + from) >> 8 * (walk.at - from);
      const uint32_t size = ByteSwap32(head) >> 8 & 0xFFFF;
      const uint32_t behind = walk.at + size + uint32_t{wire::kTlvHeadSize};
      const bool is_checksum = (head & 0xFF) == checksum_type;
      const bool odd = is_checksum & ((size != wire::kCrc32cValueSize) | (walk.checksum != 0));
      const bool fault = odd | (behind > walk.end);
      const bool ends = odd | (behind >= walk.end);
      walk.checksum = is_checksum ? walk.at : walk.checksum;
      areas.fault[walk.area] = fault ? walk.at : 0;
      areas.checksum[walk.area] = walk.checksum;

      ended += ends & (walk.area != count);
      walk.header = ends ? headers[next] : walk.header;
      walk.at = ends ? areas.begin[next] : behind;
      walk.end = ends ? areas.end[next] : walk.end;
      walk.checksum = ends ? 0 : walk.checksum;
      walk.area = ends ? next : walk.area;
      next += ends & (next != count);
    }
  }
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2  // have a gather

// A step of kLanes walks. `at` and `checksum` are what they have reached; a walk that has ended
// looks at its last entry again and again. Returns which go on.
HWY_INLINE hn::Mask<D32> StepWalks(D32 d, const uint8_t* base, V32 header, V32 end,
                                   V32 checksum_type, V32& at, V32& checksum, V32& fault) {
  const hn::RebindToSigned<D32> di;
  const hn::Repartition<uint8_t, D32> d8;
  const V32 zero = hn::Zero(d);
  const V32 four = hn::Set(d, wire::kCrc32cValueSize);
  const auto less = [d, di](V32 a, V32 b) HWY_ATTR {
    return hn::RebindMask(d, hn::Lt(hn::BitCast(di, a), hn::BitCast(di, b)));
  };
  // The last 4 bytes of the header where fewer are left, those before the entry shifted away.
  const V32 from = hn::Min(at, hn::Sub(end, four));
  const V32 bytes = hn::GatherOffset(d, reinterpret_cast<const uint32_t*>(base),
                                     hn::BitCast(di, hn::Add(header, from)));
  const V32 head = hn::Shr(bytes, hn::ShiftLeft<3>(hn::Sub(at, from)));
  const auto to_size = hn::Dup128VecFromValues(d8, 2, 1, 0x80, 0x80, 6, 5, 0x80, 0x80, 10, 9, 0x80,
                                               0x80, 14, 13, 0x80, 0x80);
  const V32 size = hn::BitCast(d, hn::TableLookupBytesOr0(hn::BitCast(d8, head), to_size));
  const V32 behind = hn::Add(hn::Add(at, size), hn::Set(d, wire::kTlvHeadSize));

  const auto is_checksum = hn::Eq(hn::And(head, hn::Set(d, 0xFF)), checksum_type);
  const auto is_first = hn::Or(hn::Eq(checksum, zero), hn::Eq(checksum, at));
  const auto odd = hn::AndNot(hn::And(hn::Eq(size, four), is_first), is_checksum);
  checksum = hn::IfThenElse(hn::And(is_checksum, is_first), at, checksum);
  fault = hn::IfThenElseZero(hn::Or(odd, less(end, behind)), at);
  const auto goes_on = hn::AndNot(odd, less(behind, end));
  at = hn::IfThenElse(goes_on, behind, at);
  return goes_on;
}

HWY_INLINE void WalkInStep(Areas& areas, uint32_t checksum_type_number) {
  const D32 d;
  constexpr size_t kTogether = 2 * kLanes;  // one gather waits while the other is used
  static_assert(kTogether <= kAreasRoom - kMaxAreas);
  for (size_t k = 0; k < kTogether; ++k) {
    areas.header[areas.count + k] = areas.header[0];
    areas.begin[areas.count + k] = areas.begin[0];
    areas.end[areas.count + k] = areas.end[0];
  }
  const V32 checksum_type = hn::Set(d, checksum_type_number);
  const hn::RebindToSigned<D32> di;
  for (size_t i = 0; i < areas.count; i += kTogether) {
    const size_t j = i + kLanes;
    const V32 header0 = hn::BitCast(d, hn::LoadU(di, areas.header + i));
    const V32 header1 = hn::BitCast(d, hn::LoadU(di, areas.header + j));
    const V32 end0 = hn::LoadU(d, areas.end + i);
    const V32 end1 = hn::LoadU(d, areas.end + j);
    V32 at0 = hn::LoadU(d, areas.begin + i);
    V32 at1 = hn::LoadU(d, areas.begin + j);
    V32 checksum0 = hn::Zero(d), checksum1 = checksum0, fault0 = checksum0, fault1 = checksum0;
    bool any = true;
    while (any) {
      const auto goes_on0 =
          StepWalks(d, areas.base, header0, end0, checksum_type, at0, checksum0, fault0);
      const auto goes_on1 =
          StepWalks(d, areas.base, header1, end1, checksum_type, at1, checksum1, fault1);
      any = !hn::AllFalse(d, hn::Or(goes_on0, goes_on1));
    }
    hn::StoreU(fault0, d, areas.fault + i);
    hn::StoreU(fault1, d, areas.fault + j);
    hn::StoreU(checksum0, d, areas.checksum + i);
    hn::StoreU(checksum1, d, areas.checksum + j);
  }
}

#endif  // has a gather

// Walks all areas. The fault of an area is the first entry that does not fit it or, with the
// checksum rules, is a CRC32C entry of a length other than 4 or the second one.
HWY_INLINE void WalkAreas(const Buffer* buffers, Areas& areas, bool with_checksum) {
  if (areas.count == 0) return;
  const uint32_t checksum_type = ChecksumType(with_checksum);
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  if (HWY_LIKELY(!areas.far)) return WalkInStep(areas, checksum_type);
#endif
  WalkInTurn(buffers, areas, checksum_type);
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
