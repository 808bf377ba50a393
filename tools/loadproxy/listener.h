// Takes connections, no more at a time and no faster than it may.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_LISTENER_H_
#define SIMDPROXY_TOOLS_LOADPROXY_LISTENER_H_

#include <uv.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/loadproxy/socket_address.h"

namespace simdproxy::loadproxy {

/// `count` sockets bound to one address, among which the kernel shares connections or datagrams
/// out. A port of 0 becomes a free one, in `address` too. Returns nothing, or what is wrong, fit
/// for a terminal.
std::string Bind(SocketAddress& address, int type, unsigned count, std::vector<int>& sockets);

struct AcceptLimits {
  uint64_t connections;  ///< open at a time
  double rate;           ///< new ones a second; 0: any
};

/// On one event loop. What it may not take now waits in the kernel's queue; so do clients for whom
/// there is no file descriptor.
class Listener {
 public:
  /// Takes over `socket`, which listens. `take` gets the socket of a new client, or a negative
  /// error of libuv: none could be taken, and it will be tried again.
  using Take = std::function<void(int socket_or_error)>;
  Listener(uv_loop_t* loop, int socket, const AcceptLimits& limits, Take take);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// One of those taken is closed.
  void OnClosed();
  /// Takes no more. Before the loop is closed.
  void Close();

 private:
  void TakeAll();
  bool MayTake();
  void Pause(uint64_t milliseconds);
  void Resume();

  int socket_;
  uv_poll_t poll_;
  uv_timer_t timer_;
  AcceptLimits limits_;
  Take take_;
  uint64_t open_ = 0;
  uint64_t next_ = 0;  // earliest time for the next one, in nanoseconds; with a rate
  bool paused_ = false;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_LISTENER_H_
