// Ethernet frames of one flow between a proxy and a server.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_FRAME_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace simdproxy::tool {

/// IPv4 in host order.
struct Flow {
  uint32_t proxy_address;
  uint32_t server_address;
  uint16_t proxy_port;
  uint16_t server_port;
};

enum class Direction : uint8_t { kToServer, kToProxy };

/// The bits of a TCP segment, as in RFC 9293 section 3.1.
namespace tcp_flag {
inline constexpr uint8_t kFin = 0x01;
inline constexpr uint8_t kSyn = 0x02;
inline constexpr uint8_t kPsh = 0x08;
inline constexpr uint8_t kAck = 0x10;
}  // namespace tcp_flag

/// Bytes of a frame in front of what a TCP segment, or UDP datagram, carries.
inline constexpr size_t kTcpHeadSize = 14 + 20 + 20;
inline constexpr size_t kUdpHeadSize = 14 + 20 + 8;

struct Segment {
  Direction direction;
  uint8_t flags;
  uint32_t sequence;
  uint32_t acknowledgement;
  std::string_view payload;  ///< with the heads at most 65,535 bytes
};

/// Whole frames with right checksums.
std::string TcpFrame(const Flow& flow, const Segment& segment);
std::string UdpFrame(const Flow& flow, std::string_view payload);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_FRAME_H_
