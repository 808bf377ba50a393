// Medians and ratios of the contenders of each row.
#ifndef SIMDPROXY_BENCH_REPORT_H_
#define SIMDPROXY_BENCH_REPORT_H_

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace simdproxy::bench {

/// False if the environment variable SIMDPROXY_TARGET names another target.
bool TargetWanted(std::string_view target);

/// Prints a table a row, with each contender's median in ns an input and how many times faster it
/// is than the slowest baseline-like contenders; run names are "row|contender".
class RatioReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  struct Result {
    std::vector<double> nanoseconds;
    double differ = 0;
    std::string error;
  };
  // Rows and contenders in the order in which they were registered.
  std::vector<std::string> rows_;
  std::map<std::string, std::vector<std::string>> contenders_;
  std::map<std::string, Result> results_;
};

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_REPORT_H_
