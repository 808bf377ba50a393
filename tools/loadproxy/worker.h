// A thread with an event loop and a service on it.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_WORKER_H_
#define SIMDPROXY_TOOLS_LOADPROXY_WORKER_H_

#include <uv.h>

#include <atomic>
#include <memory>
#include <span>
#include <thread>

#include "tools/loadproxy/counters.h"
#include "tools/loadproxy/service.h"
#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

/// Starts when it is made. Everything given outlives it.
class Worker {
 public:
  Worker(const Settings& settings, std::span<const TlvItem> items, const Engine& engine,
         unsigned number, int socket, ErrorNote& errors);
  /// Waits for the end of the thread.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// From any thread. Once: no new connections; twice: no connections.
  void Stop();
  bool done() const { return done_; }
  const Counters& counters() const { return counters_; }
  /// To be read when done() is true.
  const Latencies& latencies() const { return latencies_; }

 private:
  void Run(std::span<const TlvItem> items, const Engine& engine, unsigned number, int socket,
           ErrorNote& errors);
  void OnStop();

  const Settings& settings_;
  Counters counters_;
  Latencies latencies_;
  uv_loop_t loop_;
  uv_async_t stop_;
  std::unique_ptr<Service> service_;
  std::atomic<int> wanted_stops_{0};
  int stops_ = 0;
  std::atomic<bool> done_{false};
  std::thread thread_;  // the last: it uses the others
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_WORKER_H_
