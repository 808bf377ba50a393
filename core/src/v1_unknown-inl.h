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
#include "core/src/v1_fields.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v1_tcp-inl.h"
#include "core/src/v1_text-inl.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Bytes 6 to 13 as a little-endian number.
HWY_INLINE constexpr uint64_t TokenOf(const char (&text)[9]) {
  uint64_t token = 0;
  for (size_t i = 0; i < 8; ++i) token |= uint64_t{static_cast<uint8_t>(text[i])} << 8 * i;
  return token;
}

// Puts apart the lines that begin with "PROXY UNKNOWN " or "PROXY UNKNOWN\r\n".
HWY_INLINE void PartUnknown(const V1Batch& batch, const IndexList& lines, IndexList& unknown,
                            IndexList& others) {
  // Bytes 6 to 14 where they are there.
  constexpr size_t kEnd = wire::kV1FamilyOffset + 9;
  alignas(8) static constexpr uint8_t kNoToken[9] = {};
  for (size_t k = 0; k < lines.count; ++k) {
    const size_t i = lines.indices[k];
    const uint8_t* const token_at = Select(MaskOf(batch.buffers[i].size >= kEnd),
                                           batch.Data(i) + wire::kV1FamilyOffset, kNoToken);
    const uint64_t token = LoadLittle64(token_at);
    // In integers, so that there is no branch.
    const unsigned has_fields = token == TokenOf("UNKNOWN ");
    const unsigned ends = token == TokenOf("UNKNOWN\r");
    const unsigned ends_whole = ends & static_cast<unsigned>(token_at[8] == '\n');
    const bool is_unknown = (has_fields | ends_whole) != 0;
    unknown.Append(i, is_unknown);
    others.Append(i, !is_unknown);
  }
}

// `count` <= kTextGroup lines that begin so. Returns how many are ok.
HWY_INLINE size_t DecodeUnknownGroup(const V1Batch& batch, const uint32_t* lines, size_t count,
                                     LineTexts& texts) {
  const D8 d;
  for (size_t k = 0; k < count; ++k) {
    CopyText(d, batch.Data(lines[k]), LimitOf(batch.buffers[lines[k]].size), texts.Of(k), 0);
  }
  const auto is_cr = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'\r'})); };
  const auto is_lf = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'\n'})); };
  const uint8_t ok_bytes[8] = {
      static_cast<uint8_t>(Outcome::kOk), 0, 1, V1Flags(batch.options.check), 0x21, 0, 0, 0};
  const auto ok_word = LoadNative<uint64_t>(ok_bytes);
  size_t ok = 0;
  for (size_t k = 0; k < count; ++k) {
    const uint8_t* const text = texts.Of(k);
    const size_t i = lines[k];
    const uint32_t limit = LimitOf(batch.buffers[i].size);
    if (batch.endpoints != nullptr) batch.endpoints[i] = {};
    const uint64_t cr[2] = {MaskOf64(d, text, is_cr), MaskOf64(d, text + 64, is_cr)};
    const uint64_t lf[2] = {MaskOf64(d, text, is_lf), MaskOf64(d, text + 64, is_lf)};
    const uint64_t low = cr[0] & Window(lf[0], lf[1], 1) & BitsFrom(wire::kV1UnknownTokenEnd);
    const uint64_t high = cr[1] & lf[1] >> 1;
    const uint32_t end = low != 0 ? LowestBit(low) : 64 + LowestBit(high);
    const uint32_t size = end + 2;
    if (size > limit) {
      batch.headers[i] = batch.buffers[i].size >= wire::kV1MaxSize
                             ? InvalidV1(Reason::kLineTooLong, wire::kV1MaxSize)
                             : WaitForV1(batch.Data(i), limit, wire::kV1MinSize, batch.options);
      continue;
    }
    auto* const out = reinterpret_cast<uint8_t*>(batch.headers + i);
    StoreNative(
        out, HWY_IS_LITTLE_ENDIAN ? ok_word | static_cast<uint64_t>(size) << 48 : ok_word | size);
    StoreNative(out + 8, size);
    StoreNative<uint32_t>(out + 12, 0);
    ++ok;
  }
  return ok;
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
