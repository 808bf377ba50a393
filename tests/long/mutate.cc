// Random inputs of tests/input_batch.h against the reference. A batch depends on the seed and its
// number alone, whichever thread works on it.
#include <memory>
#include <string>

#include "tests/input_batch.h"
#include "tests/long/part.h"
#include "tests/oracle.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kBatch = 512;

class MutateWorker {
 public:
  explicit MutateWorker(uint64_t seed) : seed_(seed) {}

  std::optional<std::string> Run(uint64_t piece, std::atomic<uint64_t>& ok) {
    // Seeds in a row would be neighbours in one sequence of the generator.
    batch_.Restart(Rng(seed_ ^ Rng(piece).Next()).Next());
    batch_.Fill(kBatch);
    const Options options = RandomOptions(batch_.rng());
    const bool with_endpoints = !batch_.rng().OneIn(4);
    Ask(ReferenceWitness(), batch_.buffers(), options, true, expected_);
    ok += expected_.ok;
    for (const Witness& witness : EngineWitnesses()) {
      if (auto difference = BatchDifference(witness, batch_.buffers(), options, with_endpoints,
                                            expected_, scratch_)) {
        return *difference + "seed " + std::to_string(seed_) + ", batch " + std::to_string(piece);
      }
    }
    return std::nullopt;
  }

 private:
  uint64_t seed_;
  InputBatch batch_{0, kBatch};
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
