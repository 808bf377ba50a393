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
// Positions that are screened at once: a whole number of vectors of any target, four at a time.
inline constexpr size_t kScanBlock = 512;
inline constexpr size_t kWords = kScanBlock / 64;
// Those of them that are filtered at once, and then tested exactly.
inline constexpr size_t kPart = 128;
// How far ahead cache lines are asked for. Hardware stops at the end of each page.
inline constexpr size_t kScanAhead = 4096;
// Spans of fewer bytes are taken to be in a cache, where asking costs more than it gains.
inline constexpr size_t kPrefetchFrom = size_t{1} << 20;

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

HWY_INLINE bool HasZero(ScanTag d, ScanVec v) { return !hn::AllFalse(d, hn::Eq(v, hn::Zero(d))); }

// The same address, but the compiler does not know: it would keep what one stage loaded for the
// next one, on the stack, which costs twice what the loads do.
HWY_INLINE const uint8_t* Anew(const uint8_t* p) {
#if defined(__GNUC__)
  asm("" : "+r"(p));
#endif
  return p;
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

// True if the screen is zero at any position of a block.
template <class Pattern>
HWY_INLINE bool Screened(ScanTag d, const uint8_t* p) {
  const size_t lanes = hn::Lanes(d);
  ScanVec least0 = hn::Set(d, 0xFF), least1 = least0, least2 = least0, least3 = least0;
  for (size_t i = 0; i < kScanBlock; i += 4 * lanes) {
    least0 = hn::Min(least0, Pattern::Screen(d, p + i));
    least1 = hn::Min(least1, Pattern::Screen(d, p + i + lanes));
    least2 = hn::Min(least2, Pattern::Screen(d, p + i + 2 * lanes));
    least3 = hn::Min(least3, Pattern::Screen(d, p + i + 3 * lanes));
  }
  return HasZero(d, hn::Min(hn::Min(least0, least1), hn::Min(least2, least3)));
}

// The same for both at once: the bytes are loaded once.
HWY_INLINE void ScreenBoth(ScanTag d, const uint8_t* p, bool& v2, bool& v1) {
  const size_t lanes = hn::Lanes(d);
  ScanVec v2_0 = hn::Set(d, 0xFF), v2_1 = v2_0, v1_0 = v2_0, v1_1 = v2_0;
  for (size_t i = 0; i < kScanBlock; i += 2 * lanes) {
    v2_0 = hn::Min(v2_0, V2Pattern::Screen(d, p + i));
    v1_0 = hn::Min(v1_0, V1Pattern::Screen(d, p + i));
    v2_1 = hn::Min(v2_1, V2Pattern::Screen(d, p + i + lanes));
    v1_1 = hn::Min(v1_1, V1Pattern::Screen(d, p + i + lanes));
  }
  v2 = HasZero(d, hn::Min(v2_0, v2_1));
  v1 = HasZero(d, hn::Min(v1_0, v1_1));
}

// True if the filter is zero at any of kPart positions.
template <class Pattern>
HWY_INLINE bool Filtered(ScanTag d, const uint8_t* p) {
  const size_t lanes = hn::Lanes(d);
  ScanVec least0 = hn::Set(d, 0xFF), least1 = least0;
  for (size_t i = 0; i < kPart; i += 2 * lanes) {
    least0 = hn::Min(least0, Pattern::Filter(d, p + i));
    least1 = hn::Min(least1, Pattern::Filter(d, p + i + lanes));
  }
  return HasZero(d, hn::Min(least0, least1));
}

// Sets the bit of each position of a block at which the pattern stands. Returns whether there is
// any. Not inlined: it is the rare case.
template <class Pattern>
HWY_NOINLINE bool FindFiltered(const uint8_t* p, uint64_t* words) {
  const ScanTag d;
  uint64_t any = 0;
  for (size_t i = 0; i < kWords; i += kPart / 64) {
    if (!Filtered<Pattern>(d, p + 64 * i)) continue;
    for (size_t k = i; k < i + kPart / 64; ++k) {
      const uint64_t word = ExactWord<Pattern>(d, Anew(p + 64 * k));
      words[k] |= word;
      any |= word;
    }
  }
  return any != 0;
}

// What is looked for: a word of 64 positions, and a block of kWords words that are zero before.
template <class Pattern>
struct ScreenedScan {
  static constexpr size_t kAligned = 4;  // the offset of the load that is best aligned
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) { return ExactWord<Pattern>(d, p); }
  static HWY_INLINE bool Block(ScanTag d, const uint8_t* p, uint64_t* words) {
    return Screened<Pattern>(d, p) && FindFiltered<Pattern>(p, words);
  }
};

struct V2Scan : ScreenedScan<V2Pattern> {
  static constexpr ScanFor kWhat = ScanFor::kV2;
};

struct V1Scan : ScreenedScan<V1Pattern> {
  static constexpr ScanFor kWhat = ScanFor::kV1;
};

struct HeadersScan {
  static constexpr ScanFor kWhat = ScanFor::kHeaders;
  static constexpr size_t kAligned = 4;
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) {
    return ExactWord<V2Pattern>(d, p) | ExactWord<V1Pattern>(d, p);
  }
  static HWY_INLINE bool Block(ScanTag d, const uint8_t* p, uint64_t* words) {
    bool v2 = false, v1 = false;
    ScreenBoth(d, p, v2, v1);
    if (v2) v2 = FindFiltered<V2Pattern>(p, words);
    if (v1) v1 = FindFiltered<V1Pattern>(p, words);
    return v2 || v1;
  }
};

struct CrlfScan {
  static constexpr ScanFor kWhat = ScanFor::kCrlf;
  static constexpr size_t kAligned = 0;
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) {
    return ExactWord<CrlfPattern>(d, p);
  }
  static HWY_INLINE bool Block(ScanTag d, const uint8_t* p, uint64_t* words) {
    uint64_t any = 0;
    for (size_t i = 0; i < kWords; ++i) any |= words[i] = Word(d, p + 64 * i);
    return any != 0;
  }
};

// Positions [begin, end) of `size` bytes, where blocks do not fit: positions whose vectors would
// read behind the end are looked at in a copy, filled up with a byte that is in no pattern.
template <class What, class Sink>
HWY_NOINLINE bool ScanEdge(const uint8_t* data, size_t size, size_t begin, size_t end, Sink& sink) {
  const ScanTag d;
  for (size_t p = begin; p < end; p += 64) {
    const size_t left = size - p;
    uint64_t bits = 0;
    if (left >= 63 + kSpan) {
      bits = What::Word(d, data + p);
    } else {
      uint8_t copy[63 + kSpan];
      std::memset(copy, 0xFF, sizeof(copy));
      std::memcpy(copy, data + p, left);
      bits = What::Word(d, copy);
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
template <class What, class Sink>
HWY_INLINE void ScanAll(const uint8_t* data, size_t size, Sink& sink) {
  const ScanTag d;
  constexpr size_t kReach = kScanBlock - 1 + kSpan;
  const size_t prefetched =
      size < kPrefetchFrom ? 0 : size - kScanAhead - kScanBlock;  // from positions below this
  size_t p = 0;
  if (size >= 64 + kReach) {
    p = (0 - reinterpret_cast<uintptr_t>(data + What::kAligned)) % 64;
    if (!ScanEdge<What>(data, size, 0, p, sink)) return;
    for (; p + kReach <= size; p += kScanBlock) {
      if (p < prefetched) PrefetchBlock(data + p + kScanAhead);
      // First all words, then the hits: stores whose address is known late hold up loads.
      uint64_t words[kWords] = {};
      if (!What::Block(d, data + p, words)) continue;
      for (size_t i = 0; i < kWords; ++i) {
        if (words[i] != 0 && !sink.Add(p + 64 * i, words[i])) return;
      }
    }
  }
  ScanEdge<What>(data, size, p, size, sink);
}

template <class What>
ScanResult FindIn(const ScanJob& job) {
  HitSink<What::kWhat> sink(job);
  ScanAll<What>(job.data, job.size, sink);
  return sink.Result();
}

template <class What>
uint64_t CountIn(const uint8_t* data, size_t size) {
  CountSink sink;
  ScanAll<What>(data, size, sink);
  return sink.count;
}

ScanKernels MakeScanKernels() {
  return {{FindIn<V2Scan>, FindIn<V1Scan>, FindIn<HeadersScan>, FindIn<CrlfScan>},
          {CountIn<V2Scan>, CountIn<V1Scan>, CountIn<HeadersScan>, CountIn<CrlfScan>},
          HWY_TARGET};
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
