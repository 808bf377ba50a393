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
constexpr std::string_view kBaselines[] = {
    "touch",      "branchy",      "branch_free", "conventional", "hand",       "reference",
    "crc32_loop", "slicing_by_8", "isal",        "serial",       "load_or_16", "load_or_32",
    "load_or_64", "memmem",       "memchr",      "horspool",     "vectorscan"};

}  // namespace

bool TargetWanted(std::string_view target) {
  const char* const wanted = std::getenv("SIMDPROXY_TARGET");
  return wanted == nullptr || target == wanted;
}

JsonFile::JsonFile(std::ostream& stream) { reporter_.SetOutputStream(&stream); }

void JsonFile::Begin(const benchmark::BenchmarkReporter::Context& context) {
  if (!begun_) reporter_.ReportContext(context);
  begun_ = true;
}

void JsonFile::Add(const std::vector<benchmark::BenchmarkReporter::Run>& rounds) {
  if (!rounds.empty()) reporter_.ReportRuns(rounds);
}

void JsonFile::End() {
  if (begun_) reporter_.Finalize();
}

bool RatioReporter::ReportContext(const Context& context) {
  json_.Begin(context);
  return true;
}

void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  std::vector<Run> rounds;  // without the library's aggregates, which can be worked out again
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration) continue;
    rounds.push_back(run);
    // What the benchmark library adds, such as "/repeats:9" and "/manual_time", is no part of it.
    const std::string name = run.run_name.function_name;
    const size_t bar = name.find('|');
    row_ = name.substr(0, bar);
    Result& result = results_[name.substr(bar + 1)];
    if (run.error_occurred) {
      result.error = run.error_message;
      continue;
    }
    const auto items = run.counters.find("items_per_second");
    if (items != run.counters.end()) result.nanoseconds.push_back(1e9 / items->second.value);
    const auto differ = run.counters.find("differ");
    if (differ != run.counters.end()) result.differ = differ->second.value;
    const auto share = run.counters.find("parsing_share");
    if (share != run.counters.end()) result.parsing_shares.push_back(share->second.value);
  }
  json_.Add(rounds);
}

void RatioReporter::Print() const {
  std::printf("\n%s", row_.c_str());
  const auto clock = results_.find("core_clock");
  if (clock != results_.end()) std::printf("  (%.2f GHz)", 1 / Median(clock->second.nanoseconds));
  std::vector<std::string> baselines;
  for (const std::string_view baseline : kBaselines) {
    if (results_.contains(std::string(baseline))) baselines.emplace_back(baseline);
  }
  std::printf("\n  %-18s %10s", "", "ns/input");
  for (const std::string& baseline : baselines) std::printf(" %14s", ("x " + baseline).c_str());
  std::printf("\n");
  for (const auto& [contender, result] : results_) {
    if (contender == "core_clock") continue;
    if (!result.error.empty()) {
      std::printf("  %-18s %s\n", contender.c_str(), result.error.c_str());
      continue;
    }
    const double median = Median(result.nanoseconds);
    std::printf("  %-18s %10.2f", contender.c_str(), median);
    for (const std::string& baseline : baselines) {
      const double other = Median(results_.at(baseline).nanoseconds);
      // For touch, a lower bound: how many times longer. For the rest: how many times faster.
      std::printf(" %14.2f", baseline == "touch" ? median / other : other / median);
    }
    if (contender != "touch" && result.differ != 0) {
      std::printf("  (%.0f inputs answered otherwise)", result.differ);
    }
    if (!result.parsing_shares.empty()) {
      std::printf("  (parsing: %.2f %%)", 100 * Median(result.parsing_shares));
    }
    std::printf("\n");
  }
  std::fflush(stdout);
}

}  // namespace simdproxy::bench
