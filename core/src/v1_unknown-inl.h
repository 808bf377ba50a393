// UNKNOWN lines: whatever stands before the first CR LF is ignored [2.1].

#if defined(SIMDPROXY_CORE_SRC_V1_UNKNOWN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_UNKNOWN_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_UNKNOWN_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_UNKNOWN_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/records.h"
#include "core/src/v1_fault.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v1_tcp-inl.h"
#include "core/src/v1_text-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

namespace hn = hwy::HWY_NAMESPACE;

// `count` <= kGroup lines that begin with "PROXY UNKNOWN " or "PROXY UNKNOWN\r\n". Returns how many
// are ok.
HWY_INLINE size_t DecodeUnknownGroup(const V1Batch& batch, const uint8_t* lines, size_t count,
                                     LineTexts& texts) {
  const D8 d;
  for (size_t k = 0; k < count; ++k) {
    const Buffer& buffer = batch.buffers[lines[k]];
    CopyText<kPiecesOf107>(d, static_cast<const uint8_t*>(buffer.data), LimitOf(buffer.size),
                           texts.Of(k));
  }
  const auto is_cr = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'\r'})); };
  const auto is_lf = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'\n'})); };
  const uint32_t word0 =
      DwordOfBytes(static_cast<uint8_t>(Outcome::kOk), 0, 1, V1Flags(batch.options.check));
  size_t ok = 0;
  for (size_t k = 0; k < count; ++k) {
    const uint8_t* const text = texts.Of(k);
    const size_t i = lines[k];
    const uint32_t limit = LimitOf(batch.buffers[i].size);
    const uint64_t cr[2] = {MaskOf64(d, text, is_cr), MaskOf64(d, text + 64, is_cr)};
    const uint64_t lf[2] = {MaskOf64(d, text, is_lf), MaskOf64(d, text + 64, is_lf)};
    const uint64_t low = cr[0] & Window(lf[0], lf[1], 1) & BitsFrom(wire::kV1UnknownTokenEnd);
    const uint64_t high = cr[1] & lf[1] >> 1;
    const uint32_t end = low != 0 ? LowestBit(low) : 64 + LowestBit(high);
    const uint32_t size = end + 2;
    if (size > limit) {
      const auto* const data = static_cast<const uint8_t*>(batch.buffers[i].data);
      batch.headers[i] = batch.buffers[i].size >= wire::kV1MaxSize
                             ? InvalidV1(Reason::kLineTooLong, wire::kV1MaxSize)
                             : WaitForV1(data, limit, wire::kV1MinSize, batch.options);
      continue;
    }
    auto* const out = reinterpret_cast<uint8_t*>(batch.headers + i);
    StoreNative(out, word0);
    StoreNative(out + 4, HWY_IS_LITTLE_ENDIAN ? 0x0021U | size << 16 : 0x21000000U | size);
    StoreNative(out + 8, size);
    StoreNative<uint32_t>(out + 12, 0);
    ++ok;
  }
  return ok;
}

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
