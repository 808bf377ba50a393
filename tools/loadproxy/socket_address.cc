#include "tools/loadproxy/socket_address.h"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "tools/common/escape.h"
#include "tools/common/number.h"

namespace simdproxy::loadproxy {
namespace {

constexpr uint8_t kMappedPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

Endpoint Mapped(const Endpoint& inet) {
  Endpoint mapped;
  mapped.family = Family::kInet6;
  mapped.port = inet.port;
  std::ranges::copy(kMappedPrefix, mapped.address.begin());
  std::copy_n(inet.address.begin(), 4, mapped.address.begin() + 12);
  return mapped;
}

Endpoint Half(Family family, std::span<const uint8_t, 16> address, uint16_t port) {
  if (family == Family::kUnspec) return {};
  return family == Family::kInet ? InetEndpoint(address.first<4>(), port)
                                 : Inet6Endpoint(address, port);
}

}  // namespace

bool SocketAddress::IsWildcard() const {
  const Endpoint endpoint = EndpointOf(*this);
  return std::ranges::all_of(endpoint.address, [](uint8_t byte) { return byte == 0; });
}

std::string ParseSocketAddress(const std::string& text, bool to_bind, SocketAddress& address) {
  const size_t colon = text.rfind(':');
  const auto wrong = [&](std::string_view why) {
    return fmt::format("'{}' {}", tool::Escape(text), why);
  };
  if (colon == std::string::npos) return wrong("has no port: write ADDRESS:PORT");
  std::string host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string::npos) {
    return wrong("is not ADDRESS:PORT; IPv6 addresses stand in brackets: [::1]:8080");
  }
  if (host.empty() && !to_bind) return wrong("has no host");
  const auto port = tool::ParseNumber(text.substr(colon + 1), 65535);
  if (!port || (*port == 0 && !to_bind)) return wrong("does not end in a port");

  addrinfo hints{};
  hints.ai_flags = AI_NUMERICSERV | (to_bind ? AI_PASSIVE : 0);
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                std::to_string(*port).c_str(), &hints, &found);
  if (error != 0) return wrong(fmt::format("can't be looked up: {}", gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  return "";
}

std::string ToText(const SocketAddress& address) {
  const Endpoint endpoint = EndpointOf(address);
  const AddressText text = simdproxy::ToText(endpoint);
  return endpoint.family == Family::kInet6 ? fmt::format("[{}]:{}", text.view(), endpoint.port)
                                           : fmt::format("{}:{}", text.view(), endpoint.port);
}

Endpoint EndpointOf(const SocketAddress& address) {
  if (address.family() == AF_INET) {
    sockaddr_in inet;
    std::memcpy(&inet, &address.storage, sizeof(inet));
    uint8_t bytes[4];
    std::memcpy(bytes, &inet.sin_addr, sizeof(bytes));
    return InetEndpoint(bytes, ntohs(inet.sin_port));
  }
  if (address.family() != AF_INET6) return {};
  sockaddr_in6 inet6;
  std::memcpy(&inet6, &address.storage, sizeof(inet6));
  const uint8_t* const bytes = inet6.sin6_addr.s6_addr;
  const uint16_t port = ntohs(inet6.sin6_port);
  if (std::memcmp(bytes, kMappedPrefix, sizeof(kMappedPrefix)) == 0) {
    return InetEndpoint(std::span<const uint8_t, 4>(bytes + 12, 4), port);
  }
  return Inet6Endpoint(std::span<const uint8_t, 16>(bytes, 16), port);
}

Endpoints JoinEndpoints(Endpoint source, Endpoint destination, Transport transport) {
  if (source.family != destination.family && source && destination) {
    Endpoint& inet = source.family == Family::kInet ? source : destination;
    inet = Mapped(inet);
  }
  Endpoints record{};
  std::ranges::copy(source.address, record.source);
  std::ranges::copy(destination.address, record.destination);
  record.source_port = source.port;
  record.destination_port = destination.port;
  record.family_number = static_cast<uint8_t>(source.family);
  record.transport_number = static_cast<uint8_t>(transport);
  return record;
}

Endpoint SourceOf(const Endpoints& endpoints) {
  return Half(endpoints.family(), endpoints.source, endpoints.source_port);
}

Endpoint DestinationOf(const Endpoints& endpoints) {
  return Half(endpoints.family(), endpoints.destination, endpoints.destination_port);
}

}  // namespace simdproxy::loadproxy
