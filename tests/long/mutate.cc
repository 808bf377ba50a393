// Random inputs of tests/mutate.h against the reference. A batch depends on the seed and its number
// alone, whichever thread works on it.
#include "tests/mutate.h"

#include <memory>
#include <string>
#include <vector>

#include "tests/long/part.h"
#include "tests/oracle.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kBatch = 512;

class MutateWorker {
 public:
  explicit MutateWorker(uint64_t seed) : seed_(seed), memory_((kBatch + 1) * kMaxInputSize) {}

  std::optional<std::string> Run(uint64_t piece, std::atomic<uint64_t>& ok) {
    // Seeds in a row would be neighbours in one sequence of the generator.
    InputGenerator generator(Rng(seed_ ^ Rng(piece).Next()).Next());
    buffers_.clear();
    uint8_t* at = memory_.data() + generator.rng().Below(64);
    for (size_t i = 0; i < kBatch; ++i) {
      const size_t size = generator.Next(at);
      buffers_.push_back({at, size});
      at += size;
    }
    const Options options = OptionsOf(generator.rng());
    const bool with_endpoints = !generator.rng().OneIn(4);
    Ask(ReferenceWitness(), buffers_, options, true, expected_);
    ok += expected_.ok;
    for (const Witness& witness : EngineWitnesses()) {
      if (auto difference =
              BatchDifference(witness, buffers_, options, with_endpoints, expected_, scratch_)) {
        return *difference + "seed " + std::to_string(seed_) + ", batch " + std::to_string(piece);
      }
    }
    return std::nullopt;
  }

 private:
  // Mostly such as let headers through.
  static Options OptionsOf(Rng& rng) {
    Options options;
    options.check = static_cast<Check>(rng.Below(3));
    options.datagram = rng.OneIn(4);
    if (rng.OneIn(16)) options.accept = static_cast<Accept>(rng.Below(3));
    if (rng.OneIn(16)) options.max_size = rng.Below(400);
    return options;
  }

  uint64_t seed_;
  std::vector<uint8_t> memory_;
  std::vector<Buffer> buffers_;
  Records expected_;
  Records scratch_;
};

}  // namespace

Part Mutations(uint64_t count, uint64_t seed, std::atomic<uint64_t>& ok) {
  return {"mutations", (count + kBatch - 1) / kBatch, kBatch, [seed, &ok] {
            return [worker = std::make_shared<MutateWorker>(seed), &ok](uint64_t piece) {
              return worker->Run(piece, ok);
            };
          }};
}

}  // namespace simdproxy::testing
