// Numbers in network order. The caller makes sure that they are there.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_NETWORK_ORDER_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_NETWORK_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace simdproxy::capture {

inline uint16_t Get16(std::span<const uint8_t> bytes, size_t at) {
  return static_cast<uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

inline uint32_t Get32(std::span<const uint8_t> bytes, size_t at) {
  return uint32_t{Get16(bytes, at)} << 16 | Get16(bytes, at + 2);
}

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_NETWORK_ORDER_H_
