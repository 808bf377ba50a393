#include "tools/simdproxy/decoded.h"

#include <algorithm>
#include <cstdint>

namespace simdproxy::tool {
namespace {

Endpoint Inet(const Endpoints& endpoints, std::span<const uint8_t, 16> address, uint16_t port) {
  Endpoint endpoint;
  endpoint.family = endpoints.family();
  endpoint.port = port;
  std::ranges::copy(address, endpoint.address.begin());
  return endpoint;
}

bool HasPaths(const Decoded& decoded) {
  return decoded.header.ok() && decoded.header.family() == Family::kUnix;
}

}  // namespace

Endpoint SourceOf(const Decoded& decoded) {
  if (HasPaths(decoded)) return decoded.view().source();
  return Inet(decoded.endpoints, decoded.endpoints.source, decoded.endpoints.source_port);
}

Endpoint DestinationOf(const Decoded& decoded) {
  if (HasPaths(decoded)) return decoded.view().destination();
  return Inet(decoded.endpoints, decoded.endpoints.destination, decoded.endpoints.destination_port);
}

}  // namespace simdproxy::tool
