#include "tests/long/part.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "tests/rng.h"

namespace simdproxy::testing {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void ReportProgress(double done, double seconds) {
  std::fprintf(stderr, "\r%5.1f %%, %.0f s of about %.0f s ", done * 100, seconds, seconds / done);
}

}  // namespace

bool RunPart(const Part& part, double share) {
  const auto wanted = static_cast<uint64_t>(static_cast<double>(part.pieces) * share);
  const uint64_t pieces = std::clamp<uint64_t>(wanted, 1, part.pieces);
  std::printf("%s, targets", part.title.c_str());
  for (const Witness& witness : EngineWitnesses()) std::printf(" %s", witness.name.c_str());
  std::printf("\n");
  std::fflush(stdout);

  Verdict verdict;
  std::atomic<uint64_t> next{0};
  std::atomic<uint64_t> done{0};
  std::vector<std::thread> threads;
  const Clock::time_point start = Clock::now();
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      const Worker work = part.make_worker();
      for (uint64_t i = next++; i < pieces && verdict.good(); i = next++) {
        // At random within its stretch: no even step, which might miss what goes around in step.
        const uint64_t piece = i * part.pieces / pieces + Rng(i).Below(part.pieces / pieces);
        if (auto difference = work(piece)) verdict.Fail(*std::move(difference));
        ++done;
      }
    });
  }
  const bool terminal = isatty(STDERR_FILENO) != 0;
  for (double reported = 0; done < pieces && verdict.good();) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const double seconds = SecondsSince(start);
    if (!terminal || done == 0 || seconds < reported + 1) continue;
    ReportProgress(static_cast<double>(done) / static_cast<double>(pieces), seconds);
    reported = seconds;
  }
  for (std::thread& thread : threads) thread.join();
  if (terminal) std::fprintf(stderr, "\r%40s\r", "");

  const double seconds = SecondsSince(start);
  if (!verdict.good()) std::printf("%s\n", verdict.difference().c_str());
  std::printf("%llu inputs, %zu targets, %.1f s: %s\n",
              static_cast<unsigned long long>(done * part.inputs_per_piece),
              EngineWitnesses().size(), seconds, verdict.good() ? "no difference" : "DIFFERENT");
  if (verdict.good() && pieces < part.pieces) {
    std::printf("all %llu would take about %.0f s\n",
                static_cast<unsigned long long>(part.pieces * part.inputs_per_piece),
                seconds * static_cast<double>(part.pieces) / static_cast<double>(pieces));
  }
  return verdict.good();
}

}  // namespace simdproxy::testing
