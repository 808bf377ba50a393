// CRC32C of headers, and decoding with the check of TLVs and CRC32C, beside what they are measured
// against.
//
// Each contender of a check row comes twice, with and without the check, so that what checking adds
// is the difference.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bench/baselines.h"
#include "bench/check_baselines.h"
#include "bench/corpus.h"
#include "bench/report.h"
#include "bench/rows.h"
#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::bench {
namespace {

using Bytes = std::span<const std::byte>;

Bytes BytesOf(const Buffer& buffer) {
  return {static_cast<const std::byte*>(buffer.data), buffer.size};
}

// Random bytes of given sizes with four that are read as zeros, in shuffled order.
struct Spans {
  Spans(std::span<const size_t> sizes, size_t count) {
    std::mt19937_64 random(1);
    constexpr size_t kFirstValue = 31;  // behind the block of INET and the head of an entry
    std::vector<size_t> places;
    size_t total = 0;
    for (size_t i = 0; i < count; ++i) {
      places.push_back(total);
      buffers.push_back({nullptr, sizes[random() % sizes.size()]});
      zero_begin.push_back(
          static_cast<uint32_t>(kFirstValue + random() % (buffers.back().size - kFirstValue - 3)));
      total += (buffers.back().size + 63) / 64 * 64;
    }
    memory = std::make_unique<uint8_t[]>(total);
    for (size_t i = 0; i < total; ++i) memory[i] = static_cast<uint8_t>(random());
    std::ranges::shuffle(places, random);
    // Any place is as good as any other: bytes may be shared between neighbours.
    for (size_t i = 0; i < count; ++i) {
      buffers[i].data = memory.get() + std::min(places[i], total - buffers[i].size);
    }
  }
  std::unique_ptr<uint8_t[]> memory;
  std::vector<Buffer> buffers;
  std::vector<uint32_t> zero_begin;
};

using Summer = std::function<void(const Spans&, uint32_t*)>;

void RegisterSum(const std::string& row, const std::shared_ptr<Spans>& spans,
                 const std::string& name, const Summer& sum) {
  benchmark::RegisterBenchmark((row + "|" + name).c_str(), [=](benchmark::State& state) {
    std::vector<uint32_t> sums(spans->buffers.size());
    sum(*spans, sums.data());
    for (size_t i = 0; i < sums.size(); ++i) {
      if (sums[i] != reference::Crc32c(BytesOf(spans->buffers[i]), spans->zero_begin[i])) {
        state.SkipWithError("a sum differs from the reference");
        return;
      }
    }
    for (auto _ : state) {
      sum(*spans, sums.data());
      benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(sums.size()));
  });
}

template <uint32_t (*kSum)(const uint8_t*, size_t, size_t)>
void SumEach(const Spans& spans, uint32_t* sums) {
  for (size_t i = 0; i < spans.buffers.size(); ++i) {
    sums[i] = kSum(static_cast<const uint8_t*>(spans.buffers[i].data), spans.buffers[i].size,
                   spans.zero_begin[i]);
  }
}

void AddSums(const std::string& row, std::span<const size_t> sizes, size_t count) {
  const auto spans = std::make_shared<Spans>(sizes, count);
  if (HasCrc32Loop()) {
    RegisterSum(row, spans, "crc32_loop", SumEach<Crc32Loop>);
    RegisterSum(row, spans, "crc32_loop_of_copy", SumEach<Crc32LoopOfCopy>);
  }
  RegisterSum(row, spans, "slicing_by_8", SumEach<SlicingBy8>);
#if defined(SIMDPROXY_BENCH_ISAL)
  RegisterSum(row, spans, "isal", SumEach<IsalCrc32c>);
#endif
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr || !TargetWanted(target)) continue;
    RegisterSum(row, spans, std::string(target), [engine](const Spans& s, uint32_t* sums) {
      engine->Crc32cBatch(s.buffers, s.zero_begin.data(), sums);
    });
    RegisterSum(row, spans, std::string(target) + "_singles",
                [engine](const Spans& s, uint32_t* sums) {
                  for (size_t i = 0; i < s.buffers.size(); ++i) {
                    sums[i] = engine->Crc32c(BytesOf(s.buffers[i]), s.zero_begin[i], 4);
                  }
                });
  }
}

using Decoder = std::function<size_t(std::span<const Buffer>, Header*, Endpoints*)>;

void RegisterCheck(const std::string& row, const std::shared_ptr<Corpus>& corpus,
                   const std::string& name, Check check, const Decoder& decode) {
  benchmark::RegisterBenchmark((row + "|" + name).c_str(), [=](benchmark::State& state) {
    const auto buffers = corpus->buffers();
    std::vector<Header> headers(buffers.size());
    decode(buffers, headers.data(), nullptr);
    for (size_t i = 0; i < buffers.size(); ++i) {
      const Header expected = reference::Decode(BytesOf(buffers[i]), {.check = check}, nullptr);
      if (std::memcmp(&headers[i], &expected, sizeof(Header)) != 0) {
        state.SkipWithError("answers differ from the reference");
        return;
      }
    }
    for (auto _ : state) {
      benchmark::DoNotOptimize(decode(buffers, headers.data(), nullptr));
      benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(buffers.size()));
  });
}

void AddCheck(const std::string& row, Kind kind, size_t count, int malformed) {
  const auto corpus = std::make_shared<Corpus>(kind, count, malformed);
  if (HasCrc32Loop()) RegisterCheck(row, corpus, "serial", Check::kCrc, SerialCheck);
  RegisterCheck(row, corpus, "serial_unchecked", Check::kNone, BranchyV2);
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr || !TargetWanted(target)) continue;
    for (const auto& [check, suffix] :
         {std::pair{Check::kNone, "_unchecked"}, std::pair{Check::kTlv, "_tlv"},
          std::pair{Check::kCrc, ""}}) {
      RegisterCheck(row, corpus, std::string(target) + suffix, check,
                    [engine, check = check](std::span<const Buffer> buffers, Header* headers,
                                            Endpoints* endpoints) {
                      return engine->DecodeBatch(buffers, headers, endpoints, {.check = check});
                    });
    }
  }
}

}  // namespace

std::vector<BenchmarkRow> CheckRows() {
  static constexpr size_t kMix[] = {35, 59, 84, 107}, kSegment[] = {536}, kPage[] = {4096},
                          kLargest[] = {65536};
  std::vector<BenchmarkRow> rows;
  const auto add_sums = [&rows](const std::string& name, std::span<const size_t> sizes,
                                size_t count) {
    rows.push_back({name, [=] { AddSums(name, sizes, count); }});
  };
  add_sums("crc32c/mix_35_59_84_107", kMix, 4096);
  add_sums("crc32c/536", kSegment, 1024);
  add_sums("crc32c/4096", kPage, 128);
  add_sums("crc32c/65536", kLargest, 8);

  const auto add_check = [&rows](Kind kind, int malformed) {
    std::string name = "check/" + std::string(KindName(kind));
    if (malformed != 0) name += "/bad" + std::to_string(malformed);
    rows.push_back({name, [=] { AddCheck(name, kind, 4096, malformed); }});
  };
  for (const Kind kind : {Kind::kV2Aws, Kind::kV2Haproxy, Kind::kV2RandomTlvs, Kind::kV2}) {
    add_check(kind, 0);
  }
  add_check(Kind::kV2Aws, 50);
  return rows;
}

}  // namespace simdproxy::bench
