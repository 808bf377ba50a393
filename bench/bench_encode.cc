// Building headers in batches, beside the conventional way: 8,192 distinct records in batches of
// 128, into slots of 64 bytes (128 where a header may be longer) or back to back. Each batch is
// written where the one before it was, as into a buffer to send from: records come from the
// second-level cache (320 KiB), and what is written stays in the first.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bench/encode_baselines.h"
#include "bench/report.h"
#include "bench/rows.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::bench {
namespace {

constexpr size_t kRecords = 8192;
constexpr size_t kBatch = 128;
constexpr size_t kMaxSlot = 128;

struct Row {
  std::string name;
  HeaderShape shape;
  int inet6_percent;
  size_t stride;
};

struct Inputs {
  std::vector<Endpoints> records;
  std::vector<uint8_t> ids;
};

// Octets, groups and ports of all lengths; a third of the INET6 addresses with a run of zeros.
Inputs MakeInputs(const Row& row) {
  std::mt19937_64 random(1);
  Inputs inputs{std::vector<Endpoints>(kRecords),
                std::vector<uint8_t>(kRecords * (row.shape.unique_id_size + 1))};
  for (uint8_t& byte : inputs.ids) byte = static_cast<uint8_t>(random());
  const auto port = [&] { return static_cast<uint16_t>(random() % 65536 >> random() % 10); };
  for (Endpoints& record : inputs.records) {
    const bool inet6 = random() % 100 < static_cast<uint64_t>(row.inet6_percent);
    for (uint8_t* const address : {record.source, record.destination}) {
      const size_t size = inet6 ? 16 : 4;
      for (size_t i = 0; i < size; ++i) address[i] = static_cast<uint8_t>(random());
      if (!inet6) {
        if (random() % 3 == 0) address[0] = 10;
        address[random() % 4] = static_cast<uint8_t>(random() % 10);
        continue;
      }
      address[0] = 0x20;  // not ::/96, which inet_ntop prints otherwise
      for (size_t i = 2; i < size; i += 2) {
        if (random() % 4 == 0) address[i] = 0;
      }
      if (random() % 3 == 0) {
        const size_t begin = 2 * (1 + random() % 6);
        const size_t groups = 2 * (2 + random() % 6);
        std::memset(address + begin, 0, std::min(groups, size - begin));
      }
    }
    record.source_port = port();
    record.destination_port = port();
    record.family_number = inet6 ? 2 : 1;
    record.transport_number = 1;
  }
  return inputs;
}

// Writes the batch that begins with record `first`.
using Contender =
    std::function<size_t(const Row&, const Inputs&, size_t first, uint8_t* out, uint16_t* sizes)>;

std::span<const Endpoints> BatchOf(const Inputs& inputs, size_t first) {
  return std::span(inputs.records).subspan(first, kBatch);
}

size_t Conventional(const Row& row, const Inputs& inputs, size_t first, uint8_t* out,
                    uint16_t* sizes) {
  return ConventionalEncode(row.shape, BatchOf(inputs, first),
                            inputs.ids.data() + first * row.shape.unique_id_size, out, row.stride,
                            sizes);
}

std::unique_ptr<HeaderTemplate> TemplateOf(const HeaderShape& shape) {
  std::vector<TlvItem> items;
  if (shape.unique_id_size != 0) {
    items.push_back(
        TlvItem::Varying(tlv_type::kUniqueId, static_cast<uint32_t>(shape.unique_id_size)));
  }
  if (shape.crc32c) items.push_back(TlvItem::Crc32c());
  HeaderDescription description;
  description.version = static_cast<uint8_t>(shape.version);
  description.transport = Transport::kStream;
  description.tlvs = items;
  return std::make_unique<HeaderTemplate>(description);
}

bool Agrees(const Row& row, const Inputs& inputs, const Contender& contender) {
  std::vector<uint8_t> out(kBatch * kMaxSlot), expected(kBatch * kMaxSlot);
  std::vector<uint16_t> sizes(kBatch), expected_sizes(kBatch);
  for (size_t first = 0; first < kRecords; first += kBatch) {
    const size_t size = contender(row, inputs, first, out.data(), sizes.data());
    if (size != Conventional(row, inputs, first, expected.data(), expected_sizes.data()) ||
        sizes != expected_sizes) {
      return false;
    }
    size_t at = 0;
    for (const uint16_t header : sizes) {
      if (std::memcmp(out.data() + at, expected.data() + at, header) != 0) return false;
      at += row.stride != 0 ? row.stride : header;
    }
  }
  return true;
}

void Run(benchmark::State& state, const Row& row, const Contender& contender) {
  Inputs inputs = MakeInputs(row);
  if (!Agrees(row, inputs, contender)) {
    state.SkipWithError("bytes differ from the conventional encoder's");
    return;
  }
  std::vector<uint8_t> out(kBatch * kMaxSlot);
  std::vector<uint16_t> sizes(kBatch);
  std::mt19937_64 random(2);
  for (auto _ : state) {
    // Else a predictor knows all families after some rounds.
    std::shuffle(inputs.records.begin(), inputs.records.end(), random);
    const auto begin = std::chrono::steady_clock::now();
    for (size_t first = 0; first < kRecords; first += kBatch) {
      benchmark::DoNotOptimize(contender(row, inputs, first, out.data(), sizes.data()));
      benchmark::ClobberMemory();
    }
    state.SetIterationTime(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kRecords));
}

void RegisterRow(const Row& row) {
  const auto add = [&row](std::string_view name, const Contender& contender) {
    benchmark::RegisterBenchmark(
        (row.name + "|" + std::string(name)).c_str(),
        [row, contender](benchmark::State& state) { Run(state, row, contender); })
        ->UseManualTime();
  };
  add("conventional", Conventional);
  const std::shared_ptr<const HeaderTemplate> header = TemplateOf(row.shape);
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr || !TargetWanted(target)) continue;
    add(target, [header, engine](const Row& r, const Inputs& inputs, size_t first, uint8_t* out,
                                 uint16_t* sizes) {
      const size_t id_size = r.shape.unique_id_size;
      const ValueColumn ids{inputs.ids.data() + first * id_size, id_size};
      const auto bytes = std::as_writable_bytes(std::span(out, kBatch * kMaxSlot));
      return engine
          ->EncodeBatch(*header, BatchOf(inputs, first), std::span(&ids, 1),
                        {.bytes = bytes, .stride = r.stride, .sizes = sizes})
          .size;
    });
  }
}

}  // namespace

std::vector<BenchmarkRow> EncodeRows(bool full) {
  struct Form {
    const char* name;
    HeaderShape shape;
  };
  constexpr Form kForms[] = {
      {"", {2, false, 0}}, {"/crc", {2, true, 0}}, {"/id_crc", {2, true, 16}}};
  struct Mix {
    const char* name;
    int inet6_percent;
  };
  constexpr Mix kMixes[] = {{"inet", 0}, {"inet6", 100}, {"mix", 40}};
  std::vector<BenchmarkRow> rows;
  const auto add = [&](const std::string& name, const HeaderShape& shape, int inet6_percent) {
    const bool long_headers = shape.version == 1 || shape.unique_id_size != 0;
    for (const size_t stride : {long_headers ? kMaxSlot : kMaxSlot / 2, size_t{0}}) {
      if (stride != 0 && !full) continue;
      const Row row{name + (stride != 0 ? "/slots" : "/packed"), shape, inet6_percent, stride};
      rows.push_back({row.name, [row] { RegisterRow(row); }});
    }
  };
  for (const Mix& mix : kMixes) {
    if (mix.inet6_percent % 100 == 0 && !full) continue;
    for (const Form& form : kForms) {
      add("encode_v2_" + std::string(mix.name) + form.name, form.shape, mix.inet6_percent);
    }
  }
  add("encode_v1_tcp4", {1, false, 0}, 0);
  add("encode_v1_tcp6", {1, false, 0}, 100);
  add("encode_v1_mix", {1, false, 0}, 40);
  return rows;
}

}  // namespace simdproxy::bench
