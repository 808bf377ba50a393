#include "tools/simdproxy/frame.h"

namespace simdproxy::tool {
namespace {

constexpr uint8_t kTcp = 6;  // protocol numbers of IPv4
constexpr uint8_t kUdp = 17;

void Put16(std::string& out, uint32_t value) {
  out += static_cast<char>(value >> 8 & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

void Put32(std::string& out, uint32_t value) {
  Put16(out, value >> 16);
  Put16(out, value & 0xFFFF);
}

// The Internet checksum, RFC 1071.
uint16_t Checksum(std::string_view bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint32_t byte = static_cast<uint8_t>(bytes[i]);
    sum += i % 2 == 0 ? byte << 8 : byte;
  }
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
}

void Set16(std::string& out, size_t at, uint16_t value) {
  out[at] = static_cast<char>(value >> 8);
  out[at + 1] = static_cast<char>(value & 0xFF);
}

struct Ends {
  uint32_t from;
  uint32_t to;
};

// The checksum of a TCP segment or UDP datagram with its pseudo header.
uint16_t TransportChecksum(const Ends& ends, uint8_t protocol, const std::string& message) {
  std::string bytes;
  Put32(bytes, ends.from);
  Put32(bytes, ends.to);
  Put16(bytes, protocol);
  Put16(bytes, static_cast<uint32_t>(message.size()));
  return Checksum(bytes + message);
}

std::string IpFrame(const Ends& ends, Direction direction, uint8_t protocol,
                    const std::string& message) {
  constexpr std::string_view kProxyMac("\x02\x00\x00\x00\x00\x01", 6);  // locally administered
  constexpr std::string_view kServerMac("\x02\x00\x00\x00\x00\x02", 6);
  const bool to_server = direction == Direction::kToServer;
  std::string frame(to_server ? kServerMac : kProxyMac);
  frame += to_server ? kProxyMac : kServerMac;
  Put16(frame, 0x0800);

  std::string ip;
  Put16(ip, 0x4500);
  Put16(ip, static_cast<uint32_t>(20 + message.size()));
  Put32(ip, 0x00004000);  // never in fragments
  Put16(ip, uint32_t{64} << 8 | protocol);
  Put16(ip, 0);
  Put32(ip, ends.from);
  Put32(ip, ends.to);
  Set16(ip, 10, Checksum(ip));
  return frame + ip + message;
}

}  // namespace

std::string TcpFrame(const Flow& flow, const Segment& segment) {
  const bool to_server = segment.direction == Direction::kToServer;
  const Ends ends = to_server ? Ends{flow.proxy_address, flow.server_address}
                              : Ends{flow.server_address, flow.proxy_address};
  std::string message;
  Put16(message, to_server ? flow.proxy_port : flow.server_port);
  Put16(message, to_server ? flow.server_port : flow.proxy_port);
  Put32(message, segment.sequence);
  Put32(message, segment.acknowledgement);
  Put16(message, uint32_t{5} << 12 | segment.flags);  // 5 words of 32 bits
  Put16(message, 65535);                              // window
  Put32(message, 0);                                  // checksum, urgent pointer
  message += segment.payload;
  Set16(message, 16, TransportChecksum(ends, kTcp, message));
  return IpFrame(ends, segment.direction, kTcp, message);
}

std::string UdpFrame(const Flow& flow, std::string_view payload) {
  const Ends ends{flow.proxy_address, flow.server_address};
  std::string message;
  Put16(message, flow.proxy_port);
  Put16(message, flow.server_port);
  Put16(message, static_cast<uint32_t>(8 + payload.size()));
  Put16(message, 0);
  message += payload;
  const uint16_t sum = TransportChecksum(ends, kUdp, message);
  Set16(message, 6, sum == 0 ? 0xFFFF : sum);  // 0 would mean that there is none
  return IpFrame(ends, Direction::kToServer, kUdp, message);
}

}  // namespace simdproxy::tool
