// The Endpoints record of a v2 header.

#if defined(SIMDPROXY_CORE_SRC_V2_ENDPOINTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_V2_ENDPOINTS_INL_H_
#undef SIMDPROXY_CORE_SRC_V2_ENDPOINTS_INL_H_
#else
#define SIMDPROXY_CORE_SRC_V2_ENDPOINTS_INL_H_
#endif

#include <cstdint>

#include "core/src/bytes.h"
#include "hwy/highway.h"
#include "simdproxy/header.h"
// Behind highway.h.
#include "core/src/v2_lanes-inl.h"

#if HWY_TARGET != HWY_SCALAR  // has no 16-byte blocks

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

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

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#endif  // per-target include guard
