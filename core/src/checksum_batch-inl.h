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

// Spans that one call of SumSpans takes at most.
inline constexpr size_t kMaxSpans = 128;

inline constexpr size_t kInterleaved = 4;

// Spans of fewer words, and of one or more, are interleaved: the rest have streams enough, or are
// too short for a word. Distances within them are in kShifts.
inline constexpr size_t kWordsLimit = 63;
static_assert(8 * kWordsLimit + 7 < crc32c::kShiftStep);

HWY_INLINE size_t ClampedZeros(size_t size, size_t zero_begin) {
  return HWY_MIN(wire::kCrc32cValueSize, size - HWY_MIN(zero_begin, size));
}

// Four spans in ascending order of their words, none of them alone.
HWY_INLINE void SumGroup(const Buffer* buffers, const uint32_t* zero_begin, const uint8_t* group,
                         uint32_t* sums) {
  const uint8_t* at[kInterleaved];
  size_t words[kInterleaved];
  uint32_t crc[kInterleaved];
  for (size_t k = 0; k < kInterleaved; ++k) {
    const Buffer& buffer = buffers[group[k]];
    const auto* const data = static_cast<const uint8_t*>(buffer.data);
    crc[k] = AppendPart(~0U, LoadLittle64(data), buffer.size % 8);
    at[k] = data + buffer.size % 8;
    words[k] = buffer.size / 8;
  }
  const size_t common = words[0];
  for (size_t k = 1; k < kInterleaved; ++k) {
    for (; words[k] != common; --words[k], at[k] += 8) {
      crc[k] = AppendWord(crc[k], LoadLittle64(at[k]));
    }
  }
  for (size_t i = 0; i < 8 * common; i += 8) {
    for (size_t k = 0; k < kInterleaved; ++k) crc[k] = AppendWord(crc[k], LoadLittle64(at[k] + i));
  }
  for (size_t k = 0; k < kInterleaved; ++k) {
    const Buffer& buffer = buffers[group[k]];
    const size_t begin = zero_begin[group[k]];
    const uint32_t field = LoadLittle32(static_cast<const uint8_t*>(buffer.data) + begin);
    sums[group[k]] = ~crc[k] ^ Shift(field, crc32c::kShifts[buffer.size - begin]);
  }
}

// The sums of `count` <= kMaxSpans spans with the four bytes from zero_begin on read as zeros, as
// far as they are within the span.
HWY_INLINE void SumSpans(const Buffer* buffers, const uint32_t* zero_begin, size_t count,
                         uint32_t* sums) {
  uint8_t words[kMaxSpans];
  uint8_t order[kMaxSpans + kInterleaved];
  // First how many there are of each number of words, then where in `order` the next one goes.
  uint8_t places[kWordsLimit + 1] = {};
  for (size_t i = 0; i < count; ++i) {
    const size_t size = buffers[i].size;
    const bool alone = (size < 8) | (size / 8 >= kWordsLimit) |
                       (ClampedZeros(size, zero_begin[i]) != wire::kCrc32cValueSize);
    words[i] = static_cast<uint8_t>(alone ? kWordsLimit : size / 8);
    ++places[words[i]];
  }
  uint8_t place = 0;
  for (uint8_t& n : places) {
    const uint8_t here = n;
    n = place;
    place = static_cast<uint8_t>(place + here);
  }
  for (size_t i = 0; i < count; ++i) order[places[words[i]]++] = static_cast<uint8_t>(i);

  const size_t grouped = places[kWordsLimit - 1];
  for (size_t i = grouped; i < count; ++i) {
    const Buffer& buffer = buffers[order[i]];
    const size_t begin = HWY_MIN(zero_begin[order[i]], buffer.size);
    sums[order[i]] = SumOfSpan(static_cast<const uint8_t*>(buffer.data), buffer.size, begin,
                               ClampedZeros(buffer.size, begin));
  }
  if (grouped == 0) return;
  // The last group is filled up with the last span, and may overwrite those that stood alone.
  std::fill_n(order + grouped, kInterleaved, order[grouped - 1]);
  for (size_t i = 0; i < grouped; i += kInterleaved) SumGroup(buffers, zero_begin, order + i, sums);
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
