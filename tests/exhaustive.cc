// All 4,294,967,296 values of bytes 12 to 15 of a v2 header, on every target, with and without
// endpoints, against the reference. Minutes: ./dev exhaustive.
//
// The sizes given go around: they decide, together with the length field, what is whole.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kBatch = 256;       // one value of byte 15 each
constexpr size_t kSlot = 65551 + 1;  // the longest header: every length field can be whole
constexpr uint32_t kSizes[] = {65551, 16, 28, 52, 232, 16 + 255, 300, 4096};

// What does not change from batch to batch: 256 slots would be 16 MiB, so that all share one
// payload and differ in their first 16 bytes only. The reference reads the same.
struct Inputs {
  std::vector<uint8_t> slots;
  std::vector<Buffer> buffers;

  Inputs() : slots(kBatch * 64 + kSlot), buffers(kBatch) {
    for (size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<uint8_t>(i * 7 + 1);
  }

  // Slots overlap: each begins 64 bytes behind the one before.
  void Set(uint32_t upper, uint32_t size) {
    constexpr uint8_t kSignature[] = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                      0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    for (size_t i = 0; i < kBatch; ++i) {
      uint8_t* const slot = slots.data() + 64 * i;
      std::memcpy(slot, kSignature, sizeof(kSignature));
      slot[12] = static_cast<uint8_t>(upper >> 16);
      slot[13] = static_cast<uint8_t>(upper >> 8);
      slot[14] = static_cast<uint8_t>(upper);
      slot[15] = static_cast<uint8_t>(i);
      buffers[i] = {slot, size};
    }
  }
};

bool Run(uint32_t first, uint32_t last, const std::vector<const Engine*>& engines,
         std::atomic<uint64_t>& done) {
  Inputs inputs;
  std::vector<Header> expected(kBatch), headers(kBatch);
  std::vector<Endpoints> expected_endpoints(kBatch), endpoints(kBatch);
  for (uint32_t upper = first; upper < last; ++upper) {
    inputs.Set(upper, kSizes[upper % std::size(kSizes)]);
    for (size_t i = 0; i < kBatch; ++i) {
      const Buffer& buffer = inputs.buffers[i];
      expected[i] = reference::Decode({static_cast<const std::byte*>(buffer.data), buffer.size}, {},
                                      &expected_endpoints[i]);
    }
    for (const Engine* const engine : engines) {
      for (const bool with_endpoints : {false, true}) {
        std::memset(static_cast<void*>(headers.data()), 0xAA, kBatch * sizeof(Header));
        std::memset(endpoints.data(), 0xAA, kBatch * sizeof(Endpoints));
        engine->DecodeBatch(inputs.buffers, headers.data(),
                            with_endpoints ? endpoints.data() : nullptr);
        if (std::memcmp(headers.data(), expected.data(), kBatch * sizeof(Header)) != 0 ||
            (with_endpoints && std::memcmp(endpoints.data(), expected_endpoints.data(),
                                           kBatch * sizeof(Endpoints)) != 0)) {
          std::printf("%s differs from the reference at bytes 12 to 14 = %06x, size %u\n",
                      engine->name().data(), upper, kSizes[upper % std::size(kSizes)]);
          return false;
        }
      }
    }
    done += kBatch;
  }
  return true;
}

}  // namespace
}  // namespace simdproxy::testing

int main() {
  using simdproxy::Engine;
  std::vector<const Engine*> engines;
  for (const std::string_view target : simdproxy::CompiledTargets()) {
    if (const Engine* const engine = simdproxy::EngineFor(target)) {
      std::printf("runs %s\n", engine->name().data());
      engines.push_back(engine);
    }
  }
  constexpr uint32_t kUppers = 1U << 24;
  const uint32_t threads = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<uint64_t> done = 0;
  std::atomic<bool> good = true;
  std::vector<std::thread> workers;
  for (uint32_t i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const auto share = [&](uint32_t k) {
        return static_cast<uint32_t>(uint64_t{kUppers} * k / threads);
      };
      if (!simdproxy::testing::Run(share(i), share(i + 1), engines, done)) good = false;
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::printf("%llu values on %zu targets: %s\n", static_cast<unsigned long long>(done.load()),
              engines.size(), good ? "no difference" : "DIFFERENT");
  return good ? 0 : 1;
}
