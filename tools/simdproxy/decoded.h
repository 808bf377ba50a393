// One input and what came of it: what the reports print.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_DECODED_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_DECODED_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "simdproxy/simdproxy.h"

namespace simdproxy::tool {

/// Borrows everything.
struct Decoded {
  std::string_view source;
  std::span<const std::byte> bytes;
  Header header;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_DECODED_H_
