// What one thread does with its event loop.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_SERVICE_H_
#define SIMDPROXY_TOOLS_LOADPROXY_SERVICE_H_

#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "simdproxy/simdproxy.h"
#include "tools/loadproxy/counters.h"
#include "tools/loadproxy/listener.h"
#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

/// What went wrong first, for who watches: later errors are only counted.
class ErrorNote {
 public:
  void Note(const std::string& text);
  /// What was noted since the last call; else empty.
  std::string Take();

 private:
  std::mutex mutex_;
  std::string text_;
  bool noted_ = false;
};

/// What a service is given. All of it outlives the service.
struct Thread {
  uv_loop_t* loop;
  unsigned number;  ///< from 0
  int socket;       ///< bound, listening; the service closes it
  const Settings& settings;
  std::span<const TlvItem> items;  ///< the TLVs of the settings
  const Engine& engine;
  Counters& counters;
  Latencies& latencies;
  ErrorNote& errors;
};

/// The loop ends when a service that was told to has nothing open any more.
class Service {
 public:
  virtual ~Service() = default;
  /// Takes no new connections or clients. Those that are there may end in peace.
  virtual void StopAccepting() = 0;
  /// Ends all that is left.
  virtual void Abort() = 0;
};

/// What each of the threads may take.
AcceptLimits LimitsOf(const Settings& settings);

std::unique_ptr<Service> MakeForward(const Thread& thread);
std::unique_ptr<Service> MakeSink(const Thread& thread);
std::unique_ptr<Service> MakeUdpForward(const Thread& thread);
std::unique_ptr<Service> MakeUdpSink(const Thread& thread);

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_SERVICE_H_
