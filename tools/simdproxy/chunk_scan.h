// What is found in one chunk, as lines.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CHUNK_SCAN_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CHUNK_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "simdproxy/simdproxy.h"
#include "tools/simdproxy/scan_source.h"

namespace simdproxy::tool {

struct ScanSettings {
  ScanFor what{};
  bool json = false;
  bool count = false;   ///< no lines
  bool decode = false;  ///< headers, decoded where they stand
  Options options;      ///< of decoding
};

/// Bytes of the next chunk that one needs.
size_t OverlapFor(const ScanSettings& settings);

struct Found {
  uint64_t hits = 0;
  std::string lines;
};

/// Scans chunks of one input. Safe from any thread.
class ChunkScan {
 public:
  ChunkScan(const Engine& engine, const ScanSettings& settings, const std::string& source);

  /// Writes what is found. False if a mapped chunk could not be read: nothing is found then.
  bool Scan(const Chunk& chunk, Found& found) const;

  /// The line that --count prints.
  std::string CountLine(uint64_t hits, uint64_t bytes) const;

 private:
  bool Count(const Chunk& chunk, Found& found) const;
  bool Hits(const Chunk& chunk, Found& found) const;
  void AppendLine(Kind kind, uint64_t offset, std::string& lines) const;
  void Headers(const Chunk& chunk, Found& found) const;

  const Engine& engine_;
  const ScanSettings& settings_;
  std::string source_;
  std::string begin_;  // of each line
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CHUNK_SCAN_H_
