// Medians and ratios of the contenders of each row.
#ifndef SIMDPROXY_BENCH_REPORT_H_
#define SIMDPROXY_BENCH_REPORT_H_

#include <benchmark/benchmark.h>

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace simdproxy::bench {

/// False if the environment variable SIMDPROXY_TARGET names another target.
bool TargetWanted(std::string_view target);

/// A file of rounds in Google Benchmark's own format; its reporter begins a new one at every run.
class JsonFile {
 public:
  /// `stream` must outlive this.
  explicit JsonFile(std::ostream& stream);

  void Begin(const benchmark::BenchmarkReporter::Context& context);
  void Add(const std::vector<benchmark::BenchmarkReporter::Run>& rounds);
  void End();

 private:
  benchmark::JSONReporter reporter_;
  bool begun_ = false;
};

/// Keeps the rounds of a row, whose contenders are named "row|contender", and prints each one's
/// median in ns an input and how many times as fast it is as each of the baselines.
class RatioReporter : public benchmark::BenchmarkReporter {
 public:
  explicit RatioReporter(JsonFile& json) : json_(json) {}

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Print() const;

 private:
  struct Result {
    std::vector<double> nanoseconds;
    double differ = 0;
    std::vector<double> parsing_shares;  // of the time, where a row says that
    std::string error;
  };
  JsonFile& json_;
  std::string row_;
  std::map<std::string, Result> results_;  // by contender
};

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_REPORT_H_
