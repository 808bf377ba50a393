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
#include "core/src/scan_screens-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// Bytes that Fault may read from a position on.
inline constexpr size_t kSpan = kLongestPattern;
inline constexpr size_t kWords = kScanBlock / 64;
// How far ahead cache lines are asked for, where more is done than load them: hardware stops at the
// end of each page. Zen 3, memory, of the speed of loads: 1 KiB ahead 92 %, 4 KiB 84 %, not at all
// 81 %. Where bytes are loaded only, asking costs 15 % there at any distance.
inline constexpr size_t kScanAhead = 1024;
// Spans of fewer bytes are taken to be in a cache, where asking costs more than it gains.
inline constexpr size_t kPrefetchFrom = size_t{16} << 20;

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

// True if the filter is zero at any of 64 positions.
template <class Pattern>
HWY_INLINE bool Filtered(ScanTag d, const uint8_t* p) {
  const size_t lanes = hn::Lanes(d);
  ScanVec least = Pattern::Filter(d, p);
  for (size_t i = lanes; i < 64; i += lanes) least = hn::Min(least, Pattern::Filter(d, p + i));
  return !hn::AllFalse(d, hn::Eq(least, hn::Zero(d)));
}

// Sets the bits of the positions of a block at which the pattern stands. Bit i of the result: there
// are some in word i. Not inlined: it is the rare case.
template <class Pattern>
HWY_NOINLINE uint32_t FindFiltered(const uint8_t* p, uint64_t* words) {
  const ScanTag d;
  // First what passes the filter, so that only the end of a loop is unpredictable.
  uint32_t filtered = 0;
  for (size_t i = 0; i < kWords; ++i) {
    filtered |= uint32_t{Filtered<Pattern>(d, p + 64 * i)} << i;
  }
  uint32_t found = 0;
  for (; filtered != 0; filtered &= filtered - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(filtered));
    const uint64_t word = ExactWord<Pattern>(d, p + 64 * i);
    words[i] |= word;
    found |= uint32_t{word != 0} << i;
  }
  return found;
}

// Which of two screens for v2 a block goes through first: the one that last ruled out what the
// other did not.
enum class V2Order : bool { kNulFirst, kCrlfFirst };

HWY_INLINE bool FirstScreen(ScanTag d, const uint8_t* p, V2Order order) {
  return order == V2Order::kNulFirst ? Screened<NulScreen>(d, p) : Screened<CrlfScreen>(d, p);
}

// What has passed the first screen: the other one, and then as FindFiltered.
HWY_NOINLINE uint32_t FindV2(const uint8_t* p, uint64_t* words, V2Order& order) {
  const V2Order other = order == V2Order::kNulFirst ? V2Order::kCrlfFirst : V2Order::kNulFirst;
  if (FirstScreen(ScanTag(), p, other)) return FindFiltered<V2Pattern>(p, words);
  order = other;
  return 0;
}

// What a screen has seen in a block.
enum Seen : unsigned { kNothing = 0, kMayBeV2 = 1, kMayBeV1 = 2 };

// What is looked for. Word: the hits at 64 positions. Screen: what may stand in a block, and Find:
// the words of a block in which something may stand, all zero before; which of them have a hit.
struct V2Scan {
  static constexpr ScanFor kWhat = ScanFor::kV2;
  static constexpr bool kPrefetch = false;
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) {
    return ExactWord<V2Pattern>(d, p);
  }
  static HWY_INLINE unsigned Screen(ScanTag d, const uint8_t* p, V2Order order) {
    return FirstScreen(d, p, order) ? kMayBeV2 : kNothing;
  }
  static HWY_INLINE uint32_t Find(const uint8_t* p, unsigned /*seen*/, uint64_t* words,
                                  V2Order& order) {
    return FindV2(p, words, order);
  }
};

struct V1Scan {
  static constexpr ScanFor kWhat = ScanFor::kV1;
  static constexpr bool kPrefetch = true;
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) {
    return ExactWord<V1Pattern>(d, p);
  }
  static HWY_INLINE unsigned Screen(ScanTag d, const uint8_t* p, V2Order /*order*/) {
    return Screened<V1Screen>(d, p) ? kMayBeV1 : kNothing;
  }
  static HWY_INLINE uint32_t Find(const uint8_t* p, unsigned /*seen*/, uint64_t* words,
                                  V2Order& /*order*/) {
    return FindFiltered<V1Pattern>(p, words);
  }
};

struct HeadersScan {
  static constexpr ScanFor kWhat = ScanFor::kHeaders;
  static constexpr bool kPrefetch = true;
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) {
    return ExactWord<V2Pattern>(d, p) | ExactWord<V1Pattern>(d, p);
  }
  static HWY_INLINE unsigned Screen(ScanTag d, const uint8_t* p, V2Order order) {
    bool v2 = false, v1 = false;
    if (order == V2Order::kNulFirst) {
      ScreenBoth<NulScreen, V1Screen>(d, p, v2, v1);
    } else {
      ScreenBoth<CrlfScreen, V1Screen>(d, p, v2, v1);
    }
    return (v2 ? kMayBeV2 : kNothing) | (v1 ? kMayBeV1 : kNothing);
  }
  static HWY_INLINE uint32_t Find(const uint8_t* p, unsigned seen, uint64_t* words,
                                  V2Order& order) {
    uint32_t found = 0;
    if ((seen & kMayBeV2) != 0) found = FindV2(p, words, order);
    if ((seen & kMayBeV1) != 0) found |= FindFiltered<V1Pattern>(p, words);
    return found;
  }
};

// Not screened: the exact test costs as little as that would.
struct CrlfScan {
  static constexpr ScanFor kWhat = ScanFor::kCrlf;
  static constexpr bool kPrefetch = true;
  static HWY_INLINE uint64_t Word(ScanTag d, const uint8_t* p) {
    return ExactWord<CrlfPattern>(d, p);
  }
  static HWY_INLINE uint32_t Find(const uint8_t* p, unsigned /*seen*/, uint64_t* words,
                                  V2Order& /*order*/) {
    uint32_t found = 0;
    for (size_t i = 0; i < kWords; ++i) {
      words[i] = Word(ScanTag(), p + 64 * i);
      found |= uint32_t{words[i] != 0} << i;
    }
    return found;
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

// The words of the block at data + p that have a hit. Bit i: word i has.
template <class What>
HWY_INLINE uint32_t ScanBlock(const uint8_t* data, size_t size, size_t p, uint64_t* words,
                              V2Order& order) {
  unsigned seen = kNothing;
  if constexpr (What::kWhat != ScanFor::kCrlf) {
    seen = What::Screen(ScanTag(), data + p, order);
    if (seen == kNothing) return 0;
    // While this block is gone through nothing else asks for the next ones.
    if (size - p >= 3 * kScanBlock) {
      PrefetchBlock(data + p + kScanBlock);
      PrefetchBlock(data + p + 2 * kScanBlock);
    }
    std::memset(words, 0, kWords * sizeof(*words));
  }
  return What::Find(data + p, seen, words, order);
}

// Positions below this have bytes to ask for kScanAhead behind them.
template <class What>
HWY_INLINE size_t PrefetchedEnd(size_t size) {
  return What::kPrefetch && size >= kPrefetchFrom ? size - kScanAhead - kScanBlock : 0;
}

// Gives the sink each word of positions that has a hit, in ascending order, until it has enough.
template <class What, class Sink>
HWY_INLINE void ScanAll(const uint8_t* data, size_t size, Sink& sink) {
  constexpr size_t kReach = kScanBlock - 1 + kSpan;
  const size_t prefetched = PrefetchedEnd<What>(size);
  V2Order order = V2Order::kNulFirst;
  size_t p = 0;
  if (size >= 64 + kReach) {
    p = (0 - reinterpret_cast<uintptr_t>(data)) % 64;
    if (!ScanEdge<What>(data, size, 0, p, sink)) return;
    for (; p + kReach <= size; p += kScanBlock) {
      if (p < prefetched) PrefetchBlock(data + p + kScanAhead);
      // First all words, then the hits: stores whose address is known late hold up loads.
      uint64_t words[kWords];
      uint32_t found = ScanBlock<What>(data, size, p, words, order);
      for (; found != 0; found &= found - 1) {
        const auto i = static_cast<size_t>(std::countr_zero(found));
        if (!sink.Add(p + 64 * i, words[i])) return;
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

#if HWY_TARGET == HWY_SCALAR  // has no pairs
uint64_t CountCrlf(const uint8_t* data, size_t size) { return CountIn<CrlfScan>(data, size); }
#else
// CR LF in kScanBlock positions: of the pairs that begin at even and at odd positions each lane
// counts at most kScanBlock / 16.
HWY_INLINE hn::Vec<hn::Repartition<uint64_t, ScanTag>> CountCrlfBlock(const uint8_t* p) {
  const ScanTag d;
  const hn::Repartition<uint16_t, ScanTag> d16;
  const size_t lanes = hn::Lanes(d);
  const auto crlf =
      hn::BitCast(d16, hn::OddEven(hn::Set(d, uint8_t{'\n'}), hn::Set(d, uint8_t{'\r'})));
  auto even = hn::Zero(d16), odd = hn::Zero(d16);
  for (size_t i = 0; i < kScanBlock; i += lanes) {
    const auto at = hn::BitCast(d16, hn::LoadU(d, p + i));
    const auto behind = hn::BitCast(d16, hn::LoadU(d, p + i + 1));
    even = hn::Sub(even, hn::VecFromMask(d16, hn::Eq(at, crlf)));
    odd = hn::Sub(odd, hn::VecFromMask(d16, hn::Eq(behind, crlf)));
  }
  return hn::SumsOf8(hn::BitCast(d, hn::Add(even, odd)));
}

uint64_t CountCrlf(const uint8_t* data, size_t size) {
  const hn::Repartition<uint64_t, ScanTag> d64;
  const size_t prefetched = PrefetchedEnd<CrlfScan>(size);
  auto sums = hn::Zero(d64);
  size_t p = 0;
  for (; p + kScanBlock + 1 <= size; p += kScanBlock) {
    if (p < prefetched) PrefetchBlock(data + p + kScanAhead);
    sums = hn::Add(sums, CountCrlfBlock(data + p));
  }
  CountSink edge;
  ScanEdge<CrlfScan>(data, size, p, size, edge);
  return edge.count + hn::ReduceSum(d64, sums);
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

namespace simdproxy {
namespace HWY_NAMESPACE {

// Behind HWY_AFTER_NAMESPACE: it is called for every target that is compiled, on any CPU, so it
// must not be compiled for the target.
inline ScanKernels MakeScanKernels() {
  return {{FindIn<V2Scan>, FindIn<V1Scan>, FindIn<HeadersScan>, FindIn<CrlfScan>},
          {CountIn<V2Scan>, CountIn<V1Scan>, CountIn<HeadersScan>, CountCrlf},
          HWY_TARGET};
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy

#endif  // per-target include guard
