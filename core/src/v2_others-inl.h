// What is among the inputs of a block that is not version 2: lines of version 1, put apart by kind,
// and inputs with fewer than 16 bytes or neither signature, which are settled here.

#if defined(SIMDPROXY_CORE_SRC_V2_OTHERS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V2_OTHERS_INL_H_
#undef SIMDPROXY_CORE_SRC_V2_OTHERS_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V2_OTHERS_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/kernels.h"
#include "core/src/signature.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v2_lanes-inl.h"

#if HWY_TARGET != HWY_SCALAR  // has no 16-byte blocks

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Appends the indices in the lanes of the mask.
HWY_INLINE void AppendIndices(D32 d, V32 indices, hn::Mask<D32> mask, IndexList& list) {
  static_assert(kLanes <= IndexList::kMaxLanes);
#if HWY_TARGET == HWY_SSE2  // no byte shuffle: Compress is slow, and lanes are mostly all false
  if (hn::AllFalse(d, mask)) return;
  HWY_ALIGN uint32_t lanes[kLanes];
  HWY_ALIGN uint32_t wanted[kLanes];
  hn::Store(indices, d, lanes);
  hn::Store(hn::VecFromMask(d, mask), d, wanted);
  for (size_t lane = 0; lane < kLanes; ++lane) list.Append(lanes[lane], wanted[lane] & 1);
#else
  hn::StoreU(hn::Compress(indices, mask), d, list.indices + list.count);
  list.count += hn::CountTrue(d, mask);
#endif
}

// The groups of a block that hold inputs other than version 2, and which lanes those are.
struct Others {
  static constexpr size_t kGroups = kBlockSize / kLanes + 1;
  uint32_t first[kGroups];
  uint8_t tcp4[kGroups][8];  // mask bits
  uint8_t tcp6[kGroups][8];
  uint8_t v1[kGroups][8];  // all lines
  uint8_t v2[kGroups][8];
  size_t count = 0;
};

// Finds the lines of version 1 by their family token.
HWY_INLINE void FindOthers(D32 d, size_t first, hn::Mask<D32> v2, V32 dword0, V32 dword1,
                           V32 dword2, V32 size, Others& others) {
  const auto is = [d](V32 v, const char* text)
                      HWY_ATTR { return hn::Eq(v, hn::Set(d, LoadNative<uint32_t>(text))); };
  const auto bytes = [d](V32 v, uint32_t b2, uint32_t b3) HWY_ATTR {
    return hn::And(v, hn::Set(d, DwordOfBytes(0xFF, 0xFF, b2, b3)));
  };
  const hn::RebindToSigned<D32> di;
  const auto is_short =
      hn::RebindMask(d, hn::Lt(hn::BitCast(di, size), hn::Set(di, int32_t{wire::kV1MinTcp4Size})));

  const auto begins = is(dword0, "PROX");
  constexpr char kOfAnyFamily[4] = {'Y', ' ', 0, 0};
  const auto is_v1 = hn::And(begins, is(bytes(dword1, 0, 0), kOfAnyFamily));
  const auto is_tcp = hn::And(begins, is(dword1, "Y TC"));
  const V32 token_end = bytes(dword2, 0xFF, 0);
  const size_t n = others.count++;
  others.first[n] = static_cast<uint32_t>(first);
  hn::StoreMaskBits(d, hn::AndNot(is_short, hn::And(is_tcp, is(token_end, "P4 "))), others.tcp4[n]);
  hn::StoreMaskBits(d, hn::And(is_tcp, is(token_end, "P6 ")), others.tcp6[n]);
  hn::StoreMaskBits(d, is_v1, others.v1[n]);
  hn::StoreMaskBits(d, v2, others.v2[n]);
}

// Puts apart what FindOthers found, and the inputs that are left over, with fewer than 16 bytes or
// neither signature. In a loop of its own: stores whose address is known late hold up the loads
// behind them.
HWY_INLINE void PartOthers(D32 d, const Others& others, V1Lines& v1, IndexList& leftover) {
  for (size_t n = 0; n < others.count; ++n) {
    const V32 index = hn::Add(LoadBufferOfLane(d), hn::Set(d, others.first[n]));
    const auto tcp4 = hn::LoadMaskBits(d, others.tcp4[n]);
    const auto tcp6 = hn::LoadMaskBits(d, others.tcp6[n]);
    const auto is_v1 = hn::LoadMaskBits(d, others.v1[n]);
    const auto is_v2 = hn::LoadMaskBits(d, others.v2[n]);
    AppendIndices(d, index, tcp4, v1.tcp4);
    AppendIndices(d, index, tcp6, v1.tcp6);
    AppendIndices(d, index, hn::AndNot(hn::Or(tcp4, tcp6), is_v1), v1.others);
    AppendIndices(d, index, hn::Not(hn::Or(is_v2, is_v1)), leftover);
  }
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

// Those from `count` on fill up the last group.
HWY_INLINE void SettleLeftover(const Buffer* buffers, size_t count, const IndexList& leftover,
                               const Options& options, Header* headers, Endpoints* endpoints,
                               V1Lines& v1) {
  IndexList strangers, shorts, cut;
  for (size_t k = 0; k < leftover.count; ++k) {
    const uint32_t i = leftover.indices[k];
    if (i >= count) continue;
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

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
