// The rows of the benchmark tables.
#ifndef SIMDPROXY_BENCH_ROWS_H_
#define SIMDPROXY_BENCH_ROWS_H_

#include <functional>
#include <string>
#include <vector>

namespace simdproxy::bench {

/// A row runs by itself, so that only its corpus is in memory: `add` registers its contenders.
struct BenchmarkRow {
  std::string name;
  std::function<void()> add;
};

/// Decoding in batches; `full` adds malformed v1 lines and batches of them.
std::vector<BenchmarkRow> DecodeRows(bool full);

/// CRC32C of headers, and decoding with all checks.
std::vector<BenchmarkRow> CheckRows();

/// Building headers in batches.
std::vector<BenchmarkRow> EncodeRows();

/// Scanning for signatures, lines and line ends. An input is a KiB.
std::vector<BenchmarkRow> ScanRows();

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_ROWS_H_
