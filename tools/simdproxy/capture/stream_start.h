// The first bytes of one direction of a TCP connection, put in order.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_STREAM_START_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_STREAM_START_H_

#include <tins/tcp_ip/data_tracker.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/simdproxy/capture/packet.h"
#include "tools/simdproxy/capture/segment.h"

namespace simdproxy::capture {

/// How to judge the beginning of a stream.
struct Judge {
  const Engine* engine;
  Options options;  ///< not for datagrams

  Header operator()(std::span<const uint8_t> bytes) const {
    return engine->Decode(std::as_bytes(bytes), options);
  }
};

/// Follows a stream until it is known what it begins with, and no further: at most kMaxHeaderSize
/// bytes are kept, and only of streams that may begin with a header. Segments may come in any
/// order, more than once, and overlap; what is in order already stands.
class StreamStart {
 public:
  enum class State : uint8_t {
    kNoData,   ///< none of its bytes were seen
    kOpen,     ///< not decided; some were seen, but too few, or not the first
    kHeader,   ///< a header begins it, to be had from Take
    kNone,     ///< none does
    kUnknown,  ///< what was seen does not begin with one, but it was not the beginning
  };

  State state() const { return state_; }
  bool decided() const { return state_ > State::kOpen; }

  /// The number of the first byte, from the handshake. The first call counts.
  void SetBegin(uint32_t sequence);

  /// True if the first byte is known to have another number.
  bool BeginsElsewhere(uint32_t sequence) const { return known_begin_ && begin_ != sequence; }

  /// Adds the payload of a segment that is not empty, to a stream that is not decided. `sequence`
  /// is the number of its first byte; without SetBegin that is the first byte of the stream.
  void Add(std::span<const uint8_t> payload, uint32_t sequence, const PacketMark& mark,
           const Judge& judge);

  /// No more will come. What begins like a header but ends too soon is kHeader then, if its
  /// signature is complete.
  void End(const Judge& judge);

  /// The bytes of a stream that has become kHeader, up to the end of the header if it is ok. Once.
  std::vector<uint8_t> Take(PacketMark* mark);

  /// Memory in use, in bytes, about.
  size_t memory() const;

 private:
  struct Followed {
    Tins::TCPIP::DataTracker bytes;
    PacketMark mark;  // of the packet with the first byte
  };

  void SetNone();
  void Decide(const Judge& judge, bool ended);

  std::unique_ptr<Followed> followed_;
  uint32_t begin_ = 0;
  bool known_begin_ = false;
  bool from_handshake_ = false;
  State state_ = State::kNoData;
};

}  // namespace simdproxy::capture

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CAPTURE_STREAM_START_H_
