// Numbers from the command line.
#ifndef SIMDPROXY_TOOLS_COMMON_NUMBER_H_
#define SIMDPROXY_TOOLS_COMMON_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace simdproxy::tool {

/// A number from 0 to `limit`: decimal digits, or hexadecimal ones behind 0x, and nothing else.
std::optional<uint64_t> ParseNumber(std::string_view text, uint64_t limit);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_NUMBER_H_
