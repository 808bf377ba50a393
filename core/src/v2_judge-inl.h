// The rules of version 2 [2.2], for kLanes headers at once.

#if defined(SIMDPROXY_CORE_SRC_V2_JUDGE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V2_JUDGE_INL_H_
#undef SIMDPROXY_CORE_SRC_V2_JUDGE_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V2_JUDGE_INL_H_
#endif

#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
#include "simdproxy/decode.h"
// Behind highway.h.
#include "core/src/v2_lanes-inl.h"

#if HWY_TARGET != HWY_SCALAR  // has no 16-byte blocks

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

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

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
