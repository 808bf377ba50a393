// Both signatures judged at once, without a branch.
#ifndef SIMDPROXY_CORE_SRC_SIGNATURE_H_
#define SIMDPROXY_CORE_SRC_SIGNATURE_H_

#include <algorithm>
#include <bit>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/wire.h"
#include "simdproxy/decode.h"

namespace simdproxy {

struct Signature {
  Kind kind;
  /// kPrefix: bytes needed; kNeither: offset of the first byte that fits neither; else unspecified.
  uint32_t extent;
};

/// How many of the first bytes agree with each signature, up to its own size.
struct Agreement {
  uint32_t v1;
  uint32_t v2;
};

inline Agreement CompareSignatures(Low16 bytes) noexcept {
  // As little-endian numbers, so that the first byte that differs is the lowest.
  constexpr uint64_t kV2First8 = 0x510A0D000A0D0A0D;
  constexpr uint64_t kV2Last4 = 0x0A544955;
  constexpr uint64_t kV1 = 0x2059584F5250;
  // A bit behind a signature's last byte ends the count there.
  const uint64_t v1 = (bytes.low ^ kV1) | 1ULL << 48;
  const uint64_t v2_low = bytes.low ^ kV2First8;
  const uint64_t v2_high = (bytes.high ^ kV2Last4) | 1ULL << 32;
  const auto in_low = static_cast<uint64_t>(std::countr_zero(v2_low));
  const auto in_high = static_cast<uint64_t>(std::countr_zero(v2_high));
  const uint64_t v2 = in_low + (in_high & MaskOf(v2_low == 0));
  return {static_cast<uint32_t>(std::countr_zero(v1)) / 8, static_cast<uint32_t>(v2 / 8)};
}

/// `size` <= 16 bytes; those behind them in the two numbers may be anything.
inline Signature ReadSignature(Low16 bytes, uint32_t size) noexcept {
  const Agreement agree = CompareSignatures(bytes);
  const uint32_t v1 = std::min(agree.v1, size);
  const uint32_t v2 = std::min(agree.v2, size);
  // The later ones override the earlier ones.
  const uint64_t v1_prefix = MaskOf(v1 == size);
  const uint64_t v2_prefix = MaskOf(v2 == size);
  const auto number = [](Kind kind) { return static_cast<uint64_t>(kind); };
  uint64_t extent = Select(v2_prefix, wire::kV2FixedSize, std::max(v1, v2));
  extent = Select(v1_prefix, wire::kV1MinSize, extent);
  uint64_t kind = number(Kind::kPrefix) & (v1_prefix | v2_prefix);
  kind = Select(MaskOf(v1 == wire::kV1SignatureSize), number(Kind::kV1), kind);
  kind = Select(MaskOf(v2 == wire::kV2SignatureSize), number(Kind::kV2), kind);
  return {static_cast<Kind>(kind), static_cast<uint32_t>(extent)};
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_SIGNATURE_H_
