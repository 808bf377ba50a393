// How far a long run has come, for who watches it.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_PROGRESS_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_PROGRESS_H_

#include <chrono>
#include <cstdint>

namespace simdproxy::tool {

/// A bar on standard error, if that is a terminal and the run takes more than a second; none if it
/// is not `wanted`. It is gone when the object is.
class Progress {
 public:
  Progress(uint64_t total, bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  uint64_t total_;
  bool visible_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_PROGRESS_H_
