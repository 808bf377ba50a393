// From packets to decoded headers.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_DECODER_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_DECODER_H_

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/simdproxy/capture/connections.h"
#include "tools/simdproxy/capture/counts.h"
#include "tools/simdproxy/capture/origin.h"
#include "tools/simdproxy/capture/packet.h"

namespace simdproxy::capture {

/// A header found; borrows everything.
struct FoundHeader {
  const Origin& origin;
  std::span<const std::byte> bytes;  ///< from its first byte on; of a datagram all of it
  const Header& header;
  const Endpoints& endpoints;
};

/// Finds every TCP connection and UDP datagram that begins with the signature of a header, gathers
/// them in batches and decodes those. Headers come in the order in which they were complete, those
/// that never are at the end of their connection.
class Decoder {
 public:
  using Emit = std::function<void(const FoundHeader&)>;

  /// The engine lives for ever. Options::datagram is set for datagrams, and for nothing else.
  /// Packets are of a known `link_type`.
  Decoder(const Engine& engine, const Options& options, int link_type, Emit emit);

  void Add(const Packet& packet);

  /// The capture is over.
  void End();

  Counts counts() const;

 private:
  void AddDatagram(const Segment& segment, const PacketMark& mark);
  void Queue(Beginning beginning);
  void DecodeGroup(bool datagrams);
  void Flush();

  const Engine& engine_;
  Options options_;
  int link_type_;
  Emit emit_;
  Connections connections_;
  Counts counts_;

  std::vector<Beginning> queue_;
  size_t queued_bytes_ = 0;
  // One for each in the queue.
  std::vector<Header> headers_;
  std::vector<Endpoints> endpoints_;
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_DECODER_H_
