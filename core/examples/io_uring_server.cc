// The TCP server of epoll_server.cc on io_uring, with buffers that are provided to the kernel: a
// connection that has sent nothing holds no memory. What arrived in one turn is decoded at once
// where the kernel put it. Only a header that comes in pieces is copied.
//
//   io_uring_server [PORT [TIMEOUT_MS]]
//
// Needs liburing 2.3 and Linux 6.0; exits with 77 where io_uring is not allowed.
#include <arpa/inet.h>
#include <liburing.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <list>
#include <span>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"

namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::span<const std::byte>;

constexpr uint32_t kMaxHeader = 2048;  // see epoll_server.cc
constexpr simdproxy::Options kOptions{.max_size = kMaxHeader, .check = simdproxy::Check::kCrc};
constexpr unsigned kEntries = 256;  // of the rings
constexpr unsigned kBuffers = 256;  // a power of two
constexpr unsigned kBufferSize = 2048;
constexpr uint16_t kGroup = 0;

struct Connection {
  int fd;
  Clock::time_point deadline;
  std::vector<std::byte> piece{};  // of a header that is not whole
  std::list<Connection>::iterator self{};
};

class Server {
 public:
  Server(int listener, std::chrono::milliseconds timeout) : listener_(listener), timeout_(timeout) {
    if (const int error = io_uring_queue_init(kEntries, &ring_, 0); error != 0) {
      Refuse("io_uring", error);
    }
    const size_t size = sizeof(io_uring_buf) * kBuffers;
    provided_ = static_cast<io_uring_buf_ring*>(std::aligned_alloc(4096, size));
    std::memset(static_cast<void*>(provided_), 0, size);
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<uint64_t>(provided_);
    registration.ring_entries = kBuffers;
    registration.bgid = kGroup;
    if (const int error = io_uring_register_buf_ring(&ring_, &registration, 0); error != 0) {
      Refuse("a ring of provided buffers", error);
    }
    io_uring_buf_ring_init(provided_);
    for (unsigned id = 0; id < kBuffers; ++id) Provide(static_cast<uint16_t>(id));
    Accept();
  }

  void Turn() {
    __kernel_timespec wait = TimeToDeadline();
    io_uring_cqe* first = nullptr;
    io_uring_submit_and_wait_timeout(&ring_, &first, 1, &wait, nullptr);
    Arrived arrived;
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_cqe* cqe = nullptr;
    io_uring_for_each_cqe(&ring_, head, cqe) {
      ++seen;
      Complete(*cqe, arrived);
    }
    io_uring_cq_advance(&ring_, seen);
    Decode(arrived);
    while (!connections_.empty() && connections_.front().deadline <= Clock::now()) {
      Connection& late = connections_.front();
      late.deadline = Clock::time_point::max();
      connections_.splice(connections_.end(), connections_, late.self);
      // Its receive ends now, with nothing, and that closes it.
      shutdown(late.fd, SHUT_RDWR);
    }
  }

 private:
  // Columns: which buffer the kernel chose, how much is in it, and whose it is.
  struct Arrived {
    std::vector<uint16_t> ids;
    std::vector<uint32_t> sizes;
    std::vector<Connection*> connections;
  };

  void Complete(const io_uring_cqe& cqe, Arrived& arrived) {
    auto* const c = static_cast<Connection*>(io_uring_cqe_get_data(&cqe));
    if (c == nullptr) {
      if (cqe.res >= 0) Add(cqe.res);
      if ((cqe.flags & IORING_CQE_F_MORE) == 0) Accept();
      return;
    }
    if (cqe.res == -ENOBUFS) {  // all are in use; they are given back in this turn
      Receive(*c);
      return;
    }
    if (cqe.res <= 0) {
      Drop(*c, "it was closed, late or broken in its header");
      return;
    }
    const auto id = static_cast<uint16_t>(cqe.flags >> IORING_CQE_BUFFER_SHIFT);
    const auto size = static_cast<uint32_t>(cqe.res);
    if (c->piece.empty()) {
      arrived.ids.push_back(id);
      arrived.sizes.push_back(size);
      arrived.connections.push_back(c);
    } else {
      GoOn(*c, Bytes(buffers_[id]).first(size));
      Provide(id);
    }
  }

  // All the first pieces of a turn at once. There is one receive at a time for each connection, so
  // each is a header's beginning.
  void Decode(const Arrived& arrived) {
    const size_t count = arrived.ids.size();
    std::vector<simdproxy::Header> headers(count);
    const simdproxy::Slots slots{.base = buffers_.data(),
                                 .stride = kBufferSize,
                                 .ids = arrived.ids.data(),
                                 .sizes = arrived.sizes.data(),
                                 .count = count};
    simdproxy::DecodeBatch(slots, headers.data(), nullptr, kOptions);
    for (size_t i = 0; i < count; ++i) {
      Connection& c = *arrived.connections[i];
      const Bytes bytes = Bytes(buffers_[arrived.ids[i]]).first(arrived.sizes[i]);
      if (headers[i].ok()) {
        Serve(c, {bytes, headers[i]}, bytes.subspan(headers[i].size()));
      } else if (headers[i].needed() != 0) {
        c.piece.assign(bytes.begin(), bytes.end());
        Receive(c);
      } else {
        Drop(c, simdproxy::OutcomeName(headers[i].outcome()).data());
      }
      Provide(arrived.ids[i]);
    }
  }

  // A header that comes in pieces: decoding is resumed by calling again with all of them.
  void GoOn(Connection& c, Bytes bytes) {
    c.piece.insert(c.piece.end(), bytes.begin(), bytes.end());
    const simdproxy::Header header = simdproxy::Decode(c.piece, kOptions);
    if (header.ok()) {
      Serve(c, {c.piece, header}, Bytes(c.piece).subspan(header.size()));
    } else if (header.needed() != 0) {
      Receive(c);
    } else {
      Drop(c, simdproxy::OutcomeName(header.outcome()).data());
    }
  }

  // Here a proxy goes on: `payload` came with the header, and the rest is still to be received.
  void Serve(Connection& c, const simdproxy::HeaderView& view, Bytes payload) {
    std::string answer = view.source() ? simdproxy::ToText(view.source()).c_str() : "local";
    if (view.source()) answer += ':' + std::to_string(view.source().port);
    answer.append(" ").append(reinterpret_cast<const char*>(payload.data()), payload.size());
    send(c.fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    Close(c);
  }

  void Accept() {
    io_uring_sqe* const sqe = NextEntry();
    io_uring_prep_multishot_accept(sqe, listener_, nullptr, nullptr, SOCK_CLOEXEC);
    io_uring_sqe_set_data(sqe, nullptr);
  }

  void Add(int fd) {
    connections_.push_back({.fd = fd, .deadline = Clock::now() + timeout_});
    connections_.back().self = std::prev(connections_.end());
    Receive(connections_.back());
  }

  // The kernel chooses a buffer when bytes are there.
  void Receive(Connection& c) {
    io_uring_sqe* const sqe = NextEntry();
    io_uring_prep_recv(sqe, c.fd, nullptr, kBufferSize, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = kGroup;
    io_uring_sqe_set_data(sqe, &c);
  }

  io_uring_sqe* NextEntry() {
    io_uring_sqe* sqe = io_uring_get_sqe(&ring_);
    while (sqe == nullptr) {  // full: the kernel takes what is there
      io_uring_submit(&ring_);
      sqe = io_uring_get_sqe(&ring_);
    }
    return sqe;
  }

  void Provide(uint16_t id) {
    io_uring_buf_ring_add(provided_, buffers_[id].data(), kBufferSize, id,
                          io_uring_buf_ring_mask(kBuffers), 0);
    io_uring_buf_ring_advance(provided_, 1);
  }

  void Drop(Connection& c, const char* why) {
    std::fprintf(stderr, "dropped a connection: %s\n", why);
    Close(c);
  }
  void Close(Connection& c) {
    close(c.fd);
    connections_.erase(c.self);
  }

  __kernel_timespec TimeToDeadline() const {
    std::chrono::nanoseconds left = std::chrono::hours(1);
    if (!connections_.empty()) {
      left = std::clamp<std::chrono::nanoseconds>(connections_.front().deadline - Clock::now(),
                                                  std::chrono::nanoseconds(0), left);
    }
    return {.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
  }

  [[noreturn]] static void Refuse(const char* what, int error) {
    std::fprintf(stderr, "%s is not to be had here: %s\n", what, std::strerror(-error));
    std::exit(77);
  }

  int listener_;
  std::chrono::milliseconds timeout_;
  io_uring ring_{};
  io_uring_buf_ring* provided_ = nullptr;
  std::vector<std::array<std::byte, kBufferSize>> buffers_{kBuffers};
  std::list<Connection> connections_;
};

int Listen(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, SOMAXCONN) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  return fd;
}

void PrintPort(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const int listener = Listen(static_cast<uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0));
  Server server(listener, std::chrono::milliseconds(argc > 2 ? std::atoi(argv[2]) : 3000));
  PrintPort(listener);
  while (true) server.Turn();
}
