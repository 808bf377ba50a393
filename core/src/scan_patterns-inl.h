// What the scanner looks for, as arithmetic on vectors of positions.
//
// A pattern is a struct of functions on the bytes at p, p + 1 and so on, one position a lane:
//   Filter  zero where it stands, and hardly anywhere else in text or in random bytes.
//   Fault   zero exactly where it stands: the differences from each of its bytes, ored together.
//           Unaligned loads do the shifting, so that nothing is carried from vector to vector, and
//           no branch depends on the data.

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
HWY_INLINE ScanVec DifferIn(ScanTag d, ScanVec v, char expected) {
  return hn::Xor(v, hn::Set(d, static_cast<uint8_t>(expected)));
}
HWY_INLINE ScanVec Differ(ScanTag d, const uint8_t* p, char expected) {
  return DifferIn(d, hn::LoadU(d, p), expected);
}

// The same for the bytes from kAt on, as many as are expected.
template <size_t kAt, char kFirst, char... kRest>
HWY_INLINE ScanVec DifferFrom(ScanTag d, const uint8_t* p) {
  const ScanVec fault = Differ(d, p + kAt, kFirst);
  if constexpr (sizeof...(kRest) == 0) {
    return fault;
  } else {
    return hn::Or(fault, DifferFrom<kAt + 1, kRest...>(d, p));
  }
}

struct V2Pattern {
  // NUL and, three bytes behind it, Q.
  static HWY_INLINE ScanVec Filter(ScanTag d, const uint8_t* p) {
    return hn::Or(hn::LoadU(d, p + 4), Differ(d, p + 7, 'Q'));
  }
  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    return DifferFrom<0, '\r', '\n', '\r', '\n', '\0', '\r', '\n', 'Q', 'U', 'I', 'T', '\n'>(d, p);
  }
};

struct V1Pattern {
  // XY and, three bytes behind Y, the C of TCP or the N of UNKNOWN, and behind that what has the
  // bits that 4, 6 and N share, which the other digits have not.
  static HWY_INLINE ScanVec Filter(ScanTag d, const uint8_t* p) {
    static_assert(('C' & 0xF2) == ('N' & 0xF2));
    static_assert(('4' & 0x85) == ('6' & 0x85) && ('4' & 0x85) == ('N' & 0x85));
    const ScanVec family = hn::Or(hn::And(Differ(d, p + 7, 'C'), hn::Set(d, uint8_t{0xF2})),
                                  hn::And(Differ(d, p + 9, '4'), hn::Set(d, uint8_t{0x85})));
    return hn::Or(family, hn::Or(Differ(d, p + 3, 'X'), Differ(d, p + 4, 'Y')));
  }
  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    static_assert(('4' ^ '6') == 2);
    const ScanVec digit = hn::AndNot(hn::Set(d, 2), Differ(d, p + 9, '4'));
    const ScanVec tcp =
        hn::Or(digit, hn::Or(DifferFrom<6, 'T', 'C', 'P'>(d, p), Differ(d, p + 10, ' ')));
    const ScanVec unknown = DifferFrom<6, 'U', 'N', 'K', 'N', 'O', 'W', 'N'>(d, p);
    return hn::Or(DifferFrom<0, 'P', 'R', 'O', 'X', 'Y', ' '>(d, p), hn::Min(tcp, unknown));
  }
};

// Not filtered: Fault costs as little as that would.
struct CrlfPattern {
  static HWY_INLINE ScanVec Fault(ScanTag d, const uint8_t* p) {
    return hn::Or(Differ(d, p, '\r'), Differ(d, p + 1, '\n'));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
