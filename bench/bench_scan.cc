// Scanning text, random bytes and hostile bytes, in each level of the memory hierarchy.
//
// An input is a KiB: 1024 / ns is GB/s. Each contender counts, except "_hits", which writes them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bench/report.h"
#include "bench/rows.h"
#include "bench/scan_baselines.h"
#ifdef SIMDPROXY_VECTORSCAN
#include "bench/vectorscan.h"
#endif
#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::bench {
namespace {

constexpr size_t kL1 = size_t{16} << 10;
constexpr size_t kL2 = size_t{256} << 10;
constexpr size_t kL3 = size_t{8} << 20;
constexpr size_t kDram = size_t{256} << 20;

constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);

std::string Repeat(std::string_view piece, size_t size) {
  std::string bytes;
  bytes.reserve(size + piece.size());
  while (bytes.size() < size) bytes += piece;
  bytes.resize(size);
  return bytes;
}

// Requests with words that nearly match, and a header of version 2 or a line of version 1 every 4
// to 8 KiB.
std::string Text(size_t size) {
  std::mt19937_64 random(1);
  std::string bytes;
  bytes.reserve(size + 1024);
  for (size_t next = 4096; bytes.size() < size;) {
    if (bytes.size() >= next) {
      bytes += random() % 2 == 0 ? std::string(kSignature) + std::string("\x20\0\0\0", 4)
                                 : "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
      next += 4096 + random() % 4096;
    }
    bytes += "GET /index/" + std::to_string(random()) +
             "?q=QuIT HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux "
             "x86_64)\r\nX-Queue: QUEUE PROXY\r\nAccept: text/html,*/*\r\n\r\n";
  }
  bytes.resize(size);
  return bytes;
}

std::string Random(size_t size) {
  std::mt19937_64 random(2);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

struct Input {
  std::string_view name;
  std::string_view piece;  // repeated
};

// One byte of the signature wrong, and the others as often as they fit.
constexpr std::string_view kNearMiss("\n\n\r\n\0\r\nQUIT\n", 12);

constexpr Input kHostile[] = {
    {"all_q", "Q"},
    {"zeros", std::string_view("\0", 1)},
    {"crlfcrlf", "\r\n"},
    {"signatures", kSignature},
    {"near_misses", kNearMiss},
    {"nul_cr_lf_q", std::string_view("\0\r\nQ", 4)},
    {"proxy", "PROXY "},
    {"proxy_tcp", "PROXY TCP5 "},
    {"v1_starts", "PROXY TCP4 "},
};

constexpr uint64_t kAnyCount = ~uint64_t{0};

using Counter = std::function<uint64_t(const uint8_t*, size_t)>;

void Register(const std::string& row, const std::string& name,
              const std::shared_ptr<std::string>& bytes, const Counter& count, uint64_t expected) {
  // Once, not before each round: it takes as long as a round.
  const auto checked = std::make_shared<bool>(expected == kAnyCount);
  benchmark::RegisterBenchmark((row + "|" + name).c_str(), [=](benchmark::State& state) {
    const auto* const data = reinterpret_cast<const uint8_t*>(bytes->data());
    if (!*checked && count(data, bytes->size()) != expected) {
      state.SkipWithError("counts differ");
      return;
    }
    *checked = true;
    for (auto _ : state) benchmark::DoNotOptimize(count(data, bytes->size()));
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(bytes->size() / 1024));
  });
}

uint64_t CountWith(const Engine& engine, ScanFor what, const uint8_t* data, size_t size) {
  ScanState state(what);
  return engine.CountHits(state, std::as_bytes(std::span(data, size)));
}

// Writes the hits into room for 1024, as a reader does who uses them.
uint64_t FindWith(const Engine& engine, ScanFor what, const uint8_t* data, size_t size) {
  ScanHit hits[1024];
  ScanState state(what);
  uint64_t count = 0;
  for (size_t done = 0;;) {
    const ScanResult result =
        engine.Scan(state, std::as_bytes(std::span(data, size)).subspan(done), hits);
    count += result.found;
    done += result.consumed;
    if (result.found < std::size(hits)) return count;
  }
}

void AddScan(const std::string& row, ScanFor what, const std::function<std::string()>& make) {
  const auto bytes = std::make_shared<std::string>(make());
  const uint64_t expected = reference::FindAll(what, std::as_bytes(std::span(*bytes))).size();
  Register(row, "load_or_16", bytes, LoadOr16, kAnyCount);
  if (WidestLoad() >= 32) Register(row, "load_or_32", bytes, LoadOr32, kAnyCount);
  if (WidestLoad() >= 64) Register(row, "load_or_64", bytes, LoadOr64, kAnyCount);
  switch (what) {
    case ScanFor::kV2:
      Register(row, "memmem", bytes, CountByMemmem, expected);
      Register(row, "memchr", bytes, CountByMemchr, expected);
      Register(row, "horspool", bytes, CountByHorspool, expected);
      break;
    case ScanFor::kV1:
      Register(row, "memmem", bytes, CountV1ByMemmem, expected);
      break;
    case ScanFor::kHeaders:
      Register(row, "memmem", bytes, CountHeadersByMemmem, expected);
      break;
    case ScanFor::kCrlf:
      Register(row, "memchr", bytes, CountCrlfByMemchr, expected);
      break;
  }
#ifdef SIMDPROXY_VECTORSCAN
  const auto vectorscan = [=](const uint8_t* data, size_t size) {
    return CountByVectorscan(what, data, size);
  };
  Register(row, "vectorscan", bytes, vectorscan, expected);
#endif
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr || !TargetWanted(target)) continue;
    Register(
        row, std::string(target), bytes,
        [=](const uint8_t* data, size_t size) { return CountWith(*engine, what, data, size); },
        expected);
    Register(
        row, std::string(target) + "_hits", bytes,
        [=](const uint8_t* data, size_t size) { return FindWith(*engine, what, data, size); },
        expected);
  }
}

}  // namespace

std::vector<BenchmarkRow> ScanRows(bool full) {
  static constexpr struct {
    std::string_view name;
    ScanFor what;
  } kScans[] = {{"v2", ScanFor::kV2},
                {"v1", ScanFor::kV1},
                {"headers", ScanFor::kHeaders},
                {"crlf", ScanFor::kCrlf}};
  static constexpr struct {
    std::string_view name;
    size_t size;
  } kLevels[] = {{"l1", kL1}, {"l2", kL2}, {"l3", kL3}, {"dram", kDram}};

  std::vector<BenchmarkRow> rows;
  const auto add = [&rows](const std::string& name, ScanFor what,
                           const std::function<std::string()>& make) {
    constexpr int kSlow = 3;
    rows.push_back({name, [=] { AddScan(name, what, make); }, name.ends_with("/dram") ? kSlow : 1});
  };
  for (const auto& scan : kScans) {
    const bool every = full || scan.what == ScanFor::kV2;
    const std::string prefix = "scan/" + std::string(scan.name) + "/";
    for (const auto& level : kLevels) {
      if (!every && level.size != kL2 && level.size != kDram) continue;
      const std::string suffix = "/" + std::string(level.name);
      add(prefix + "text" + suffix, scan.what, [size = level.size] { return Text(size); });
      add(prefix + "random" + suffix, scan.what, [size = level.size] { return Random(size); });
    }
    for (const Input& input : kHostile) {
      if (!every) break;
      add(prefix + std::string(input.name) + "/l2", scan.what,
          [piece = input.piece] { return Repeat(piece, kL2); });
    }
  }
  if (!full) return rows;
  // The worst of them from memory too: half a minute each.
  for (const std::string_view worst : {"near_misses", "crlfcrlf", "proxy_tcp"}) {
    const auto* const input = std::ranges::find(kHostile, worst, &Input::name);
    const auto& scan = worst == "proxy_tcp" ? kScans[1] : kScans[0];
    add("scan/" + std::string(scan.name) + "/" + std::string(worst) + "/dram", scan.what,
        [piece = input->piece] { return Repeat(piece, kDram); });
  }
  return rows;
}

}  // namespace simdproxy::bench
