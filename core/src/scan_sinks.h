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
template <ScanFor kWhat>
class HitSink {
 public:
  explicit HitSink(const ScanJob& job) noexcept : job_(job) {}

  bool Add(size_t position, uint64_t bits) noexcept {
    ScanHit* out = job_.hits + found_;
    if constexpr (kWhat == ScanFor::kCrlf) {
      if (job_.room - found_ > 64 + kAtOnce) return AddMany(out, position, bits);
    }
    const ScanHit* const end = job_.hits + job_.room;
    for (; bits != 0; bits &= bits - 1) {
      const size_t at = position + static_cast<size_t>(std::countr_zero(bits));
      *out++ = ScanHit::Of(job_.base + at, KindOfHit(kWhat, job_.data[at]));
      if (out == end) break;
    }
    found_ = static_cast<size_t>(out - job_.hits);
    return out != end;
  }

  ScanResult Result() const noexcept {
    if (found_ != job_.room) return {found_, job_.size};
    const auto last = static_cast<size_t>(job_.hits[found_ - 1].offset() - job_.base);
    return {found_, last + PatternSizeAt(kWhat, job_.data + last, job_.size - last)};
  }

 private:
  static constexpr size_t kAtOnce = 4;

  // With room for more than there are: some at once, wanted or not, for the number of line ends in
  // a word can't be predicted. Those that are not are overwritten, or stay behind the last.
  bool AddMany(ScanHit* out, size_t position, uint64_t bits) noexcept {
    const size_t count = static_cast<size_t>(std::popcount(bits));
    for (size_t i = 0; i < count; i += kAtOnce) {
      for (size_t k = 0; k < kAtOnce; ++k) {
        const size_t at = position + static_cast<size_t>(std::countr_zero(bits));
        *out++ = ScanHit::Of(job_.base + at, Kind::kNeither);
        bits &= bits - 1;
      }
    }
    found_ += count;
    return true;
  }

  ScanJob job_;
  size_t found_ = 0;
};

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_SCAN_SINKS_H_
