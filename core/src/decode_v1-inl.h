// The kernel of decode_v1.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_DECODE_V1_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_DECODE_V1_INL_H_
#undef SIMDPROXY_CORE_SRC_DECODE_V1_INL_H_
#else
#define SIMDPROXY_CORE_SRC_DECODE_V1_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/kernels.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/v1_inet-inl.h"
#include "core/src/v1_inet6-inl.h"
#include "core/src/v1_unknown-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

HWY_INLINE size_t DecodeByBytes(const Buffer* buffers, const IndexList& lines, Header* headers,
                                Endpoints* endpoints, const Options& options) {
  size_t ok = 0;
  for (size_t k = 0; k < lines.count; ++k) {
    const size_t i = lines.indices[k];
    if (endpoints != nullptr) endpoints[i] = {};
    headers[i] = DecodeV1Line(static_cast<const uint8_t*>(buffers[i].data),
                              HWY_MIN(buffers[i].size, size_t{kMaxHeaderSize}),
                              endpoints != nullptr ? endpoints + i : nullptr, options);
    ok += headers[i].ok();
  }
  return ok;
}

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE2  // have no byte shuffle

size_t DecodeV1Block(const Buffer* buffers, const V1Lines& lines, Header* headers,
                     Endpoints* endpoints, const Options& options) {
  return DecodeByBytes(buffers, lines.tcp4, headers, endpoints, options) +
         DecodeByBytes(buffers, lines.tcp6, headers, endpoints, options) +
         DecodeByBytes(buffers, lines.others, headers, endpoints, options);
}

size_t DecodeTcp4Run(const Buffer* /*buffers*/, size_t /*count*/, size_t /*readable*/,
                     Header* /*headers*/, Endpoints* /*endpoints*/, const Options& /*options*/,
                     size_t& /*ok*/) {
  return 0;
}

#else

size_t DecodeTcp4Run(const Buffer* buffers, size_t count, size_t readable, Header* headers,
                     Endpoints* endpoints, const Options& options, size_t& ok) {
  const Options local_options = options;  // no store reaches it
  TcpGroup group;
  ZeroForMsan(group);
  return DecodeTcp4Groups({buffers, headers, endpoints, local_options}, count, readable, group, ok);
}

template <size_t kSize, class DecodeGroup>
HWY_INLINE size_t DecodeInGroups(const IndexList& lines, const DecodeGroup& decode_group) {
  size_t ok = 0;
  for (size_t k = 0; k < lines.count; k += kSize) {
    ok += decode_group(lines.indices + k, HWY_MIN(lines.count - k, kSize));
  }
  return ok;
}

size_t DecodeV1Block(const Buffer* buffers, const V1Lines& lines, Header* headers,
                     Endpoints* endpoints, const Options& options) {
  const Options local_options = options;  // no store reaches it
  const V1Batch batch{buffers, headers, endpoints, local_options};
  LineTexts texts;
  TcpGroup group;
  ZeroForMsan(texts);
  ZeroForMsan(group);
  size_t ok = 0;
  ok += DecodeInGroups<kGroup>(lines.tcp4, [&](const uint32_t* indices, size_t n) HWY_ATTR {
    return DecodeTcp4Group(batch, indices, n, group);
  });
  ok += DecodeInGroups<kTextGroup>(lines.tcp6, [&](const uint32_t* indices, size_t n) HWY_ATTR {
    return DecodeTcp6Group(batch, indices, n, texts, group);
  });
  if (lines.others.count == 0) return ok;

  IndexList unknown, faulty;
  PartUnknown(batch, lines.others, unknown, faulty);
  ok += DecodeInGroups<kTextGroup>(unknown, [&](const uint32_t* indices, size_t n) HWY_ATTR {
    return DecodeUnknownGroup(batch, indices, n, texts);
  });
  return ok + DecodeByBytes(buffers, faulty, headers, endpoints, local_options);
}

#endif  // HWY_TARGET

int64_t DecodeV1Target() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
