// TCP4 lines: two dotted quads and two ports.
//
// A first step finds the fields by bit arithmetic on the mask of what is no digit, a second one
// converts them. Lines go through a step one after the other, so that they overlap in the CPU: one
// line is a long chain of dependent instructions. All is read in place: no sound line is shorter
// than 32 bytes, so loads of 16 or 32 bytes fit into it.

#if defined(SIMDPROXY_CORE_SRC_V1_INET_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_INET_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_INET_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_INET_INL_H_
#endif

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/inet_patterns.h"
#include "core/src/wire.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v1_tcp-inl.h"
#include "core/src/v1_text-inl.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// How much of a line the steps look at: a sound one has at most 56 bytes, and of a mask that counts
// from the source 52 bits are used.
inline constexpr size_t kInetLimit = 62;

// The lesser of `size` and kInetLimit. By arithmetic: g++ makes a branch of a comparison, and
// whether bytes stand behind a line in its buffer can't be predicted.
HWY_INLINE uint32_t InetLimitOf(size_t size) {
  const size_t if_less = 0 - size_t{size < kInetLimit};
  return static_cast<uint32_t>(kInetLimit ^ ((kInetLimit ^ size) & if_less));
}

// Dotted quads as vectors of dwords, one an octet. `wrong` becomes nonzero in the bytes of octets
// that are out of range, begin with a zero or hold what is no digit, and of separators that are not
// '.' or, for the last, ' '. text(i) are the 16 bytes that end behind quad i, pattern(i) says where
// its separators stand.
template <class TextOf, class PatternOf>
HWY_INLINE hn::Vec<hn::Repartition<uint32_t, DPair>> ConvertQuads(const TextOf& text,
                                                                  const PatternOf& pattern,
                                                                  hn::Vec<DPair>& wrong) {
  const DPair d8;
  const hn::Repartition<uint32_t, DPair> d32;
  const hn::RebindToSigned<DPair> di8;
  const hn::Repartition<int16_t, DPair> di16;
  const hn::RebindToSigned<decltype(d32)> di32;
  const auto chars = LoadPairBlocks(d8, text);
  const auto moves = LoadPairBlocks(d8, [&](size_t i) { return pattern(i)->moves; });
  const auto least = hn::BitCast(di32, LoadPairBlocks(d8, [&](size_t i) {
                                   return reinterpret_cast<const uint8_t*>(pattern(i)->least);
                                 }));
  // A dword holds hundreds, tens, units and the separator; digits that are not there are 0.
  const auto octets = hn::TableLookupBytesOr0(hn::Xor(chars, hn::Set(d8, uint8_t{'0'})), moves);
  constexpr bool kLast = kInetSeparatorPlace == 3;  // of the dword, or first
  const auto dword = [d8, d32](uint32_t b0, uint32_t b1, uint32_t b2, uint32_t b3) HWY_ATTR {
    return hn::BitCast(d8, hn::Set(d32, DwordOfBytes(b0, b1, b2, b3)));
  };
  const auto weights = hn::BitCast(di8, kLast ? dword(100, 10, 1, 0) : dword(0, 100, 10, 1));
  const auto pairs = hn::SatWidenMulPairwiseAdd(di16, octets, weights);
  const auto numbers = hn::WidenMulPairwiseAdd(di32, pairs, hn::Set(di16, 1));
  const auto bounded = hn::Min(hn::Max(numbers, least), hn::Set(di32, 255));

  constexpr uint8_t kDot = '.' ^ '0', kSpace = ' ' ^ '0';
  const auto separators = kLast ? hn::Dup128VecFromValues(d8, 0, 0, 0, kDot, 0, 0, 0, kDot, 0, 0, 0,
                                                          kDot, 0, 0, 0, kSpace)
                                : hn::Dup128VecFromValues(d8, kDot, 0, 0, 0, kDot, 0, 0, 0, kDot, 0,
                                                          0, 0, kSpace, 0, 0, 0);
  const auto separator_places = kLast ? dword(0, 0, 0, 0xFF) : dword(0xFF, 0, 0, 0);
  wrong = hn::Or(hn::BitCast(d8, hn::Xor(bounded, numbers)),
                 hn::And(hn::Xor(octets, separators), separator_places));
  const auto most = kLast ? dword(9, 9, 9, 0xFF) : dword(0xFF, 9, 9, 9);
  wrong = hn::Or(wrong, hn::SaturatedSub(octets, most));
  return hn::BitCast(d32, numbers);
}

// What the steps hand on about the dotted quads of a group, the source's first.
struct InetTexts {
  HWY_ALIGN uint64_t non_digits[kGroup];  // counted from the line's first byte
  // The separators from the source on, counted from its first byte: all of them; those from what
  // ends the source on, and behind that; likewise the destination; what ends the ports.
  HWY_ALIGN uint64_t all[kGroup];
  HWY_ALIGN uint64_t source_end[kGroup];
  HWY_ALIGN uint64_t behind_source[kGroup];
  HWY_ALIGN uint64_t destination_end[kGroup];
  HWY_ALIGN uint64_t behind_destination[kGroup];
  HWY_ALIGN uint64_t cr[kGroup];
  HWY_ALIGN uint64_t patterns[2][kGroup];  // addresses of InetPattern

  HWY_INLINE const InetPattern* Pattern(size_t side, size_t line) const {
    return reinterpret_cast<const InetPattern*>(static_cast<uintptr_t>(patterns[side][line]));
  }
};

// Bit i is set if byte i of [0, limit) is no digit; 32 <= limit <= 62.
HWY_INLINE uint64_t NonDigits(D8 d, const uint8_t* text, uint32_t limit) {
  const auto bits_of = [d](V8 v) HWY_ATTR {
    // Digits become 0 to 9 and then stay below 128.
    const V8 numbers = hn::Sub(v, hn::Set(d, uint8_t{'0'}));
    return BitsOf(d, NegativeBytes(d, hn::SaturatedAdd(numbers, hn::Set(d, uint8_t{118}))));
  };
  if constexpr (kBytes == 64) {
    return bits_of(hn::LoadN(d, text, limit));
  } else {
    // The first 32 bytes and the last 32, which overlap.
    const auto bits_of_32 = [&](const uint8_t* half) HWY_ATTR {
      uint64_t bits = bits_of(hn::LoadU(d, half));
      if constexpr (kBytes == 16) bits |= bits_of(hn::LoadU(d, half + 16)) << 16;
      return bits;
    };
    return bits_of_32(text) | bits_of_32(text + limit - 32) << (limit - 32);
  }
}

// Puts the ends of four fields into the first bytes of each lane.
HWY_INLINE V64 PackEnds(V64 end0, V64 end1, V64 end2, V64 end3) {
  constexpr auto shift = [](int i) { return HWY_IS_LITTLE_ENDIAN ? 8 * i : 56 - 8 * i; };
  return hn::Or(hn::Or(hn::ShiftLeft<shift(0)>(end0), hn::ShiftLeft<shift(1)>(end1)),
                hn::Or(hn::ShiftLeft<shift(2)>(end2), hn::ShiftLeft<shift(3)>(end3)));
}

// Finds what separates the fields of kMasks lines: from the source address on, the first separators
// of each are three dots and a space, the same again, a space, CR and LF, and all else is digits.
HWY_INLINE void FindInetSeparators(D64 d, size_t line, const TcpGroup& group, InetTexts& texts) {
  const V64 limits = hn::Load(d, group.limits + line);
  const V64 non_digits = hn::Load(d, texts.non_digits + line);
  // What is behind the limit counts as separators.
  const V64 all = hn::Set(d, (uint64_t{1} << (kInetLimit - wire::kV1SourceOffset + 1)) - 1);
  const V64 separators =
      hn::Or(hn::ShiftRight<wire::kV1SourceOffset>(non_digits), hn::And(all, hn::Shl(all, limits)));
  const auto without = [d](V64 bits) HWY_ATTR { return WithoutLowest(d, bits); };
  const V64 source_end = without(without(without(separators)));
  const V64 behind_source = without(source_end);
  const V64 destination_end = without(without(without(behind_source)));
  const V64 behind_destination = without(destination_end);
  const V64 cr = without(behind_destination);
  hn::Store(separators, d, texts.all + line);
  hn::Store(source_end, d, texts.source_end + line);
  hn::Store(behind_source, d, texts.behind_source + line);
  hn::Store(destination_end, d, texts.destination_end + line);
  hn::Store(behind_destination, d, texts.behind_destination + line);
  hn::Store(cr, d, texts.cr + line);
}

// The same lines: where their fields end, and the patterns of their separators. A step of its own,
// as the one above is a long chain of dependent instructions (13.1 to 12.5 ns a line on AVX2, 20.6
// to 18.5 on SSE4).
HWY_INLINE void FindInetFields(D64 d, size_t line, uint64_t ok_word, TcpGroup& group,
                               InetTexts& texts, uint64_t* headers) {
  const V64 behind_source = hn::Load(d, texts.behind_source + line);
  const V64 behind_destination = hn::Load(d, texts.behind_destination + line);
  const V64 cr = hn::Load(d, texts.cr + line);
  const V64 source_end = LowestBitBelow52(d, hn::Load(d, texts.source_end + line));
  const V64 destination_end = LowestBitBelow52(d, hn::Load(d, texts.destination_end + line));
  const V64 ends = PackEnds(source_end, destination_end, LowestBitBelow52(d, behind_destination),
                            LowestBitBelow52(d, cr));
  // 16 bytes that end with each field are read; those of a sound source begin at byte 3.
  constexpr uint64_t kFirstEnd = 15 - wire::kV1SourceOffset;
  const V64 limits = hn::Load(d, group.limits + line);
  StoreEnds(d, ClampEnds(d, ends, limits, kFirstEnd), ok_word, line, group, headers);

  const V64 one = hn::Set(d, uint64_t{1});
  const V64 source = hn::Xor(hn::Load(d, texts.all + line), behind_source);
  const V64 destination =
      hn::Shr(hn::Xor(behind_source, behind_destination), hn::Add(source_end, one));
  const V64 ports =
      hn::Shr(hn::Xor(behind_destination, WithoutLowest(d, cr)), hn::Add(destination_end, one));
  const auto pattern = [d](V64 quad) HWY_ATTR {
    const V64 bits = hn::And(quad, hn::Set(d, uint64_t{kInetPatternMask}));
    return PatternAddress<kInetPatternBits>(d, bits, kInetPatternFactor, kInetPatterns.data());
  };
  hn::Store(pattern(source), d, texts.patterns[0] + line);
  hn::Store(pattern(destination), d, texts.patterns[1] + line);
  StorePortPatterns(d, ports, line, group);
}

// Writes both addresses as they stand in an Endpoints record. Returns which bytes are wrong.
HWY_INLINE uint64_t ConvertInetAddresses(size_t line, const TcpGroup& group, const InetTexts& texts,
                                         uint8_t* out) {
  const DPair d8;
  constexpr uint8_t kByte = HWY_IS_LITTLE_ENDIAN ? 0 : 3;
  constexpr uint8_t kNone = 0x80;
  const auto to_bytes =
      hn::Dup128VecFromValues(d8, kByte, kByte + 4, kByte + 8, kByte + 12, kNone, kNone, kNone,
                              kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone);
  const uint8_t* const fields = group.fields[line] - 15;
  const uint8_t* const ends = group.ends[line];
  uint64_t wrong = 0;
  for (size_t k = 0; k < 2; k += kPairBlocks) {
    auto wrong_bytes = hn::Zero(d8);
    const auto numbers =
        ConvertQuads([&](size_t i) { return fields + ends[k + i]; },
                     [&](size_t i) { return texts.Pattern(k + i, line); }, wrong_bytes);
    hn::StoreU(hn::TableLookupBytesOr0(hn::BitCast(d8, numbers), to_bytes), d8, out + 16 * k);
    wrong |= NonzeroBytes(d8, wrong_bytes) << 16 * k;
  }
  return wrong;
}

// Answers the `count` lines that were taken. Returns how many are ok. With kWholeRun they are
// kGroup inputs in order, whose headers need not be put in their places one by one.
template <bool kWholeRun>
HWY_INLINE size_t DecodeTakenTcp4(const V1Batch& batch, const uint32_t* lines, size_t count,
                                  TcpGroup& group, InetTexts& texts) {
  static_assert(kGroup % kMasks == 0);
  const D64 d64;
  const uint64_t ok_word = OkWord<false>(batch.options);
  uint64_t* const headers =
      kWholeRun ? reinterpret_cast<uint64_t*>(batch.headers) : group.headers[0];
  for (size_t k = 0; k < count; k += kMasks) FindInetSeparators(d64, k, group, texts);
  for (size_t k = 0; k < count; k += kMasks) {
    FindInetFields(d64, k, ok_word, group, texts, headers + 2 * k);
  }
  if constexpr (!kWholeRun) WriteTcpHeaders(batch, lines, count, group);
  WritePorts<false>(count, group);
  uint8_t faults[kGroup];
  const size_t fault_count = WriteTcpAddresses(
      count, group,
      [&](size_t line, uint8_t* out)
          HWY_ATTR { return ConvertInetAddresses(line, group, texts, out); },
      faults);
  WriteTcpFaults(batch, lines, faults, fault_count, false, group, [&](size_t line, size_t side) {
    return group.wrong[line] & (side == 0 ? kWrongSource : kWrongDestination);
  });
  return count - fault_count;
}

// `count` <= kGroup lines that begin with "PROXY TCP4 " and have 32 bytes or more. Returns how many
// are ok.
HWY_INLINE size_t DecodeTcp4Group(const V1Batch& batch, const uint32_t* lines, size_t count,
                                  TcpGroup& group) {
  InetTexts texts;
  ZeroForMsan(texts);
  for (size_t k = 0; k < count; ++k) {
    const uint8_t* const text = batch.Data(lines[k]);
    const uint32_t limit = InetLimitOf(batch.buffers[lines[k]].size);
    texts.non_digits[k] = NonDigits(D8(), text, limit);
    TakeLine(text, limit, OutOf(batch, lines[k], group), k, group);
  }
  return DecodeTakenTcp4<false>(batch, lines, count, group, texts);
}

// Takes the first `count` inputs, of `readable`. Returns whether all of them are TCP4 lines of 32
// bytes or more, as the one at `first` is.
HWY_INLINE bool TakeTcp4Run(const V1Batch& batch, size_t count, size_t readable,
                            const uint8_t* first, TcpGroup& group, InetTexts& texts) {
  constexpr size_t kAhead = 48;
  const hn::FixedTag<uint8_t, 16> d128;
  const auto begin = hn::LoadU(d128, first);
  auto differs = hn::Zero(d128);
  bool any_short = false;
  uint8_t* out = OutOf(batch, 0, group);
  const size_t stride = batch.endpoints != nullptr ? sizeof(Endpoints) : 0;
  for (size_t k = 0; k < count; ++k) {
    const bool is_short = batch.buffers[k].size < wire::kV1MinTcp4Size;
    const uint8_t* const text = is_short ? first : batch.Data(k);
    const size_t size = is_short ? wire::kV1MinTcp4Size : batch.buffers[k].size;
    const uint32_t limit = InetLimitOf(size);
    any_short |= is_short;
    differs = hn::Or(differs, hn::Xor(hn::LoadU(d128, text), begin));
    texts.non_digits[k] = NonDigits(D8(), text, limit);
    TakeLine(text, limit, out, k, group);
    out += stride;
    if (k + kAhead < readable) hwy::Prefetch(batch.Data(k + kAhead));
  }
  const auto counts =
      hn::Lt(hn::Iota(d128, uint8_t{0}), hn::Set(d128, uint8_t{wire::kV1SourceOffset}));
  return !any_short &&
         hn::AllTrue(d128, hn::Eq(hn::IfThenElseZero(counts, differs), hn::Zero(d128)));
}

// Decodes inputs in order, in whole groups, up to the first that is no TCP4 line of 32 bytes or
// more; the first is one. Returns how many it decoded; how many of them are ok is added to `ok`.
HWY_INLINE size_t DecodeTcp4Groups(const V1Batch& all, size_t count, size_t readable,
                                   TcpGroup& group, size_t& ok) {
  static constexpr auto kInOrder = [] {
    std::array<uint32_t, kGroup> lines{};
    for (uint32_t k = 0; k < kGroup; ++k) lines[k] = k;
    return lines;
  }();
  InetTexts texts;
  ZeroForMsan(texts);
  size_t done = 0;
  while (done < count) {
    const V1Batch batch{all.buffers + done, all.headers + done,
                        all.endpoints != nullptr ? all.endpoints + done : nullptr, all.options};
    const size_t taken = HWY_MIN(count - done, kGroup);
    if (!TakeTcp4Run(batch, taken, readable - done, all.Data(0), group, texts)) break;
    ok += taken == kGroup ? DecodeTakenTcp4<true>(batch, kInOrder.data(), kGroup, group, texts)
                          : DecodeTakenTcp4<false>(batch, kInOrder.data(), taken, group, texts);
    done += taken;
  }
  return done;
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
