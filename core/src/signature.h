// Both signatures judged at once on 16 bytes, without a branch.
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

/// `block` holds 16 bytes, of which the first `size` are the input's, if it has fewer.
inline Signature ReadSignature(const uint8_t* block, uint32_t size) noexcept {
  // As little-endian numbers, so that the first byte that differs is the lowest.
  constexpr uint64_t kV2First8 = 0x510A0D000A0D0A0D;
  constexpr uint64_t kV2Last4 = 0x0A544955;
  constexpr uint64_t kV1 = 0x2059584F5250;

  const uint64_t low = LoadLittle64(block);
  const uint64_t high = LoadLittle64(block + 8);
  // Bits that differ; a bit behind a signature's last byte ends the count there.
  const uint64_t v2_low = low ^ kV2First8;
  const uint64_t v2_high = (high ^ kV2Last4) | 1ULL << 32;
  const uint64_t v1_low = (low ^ kV1) | 1ULL << 48;
  const auto v2_bits = v2_low != 0 ? std::countr_zero(v2_low) : 64 + std::countr_zero(v2_high);
  const auto v1_bits = std::countr_zero(v1_low);
  const uint32_t v2 = std::min(static_cast<uint32_t>(v2_bits) / 8, size);
  const uint32_t v1 = std::min(static_cast<uint32_t>(v1_bits) / 8, size);

  Signature result{Kind::kNeither, std::max(v1, v2)};
  result = v2 == size ? Signature{Kind::kPrefix, wire::kV2FixedSize} : result;
  result = v1 == size ? Signature{Kind::kPrefix, wire::kV1MinSize} : result;
  result.kind = v1 == wire::kV1SignatureSize ? Kind::kV1 : result.kind;
  result.kind = v2 == wire::kV2SignatureSize ? Kind::kV2 : result.kind;
  return result;
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_SIGNATURE_H_
