// Forwards datagrams, each with a PROXY header in front.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_UDP_FORWARD_H_
#define SIMDPROXY_TOOLS_LOADPROXY_UDP_FORWARD_H_

#include <array>
#include <list>
#include <map>

#include "tools/loadproxy/datagram_headers.h"
#include "tools/loadproxy/datagram_socket.h"
#include "tools/loadproxy/deadlines.h"
#include "tools/loadproxy/header_maker.h"
#include "tools/loadproxy/service.h"

namespace simdproxy::loadproxy {

class UdpFlow;

class UdpForward final : public Service, private DatagramSocket::Owner {
 public:
  explicit UdpForward(const Thread& thread);

  void StopAccepting() override;
  /// Nothing is left then.
  void Abort() override {}

 private:
  friend class UdpFlow;
  using Key = std::array<uint8_t, 18>;  // address and port

  void OnDatagrams(DatagramSocket& socket, std::span<const Datagram> datagrams) override;
  void OnClosed(DatagramSocket&) override {}
  void Forward(const Datagram& datagram, size_t i);
  UdpFlow* FlowOf(const SocketAddress& client);

  Thread thread_;
  HeaderMaker maker_;
  DatagramHeaders headers_;
  DatagramRoom room_;
  Deadlines deadlines_;
  DatagramSocket socket_;
  std::map<Key, UdpFlow*> by_client_;
  std::list<UdpFlow> flows_;
};

/// A client, and the socket that takes the target's answers to it.
class UdpFlow final : private DatagramSocket::Owner, private Deadlines::Waiter {
 public:
  UdpFlow(UdpForward& forward, const SocketAddress& client, UdpForward::Key key);

  /// False if there is no socket for it; it closes itself then.
  bool Begin(std::list<UdpFlow>::iterator self);
  bool Send(std::span<const std::byte> header, std::span<const std::byte> payload);
  void Close();

 private:
  void OnDatagrams(DatagramSocket& socket, std::span<const Datagram> datagrams) override;
  void OnClosed(DatagramSocket& socket) override;
  void OnTimeout() override { Close(); }

  UdpForward& forward_;
  SocketAddress client_;
  UdpForward::Key key_;
  DatagramSocket target_;
  bool closing_ = false;
  uint64_t sent_ = 0;  // when, if an answer is waited for
  std::list<UdpFlow>::iterator self_;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_UDP_FORWARD_H_
