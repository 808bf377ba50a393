// One input and what came of it: what the reports print.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_DECODED_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_DECODED_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "simdproxy/simdproxy.h"
#include "tools/simdproxy/capture/origin.h"

namespace simdproxy::tool {

/// Borrows the source's name, the bytes and the origin.
struct Decoded {
  std::string_view source;
  std::span<const std::byte> bytes;
  Header header;
  Endpoints endpoints;
  const capture::Origin* origin = nullptr;  ///< null: not from a capture

  HeaderView view() const { return View(bytes, header); }
};

/// As HeaderView has them, but with the addresses and ports that the engine in use gave.
Endpoint SourceOf(const Decoded& decoded);
Endpoint DestinationOf(const Decoded& decoded);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_DECODED_H_
