// As many threads as cores, each pinned to its own, with inputs and records of its own in the
// second-level cache. The free functions: what an application calls.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/baselines.h"
#include "bench/cores.h"
#include "bench/corpus.h"
#include "bench/rows.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::bench {
namespace {

constexpr size_t kInputs = 2048;

using Decoder = size_t (*)(std::span<const Buffer>, Header*, Endpoints*);

size_t DecodeWithEndpoints(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
  return DecodeBatch(buffers, headers, endpoints);
}

void Run(benchmark::State& state, Kind kind, Decoder decode) {
  const auto thread = static_cast<size_t>(state.thread_index());
  PinTo(AllowedCores()[thread]);
  // Made by the thread that reads it: in memory near to its core.
  const Corpus corpus(kind, kInputs, 0, 1 + thread);
  std::vector<Header> headers(kInputs);
  std::vector<Endpoints> endpoints(kInputs);
  decode(corpus.buffers(), headers.data(), endpoints.data());
  for (auto _ : state) {
    benchmark::DoNotOptimize(decode(corpus.buffers(), headers.data(), endpoints.data()));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kInputs));
}

// 1, 2, 4, ... and all.
std::vector<int> ThreadCounts() {
  const auto cores = static_cast<int>(AllowedCores().size());
  std::vector<int> counts;
  for (int count = 1; count < cores; count *= 2) counts.push_back(count);
  if (cores > 0) counts.push_back(cores);
  return counts;
}

void AddThreads(const std::string& row, Kind kind, Decoder conventional) {
  for (const int threads : ThreadCounts()) {
    const auto add = [&](const std::string& name, Decoder decode) {
      benchmark::RegisterBenchmark(
          (row + "|" + name + "_x" + std::to_string(threads)).c_str(),
          [kind, decode](benchmark::State& state) { Run(state, kind, decode); })
          ->Threads(threads)
          ->UseRealTime();
    };
    add("simdproxy", DecodeWithEndpoints);
    add("conventional", conventional);
  }
}

}  // namespace

std::vector<BenchmarkRow> ThreadRows() {
  return {{"threads/v2", [] { AddThreads("threads/v2", Kind::kV2, BranchyV2); }},
          {"threads/v1_tcp4", [] { AddThreads("threads/v1_tcp4", Kind::kV1Tcp4, Conventional); }}};
}

}  // namespace simdproxy::bench
