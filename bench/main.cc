// simdproxy_bench [--full] [--rows=REGEX] [--json=FILE] [--list] [options of Google Benchmark]
//
// Runs the rows of the tables one after the other and prints each. FILE gets every round of every
// contender in Google Benchmark's format. SIMDPROXY_TARGET names the only target to run.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "bench/context.h"
#include "bench/cores.h"
#include "bench/report.h"
#include "bench/rows.h"
#include "simdproxy/target.h"

namespace simdproxy::bench {
namespace {

struct CommandLine {
  bool full = false;
  bool list = false;
  std::string rows;
  std::string json;
  // Defaults that the command line overrides: short rounds of every contender in random order.
  std::vector<std::string> for_library = {"simdproxy_bench", "--benchmark_min_time=0.02",
                                          "--benchmark_repetitions=9",
                                          "--benchmark_enable_random_interleaving=true"};
};

CommandLine Parse(int argc, char** argv) {
  CommandLine line;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--full") {
      line.full = true;
    } else if (argument == "--list") {
      line.list = true;
    } else if (argument.starts_with("--rows=")) {
      line.rows = argument.substr(7);
    } else if (argument.starts_with("--json=")) {
      line.json = argument.substr(7);
    } else {
      line.for_library.emplace_back(argument);
    }
  }
  return line;
}

std::vector<BenchmarkRow> WantedRows(const CommandLine& line) {
  std::vector<BenchmarkRow> all = DecodeRows(line.full);
  for (auto& row : CheckRows()) all.push_back(std::move(row));
  for (auto& row : EncodeRows(line.full)) all.push_back(std::move(row));
  for (auto& row : ScanRows(line.full)) all.push_back(std::move(row));
  for (auto& row : ReceiveRows()) all.push_back(std::move(row));
  for (auto& row : ThreadRows()) all.push_back(std::move(row));
  const std::regex wanted(line.rows);
  std::erase_if(all, [&](const auto& row) { return !std::regex_search(row.name, wanted); });
  return all;
}

// On a terminal only, and not where the tables go.
void ShowProgress(size_t done, const std::vector<BenchmarkRow>& rows,
                  std::chrono::steady_clock::time_point begin) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\r\033[K");
  if (done == rows.size()) return;
  std::fprintf(stderr, "row %zu of %zu: %s", done + 1, rows.size(), rows[done].name.c_str());
  if (done == 0) return;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  double weight_done = 0, weight_left = 0;
  for (size_t i = 0; i < rows.size(); ++i) (i < done ? weight_done : weight_left) += rows[i].weight;
  const double left = seconds / weight_done * weight_left;
  std::fprintf(stderr, ", about %d:%02d left", static_cast<int>(left) / 60,
               static_cast<int>(left) % 60);
}

int Main(int argc, char** argv) {
  CommandLine line = Parse(argc, argv);
  std::vector<char*> pointers;
  for (std::string& argument : line.for_library) pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;
  const char* const target = std::getenv("SIMDPROXY_TARGET");
  if (target != nullptr && EngineFor(target) == nullptr) {
    std::fprintf(stderr, "simdproxy_bench: this CPU or this build has no target %s\n", target);
    return 2;
  }
  const std::vector<BenchmarkRow> rows = WantedRows(line);
  if (rows.empty()) {
    std::fprintf(stderr, "simdproxy_bench: no row matches '%s'\n", line.rows.c_str());
    return 2;
  }
  if (line.list) {
    for (const BenchmarkRow& row : rows) std::printf("%s\n", row.name.c_str());
    return 0;
  }
  if (!AllowedCores().empty()) PinTo(AllowedCores().front());
  AddContext();
  std::ofstream file(line.json.empty() ? "/dev/null" : line.json);
  JsonFile json(file);
  const auto begin = std::chrono::steady_clock::now();
  for (size_t i = 0; i < rows.size(); ++i) {
    ShowProgress(i, rows, begin);
    benchmark::ClearRegisteredBenchmarks();
    rows[i].add();
    RegisterCoreClock(rows[i].name);
    RatioReporter reporter(json);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    ShowProgress(i + 1, rows, begin);
    reporter.Print();
  }
  json.End();
  file.close();
  if (!file) {
    std::fprintf(stderr, "simdproxy_bench: could not write %s\n", line.json.c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace simdproxy::bench

int main(int argc, char** argv) { return simdproxy::bench::Main(argc, argv); }
