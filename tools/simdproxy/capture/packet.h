// A packet as a capture file holds it.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_PACKET_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_PACKET_H_

#include <cstdint>
#include <span>
#include <string>

namespace simdproxy::capture {

/// Which packet it was, and when.
struct PacketMark {
  uint64_t number = 0;  ///< from 1, in the order of the file
  int64_t seconds = 0;  ///< since 1970-01-01 UTC
  int64_t nanoseconds = 0;
};

/// "2026-01-31T23:59:59.123456789Z", or nothing for a time that has no date of four digits.
std::string TimeText(const PacketMark& mark);

/// Borrows the bytes from the file that it was read from, until the next one is read.
struct Packet {
  PacketMark mark;
  std::span<const uint8_t> bytes;  ///< what was captured of it, from its link layer on
  bool cut = false;                ///< it was longer on the wire
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_PACKET_H_
