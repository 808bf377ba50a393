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

HWY_INLINE size_t DecodeLinesByBytes(const Buffer* buffers, const uint8_t* lines, size_t count,
                                     Header* headers, Endpoints* endpoints,
                                     const Options& options) {
  size_t ok = 0;
  for (size_t k = 0; k < count; ++k) {
    const size_t i = lines[k];
    headers[i] = DecodeV1Line(static_cast<const uint8_t*>(buffers[i].data),
                              HWY_MIN(buffers[i].size, size_t{kMaxHeaderSize}),
                              endpoints != nullptr ? endpoints + i : nullptr, options);
    ok += headers[i].ok();
  }
  return ok;
}

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE2  // have no byte shuffle

size_t DecodeV1Block(const Buffer* buffers, const uint8_t* lines, size_t count, Header* headers,
                     Endpoints* endpoints, const Options& options) {
  return DecodeLinesByBytes(buffers, lines, count, headers, endpoints, options);
}

#else

// Indices of the lines of one kind.
struct LinesOfKind {
  uint8_t indices[kBlockSize];
  size_t count = 0;

  HWY_INLINE void Append(uint8_t index, bool wanted) {
    indices[count] = index;
    count += wanted;
  }
};

// Bytes 6 to 13 as a little-endian number.
HWY_INLINE constexpr uint64_t TokenOf(const char (&text)[9]) {
  uint64_t token = 0;
  for (size_t i = 0; i < 8; ++i) token |= uint64_t{static_cast<uint8_t>(text[i])} << 8 * i;
  return token;
}

template <class DecodeGroup>
HWY_INLINE size_t DecodeInGroups(const LinesOfKind& lines, const DecodeGroup& decode_group) {
  size_t ok = 0;
  for (size_t k = 0; k < lines.count; k += kGroup) {
    ok += decode_group(lines.indices + k, HWY_MIN(lines.count - k, kGroup));
  }
  return ok;
}

size_t DecodeV1Block(const Buffer* buffers, const uint8_t* lines, size_t count, Header* headers,
                     Endpoints* endpoints, const Options& options) {
  const Options local_options = options;
  const V1Batch batch{buffers, headers, endpoints, local_options};
  LinesOfKind tcp4, tcp6, unknown, others;
  for (size_t k = 0; k < count; ++k) {
    const Buffer& buffer = buffers[lines[k]];
    // The last eight of the bytes 6 to 14 where they are there: shorter lines are others.
    constexpr size_t kEnd = wire::kV1FamilyOffset + 9;
    alignas(8) static constexpr uint8_t kNoToken[9] = {};
    const uint8_t* const token_at =
        Select(MaskOf(buffer.size >= kEnd),
               static_cast<const uint8_t*>(buffer.data) + wire::kV1FamilyOffset, kNoToken);
    const uint64_t token = LoadLittle64(token_at);
    const uint64_t first5 = token & 0xFFFFFFFFFF;
    const bool is_tcp4 = first5 == (TokenOf("TCP4 ...") & 0xFFFFFFFFFF);
    const bool is_tcp6 = first5 == (TokenOf("TCP6 ...") & 0xFFFFFFFFFF);
    const bool is_unknown =
        (token == TokenOf("UNKNOWN ")) | ((token == TokenOf("UNKNOWN\r")) & (token_at[8] == '\n'));
    tcp4.Append(lines[k], is_tcp4);
    tcp6.Append(lines[k], is_tcp6);
    unknown.Append(lines[k], is_unknown);
    others.Append(lines[k], !(is_tcp4 | is_tcp6 | is_unknown));
  }
  TcpGroup group;
  size_t ok = 0;
  ok += DecodeInGroups(tcp4, [&](const uint8_t* indices, size_t n)
                                 HWY_ATTR { return DecodeTcp4Group(batch, indices, n, group); });
  ok += DecodeInGroups(tcp6, [&](const uint8_t* indices, size_t n)
                                 HWY_ATTR { return DecodeTcp6Group(batch, indices, n, group); });
  ok += DecodeInGroups(unknown, [&](const uint8_t* indices, size_t n) HWY_ATTR {
    return DecodeUnknownGroup(batch, indices, n, group.texts);
  });
  return ok + DecodeLinesByBytes(buffers, others.indices, others.count, headers, endpoints,
                                 local_options);
}

#endif  // HWY_TARGET

int64_t DecodeV1Target() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
