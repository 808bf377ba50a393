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
#include "core/src/inet_patterns.h"
#include "core/src/port_patterns.h"
#include "core/src/records.h"
#include "core/src/v1_fields.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v1_text-inl.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSE2  // have no byte shuffle

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Where the lines of a block stand, and where their answers go.
struct V1Batch {
  const Buffer* buffers;
  Header* headers;
  Endpoints* endpoints;  // may be null
  const Options& options;

  HWY_INLINE const uint8_t* Data(size_t i) const {
    return static_cast<const uint8_t*>(buffers[i].data);
  }
  HWY_INLINE size_t Size(size_t i) const {
    return HWY_MIN(buffers[i].size, size_t{kMaxHeaderSize});
  }
};

// Both addresses of a line, or one where vectors are shorter.
using DPair = hn::CappedTag < uint8_t, kBytes<32 ? 16 : 32>;
inline constexpr size_t kPairBlocks = HWY_MAX_LANES_D(DPair) / 16;

// One vector of the 16-byte blocks at kPairBlocks pointers.
template <class PointerOf>
HWY_INLINE hn::Vec<DPair> LoadPairBlocks(DPair d, const PointerOf& pointer_of) {
  const hn::FixedTag<uint8_t, 16> d128;
  if constexpr (kPairBlocks == 1) {
    return hn::ResizeBitCast(d, hn::LoadU(d128, pointer_of(0)));
  } else {
    return hn::Combine(d, hn::LoadU(d128, pointer_of(1)), hn::LoadU(d128, pointer_of(0)));
  }
}

// Which bytes are not zero, a bit each.
template <class D>
HWY_INLINE uint64_t NonzeroBytes(D d, hn::Vec<D> v) {
  return BitsOf(d, NegativeBytes(d, hn::SaturatedAdd(v, hn::Set(d, uint8_t{127}))));
}

// What the steps hand on about the lines of a group. Offsets in it count from the source address,
// which begins at `fields`.
struct TcpGroup {
  const uint8_t* fields[kGroup];
  // Where their Endpoints records go. If none are wanted, that is one place again and again.
  uint8_t* endpoints[kGroup];
  Endpoints unwanted;
  HWY_ALIGN uint64_t limits[kGroup];  // how many bytes from `fields` on are there
  // Where the byte stands that ends each of the four fields.
  HWY_ALIGN uint8_t ends[kGroup][8];
  HWY_ALIGN uint64_t headers[kGroup][2];     // records, as if the lines were ok
  HWY_ALIGN uint64_t port_patterns[kGroup];  // addresses of PortPattern
  // Bytes that are wrong, a bit each: 16 of each address, 16 of the ports.
  uint64_t wrong[kGroup];
};

// Where the endpoints of input `i` of the batch go.
HWY_INLINE uint8_t* OutOf(const V1Batch& batch, size_t i, TcpGroup& group) {
  Endpoints* const endpoints = batch.endpoints != nullptr ? batch.endpoints + i : &group.unwanted;
  return reinterpret_cast<uint8_t*>(endpoints);
}

// Puts a line into the group: `text` are its bytes, or a copy, of which `limit` are looked at, and
// `out` is where its endpoints go.
HWY_INLINE void TakeLine(const uint8_t* text, uint32_t limit, uint8_t* out, size_t line,
                         TcpGroup& group) {
  group.endpoints[line] = out;
  group.fields[line] = text + wire::kV1SourceOffset;
  group.limits[line] = limit - wire::kV1SourceOffset;
}

// Bits of TcpGroup::wrong that are of the addresses, but not of what ends them.
inline constexpr uint64_t kWrongSource = 0xFFFF & ~(uint64_t{1} << (12 + kInetSeparatorPlace));
inline constexpr uint64_t kWrongDestination = kWrongSource << 16;

// The first 8 bytes of an ok header, but for its size in the last two.
template <bool kInet6>
HWY_INLINE uint64_t OkWord(const Options& options) {
  const uint8_t bytes[8] = {static_cast<uint8_t>(Outcome::kOk),
                            0,
                            1,
                            V1Flags(options.check),
                            0x21,
                            kInet6 ? 0x21 : 0x11,
                            0,
                            0};
  return LoadNative<uint64_t>(bytes);
}

// Keeps the ends of kMasks lines where what is read in front of them, and a byte behind them, is
// inside the line: in text that has no such field they may be anywhere.
HWY_INLINE V64 ClampEnds(D64 d, V64 ends, V64 limits, uint64_t first_end) {
  const D8 d8;
  constexpr uint8_t kA = HWY_IS_LITTLE_ENDIAN ? 0 : 7, kB = kA + 8;
  const V8 to_all =
      hn::Dup128VecFromValues(d8, kA, kA, kA, kA, kA, kA, kA, kA, kB, kB, kB, kB, kB, kB, kB, kB);
  const V8 last =
      hn::TableLookupBytes(hn::BitCast(d8, hn::Sub(limits, hn::Set(d, uint64_t{2}))), to_all);
  const V8 first =
      hn::BitCast(d8, hn::Set(d, first_end * 0x01010101 << (HWY_IS_LITTLE_ENDIAN ? 0 : 32)));
  return hn::BitCast(d, hn::Min(hn::Max(hn::BitCast(d8, ends), first), last));
}

// Stores the ends of kMasks lines and makes their headers of them, at `headers`: where a line ends,
// and where each field begins, behind the end of the one before.
HWY_INLINE void StoreEnds(D64 d, V64 ends, uint64_t ok_word, size_t line, TcpGroup& group,
                          uint64_t* headers) {
  hn::Store(hn::BitCast(D8(), ends), D8(), group.ends[line]);
  constexpr uint64_t kBegin = wire::kV1SourceOffset;
  constexpr uint64_t kNext = (kBegin + 1) * 0x010101;
  V64 word0 = hn::Set(d, ok_word), word1 = word0;
  if constexpr (HWY_IS_LITTLE_ENDIAN) {
    const V64 size = hn::Add(hn::ShiftRight<24>(ends), hn::Set(d, kBegin + 2));
    const V64 begins = hn::Add(hn::And(ends, hn::Set(d, uint64_t{0xFFFFFF})), hn::Set(d, kNext));
    word0 = hn::Or(word0, hn::ShiftLeft<48>(size));
    word1 = hn::Or(size, hn::ShiftLeft<32>(begins));
  } else {
    const V64 upper = hn::ShiftRight<32>(ends);
    const V64 size = hn::Add(hn::And(upper, hn::Set(d, uint64_t{0xFF})), hn::Set(d, kBegin + 2));
    const V64 begins =
        hn::Add(hn::And(upper, hn::Set(d, uint64_t{0xFFFFFF00})), hn::Set(d, kNext << 8));
    word0 = hn::Or(word0, size);
    word1 = hn::Or(hn::ShiftLeft<32>(size), begins);
  }
  hn::StoreInterleaved2(word0, word1, d, headers);
}

// Stores the patterns of the ports' separators of kMasks lines, counted from the source port.
HWY_INLINE void StorePortPatterns(D64 d, V64 separators, size_t line, TcpGroup& group) {
  hn::Store(
      PatternAddress<kPortPatternBits>(d, separators, kPortPatternFactor, kPortPatterns.data()), d,
      group.port_patterns + line);
}

HWY_INLINE const PortPattern& PortPatternOf(const TcpGroup& group, size_t line) {
  return *reinterpret_cast<const PortPattern*>(static_cast<uintptr_t>(group.port_patterns[line]));
}

// Converts the ports of kPairBlocks lines: of each, text(i) are the 16 bytes that end with it and
// pattern(i) says where its separators stand. Dwords 1 and 3 of a line's block are its ports;
// `wrong` becomes nonzero in the bytes that are wrong, also of what ends the ports. With kAmongHex
// there may be letters among the digits.
template <bool kAmongHex, class TextOf, class PatternOf>
HWY_INLINE hn::Vec<DPair> ConvertPorts(const TextOf& text, const PatternOf& pattern,
                                       hn::Vec<DPair>& wrong) {
  const DPair d8;
  const hn::RebindToSigned<DPair> di8;
  const hn::Repartition<int16_t, DPair> di16;
  const hn::Repartition<int32_t, DPair> di32;
  const auto chars = LoadPairBlocks(d8, text);
  const auto moves = LoadPairBlocks(d8, [&](size_t i) { return pattern(i).moves; });
  const auto least = hn::BitCast(di32, LoadPairBlocks(d8, [&](size_t i) {
                                   return reinterpret_cast<const uint8_t*>(pattern(i).least);
                                 }));
  const auto digits = hn::TableLookupBytesOr0(hn::Xor(chars, hn::Set(d8, uint8_t{'0'})), moves);

  const auto tens =
      hn::Dup128VecFromValues(di8, 0, 0, 10, 1, 10, 1, 10, 1, 0, 0, 10, 1, 10, 1, 10, 1);
  const auto pairs = hn::SatWidenMulPairwiseAdd(di16, digits, tens);
  const auto weights = hn::Dup128VecFromValues(di16, 0, 10000, 100, 1, 0, 10000, 100, 1);
  const auto sums = hn::WidenMulPairwiseAdd(di32, pairs, weights);
  const auto ports = hn::Add(sums, hn::Shuffle2301(sums));
  const auto bounded = hn::Min(hn::Max(ports, least), hn::Set(di32, 65535));

  constexpr uint8_t kSpace = ' ' ^ '0', kCr = '\r' ^ '0', kLf = '\n' ^ '0';
  const auto ends =
      hn::Dup128VecFromValues(d8, kSpace, 0, 0, 0, 0, 0, 0, 0, kCr, kLf, 0, 0, 0, 0, 0, 0);
  const auto end_places =
      hn::Dup128VecFromValues(d8, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0);
  const auto wrong_ends = hn::And(hn::Xor(digits, ends), end_places);
  // Both dwords hold the port; the lower one's place is needed for what ends it.
  wrong = hn::BitCast(d8, hn::OddEven(hn::Xor(bounded, ports), hn::BitCast(di32, wrong_ends)));
  if constexpr (kAmongHex) {
    const auto most =
        hn::Dup128VecFromValues(d8, 0xFF, 0xFF, 9, 9, 9, 9, 9, 9, 0xFF, 0xFF, 9, 9, 9, 9, 9, 9);
    wrong = hn::Or(wrong, hn::SaturatedSub(digits, most));
  }
  return hn::BitCast(d8, ports);
}

// Writes the ports of a group as they stand in the last 8 bytes of an Endpoints record.
template <bool kInet6>
HWY_INLINE void WritePorts(size_t count, TcpGroup& group) {
  const DPair d8;
  constexpr uint8_t kLow = HWY_IS_LITTLE_ENDIAN ? 0 : 2;
  constexpr uint8_t kNone = 0x80;
  const auto moves =
      hn::Dup128VecFromValues(d8, kLow, kLow + 1, kLow + 8, kLow + 9, kNone, kNone, kNone, kNone,
                              kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone);
  const auto family =
      hn::Dup128VecFromValues(d8, 0, 0, 0, 0, kInet6 ? 2 : 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  for (size_t k = 0; k < count; k += kPairBlocks) {
    // A pair that is not whole is filled up with its first line.
    const auto line = [&](size_t i) { return k + i < count ? k + i : k; };
    auto wrong_bytes = hn::Zero(d8);
    const auto ports = ConvertPorts<kInet6>(
        [&](size_t i) { return group.fields[line(i)] + group.ends[line(i)][3] - 14; },
        [&](size_t i) -> const PortPattern& { return PortPatternOf(group, line(i)); }, wrong_bytes);
    const auto out = hn::Or(hn::TableLookupBytesOr0(ports, moves), family);
    const uint64_t wrong = NonzeroBytes(d8, wrong_bytes);
    const hn::Half<DPair> d_half;
    const hn::FixedTag<uint8_t, 8> d_ports;
    group.wrong[k] = (wrong & 0xFFFF) << 32;
    hn::StoreU(hn::ResizeBitCast(d_ports, hn::LowerHalf(d_half, out)), d_ports,
               group.endpoints[k] + 32);
    if constexpr (kPairBlocks == 2) {
      group.wrong[line(1)] = wrong >> 16 << 32;
      hn::StoreU(hn::ResizeBitCast(d_ports, hn::UpperHalf(d_half, out)), d_ports,
                 group.endpoints[line(1)] + 32);
    }
  }
}

// Writes the headers of a group as if all lines were ok.
HWY_INLINE void WriteTcpHeaders(const V1Batch& batch, const uint32_t* lines, size_t count,
                                const TcpGroup& group) {
  const hn::FixedTag<uint64_t, 2> d_header;
  Header* const headers = batch.headers;
  for (size_t k = 0; k < count; ++k) {
    hn::StoreU(hn::Load(d_header, group.headers[k]), d_header,
               reinterpret_cast<uint64_t*>(headers + lines[k]));
  }
}

// Writes the addresses of a group: convert(line, out) writes those of a line as they stand in an
// Endpoints record, and returns nonzero if one is wrong. Returns how many lines are not ok, with
// their numbers in `faults`.
template <class Convert>
HWY_INLINE size_t WriteTcpAddresses(size_t count, TcpGroup& group, const Convert& convert,
                                    uint8_t* faults) {
  uint64_t any_wrong = 0;
  for (size_t k = 0; k < count; ++k) {
    group.wrong[k] |= convert(k, group.endpoints[k]);
    any_wrong |= group.wrong[k];
  }
  if (any_wrong == 0) return 0;
  // In a loop of its own: a store whose address is known late holds up the loads behind it.
  size_t fault_count = 0;
  for (size_t k = 0; k < count; ++k) {
    faults[fault_count] = static_cast<uint8_t>(k);
    fault_count += group.wrong[k] != 0;
  }
  return fault_count;
}

// Which field of a line is the first that is wrong; wrong_addresses are nonzero for a wrong source
// and destination. The line end is there, and some field is wrong.
HWY_INLINE Header FirstFault(const uint8_t* fields, const uint8_t* ends,
                             const uint64_t* wrong_addresses) {
  constexpr Reason kReasons[4] = {Reason::kBadSourceAddress, Reason::kBadDestinationAddress,
                                  Reason::kBadSourcePort, Reason::kBadDestinationPort};
  size_t begin = 0;
  for (size_t k = 0; k < 4; ++k) {
    const size_t end = ends[k];
    const size_t offset = wire::kV1SourceOffset + begin;
    if (EndsV1Field(fields[begin])) return InvalidV1(Reason::kBadSeparator, offset);
    const bool good = k < 2 ? wrong_addresses[k] == 0 : IsPort(fields + begin, end - begin);
    if (!good || !EndsV1Field(fields[end])) return InvalidV1(kReasons[k], offset);
    if ((fields[end] == '\r') != (k == 3)) {
      return InvalidV1(Reason::kBadSeparator, wire::kV1SourceOffset + end);
    }
    begin = end + 1;
  }
  return {};  // never
}

// Overwrites what was written of lines that are not ok. wrong_address(line, side) is nonzero if the
// source (side 0) or destination is wrong.
template <class WrongAddress>
HWY_INLINE void WriteTcpFaults(const V1Batch& batch, const uint32_t* lines, const uint8_t* faults,
                               size_t count, bool inet6, const TcpGroup& group,
                               const WrongAddress& wrong_address) {
  for (size_t f = 0; f < count; ++f) {
    const size_t k = faults[f];
    const size_t i = lines[k];
    const uint8_t* const text = group.fields[k] - wire::kV1SourceOffset;
    const Header judged = JudgeV1LineEnd(batch.Data(i), batch.Size(i),
                                         FirstLineEnd(text, batch.Size(i)), inet6, batch.options);
    const uint64_t wrong[2] = {wrong_address(k, 0), wrong_address(k, 1)};
    batch.headers[i] = judged.ok() ? FirstFault(group.fields[k], group.ends[k], wrong) : judged;
    if (batch.endpoints != nullptr) batch.endpoints[i] = {};
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
