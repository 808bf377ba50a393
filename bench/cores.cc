#include "bench/cores.h"

#include <benchmark/benchmark.h>
#include <sched.h>

#include <cstdint>

namespace simdproxy::bench {
namespace {

std::vector<int> FindCores() {
  std::vector<int> cores;
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return cores;
  for (int core = CPU_SETSIZE - 1; core >= 0; --core) {
    if (CPU_ISSET(core, &allowed)) cores.push_back(core);
  }
  return cores;
}

#if defined(__x86_64__)
// A 32-bit multiplication takes 3 cycles on Intel's cores since 2006 and on all of AMD's Zen.
constexpr int kCycles = 3;

void MeasureClock(benchmark::State& state) {
  constexpr int kChain = 4096;
  uint32_t value = 1;
  for (auto _ : state) {
    for (int i = 0; i < kChain; i += 8) {
      // Written so that no compiler shortens the chain. An addition may be executed at renaming.
      asm volatile(
          "imull %0, %0\n\timull %0, %0\n\timull %0, %0\n\timull %0, %0\n\t"
          "imull %0, %0\n\timull %0, %0\n\timull %0, %0\n\timull %0, %0"
          : "+r"(value)
          :
          : "cc");
    }
  }
  benchmark::DoNotOptimize(value);
  state.SetItemsProcessed(state.iterations() * kChain * kCycles);
}
#endif

}  // namespace

const std::vector<int>& AllowedCores() {
  static const std::vector<int> cores = FindCores();
  return cores;
}

void PinTo(int core) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<size_t>(core), &one);
  sched_setaffinity(0, sizeof(one), &one);
}

void RegisterCoreClock([[maybe_unused]] const std::string& row) {
#if defined(__x86_64__)
  benchmark::RegisterBenchmark((row + "|core_clock").c_str(), MeasureClock)->MinTime(0.002);
#endif
}

}  // namespace simdproxy::bench
