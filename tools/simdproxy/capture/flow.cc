#include "tools/simdproxy/capture/flow.h"

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace simdproxy::capture {
namespace {

std::string SocketText(const Socket& socket, Family family) {
  const std::span<const uint8_t, 16> address(socket.address);
  if (family == Family::kInet6) {
    return fmt::format("[{}]:{}", Inet6ToText(address).view(), socket.port);
  }
  return fmt::format("{}:{}", InetToText(address.first<4>()).view(), socket.port);
}

size_t HashOf(const Socket& socket) {
  const std::array<uint8_t, 16>& address = socket.address;
  const std::string_view bytes(reinterpret_cast<const char*>(address.data()), address.size());
  return std::hash<std::string_view>()(bytes) + socket.port;
}

}  // namespace

std::string ToText(const Flow& flow) {
  return SocketText(flow.from, flow.family) + '>' + SocketText(flow.to, flow.family);
}

size_t ConnectionKey::Hash() const {
  // The factor is 2^64 divided by the golden ratio: it spreads neighbouring ports.
  constexpr size_t kSpread = static_cast<size_t>(0x9E3779B97F4A7C15);
  const size_t mixed = (HashOf(low_) * kSpread + HashOf(high_)) * kSpread;
  return mixed ^ mixed >> 29;
}

}  // namespace simdproxy::capture
