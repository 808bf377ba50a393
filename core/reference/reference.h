// The scalar reference: the contract of core/FORMAT.md in plain code, in the order of the
// specification. It is the witness that the engine is compared with, and is never optimised. It
// shares the public records and the wire constants with the library, and nothing else; the library
// neither includes nor links it.
#ifndef SIMDPROXY_CORE_REFERENCE_REFERENCE_H_
#define SIMDPROXY_CORE_REFERENCE_REFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "simdproxy/decode.h"
#include "simdproxy/header.h"
#include "simdproxy/scan.h"

namespace simdproxy::reference {

/// Same contract as simdproxy::Decode.
Header Decode(std::span<const std::byte> bytes, const Options& options = {},
              Endpoints* endpoints = nullptr) noexcept;

/// CRC32C of `bytes` with the 4 bytes at `zeroed` read as zeros; SIZE_MAX for none.
uint32_t Crc32c(std::span<const std::byte> bytes, size_t zeroed) noexcept;

/// Where the TLV entries of an ok header stand, as core/FORMAT.md reads them: [begin, end).
struct TlvArea {
  uint32_t begin;
  uint32_t end;
};
TlvArea FindTlvArea(std::span<const std::byte> bytes, const Header& header) noexcept;

/// All hits in `bytes`, which are a whole stream.
std::vector<ScanHit> FindAll(ScanFor what, std::span<const std::byte> bytes);

}  // namespace simdproxy::reference

#endif  // SIMDPROXY_CORE_REFERENCE_REFERENCE_H_
