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
constexpr int kMostAtOnce = 256;  // clients, before others get their turn
constexpr uint64_t kRetry = 100;  // milliseconds until it is tried again after an error
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
    : socket_(socket), limits_(limits), take_(std::move(take)) {
  // Not uv_listen: without a file descriptor it refuses clients, and with several loops it can
  // spin.
  uv_poll_init(loop, &poll_, socket);
  uv_timer_init(loop, &timer_);
  poll_.data = this;
  timer_.data = this;
  Resume();
}

void Listener::Resume() {
  paused_ = false;
  uv_timer_stop(&timer_);
  uv_poll_start(&poll_, UV_READABLE,
                [](uv_poll_t* poll, int, int) { static_cast<Listener*>(poll->data)->TakeAll(); });
}

// For so long, or, if it is 0, until a client is gone.
void Listener::Pause(uint64_t milliseconds) {
  paused_ = true;
  uv_poll_stop(&poll_);
  if (milliseconds == 0) return;
  uv_timer_start(
      &timer_, [](uv_timer_t* timer) { static_cast<Listener*>(timer->data)->Resume(); },
      milliseconds, 0);
}

void Listener::TakeAll() {
  for (int taken = 0; taken < kMostAtOnce && MayTake();) {
    const int client = accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client >= 0) {
      ++open_;
      ++taken;
      if (limits_.rate > 0) {
        const uint64_t now = uv_hrtime();
        next_ = std::max(next_, now - std::min(now, kMaxCatchUp)) +
                static_cast<uint64_t>(1e9 / limits_.rate);
      }
      take_(client);
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      take_(-errno);
      return Pause(kRetry);
    }
  }
}

// If not, it pauses until it may.
bool Listener::MayTake() {
  if (open_ >= limits_.connections) {
    Pause(0);
    return false;
  }
  const uint64_t now = limits_.rate > 0 ? uv_hrtime() : next_;
  if (now >= next_) return true;
  Pause((next_ - now) / 1'000'000 + 1);
  return false;
}

void Listener::OnClosed() {
  --open_;
  if (paused_ && uv_is_closing(reinterpret_cast<uv_handle_t*>(&poll_)) == 0 &&
      uv_is_active(reinterpret_cast<uv_handle_t*>(&timer_)) == 0) {
    Resume();
  }
}

void Listener::Close() {
  if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&poll_)) != 0) return;
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr);
  close(socket_);
}

}  // namespace simdproxy::loadproxy
