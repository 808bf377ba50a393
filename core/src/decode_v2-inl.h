// The kernels of decode_v2.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#undef SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#else
#define SIMDPROXY_CORE_SRC_DECODE_V2_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/decode_one.h"
#include "core/src/kernels.h"
#include "core/src/wire.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v2_endpoints-inl.h"
#include "core/src/v2_judge-inl.h"
#include "core/src/v2_lanes-inl.h"
#include "core/src/v2_others-inl.h"

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

// The first kLanes inputs of `group`, which are number `first` and so on of their block. Writes the
// records of all that are version 2, and anything to those of the others. Returns how many are ok.
HWY_INLINE size_t DecodeV2Group(D32 d, const Buffer* group, size_t first, Header* headers,
                                Endpoints* endpoints, const Options& options, Others& others) {
  const V32 size = LoadSizes(d, group);
  V32 dword0 = hn::Zero(d), dword1 = dword0, dword2 = dword0, dword3 = dword0;
  LoadFixedParts(d, group, size, dword0, dword1, dword2, dword3);

  const auto v2 = IsV2(d, dword0, dword1, dword2);
  if (!hn::AllTrue(d, v2)) {
    FindOthers(d, first, v2, dword0, dword1, dword2, size, others);
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
                                 Others& others) {
  Buffer group[kLanes] = {};
  Header group_headers[kLanes];
  Endpoints group_endpoints[kLanes];
  for (size_t i = 0; i < count; ++i) group[i] = buffers[first + i];
  const size_t ok =
      DecodeV2Group(d, group, first, group_headers,
                    endpoints != nullptr ? group_endpoints : nullptr, options, others);
  for (size_t i = 0; i < count; ++i) headers[first + i] = group_headers[i];
  for (size_t i = 0; endpoints != nullptr && i < count; ++i) {
    endpoints[first + i] = group_endpoints[i];
  }
  return ok;
}

// How many inputs ahead their first cache line is asked for.
inline constexpr size_t kPrefetchAhead = 48;

size_t DecodeV2Block(const Buffer* buffers, size_t count, size_t readable, Header* headers,
                     Endpoints* endpoints, V1Lines& v1, const Options& options) {
  const D32 d;
  // A copy that no store can reach, so that what depends on it alone is computed once.
  const Options local_options = options;
  Others others;
  size_t ok = 0;
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    if (i + kLanes + kPrefetchAhead <= readable) {
      for (size_t k = 0; k < kLanes; ++k) {
        hwy::Prefetch(static_cast<const uint8_t*>(buffers[i + kPrefetchAhead + k].data));
      }
    }
    ok += DecodeV2Group(d, buffers + i, i, headers + i,
                        endpoints != nullptr ? endpoints + i : nullptr, local_options, others);
  }
  if (i != count) {
    ok += DecodeV2Rest(d, buffers, i, count - i, headers, endpoints, local_options, others);
  }
  if (others.count == 0) return ok;

  IndexList leftover;
  PartOthers(d, others, v1, leftover);
  SettleLeftover(buffers, count, leftover, local_options, headers, endpoints, v1);
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
