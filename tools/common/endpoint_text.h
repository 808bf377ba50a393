// Addresses and endpoints as they are written on the command line.
#ifndef SIMDPROXY_TOOLS_COMMON_ENDPOINT_TEXT_H_
#define SIMDPROXY_TOOLS_COMMON_ENDPOINT_TEXT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "simdproxy/simdproxy.h"

namespace simdproxy::tool {

struct IpAddress {
  Family family = Family::kUnspec;    ///< kInet or kInet6
  std::array<uint8_t, 16> address{};  ///< INET: 4 bytes, then zeros
};

/// A dotted quad, or an IPv6 address without brackets; nothing for any other text.
std::optional<IpAddress> ParseIp(const std::string& text);

/// One side of a connection; owns its path.
struct OwnedEndpoint {
  IpAddress ip;
  uint16_t port = 0;
  std::string path;  ///< UNIX; an abstract one begins with NUL

  /// Borrows the path. kUnspec for a default constructed one.
  Endpoint View() const;
};

struct ParsedEndpoint {
  OwnedEndpoint endpoint;
  std::string error;  ///< empty, or what is wrong with the text, fit for a terminal
};

/// ADDRESS:PORT, [ADDRESS]:PORT for IPv6, unix:PATH, which may be empty (a socket without a name),
/// or unix:@NAME for an abstract name.
ParsedEndpoint ParseEndpoint(const std::string& text);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_ENDPOINT_TEXT_H_
