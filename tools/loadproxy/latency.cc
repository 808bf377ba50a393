#include "tools/loadproxy/latency.h"

#include <algorithm>
#include <boost/histogram.hpp>
#include <cmath>
#include <tuple>
#include <vector>

namespace simdproxy::loadproxy {
namespace {

namespace bh = boost::histogram;
using LogAxis = bh::axis::regular<double, bh::axis::transform::log>;

constexpr unsigned kSteps = 1737;  // of 1.2 percent each
constexpr double kShortest = 1e3;  // nanoseconds
constexpr double kLongest = 1e12;

}  // namespace

struct Latency::Histogram {
  decltype(bh::make_histogram_with(std::vector<uint64_t>(), LogAxis(1, 1, 2))) bins =
      bh::make_histogram_with(std::vector<uint64_t>(), LogAxis(kSteps, kShortest, kLongest));
};

Latency::Latency() : histogram_(std::make_unique<Histogram>()) {}
Latency::~Latency() = default;

void Latency::Add(uint64_t nanoseconds) {
  histogram_->bins(static_cast<double>(std::max<uint64_t>(nanoseconds, 1)));
  max_ = std::max(max_, nanoseconds);
  ++count_;
}

void Latency::Merge(const Latency& other) {
  histogram_->bins += other.histogram_->bins;
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
}

uint64_t Latency::Percentile(double percent) const {
  if (count_ == 0) return 0;
  const auto wanted = std::max<uint64_t>(
      1, static_cast<uint64_t>(std::ceil(percent / 100 * static_cast<double>(count_))));
  uint64_t seen = 0;
  for (const auto& bin : bh::indexed(histogram_->bins, bh::coverage::all)) {
    seen += *bin;
    if (seen < wanted) continue;
    return std::isinf(bin.bin().upper()) ? max_
                                         : std::min(max_, static_cast<uint64_t>(bin.bin().upper()));
  }
  return max_;
}

}  // namespace simdproxy::loadproxy
