// Screens: whether a block of positions may hold a text at all, at the speed of loads.
//
// A screen looks at every byte of a block once, in aligned vectors, for one byte or pair of bytes
// that is in every text and rare elsewhere. It is zero in a lane where that stands.

#if defined(SIMDPROXY_CORE_SRC_SCAN_SCREENS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_SCAN_SCREENS_INL_H_
#undef SIMDPROXY_CORE_SRC_SCAN_SCREENS_INL_H_
#else
#define SIMDPROXY_CORE_SRC_SCAN_SCREENS_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/scan_patterns-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// Positions that are screened at once: a whole number of vectors of any target, four at a time.
inline constexpr size_t kScanBlock = 512;
// Bytes behind a block that are looked at too: what the texts at its last positions are known by
// stands up to seven bytes behind them. Even.
inline constexpr size_t kScreenedBehind = 8;

// v2 in text, which has no NUL.
struct NulScreen {
  using Lane = uint8_t;
  static HWY_INLINE ScanVec At(ScanTag /*d*/, ScanVec v, const uint8_t* /*p*/) { return v; }
};

// v2 in anything else. CR LF stands at the offsets 0 and 2 of the signature, and at 5: so wherever
// it begins, one of them is an aligned pair.
struct CrlfScreen {
#if HWY_TARGET == HWY_SCALAR  // has no pairs
  using Lane = uint8_t;
  static HWY_INLINE ScanVec At(ScanTag d, ScanVec v, const uint8_t* p) {
    return hn::Or(DifferIn(d, v, '\r'), Differ(d, p + 1, '\n'));
  }
#else
  using Lane = uint16_t;
  static HWY_INLINE ScanVec At(ScanTag d, ScanVec v, const uint8_t* /*p*/) {
    const ScanVec pairs = hn::OddEven(hn::Set(d, uint8_t{'\n'}), hn::Set(d, uint8_t{'\r'}));
    return hn::Xor(v, pairs);
  }
#endif
};

// v1: X and, two bytes behind it, a space. Other words with PROXY in them do not pass.
struct V1Screen {
  using Lane = uint8_t;
  static HWY_INLINE ScanVec At(ScanTag d, ScanVec v, const uint8_t* p) {
    return hn::Or(DifferIn(d, v, 'X'), Differ(d, p + 2, ' '));
  }
};

// The least of a screen so far, by lanes of its size.
template <class Screen>
HWY_INLINE ScanVec Least([[maybe_unused]] ScanTag d, ScanVec least, ScanVec other) {
  const hn::Repartition<typename Screen::Lane, ScanTag> dl;
  return hn::BitCast(d, hn::Min(hn::BitCast(dl, least), hn::BitCast(dl, other)));
}

template <class Screen>
HWY_INLINE ScanVec LeastAt(ScanTag d, ScanVec least, const uint8_t* p) {
  return Least<Screen>(d, least, Screen::At(d, hn::LoadU(d, p), p));
}

// The same over what stands behind a block.
template <class Screen>
HWY_INLINE ScanVec LeastBehind(ScanTag d, ScanVec least, const uint8_t* p) {
  const size_t lanes = hn::Lanes(d);
  constexpr size_t kEnd = kScanBlock + kScreenedBehind;
  for (size_t i = kScanBlock; i < kEnd; i += lanes) {
    least = LeastAt<Screen>(d, least, p + HWY_MIN(i, kEnd - lanes));
  }
  return least;
}

template <class Screen>
HWY_INLINE bool AnyZero([[maybe_unused]] ScanTag d, ScanVec least) {
  const hn::Repartition<typename Screen::Lane, ScanTag> dl;
  return !hn::AllFalse(dl, hn::Eq(hn::BitCast(dl, least), hn::Zero(dl)));
}

// Whether the block at p may hold a text.
template <class Screen>
HWY_INLINE bool Screened(ScanTag d, const uint8_t* p) {
  const size_t lanes = hn::Lanes(d);
  ScanVec least0 = hn::Set(d, uint8_t{0xFF}), least1 = least0, least2 = least0, least3 = least0;
  for (size_t i = 0; i < kScanBlock; i += 4 * lanes) {
    least0 = LeastAt<Screen>(d, least0, p + i);
    least1 = LeastAt<Screen>(d, least1, p + i + lanes);
    least2 = LeastAt<Screen>(d, least2, p + i + 2 * lanes);
    least3 = LeastAt<Screen>(d, least3, p + i + 3 * lanes);
  }
  least0 = Least<Screen>(d, LeastBehind<Screen>(d, least0, p), least1);
  return AnyZero<Screen>(d, Least<Screen>(d, least0, Least<Screen>(d, least2, least3)));
}

// Keeps a vector that is used twice in a register: g++ would load it twice.
HWY_INLINE ScanVec Once(ScanVec v) {
#if defined(__GNUC__) && !defined(__clang__) && HWY_ARCH_X86 && HWY_TARGET <= HWY_SSE2
  asm("" : "+x"(v.raw));
#endif
  return v;
}

// The same of two screens at once: the bytes are loaded once.
template <class First, class Second>
HWY_INLINE void ScreenBoth(ScanTag d, const uint8_t* p, bool& first, bool& second) {
  const size_t lanes = hn::Lanes(d);
  ScanVec first0 = hn::Set(d, uint8_t{0xFF}), first1 = first0, second0 = first0, second1 = first0;
  for (size_t i = 0; i < kScanBlock; i += 2 * lanes) {
    const ScanVec v0 = Once(hn::LoadU(d, p + i)), v1 = Once(hn::LoadU(d, p + i + lanes));
    first0 = Least<First>(d, first0, First::At(d, v0, p + i));
    second0 = Least<Second>(d, second0, Second::At(d, v0, p + i));
    first1 = Least<First>(d, first1, First::At(d, v1, p + i + lanes));
    second1 = Least<Second>(d, second1, Second::At(d, v1, p + i + lanes));
  }
  first0 = LeastBehind<First>(d, first0, p);
  second0 = LeastBehind<Second>(d, second0, p);
  first = AnyZero<First>(d, Least<First>(d, first0, first1));
  second = AnyZero<Second>(d, Least<Second>(d, second0, second1));
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
