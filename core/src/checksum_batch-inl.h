// CRC32C of many headers at once, compiled for each target.
//
// One header is a chain of instructions that wait for each other, and a branch at its end that no
// predictor knows. So headers are put in the order of their words, and four of about the same
// number go through together.

#if defined(SIMDPROXY_CORE_SRC_CHECKSUM_BATCH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_CHECKSUM_BATCH_INL_H_
#undef SIMDPROXY_CORE_SRC_CHECKSUM_BATCH_INL_H_
#else
#define SIMDPROXY_CORE_SRC_CHECKSUM_BATCH_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/crc32c_tables.h"
#include "core/src/kernels.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/checksum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// Spans that go through together at most.
inline constexpr size_t kMaxSpans = 128;

inline constexpr size_t kInterleaved = 4;

// What stands for the words of spans that are summed by themselves: they have fewer words than one
// or more than this, and then streams of their own. Distances in the others are in kShifts.
inline constexpr uint8_t kAlone = 63;
static_assert(8 * kAlone + 7 < crc32c::kShiftStep);

// A span that all but the last words of have gone through.
struct Begun {
  const uint8_t* rest;
  uint64_t crc;
};

HWY_INLINE Begun BeginSpan(const uint8_t* data, size_t size, size_t words_left) {
  const uint8_t* const rest = data + size - 8 * words_left;
  uint64_t crc = AppendPart(~0U, LoadLittle64(data), size % 8);
  for (const uint8_t* at = data + size % 8; at != rest; at += 8) {
    crc = AppendWord(crc, LoadLittle64(at));
  }
  return {rest, crc};
}

template <class Spans>
HWY_INLINE void EndSpan(const Spans& spans, size_t i, uint64_t crc) {
  const size_t zero_begin = spans.ZeroBegin(i);
  const uint32_t zeroed = LoadLittle32(spans.Data(i) + zero_begin);
  const uint32_t does = Shift(zeroed, crc32c::kShifts[spans.Size(i) - zero_begin]);
  spans.Take(i, ~static_cast<uint32_t>(crc) ^ does, zeroed);
}

// Four spans in ascending order of their words, none of them alone.
template <class Spans>
HWY_INLINE void SumGroup(const Spans& spans, const uint8_t* group) {
  const size_t words = spans.Size(group[0]) / 8;
  const auto begin = [&spans, words](size_t i)
                         HWY_ATTR { return BeginSpan(spans.Data(i), spans.Size(i), words); };
  const Begun begun0 = begin(group[0]);
  const Begun begun1 = begin(group[1]);
  const Begun begun2 = begin(group[2]);
  const Begun begun3 = begin(group[3]);
  uint64_t crc0 = begun0.crc, crc1 = begun1.crc, crc2 = begun2.crc, crc3 = begun3.crc;
  for (size_t i = 0; i < 8 * words; i += 8) {
    crc0 = AppendWord(crc0, LoadLittle64(begun0.rest + i));
    crc1 = AppendWord(crc1, LoadLittle64(begun1.rest + i));
    crc2 = AppendWord(crc2, LoadLittle64(begun2.rest + i));
    crc3 = AppendWord(crc3, LoadLittle64(begun3.rest + i));
  }
  EndSpan(spans, group[0], crc0);
  EndSpan(spans, group[1], crc1);
  EndSpan(spans, group[2], crc2);
  EndSpan(spans, group[3], crc3);
}

// Which of the 64 bytes at `bytes`, which is aligned, are `value`: bit i is byte i.
HWY_INLINE uint64_t FindByte(const uint8_t* bytes, uint8_t value) {
  uint64_t found = 0;
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < 64; ++i) found |= static_cast<uint64_t>(bytes[i] == value) << i;
#else
#if HWY_HAVE_SCALABLE
  const hn::CappedTag<uint8_t, 16> d;
#else
  const hn::CappedTag<uint8_t, 64> d;
#endif
  const auto wanted = hn::Set(d, value);
  for (size_t i = 0; i < 64; i += hn::Lanes(d)) {
    uint8_t bits[8] = {};  // compilers keep it in a register
    hn::StoreMaskBits(d, hn::Eq(hn::Load(d, bytes + i), wanted), bits);
    found |= LoadLittle64(bits) << i;
  }
#endif
  return found;
}

// Sums spans with four bytes of each read as zeros. words[i] says how many words span i has, or
// kAlone; 0 for those that are left out, and behind the last. Spans has Data(i), Size(i),
// ZeroBegin(i) and Take(i, sum, the four bytes as a little-endian number); TakeAlone(i) does all
// for those alone.
template <class Spans>
HWY_INLINE void SumByWords(const Spans& spans, const uint8_t (&words)[kMaxSpans]) {
  uint64_t present = 0;
  for (const uint8_t n : words) present |= uint64_t{1} << n;
  uint8_t order[kMaxSpans + kInterleaved];
  size_t count = 0;
  const auto append = [&](uint8_t n) HWY_ATTR {
    for (size_t half = 0; half < kMaxSpans; half += 64) {
      for (uint64_t bits = FindByte(words + half, n); bits != 0; bits &= bits - 1) {
        order[count++] = static_cast<uint8_t>(half + static_cast<size_t>(std::countr_zero(bits)));
      }
    }
  };
  if (present >> kAlone != 0) {
    append(kAlone);
    for (size_t k = 0; k < count; ++k) spans.TakeAlone(order[k]);
    count = 0;
  }
  for (present &= ~(uint64_t{1} << kAlone | 1); present != 0; present &= present - 1) {
    append(static_cast<uint8_t>(std::countr_zero(present)));
  }
  if (count == 0) return;
  // The last group is filled up with the last span.
  std::fill_n(order + count, kInterleaved, order[count - 1]);
  for (size_t k = 0; k < count; k += kInterleaved) SumGroup(spans, order + k);
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
