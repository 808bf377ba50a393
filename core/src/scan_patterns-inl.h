// What the scanner looks for, as arithmetic on vectors of positions.
//
// A pattern is a struct of functions on the bytes at p, p + 1 and so on, one position a lane:
//   Fault   zero exactly where the pattern stands: the differences from each of its bytes, ored
//           together. Unaligned loads do the shifting, so that nothing is carried from vector to
//           vector, and no branch depends on the data.
//   Filter  zero where it stands and hardly anywhere else, from two or three bytes of it.
//   Screen  if kScreened: zero where Filter is and in more places, from one byte, which costs no
//           more than loading it.

#if defined(SIMDPROXY_CORE_SRC_SCAN_PATTERNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_SCAN_PATTERNS_INL_H_
#undef SIMDPROXY_CORE_SRC_SCAN_PATTERNS_INL_H_
#else
#define SIMDPROXY_CORE_SRC_SCAN_PATTERNS_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/scan_patterns.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// At most one bit of a 64-bit word a lane.
using ScanTag = hn::CappedTag<uint8_t, 64>;
using ScanVec = hn::Vec<ScanTag>;

// How bytes differ from `expected`.
HWY_INLINE ScanVec Differ(ScanTag d, const uint8_t* p, char expected) {
  return hn::Xor(hn::LoadU(d, p), hn::Set(d, static_cast<uint8_t>(expected)));
}

// The same for the bytes [begin, end) of a text that begins at each position.
template <size_t kBegin, size_t kEnd>
HWY_INLINE ScanVec DifferFrom(ScanTag d, const uint8_t* p, const std::string_view& text) {
  ScanVec fault = Differ(d, p + kBegin, text[kBegin]);
  for (size_t i = kBegin + 1; i < kEnd; ++i) fault = hn::Or(fault, Differ(d, p + i, text[i]));
  return fault;
}

struct V2Pattern {
  static constexpr ScanFor kWhat = ScanFor::kV2;
  static constexpr bool kFiltered = true;
  static constexpr bool kScreened = true;
  static constexpr size_t kAligned = 4;  // the byte whose load is best aligned

  // NUL: it never stands in text.
  static HWY_INLINE ScanVec Screen(ScanTag d, const uint8_t* p) { return hn::LoadU(d, p + 4); }
  // NUL and, three bytes behind it, Q.
  static HWY_INLINE ScanVec Filter(ScanTag d, const uint8_t* p) {
    return hn::Or(hn::LoadU(d, p + 4), Differ(d, p + 7, 'Q'));
  }
  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    return DifferFrom<0, 12>(d, p, kSignatureText);
  }
};

struct V1Pattern {
  static constexpr ScanFor kWhat = ScanFor::kV1;
  static constexpr bool kFiltered = true;
  static constexpr bool kScreened = false;
  static constexpr size_t kAligned = 4;

  // XY and, three bytes behind X, the C of TCP or the N of UNKNOWN, which differ in three bits.
  static HWY_INLINE ScanVec Filter(ScanTag d, const uint8_t* p) {
    static_assert(('C' & 0xF2) == ('N' & 0xF2));
    const ScanVec letter = hn::And(Differ(d, p + 7, 'C'), hn::Set(d, 0xF2));
    return hn::Or(letter, hn::Or(Differ(d, p + 3, 'X'), Differ(d, p + 4, 'Y')));
  }
  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    static_assert(('4' ^ '6') == 2);
    const ScanVec digit = hn::AndNot(hn::Set(d, 2), Differ(d, p + 9, '4'));
    const ScanVec tcp =
        hn::Or(DifferFrom<6, 9>(d, p, kTcp4Text), hn::Or(digit, Differ(d, p + 10, ' ')));
    const ScanVec unknown = DifferFrom<6, 13>(d, p, kUnknownText);
    return hn::Or(DifferFrom<0, 6>(d, p, kTcp4Text), hn::Min(tcp, unknown));
  }
};

struct HeadersPattern {
  static constexpr ScanFor kWhat = ScanFor::kHeaders;
  static constexpr bool kFiltered = true;
  static constexpr bool kScreened = false;
  static constexpr size_t kAligned = 4;

  // The same three loads do for both.
  static HWY_INLINE ScanVec Filter(ScanTag d, const uint8_t* p) {
    return hn::Min(V2Pattern::Filter(d, p), V1Pattern::Filter(d, p));
  }
  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    return hn::Min(V2Pattern::Fault(d, p), V1Pattern::Fault(d, p));
  }
};

struct CrlfPattern {
  static constexpr ScanFor kWhat = ScanFor::kCrlf;
  static constexpr bool kFiltered = false;  // Fault costs as little as a filter would
  static constexpr bool kScreened = false;
  static constexpr size_t kAligned = 0;

  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    return hn::Or(Differ(d, p, '\r'), Differ(d, p + 1, '\n'));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
