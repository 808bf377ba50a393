#include "tools/simdproxy/capture/segment.h"

#include <algorithm>
#include <cstddef>

#include "tools/simdproxy/capture/network_order.h"

namespace simdproxy::capture {
namespace {

using Bytes = std::span<const uint8_t>;

// What an IP packet carries: the captured bytes, and how many there were on the wire.
struct Message {
  uint8_t protocol = 0;
  Bytes bytes;
  size_t wire_size = 0;
  bool first_fragment = false;
};

// Protocol numbers, https://www.iana.org/assignments/protocol-numbers
constexpr uint8_t kHopByHop = 0;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kUdp = 17;
constexpr uint8_t kRouting = 43;
constexpr uint8_t kFragmentHeader = 44;
constexpr uint8_t kAuthentication = 51;
constexpr uint8_t kDestinationOptions = 60;
constexpr uint8_t kMobility = 135;

// The first `wire_size` of `bytes`, which may have fewer, or padding behind.
void SetPayload(Message& message, Bytes bytes, size_t wire_size) {
  message.bytes = bytes.first(std::min(bytes.size(), wire_size));
  message.wire_size = wire_size;
}

// A length of 0 is left to the network card that cuts a large packet into segments: the packet is
// then as long as the frame says.
size_t UnknownSize(Bytes bytes, bool cut) { return bytes.size() + (cut ? 1 : 0); }

// RFC 791
Content ReadIpv4(Bytes packet, bool cut, Flow& flow, Message& message) {
  constexpr size_t kMinHead = 20;
  if (packet.size() < kMinHead) return Content::kOther;
  const size_t head = size_t{packet[0] & 0x0FU} * 4;
  const size_t total = Get16(packet, 2);
  if (head < kMinHead || head > packet.size() || (total != 0 && total < head)) {
    return Content::kOther;
  }
  const uint16_t fragment = Get16(packet, 6);
  if ((fragment & 0x1FFF) != 0) return Content::kFragment;
  message.first_fragment = (fragment & 0x2000) != 0;
  message.protocol = packet[9];
  const Bytes rest = packet.subspan(head);
  SetPayload(message, rest, total == 0 ? UnknownSize(rest, cut) : total - head);
  flow.family = Family::kInet;
  std::ranges::copy(packet.subspan(12, 4), flow.from.address.begin());
  std::ranges::copy(packet.subspan(16, 4), flow.to.address.begin());
  return Content::kSegment;
}

// Takes one extension header off the front; false if it is not all there.
bool SkipExtension(Message& message, size_t size) {
  if (message.bytes.size() < size) return false;
  message.protocol = message.bytes[0];
  message.bytes = message.bytes.subspan(size);
  message.wire_size -= size;
  return true;
}

// Extension headers, RFC 8200 section 4. Each has at least 8 bytes, so this comes to an end.
Content ReadExtensions(Message& message) {
  for (;;) {
    const Bytes bytes = message.bytes;
    size_t size = 8;
    switch (message.protocol) {
      case kHopByHop:
      case kRouting:
      case kDestinationOptions:
      case kMobility:
        if (bytes.size() >= size) size += size_t{bytes[1]} * 8;
        break;
      case kAuthentication:  // RFC 4302: counts words of 4 bytes, less 2
        if (bytes.size() >= size) size = (size_t{bytes[1]} + 2) * 4;
        break;
      case kFragmentHeader:
        if (bytes.size() < size) return Content::kOther;
        if ((Get16(bytes, 2) & 0xFFF8) != 0) return Content::kFragment;
        message.first_fragment |= (bytes[3] & 1) != 0;
        break;
      default:
        return Content::kSegment;
    }
    if (!SkipExtension(message, size)) return Content::kOther;
  }
}

Content ReadIpv6(Bytes packet, bool cut, Flow& flow, Message& message) {
  constexpr size_t kHead = 40;
  if (packet.size() < kHead) return Content::kOther;
  const size_t size = Get16(packet, 4);
  message.protocol = packet[6];
  const Bytes rest = packet.subspan(kHead);
  SetPayload(message, rest, size == 0 ? UnknownSize(rest, cut) : size);
  flow.family = Family::kInet6;
  std::ranges::copy(packet.subspan(8, 16), flow.from.address.begin());
  std::ranges::copy(packet.subspan(24, 16), flow.to.address.begin());
  return ReadExtensions(message);
}

// RFC 9293 section 3.1
Content ReadTcp(const Message& message, Segment& segment) {
  constexpr size_t kMinHead = 20;
  const Bytes bytes = message.bytes;
  if (bytes.size() < kMinHead) return Content::kOther;
  const size_t head = size_t{bytes[12]} / 16 * 4;
  if (head < kMinHead || head > message.wire_size) return Content::kOther;
  segment.carrier = Carrier::kTcp;
  segment.sequence = Get32(bytes, 4);
  segment.acknowledgement = Get32(bytes, 8);
  segment.flags = bytes[13];
  segment.payload = bytes.subspan(std::min(head, bytes.size()));
  segment.cut = segment.payload.size() < message.wire_size - head;
  return Content::kSegment;
}

// RFC 768
Content ReadUdp(const Message& message, Segment& segment) {
  constexpr size_t kHead = 8;
  const Bytes bytes = message.bytes;
  if (bytes.size() < kHead) return Content::kOther;
  const size_t length = Get16(bytes, 4);  // 0: a jumbogram, RFC 2675, or left to the network card
  if (length != 0 && length < kHead) return Content::kOther;
  const size_t wire_size = (length == 0 ? message.wire_size : length) - kHead;
  segment.carrier = Carrier::kUdp;
  segment.payload = bytes.subspan(kHead, std::min(bytes.size() - kHead, wire_size));
  segment.cut = segment.payload.size() < wire_size;
  return Content::kSegment;
}

}  // namespace

Content ReadSegment(std::span<const uint8_t> packet, bool cut, Segment* segment) {
  if (packet.empty()) return Content::kOther;
  *segment = {};
  Message message;
  Content content = Content::kOther;
  if (packet[0] >> 4 == 4) content = ReadIpv4(packet, cut, segment->flow, message);
  if (packet[0] >> 4 == 6) content = ReadIpv6(packet, cut, segment->flow, message);
  if (content != Content::kSegment) return content;

  if (message.protocol == kTcp) {
    content = ReadTcp(message, *segment);
  } else if (message.protocol == kUdp) {
    content = ReadUdp(message, *segment);
  } else {
    return Content::kOther;
  }
  if (content != Content::kSegment) return content;
  segment->flow.from.port = Get16(message.bytes, 0);
  segment->flow.to.port = Get16(message.bytes, 2);
  segment->cut |= message.first_fragment;
  return content;
}

}  // namespace simdproxy::capture
