// A UDP socket on an event loop of libuv, whose datagrams come many at a time.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_DATAGRAM_SOCKET_H_
#define SIMDPROXY_TOOLS_LOADPROXY_DATAGRAM_SOCKET_H_

#include <uv.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "tools/loadproxy/socket_address.h"

namespace simdproxy::loadproxy {

struct Datagram {
  std::span<const std::byte> bytes;
  SocketAddress peer;
};

/// Memory that datagrams are received into: room for what one recvmmsg gives. One for all sockets
/// of a loop.
class DatagramRoom {
 public:
  static constexpr size_t kDatagrams = 20;             // as many as libuv asks for at a time
  static constexpr size_t kStride = size_t{64} << 10;  // bytes; libuv's

  std::span<std::byte> span() const { return {memory_.get(), kDatagrams * kStride}; }

 private:
  std::unique_ptr<std::byte[]> memory_ =
      std::make_unique_for_overwrite<std::byte[]>(kDatagrams * kStride);
};

/// Never moves in memory. One thread.
class DatagramSocket {
 public:
  class Owner {
   public:
    /// All that one call of recvmmsg gave; valid during this call. Must not close the socket.
    virtual void OnDatagrams(DatagramSocket& socket, std::span<const Datagram> datagrams) = 0;
    virtual void OnClosed(DatagramSocket& socket) = 0;

   protected:
    ~Owner() = default;
  };

  DatagramSocket(Owner& owner, const DatagramRoom& room) : owner_(owner), room_(room) {}
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  /// Takes over a bound socket. Each returns 0 or an error of libuv, after which the socket is to
  /// be closed all the same.
  int Open(uv_loop_t* loop, int socket);
  /// A socket of its own that sends to and receives from `peer` alone.
  int Connect(uv_loop_t* loop, const SocketAddress& peer);

  /// One datagram of two pieces; to the peer, or, if it is not connected, to `to`. False if it was
  /// not sent: the socket's buffer is full, or the peer is not there.
  bool Send(std::span<const std::byte> first, std::span<const std::byte> second,
            const SocketAddress* to = nullptr);

  /// Once.
  void Close();

 private:
  void Init(uv_loop_t* loop);
  int Receive();
  void OnReceived(ssize_t size, const uv_buf_t* buffer, const sockaddr* peer, unsigned flags);

  Owner& owner_;
  const DatagramRoom& room_;
  uv_udp_t udp_;
  std::vector<Datagram> received_;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_DATAGRAM_SOCKET_H_
