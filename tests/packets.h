// Packets as literals of a few words: TCP and UDP in IP, and what may stand in front of it.
// Checksums are zero, as where the network card fills them in.
#ifndef SIMDPROXY_TESTS_PACKETS_H_
#define SIMDPROXY_TESTS_PACKETS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace simdproxy::testing {

/// `value` in `size` bytes of network order.
inline std::string Net(uint64_t value, size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = size; i-- > 0; value >>= 8) bytes[i] = static_cast<char>(value & 0xFF);
  return bytes;
}

inline constexpr uint16_t kEtherIpv4 = 0x0800;
inline constexpr uint16_t kEtherIpv6 = 0x86DD;
inline constexpr uint8_t kProtocolTcp = 6;
inline constexpr uint8_t kProtocolUdp = 17;

inline constexpr uint32_t kClientIpv4 = 0x0A000001;  // 10.0.0.1
inline constexpr uint32_t kServerIpv4 = 0x0A000002;

struct Ports {
  uint16_t from = 4000;
  uint16_t to = 80;
};

enum TcpFlags : uint8_t { kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16 };

/// A TCP segment.
inline std::string Tcp(uint8_t flags, uint32_t sequence, std::string_view payload = {},
                       Ports ports = {}, uint32_t acknowledgement = 0) {
  return Net(ports.from, 2) + Net(ports.to, 2) + Net(sequence, 4) + Net(acknowledgement, 4) +
         Net(0x50, 1) + Net(flags, 1) + Net(65535, 2) + Net(0, 4) + std::string(payload);
}

/// A UDP datagram.
inline std::string Udp(std::string_view payload, Ports ports = {}) {
  return Net(ports.from, 2) + Net(ports.to, 2) + Net(8 + payload.size(), 2) + Net(0, 2) +
         std::string(payload);
}

struct Ipv4Options {
  uint32_t from = kClientIpv4;
  uint32_t to = kServerIpv4;
  uint16_t fragment = 0x4000;  ///< flags and offset
  std::string options = {};    ///< a multiple of 4 bytes
  bool no_length = false;      ///< as where the network card fills it in
};

inline std::string Ipv4(uint8_t protocol, const std::string& message, Ipv4Options options = {}) {
  const size_t head = 20 + options.options.size();
  return Net(0x40 + head / 4, 1) + Net(0, 1) +
         Net(options.no_length ? 0 : head + message.size(), 2) + Net(1, 2) +
         Net(options.fragment, 2) + Net(64, 1) + Net(protocol, 1) + Net(0, 2) +
         Net(options.from, 4) + Net(options.to, 4) + options.options + message;
}

/// From 2001:db8::1 to 2001:db8::2. `next` is what `message` begins with.
inline std::string Ipv6(uint8_t next, const std::string& message, bool no_length = false) {
  const std::string prefix = Net(0x20010DB8, 4) + Net(0, 8);
  return Net(0x60000000, 4) + Net(no_length ? 0 : message.size(), 2) + Net(next, 1) + Net(64, 1) +
         prefix + Net(1, 4) + prefix + Net(2, 4) + message;
}

inline std::string Ethernet(uint16_t type, const std::string& packet,
                            const std::string& tags = {}) {
  return std::string(12, '\x02') + tags + Net(type, 2) + packet;
}

/// The client's, or with `back` the server's, segment over IPv4 and Ethernet.
inline std::string TcpFrame(const std::string& segment, bool back = false) {
  Ipv4Options options;
  if (back) std::swap(options.from, options.to);
  return Ethernet(kEtherIpv4, Ipv4(kProtocolTcp, segment, options));
}

inline std::string UdpFrame(const std::string& datagram) {
  return Ethernet(kEtherIpv4, Ipv4(kProtocolUdp, datagram));
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_PACKETS_H_
