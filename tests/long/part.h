// What the parts of the long tests have in common: a part is work in numbered pieces, which all
// threads share until one of them finds a difference.
#ifndef SIMDPROXY_TESTS_LONG_PART_H_
#define SIMDPROXY_TESTS_LONG_PART_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "tests/witnesses.h"

namespace simdproxy::testing {

/// The first difference that any thread finds. Safe from any thread.
class Verdict {
 public:
  bool good() const { return good_.load(std::memory_order_relaxed); }

  /// Later ones are dropped.
  void Fail(std::string difference) {
    const std::lock_guard lock(mutex_);
    if (!good()) return;
    difference_ = std::move(difference);
    good_.store(false, std::memory_order_relaxed);
  }

  /// Once all threads are done.
  const std::string& difference() const { return difference_; }

 private:
  std::atomic<bool> good_{true};
  std::mutex mutex_;
  std::string difference_;
};

/// Works on one piece after the other; each thread has its own. Returns the difference that it
/// found, if any.
using Worker = std::function<std::optional<std::string>(uint64_t piece)>;

struct Part {
  std::string title;
  uint64_t pieces;
  uint64_t inputs_per_piece;
  std::function<Worker()> make_worker;
};

/// Bytes 12 to 15 of a v2 header, all 2^32 values.
Part ExhaustiveV2();

/// IPv4 addresses in v1 lines, all 2^32 in both places.
Part ExhaustiveInet();

/// `count` random and mutated inputs; `ok` counts the sound ones and must outlive the part.
Part Mutations(uint64_t count, uint64_t seed, std::atomic<uint64_t>& ok);

/// Runs `share` of the pieces of a part, evenly spread, with all threads. Reports progress on a
/// terminal, then a verdict. Returns whether all was well.
bool RunPart(const Part& part, double share);

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_LONG_PART_H_
