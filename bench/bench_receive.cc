// Parsing where it happens: behind receiving. An input is a connection that sends one header of the
// realistic mix. Timed is the receiving side alone, batch by batch: waiting, receiving into slots
// of fixed stride, parsing the slots. Sending is not timed, and neither is what the kernel does on
// the sender's time, so that the share of parsing is the largest that it can be.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/baselines.h"
#include "bench/connections.h"
#include "bench/corpus.h"
#include "bench/report.h"
#include "bench/rows.h"
#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::bench {
namespace {

constexpr size_t kConnections = 1024;
constexpr size_t kBatch = 128;
constexpr size_t kHeaders = 4096;
// What every sender may assume to pass in one piece [2.2], in whole cache lines, of which the odd
// number keeps slots from sharing cache sets.
constexpr size_t kStride = (536 + 63) / 64 * 64;
static_assert(kStride / 64 % 2 == 1);

using Parser = std::function<void(const Slots&, Header*, Endpoints*)>;
using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Receiver {
 public:
  Receiver(Connections& connections, const Corpus& corpus)
      : connections_(connections), corpus_(corpus) {}

  // Each call sends other headers. False if the system refused or a header is too long for a slot.
  bool Send() {
    const auto headers = corpus_.buffers().subspan(
        next_group_++ % (kHeaders / kConnections) * kConnections, connections_.size());
    return std::ranges::all_of(headers, [](const Buffer& h) { return h.size <= kStride; }) &&
           connections_.Send(headers);
  }

  // Receives and parses all that was sent, and calls `then` for each batch that was parsed. Adds
  // to parsing_seconds. Returns how many headers that were.
  template <class Then>
  size_t ReceiveAll(const Parser& parse, Then then) {
    size_t done = 0;
    while (done < connections_.size()) {
      const size_t count = connections_.Receive({slots_.data(), kStride, sizes_});
      if (count == 0) break;
      const Slots slots{slots_.data(), kStride, nullptr, sizes_.data(), count};
      const auto begin = Clock::now();
      parse(slots, headers_.data(), endpoints_.data());
      benchmark::ClobberMemory();
      parsing_seconds += SecondsSince(begin);
      then(slots);
      done += count;
    }
    return done;
  }

  // Whether the parser gives the reference's answers.
  bool Agrees(const Parser& parse) {
    bool same = Send();
    const size_t done = ReceiveAll(parse, [&](const Slots& slots) {
      for (size_t i = 0; i < slots.count; ++i) {
        Endpoints endpoints{};
        const Header header =
            reference::Decode({slots_.data() + i * kStride, slots.sizes[i]}, {}, &endpoints);
        same &= std::memcmp(&header, &headers_[i], sizeof(Header)) == 0 &&
                std::memcmp(&endpoints, &endpoints_[i], sizeof(Endpoints)) == 0;
      }
    });
    connections_.Finish();
    return same && done == connections_.size();
  }

  double parsing_seconds = 0;

 private:
  Connections& connections_;
  const Corpus& corpus_;
  size_t next_group_ = 0;
  std::vector<std::byte> slots_ = std::vector<std::byte>(kBatch * kStride);
  std::vector<uint32_t> sizes_ = std::vector<uint32_t>(kBatch);
  std::vector<Header> headers_ = std::vector<Header>(kBatch);
  std::vector<Endpoints> endpoints_ = std::vector<Endpoints>(kBatch);
};

void Run(benchmark::State& state, Connections* connections, const Corpus& corpus,
         const Parser& parse) {
  if (connections == nullptr) {
    state.SkipWithError("the system gives no such connections (ulimit -n?)");
    return;
  }
  Receiver receiver(*connections, corpus);
  if (parse && !receiver.Agrees(parse)) {
    state.SkipWithError("answers differ from the reference");
    return;
  }
  const Parser wanted = parse ? parse : [](const Slots&, Header*, Endpoints*) {};
  receiver.parsing_seconds = 0;
  double seconds = 0;
  for (auto _ : state) {
    bool complete = receiver.Send();
    const auto begin = Clock::now();
    complete &= receiver.ReceiveAll(wanted, [](const Slots&) {}) == connections->size();
    const double taken = SecondsSince(begin);
    connections->Finish();
    if (!complete) {
      state.SkipWithError("a header was not sent, or did not arrive");
      return;
    }
    state.SetIterationTime(taken);
    seconds += taken;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(connections->size()));
  if (parse) state.counters["parsing_share"] = receiver.parsing_seconds / seconds;
}

void ParseConventionally(const Slots& slots, Header* headers, Endpoints* endpoints) {
  for (size_t i = 0; i < slots.count; ++i) {
    const Buffer buffer{static_cast<const std::byte*>(slots.base) + i * slots.stride,
                        slots.sizes[i]};
    Conventional({&buffer, 1}, headers + i, endpoints + i);
  }
}

void AddReceive(const std::string& row, std::unique_ptr<Connections> (*make)(size_t)) {
  const std::shared_ptr<Connections> connections = make(kConnections);
  const auto corpus = std::make_shared<Corpus>(Kind::kRealistic, kHeaders, 0);
  const auto add = [&](const std::string& name, const Parser& parse) {
    benchmark::RegisterBenchmark((row + "|" + name).c_str(), [=](benchmark::State& state) {
      Run(state, connections.get(), *corpus, parse);
    })->UseManualTime();
  };
  add("no_parsing", nullptr);
  add("conventional", ParseConventionally);
  // The best target alone: the system's calls take so long that the others hardly differ.
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr || !TargetWanted(target)) continue;
    add(std::string(target), [engine](const Slots& slots, Header* headers, Endpoints* endpoints) {
      engine->DecodeBatch(slots, headers, endpoints);
    });
    break;
  }
}

}  // namespace

std::vector<BenchmarkRow> ReceiveRows() {
  std::vector<BenchmarkRow> rows;
  const auto add = [&rows](const std::string& name, auto make) {
    constexpr int kSlow = 2;
    rows.push_back({name, [=] { AddReceive(name, make); }, kSlow});
  };
  add("receive/socketpairs", MakeSocketpairs);
  add("receive/tcp", MakeTcpConnections);
  add("receive/tcp_accept", MakeNewTcpConnections);
  return rows;
}

}  // namespace simdproxy::bench
