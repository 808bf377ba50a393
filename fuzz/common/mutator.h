// Changes headers as headers: what fuzzing engines do by chance, and what only knowledge of the
// formats makes likely.
#ifndef SIMDPROXY_FUZZ_COMMON_MUTATOR_H_
#define SIMDPROXY_FUZZ_COMMON_MUTATOR_H_

#include <cstddef>
#include <cstdint>

/// The fuzzing engine's own mutator.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace simdproxy::fuzz {

/// As LLVMFuzzerCustomMutator: changes `size` bytes in memory of `max_size` bytes, and returns the
/// new size. Depends on bytes and seed alone, unless the engine's own mutator is called.
size_t MutateHeader(uint8_t* data, size_t size, size_t max_size, unsigned seed);

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_MUTATOR_H_
