// The kernels of scan.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_SCAN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_SCAN_INL_H_
#undef SIMDPROXY_CORE_SRC_SCAN_INL_H_
#else
#define SIMDPROXY_CORE_SRC_SCAN_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/kernels.h"
#include "core/src/scan_sinks.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/scan_patterns-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// Bytes that Fault may read from a position on.
inline constexpr size_t kSpan = kLongestPattern;
// Positions that are filtered at once: a whole number of vectors of any target, four at a time.
inline constexpr size_t kScanBlock = 512;
inline constexpr size_t kWords = kScanBlock / 64;
// How far ahead cache lines are asked for. Hardware stops at the end of each page.
inline constexpr size_t kScanAhead = 4096;

HWY_INLINE uint64_t BitsOf(ScanTag d, hn::Mask<ScanTag> mask) {
  alignas(8) uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
#if !HWY_HAVE_SCALABLE
  // Loads of the size of the store stay in registers.
  if constexpr (HWY_MAX_LANES_D(ScanTag) == 16) return LoadLittle16(bytes);
  if constexpr (HWY_MAX_LANES_D(ScanTag) == 32) return LoadLittle32(bytes);
#endif
  return LoadLittle64(bytes);
}

// Bit i: the pattern stands at p + i. Reads 63 + kSpan bytes at most.
template <class Pattern>
HWY_INLINE uint64_t ExactWord(ScanTag d, const uint8_t* p) {
  uint64_t bits = 0;
  for (size_t i = 0; i < 64; i += hn::Lanes(d)) {
    bits |= BitsOf(d, hn::Eq(Pattern::Fault(d, p + i), hn::Zero(d))) << i;
  }
  return bits;
}

// True if f is zero at any of kScanBlock positions.
template <class F>
HWY_INLINE bool AnyZero(ScanTag d, const uint8_t* p, const F& f) {
  const size_t lanes = hn::Lanes(d);
  ScanVec least0 = f(p), least1 = f(p + lanes), least2 = f(p + 2 * lanes),
          least3 = f(p + 3 * lanes);
  for (size_t i = 4 * lanes; i < kScanBlock; i += 4 * lanes) {
    least0 = hn::Min(least0, f(p + i));
    least1 = hn::Min(least1, f(p + i + lanes));
    least2 = hn::Min(least2, f(p + i + 2 * lanes));
    least3 = hn::Min(least3, f(p + i + 3 * lanes));
  }
  const ScanVec least = hn::Min(hn::Min(least0, least1), hn::Min(least2, least3));
  return !hn::AllFalse(d, hn::Eq(least, hn::Zero(d)));
}

template <class Pattern>
HWY_INLINE bool MayMatch(ScanTag d, const uint8_t* p) {
  if constexpr (Pattern::kScreened) {
    const auto screen = [d](const uint8_t* q) HWY_ATTR { return Pattern::Screen(d, q); };
    if (!AnyZero(d, p, screen)) return false;
  }
  if constexpr (Pattern::kFiltered) {
    return AnyZero(d, p, [d](const uint8_t* q) HWY_ATTR { return Pattern::Filter(d, q); });
  }
  return true;
}

// Positions [begin, end) of `size` bytes, where blocks do not fit: positions whose vectors would
// read behind the end are looked at in a copy, filled up with a byte that is in no pattern.
template <class Pattern, class Sink>
HWY_NOINLINE bool ScanEdge(const uint8_t* data, size_t size, size_t begin, size_t end, Sink& sink) {
  const ScanTag d;
  for (size_t p = begin; p < end; p += 64) {
    const size_t left = size - p;
    uint64_t bits;
    if (left >= 63 + kSpan) {
      bits = ExactWord<Pattern>(d, data + p);
    } else {
      uint8_t copy[64 + kSpan];
      std::memset(copy, 0xFF, sizeof(copy));
      std::memcpy(copy, data + p, left);
      bits = ExactWord<Pattern>(d, copy);
    }
    if (end - p < 64) bits &= (uint64_t{1} << (end - p)) - 1;
    if (bits != 0 && !sink.Add(p, bits)) return false;
  }
  return true;
}

HWY_INLINE void PrefetchBlock(const uint8_t* p) {
  for (size_t i = 0; i < kScanBlock; i += 64) hwy::Prefetch(p + i);
}

// Gives the sink each word of positions that has a hit, in ascending order, until it has enough.
template <class Pattern, class Sink>
HWY_INLINE void ScanAll(const uint8_t* data, size_t size, Sink& sink) {
  const ScanTag d;
  constexpr size_t kReach = kScanBlock - 1 + kSpan;
  size_t p = 0;
  if (size >= 64 + kReach) {
    p = (0 - reinterpret_cast<uintptr_t>(data + Pattern::kAligned)) % 64;
    if (!ScanEdge<Pattern>(data, size, 0, p, sink)) return;
    for (; p + kReach <= size; p += kScanBlock) {
      if (size - p >= kScanAhead + kScanBlock) PrefetchBlock(data + p + kScanAhead);
      if (!MayMatch<Pattern>(d, data + p)) continue;
      // First all words, then the hits: stores whose address is known late hold up loads.
      uint64_t words[kWords];
      uint64_t any = 0;
      for (size_t i = 0; i < kWords; ++i) {
        words[i] = ExactWord<Pattern>(d, data + p + 64 * i);
        any |= words[i];
      }
      if (any == 0) continue;
      for (size_t i = 0; i < kWords; ++i) {
        if (!sink.Add(p + 64 * i, words[i])) return;
      }
    }
  }
  ScanEdge<Pattern>(data, size, p, size, sink);
}

template <class Pattern>
ScanResult FindIn(const ScanJob& job) {
  HitSink sink(Pattern::kWhat, job);
  ScanAll<Pattern>(job.data, job.size, sink);
  return sink.Result();
}

template <class Pattern>
uint64_t CountIn(const uint8_t* data, size_t size) {
  CountSink sink;
  ScanAll<Pattern>(data, size, sink);
  return sink.count;
}

ScanKernels MakeScanKernels() {
  return {{FindIn<V2Pattern>, FindIn<V1Pattern>, FindIn<HeadersPattern>, FindIn<CrlfPattern>},
          {CountIn<V2Pattern>, CountIn<V1Pattern>, CountIn<HeadersPattern>, CountIn<CrlfPattern>},
          HWY_TARGET};
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
