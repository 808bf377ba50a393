// Addresses of sockets: from the command line, to text, and as the two ends of a PROXY header.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_SOCKET_ADDRESS_H_
#define SIMDPROXY_TOOLS_LOADPROXY_SOCKET_ADDRESS_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include "simdproxy/simdproxy.h"

namespace simdproxy::loadproxy {

/// IPv4 or IPv6, with its port.
struct SocketAddress {
  sockaddr_storage storage{};

  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  socklen_t size() const {
    return family() == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  }
  /// True for 0.0.0.0 and ::, which stand for all addresses of the machine.
  bool IsWildcard() const;
};

/// ADDRESS:PORT, [ADDRESS]:PORT, or HOST:PORT, which is looked up; `to_bind` allows an empty host
/// for all addresses. Returns nothing, or what is wrong, fit for a terminal.
std::string ParseSocketAddress(const std::string& text, bool to_bind, SocketAddress& address);

/// ADDRESS:PORT, IPv6 in brackets.
std::string ToText(const SocketAddress& address);

/// One end, as a header names it. IPv4 clients of a dual-stack socket (::ffff:0:0/96) are INET.
Endpoint EndpointOf(const SocketAddress& address);

/// Both ends in a record. If one is IPv4 and the other IPv6, the first is mapped (::ffff:0:0/96),
/// since a header has one family.
Endpoints JoinEndpoints(Endpoint source, Endpoint destination, Transport transport);

/// The two halves of a record of family INET or INET6.
Endpoint SourceOf(const Endpoints& endpoints);
Endpoint DestinationOf(const Endpoints& endpoints);

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_SOCKET_ADDRESS_H_
