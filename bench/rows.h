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
  int weight = 1;  ///< how many times as long as most rows it takes, roughly
};

/// Decoding in batches; `full` adds every kind in every size, share of malformed inputs and batch.
std::vector<BenchmarkRow> DecodeRows(bool full);

/// CRC32C of headers, and decoding with all checks.
std::vector<BenchmarkRow> CheckRows();

/// Building headers in batches; `full` adds slots, and each family by itself.
std::vector<BenchmarkRow> EncodeRows(bool full);

/// Decoding on 1 to all cores at once.
std::vector<BenchmarkRow> ThreadRows();

/// Receiving headers from connections, with parsing and without.
std::vector<BenchmarkRow> ReceiveRows();

/// Scanning for signatures, lines and line ends. An input is a KiB. `full` adds the first and third
/// level of the cache, and hostile bytes, to what is not about signatures.
std::vector<BenchmarkRow> ScanRows(bool full);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_ROWS_H_
