// What TCP4 and TCP6 lines have in common: ports, records, and which field is wrong.

#if defined(SIMDPROXY_CORE_SRC_V1_TCP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V1_TCP_INL_H_
#undef SIMDPROXY_CORE_SRC_V1_TCP_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V1_TCP_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/inet_patterns.h"
#include "core/src/records.h"
#include "core/src/v1_fault.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/transpose-inl.h"
#include "core/src/v1_text-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

namespace hn = hwy::HWY_NAMESPACE;

// Where the lines of a block stand, and where their answers go.
struct V1Batch {
  const Buffer* buffers;
  Header* headers;
  Endpoints* endpoints;  // may be null
  const Options& options;
};

// What the steps hand on about a group of lines. Address 2 * line is the source, the next one the
// destination; ports likewise.
struct TcpGroup {
  LineTexts texts;
  uint32_t limits[kGroup];
  // Offsets of what ends the four fields.
  uint8_t ends[kGroup][4];
  HWY_ALIGN uint8_t addresses[2 * kGroup][16];
  // Whether the text is no address; what ends it is judged apart.
  uint64_t wrong[2 * kGroup];
  HWY_ALIGN uint64_t port_digits[2 * kGroup];  // right-aligned, then as ReadPorts leaves them
  uint32_t port_least[2 * kGroup];
};

// More than any number that ReadPorts gives.
inline constexpr uint32_t kNoPort = 0x7FFFFFFF;

// What a port of so many digits is at least, as it begins with no zero.
inline constexpr uint32_t kPortLeast[8] = {kNoPort, 0, 10, 100, 1000, 10000, kNoPort, kNoPort};

// Puts apart the text of a port that ends before text[end].
HWY_INLINE void TakePort(const uint8_t* text, uint32_t begin, uint32_t end, size_t port,
                         TcpGroup& group) {
  const uint32_t size = end - begin;
  // '0' to '9' become 0 to 9.
  const uint64_t digits = LoadLittle64(text + end - 8) ^ 0x3030303030303030;
  StoreLittle64(&group.port_digits[port], digits & (~uint64_t{0} << ((64 - 8 * size) & 63)));
  group.port_least[port] = kPortLeast[HWY_MIN(size, 7)];
}

// Each port's digits become two 32-bit numbers whose sum is the port.
HWY_INLINE void ReadPorts(TcpGroup& group, size_t count) {
  const D8 d8;
  const hn::RepartitionToWide<D8> d16;
  const hn::RebindToSigned<D8> di8;
  const hn::RebindToSigned<decltype(d16)> di16;
  const hn::RepartitionToWide<decltype(di16)> di32;
  const auto tens = hn::BitCast(di8, hn::Set(d16, HWY_IS_LITTLE_ENDIAN ? 0x010A : 0x0A01));
  const auto parts =
      hn::BitCast(di16, hn::Dup128VecFromValues(di16, 0, 10000, 100, 1, 0, 10000, 100, 1));
  auto* const bytes = reinterpret_cast<uint8_t*>(group.port_digits);
  for (size_t i = 0; i < 16 * count; i += kBytes) {
    const auto pairs = hn::SatWidenMulPairwiseAdd(di16, hn::Load(d8, bytes + i), tens);
    const auto sums = hn::WidenMulPairwiseAdd(di32, pairs, parts);
    hn::Store(hn::BitCast(d8, sums), d8, bytes + i);
  }
}

struct Port {
  uint32_t number;
  uint64_t wrong;
};

HWY_INLINE Port PortOf(const TcpGroup& group, size_t port) {
  const auto* const parts = reinterpret_cast<const uint8_t*>(&group.port_digits[port]);
  const uint32_t number = LoadNative<uint32_t>(parts) + LoadNative<uint32_t>(parts + 4);
  return {number, static_cast<uint64_t>(number < group.port_least[port]) |
                      static_cast<uint64_t>(number > 65535)};
}

// A vector of the dotted quads whose separators stand as the patterns say; text(i) are the 16 bytes
// that end behind quad i. Octets become 32-bit numbers. `error` becomes nonzero in the lanes of
// octets that are out of range or begin with a zero or whose dot is missing; what ends the quad is
// not judged. With kAmongHex, there may be letters among the digits.
template <bool kAmongHex, class TextOf, class PatternOf>
HWY_INLINE V32 ConvertQuads(D32 d, const TextOf& text, const PatternOf& pattern, V32& error) {
  const hn::Repartition<uint8_t, D32> d8;
  const hn::Repartition<int8_t, D32> di8;
  const hn::Repartition<int16_t, D32> di16;
  const hn::RebindToSigned<D32> di32;
  const auto chars = hn::BitCast(d8, LoadBlocks(d, 0, text));
  const auto moves = hn::BitCast(d8, LoadBlocks(d, 0, [&](size_t i) { return pattern(i)->moves; }));
  const V32 least = LoadBlocks(
      d, 0, [&](size_t i) { return reinterpret_cast<const uint8_t*>(pattern(i)->least); });
  // A dword holds separator, hundreds, tens, units; digits that are not there are 0.
  const auto octets = hn::TableLookupBytesOr0(hn::Xor(chars, hn::Set(d8, '0')), moves);

  const auto weights =
      hn::Dup128VecFromValues(di8, 0, 100, 10, 1, 0, 100, 10, 1, 0, 100, 10, 1, 0, 100, 10, 1);
  const auto pairs = hn::SatWidenMulPairwiseAdd(di16, octets, weights);
  const V32 numbers = hn::BitCast(d, hn::WidenMulPairwiseAdd(di32, pairs, hn::Set(di16, 1)));

  // Numbers are far below 2^31: signed operations, which every target has.
  const auto bounded =
      hn::Min(hn::Max(hn::BitCast(di32, numbers), hn::BitCast(di32, least)), hn::Set(di32, 255));
  const V32 dots = hn::BitCast(d, hn::Dup128VecFromValues(d8, '.' ^ '0', 0, 0, 0, '.' ^ '0', 0, 0,
                                                          0, '.' ^ '0', 0, 0, 0, 0, 0, 0, 0));
  const V32 dot_places = hn::BitCast(
      d, hn::Dup128VecFromValues(d8, 0xFF, 0, 0, 0, 0xFF, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0));
  error = hn::Or(hn::Xor(hn::BitCast(d, bounded), numbers),
                 hn::And(hn::Xor(hn::BitCast(d, octets), dots), dot_places));
  if constexpr (kAmongHex) {
    const V32 digit_places =
        hn::BitCast(d, hn::Dup128VecFromValues(d8, 0, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0,
                                               0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF));
    const auto over = hn::SaturatedSub(octets, hn::Set(d8, 9));
    error = hn::Or(error, hn::And(hn::BitCast(d, over), digit_places));
  }
  return numbers;
}

// What is wrong with a line that is not ok.
HWY_NOINLINE Header FaultOf(const V1Batch& batch, size_t i, bool inet6, TcpGroup& group,
                            size_t line) {
  const D8 d;
  const uint8_t* const text = group.texts.Of(line);
  const size_t size = HWY_MIN(batch.buffers[i].size, size_t{kMaxHeaderSize});
  const auto ends_line = [d](V8 v) HWY_ATTR {
    return hn::Or(hn::Eq(v, hn::Set(d, uint8_t{'\r'})), hn::Eq(v, hn::Set(d, uint8_t{'\n'})));
  };
  const uint64_t low = MaskOf64(d, text, ends_line) & BitsFrom(wire::kV1SourceOffset) &
                       ~BitsFrom(group.limits[line]);
  const uint64_t high = inet6 && low == 0 ? MaskOf64(d, text + 64, ends_line) : 0;
  const size_t end = low != 0 ? LowestBit(low) : 64 + LowestBit(high);
  const auto* const data = static_cast<const uint8_t*>(batch.buffers[i].data);
  // Only 64 bytes of a TCP4 line were looked at, as no sound one is longer.
  if (!inet6 && end >= 63 && size > 64) return DecodeV1Line(data, size, nullptr, batch.options);
  const Header judged = JudgeV1LineEnd(data, size, end, inet6, batch.options);
  if (!judged.ok()) return judged;

  const uint8_t* const ends = group.ends[line];
  const uint32_t begins[4] = {wire::kV1SourceOffset, ends[0] + 1U, ends[1] + 1U, ends[2] + 1U};
  const uint64_t wrong[4] = {group.wrong[2 * line], group.wrong[2 * line + 1],
                             PortOf(group, 2 * line).wrong, PortOf(group, 2 * line + 1).wrong};
  for (size_t k = 0; k < 4; ++k) {
    if (EndsV1Field(text[begins[k]])) return InvalidV1(Reason::kBadSeparator, begins[k]);
    if (wrong[k] != 0 || !EndsV1Field(text[ends[k]])) {
      constexpr auto kFirst = static_cast<size_t>(Reason::kBadSourceAddress);
      return InvalidV1(static_cast<Reason>(kFirst + k), begins[k]);
    }
    if ((text[ends[k]] == '\r') != (k == 3)) return InvalidV1(Reason::kBadSeparator, ends[k]);
  }
  return judged;  // never: a line without a fault is not asked for
}

// Writes the answers of `count` lines whose addresses and ports are read. Returns how many are ok.
template <bool kInet6>
HWY_INLINE size_t WriteTcpRecords(const V1Batch& batch, const uint8_t* lines, size_t count,
                                  TcpGroup& group) {
  const hn::FixedTag<uint8_t, 16> d16;
  const hn::FixedTag<uint64_t, 2> d64;
  constexpr uint8_t kFamilyTransport = kInet6 ? 0x21 : 0x11;
  constexpr uint32_t kFamily = DwordOfBytes(kInet6 ? 2 : 1, 1, 0, 0);
  const uint32_t word0 =
      DwordOfBytes(static_cast<uint8_t>(Outcome::kOk), 0, 1, V1Flags(batch.options.check));
  uint8_t faults[kGroup];
  size_t fault_count = 0;
  for (size_t k = 0; k < count; ++k) {
    const uint8_t* const text = group.texts.Of(k);
    const uint8_t* const ends = group.ends[k];
    const Port source = PortOf(group, 2 * k);
    const Port destination = PortOf(group, 2 * k + 1);
    constexpr uint32_t kLineEnd = HWY_IS_LITTLE_ENDIAN ? 0x0A0D : 0x0D0A;
    const uint64_t separators = static_cast<uint64_t>(text[ends[0]] ^ ' ') |
                                static_cast<uint64_t>(text[ends[1]] ^ ' ') |
                                static_cast<uint64_t>(text[ends[2]] ^ ' ') |
                                (LoadNative<uint16_t>(text + ends[3]) ^ kLineEnd);
    const uint32_t size = ends[3] + 2U;
    const uint64_t wrong = separators | group.wrong[2 * k] | group.wrong[2 * k + 1] | source.wrong |
                           destination.wrong | static_cast<uint64_t>(size > group.limits[k]);
    const uint64_t ok = MaskOf(wrong == 0);
    const size_t i = lines[k];

    auto* const out = reinterpret_cast<uint8_t*>(batch.headers + i);
    StoreNative(out, word0);
    StoreNative(out + 4, HWY_IS_LITTLE_ENDIAN ? 0x0021U | kFamilyTransport << 8 | size << 16
                                              : 0x21000000U | kFamilyTransport << 16 | size);
    StoreNative(out + 8, size);
    StoreNative(out + 12, DwordOfBytes(ends[0] + 1U, ends[1] + 1U, ends[2] + 1U, 0));

    if (batch.endpoints != nullptr) {
      auto* const to = reinterpret_cast<uint8_t*>(batch.endpoints + i);
      const auto mask = hn::BitCast(d16, hn::Set(d64, ok));
      hn::StoreU(hn::And(hn::Load(d16, group.addresses[2 * k]), mask), d16, to);
      hn::StoreU(hn::And(hn::Load(d16, group.addresses[2 * k + 1]), mask), d16, to + 16);
      const uint32_t ports = HWY_IS_LITTLE_ENDIAN ? source.number | destination.number << 16
                                                  : source.number << 16 | destination.number;
      StoreNative(to + 32, ports & static_cast<uint32_t>(ok));
      StoreNative(to + 36, kFamily & static_cast<uint32_t>(ok));
    }
    faults[fault_count] = static_cast<uint8_t>(k);
    fault_count += wrong != 0;
  }
  for (size_t f = 0; f < fault_count; ++f) {
    const size_t i = lines[faults[f]];
    batch.headers[i] = FaultOf(batch, i, kInet6, group, faults[f]);
  }
  return count - fault_count;
}

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
