// Scalar decoding of one header: small batches, and what the kernels leave over.
#ifndef SIMDPROXY_CORE_SRC_DECODE_ONE_H_
#define SIMDPROXY_CORE_SRC_DECODE_ONE_H_

#include <cstddef>
#include <cstdint>

#include "simdproxy/decode.h"
#include "simdproxy/header.h"

namespace simdproxy {

/// Any bytes; reads at most 16 of [data, data + size).
Kind ClassifyOne(const uint8_t* data, size_t size) noexcept;

/// Whether a line begins with "PROXY TCP4 " or "PROXY TCP6 " and has kV1MinTcp4Size bytes or more.
bool IsTcpLine(const uint8_t* data, size_t size) noexcept;

/// Any input. `size` is at most kMaxHeaderSize; *endpoints must be zero before, if there is one.
Header DecodeOne(const uint8_t* data, size_t size, Endpoints* endpoints,
                 const Options& options) noexcept;

/// A line that begins with "PROXY ", version 1 being accepted. As above.
Header DecodeV1Line(const uint8_t* data, size_t size, Endpoints* endpoints,
                    const Options& options) noexcept;

/// Judges the TLVs of an ok v2 header as options.check asks: the header with its flags, or invalid.
Header CheckTlvs(const uint8_t* data, const Header& header, const Options& options) noexcept;

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_DECODE_ONE_H_
