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
  HWY_ALIGN uint64_t limits[kGroup];  // how many bytes from `fields` on are there
  // Where the byte stands that ends each of the four fields.
  HWY_ALIGN uint8_t ends[kGroup][8];
  // Where the ports' separators stand, counted from the source port, and their PortPattern.
  HWY_ALIGN uint64_t port_separators[kGroup];
  HWY_ALIGN uint64_t port_offsets[kGroup];
  // Bytes that are wrong, a bit each: 16 of each address, 8 of each port.
  uint64_t wrong[kGroup];
};

// Bits of TcpGroup::wrong that are of the addresses, but not of what ends them.
inline constexpr uint64_t kWrongSource = 0xFFFF & ~(uint64_t{1} << (12 + kInetSeparatorPlace));
inline constexpr uint64_t kWrongDestination = kWrongSource << 16;

// Keeps the ends of kMasks lines where the last one has a byte behind it inside the limit: in text
// that has no such field they may be anywhere. The source's end is put at `first_end` at least.
HWY_INLINE V8 ClampEnds(D64 d, V8 ends, V64 limits, uint32_t first_end) {
  const D8 d8;
  const hn::Repartition<uint32_t, D8> d32;
  constexpr uint8_t kA = HWY_IS_LITTLE_ENDIAN ? 0 : 7, kB = kA + 8;
  const V8 to_all =
      hn::Dup128VecFromValues(d8, kA, kA, kA, kA, kA, kA, kA, kA, kB, kB, kB, kB, kB, kB, kB, kB);
  const V64 last = hn::Sub(limits, hn::Set(d, uint64_t{2}));
  const V8 first = hn::BitCast(d8, hn::Set(d32, DwordOfBytes(first_end, 0, 0, 0)));
  return hn::Min(hn::Max(ends, first), hn::TableLookupBytes(hn::BitCast(d8, last), to_all));
}

HWY_INLINE const PortPattern& PortPatternOf(const TcpGroup& group, size_t line) {
  const auto* const table = reinterpret_cast<const uint8_t*>(kPortPatterns.data());
  return *reinterpret_cast<const PortPattern*>(table + group.port_offsets[line]);
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

// Where the records of a group go. Where no endpoints are wanted, they are written to one place
// again and again.
struct Destination {
  Endpoints* endpoints;
  size_t stride;

  HWY_INLINE Destination(Endpoints* wanted, Endpoints* unwanted)
      : endpoints(wanted != nullptr ? wanted : unwanted), stride(wanted != nullptr ? 1 : 0) {}
  HWY_INLINE uint8_t* Of(size_t i) const {
    return reinterpret_cast<uint8_t*>(endpoints + i * stride);
  }
};

// Writes the ports of a group as they stand in the last 8 bytes of an Endpoints record.
template <bool kInet6>
HWY_INLINE void WritePorts(const uint32_t* lines, size_t count, TcpGroup& group,
                           const Destination& destination) {
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
               destination.Of(lines[k]) + 32);
    if constexpr (kPairBlocks == 2) {
      group.wrong[line(1)] = wrong >> 16 << 32;
      hn::StoreU(hn::ResizeBitCast(d_ports, hn::UpperHalf(d_half, out)), d_ports,
                 destination.Of(lines[line(1)]) + 32);
    }
  }
}

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

// Writes an ok header of `size` bytes.
HWY_INLINE void StoreOkHeader(uint64_t ok_word, uint32_t size, uint32_t begins, Header* header) {
  auto* const out = reinterpret_cast<uint8_t*>(header);
  StoreNative(out,
              HWY_IS_LITTLE_ENDIAN ? ok_word | static_cast<uint64_t>(size) << 48 : ok_word | size);
  StoreNative(out + 8, size);
  StoreNative(out + 12, begins);
}

// Writes the answers of a group as if all lines were ok, but for the ports: convert(line, out)
// writes the addresses of a line as they stand in an Endpoints record, and returns nonzero if one
// is wrong. Returns how many lines are not ok, with their numbers in `faults`.
template <bool kInet6, class Convert>
HWY_INLINE size_t WriteTcpRecords(const V1Batch& batch, const uint32_t* lines, size_t count,
                                  TcpGroup& group, const Destination& destination,
                                  const Convert& convert, uint8_t* faults) {
  constexpr uint32_t kBegin = wire::kV1SourceOffset;
  const uint64_t ok_word = OkWord<kInet6>(batch.options);
  Header* const headers = batch.headers;
  size_t fault_count = 0;
  for (size_t k = 0; k < count; ++k) {
    const size_t i = lines[k];
    const uint64_t wrong = convert(k, destination.Of(i)) | group.wrong[k] |
                           (group.port_separators[k] ^ PortPatternOf(group, k).separators);
    // Each field begins behind the end of the one before; behind the last there is none.
    const uint32_t begins =
        LoadNative<uint32_t>(group.ends[k]) + DwordOfBytes(kBegin + 1, kBegin + 1, kBegin + 1, 0);
    StoreOkHeader(ok_word, group.ends[k][3] + kBegin + 2,
                  begins & DwordOfBytes(0xFF, 0xFF, 0xFF, 0), headers + i);
    faults[fault_count] = static_cast<uint8_t>(k);
    fault_count += wrong != 0;
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

#endif  // HWY_TARGET

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
