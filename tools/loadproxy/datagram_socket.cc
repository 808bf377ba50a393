#include "tools/loadproxy/datagram_socket.h"

#include <cstring>

namespace simdproxy::loadproxy {

void DatagramSocket::Init(uv_loop_t* loop) {
  uv_udp_init_ex(loop, &udp_, AF_UNSPEC | UV_UDP_RECVMMSG);
  udp_.data = this;
}

int DatagramSocket::Open(uv_loop_t* loop, int socket) {
  Init(loop);
  const int error = uv_udp_open(&udp_, socket);
  return error != 0 ? error : Receive();
}

int DatagramSocket::Connect(uv_loop_t* loop, const SocketAddress& peer) {
  Init(loop);
  const int error = uv_udp_connect(&udp_, peer.get());
  return error != 0 ? error : Receive();
}

int DatagramSocket::Receive() {
  return uv_udp_recv_start(
      &udp_,
      [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
        const auto room = static_cast<DatagramSocket*>(handle->data)->room_.span();
        *buffer =
            uv_buf_init(reinterpret_cast<char*>(room.data()), static_cast<unsigned>(room.size()));
      },
      [](uv_udp_t* udp, ssize_t size, const uv_buf_t* buffer, const sockaddr* peer,
         unsigned flags) {
        static_cast<DatagramSocket*>(udp->data)->OnReceived(size, buffer, peer, flags);
      });
}

void DatagramSocket::OnReceived(ssize_t size, const uv_buf_t* buffer, const sockaddr* peer,
                                unsigned flags) {
  // Errors tell of datagrams sent before (ICMP): the peer may be back for the next one.
  if (size >= 0 && peer != nullptr) {
    Datagram& datagram = received_.emplace_back();
    datagram.bytes = std::as_bytes(std::span(buffer->base, static_cast<size_t>(size)));
    std::memcpy(datagram.peer.get(), peer,
                peer->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
  }
  // libuv gives the datagrams of one recvmmsg one after the other, then the memory back.
  if ((flags & UV_UDP_MMSG_CHUNK) != 0 || received_.empty()) return;
  owner_.OnDatagrams(*this, received_);
  received_.clear();
}

bool DatagramSocket::Send(std::span<const std::byte> first, std::span<const std::byte> second,
                          const SocketAddress* to) {
  const auto buffer = [](std::span<const std::byte> bytes) {
    return uv_buf_init(reinterpret_cast<char*>(const_cast<std::byte*>(bytes.data())),
                       static_cast<unsigned>(bytes.size()));
  };
  const uv_buf_t buffers[] = {buffer(first), buffer(second)};
  return uv_udp_try_send(&udp_, buffers, 2, to == nullptr ? nullptr : to->get()) >= 0;
}

void DatagramSocket::Close() {
  uv_close(reinterpret_cast<uv_handle_t*>(&udp_), [](uv_handle_t* handle) {
    auto& socket = *static_cast<DatagramSocket*>(handle->data);
    socket.owner_.OnClosed(socket);
  });
}

}  // namespace simdproxy::loadproxy
