// Where in a capture a header was found.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_ORIGIN_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_ORIGIN_H_

#include "tools/simdproxy/capture/flow.h"
#include "tools/simdproxy/capture/packet.h"
#include "tools/simdproxy/capture/segment.h"

namespace simdproxy::capture {

struct Origin {
  Carrier carrier{};
  Flow flow;        ///< from its sender to its receiver
  PacketMark mark;  ///< of the packet with its first byte
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_ORIGIN_H_
