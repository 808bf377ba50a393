// Bytes to hex digits and back.
#ifndef SIMDPROXY_TOOLS_COMMON_HEX_H_
#define SIMDPROXY_TOOLS_COMMON_HEX_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace simdproxy::tool {

/// Two lower-case digits a byte.
std::string ToHex(std::span<const std::byte> bytes);

/// ToHex at the end of `out`.
void AppendHex(std::string& out, std::span<const std::byte> bytes);

struct HexBytes {
  std::vector<std::byte> bytes;
  std::string error;  ///< empty, or where the text is no hex and why; `bytes` is empty then
};

/// Reads hex digits, two a byte, either case. Whitespace is ignored wherever it stands; between
/// bytes a colon may stand, and 0x in front of a byte. Text without any byte is an error.
HexBytes FromHex(std::string_view text);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_HEX_H_
