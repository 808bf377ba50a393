// TCP4 lines: two dotted quads and two ports.

#if defined(SIMDPROXY_CORE_SRC_V1_INET_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_INET_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_INET_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_INET_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/inet_patterns.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/transpose-inl.h"
#include "core/src/v1_tcp-inl.h"
#include "core/src/v1_text-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

namespace hn = hwy::HWY_NAMESPACE;

// The quads of a group, as the first step finds them.
struct InetTexts {
  const uint8_t* text[2 * kGroup];  // 16 bytes that end with what ends the quad
  const InetPattern* pattern[2 * kGroup];
};

HWY_INLINE void TakeQuad(const uint8_t* text, uint32_t end, uint64_t separators, size_t address,
                         TcpGroup& group, InetTexts& quads) {
  const InetPattern* const pattern = &kInetPatterns[InetPatternIndex(separators)];
  group.wrong[address] = separators ^ pattern->separators;
  quads.text[address] = text + end - 15;
  quads.pattern[address] = pattern;
}

// Finds the fields of a line: its first separators, from the source address on, are three dots and
// a space, the same again, a space, CR and LF, and all else is digits.
HWY_INLINE void FindInetFields(D8 d, size_t line, TcpGroup& group, InetTexts& quads) {
  const uint8_t* const text = group.texts.Of(line);
  const uint64_t separators =
      (MaskOf64(d, text,
                [d](V8 v) HWY_ATTR {
                  return hn::Gt(hn::Sub(v, hn::Set(d, uint8_t{'0'})), hn::Set(d, uint8_t{9}));
                }) &
       BitsFrom(wire::kV1SourceOffset)) |
      BitsFrom(group.limits[line]);
  const uint64_t after_dots = WithoutLowest(WithoutLowest(WithoutLowest(separators)));
  const uint64_t after_source = WithoutLowest(after_dots);
  const uint64_t after_more_dots = WithoutLowest(WithoutLowest(WithoutLowest(after_source)));
  const uint64_t after_destination = WithoutLowest(after_more_dots);
  const uint64_t after_port = WithoutLowest(after_destination);
  // At most 64: the slot of a line has room.
  const uint32_t ends[4] = {LowestBit(after_dots), LowestBit(after_more_dots),
                            LowestBit(after_destination), LowestBit(after_port)};
  for (size_t k = 0; k < 4; ++k) group.ends[line][k] = static_cast<uint8_t>(ends[k]);
  TakeQuad(text, ends[0], (separators ^ after_source) >> wire::kV1SourceOffset, 2 * line, group,
           quads);
  TakeQuad(text, ends[1], (after_source ^ after_destination) >> ((ends[0] + 1) & 63), 2 * line + 1,
           group, quads);
  TakePort(text, ends[1] + 1, ends[2], 2 * line, group);
  TakePort(text, ends[2] + 1, ends[3], 2 * line + 1, group);
}

HWY_INLINE void ConvertInetAddresses(D32 d, size_t count, const InetTexts& quads, TcpGroup& group) {
  const hn::Repartition<uint8_t, D32> d8;
  constexpr uint8_t kByte = HWY_IS_LITTLE_ENDIAN ? 0 : 3;
  constexpr uint8_t kNone = 0x80;
  const auto to_bytes =
      hn::Dup128VecFromValues(d8, kByte, kByte + 4, kByte + 8, kByte + 12, kNone, kNone, kNone,
                              kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone);
  for (size_t a = 0; a < 2 * count; a += kBlocks) {
    V32 error = hn::Zero(d);
    const V32 numbers = ConvertQuads<false>(
        d, [&](size_t i) { return quads.text[a + i]; },
        [&](size_t i) { return quads.pattern[a + i]; }, error);
    hn::Store(hn::TableLookupBytesOr0(hn::BitCast(d8, numbers), to_bytes), d8, group.addresses[a]);
    HWY_ALIGN uint64_t errors[2 * kBlocks];
    hn::Store(hn::BitCast(hn::Repartition<uint64_t, D32>(), error),
              hn::Repartition<uint64_t, D32>(), errors);
    for (size_t i = 0; i < kBlocks; ++i) group.wrong[a + i] |= errors[2 * i] | errors[2 * i + 1];
  }
}

// `count` <= kGroup lines that begin with "PROXY TCP4 ". Returns how many are ok.
HWY_INLINE size_t DecodeTcp4Group(const V1Batch& batch, const uint8_t* lines, size_t count,
                                  TcpGroup& group) {
  const D8 d8;
  const D32 d32;
  InetTexts quads;
  for (size_t k = 0; k < count; ++k) {
    const Buffer& buffer = batch.buffers[lines[k]];
    group.limits[k] = LimitOf(buffer.size);
    CopyText<kPiecesOf64>(d8, static_cast<const uint8_t*>(buffer.data),
                          HWY_MIN(group.limits[k], 64U), group.texts.Of(k));
    FindInetFields(d8, k, group, quads);
  }
  // Whole vectors: what is behind the last line repeats it.
  for (size_t a = 2 * count; a % kBlocks != 0; ++a) {
    quads.text[a] = quads.text[0];
    quads.pattern[a] = quads.pattern[0];
    group.wrong[a] = 0;
  }
  ConvertInetAddresses(d32, count, quads, group);
  ReadPorts(group, count);
  return WriteTcpRecords<false>(batch, lines, count, group);
}

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
