// Connections on this machine that send headers, and the receiving side that a proxy has of them.
#ifndef SIMDPROXY_BENCH_CONNECTIONS_H_
#define SIMDPROXY_BENCH_CONNECTIONS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "simdproxy/decode.h"

namespace simdproxy::bench {

/// Where received bytes go: slots of `stride` bytes, as many as there are sizes.
struct ReceiveSlots {
  std::byte* base;
  size_t stride;
  std::span<uint32_t> sizes;
};

/// A number of connections, each of which sends one header at a time. Sending and receiving take
/// turns in one thread, so that receiving never waits and can be timed by itself.
class Connections {
 public:
  virtual ~Connections() = default;

  /// Sends headers[i] on connection i; there are size() of them. False if the system refused.
  virtual bool Send(std::span<const Buffer> headers) = 0;

  /// Receives from as many connections as there are slots, or as have something left. Sets the
  /// sizes of the slots that it fills, from the first on, and returns how many those are.
  virtual size_t Receive(const ReceiveSlots& slots) = 0;

  /// After all has been received: what must be done before the next Send.
  virtual void Finish() {}

  virtual size_t size() const = 0;
};

/// `count` pairs of UNIX sockets that stay, received from by epoll. Null if the system refuses, for
/// want of file descriptors for example.
std::unique_ptr<Connections> MakeSocketpairs(size_t count);

/// The same with TCP over the loopback device.
std::unique_ptr<Connections> MakeTcpConnections(size_t count);

/// TCP over the loopback device, a new connection for each header: Receive accepts it too. Fewer
/// than `most` where the system's queues are shorter.
std::unique_ptr<Connections> MakeNewTcpConnections(size_t most);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_CONNECTIONS_H_
