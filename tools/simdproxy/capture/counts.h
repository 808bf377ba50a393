// What a capture has, in numbers.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_COUNTS_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_COUNTS_H_

#include <cstdint>

namespace simdproxy::capture {

/// Connections, or datagrams. Each is counted under one of the others too.
struct BeginningCounts {
  uint64_t total = 0;
  uint64_t header = 0;   ///< a header begins it (for a connection: one of its directions)
  uint64_t none = 0;     ///< none does
  uint64_t unknown = 0;  ///< what would tell is not in the capture
  uint64_t empty = 0;    ///< no data is in the capture
};

struct Counts {
  uint64_t packets = 0;
  uint64_t fragments = 0;  ///< fragments of IP packets that are not followed: all but first ones
  uint64_t others = 0;     ///< packets that are no TCP or UDP over IP
  BeginningCounts connections;
  BeginningCounts datagrams;
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_COUNTS_H_
