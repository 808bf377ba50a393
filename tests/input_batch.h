// Batches of generated inputs and options for them.
#ifndef SIMDPROXY_TESTS_INPUT_BATCH_H_
#define SIMDPROXY_TESTS_INPUT_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tests/mutate.h"
#include "tests/rng.h"

namespace simdproxy::testing {

/// Inputs back to back: what follows one is the start of the next.
class InputBatch {
 public:
  InputBatch(uint64_t seed, size_t most)
      : generator_(seed), memory_(64 + (most + 1) * kMaxInputSize) {}

  /// Goes on as a new batch of this seed would.
  void Restart(uint64_t seed) { generator_ = InputGenerator(seed); }

  Rng& rng() { return generator_.rng(); }

  /// What Fill made; valid until it is called again.
  std::span<const Buffer> buffers() const { return buffers_; }

  /// Makes the next n inputs, at most as many as the constructor was told.
  void Fill(size_t n) {
    buffers_.clear();
    uint8_t* at = memory_.data() + rng().Below(64);
    for (size_t i = 0; i < n; ++i) {
      const size_t size = generator_.Next(at);
      buffers_.push_back({at, size});
      at += size;
    }
  }

 private:
  InputGenerator generator_;
  std::vector<uint8_t> memory_;
  std::vector<Buffer> buffers_;
};

/// Half of the time options that let most headers through, else any combination of accept, check
/// and datagram with a limit that matters.
inline Options RandomOptions(Rng& rng) {
  Options options;
  options.check = static_cast<Check>(rng.Below(3));
  options.datagram = rng.OneIn(4);
  if (rng.OneIn(2)) return options;
  static constexpr uint32_t kLimits[] = {65551, 536, 0xFFFFFFFF, 65550, 52, 28, 16, 15, 0};
  options.max_size = rng.Pick(kLimits);
  options.accept = static_cast<Accept>(rng.Below(3));
  options.datagram = rng.OneIn(2);
  return options;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_INPUT_BATCH_H_
