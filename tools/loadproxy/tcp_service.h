// What forwarding and the sink have in common: clients by TCP, each an object of its own.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_TCP_SERVICE_H_
#define SIMDPROXY_TOOLS_LOADPROXY_TCP_SERVICE_H_

#include <fmt/format.h>
#include <uv.h>

#include <cstddef>
#include <list>
#include <utility>
#include <vector>

#include "tools/loadproxy/deadlines.h"
#include "tools/loadproxy/header_batch.h"
#include "tools/loadproxy/listener.h"
#include "tools/loadproxy/service.h"

namespace simdproxy::loadproxy {

/// `Derived` is the service, and of each client it has a `Connection`: made of the service, told to
/// Begin(socket, its place in the list), and ended by Abort() or by itself, which then removes it.
template <class Derived, class Connection>
class TcpService : public Service {
 public:
  using Place = typename std::list<Connection>::iterator;

  void StopAccepting() final {
    stopping_ = true;
    listener_.Close();
    CloseIfDone();
  }

  void Abort() final {
    for (Connection& connection : connections_) connection.Abort();
  }

 protected:
  explicit TcpService(const Thread& thread)
      : thread_(thread),
        batch_(thread.loop, thread.engine, thread.settings.accept.options, thread.counters),
        header_deadlines_(thread.loop, thread.settings.accept.timeout),
        scratch_(kScratchSize),
        listener_(thread.loop, thread.socket, LimitsOf(thread.settings),
                  [this](int socket_or_error) { Take(socket_or_error); }) {}

  void Remove(Place connection) {
    connections_.erase(connection);
    thread_.counters.Add(Count::kClosed);
    listener_.OnClosed();
    CloseIfDone();
  }

  /// Nothing is open any more: ends what else the service has on the loop.
  virtual void Close() {}

  Thread thread_;
  HeaderBatch batch_;
  Deadlines header_deadlines_;
  std::vector<std::byte> scratch_;  // what is read passes through here

 private:
  static constexpr size_t kScratchSize = size_t{64} << 10;  // bytes read and written at a time

  void Take(int socket_or_error) {
    if (socket_or_error < 0) {
      thread_.counters.Add(Count::kOutOfFiles);
      return thread_.errors.Note(
          fmt::format("can't take a connection: {}", uv_strerror(socket_or_error)));
    }
    const Place place = connections_.emplace(connections_.end(), static_cast<Derived&>(*this));
    place->Begin(socket_or_error, place);
  }

  void CloseIfDone() {
    if (!stopping_ || !connections_.empty() || std::exchange(closed_, true)) return;
    batch_.Close();
    header_deadlines_.Close();
    Close();
  }

  Listener listener_;
  std::list<Connection> connections_;
  bool stopping_ = false;
  bool closed_ = false;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_TCP_SERVICE_H_
