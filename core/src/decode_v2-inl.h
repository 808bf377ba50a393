// The kernels of decode_v2.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#undef SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#else
#define SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#endif

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/kernels.h"
#include "core/src/records.h"
#include "core/src/signature.h"
#include "core/src/wire.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR  // has no 16-byte blocks

size_t DecodeV2Block(const Buffer* buffers, size_t count, size_t /*readable*/, Header* headers,
                     Endpoints* endpoints, V1Lines& v1, const Options& options) {
  Options unchecked = options;
  unchecked.check = Check::kNone;
  size_t ok = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto* const data = static_cast<const uint8_t*>(buffers[i].data);
    const size_t size = buffers[i].size < kMaxHeaderSize ? buffers[i].size : kMaxHeaderSize;
    if (endpoints != nullptr) endpoints[i] = {};
    if (ClassifyOne(data, size) == Kind::kV1) {
      v1.others.Append(i, true);
      continue;
    }
    headers[i] = DecodeOne(data, size, endpoints != nullptr ? endpoints + i : nullptr, unchecked);
    ok += headers[i].ok();
  }
  return ok;
}

void ClassifyBlock(const Buffer* buffers, size_t count, Kind* kinds) {
  for (size_t i = 0; i < count; ++i) {
    kinds[i] = ClassifyOne(static_cast<const uint8_t*>(buffers[i].data), buffers[i].size);
  }
}

#else

namespace hn = hwy::HWY_NAMESPACE;

// Shift that puts a value into byte i of a dword in memory.
HWY_INLINE constexpr int ByteShift(int i) { return 8 * (HWY_IS_BIG_ENDIAN ? 3 - i : i); }
// The same for the upper half of a dword in memory.
inline constexpr int kUpperHalfShift = HWY_IS_BIG_ENDIAN ? 0 : 16;

template <int kByte>
HWY_INLINE V32 ByteOf(D32 d, V32 dwords) {
  const V32 shifted = hn::ShiftRight<ByteShift(kByte)>(dwords);
  return ByteShift(kByte) == 24 ? shifted : hn::And(shifted, hn::Set(d, 0xFF));
}

// Sizes of the address blocks by family 0 to 3. Families over 3 give anything: they are refused.
HWY_INLINE V32 BlockSizeOf(D32 d, V32 family) {
#if HWY_TARGET == HWY_SSE2  // has no byte shuffle
  const V32 inet = hn::And(hn::VecFromMask(d, hn::Eq(family, hn::Set(d, 1))), hn::Set(d, 12));
  const V32 inet6 = hn::And(hn::VecFromMask(d, hn::Eq(family, hn::Set(d, 2))), hn::Set(d, 36));
  const V32 unix_ = hn::And(hn::VecFromMask(d, hn::Eq(family, hn::Set(d, 3))), hn::Set(d, 216));
  return hn::Or(inet, hn::Or(inet6, unix_));
#else
  const hn::Repartition<uint8_t, D32> d8;
  const auto sizes =
      hn::Dup128VecFromValues(d8, 0, 12, 36, 216, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  // The other three bytes of a lane are 0 and read entry 0, which is 0.
  return hn::BitCast(d, hn::TableLookupBytes(sizes, hn::BitCast(d8, family)));
#endif
}

// BufferOfLane of each lane.
HWY_INLINE V32 LoadBufferOfLane(D32 d) {
  static constexpr auto kBufferOfLane = [] {
    std::array<uint32_t, kLanes> buffers{};
    for (size_t lane = 0; lane < kLanes; ++lane) {
      buffers[lane] = static_cast<uint32_t>(BufferOfLane(lane));
    }
    return buffers;
  }();
  return hn::LoadU(d, kBufferOfLane.data());
}

// Sizes of kLanes buffers, saturated to kMaxHeaderSize, in the order of Transpose.
HWY_INLINE V32 LoadSizes(D32 d, const Buffer* buffers) {
  const V32 cap = hn::Set(d, kMaxHeaderSize);
  if constexpr (sizeof(Buffer) == 16) {
    // A Buffer is a block like those of the headers: dwords 2 and 3 are its size.
    const auto* const p = reinterpret_cast<const uint32_t*>(buffers);
    V32 v0 = hn::LoadU(d, p);
    V32 v1 = hn::LoadU(d, p + kLanes);
    V32 v2 = hn::LoadU(d, p + 2 * kLanes);
    V32 v3 = hn::LoadU(d, p + 3 * kLanes);
    Transpose(d, v0, v1, v2, v3);
    const V32 low = HWY_IS_BIG_ENDIAN ? v3 : v2;
    const V32 high = HWY_IS_BIG_ENDIAN ? v2 : v3;
    return hn::IfThenElse(hn::Eq(high, hn::Zero(d)), hn::Min(low, cap), cap);
  }
  HWY_ALIGN uint32_t sizes[kLanes];
  for (size_t lane = 0; lane < kLanes; ++lane) {
    const size_t size = buffers[BufferOfLane(lane)].size;
    sizes[lane] = size < kMaxHeaderSize ? static_cast<uint32_t>(size) : kMaxHeaderSize;
  }
  return hn::Load(d, sizes);
}

inline constexpr uint32_t Word0(Outcome outcome, Reason reason, uint32_t version = 2) {
  return DwordOfBytes(static_cast<uint32_t>(outcome), static_cast<uint32_t>(reason), version, 0);
}

// Where the first three dwords are the signature.
HWY_INLINE hn::Mask<D32> IsV2(D32 d, V32 dword0, V32 dword1, V32 dword2) {
  const V32 differs = hn::Or3(hn::Xor(dword0, hn::Set(d, DwordOfBytes(0x0D, 0x0A, 0x0D, 0x0A))),
                              hn::Xor(dword1, hn::Set(d, DwordOfBytes(0x00, 0x0D, 0x0A, 0x51))),
                              hn::Xor(dword2, hn::Set(d, DwordOfBytes(0x55, 0x49, 0x54, 0x0A))));
  return hn::Eq(differs, hn::Zero(d));
}

// The rules of version 2 in ascending order of precedence: a later select overrides those before
// it. dword3 holds bytes 12 to 15. Writes the first three dwords of the Header records and, for
// headers with endpoints, family | transport << 8 as bytes of a dword, else 0. Returns which are
// ok. (References and not a struct: vectors of SVE can't be members.)
HWY_INLINE hn::Mask<D32> Judge(D32 d, hn::Mask<D32> v2, V32 dword3, V32 size,
                               const Options& options, V32& word0, V32& word1, V32& word2,
                               V32& addressed) {
  const auto set = [d](auto value) HWY_ATTR { return hn::Set(d, static_cast<uint32_t>(value)); };
  const V32 zero = hn::Zero(d);
  const V32 fixed_size = set(wire::kV2FixedSize);

  const V32 version_command = ByteOf<0>(d, dword3);
  const auto proxy = hn::Eq(version_command, set(0x21));
  // LOCAL: family and transport are not judged, and there is no block.
  const V32 family_transport = hn::IfThenElseZero(proxy, ByteOf<1>(d, dword3));
  const V32 transport = hn::And(family_transport, set(0x0F));
  const V32 family = hn::ShiftRight<4>(family_transport);
  const V32 block = BlockSizeOf(d, family);
  const V32 length = hn::Or(hn::ShiftLeft<8>(ByteOf<2>(d, dword3)), ByteOf<3>(d, dword3));
  const V32 header_size = hn::Add(length, fixed_size);

  // All numbers are far below 2^31: signed compares, which every target has.
  const hn::RebindToSigned<D32> di;
  const auto less = [d, di](V32 a, V32 b) HWY_ATTR {
    return hn::RebindMask(d, hn::Lt(hn::BitCast(di, a), hn::BitCast(di, b)));
  };
  const V32 max_size = set(options.max_size < kMaxHeaderSize ? options.max_size : kMaxHeaderSize);

  V32 reason = hn::IfThenElseZero(less(max_size, header_size), set(Reason::kHeaderTooLong));
  reason = hn::IfThenElse(less(length, block), set(Reason::kBadLength), reason);
  reason = hn::IfThenElse(less(set(2), transport), set(Reason::kBadTransport), reason);
  reason = hn::IfThenElse(less(set(3), family), set(Reason::kBadFamily), reason);
  reason = hn::IfThenElse(less(set(0x21), version_command), set(Reason::kBadCommand), reason);
  reason = hn::IfThenElse(hn::Ne(hn::And(version_command, set(0xF0)), set(0x20)),
                          set(Reason::kBadVersion), reason);
  const auto incomplete = less(size, header_size);
  const auto invalid = hn::Ne(reason, zero);

  auto ok = hn::AndNot(invalid, hn::AndNot(incomplete, v2));

  const V32 waiting = set(options.datagram ? Word0(Outcome::kInvalid, Reason::kTruncated)
                                           : Word0(Outcome::kIncomplete, Reason::kNone));
  const V32 invalid_word0 =
      hn::Or(set(Word0(Outcome::kInvalid, Reason::kNone)), hn::ShiftLeft<ByteShift(1)>(reason));
  word0 = hn::IfThenElse(incomplete, waiting, set(Word0(Outcome::kOk, Reason::kNone)));
  word0 = hn::IfThenElse(invalid, invalid_word0, word0);

  const V32 raw = hn::And(dword3, set(DwordOfBytes(0xFF, 0xFF, 0, 0)));
  const V32 tlv_begin = hn::ShiftLeft<kUpperHalfShift>(hn::Add(block, fixed_size));
  word1 = hn::IfThenElseZero(ok, hn::Or(raw, tlv_begin));

  // Offsets 12, 12, 13, 13, 14, 14 of kBadVersion (10) to kHeaderTooLong (15).
  const V32 offset = hn::Add(hn::ShiftRight<1>(reason), set(7));
  const V32 extent = options.datagram ? hn::IfThenElse(incomplete, size, header_size) : header_size;
  word2 = hn::IfThenElse(invalid, offset, extent);

  if (options.accept == Accept::kV1) {
    ok = hn::FirstN(d, 0);
    word0 = set(Word0(Outcome::kInvalid, Reason::kVersionNotAccepted));
    word1 = zero;
    word2 = zero;
  }

  // INET and INET6 have blocks of 12 and 36 bytes, and no other family has one below 40.
  const auto has_endpoints = hn::And(ok, hn::AndNot(hn::Eq(block, zero), less(block, set(40))));
  addressed = hn::IfThenElseZero(has_endpoints, hn::Or(hn::ShiftLeft<ByteShift(0)>(family),
                                                       hn::ShiftLeft<ByteShift(1)>(transport)));
  return ok;
}

// WriteEndpoints writes one record, without a branch. It reads no byte outside the header: what
// INET does not have is taken to be zeros, and all of it if there are no endpoints.
#if HWY_TARGET == HWY_SSE2  // has no byte shuffle
HWY_INLINE void WriteEndpoints(const uint8_t* data, uint32_t addressed, Endpoints* endpoints) {
  static constexpr uint8_t kZeros[64] = {};
  const uint64_t any = MaskOf(addressed != 0);
  const uint64_t inet6 = MaskOf((addressed >> ByteShift(0) & 0xFF) == 2);
  const uint8_t* const base = Select(any, data, kZeros);
  const uint8_t* const wide = Select(inet6, data, kZeros);
  // INET: source and destination of 4 bytes each, in a row.
  constexpr uint64_t kFirst4 = HWY_IS_BIG_ENDIAN ? ~0xFFFFFFFFULL : 0xFFFFFFFF;
  const auto first8 = LoadNative<uint64_t>(base + 16);
  const uint64_t destination4 = HWY_IS_BIG_ENDIAN ? first8 << 32 : first8 >> 32;
  const uint8_t* const ports = base + 24 + (inet6 & 24);

  auto* const out = reinterpret_cast<uint8_t*>(endpoints);
  StoreNative(out, first8 & (kFirst4 | inet6));
  StoreNative(out + 8, LoadNative<uint64_t>(wide + 24));
  StoreNative(out + 16, LoadNative<uint64_t>(wide + 32) | (destination4 & ~inet6));
  StoreNative(out + 24, LoadNative<uint64_t>(wide + 40));
  StoreNative(out + 32, LoadBig16(ports));
  StoreNative(out + 34, LoadBig16(ports + 2));
  StoreNative(out + 36, addressed);
}

#else
// Where three pieces of 16 bytes begin in a header, and how each is shuffled into its place.
struct alignas(64) EndpointMoves {
  uint8_t source[16];
  uint8_t destination[16];
  uint8_t ports[8];
  uint8_t source_at;
  uint8_t destination_at;
  uint8_t ports_at;
};

inline constexpr uint8_t kNo = 0x80;  // index that gives zero
inline constexpr uint8_t kSwap = HWY_IS_LITTLE_ENDIAN ? 1 : 0;
inline constexpr EndpointMoves kEndpointMoves[3] = {
    {{kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo},
     {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo},
     {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo},
     0,
     0,
     0},
    // INET: all of it is in bytes 12 to 27.
    {{4, 5, 6, 7, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo},
     {8, 9, 10, 11, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo},
     {12 ^ kSwap, 13 ^ kSwap, 14 ^ kSwap, 15 ^ kSwap, kNo, kNo, kNo, kNo},
     12,
     12,
     12},
    // INET6: ends at byte 51.
    {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
     {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
     {12 ^ kSwap, 13 ^ kSwap, 14 ^ kSwap, 15 ^ kSwap, kNo, kNo, kNo, kNo},
     16,
     32,
     36}};

HWY_INLINE void WriteEndpoints(const uint8_t* data, uint32_t addressed, Endpoints* endpoints) {
  const hn::FixedTag<uint8_t, 16> d8;
  const hn::FixedTag<uint8_t, 8> d8_half;
  alignas(16) static constexpr uint8_t kZeros[16] = {};
  const EndpointMoves& moves = kEndpointMoves[addressed >> ByteShift(0) & 0xFF];
  const uint8_t* const base = Select(MaskOf(addressed != 0), data, kZeros);
  const auto source = hn::LoadU(d8, base + moves.source_at);
  const auto destination = hn::LoadU(d8, base + moves.destination_at);
  const auto ports = hn::LoadU(d8, base + moves.ports_at);
  auto* const out = reinterpret_cast<uint8_t*>(endpoints);
  hn::StoreU(hn::TableLookupBytesOr0(source, hn::Load(d8, moves.source)), d8, out);
  hn::StoreU(hn::TableLookupBytesOr0(destination, hn::Load(d8, moves.destination)), d8, out + 16);
  hn::StoreU(hn::TableLookupBytesOr0(ports, hn::Load(d8_half, moves.ports)), d8_half, out + 32);
  StoreNative(out + 36, addressed);
}
#endif

// Appends the indices in the lanes of the mask.
HWY_INLINE void AppendIndices(D32 d, V32 indices, hn::Mask<D32> mask, IndexList& list) {
  static_assert(kLanes <= IndexList::kMaxLanes);
  if constexpr (kLanes >= 8) {
    hn::StoreU(hn::Compress(indices, mask), d, list.indices + list.count);
    list.count += hn::CountTrue(d, mask);
  } else {
    // Fewer lanes are mostly all false, and Compress is slow where there is no byte shuffle.
    if (hn::AllFalse(d, mask)) return;
    HWY_ALIGN uint32_t lanes[kLanes];
    HWY_ALIGN uint32_t wanted[kLanes];
    hn::Store(indices, d, lanes);
    hn::Store(hn::VecFromMask(d, mask), d, wanted);
    for (size_t lane = 0; lane < kLanes; ++lane) list.Append(lanes[lane], wanted[lane] & 1);
  }
}

// Puts apart the inputs that are not version 2: lines of version 1 by their family token, and those
// that are left over, with fewer than 16 bytes or neither signature.
HWY_INLINE void PartOthers(D32 d, V32 index, hn::Mask<D32> v2, V32 dword0, V32 dword1, V32 dword2,
                           V32 size, V1Lines& v1, IndexList& leftover) {
  const auto is = [d](V32 v, const char* text)
                      HWY_ATTR { return hn::Eq(v, hn::Set(d, LoadNative<uint32_t>(text))); };
  const auto bytes = [d](V32 v, uint32_t b2, uint32_t b3) HWY_ATTR {
    return hn::And(v, hn::Set(d, DwordOfBytes(0xFF, 0xFF, b2, b3)));
  };
  const hn::RebindToSigned<D32> di;
  const auto is_short =
      hn::RebindMask(d, hn::Lt(hn::BitCast(di, size), hn::Set(di, int32_t{wire::kV1MinTcp4Size})));

  const auto begins = is(dword0, "PROX");
  const auto is_v1 = hn::And(begins, is(bytes(dword1, 0, 0), "Y \0"));
  const auto is_tcp = hn::And(begins, is(dword1, "Y TC"));
  const V32 token_end = bytes(dword2, 0xFF, 0);
  const auto tcp4 = hn::AndNot(is_short, hn::And(is_tcp, is(token_end, "P4 ")));
  const auto tcp6 = hn::And(is_tcp, is(token_end, "P6 "));
  AppendIndices(d, index, tcp4, v1.tcp4);
  AppendIndices(d, index, tcp6, v1.tcp6);
  AppendIndices(d, index, hn::AndNot(hn::Or(tcp4, tcp6), is_v1), v1.others);
  AppendIndices(d, index, hn::Not(hn::Or(v2, is_v1)), leftover);
}

// Loads and transposes the first 16 bytes of kLanes buffers. Of a buffer with fewer it reads none,
// and gives bytes that begin with no signature.
HWY_INLINE void LoadFixedParts(D32 d, const Buffer* group, V32 size, V32& dword0, V32& dword1,
                               V32& dword2, V32& dword3) {
  const hn::RebindToSigned<D32> di;
  const auto is_short =
      hn::RebindMask(d, hn::Lt(hn::BitCast(di, size), hn::Set(di, wire::kV2FixedSize)));
  if (HWY_LIKELY(hn::AllFalse(d, is_short))) {
    const auto data = [group](size_t i) { return static_cast<const uint8_t*>(group[i].data); };
    dword0 = LoadBlocks(d, 0, data);
    dword1 = LoadBlocks(d, kBlocks, data);
    dword2 = LoadBlocks(d, 2 * kBlocks, data);
    dword3 = LoadBlocks(d, 3 * kBlocks, data);
  } else {
    alignas(16) static constexpr uint8_t kNoSignature[16] = {};
    const auto data = [group](size_t i) {
      return Select(MaskOf(group[i].size < wire::kV2FixedSize), kNoSignature,
                    static_cast<const uint8_t*>(group[i].data));
    };
    dword0 = LoadBlocks(d, 0, data);
    dword1 = LoadBlocks(d, kBlocks, data);
    dword2 = LoadBlocks(d, 2 * kBlocks, data);
    dword3 = LoadBlocks(d, 3 * kBlocks, data);
  }
  Transpose(d, dword0, dword1, dword2, dword3);
}

// The first kLanes inputs of `group`, which are number `first` and so on of their block. Writes the
// records of all that are version 2, and anything to those of the others. Returns how many are ok.
HWY_INLINE size_t DecodeV2Group(D32 d, const Buffer* group, size_t first, Header* headers,
                                Endpoints* endpoints, const Options& options, V1Lines& v1,
                                IndexList& leftover) {
  const V32 size = LoadSizes(d, group);
  V32 dword0 = hn::Zero(d), dword1 = dword0, dword2 = dword0, dword3 = dword0;
  LoadFixedParts(d, group, size, dword0, dword1, dword2, dword3);

  const auto v2 = IsV2(d, dword0, dword1, dword2);
  if (!hn::AllTrue(d, v2)) {
    const V32 index = hn::Add(LoadBufferOfLane(d), hn::Set(d, static_cast<uint32_t>(first)));
    PartOthers(d, index, v2, dword0, dword1, dword2, size, v1, leftover);
    if (hn::AllFalse(d, v2)) return 0;
  }
  V32 word0 = hn::Zero(d), word1 = word0, word2 = word0, word3 = word0, addressed_lanes = word0;
  const auto ok = Judge(d, v2, dword3, size, options, word0, word1, word2, addressed_lanes);
  Transpose(d, word0, word1, word2, word3);
  auto* const out = reinterpret_cast<uint32_t*>(headers);
  hn::StoreU(word0, d, out);
  hn::StoreU(word1, d, out + kLanes);
  hn::StoreU(word2, d, out + 2 * kLanes);
  hn::StoreU(word3, d, out + 3 * kLanes);

  if (endpoints != nullptr) {
    HWY_ALIGN uint32_t addressed[kLanes];
    hn::Store(addressed_lanes, d, addressed);
    for (size_t i = 0; i < kLanes; ++i) {
      WriteEndpoints(static_cast<const uint8_t*>(group[i].data), addressed[LaneOfBuffer(i)],
                     endpoints + i);
    }
  }
  return hn::CountTrue(d, ok);
}

// The last inputs of a block, fewer than kLanes: as a group filled up with empty inputs.
HWY_NOINLINE size_t DecodeV2Rest(D32 d, const Buffer* buffers, size_t first, size_t count,
                                 Header* headers, Endpoints* endpoints, const Options& options,
                                 V1Lines& v1, IndexList& leftover) {
  Buffer group[kLanes] = {};
  Header group_headers[kLanes];
  Endpoints group_endpoints[kLanes];
  for (size_t i = 0; i < count; ++i) group[i] = buffers[first + i];
  const size_t before = leftover.count;
  const size_t ok =
      DecodeV2Group(d, group, first, group_headers,
                    endpoints != nullptr ? group_endpoints : nullptr, options, v1, leftover);
  for (size_t i = 0; i < count; ++i) headers[first + i] = group_headers[i];
  for (size_t i = 0; endpoints != nullptr && i < count; ++i) {
    endpoints[first + i] = group_endpoints[i];
  }
  const size_t after = leftover.count;
  leftover.count = before;
  for (size_t k = before; k < after; ++k) {
    leftover.Append(leftover.indices[k], leftover.indices[k] < first + count);
  }
  return ok;
}

HWY_INLINE void StoreSettled(uint32_t word0, uint32_t extent, size_t i, Header* headers,
                             Endpoints* endpoints) {
  auto* const out = reinterpret_cast<uint8_t*>(headers + i);
  StoreNative(out, word0);
  StoreNative<uint32_t>(out + 4, 0);
  StoreNative(out + 8, extent);
  StoreNative<uint32_t>(out + 12, 0);
  if (endpoints != nullptr) endpoints[i] = {};
}

// Inputs of 16 bytes or more with neither signature.
HWY_INLINE void SettleStrangers(const Buffer* buffers, const IndexList& strangers, Header* headers,
                                Endpoints* endpoints) {
  for (size_t k = 0; k < strangers.count; ++k) {
    const size_t i = strangers.indices[k];
    const auto* const data = static_cast<const uint8_t*>(buffers[i].data);
    const Agreement agree = CompareSignatures({LoadLittle64(data), LoadLittle64(data + 8)});
    StoreSettled(Word0(Outcome::kNotProxy, Reason::kNone, 0), HWY_MAX(agree.v1, agree.v2), i,
                 headers, endpoints);
  }
}

HWY_INLINE Low16 LoadShort(const uint8_t* data, size_t size) {
#if HWY_TARGET <= HWY_AVX3  // masked loads: a third of the instructions
  const hn::FixedTag<uint8_t, 16> d8;
  const auto words =
      hn::BitCast(hn::Repartition<uint64_t, decltype(d8)>(), hn::LoadN(d8, data, size));
  return {hn::ExtractLane(words, 0), hn::ExtractLane(words, 1)};
#else
  return LoadUpTo15(data, size);
#endif
}

// Inputs of fewer bytes. Puts apart v1 lines, and v2 headers that are cut inside their fixed part.
HWY_INLINE void SettleShorts(const Buffer* buffers, const IndexList& shorts, const Options& options,
                             Header* headers, Endpoints* endpoints, IndexList& v1, IndexList& cut) {
  const uint32_t waiting = options.datagram ? Word0(Outcome::kInvalid, Reason::kTruncated, 0)
                                            : Word0(Outcome::kIncomplete, Reason::kNone, 0);
  for (size_t k = 0; k < shorts.count; ++k) {
    const size_t i = shorts.indices[k];
    const auto size = static_cast<uint32_t>(buffers[i].size);
    const Signature signature =
        ReadSignature(LoadShort(static_cast<const uint8_t*>(buffers[i].data), size), size);
    const uint64_t prefix = MaskOf(signature.kind == Kind::kPrefix);
    const uint64_t truncated = options.datagram ? prefix : 0;
    const uint64_t word0 = Select(prefix, waiting, Word0(Outcome::kNotProxy, Reason::kNone, 0));
    const uint64_t extent = Select(truncated, size, signature.extent);
    StoreSettled(static_cast<uint32_t>(word0), static_cast<uint32_t>(extent), i, headers,
                 endpoints);
    v1.Append(i, signature.kind == Kind::kV1);
    cut.Append(i, signature.kind == Kind::kV2);
  }
}

HWY_INLINE void SettleLeftover(const Buffer* buffers, const IndexList& leftover,
                               const Options& options, Header* headers, Endpoints* endpoints,
                               V1Lines& v1) {
  IndexList strangers, shorts, cut;
  for (size_t k = 0; k < leftover.count; ++k) {
    const uint32_t i = leftover.indices[k];
    const bool is_short = buffers[i].size < wire::kV2FixedSize;
    strangers.Append(i, !is_short);
    shorts.Append(i, is_short);
  }
  SettleStrangers(buffers, strangers, headers, endpoints);
  SettleShorts(buffers, shorts, options, headers, endpoints, v1.others, cut);
  for (size_t k = 0; k < cut.count; ++k) {
    const size_t i = cut.indices[k];
    headers[i] =
        DecodeOne(static_cast<const uint8_t*>(buffers[i].data), buffers[i].size, nullptr, options);
  }
}

// How many inputs ahead their first cache line is asked for.
inline constexpr size_t kPrefetchAhead = 48;

size_t DecodeV2Block(const Buffer* buffers, size_t count, size_t readable, Header* headers,
                     Endpoints* endpoints, V1Lines& v1, const Options& options) {
  const D32 d;
  // A copy that no store can reach, so that what depends on it alone is computed once.
  const Options local_options = options;
  IndexList leftover;
  size_t ok = 0;
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    if (i + kLanes + kPrefetchAhead <= readable) {
      for (size_t k = 0; k < kLanes; ++k) {
        hwy::Prefetch(static_cast<const uint8_t*>(buffers[i + kPrefetchAhead + k].data));
      }
    }
    ok +=
        DecodeV2Group(d, buffers + i, i, headers + i,
                      endpoints != nullptr ? endpoints + i : nullptr, local_options, v1, leftover);
  }
  if (i != count) {
    ok += DecodeV2Rest(d, buffers, i, count - i, headers, endpoints, local_options, v1, leftover);
  }
  SettleLeftover(buffers, leftover, local_options, headers, endpoints, v1);
  return ok;
}

void ClassifyBlock(const Buffer* buffers, size_t count, Kind* kinds) {
  const D32 d;
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const V32 size = LoadSizes(d, buffers + i);
    V32 dword0 = hn::Zero(d), dword1 = dword0, dword2 = dword0, dword3 = dword0;
    LoadFixedParts(d, buffers + i, size, dword0, dword1, dword2, dword3);
    for (size_t k = 0; k < kLanes; ++k) kinds[i + k] = Kind::kV2;
    IndexList others;
    AppendIndices(d, LoadBufferOfLane(d), hn::Not(IsV2(d, dword0, dword1, dword2)), others);
    for (size_t k = 0; k < others.count; ++k) {
      const Buffer& buffer = buffers[i + others.indices[k]];
      kinds[i + others.indices[k]] =
          ClassifyOne(static_cast<const uint8_t*>(buffer.data), buffer.size);
    }
  }
  for (; i < count; ++i) {
    kinds[i] = ClassifyOne(static_cast<const uint8_t*>(buffers[i].data), buffers[i].size);
  }
}

#endif  // HWY_TARGET == HWY_SCALAR

int64_t DecodeV2Target() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
