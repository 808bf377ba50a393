// TCP6 lines: two IPv6 addresses and two ports.
//
// The lines of a group are copied first, so that they can be read a little beyond their end. All
// rules of an address are arithmetic on the masks of its hexadecimal digits, colons and dots. Its
// groups are then copied one behind the other, four bytes each whatever their length, turned into
// numbers, and moved to where "::" puts them.

#if defined(SIMDPROXY_CORE_SRC_V1_INET6_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_INET6_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_INET6_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_INET6_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/inet6_moves.h"
#include "core/src/inet_patterns.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v1_inet-inl.h"
#include "core/src/v1_tcp-inl.h"
#include "core/src/v1_text-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

namespace hn = hwy::HWY_NAMESPACE;

// What the steps hand on about the addresses of a group of lines, the source's first.
struct Inet6Texts {
  // Text of the groups of each address, four bytes each, the last digit last.
  HWY_ALIGN uint32_t groups[kGroup][2][8];
  const Inet6Moves* moves[kGroup][2];
  uint64_t wrong[kGroup][2];  // nonzero if it is no address
};

// Addresses of a group that end in a dotted quad.
struct Inet6Quads {
  const uint8_t* text[2 * kGroup];  // 16 bytes that end behind the quad
  const InetPattern* pattern[2 * kGroup];
  uint8_t line[2 * kGroup];
  uint8_t side[2 * kGroup];  // 0 source, 1 destination
  uint8_t octets[2 * kGroup][4];
  size_t count;
};

// What the bytes of a text are, a bit each.
struct Inet6Masks {
  uint64_t others;  // neither hexadecimal digit nor colon
  uint64_t colons;
};

// Copies the text of the first eight groups, which end at the digits `ends`.
HWY_INLINE void CopyGroups(const uint8_t* text, uint64_t ends, uint32_t* groups) {
  for (size_t j = 0; j < 8; ++j) {
    // Where no end is left this is byte 61 to 64, which the slot of a line has.
    groups[j] = LoadNative<uint32_t>(text + LowestBit(ends) - 3);
    ends = WithoutLowest(ends);
  }
}

// Judges the groups and colons of an address, without the quad that may stand for its last two.
HWY_INLINE uint64_t TakeGroups(const uint8_t* text, uint64_t digits, uint64_t colons, uint32_t size,
                               uint32_t quad_groups, uint32_t* groups, const Inet6Moves*& moves) {
  const uint64_t ends = digits & ~(digits >> 1);
  const uint64_t two = digits & (digits >> 1);
  const uint64_t five = two & (two >> 2) & (digits >> 4);
  const uint64_t doubled = colons & (colons >> 1);
  const uint64_t lone_first = colons & ~(colons >> 1) & 1;
  const uint64_t lone_last = (colons & ~(colons << 1)) >> ((size - 1) & 63);
  const uint32_t total = static_cast<uint32_t>(std::popcount(ends)) + quad_groups;
  // Without "::" there must be eight groups, with it seven at most.
  const uint64_t count_wrong =
      static_cast<uint64_t>(total > 8) | static_cast<uint64_t>((total == 8) == (doubled != 0));
  // All of them if there is no "::".
  const auto before = static_cast<uint32_t>(std::popcount(ends & (doubled - 1)));
  moves = &kInet6Moves[Inet6MovesIndex(HWY_MIN(before, 8U), HWY_MIN(total, 8U))];
  CopyGroups(text, ends, groups);
  return five | WithoutLowest(doubled) | lone_first | lone_last | count_wrong;
}

// Judges an address of `size` < 64 bytes without dots and takes it apart. Returns nonzero if it is
// wrong.
HWY_INLINE uint64_t TakeInet6(const uint8_t* text, uint32_t size, const Inet6Masks& line_masks,
                              uint32_t* groups, const Inet6Moves*& moves) {
  const uint64_t field = BitsBelow(size);
  const uint64_t colons = line_masks.colons & field;
  const uint64_t digits = ~line_masks.others & ~line_masks.colons & field;
  return TakeGroups(text, digits, colons, size, 0, groups, moves);
}

// The same for an address that may end in a dotted quad, which is put into `quads`.
HWY_INLINE uint64_t TakeDottedInet6(const uint8_t* text, uint32_t size,
                                    const Inet6Masks& line_masks, uint64_t line_dots, size_t line,
                                    size_t side, uint32_t* groups, const Inet6Moves*& moves,
                                    Inet6Quads& quads) {
  const uint64_t field = BitsBelow(size);
  const uint64_t colons = line_masks.colons & field;
  const uint64_t dots = line_dots & field;
  const uint64_t digits = ~line_masks.others & ~line_masks.colons & field & ~dots;
  // A quad is what follows the last colon, if there are dots. Without a colon it is refused, as
  // there are too few groups.
  const uint32_t last_colon = static_cast<uint32_t>(std::bit_width(colons)) - (colons != 0);
  const uint64_t quad = dots != 0;
  const uint64_t hex_part = field & ((2 * quad << last_colon) - 1);
  const uint64_t separators = (dots | (uint64_t{1} << size)) >> ((last_colon + 1) & 63);
  const InetPattern* const pattern =
      &kInetPatterns[InetPatternIndex(static_cast<uint32_t>(separators))];
  const uint64_t quad_wrong = (separators ^ pattern->separators) | (dots & hex_part);

  quads.text[quads.count] = text + size - 15;
  quads.pattern[quads.count] = pattern;
  quads.line[quads.count] = static_cast<uint8_t>(line);
  quads.side[quads.count] = static_cast<uint8_t>(side);
  quads.count += quad;
  return (quad_wrong & (0 - quad)) | TakeGroups(text, digits & hex_part, colons, size,
                                                2 * static_cast<uint32_t>(quad), groups, moves);
}

// Bits of the 128 bytes of a line's slot.
struct Bits128 {
  uint64_t low;
  uint64_t high;

  // Bits [begin, begin + 64); begin < 64.
  HWY_INLINE uint64_t From(size_t begin) const { return Window(low, high, begin); }
};

template <class Is>
HWY_INLINE Bits128 MaskOf128(D8 d, const uint8_t* text, const Is& is) {
  return {MaskOf64(d, text, is), MaskOf64(d, text + 64, is)};
}

// Finds the fields of a line and takes its addresses apart. kDotted: it holds a dot.
template <bool kDotted>
HWY_INLINE void FindInet6Fields(D8 d, const uint8_t* text, uint32_t limit, size_t line,
                                TcpGroup& group, Inet6Texts& texts, Inet6Quads& quads) {
  const auto is_colon = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{':'})); };
  const auto is_dot = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'.'})); };
  const auto is_no_digit = [d](V8 v) HWY_ATTR {
    // What '0' to '9' and 'a' to 'f' become stays below 128.
    const V8 number = hn::Sub(v, hn::Set(d, uint8_t{'0'}));
    const V8 letter = hn::Sub(hn::Or(v, hn::Set(d, uint8_t{0x20})), hn::Set(d, uint8_t{'a'}));
    return NegativeBytes(d, hn::Min(hn::SaturatedAdd(number, hn::Set(d, uint8_t{118})),
                                    hn::SaturatedAdd(letter, hn::Set(d, uint8_t{122}))));
  };
  const Bits128 no_digits = MaskOf128(d, text, is_no_digit);
  const Bits128 colons = MaskOf128(d, text, is_colon);
  const Bits128 dots = kDotted ? MaskOf128(d, text, is_dot) : Bits128{0, 0};
  // What is behind the limit counts as separators.
  const Bits128 others = {
      (no_digits.low & ~(colons.low | dots.low)) | BitsFrom(limit),
      (no_digits.high & ~(colons.high | dots.high)) | BitsFrom(limit < 64 ? 0 : limit - 64)};

  // The source ends among the first 64 bytes, and all else fits into the 64 behind it.
  constexpr uint32_t kBegin = wire::kV1SourceOffset;
  const uint32_t source_size = HWY_MIN(LowestBit(others.low >> kBegin), 62U - kBegin);
  const uint32_t begin = kBegin + source_size + 1;
  const uint64_t more = others.From(begin);
  const uint64_t after_destination = WithoutLowest(more);
  const uint64_t after_port = WithoutLowest(after_destination);
  const uint32_t destination_size = HWY_MIN(LowestBit(more), 62U);
  const uint32_t ends[4] = {source_size, begin - kBegin + destination_size,
                            begin - kBegin + LowestBit(after_destination),
                            begin - kBegin + LowestBit(after_port)};
  for (size_t k = 0; k < 4; ++k) group.ends[line][k] = static_cast<uint8_t>(ends[k]);
  group.limits[line] = limit - kBegin;
  group.fields[line] = text + kBegin;
  group.port_separators[line] =
      (after_destination ^ WithoutLowest(after_port)) >> ((LowestBit(more) + 1) & 63);

  const Inet6Masks source{others.low >> kBegin, colons.low >> kBegin};
  const Inet6Masks destination{more, colons.From(begin)};
  uint64_t* const wrong = texts.wrong[line];
  if constexpr (kDotted) {
    wrong[0] = TakeDottedInet6(text + kBegin, source_size, source, dots.low >> kBegin, line, 0,
                               texts.groups[line][0], texts.moves[line][0], quads);
    wrong[1] = TakeDottedInet6(text + begin, destination_size, destination, dots.From(begin), line,
                               1, texts.groups[line][1], texts.moves[line][1], quads);
  } else {
    wrong[0] =
        TakeInet6(text + kBegin, source_size, source, texts.groups[line][0], texts.moves[line][0]);
    wrong[1] = TakeInet6(text + begin, destination_size, destination, texts.groups[line][1],
                         texts.moves[line][1]);
  }
}

// Completes what the steps hand on about the fields of kMasks lines.
HWY_INLINE void FinishInet6Ends(D64 d, size_t line, TcpGroup& group) {
  const D8 d8;
  const V8 ends = hn::Load(d8, group.ends[line]);
  hn::Store(ClampEnds(d, ends, hn::Load(d, group.limits + line), 0), d8, group.ends[line]);
  const V64 ports = hn::Load(d, group.port_separators + line);
  hn::Store(PatternOffset<kPortPatternBits>(d, ports, kPortPatternFactor), d,
            group.port_offsets + line);
}

// Four characters of hexadecimal each, or fewer behind a colon or a space, become two bytes.
HWY_INLINE hn::Vec<DPair> ConvertGroups(hn::Vec<DPair> low, hn::Vec<DPair> high) {
  const DPair d;
  const hn::Repartition<uint32_t, DPair> d32;
  const hn::RebindToSigned<DPair> di8;
  const hn::Repartition<int16_t, DPair> di16;
  const auto weights = hn::BitCast(
      di8, hn::Set(hn::RepartitionToWide<DPair>(), HWY_IS_LITTLE_ENDIAN ? 0x0110 : 0x1001));
  const auto numbers = [&](hn::Vec<DPair> v) HWY_ATTR {
    const auto ends_group = hn::Or(hn::Lt(hn::BitCast(di8, v), hn::Set(di8, int8_t{'0'})),
                                   hn::Eq(hn::BitCast(di8, v), hn::Set(di8, int8_t{':'})));
    // All bytes to the left of such a one belong to something else.
    auto foreign = hn::BitCast(d32, hn::VecFromMask(di8, ends_group));
    if constexpr (HWY_IS_LITTLE_ENDIAN) {
      foreign = hn::Or(foreign, hn::ShiftRight<8>(foreign));
      foreign = hn::Or(foreign, hn::ShiftRight<16>(foreign));
    } else {
      foreign = hn::Or(foreign, hn::ShiftLeft<8>(foreign));
      foreign = hn::Or(foreign, hn::ShiftLeft<16>(foreign));
    }
    const auto is_letter =
        hn::VecFromMask(di8, hn::Gt(hn::BitCast(di8, v), hn::Set(di8, int8_t{'9'})));
    const auto nibbles = hn::Add(hn::And(v, hn::Set(d, uint8_t{0x0F})),
                                 hn::And(hn::BitCast(d, is_letter), hn::Set(d, uint8_t{9})));
    return hn::SatWidenMulPairwiseAdd(di16, hn::AndNot(hn::BitCast(d, foreign), nibbles), weights);
  };
  return hn::OrderedDemote2To(d, numbers(low), numbers(high));
}

// Writes both addresses as they stand in an Endpoints record. Returns which bytes are wrong: of
// what ends them.
HWY_INLINE uint64_t ConvertInet6Addresses(size_t line, const TcpGroup& group,
                                          const Inet6Texts& texts, uint8_t* out) {
  const DPair d;
  const auto* chars = reinterpret_cast<const uint8_t*>(texts.groups[line]);
  for (size_t k = 0; k < 2; k += kPairBlocks) {
    const auto bytes = ConvertGroups(hn::Load(d, chars), hn::Load(d, chars + 16 * kPairBlocks));
    const auto moves = LoadPairBlocks(d, [&](size_t i) { return texts.moves[line][k + i]->moves; });
    hn::StoreU(hn::TableLookupBytesOr0(bytes, moves), d, out + 16 * k);
    chars += 32 * kPairBlocks;
  }
  const uint8_t* const fields = group.fields[line];
  const uint8_t* const ends = group.ends[line];
  return texts.wrong[line][0] | texts.wrong[line][1] |
         static_cast<uint64_t>((fields[ends[0]] ^ ' ') | (fields[ends[1]] ^ ' '));
}

// Converts the quads of a group; where they do not fill a vector, the last of them once more.
HWY_INLINE void ConvertQuadsOfInet6(Inet6Quads& quads, Inet6Texts& texts) {
  const DPair d8;
  const hn::Repartition<uint32_t, DPair> d32;
  for (size_t q = 0; q < quads.count; q += kPairBlocks) {
    const size_t last = quads.count - 1;
    auto wrong_bytes = hn::Zero(d8);
    const auto numbers = ConvertQuads<true>(
        [&](size_t i) { return quads.text[HWY_MIN(q + i, last)]; },
        [&](size_t i) { return quads.pattern[HWY_MIN(q + i, last)]; }, wrong_bytes);
    const uint64_t wrong = NonzeroBytes(d8, wrong_bytes);
    HWY_ALIGN uint32_t octets[4 * kPairBlocks];
    hn::Store(numbers, d32, octets);
    for (size_t i = 0; i < kPairBlocks && q + i < quads.count; ++i) {
      // What ends the address is judged with the line.
      texts.wrong[quads.line[q + i]][quads.side[q + i]] |= wrong >> 16 * i & kWrongSource;
      for (size_t k = 0; k < 4; ++k) {
        quads.octets[q + i][k] = static_cast<uint8_t>(octets[4 * i + k]);
      }
    }
  }
}

// Numbers of the lines of a group that hold a dot, and of those that do not.
struct Inet6Kinds {
  uint8_t plain[kGroup];
  uint8_t dotted[kGroup];
  size_t plain_count = 0;
  size_t dotted_count = 0;
};

HWY_INLINE void CopyInet6Lines(D8 d, const V1Batch& batch, const uint32_t* lines, size_t count,
                               LineTexts& texts, Inet6Kinds& kinds) {
  for (size_t k = 0; k < count; ++k) {
    const uint32_t limit = LimitOf(batch.buffers[lines[k]].size);
    const bool has_dot = CopyText<kPiecesOf107>(d, batch.Data(lines[k]), limit, texts.Of(k), '.');
    kinds.plain[kinds.plain_count] = static_cast<uint8_t>(k);
    kinds.plain_count += !has_dot;
    kinds.dotted[kinds.dotted_count] = static_cast<uint8_t>(k);
    kinds.dotted_count += has_dot;
  }
}

// `count` <= kGroup lines that begin with "PROXY TCP6 ". Returns how many are ok.
HWY_INLINE size_t DecodeTcp6Group(const V1Batch& batch, const uint32_t* lines, size_t count,
                                  LineTexts& line_texts, TcpGroup& group) {
  const D8 d;
  Inet6Texts texts;
  Inet6Quads quads;
  quads.count = 0;
  Inet6Kinds kinds;
  CopyInet6Lines(d, batch, lines, count, line_texts, kinds);
  const auto limit_of = [&](size_t k) { return LimitOf(batch.buffers[lines[k]].size); };
  for (size_t n = 0; n < kinds.plain_count; ++n) {
    const size_t k = kinds.plain[n];
    FindInet6Fields<false>(d, line_texts.Of(k), limit_of(k), k, group, texts, quads);
  }
  for (size_t n = 0; n < kinds.dotted_count; ++n) {
    const size_t k = kinds.dotted[n];
    FindInet6Fields<true>(d, line_texts.Of(k), limit_of(k), k, group, texts, quads);
  }
  for (size_t k = 0; k < count; k += kMasks) FinishInet6Ends(D64(), k, group);
  ConvertQuadsOfInet6(quads, texts);

  Endpoints unwanted;
  const Destination destination(batch.endpoints, &unwanted);
  WritePorts<true>(lines, count, group, destination);
  uint8_t faults[kGroup];
  const size_t fault_count = WriteTcpRecords<true>(
      batch, lines, count, group, destination,
      [&](size_t line, uint8_t* out)
          HWY_ATTR { return ConvertInet6Addresses(line, group, texts, out); },
      faults);
  for (size_t q = 0; batch.endpoints != nullptr && q < quads.count; ++q) {
    auto* const out = reinterpret_cast<uint8_t*>(batch.endpoints + lines[quads.line[q]]);
    std::memcpy(out + 16 * quads.side[q] + 12, quads.octets[q], 4);
  }
  WriteTcpFaults(batch, lines, faults, fault_count, true, group,
                 [&](size_t line, size_t side) { return texts.wrong[line][side]; });
  return count - fault_count;
}

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
