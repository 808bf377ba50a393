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

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// What the bytes of the lines of a group are, a bit each of 128, counted from the line's first
// byte.
struct Inet6Masks {
  HWY_ALIGN uint64_t no_digits[2][kTextGroup];  // lower and upper half
  HWY_ALIGN uint64_t colons[2][kTextGroup];
  uint64_t dots[2][kTextGroup];  // of lines that have some
};

// What the steps hand on about the addresses of a group of lines: number 2 * line is its source,
// the next one its destination. Masks count from the address' first byte.
struct Inet6Texts {
  static constexpr size_t kAddresses = 2 * kTextGroup;
  HWY_ALIGN uint64_t begins[kAddresses];  // in the text of the line
  HWY_ALIGN uint64_t sizes[kAddresses];   // less than 64
  HWY_ALIGN uint64_t colons[kAddresses];  // and what else stands behind the address
  // Hexadecimal digits of groups, and what else stands behind the address; then of each group the
  // last.
  HWY_ALIGN uint64_t digits[kAddresses];
  HWY_ALIGN uint64_t quad_groups[kAddresses];  // 2 if a dotted quad stands for the last two, else 0
  HWY_ALIGN uint64_t wrong[kAddresses];        // nonzero if it is no address
  HWY_ALIGN uint64_t moves[kAddresses];        // offset of the Inet6Moves

  HWY_INLINE const uint8_t* Moves(size_t address) const {
    return reinterpret_cast<const uint8_t*>(kInet6Moves.data()) + moves[address];
  }
};

// Addresses of a group that end in a dotted quad.
struct Inet6Quads {
  const uint8_t* text[2 * kTextGroup];  // 16 bytes that end behind the quad
  const InetPattern* pattern[2 * kTextGroup];
  uint8_t address[2 * kTextGroup];
  uint8_t octets[2 * kTextGroup][4];
  size_t count;
};

// Puts the quad of an address of `line` that ends in one into `quads`, and leaves the digits of its
// groups.
HWY_INLINE void TakeQuad(const uint8_t* line, uint64_t line_dots, size_t address, Inet6Texts& texts,
                         Inet6Quads& quads) {
  const uint64_t size = texts.sizes[address];
  const uint64_t field = BitsBelow(size);
  const uint64_t colons = texts.colons[address] & field;
  const uint64_t dots = line_dots & field;
  // A quad is what follows the last colon, if there are dots. Without a colon it is refused, as
  // there are too few groups.
  const uint32_t last_colon = static_cast<uint32_t>(std::bit_width(colons)) - (colons != 0);
  const uint64_t quad = dots != 0;
  const uint64_t hex_part = field & ((2 * quad << last_colon) - 1);
  const uint64_t separators = (dots | (uint64_t{1} << size)) >> ((last_colon + 1) & 63);
  const InetPattern* const pattern =
      &kInetPatterns[InetPatternIndex(static_cast<uint32_t>(separators))];
  const uint64_t wrong = (separators ^ pattern->separators) | (dots & hex_part);

  texts.digits[address] &= hex_part & ~line_dots;
  texts.quad_groups[address] = 2 * quad;
  texts.wrong[address] = wrong & (0 - quad);
  quads.text[quads.count] = line + texts.begins[address] + size - 15;
  quads.pattern[quads.count] = pattern;
  quads.address[quads.count] = static_cast<uint8_t>(address);
  quads.count += quad;
}

// Judges the groups and colons of addresses, one a lane, and says where their groups go.
HWY_INLINE void JudgeInet6(D64 d, size_t address, Inet6Texts& texts) {
  const V64 one = hn::Set(d, uint64_t{1});
  const V64 zero = hn::Zero(d);
  const V64 end = hn::Shl(one, hn::Load(d, texts.sizes + address));
  const V64 field = hn::Sub(end, one);
  const V64 digits = hn::And(hn::Load(d, texts.digits + address), field);
  const V64 colons = hn::And(hn::Load(d, texts.colons + address), field);

  const V64 next_digits = hn::ShiftRight<1>(digits);
  const V64 next_colons = hn::ShiftRight<1>(colons);
  const V64 ends = hn::AndNot(next_digits, digits);
  const V64 two = hn::And(digits, next_digits);
  const V64 five = hn::And(hn::And(two, hn::ShiftRight<2>(two)), hn::ShiftRight<4>(digits));
  const V64 doubled = hn::And(colons, next_colons);
  const V64 lone_first = hn::And(hn::AndNot(next_colons, colons), one);
  const V64 lone_last =
      hn::And(hn::AndNot(hn::ShiftLeft<1>(colons), colons), hn::ShiftRight<1>(end));
  const V64 more_doubled = WithoutLowest(d, doubled);

  const V64 total = hn::Add(hn::PopulationCount(ends), hn::Load(d, texts.quad_groups + address));
  // All groups if there is no "::".
  const V64 before = hn::PopulationCount(hn::And(ends, hn::Sub(doubled, one)));
  // Without "::" there must be eight groups, with it seven at most.
  const V64 eight = hn::Set(d, uint64_t{8});
  const auto has_eight = hn::Eq(total, eight);
  const auto has_gap = hn::Ne(doubled, zero);
  const hn::RebindToSigned<D64> di;
  const auto too_many = hn::RebindMask(d, hn::Gt(hn::BitCast(di, total), hn::BitCast(di, eight)));
  const V64 count_wrong =
      hn::VecFromMask(d, hn::Or(too_many, hn::Not(hn::Xor(has_eight, has_gap))));
  const V64 wrong = hn::Or3(hn::Or3(five, more_doubled, count_wrong), lone_first, lone_last);

  hn::Store(ends, d, texts.digits + address);
  hn::Store(hn::Or(wrong, hn::Load(d, texts.wrong + address)), d, texts.wrong + address);
  // Text that is no address may have more groups than the table.
  const V64 rows = AtMost(d, total, 8);
  static_assert(sizeof(Inet6Moves) == 16 && Inet6MovesIndex(1, 2) == 2 * 9 + 1);
  const V64 index = hn::Add(hn::Add(hn::ShiftLeft<3>(rows), rows), AtMost(d, before, 8));
  hn::Store(hn::ShiftLeft<4>(index), d, texts.moves + address);
}

// The text of the next four groups, four bytes each; `ends` loses their last digits. Where no end
// is left this is byte 61 to 64, which the slot of a line has.
HWY_INLINE hn::Vec<hn::FixedTag<uint32_t, 4>> TakeFourGroups(const uint8_t* text, uint64_t& ends) {
  const auto next = [&] {
    const auto four = LoadNative<uint32_t>(text + LowestBit(ends) - 3);
    ends = WithoutLowest(ends);
    return four;
  };
  const uint32_t group0 = next(), group1 = next(), group2 = next(), group3 = next();
  return hn::Dup128VecFromValues(hn::FixedTag<uint32_t, 4>(), group0, group1, group2, group3);
}

// The text of the eight groups of an address, as one vector or as two. D is DPair; a template, for
// else the branch that does not apply must compile too.
template <class D = DPair>
HWY_INLINE void TakeGroups(const uint8_t* text, uint64_t ends, hn::Vec<D>& low, hn::Vec<D>& high) {
  const D d;
  const hn::FixedTag<uint8_t, 16> d_block;
  const auto first = hn::BitCast(d_block, TakeFourGroups(text, ends));
  const auto second = hn::BitCast(d_block, TakeFourGroups(text, ends));
  if constexpr (kPairBlocks == 1) {
    low = hn::ResizeBitCast(d, first);
    high = hn::ResizeBitCast(d, second);
  } else {
    low = hn::Combine(d, second, first);
  }
}

// Says what the bytes of a line are. kDotted: it holds a dot.
template <bool kDotted>
HWY_INLINE void TakeMasks(D8 d, const uint8_t* text, size_t line, Inet6Masks& masks) {
  const auto is_colon = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{':'})); };
  const auto is_dot = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'.'})); };
  const auto is_no_digit = [d](V8 v) HWY_ATTR {
    // What '0' to '9' and 'a' to 'f' become stays below 128.
    const V8 number = hn::Sub(v, hn::Set(d, uint8_t{'0'}));
    const V8 letter = hn::Sub(hn::Or(v, hn::Set(d, uint8_t{0x20})), hn::Set(d, uint8_t{'a'}));
    return NegativeBytes(d, hn::Min(hn::SaturatedAdd(number, hn::Set(d, uint8_t{118})),
                                    hn::SaturatedAdd(letter, hn::Set(d, uint8_t{122}))));
  };
  for (size_t half = 0; half < 2; ++half) {
    const uint8_t* const bytes = text + 64 * half;
    masks.no_digits[half][line] = MaskOf64(d, bytes, is_no_digit);
    masks.colons[half][line] = MaskOf64(d, bytes, is_colon);
    if constexpr (kDotted) {
      masks.dots[half][line] = MaskOf64(d, bytes, is_dot);
      masks.no_digits[half][line] &= ~masks.dots[half][line];
    }
  }
}

// Finds the fields of kMasks lines: whatever is neither a digit nor a colon separates them.
HWY_INLINE void FindInet6Fields(D64 d, size_t line, uint64_t ok_word, const Inet6Masks& masks,
                                TcpGroup& group, Inet6Texts& texts) {
  constexpr uint64_t kBegin = wire::kV1SourceOffset;
  const V64 one = hn::Set(d, uint64_t{1});
  const V64 no_digits_low = hn::Load(d, masks.no_digits[0] + line);
  const V64 no_digits_high = hn::Load(d, masks.no_digits[1] + line);
  const V64 colons_low = hn::Load(d, masks.colons[0] + line);
  const V64 colons_high = hn::Load(d, masks.colons[1] + line);
  const V64 others_low = hn::AndNot(colons_low, no_digits_low);
  const V64 others_high = hn::AndNot(colons_high, no_digits_high);

  // The source ends among the first 63 bytes, and all else fits into the 64 behind it.
  const V64 source_end =
      AtMost(d, LowestBitBelow52(d, hn::ShiftRight<kBegin>(others_low)), 62 - kBegin);
  const V64 begin = hn::Add(source_end, hn::Set(d, kBegin + 1));
  const V64 from_high = hn::Sub(hn::Set(d, uint64_t{64}), begin);
  const auto window = [&](V64 low, V64 high) HWY_ATTR {
    return hn::Or(hn::Shr(low, begin), hn::Shl(high, from_high));
  };
  const V64 more = window(others_low, others_high);
  const V64 after_destination = WithoutLowest(d, more);
  const V64 after_port = WithoutLowest(d, after_destination);
  const V64 after_cr = WithoutLowest(d, after_port);
  const V64 destination_size = AtMost(d, LowestBit(d, more), 62);
  // A CR behind the 64 bytes must not be found: patterns of ports are for masks that have it.
  const V64 last_end = AtMost(d, LowestBit(d, after_port), 63);

  const V64 limits = hn::Load(d, group.limits + line);
  const V64 destination = hn::Add(source_end, one);  // counted from the source
  const V64 ends = PackEnds(source_end, hn::Add(destination, destination_size),
                            hn::Add(destination, LowestBit(d, after_destination)),
                            hn::Add(destination, last_end));
  StoreEnds(d, ClampEnds(d, ends, limits, 0), ok_word, line, group, group.headers[line]);
  const V64 ports = hn::Shr(hn::Xor(after_destination, after_cr), hn::Add(destination_size, one));
  StorePortPatterns(d, ports, line, group);

  hn::StoreInterleaved2(hn::Set(d, kBegin), begin, d, texts.begins + 2 * line);
  hn::StoreInterleaved2(source_end, destination_size, d, texts.sizes + 2 * line);
  hn::StoreInterleaved2(hn::ShiftRight<kBegin>(colons_low), window(colons_low, colons_high), d,
                        texts.colons + 2 * line);
  hn::StoreInterleaved2(hn::ShiftRight<kBegin>(hn::Not(no_digits_low)),
                        window(hn::Not(no_digits_low), hn::Not(no_digits_high)), d,
                        texts.digits + 2 * line);
  hn::StoreInterleaved2(hn::Zero(d), hn::Zero(d), d, texts.quad_groups + 2 * line);
  hn::StoreInterleaved2(hn::Zero(d), hn::Zero(d), d, texts.wrong + 2 * line);
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

// Writes both addresses as they stand in an Endpoints record. Returns nonzero if one is wrong, or
// what ends it.
HWY_INLINE uint64_t ConvertInet6Addresses(size_t line, const TcpGroup& group,
                                          const Inet6Texts& texts, uint8_t* out) {
  const DPair d;
  const uint8_t* const text = group.fields[line] - wire::kV1SourceOffset;
  const size_t source = 2 * line, destination = source + 1;
  auto low = hn::Zero(d), high = low;
  const auto write = [&](size_t address, uint8_t* to) HWY_ATTR {
    const auto moves = LoadPairBlocks(d, [&](size_t i) { return texts.Moves(address + i); });
    hn::StoreU(hn::TableLookupBytesOr0(ConvertGroups(low, high), moves), d, to);
  };
  if constexpr (kPairBlocks == 1) {
    TakeGroups(text + texts.begins[source], texts.digits[source], low, high);
    write(source, out);
    TakeGroups(text + texts.begins[destination], texts.digits[destination], low, high);
    write(destination, out + 16);
  } else {
    auto unused = low;
    TakeGroups(text + texts.begins[source], texts.digits[source], low, unused);
    TakeGroups(text + texts.begins[destination], texts.digits[destination], high, unused);
    write(source, out);
  }
  const uint8_t* const fields = group.fields[line];
  const uint8_t* const ends = group.ends[line];
  return texts.wrong[2 * line] | texts.wrong[2 * line + 1] |
         static_cast<uint64_t>((fields[ends[0]] ^ ' ') | (fields[ends[1]] ^ ' '));
}

// Converts the quads of a group; where they do not fill a vector, the last of them once more.
HWY_INLINE void ConvertQuadsOfInet6(Inet6Quads& quads, Inet6Texts& texts) {
  const DPair d8;
  const hn::Repartition<uint32_t, DPair> d32;
  for (size_t q = 0; q < quads.count; q += kPairBlocks) {
    const size_t last = quads.count - 1;
    auto wrong_bytes = hn::Zero(d8);
    const auto numbers =
        ConvertQuads([&](size_t i) { return quads.text[HWY_MIN(q + i, last)]; },
                     [&](size_t i) { return quads.pattern[HWY_MIN(q + i, last)]; }, wrong_bytes);
    const uint64_t wrong = NonzeroBytes(d8, wrong_bytes);
    HWY_ALIGN uint32_t octets[4 * kPairBlocks];
    hn::Store(numbers, d32, octets);
    for (size_t i = 0; i < kPairBlocks && q + i < quads.count; ++i) {
      // What ends the address is judged with the line.
      texts.wrong[quads.address[q + i]] |= wrong >> 16 * i & kWrongSource;
      for (size_t k = 0; k < 4; ++k) {
        quads.octets[q + i][k] = static_cast<uint8_t>(octets[4 * i + k]);
      }
    }
  }
}

// Numbers of the lines of a group that hold a dot, and of those that do not.
struct Inet6Kinds {
  uint8_t plain[kTextGroup];
  uint8_t dotted[kTextGroup];
  size_t plain_count = 0;
  size_t dotted_count = 0;
};

HWY_INLINE void CopyInet6Lines(D8 d, const V1Batch& batch, const uint32_t* lines, size_t count,
                               LineTexts& texts, TcpGroup& group, Inet6Kinds& kinds) {
  bool has_dot[kTextGroup];
  for (size_t k = 0; k < count; ++k) {
    const uint32_t limit = LimitOf(batch.buffers[lines[k]].size);
    uint8_t* const text = texts.Of(k);
    has_dot[k] = CopyText(d, batch.Data(lines[k]), limit, text, '.');
    TakeLine(text, limit, OutOf(batch, lines[k], group), k, group);
  }
  // In a loop of its own: a store whose address is known late holds up the loads behind it.
  for (size_t k = 0; k < count; ++k) {
    kinds.plain[kinds.plain_count] = static_cast<uint8_t>(k);
    kinds.plain_count += !has_dot[k];
    kinds.dotted[kinds.dotted_count] = static_cast<uint8_t>(k);
    kinds.dotted_count += has_dot[k];
  }
}

// `count` <= kTextGroup lines that begin with "PROXY TCP6 ". Returns how many are ok.
HWY_INLINE size_t DecodeTcp6Group(const V1Batch& batch, const uint32_t* lines, size_t count,
                                  LineTexts& line_texts, TcpGroup& group) {
  const D8 d;
  Inet6Texts texts;
  ZeroForMsan(texts);
  Inet6Quads quads;
  quads.count = 0;
  Inet6Kinds kinds;
  CopyInet6Lines(d, batch, lines, count, line_texts, group, kinds);
  Inet6Masks masks;
  ZeroForMsan(masks);
  for (size_t n = 0; n < kinds.plain_count; ++n) {
    TakeMasks<false>(d, line_texts.Of(kinds.plain[n]), kinds.plain[n], masks);
  }
  for (size_t n = 0; n < kinds.dotted_count; ++n) {
    TakeMasks<true>(d, line_texts.Of(kinds.dotted[n]), kinds.dotted[n], masks);
  }
  const D64 d64;
  const uint64_t ok_word = OkWord<true>(batch.options);
  for (size_t k = 0; k < count; k += kMasks) FindInet6Fields(d64, k, ok_word, masks, group, texts);
  for (size_t n = 0; n < kinds.dotted_count; ++n) {
    const size_t k = kinds.dotted[n];
    for (size_t a = 2 * k; a < 2 * k + 2; ++a) {
      const uint64_t dots = Window(masks.dots[0][k], masks.dots[1][k], texts.begins[a]);
      TakeQuad(line_texts.Of(k), dots, a, texts, quads);
    }
  }
  for (size_t a = 0; a < 2 * count; a += kMasks) JudgeInet6(d64, a, texts);
  ConvertQuadsOfInet6(quads, texts);

  WriteTcpHeaders(batch, lines, count, group);
  WritePorts<true>(count, group);
  uint8_t faults[kTextGroup];
  const size_t fault_count = WriteTcpAddresses(
      count, group,
      [&](size_t line, uint8_t* out)
          HWY_ATTR { return ConvertInet6Addresses(line, group, texts, out); },
      faults);
  for (size_t q = 0; batch.endpoints != nullptr && q < quads.count; ++q) {
    const size_t address = quads.address[q];
    auto* const out = reinterpret_cast<uint8_t*>(batch.endpoints + lines[address / 2]);
    std::memcpy(out + 16 * (address % 2) + 12, quads.octets[q], 4);
  }
  WriteTcpFaults(batch, lines, faults, fault_count, true, group,
                 [&](size_t line, size_t side) { return texts.wrong[2 * line + side]; });
  return count - fault_count;
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
