// A TCP server behind a proxy, on epoll. It reads the PROXY header of each connection and not a
// byte more, so that the payload stays in the kernel for whoever goes on (TLS, splice, another
// thread); decodes all that arrived in one turn at once; and drops connections whose header is late
// or wrong.
//
//   epoll_server [PORT [TIMEOUT_MS]]
//
// listens on 127.0.0.1, on any port by default, which it prints. Answers "ADDRESS:PORT " and what
// stands behind the header.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"

namespace {

using Clock = std::chrono::steady_clock;

// Bounds the memory of a connection. 16 + 2032 bytes are more than senders use, certificates and
// all; the format allows 65,551.
constexpr uint32_t kMaxHeader = 2048;
constexpr simdproxy::Options kOptions{.max_size = kMaxHeader, .check = simdproxy::Check::kCrc};
constexpr int kTurn = 256;  // connections in one turn

// A connection whose header is not whole.
struct Connection {
  int fd;
  Clock::time_point deadline;
  uint32_t size = 0;     // bytes received
  uint32_t needed = 15;  // the shortest header there is
  std::array<std::byte, kMaxHeader> bytes{};
  std::list<Connection>::iterator self{};
};

class Server {
 public:
  Server(int listener, std::chrono::milliseconds timeout)
      : listener_(listener), epoll_(epoll_create1(EPOLL_CLOEXEC)), timeout_(timeout) {
    Watch(listener_, nullptr);
  }

  void Turn() {
    std::array<epoll_event, kTurn> events;
    const int count = epoll_wait(epoll_, events.data(), kTurn, MillisecondsToDeadline());
    std::vector<Connection*> readable;
    for (int i = 0; i < count; ++i) {
      void* const connection = events[static_cast<size_t>(i)].data.ptr;
      if (connection == nullptr) {
        AcceptAll();
      } else {
        readable.push_back(static_cast<Connection*>(connection));
      }
    }
    ReadHeaders(std::move(readable));
    while (!waiting_.empty() && waiting_.front().deadline <= Clock::now()) {
      Drop(waiting_.front(), "its header is late");
    }
  }

 private:
  // Goes on with each connection until its header is whole, or there is nothing to read.
  void ReadHeaders(std::vector<Connection*> connections) {
    while (true) {
      std::erase_if(connections, [this](Connection* c) { return !Receive(*c); });
      if (connections.empty()) return;
      std::array<simdproxy::Buffer, kTurn> buffers;
      std::array<simdproxy::Header, kTurn> headers;
      std::array<simdproxy::Endpoints, kTurn> endpoints;
      for (size_t i = 0; i < connections.size(); ++i) {
        buffers[i] = {connections[i]->bytes.data(), connections[i]->size};
      }
      simdproxy::DecodeBatch(std::span(buffers.data(), connections.size()), headers.data(),
                             endpoints.data(), kOptions);
      std::vector<Connection*> incomplete;
      for (size_t i = 0; i < connections.size(); ++i) {
        if (headers[i].ok()) {
          Serve(*connections[i], headers[i]);
        } else if (headers[i].needed() != 0) {
          connections[i]->needed = headers[i].needed();
          incomplete.push_back(connections[i]);
        } else {
          Drop(*connections[i], headers[i].outcome() == simdproxy::Outcome::kInvalid
                                    ? simdproxy::ReasonMessage(headers[i].reason()).data()
                                    : "it does not begin with a PROXY header");
        }
      }
      connections = std::move(incomplete);
    }
  }

  // Reads what is missing and no more. False if nothing came.
  bool Receive(Connection& c) {
    const ssize_t size = recv(c.fd, c.bytes.data() + c.size, c.needed - c.size, 0);
    if (size > 0) {
      c.size += static_cast<uint32_t>(size);
      return true;
    }
    if (size == 0) {
      Drop(c, "it was closed in its header");
    } else if (errno != EAGAIN && errno != EINTR) {
      Drop(c, "it broke in its header");
    }
    return false;
  }

  // Here a proxy goes on: the header is known, the next byte of the socket is the payload's first.
  void Serve(Connection& c, const simdproxy::Header& header) {
    const simdproxy::HeaderView view(c.bytes, header);
    // LOCAL and UNKNOWN name nobody: the connection's own peer counts.
    std::string answer = view.source() ? simdproxy::ToText(view.source()).c_str() : "local";
    if (view.source()) answer += ':' + std::to_string(view.source().port);
    char payload[512];
    const ssize_t size = recv(c.fd, payload, sizeof(payload), 0);
    answer.append(" ").append(payload, size > 0 ? static_cast<size_t>(size) : 0);
    send(c.fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    Close(c);
  }

  void AcceptAll() {
    while (true) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      waiting_.push_back({.fd = fd, .deadline = Clock::now() + timeout_});
      waiting_.back().self = std::prev(waiting_.end());
      Watch(fd, &waiting_.back());
    }
  }

  void Watch(int fd, Connection* connection) const {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = connection}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void Drop(Connection& c, const char* why) {
    std::fprintf(stderr, "dropped a connection: %s\n", why);
    Close(c);
  }
  void Close(Connection& c) {
    close(c.fd);
    waiting_.erase(c.self);
  }

  // All connections have the same time, so the first is the first to run out of it.
  int MillisecondsToDeadline() const {
    if (waiting_.empty()) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(waiting_.front().deadline - Clock::now());
    return static_cast<int>(std::max<int64_t>(left.count(), 0));
  }

  int listener_;
  int epoll_;
  std::chrono::milliseconds timeout_;
  std::list<Connection> waiting_;
};

// Listens on 127.0.0.1 and prints the port.
int Listen(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, SOMAXCONN) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  const auto port = static_cast<uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  Server server(Listen(port), std::chrono::milliseconds(argc > 2 ? std::atoi(argv[2]) : 3000));
  while (true) server.Turn();
}
