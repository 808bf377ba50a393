// TCP6 lines: two IPv6 addresses and two ports.
//
// All rules of an address are arithmetic on masks of its hexadecimal digits, colons and dots. Its
// groups are then copied, four bytes each whatever their length, to where they belong, and turned
// into numbers for all lines together.

#if defined(SIMDPROXY_CORE_SRC_V1_INET6_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_INET6_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_INET6_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_INET6_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
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

// What the steps hand on about the addresses of a group of lines.
struct Inet6Texts {
  // Text of the eight groups of each address, four bytes each, the last digit last. What is copied
  // behind the eighth is overwritten by the next address.
  HWY_ALIGN uint32_t groups[2 * kGroup + 1][8];
  // Addresses that end in a dotted quad.
  const uint8_t* quad_text[2 * kGroup];
  const InetPattern* quad_pattern[2 * kGroup];
  uint8_t quad_address[2 * kGroup + 1];
  size_t quads;
};

// What the bytes of a text are: a bit each.
struct Inet6Masks {
  uint64_t digits;  // hexadecimal
  uint64_t colons;
  uint64_t dots;
};

// Copies the text of the groups that end at the digits `ends` to their places: those before "::" to
// the first ones, those behind it `gap` places further. Always eight copies: those too many go
// behind the address.
HWY_INLINE void SpreadGroups(const uint8_t* text, uint64_t ends, uint32_t before, uint32_t gap,
                             uint32_t* groups) {
  const hn::FixedTag<uint32_t, 4> d;
  hn::Store(hn::Zero(d), d, groups);
  hn::Store(hn::Zero(d), d, groups + 4);
  for (uint32_t j = 0; j < 8; ++j) {
    // Where no end is left this is byte 61 to 64, which the slot of a line has.
    const uint32_t four = LoadNative<uint32_t>(text + LowestBit(ends) - 3);
    ends = WithoutLowest(ends);
    groups[j + (j < before ? 0 : gap)] = four;
  }
}

// Judges an address of `size` < 64 bytes and takes it apart.
HWY_INLINE void TakeInet6(const uint8_t* text, uint32_t size, const Inet6Masks& line_masks,
                          size_t address, TcpGroup& group, Inet6Texts& texts) {
  const uint64_t field = BitsBelow(size);
  const uint64_t digits = line_masks.digits & field;
  const uint64_t colons = line_masks.colons & field;
  const uint64_t dots = line_masks.dots & field;

  // A dotted quad is what follows the last colon, if there are dots. Without a colon it is refused,
  // as there are too few groups.
  const uint32_t last_colon = static_cast<uint32_t>(std::bit_width(colons)) - (colons != 0);
  const uint64_t quad = dots != 0;
  const uint64_t hex_part = field & ((2 * quad << last_colon) - 1);
  const uint64_t separators = (dots | (uint64_t{1} << size)) >> ((last_colon + 1) & 63);
  const InetPattern* const pattern = &kInetPatterns[InetPatternIndex(separators)];
  const uint64_t quad_wrong = (separators ^ pattern->separators) | (dots & hex_part);

  const uint64_t ends = digits & ~(digits >> 1) & hex_part;
  const uint64_t two = digits & (digits >> 1);
  const uint64_t five = two & (two >> 2) & (digits >> 4) & hex_part;
  const uint64_t doubled = colons & (colons >> 1);
  const uint64_t lone_first = colons & ~(colons >> 1) & 1;
  const uint64_t lone_last = (colons & ~(colons << 1)) >> ((size - 1) & 63);
  const auto total = static_cast<uint32_t>(std::popcount(ends)) + 2 * static_cast<uint32_t>(quad);
  const uint64_t has_gap = doubled != 0;
  // Without "::" there must be eight groups, with it seven at most.
  const uint64_t count_wrong = has_gap ? total > 7 : total != 8;
  const uint64_t wrong = (quad_wrong & (0 - quad)) | five | WithoutLowest(doubled) | lone_first |
                         lone_last | count_wrong;
  group.wrong[address] = wrong;

  const uint32_t before = has_gap ? static_cast<uint32_t>(std::popcount(ends & (doubled - 1))) : 8;
  SpreadGroups(text, ends, before, wrong != 0 ? 0 : 8 - total, texts.groups[address]);

  texts.quad_text[texts.quads] = text + size - 15;
  texts.quad_pattern[texts.quads] = pattern;
  texts.quad_address[texts.quads] = static_cast<uint8_t>(address);
  texts.quads += quad;
}

// The digits of a port among other characters that addresses have.
HWY_INLINE void TakePortAmongHex(const uint8_t* text, uint32_t begin, uint32_t end, size_t port,
                                 TcpGroup& group) {
  TakePort(text, begin, end, port, group);
  const uint64_t digits = LoadLittle64(&group.port_digits[port]);
  const uint64_t over_9 = (digits + 0x7676767676767676) & 0x8080808080808080;
  group.port_least[port] |= over_9 != 0 ? kNoPort : 0;
}

HWY_INLINE void FindInet6Fields(D8 d, size_t line, TcpGroup& group, Inet6Texts& texts) {
  const uint8_t* const text = group.texts.Of(line);
  const auto is_digit = [d](V8 v) HWY_ATTR {
    const V8 letter = hn::Sub(hn::Or(v, hn::Set(d, uint8_t{0x20})), hn::Set(d, uint8_t{'a'}));
    const V8 digit = hn::Sub(v, hn::Set(d, uint8_t{'0'}));
    return hn::Or(hn::Lt(letter, hn::Set(d, uint8_t{6})), hn::Lt(digit, hn::Set(d, uint8_t{10})));
  };
  const auto is_colon = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{':'})); };
  const auto is_dot = [d](V8 v) HWY_ATTR { return hn::Eq(v, hn::Set(d, uint8_t{'.'})); };
  const uint64_t digits[2] = {MaskOf64(d, text, is_digit), MaskOf64(d, text + 64, is_digit)};
  const uint64_t colons[2] = {MaskOf64(d, text, is_colon), MaskOf64(d, text + 64, is_colon)};
  const uint64_t dots[2] = {MaskOf64(d, text, is_dot), MaskOf64(d, text + 64, is_dot)};
  const uint32_t limit = group.limits[line];
  const uint64_t others[2] = {
      ~(digits[0] | colons[0] | dots[0]) | BitsFrom(limit),
      ~(digits[1] | colons[1] | dots[1]) | BitsFrom(limit < 64 ? 0 : limit - 64)};

  // The source ends among the first 64 bytes, and all else fits into the 64 behind it.
  const uint32_t source_end = HWY_MIN(LowestBit(others[0] & BitsFrom(wire::kV1SourceOffset)), 62U);
  const uint32_t begin = source_end + 1;
  const uint64_t more = Window(others[0], others[1], begin);
  const uint64_t after_destination = WithoutLowest(more);
  const uint64_t after_port = WithoutLowest(after_destination);
  const uint32_t destination_size = HWY_MIN(LowestBit(more), 62U);
  const uint32_t ends[4] = {source_end, begin + destination_size,
                            begin + LowestBit(after_destination), begin + LowestBit(after_port)};
  for (size_t k = 0; k < 4; ++k) group.ends[line][k] = static_cast<uint8_t>(ends[k]);

  constexpr uint32_t kFirst = wire::kV1SourceOffset;
  TakeInet6(text + kFirst, source_end - kFirst,
            {digits[0] >> kFirst, colons[0] >> kFirst, dots[0] >> kFirst}, 2 * line, group, texts);
  TakeInet6(text + begin, destination_size,
            {Window(digits[0], digits[1], begin), Window(colons[0], colons[1], begin),
             Window(dots[0], dots[1], begin)},
            2 * line + 1, group, texts);
  TakePortAmongHex(text, ends[1] + 1, ends[2], 2 * line, group);
  TakePortAmongHex(text, ends[2] + 1, ends[3], 2 * line + 1, group);
}

// Four characters of hexadecimal, or fewer behind a colon, a space or NUL, become two bytes.
HWY_INLINE void ConvertGroups(size_t count, const Inet6Texts& texts, TcpGroup& group) {
  const D8 d;
  const D32 d32;
  const hn::RebindToSigned<D8> di8;
  const hn::RepartitionToWide<decltype(di8)> di16;
  const hn::Rebind<uint8_t, decltype(di16)> d8_half;
  const auto weights = hn::BitCast(
      di8, hn::Set(hn::RepartitionToWide<D8>(), HWY_IS_LITTLE_ENDIAN ? 0x0110 : 0x1001));
  const auto* const chars = reinterpret_cast<const uint8_t*>(texts.groups);
  auto* const bytes = reinterpret_cast<uint8_t*>(group.addresses);
  for (size_t i = 0; i < 2 * count * 32; i += kBytes) {
    const V8 v = hn::Load(d, chars + i);
    const auto ends_group =
        hn::Or(hn::Lt(v, hn::Set(d, uint8_t{'0'})), hn::Eq(v, hn::Set(d, uint8_t{':'})));
    // All bytes to the left of such a one belong to something else.
    V32 foreign = hn::BitCast(d32, hn::VecFromMask(d, ends_group));
    if constexpr (HWY_IS_LITTLE_ENDIAN) {
      foreign = hn::Or(foreign, hn::ShiftRight<8>(foreign));
      foreign = hn::Or(foreign, hn::ShiftRight<16>(foreign));
    } else {
      foreign = hn::Or(foreign, hn::ShiftLeft<8>(foreign));
      foreign = hn::Or(foreign, hn::ShiftLeft<16>(foreign));
    }
    const V8 letter = hn::VecFromMask(d, hn::Gt(v, hn::Set(d, uint8_t{'9'})));
    const V8 nibbles =
        hn::Add(hn::And(v, hn::Set(d, uint8_t{0x0F})), hn::And(letter, hn::Set(d, uint8_t{9})));
    const V8 own = hn::AndNot(hn::BitCast(d, foreign), nibbles);
    const auto numbers = hn::SatWidenMulPairwiseAdd(di16, own, weights);
    hn::StoreU(hn::DemoteTo(d8_half, numbers), d8_half, bytes + i / 2);
  }
}

// The quads overwrite what stands in the last four bytes of their addresses.
HWY_INLINE void ConvertQuadsOfInet6(D32 d, Inet6Texts& texts, TcpGroup& group) {
  for (size_t q = texts.quads; q % kBlocks != 0; ++q) {  // whole vectors: repeats the first
    texts.quad_text[q] = texts.quad_text[0];
    texts.quad_pattern[q] = texts.quad_pattern[0];
    texts.quad_address[q] = texts.quad_address[0];
  }
  for (size_t q = 0; q < texts.quads; q += kBlocks) {
    V32 error = hn::Zero(d);
    const V32 numbers = ConvertQuads<true>(
        d, [&](size_t i) { return texts.quad_text[q + i]; },
        [&](size_t i) { return texts.quad_pattern[q + i]; }, error);
    HWY_ALIGN uint32_t octets[kLanes];
    HWY_ALIGN uint32_t errors[kLanes];
    hn::Store(numbers, d, octets);
    hn::Store(error, d, errors);
    for (size_t i = 0; i < kBlocks; ++i) {
      const size_t address = texts.quad_address[q + i];
      for (size_t k = 0; k < 4; ++k) {
        group.addresses[address][12 + k] = static_cast<uint8_t>(octets[4 * i + k]);
        group.wrong[address] |= errors[4 * i + k];
      }
    }
  }
}

// `count` <= kGroup lines that begin with "PROXY TCP6 ". Returns how many are ok.
HWY_INLINE size_t DecodeTcp6Group(const V1Batch& batch, const uint8_t* lines, size_t count,
                                  TcpGroup& group) {
  const D8 d8;
  Inet6Texts texts;
  texts.quads = 0;
  for (size_t k = 0; k < count; ++k) {
    const Buffer& buffer = batch.buffers[lines[k]];
    group.limits[k] = LimitOf(buffer.size);
    CopyText<kPiecesOf107>(d8, static_cast<const uint8_t*>(buffer.data), group.limits[k],
                           group.texts.Of(k));
  }
  for (size_t k = 0; k < count; ++k) FindInet6Fields(d8, k, group, texts);
  ConvertGroups(count, texts, group);
  if (texts.quads != 0) ConvertQuadsOfInet6(D32(), texts, group);
  ReadPorts(group, count);
  return WriteTcpRecords<true>(batch, lines, count, group);
}

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
