// UTF-8 (RFC 3629), a character at a time.
#ifndef SIMDPROXY_TOOLS_COMMON_UTF8_H_
#define SIMDPROXY_TOOLS_COMMON_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace simdproxy::tool {

struct CodePoint {
  uint32_t value;  ///< U+FFFD if it is not well-formed
  size_t size;  ///< in bytes; not well-formed: of what one U+FFFD stands for (Unicode, section 3.9,
                ///< substitution of maximal subparts)
  bool well_formed;
};

/// The character at the start of `text`, which is not empty.
CodePoint FirstCodePoint(std::string_view text);

/// True if all of `text` is well-formed.
bool IsUtf8(std::string_view text);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_UTF8_H_
