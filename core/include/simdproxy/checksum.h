// CRC32C, the checksum of a v2 header [2.2.3].
#ifndef SIMDPROXY_CHECKSUM_H_
#define SIMDPROXY_CHECKSUM_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace simdproxy {

/// CRC32C (Castagnoli, RFC 3720 appendix B.4: reflected polynomial 0x82F63B78, initial value and
/// final xor of all ones) of `bytes`. Linear time; safe from any thread.
uint32_t Crc32c(std::span<const std::byte> bytes) noexcept;

/// The same with [zero_begin, zero_begin + zero_size) read as zeros, clamped to the span; the bytes
/// are not written. With the value of the CRC32C entry as the range this is what the entry must
/// hold.
uint32_t Crc32c(std::span<const std::byte> bytes, size_t zero_begin, size_t zero_size) noexcept;

}  // namespace simdproxy

#endif  // SIMDPROXY_CHECKSUM_H_
