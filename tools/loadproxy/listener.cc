#include "tools/loadproxy/listener.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace simdproxy::loadproxy {
namespace {

constexpr int kBacklog = 4096;
// With a rate: what was not taken while the loop was busy may be made up for, but not more.
constexpr uint64_t kMaxCatchUp = 10'000'000;  // nanoseconds

int BindOne(SocketAddress& address, int type, bool shared) {
  const int fd = socket(address.family(), type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  const int on = 1;
  socklen_t size = sizeof(address.storage);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (shared) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
  if (bind(fd, address.get(), address.size()) == 0 && getsockname(fd, address.get(), &size) == 0 &&
      (type != SOCK_STREAM || listen(fd, kBacklog) == 0)) {
    return fd;
  }
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

}  // namespace

std::string Bind(SocketAddress& address, int type, unsigned count, std::vector<int>& sockets) {
  for (unsigned i = 0; i < count; ++i) {
    const int fd = BindOne(address, type, count > 1);
    if (fd < 0) {
      return fmt::format("can't listen on {}: {}", ToText(address),
                         std::generic_category().message(errno));
    }
    sockets.push_back(fd);
  }
  return "";
}

Listener::Listener(uv_loop_t* loop, int socket, const AcceptLimits& limits, Take take)
    : limits_(limits), take_(std::move(take)) {
  uv_tcp_init(loop, &tcp_);
  uv_timer_init(loop, &timer_);
  tcp_.data = this;
  timer_.data = this;
  uv_tcp_open(&tcp_, socket);
  uv_listen(reinterpret_cast<uv_stream_t*>(&tcp_), kBacklog, [](uv_stream_t* listener, int error) {
    static_cast<Listener*>(listener->data)->OnConnection(error);
  });
}

void Listener::OnConnection(int error) {
  if (error != 0) return take_(reinterpret_cast<uv_stream_t*>(&tcp_), error);
  waiting_ = true;
  TakeWaiting();
}

void Listener::TakeWaiting() {
  // As long as libuv's connection is not taken, libuv accepts no further one.
  if (!waiting_ || !MayTake()) return;
  waiting_ = false;
  ++open_;
  take_(reinterpret_cast<uv_stream_t*>(&tcp_), 0);
}

bool Listener::MayTake() {
  if (open_ >= limits_.connections) return false;
  if (limits_.rate <= 0) return true;
  const uint64_t now = uv_hrtime();
  if (now < next_) {
    uv_timer_start(
        &timer_, [](uv_timer_t* timer) { static_cast<Listener*>(timer->data)->TakeWaiting(); },
        (next_ - now) / 1'000'000 + 1, 0);
    return false;
  }
  next_ =
      std::max(next_, now - std::min(now, kMaxCatchUp)) + static_cast<uint64_t>(1e9 / limits_.rate);
  return true;
}

void Listener::OnClosed() {
  --open_;
  TakeWaiting();
}

void Listener::Close() {
  waiting_ = false;
  if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&tcp_)) != 0) return;
  uv_close(reinterpret_cast<uv_handle_t*>(&tcp_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
}

}  // namespace simdproxy::loadproxy
