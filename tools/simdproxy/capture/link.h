// Link layers: what stands in front of an IP packet.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_LINK_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_LINK_H_

#include <cstdint>
#include <span>
#include <string>

namespace simdproxy::capture {

/// True for Ethernet, Linux cooked captures of both versions, raw IP and loopback (DLT_ of
/// libpcap).
bool IsKnownLink(int link_type);

/// libpcap's name for a link type, or its number.
std::string LinkName(int link_type);

/// The IP packet in `frame`, behind the link layer and any VLAN tags; empty if it carries something
/// else or ends before. `link_type` is a known one.
std::span<const uint8_t> IpPacketIn(std::span<const uint8_t> frame, int link_type);

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_LINK_H_
