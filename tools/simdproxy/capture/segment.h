// TCP segments and UDP datagrams in IP packets.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_SEGMENT_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_SEGMENT_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "tools/simdproxy/capture/flow.h"

namespace simdproxy::capture {

enum class Carrier : uint8_t { kTcp, kUdp };

/// "TCP" or "UDP".
constexpr std::string_view CarrierName(Carrier carrier) {
  return carrier == Carrier::kTcp ? "TCP" : "UDP";
}

/// The bits of a TCP segment, RFC 9293 section 3.1.
namespace flag {
inline constexpr uint8_t kFin = 0x01;
inline constexpr uint8_t kSyn = 0x02;
inline constexpr uint8_t kRst = 0x04;
inline constexpr uint8_t kAck = 0x10;
}  // namespace flag

/// Borrows the payload from the packet. The numbers and flags are TCP's.
struct Segment {
  Carrier carrier{};
  Flow flow;
  std::span<const uint8_t> payload;  ///< what was captured of it
  bool cut = false;                  ///< there was more of it on the wire
  uint8_t flags = 0;
  uint32_t sequence = 0;
  uint32_t acknowledgement = 0;
};

enum class Content : uint8_t {
  kSegment,
  kFragment,  ///< a fragment of an IP packet other than the first: nobody knows whose
  kOther,     ///< neither TCP nor UDP over IP, or its heads are not all there
};

/// Reads the heads of an IPv4 or IPv6 packet (with extension headers) and of TCP or UDP, and writes
/// *segment if there is one. Of a first fragment the payload is cut. Checksums are not looked at:
/// where the network card computes them, a capture has them wrong. `cut`: the packet was longer on
/// the wire than `packet` is.
Content ReadSegment(std::span<const uint8_t> packet, bool cut, Segment* segment);

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_SEGMENT_H_
