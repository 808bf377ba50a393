// What the engine is measured against. Each takes the same batches and writes the same records.
#ifndef SIMDPROXY_BENCH_BASELINES_H_
#define SIMDPROXY_BENCH_BASELINES_H_

#include <cstddef>
#include <span>

#include "simdproxy/decode.h"

namespace simdproxy::bench {

/// Reads one byte of each buffer: nothing that looks at the data can be faster. Writes no records.
size_t Touch(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

/// v2 as one writes it: memcmp, byte swaps, a switch on the family. All rules of version 2.
size_t BranchyV2(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

/// v2 in scalar code with tables and conditional moves instead of branches. All rules of version 2
/// for inputs of 16 bytes or more; shorter ones go to the reference. Writes no endpoints.
size_t BranchFreeV2(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

/// v1 as one writes it: memchr, split at spaces, inet_pton, from_chars; v2 as BranchyV2.
size_t Conventional(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

/// v1 by hand: one pass over the bytes, no library calls; all else goes to the reference.
size_t HandV1(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

/// The scalar reference, one by one.
size_t Reference(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_BASELINES_H_
