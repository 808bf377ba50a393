// simdproxy_bench [--full] [--rows=REGEX] [options of Google Benchmark]
#include <benchmark/benchmark.h>
#include <sched.h>

#include <cstdio>
#include <cstring>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "bench/report.h"
#include "bench/rows.h"
#include "simdproxy/target.h"

namespace {

// One core for the whole run, the last one: interrupts prefer the first.
void PinToOneCore() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return;
  for (int core = CPU_SETSIZE - 1; core >= 0; --core) {
    if (!CPU_ISSET(core, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    sched_setaffinity(0, sizeof(one), &one);
    return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  // Defaults that the command line overrides: short rounds of every contender in random order.
  std::vector<std::string> arguments = {argv[0], "--benchmark_min_time=0.02",
                                        "--benchmark_repetitions=9",
                                        "--benchmark_enable_random_interleaving=true"};
  bool full = false;
  std::string rows;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--full") == 0) {
      full = true;
    } else if (std::strncmp(argv[i], "--rows=", 7) == 0) {
      rows = argv[i] + 7;
    } else {
      arguments.emplace_back(argv[i]);
    }
  }
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;
  PinToOneCore();
  std::printf("target of the free functions: %s\n", simdproxy::ActiveEngine().name().data());

  const std::regex wanted(rows);
  size_t run = 0;
  std::vector<simdproxy::bench::BenchmarkRow> all = simdproxy::bench::DecodeRows(full);
  for (auto& row : simdproxy::bench::CheckRows()) all.push_back(std::move(row));
  for (auto& row : simdproxy::bench::EncodeRows()) all.push_back(std::move(row));
  for (auto& row : simdproxy::bench::ScanRows()) all.push_back(std::move(row));
  for (const simdproxy::bench::BenchmarkRow& row : all) {
    if (!std::regex_search(row.name, wanted)) continue;
    benchmark::ClearRegisteredBenchmarks();
    row.add();
    simdproxy::bench::RatioReporter reporter;
    run += benchmark::RunSpecifiedBenchmarks(&reporter);
  }
  if (run == 0) {
    std::fprintf(stderr, "simdproxy_bench: no row matches '%s'\n", rows.c_str());
    return 2;
  }
  return 0;
}
