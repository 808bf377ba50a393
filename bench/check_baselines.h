// What checksums and the check of TLVs are measured against.
#ifndef SIMDPROXY_BENCH_CHECK_BASELINES_H_
#define SIMDPROXY_BENCH_CHECK_BASELINES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "simdproxy/decode.h"

namespace simdproxy::bench {

/// False if this CPU has no CRC32C instruction that the loops below use.
bool HasCrc32Loop();

/// CRC32C of a header with the four bytes at `zero_begin` read as zeros, by the CPU's instruction,
/// eight bytes and then one byte at a time: what stands before them, zeros, what stands behind.
uint32_t Crc32Loop(const uint8_t* data, size_t size, size_t zero_begin);

/// The same over a copy in which the four bytes are zero, as many parsers do it. `size` is at most
/// 65,551.
uint32_t Crc32LoopOfCopy(const uint8_t* data, size_t size, size_t zero_begin);

/// The same by slicing by 8, in three pieces.
uint32_t SlicingBy8(const uint8_t* data, size_t size, size_t zero_begin);

/// The same by isa-l's crc32_iscsi, in three pieces. Only where CMake has found isa-l, which
/// defines SIMDPROXY_BENCH_ISAL then.
uint32_t IsalCrc32c(const uint8_t* data, size_t size, size_t zero_begin);

/// BranchyV2, and then the check of TLVs and CRC32C of each header that is ok: entry by entry with
/// all rules, Crc32Loop for the sum. LOCAL and UNSPEC go to the reference.
size_t SerialCheck(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_CHECK_BASELINES_H_
