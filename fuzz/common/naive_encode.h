// Headers put together in the plainest way: the oracle for building them.
#ifndef SIMDPROXY_FUZZ_COMMON_NAIVE_ENCODE_H_
#define SIMDPROXY_FUZZ_COMMON_NAIVE_ENCODE_H_

#include <optional>
#include <string>
#include <vector>

#include "simdproxy/encode.h"

namespace simdproxy::fuzz {

/// The header that a description asks for; nothing if section E of core/FORMAT.md refuses it. The
/// description must have none of the faults kBadVersion, kBadCommand, kBadFamily, kBadTransport.
std::optional<std::string> NaiveEncode(const HeaderDescription& description);

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_NAIVE_ENCODE_H_
