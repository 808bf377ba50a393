#include "fuzz/common/harness.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "tests/oracle.h"
#ifdef SIMDPROXY_PLANTED_BUGS
#include "planted.h"
#endif

namespace simdproxy::fuzz {
namespace {

std::vector<uint64_t> comparisons;

void PrintCounts() {
  for (size_t i = 0; i < comparisons.size(); ++i) {
    std::fprintf(stderr, "comparisons %s %" PRIu64 "\n", Decoders()[i].name.c_str(),
                 comparisons[i]);
  }
}

// A kernel that is not its target's would be compared in its place, and nothing would show.
void CheckTargets() {
  std::string names;
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr) continue;
    for (const std::string_view kernels : engine->kernel_targets()) {
      if (kernels == target && engine->name() == target) continue;
      Fail("dispatch: kernels of " + std::string(kernels) + " stand for " + std::string(target),
           {});
    }
    names += (names.empty() ? "" : ",") + std::string(target);
  }
  std::fprintf(stderr, "%s: targets %s\n", kFuzzTarget, names.c_str());
  const char* const expected = std::getenv("SIMDPROXY_EXPECTED_TARGETS");
  if (expected != nullptr && names != expected) {
    Fail("dispatch: these targets run instead of " + std::string(expected), {});
  }
}

#ifdef SIMDPROXY_PLANTED_BUGS
void ChooseBug() {
  const char* const bug = std::getenv("SIMDPROXY_PLANTED_BUG");
  if (bug == nullptr || planted::Choose(bug)) return;
  std::fprintf(stderr, "no such planted bug: %s\n", bug);
  std::exit(2);
}
#endif

}  // namespace

const std::vector<testing::Witness>& Decoders() {
  static const std::vector<testing::Witness> decoders = [] {
    std::vector<testing::Witness> all = testing::EngineWitnesses();
    all.push_back(testing::PublicWitness());
    return all;
  }();
  return decoders;
}

const Engine* EngineOf(size_t decoder) {
  static const std::vector<const Engine*> engines = [] {
    std::vector<const Engine*> all;
    for (const testing::Witness& witness : Decoders()) all.push_back(EngineFor(witness.name));
    return all;
  }();
  return engines[decoder];
}

void Fail(const std::string& difference, Bytes input) {
  constexpr size_t kMostPrinted = 8192;
  const Bytes printed = input.first(input.size() < kMostPrinted ? input.size() : kMostPrinted);
  std::fprintf(stderr,
               "\n==== %s: difference ====\n%s\n-- input of the fuzz target, %zu bytes: %s\n",
               kFuzzTarget, difference.c_str(), input.size(), testing::Literal(printed).c_str());
  std::abort();
}

void CountComparisons(size_t decoder, uint64_t count) { comparisons[decoder] += count; }

uint64_t HashOf(Bytes bytes) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const std::byte byte : bytes) {
    hash = (hash ^ static_cast<uint64_t>(byte)) * 0x100000001B3;
  }
  return hash ^ hash >> 32;
}

}  // namespace simdproxy::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  using namespace simdproxy::fuzz;
#ifdef SIMDPROXY_PLANTED_BUGS
  ChooseBug();
#endif
  CheckTargets();
  comparisons.assign(Decoders().size(), 0);
  std::atexit(PrintCounts);
  return 0;
}
