/// @file
/// CRC32C, the checksum of a v2 header [2.2.3].
#ifndef SIMDPROXY_CHECKSUM_H_
#define SIMDPROXY_CHECKSUM_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "simdproxy/decode.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// CRC32C (Castagnoli, RFC 3720 appendix B.4: reflected polynomial 0x82F63B78, initial value and
/// final xor of all ones) of `bytes`. Linear time; safe from any thread. Uses the checksum
/// instruction of the CPU where the target that is in use has it (target.h).
uint32_t Crc32c(std::span<const std::byte> bytes) noexcept;

/// The same with [zero_begin, zero_begin + zero_size) read as zeros, clamped to the span; the bytes
/// are not written. With the value of the CRC32C entry as the range this is what the entry must
/// hold.
uint32_t Crc32c(std::span<const std::byte> bytes, size_t zero_begin, size_t zero_size) noexcept;

/// The sums of many headers, each with the four bytes from zero_begin[i] on read as zeros (clamped
/// as above; the size of the header or more for none): sums[i] is that of buffers[i]. Faster than
/// one by one where sizes differ. Writes buffers.size() sums, which must not overlap the inputs;
/// safe from any thread.
void Crc32cBatch(std::span<const Buffer> buffers, const uint32_t* zero_begin,
                 uint32_t* sums) noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_CHECKSUM_H_
