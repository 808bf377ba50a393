// Compares every decoder with the reference for one input, in many ways.
#ifndef SIMDPROXY_FUZZ_COMMON_CHECK_DECODE_H_
#define SIMDPROXY_FUZZ_COMMON_CHECK_DECODE_H_

#include <cstddef>
#include <cstdint>

#include "fuzz/common/harness.h"
#include "simdproxy/decode.h"

namespace simdproxy::fuzz {

/// Options for the `which`-th round: the default, all checks, and any, taken from the hash.
Options OptionsOf(size_t which, uint64_t hash);

/// Fails unless every decoder answers `bytes` (placed where nothing around them may be read) as the
/// reference does, alone with and without endpoints. `input` is that of the fuzz target.
void CheckSingle(Bytes bytes, const Options& options, Bytes input);

/// The same for a batch, whose inputs may be anything.
void CheckBatch(std::span<const Buffer> buffers, const Options& options, bool with_endpoints,
                Bytes input);

/// All of it for the input of a fuzz target: at every placement, alone and among others.
void CheckDecode(Bytes input);

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_CHECK_DECODE_H_
