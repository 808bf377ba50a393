// A histogram of durations.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_LATENCY_H_
#define SIMDPROXY_TOOLS_LOADPROXY_LATENCY_H_

#include <cstdint>
#include <memory>

namespace simdproxy::loadproxy {

/// From 1 microsecond to 1,000 seconds in steps of 1.2 percent. Over 14 KiB. Not for more than one
/// thread at a time.
class Latency {
 public:
  Latency();
  ~Latency();
  Latency(const Latency&) = delete;
  Latency& operator=(const Latency&) = delete;

  void Add(uint64_t nanoseconds);
  void Merge(const Latency& other);

  uint64_t count() const { return count_; }
  uint64_t max_nanoseconds() const { return max_; }
  /// The duration that `percent` of all do not exceed, in nanoseconds, to within a step; 0 if there
  /// are none.
  uint64_t Percentile(double percent) const;

 private:
  struct Histogram;  // Boost's templates stay out of those who include this

  std::unique_ptr<Histogram> histogram_;
  uint64_t count_ = 0;
  uint64_t max_ = 0;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_LATENCY_H_
