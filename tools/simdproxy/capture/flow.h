// Who talks to whom in a capture.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_FLOW_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_FLOW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "simdproxy/simdproxy.h"

namespace simdproxy::capture {

struct Socket {
  std::array<uint8_t, 16> address{};  ///< IPv4 in the first 4 bytes, then zeros
  uint16_t port = 0;

  auto operator<=>(const Socket&) const = default;
};

/// One direction.
struct Flow {
  Family family = Family::kUnspec;  ///< kInet or kInet6
  Socket from;
  Socket to;
};

/// "192.0.2.1:4000>192.0.2.2:80", IPv6 addresses in brackets.
std::string ToText(const Flow& flow);

/// Both directions of a connection have the same key.
class ConnectionKey {
 public:
  explicit ConnectionKey(const Flow& flow)
      : family_(flow.family),
        low_(flow.from < flow.to ? flow.from : flow.to),
        high_(flow.from < flow.to ? flow.to : flow.from) {}

  bool operator==(const ConnectionKey&) const = default;
  size_t Hash() const;

 private:
  Family family_;
  Socket low_;
  Socket high_;
};

/// Which of the two directions `flow` is: 0 or 1.
inline size_t DirectionOf(const Flow& flow) { return flow.from < flow.to ? 0 : 1; }

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_FLOW_H_
