#include "bench/connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

namespace simdproxy::bench {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int get() const { return number_; }
  bool ok() const { return number_ >= 0; }

 private:
  int number_;
};

// Two a connection are more than the usual soft limit of 1,024.
void RaiseDescriptorLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// How many connections the kernel completes before anything accepts them.
size_t LongestQueue() {
  size_t longest = 128;  // Linux before 5.4
  std::ifstream("/proc/sys/net/core/somaxconn") >> longest;
  return longest;
}

bool SendWhole(int descriptor, const Buffer& header) {
  return send(descriptor, header.data, header.size, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(header.size);
}

class Listener {
 public:
  explicit Listener(size_t backlog) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ok_ = socket_.ok() && bind(socket_.get(), generic, size) == 0 &&
          listen(socket_.get(), static_cast<int>(backlog)) == 0 &&
          getsockname(socket_.get(), generic, &size) == 0;
    address_ = address;
  }

  bool ok() const { return ok_; }

  // The kernel completes the handshake before anything accepts.
  Descriptor Connect() const {
    Descriptor client(socket(AF_INET, SOCK_STREAM, 0));
    if (!client.ok() || connect(client.get(), reinterpret_cast<const sockaddr*>(&address_),
                                sizeof(address_)) != 0) {
      return Descriptor();
    }
    // Else a header that follows another one soon waits for its acknowledgement.
    constexpr int kOn = 1;
    setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof(kOn));
    return client;
  }

  Descriptor Accept() const {
    return Descriptor(accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK));
  }

 private:
  Descriptor socket_;
  sockaddr_in address_;
  bool ok_;
};

// Connections that stay; the receiving ends are registered once, as an event loop does it.
class StandingConnections : public Connections {
 public:
  StandingConnections() : epoll_(epoll_create1(0)) {}

  bool Add(Descriptor sender, Descriptor receiver) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.fd = receiver.get();
    if (!sender.ok() || !receiver.ok() ||
        epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, receiver.get(), &event) != 0) {
      return false;
    }
    senders_.push_back(std::move(sender));
    receivers_.push_back(std::move(receiver));
    return true;
  }

  bool Send(std::span<const Buffer> headers) override {
    for (size_t i = 0; i < senders_.size(); ++i) {
      if (!SendWhole(senders_[i].get(), headers[i])) return false;
    }
    return true;
  }

  size_t Receive(const ReceiveSlots& slots) override {
    events_.resize(slots.sizes.size());
    const int ready =
        epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), /*timeout=*/0);
    size_t count = 0;
    for (int i = 0; i < ready; ++i) {
      const ssize_t size = recv(events_[static_cast<size_t>(i)].data.fd,
                                slots.base + count * slots.stride, slots.stride, 0);
      if (size > 0) slots.sizes[count++] = static_cast<uint32_t>(size);
    }
    return count;
  }

  size_t size() const override { return senders_.size(); }

 private:
  Descriptor epoll_;
  std::vector<Descriptor> senders_, receivers_;
  std::vector<epoll_event> events_;
};

class NewConnections : public Connections {
 public:
  explicit NewConnections(size_t count) : listener_(count), count_(count) {}

  bool ok() const { return listener_.ok(); }

  bool Send(std::span<const Buffer> headers) override {
    for (size_t i = 0; i < count_; ++i) {
      clients_.push_back(listener_.Connect());
      if (!clients_.back().ok() || !SendWhole(clients_.back().get(), headers[i])) return false;
    }
    return true;
  }

  size_t Receive(const ReceiveSlots& slots) override {
    size_t count = 0;
    while (count < slots.sizes.size()) {
      Descriptor server = listener_.Accept();
      if (!server.ok()) break;
      const ssize_t size = recv(server.get(), slots.base + count * slots.stride, slots.stride, 0);
      if (size > 0) slots.sizes[count++] = static_cast<uint32_t>(size);
      servers_.push_back(std::move(server));
    }
    return count;
  }

  void Finish() override {
    // Reset: closed in the usual way each connection would keep its port for a minute.
    constexpr linger kReset{1, 0};
    for (const Descriptor& client : clients_) {
      setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &kReset, sizeof(kReset));
    }
    clients_.clear();
    servers_.clear();
  }

  size_t size() const override { return count_; }

 private:
  Listener listener_;
  size_t count_;
  std::vector<Descriptor> clients_, servers_;
};

}  // namespace

std::unique_ptr<Connections> MakeSocketpairs(size_t count) {
  RaiseDescriptorLimit();
  auto connections = std::make_unique<StandingConnections>();
  for (size_t i = 0; i < count; ++i) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0 ||
        !connections->Add(Descriptor(ends[0]), Descriptor(ends[1]))) {
      return nullptr;
    }
  }
  return connections;
}

std::unique_ptr<Connections> MakeTcpConnections(size_t count) {
  RaiseDescriptorLimit();
  auto connections = std::make_unique<StandingConnections>();
  const Listener listener(1);
  for (size_t i = 0; listener.ok() && i < count; ++i) {
    Descriptor sender = listener.Connect();
    if (!connections->Add(std::move(sender), listener.Accept())) return nullptr;
  }
  return listener.ok() ? std::move(connections) : nullptr;
}

std::unique_ptr<Connections> MakeNewTcpConnections(size_t most) {
  RaiseDescriptorLimit();
  auto connections = std::make_unique<NewConnections>(std::min(most, LongestQueue()));
  return connections->ok() ? std::move(connections) : nullptr;
}

}  // namespace simdproxy::bench
