// Batches through the public calls, beside what they are measured against.
//
// A row is a corpus, how many inputs it has (from the first-level cache to memory) and what is
// written. Each row runs every contender in turn, in many short rounds, so that a change of the
// machine's clock meets all of them; what is printed is the median, and its ratio to the other
// contenders' medians.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/baselines.h"
#include "bench/corpus.h"
#include "bench/inet_pton.h"
#include "bench/report.h"
#include "bench/rows.h"
#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::bench {
namespace {

using Contender = std::function<size_t(std::span<const Buffer>, Header*, Endpoints*)>;

struct Row {
  Kind kind;
  size_t count;
  int malformed;
  bool with_endpoints;
  size_t batch;  // inputs a call; 0: all
  Check check = Check::kNone;
};

std::string RowName(const Row& row) {
  std::string name = std::string(KindName(row.kind)) + "/" + std::to_string(row.count);
  if (row.malformed != 0) name += "/bad" + std::to_string(row.malformed);
  if (row.with_endpoints) name += "/endpoints";
  if (row.check == Check::kCrc) name += "/crc";
  if (row.batch != 0) name += "/batch" + std::to_string(row.batch);
  return name;
}

bool IsV2(Kind kind) {
  return kind == Kind::kV2 || kind == Kind::kV2Tlv || kind == Kind::kV2Aws ||
         kind == Kind::kV2Haproxy || kind == Kind::kV2RandomTlvs;
}

// One corpus at a time is kept: they are large, and rows that share one follow each other.
const Corpus& CorpusOf(const Row& row) {
  static std::map<std::string, std::unique_ptr<Corpus>> kept;
  const std::string key = std::string(KindName(row.kind)) + std::to_string(row.count) + "/" +
                          std::to_string(row.malformed);
  auto& corpus = kept[key];
  if (corpus == nullptr) {
    const auto small = std::move(corpus);
    kept.clear();
    kept[key] = std::make_unique<Corpus>(row.kind, row.count, row.malformed);
  }
  return *kept[key];
}

// How many inputs a contender answers otherwise than the reference.
size_t CountDifferences(const Row& row, const Contender& contender) {
  const auto buffers = CorpusOf(row).buffers();
  const size_t count = std::min<size_t>(buffers.size(), 65536);
  std::vector<Header> headers(count);
  std::vector<Endpoints> endpoints(count);
  contender(buffers.first(count), headers.data(), row.with_endpoints ? endpoints.data() : nullptr);
  size_t differences = 0;
  for (size_t i = 0; i < count; ++i) {
    Endpoints expected_endpoints{};
    const Header expected =
        reference::Decode({static_cast<const std::byte*>(buffers[i].data), buffers[i].size},
                          {.check = row.check}, &expected_endpoints);
    const bool same = std::memcmp(&headers[i], &expected, sizeof(Header)) == 0 &&
                      (!row.with_endpoints ||
                       std::memcmp(&endpoints[i], &expected_endpoints, sizeof(Endpoints)) == 0);
    differences += !same;
  }
  return differences;
}

void Run(benchmark::State& state, const Row& row, const Contender& contender, bool must_agree) {
  const auto buffers = CorpusOf(row).buffers();
  std::vector<Header> headers(buffers.size());
  std::vector<Endpoints> endpoints(row.with_endpoints ? buffers.size() : 0);
  Endpoints* const out = row.with_endpoints ? endpoints.data() : nullptr;
  const size_t differences = CountDifferences(row, contender);
  if (must_agree && differences != 0) {
    state.SkipWithError("answers differ from the reference");
    return;
  }
  const size_t batch = row.batch != 0 ? row.batch : buffers.size();
  for (auto _ : state) {
    for (size_t i = 0; i + batch <= buffers.size(); i += batch) {
      benchmark::DoNotOptimize(contender(buffers.subspan(i, batch), headers.data() + i,
                                         out != nullptr ? out + i : nullptr));
    }
    benchmark::ClobberMemory();
  }
  const auto done = static_cast<int64_t>(buffers.size() / batch * batch);
  state.SetItemsProcessed(state.iterations() * done);
  state.counters["differ"] = static_cast<double>(differences);
  size_t working_set =
      buffers.size() * (sizeof(Buffer) + sizeof(Header)) + endpoints.size() * sizeof(Endpoints);
  for (const Buffer& buffer : buffers) working_set += (buffer.size + 63) / 64 * 64;
  state.counters["working_set"] = static_cast<double>(working_set);
}

void Register(const Row& row, const std::string& name, Contender contender, bool must_agree) {
  benchmark::RegisterBenchmark((RowName(row) + "|" + name).c_str(), [=](benchmark::State& state) {
    Run(state, row, contender, must_agree);
  });
}

// Not a parser: addresses that something else has found.
void RegisterInetPton(const Row& row) {
  const auto texts = std::make_shared<AddressTexts>(CorpusOf(row).buffers());
  benchmark::RegisterBenchmark((RowName(row) + "|inet_pton").c_str(), [=](benchmark::State& state) {
    const auto lines = static_cast<int64_t>(row.count);
    std::vector<Endpoints> endpoints(row.count);
    for (auto _ : state) {
      benchmark::DoNotOptimize(texts->Convert(endpoints.data()));
      benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * lines);
  });
}

void RegisterRow(const Row& row) {
  const bool v2 = IsV2(row.kind);
  Register(row, "touch", Touch, false);
  if (v2) {
    Register(row, "branchy", BranchyV2, true);
    if (!row.with_endpoints) Register(row, "branch_free", BranchFreeV2, true);
  } else {
    Register(row, "conventional", Conventional, row.check == Check::kNone);
    if (row.kind != Kind::kRealistic) Register(row, "hand", HandV1, true);
  }
  const bool addresses = row.kind == Kind::kV1Tcp4 || row.kind == Kind::kV1Tcp6 ||
                         row.kind == Kind::kV1Tcp6Full || row.kind == Kind::kV1Tcp6Short ||
                         row.kind == Kind::kV1Dotted;
  if (addresses && row.malformed == 0 && row.batch == 0) RegisterInetPton(row);
  if (row.count <= 4096 && row.batch == 0) {
    Register(
        row, "reference",
        [row](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
          size_t ok = 0;
          for (size_t i = 0; i < buffers.size(); ++i) {
            headers[i] = reference::Decode(
                {static_cast<const std::byte*>(buffers[i].data), buffers[i].size},
                {.check = row.check}, endpoints != nullptr ? endpoints + i : nullptr);
            ok += headers[i].ok();
          }
          return ok;
        },
        true);
  }
  if (row.batch != 0 && row.batch < 32) {
    Register(
        row, "simdproxy",
        [row](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
          return DecodeBatch(buffers, headers, endpoints, {.check = row.check});
        },
        true);
    Register(
        row, "simdproxy_singles",
        [row](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
          for (size_t i = 0; i < buffers.size(); ++i) {
            headers[i] =
                Decode({static_cast<const std::byte*>(buffers[i].data), buffers[i].size},
                       {.check = row.check}, endpoints != nullptr ? endpoints + i : nullptr);
          }
          return size_t{0};
        },
        true);
  }
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr || !TargetWanted(target)) continue;
    Register(
        row, std::string(target),
        [row, engine](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
          return engine->DecodeBatch(buffers, headers, endpoints, {.check = row.check});
        },
        true);
  }
}

}  // namespace

namespace {

constexpr size_t kL1 = 256, kL2 = 4096, kL3 = 65536, kMemory = size_t{4} << 20;
constexpr size_t kBatches[] = {1, 2, 4, 8, 16, 32, 64, 256, 1024};

std::vector<Row> DefaultRows() {
  std::vector<Row> rows;
  for (const int malformed : {0, 1, 5, 20, 50, 100}) {
    rows.push_back({Kind::kV2, kL2, malformed, false, 0});
    rows.push_back({Kind::kV1Tcp4, kL2, malformed, true, 0});
  }
  for (const int malformed : {0, 50}) rows.push_back({Kind::kV2, kL2, malformed, true, 0});
  for (const size_t count : {kL1, kL2 / 4, kL2 * 4, kL3, kL3 * 8, kMemory}) {
    rows.push_back({Kind::kV2, count, 0, false, 0});
  }
  for (const Kind kind : {Kind::kV2Aws, Kind::kV2Haproxy}) rows.push_back({kind, kL2, 0, true, 0});
  for (const Kind kind : {Kind::kV1Tcp6, Kind::kV1Dotted, Kind::kV1Unknown, Kind::kV1Mix}) {
    for (const int malformed : {0, 50}) rows.push_back({kind, kL2, malformed, true, 0});
  }
  for (const Kind kind :
       {Kind::kV1Tcp6Full, Kind::kV1Tcp6Short, Kind::kV1UnknownShort, Kind::kV1UnknownLong}) {
    rows.push_back({kind, kL2, 0, true, 0});
  }
  rows.push_back({Kind::kRealistic, kL2, 0, true, 0});
  rows.push_back({Kind::kRealistic, kL2, 0, true, 0, Check::kCrc});
  for (const size_t batch : kBatches) {
    rows.push_back({Kind::kV2, kL2, 0, false, batch});
    rows.push_back({Kind::kV1Tcp4, kL2, 0, true, batch});
  }
  return rows;
}

std::vector<Row> FullRows() {
  std::vector<Row> rows;
  for (int i = 0; i <= static_cast<int>(Kind::kRealistic); ++i) {
    const auto kind = static_cast<Kind>(i);
    for (const bool with_endpoints : {false, true}) {
      for (const size_t count : {kL1, kL2, kL3, kMemory}) {
        rows.push_back({kind, count, 0, with_endpoints, 0});
      }
      for (const int malformed : {1, 5, 20, 50, 100}) {
        rows.push_back({kind, kL2, malformed, with_endpoints, 0});
      }
      for (const size_t batch : kBatches) rows.push_back({kind, kL2, 0, with_endpoints, batch});
    }
  }
  return rows;
}

}  // namespace

std::vector<BenchmarkRow> DecodeRows(bool full) {
  std::vector<BenchmarkRow> named;
  const auto add = [&named](const Row& row) {
    const std::string name = RowName(row);
    const bool there =
        std::ranges::any_of(named, [&](const BenchmarkRow& other) { return other.name == name; });
    constexpr int kSlow = 8;
    const int weight = row.count == kMemory ? kSlow : 1;
    if (!there) named.push_back({name, [row] { RegisterRow(row); }, weight});
  };
  std::ranges::for_each(DefaultRows(), add);
  if (full) std::ranges::for_each(FullRows(), add);
  return named;
}

}  // namespace simdproxy::bench
