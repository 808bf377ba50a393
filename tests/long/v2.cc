// All 4,294,967,296 values of bytes 12 to 15 of a v2 header, with and without endpoints, against
// the reference.
//
// The sizes given go around: they decide, together with the length field, what is whole.
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "tests/long/part.h"
#include "tests/oracle.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kBatch = 256;       // one value of byte 15 each
constexpr size_t kSlot = 65551 + 1;  // the longest header: every length field can be whole
constexpr uint32_t kSizes[] = {65551, 16, 28, 52, 232, 16 + 255, 300, 4096};

// 256 slots would be 16 MiB, so that all share one payload and differ in their first 16 bytes only.
// The reference reads the same.
class V2Worker {
 public:
  V2Worker() : slots_(kBatch * 64 + kSlot), buffers_(kBatch) {
    for (size_t i = 0; i < slots_.size(); ++i) slots_[i] = static_cast<uint8_t>(i * 7 + 1);
  }

  std::optional<std::string> Run(uint64_t upper) {
    Set(static_cast<uint32_t>(upper), kSizes[upper % std::size(kSizes)]);
    Ask(ReferenceWitness(), buffers_, {}, true, expected_);
    for (const Witness& witness : EngineWitnesses()) {
      for (const bool with_endpoints : {false, true}) {
        if (auto difference =
                BatchDifference(witness, buffers_, {}, with_endpoints, expected_, scratch_)) {
          return difference;
        }
      }
    }
    return std::nullopt;
  }

 private:
  // Slots overlap: each begins 64 bytes behind the one before.
  void Set(uint32_t upper, uint32_t size) {
    constexpr uint8_t kSignature[] = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                      0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    for (size_t i = 0; i < kBatch; ++i) {
      uint8_t* const slot = slots_.data() + 64 * i;
      std::memcpy(slot, kSignature, sizeof(kSignature));
      slot[12] = static_cast<uint8_t>(upper >> 16);
      slot[13] = static_cast<uint8_t>(upper >> 8);
      slot[14] = static_cast<uint8_t>(upper);
      slot[15] = static_cast<uint8_t>(i);
      buffers_[i] = {slot, size};
    }
  }

  std::vector<uint8_t> slots_;
  std::vector<Buffer> buffers_;
  Records expected_;
  Records scratch_;
};

}  // namespace

Part ExhaustiveV2() {
  return {"bytes 12 to 15 of a v2 header", uint64_t{1} << 24, kBatch, [] {
            return [worker = std::make_shared<V2Worker>()](uint64_t piece) {
              return worker->Run(piece);
            };
          }};
}

}  // namespace simdproxy::testing
