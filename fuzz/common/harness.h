// What all fuzz targets share: the decoders under test, how a difference is reported, and counts.
#ifndef SIMDPROXY_FUZZ_COMMON_HARNESS_H_
#define SIMDPROXY_FUZZ_COMMON_HARNESS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/witnesses.h"

namespace simdproxy::fuzz {

using Bytes = std::span<const std::byte>;

/// Each fuzz target defines its own.
extern const char kFuzzTarget[];

/// Every target of this CPU, and the public calls last.
const std::vector<testing::Witness>& Decoders();

/// The engine of one of them; null for the public calls.
const Engine* EngineOf(size_t decoder);

/// Ends the process as a crash, so that every fuzzing engine keeps the input. Prints the target's
/// name, what is different, and the whole input.
[[noreturn]] void Fail(const std::string& difference, Bytes input);

/// Fails if there is a difference.
inline void Expect(const std::optional<std::string>& difference, Bytes input) {
  if (difference) [[unlikely]]
    Fail(*difference, input);
}
inline void Expect(bool condition, const char* what, Bytes input) {
  if (!condition) [[unlikely]]
    Fail(what, input);
}

/// Counts comparisons of whole answers of one decoder; the sums are printed at the end.
void CountComparisons(size_t decoder, uint64_t count);

/// FNV-1a. Choices that an input does not spell out are taken from it, so that they are the same
/// whenever it is replayed, and on every machine.
uint64_t HashOf(Bytes bytes);

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_HARNESS_H_
