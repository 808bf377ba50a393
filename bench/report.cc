#include "bench/report.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace simdproxy::bench {
namespace {

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// Contenders that the others are compared with, in the order of the columns.
constexpr std::string_view kBaselines[] = {"touch",  "branchy",    "branch_free", "conventional",
                                           "hand",   "reference",  "crc32_loop",  "slicing_by_8",
                                           "serial", "load_or_16", "load_or_32",  "load_or_64",
                                           "memmem", "memchr",     "horspool",    "vectorscan"};

}  // namespace

bool TargetWanted(std::string_view target) {
  const char* const wanted = std::getenv("SIMDPROXY_TARGET");
  return wanted == nullptr || target == wanted;
}

bool RatioReporter::ReportContext(const Context&) { return true; }

void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration) continue;
    // What the benchmark library adds, such as "/repeats:9" and "/manual_time", is no part of it.
    const std::string name = run.run_name.function_name;
    const size_t bar = name.find('|');
    const std::string row = name.substr(0, bar);
    const std::string contender = name.substr(bar + 1);
    if (!contenders_.contains(row)) rows_.push_back(row);
    auto& contenders = contenders_[row];
    if (std::ranges::find(contenders, contender) == contenders.end()) {
      contenders.push_back(contender);
    }
    Result& result = results_[name];
    if (run.error_occurred) {
      result.error = run.error_message;
      continue;
    }
    const auto items = run.counters.find("items_per_second");
    if (items != run.counters.end()) result.nanoseconds.push_back(1e9 / items->second.value);
    const auto differ = run.counters.find("differ");
    if (differ != run.counters.end()) result.differ = differ->second.value;
  }
}

void RatioReporter::Finalize() {
  for (const std::string& row : rows_) {
    std::printf("\n%s\n", row.c_str());
    std::vector<std::string> baselines;
    for (const std::string_view baseline : kBaselines) {
      if (results_.contains(row + "|" + std::string(baseline))) baselines.emplace_back(baseline);
    }
    std::printf("  %-18s %10s", "", "ns/input");
    for (const std::string& baseline : baselines) std::printf(" %14s", ("x " + baseline).c_str());
    std::printf("\n");
    auto& contenders = contenders_[row];
    std::ranges::sort(contenders);  // they ran in random order
    for (const std::string& contender : contenders) {
      const Result& result = results_[row + "|" + contender];
      if (!result.error.empty()) {
        std::printf("  %-18s %s\n", contender.c_str(), result.error.c_str());
        continue;
      }
      const double median = Median(result.nanoseconds);
      std::printf("  %-18s %10.2f", contender.c_str(), median);
      for (const std::string& baseline : baselines) {
        const double other = Median(results_[row + "|" + baseline].nanoseconds);
        // For touch, a lower bound: how many times longer. For the rest: how many times faster.
        std::printf(" %14.2f", baseline == "touch" ? median / other : other / median);
      }
      if (contender != "touch" && result.differ != 0) {
        std::printf("  (%.0f inputs answered otherwise)", result.differ);
      }
      std::printf("\n");
    }
  }
}

}  // namespace simdproxy::bench
