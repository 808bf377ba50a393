// The kernels of decode_v2.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#undef SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#else
#define SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

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

V2BlockResult DecodeV2Block(const Buffer* buffers, size_t count, size_t /*readable*/,
                            Header* headers, Endpoints* endpoints, uint8_t* v1,
                            const Options& options) {
  Options unchecked = options;
  unchecked.check = Check::kNone;
  V2BlockResult result{};
  for (size_t i = 0; i < count; ++i) {
    const auto* const data = static_cast<const uint8_t*>(buffers[i].data);
    const size_t size = buffers[i].size < kMaxHeaderSize ? buffers[i].size : kMaxHeaderSize;
    if (endpoints != nullptr) endpoints[i] = {};
    if (ClassifyOne(data, size) == Kind::kV1) {
      v1[result.v1++] = static_cast<uint8_t>(i);
      continue;
    }
    headers[i] = DecodeOne(data, size, endpoints != nullptr ? endpoints + i : nullptr, unchecked);
    result.ok += headers[i].ok();
  }
  return result;
}

#else

namespace hn = hwy::HWY_NAMESPACE;

// Shift that puts a value into byte i of a dword in memory.
HWY_INLINE constexpr int ByteShift(int i) { return 8 * (HWY_IS_BIG_ENDIAN ? 3 - i : i); }
// The same for the upper half of a dword in memory.
inline constexpr int kUpperHalfShift = HWY_IS_BIG_ENDIAN ? 0 : 16;

HWY_INLINE constexpr uint32_t DwordOfBytes(uint32_t b0, uint32_t b1, uint32_t b2, uint32_t b3) {
  return b0 << ByteShift(0) | b1 << ByteShift(1) | b2 << ByteShift(2) | b3 << ByteShift(3);
}

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
  const auto sizes = hn::Dup128VecFromValues(d8, 0, 12, 36, 216, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  // The other three bytes of a lane are 0 and read entry 0, which is 0.
  return hn::BitCast(d, hn::TableLookupBytes(sizes, hn::BitCast(d8, family)));
#endif
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

// What the rules make of kLanes headers.
struct Judged {
  V32 word0, word1, word2;    // the first three dwords of the Header records
  V32 addressed;              // family | transport << 8 as bytes of a dword; 0: no endpoints
  hn::Mask<D32> v2;           // the signature of version 2 is there
  hn::Mask<D32> ok;
};

inline constexpr uint32_t Word0(Outcome outcome, Reason reason) {
  return DwordOfBytes(static_cast<uint32_t>(outcome), static_cast<uint32_t>(reason), 2, 0);
}

// The rules of version 2 in ascending order of precedence: a later select overrides those before it.
// dword0 to dword3 are the fixed 16 bytes. A header of fewer bytes has been padded with what breaks no
// rule: LOCAL, UNSPEC, length 0.
HWY_INLINE Judged Judge(D32 d, V32 dword0, V32 dword1, V32 dword2, V32 dword3, V32 size,
                        const Options& options) {
  const auto set = [d](auto value) HWY_ATTR { return hn::Set(d, static_cast<uint32_t>(value)); };
  const V32 zero = hn::Zero(d);
  const V32 fixed_size = set(wire::kV2FixedSize);

  const V32 differs =
      hn::Or3(hn::Xor(dword0, set(DwordOfBytes(0x0D, 0x0A, 0x0D, 0x0A))),
              hn::Xor(dword1, set(DwordOfBytes(0x00, 0x0D, 0x0A, 0x51))),
              hn::Xor(dword2, set(DwordOfBytes(0x55, 0x49, 0x54, 0x0A))));

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
  reason = hn::IfThenZeroElse(less(size, fixed_size), reason);  // the length is not there yet
  reason = hn::IfThenElse(less(set(2), transport), set(Reason::kBadTransport), reason);
  reason = hn::IfThenElse(less(set(3), family), set(Reason::kBadFamily), reason);
  reason = hn::IfThenElse(less(set(0x21), version_command), set(Reason::kBadCommand), reason);
  reason = hn::IfThenElse(
      hn::Ne(hn::And(version_command, set(0xF0)), set(0x20)), set(Reason::kBadVersion), reason);
  const auto incomplete = less(size, header_size);
  const auto invalid = hn::Ne(reason, zero);

  Judged judged;
  judged.v2 = hn::Eq(differs, zero);
  judged.ok = hn::AndNot(invalid, hn::AndNot(incomplete, judged.v2));

  const V32 waiting = set(options.datagram ? Word0(Outcome::kInvalid, Reason::kTruncated)
                                           : Word0(Outcome::kIncomplete, Reason::kNone));
  const V32 word0 =
      hn::IfThenElse(incomplete, waiting, set(Word0(Outcome::kOk, Reason::kNone)));
  const V32 invalid_word0 = hn::Or(set(Word0(Outcome::kInvalid, Reason::kNone)),
                                   hn::ShiftLeft<ByteShift(1)>(reason));
  judged.word0 = hn::IfThenElse(invalid, invalid_word0, word0);

  const V32 raw = hn::And(dword3, set(DwordOfBytes(0xFF, 0xFF, 0, 0)));
  const V32 tlv_begin = hn::ShiftLeft<kUpperHalfShift>(hn::Add(block, fixed_size));
  judged.word1 = hn::IfThenElseZero(judged.ok, hn::Or(raw, tlv_begin));

  // Offsets 12, 12, 13, 13, 14, 14 of kBadVersion (10) to kHeaderTooLong (15).
  const V32 offset = hn::Add(hn::ShiftRight<1>(reason), set(7));
  const V32 extent =
      options.datagram ? hn::IfThenElse(incomplete, size, header_size) : header_size;
  judged.word2 = hn::IfThenElse(invalid, offset, extent);

  if (options.accept == Accept::kV1) {
    judged.ok = hn::FirstN(d, 0);
    judged.word0 = set(Word0(Outcome::kInvalid, Reason::kVersionNotAccepted));
    judged.word1 = zero;
    judged.word2 = zero;
  }

  // INET and INET6 have blocks of 12 and 36 bytes, and no other family has one below 40.
  const auto addressed =
      hn::And(judged.ok, hn::AndNot(hn::Eq(block, zero), less(block, set(40))));
  judged.addressed = hn::IfThenElseZero(
      addressed, hn::Or(hn::ShiftLeft<ByteShift(0)>(family),
                        hn::ShiftLeft<ByteShift(1)>(transport)));
  return judged;
}

HWY_INLINE uint64_t MaskBits(D32 d, hn::Mask<D32> mask) {
  uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  return LoadLittle64(bytes);
}

// The fixed 16 bytes of an input that has fewer, padded with what breaks no rule.
HWY_INLINE void PadShort(const Buffer& buffer, uint8_t* block) {
  CopyUpTo15(static_cast<const uint8_t*>(buffer.data), buffer.size, block);
  block[12] = buffer.size > 12 ? block[12] : 0x20;
  block[13] = buffer.size > 13 ? block[13] : 0;
  block[14] = 0;
  block[15] = 0;
}

// Neither branches nor reads more than the header: what INET does not have is read as zeros.
HWY_INLINE void WriteEndpoints(const uint8_t* data, uint32_t addressed, Endpoints* endpoints) {
  static constexpr uint8_t kZeros[64] = {};
  const uint32_t family = addressed >> ByteShift(0) & 0xFF;
  const bool inet6 = family == 2;
  const uint8_t* const base = family != 0 ? data : kZeros;
  const uint8_t* const wide = inet6 ? data : kZeros;
  // INET: source and destination of 4 bytes each.
  const auto both = LoadNative<uint64_t>(base + 16);
  const uint64_t first = HWY_IS_BIG_ENDIAN ? both & ~0xFFFFFFFFULL : both & 0xFFFFFFFF;
  const uint64_t second = HWY_IS_BIG_ENDIAN ? both << 32 : both >> 32;
  const auto wide_destination = LoadNative<uint64_t>(wide + 32);
  const uint8_t* const ports = base + (inet6 ? 48 : 24);

  auto* const out = reinterpret_cast<uint8_t*>(endpoints);
  StoreNative(out, inet6 ? both : first);
  StoreNative(out + 8, LoadNative<uint64_t>(wide + 24));
  StoreNative(out + 16, inet6 ? wide_destination : second);
  StoreNative(out + 24, LoadNative<uint64_t>(wide + 40));
  StoreNative(out + 32, LoadBig16(ports));
  StoreNative(out + 34, LoadBig16(ports + 2));
  StoreNative(out + 36, addressed);
}

// Inputs that do not begin with the signature of version 2: settles what they are, or leaves them to
// version 1. `block` holds the first 16 bytes.
HWY_INLINE bool SettleOther(const uint8_t* block, uint32_t size, const Options& options,
                            Header* header) {
  const Signature signature = ReadSignature(block, size < 16 ? size : 16);
  const bool prefix = signature.kind == Kind::kPrefix;
  const bool truncated = prefix && options.datagram;
  Header settled = NotProxyHeader(truncated ? size : signature.extent);
  settled.outcome_code = prefix ? Outcome::kIncomplete : Outcome::kNotProxy;
  settled.outcome_code = truncated ? Outcome::kInvalid : settled.outcome_code;
  settled.reason_code = truncated ? Reason::kTruncated : Reason::kNone;
  *header = settled;
  return signature.kind == Kind::kV1;
}

struct Group {
  size_t ok = 0;
  size_t v1 = 0;
};

// kLanes inputs from `first` on.
HWY_INLINE void DecodeV2Group(D32 d, const Buffer* buffers, size_t first, Header* headers,
                              Endpoints* endpoints, uint8_t* v1, const Options& options,
                              Group& totals) {
  const Buffer* const group = buffers + first;
  const V32 size = LoadSizes(d, group);
  const hn::RebindToSigned<D32> di;
  const auto is_short = hn::RebindMask(
      d, hn::Lt(hn::BitCast(di, size), hn::Set(di, static_cast<int32_t>(wire::kV2FixedSize))));
  uint64_t short_bits = MaskBits(d, is_short);

  alignas(16) uint8_t padded[kLanes][16];
  const uint8_t* data[kLanes];
  for (size_t i = 0; i < kLanes; ++i) data[i] = static_cast<const uint8_t*>(group[i].data);
  for (; short_bits != 0; short_bits &= short_bits - 1) {
    const size_t i = BufferOfLane(static_cast<size_t>(std::countr_zero(short_bits)));
    PadShort(group[i], padded[i]);
    data[i] = padded[i];
  }

  const auto pointer_of = [&](size_t i) { return data[i]; };
  V32 dword0 = LoadBlocks(d, 0, pointer_of);
  V32 dword1 = LoadBlocks(d, kBlocks, pointer_of);
  V32 dword2 = LoadBlocks(d, 2 * kBlocks, pointer_of);
  V32 dword3 = LoadBlocks(d, 3 * kBlocks, pointer_of);
  Transpose(d, dword0, dword1, dword2, dword3);

  const Judged judged = Judge(d, dword0, dword1, dword2, dword3, size, options);

  V32 word0 = judged.word0;
  V32 word1 = judged.word1;
  V32 word2 = judged.word2;
  V32 word3 = hn::Zero(d);
  Transpose(d, word0, word1, word2, word3);
  auto* const out = reinterpret_cast<uint32_t*>(headers + first);
  hn::StoreU(word0, d, out);
  hn::StoreU(word1, d, out + kLanes);
  hn::StoreU(word2, d, out + 2 * kLanes);
  hn::StoreU(word3, d, out + 3 * kLanes);
  totals.ok += hn::CountTrue(d, judged.ok);

  if (endpoints != nullptr) {
    HWY_ALIGN uint32_t addressed[kLanes];
    hn::Store(judged.addressed, d, addressed);
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const size_t i = BufferOfLane(lane);
      WriteEndpoints(data[i], addressed[lane], endpoints + first + i);
    }
  }

  uint64_t others = MaskBits(d, hn::Not(judged.v2));
  if (HWY_LIKELY(others == 0)) return;
  HWY_ALIGN uint32_t sizes[kLanes];
  hn::Store(size, d, sizes);
  for (; others != 0; others &= others - 1) {
    const auto lane = static_cast<size_t>(std::countr_zero(others));
    const size_t i = BufferOfLane(lane);
    const bool is_v1 = SettleOther(data[i], sizes[lane], options, headers + first + i);
    v1[totals.v1] = static_cast<uint8_t>(first + i);
    totals.v1 += is_v1;
  }
}

// The last inputs of a block, fewer than kLanes: as a group filled up with empty inputs.
HWY_NOINLINE void DecodeV2Rest(D32 d, const Buffer* buffers, size_t first, size_t count,
                               Header* headers, Endpoints* endpoints, uint8_t* v1,
                               const Options& options, Group& totals) {
  Buffer group[kLanes] = {};
  Header group_headers[kLanes];
  Endpoints group_endpoints[kLanes];
  uint8_t group_v1[kLanes];
  Group group_totals;
  for (size_t i = 0; i < count; ++i) group[i] = buffers[first + i];
  DecodeV2Group(d, group, 0, group_headers, endpoints != nullptr ? group_endpoints : nullptr,
                group_v1, options, group_totals);
  for (size_t i = 0; i < count; ++i) headers[first + i] = group_headers[i];
  for (size_t i = 0; endpoints != nullptr && i < count; ++i) {
    endpoints[first + i] = group_endpoints[i];
  }
  for (size_t i = 0; i < group_totals.v1; ++i) {
    v1[totals.v1++] = static_cast<uint8_t>(first + group_v1[i]);
  }
  totals.ok += group_totals.ok;
}

// How many inputs ahead their first cache line is asked for.
inline constexpr size_t kPrefetchAhead = 48;

V2BlockResult DecodeV2Block(const Buffer* buffers, size_t count, size_t readable, Header* headers,
                            Endpoints* endpoints, uint8_t* v1, const Options& options) {
  const D32 d;
  Group totals;
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    if (i + kLanes + kPrefetchAhead <= readable) {
      for (size_t k = 0; k < kLanes; ++k) {
        hwy::Prefetch(static_cast<const uint8_t*>(buffers[i + kPrefetchAhead + k].data));
      }
    }
    DecodeV2Group(d, buffers, i, headers, endpoints, v1, options, totals);
  }
  if (i != count) {
    DecodeV2Rest(d, buffers, i, count - i, headers, endpoints, v1, options, totals);
  }
  return {totals.ok, totals.v1};
}

#endif  // HWY_TARGET == HWY_SCALAR

void ClassifyBlock(const Buffer* buffers, size_t count, Kind* kinds) {
  for (size_t i = 0; i < count; ++i) {
    kinds[i] = ClassifyOne(static_cast<const uint8_t*>(buffers[i].data), buffers[i].size);
  }
}

int64_t DecodeV2Target() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
