#include "tools/common/endpoint_text.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "tools/common/escape.h"
#include "tools/common/number.h"

namespace simdproxy::tool {
namespace {

constexpr size_t kPathSize = 108;  // the field of a path [2.2]

ParsedEndpoint Wrong(const std::string& text, std::string_view what) {
  return {.endpoint = {}, .error = fmt::format("'{}' {}", Escape(text), what)};
}

ParsedEndpoint ParseUnix(const std::string& text, std::string path) {
  if (path == "@") return Wrong(text, "has no name behind unix:@");
  if (path.starts_with('@')) path.front() = '\0';
  if (path.size() > kPathSize) {
    return Wrong(text, fmt::format("has a path of {} bytes; the field of a header holds {}",
                                   path.size(), kPathSize));
  }
  ParsedEndpoint parsed;
  parsed.endpoint.ip.family = Family::kUnix;
  parsed.endpoint.path = std::move(path);
  return parsed;
}

}  // namespace

std::optional<IpAddress> ParseIp(const std::string& text) {
  // inet_pton ends at a NUL, which would let anything follow.
  if (text.find('\0') != std::string::npos) return std::nullopt;
  IpAddress ip{.family = Family::kInet};
  if (inet_pton(AF_INET, text.c_str(), ip.address.data()) == 1) return ip;
  ip = {.family = Family::kInet6};
  if (inet_pton(AF_INET6, text.c_str(), ip.address.data()) == 1) return ip;
  return std::nullopt;
}

Endpoint OwnedEndpoint::View() const {
  if (ip.family == Family::kUnix) return UnixEndpoint(path);
  Endpoint endpoint;
  endpoint.family = ip.family;
  endpoint.port = port;
  endpoint.address = ip.address;
  return endpoint;
}

ParsedEndpoint ParseEndpoint(const std::string& text) {
  constexpr std::string_view kUnixScheme = "unix:";
  if (text.starts_with(kUnixScheme)) return ParseUnix(text, text.substr(kUnixScheme.size()));
  if (const auto ip = ParseIp(text)) {
    return Wrong(text, ip->family == Family::kInet
                           ? fmt::format("has no port; write {}:PORT", text)
                           : fmt::format("is an IPv6 address alone; write [{}]:PORT", text));
  }
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    return Wrong(text, "is none of ADDRESS:PORT, [IPV6]:PORT, unix:PATH");
  }
  if (text.starts_with('[') && text.ends_with(']')) {
    return Wrong(text, "has no port; write [IPV6]:PORT");
  }
  std::string address = text.substr(0, colon);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed) address = address.substr(1, address.size() - 2);
  const auto ip = ParseIp(address);
  const Family wanted = bracketed ? Family::kInet6 : Family::kInet;
  if (!ip || ip->family != wanted) {
    return Wrong(text, fmt::format("does not begin with an {} address",
                                   bracketed ? "IPv6" : "IPv4 or bracketed IPv6"));
  }
  const auto port = ParseNumber(text.substr(colon + 1), 65535);
  if (!port) return Wrong(text, "does not end in a port from 0 to 65535");
  ParsedEndpoint parsed;
  parsed.endpoint.ip = *ip;
  parsed.endpoint.port = static_cast<uint16_t>(*port);
  return parsed;
}

}  // namespace simdproxy::tool
