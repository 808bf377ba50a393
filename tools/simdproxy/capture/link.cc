#include "tools/simdproxy/capture/link.h"

#include <pcap/pcap.h>

#include <cstddef>

#include "tools/simdproxy/capture/network_order.h"

namespace simdproxy::capture {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr size_t kTypeSize = 2;

bool IsVlan(uint16_t type) {
  return type == 0x8100 || type == 0x88A8 ||
         type == 0x9100;  // IEEE 802.1Q, 802.1ad, QinQ before it
}

bool IsIp(uint16_t type) { return type == 0x0800 || type == 0x86DD; }

// `frame` has its EtherType at `at`, and its payload, or a tag and the next type, at `payload`.
Bytes BehindType(Bytes frame, size_t at, size_t payload) {
  while (frame.size() >= payload && frame.size() >= at + kTypeSize) {
    const uint16_t type = Get16(frame, at);
    if (IsIp(type)) return frame.subspan(payload);
    if (!IsVlan(type)) break;
    at = payload + kTypeSize;  // behind the tag control information
    payload = at + kTypeSize;
  }
  return {};
}

// The address family in front is the capturing system's number, in its byte order (NULL) or the
// network's (LOOP); AF_INET is 2 everywhere, AF_INET6 is 10, 24, 28 or 30.
Bytes BehindFamily(Bytes frame) {
  constexpr size_t kFamilySize = 4;
  if (frame.size() < kFamilySize) return {};
  uint32_t family = Get32(frame, 0);
  if (family > 0xFFFF) family = __builtin_bswap32(family);
  switch (family) {
    case 2:
    case 10:
    case 24:
    case 28:
    case 30:
      return frame.subspan(kFamilySize);
    default:
      return {};
  }
}

}  // namespace

bool IsKnownLink(int link_type) {
  switch (link_type) {
    case DLT_EN10MB:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_NULL:
    case DLT_LOOP:
      return true;
    default:
      return false;
  }
}

std::string LinkName(int link_type) {
  const char* const name = pcap_datalink_val_to_name(link_type);
  return name != nullptr ? name : std::to_string(link_type);
}

std::span<const uint8_t> IpPacketIn(std::span<const uint8_t> frame, int link_type) {
  switch (link_type) {
    case DLT_EN10MB:
      return BehindType(frame, 12, 14);
    case DLT_LINUX_SLL:
      return BehindType(frame, 14, 16);
    case DLT_LINUX_SLL2:
      return BehindType(frame, 0, 20);
    case DLT_NULL:
    case DLT_LOOP:
      return BehindFamily(frame);
    default:
      return frame;
  }
}

}  // namespace simdproxy::capture
