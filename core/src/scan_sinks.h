// What becomes of the positions that a scan kernel finds.
#ifndef SIMDPROXY_CORE_SRC_SCAN_SINKS_H_
#define SIMDPROXY_CORE_SRC_SCAN_SINKS_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"
#include "core/src/scan_patterns.h"

namespace simdproxy {

struct CountSink {
  uint64_t count = 0;

  /// Bit i of `bits`: a hit at `position` + i. Returns whether more are wanted.
  bool Add(size_t /*position*/, uint64_t bits) noexcept {
    count += static_cast<uint64_t>(std::popcount(bits));
    return true;
  }
};

/// Writes hits until there is no more room for them.
class HitSink {
 public:
  HitSink(ScanFor what, const ScanJob& job) noexcept : job_(job), what_(what) {}

  bool Add(size_t position, uint64_t bits) noexcept {
    for (; bits != 0; bits &= bits - 1) {
      const size_t at = position + static_cast<size_t>(std::countr_zero(bits));
      job_.hits[found_++] = ScanHit::Of(job_.base + at, KindOfHit(what_, job_.data[at]));
      if (found_ == job_.room) return false;
    }
    return true;
  }

  ScanResult Result() const noexcept {
    if (found_ != job_.room) return {found_, job_.size};
    const auto last = static_cast<size_t>(job_.hits[found_ - 1].offset() - job_.base);
    return {found_, last + PatternSizeAt(what_, job_.data + last, job_.size - last)};
  }

 private:
  ScanJob job_;
  size_t found_ = 0;
  ScanFor what_;
};

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_SCAN_SINKS_H_
