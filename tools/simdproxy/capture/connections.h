// The TCP connections of a capture, and what each of their directions begins with.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_CONNECTIONS_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_CONNECTIONS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "tools/simdproxy/capture/counts.h"
#include "tools/simdproxy/capture/flow.h"
#include "tools/simdproxy/capture/origin.h"
#include "tools/simdproxy/capture/packet.h"
#include "tools/simdproxy/capture/recent_map.h"
#include "tools/simdproxy/capture/segment.h"
#include "tools/simdproxy/capture/stream_start.h"

namespace simdproxy::capture {

/// Bytes that begin with the signature of a header, and where they are from.
struct Beginning {
  Origin origin;
  bool whole_datagram = false;  ///< UDP, and nothing of it is missing
  std::vector<uint8_t> bytes;
};

/// Takes segments in the order of the capture. A connection lasts until a SYN opens the next one
/// between the same two sockets, or until it was idle while a great many others were not.
class Connections {
 public:
  using Found = std::function<void(Beginning)>;

  /// `found` is called for each direction that begins with a header, once that is decided: when the
  /// header is complete or broken, or else at the end of the connection.
  Connections(const Judge& judge, Found found);

  void Add(const Segment& segment, const PacketMark& mark);

  /// The capture is over.
  void End();

  const BeginningCounts& counts() const { return counts_; }

 private:
  struct Hash {
    size_t operator()(const ConnectionKey& key) const { return key.Hash(); }
  };
  struct Connection {
    Flow flow;  // of the packet that was seen first
    std::array<StreamStart, 2> directions;
    bool closed = false;  // a FIN or RST was seen
  };
  using Map = RecentMap<ConnectionKey, Connection, Hash>;

  Connection& ConnectionOf(const Segment& segment);
  void End(Connection& connection, std::vector<Beginning>& late);
  void EndOld();
  void ReportInOrder(std::vector<Beginning> late);

  Judge judge_;
  Found found_;
  Map connections_;
  size_t memory_ = 0;  // of all directions that are followed
  BeginningCounts counts_;
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_CONNECTIONS_H_
