#include "bench/context.h"

#include <benchmark/benchmark.h>

#include <string>

#include "bench/cores.h"
#include "hwy/base.h"
#include "simdproxy/target.h"

namespace simdproxy::bench {

void AddContext() {
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
  benchmark::AddCustomContext("compiler_flags", SIMDPROXY_BENCH_FLAGS);
  benchmark::AddCustomContext("highway", std::to_string(HWY_MAJOR) + "." +
                                             std::to_string(HWY_MINOR) + "." +
                                             std::to_string(HWY_PATCH));
  std::string compiled, supported;
  for (const std::string_view target : CompiledTargets()) {
    compiled += (compiled.empty() ? "" : " ") + std::string(target);
    if (EngineFor(target) == nullptr) continue;
    supported += (supported.empty() ? "" : " ") + std::string(target);
  }
  benchmark::AddCustomContext("targets_compiled", compiled);
  benchmark::AddCustomContext("targets_supported", supported);
  benchmark::AddCustomContext("target_of_free_functions", std::string(ActiveEngine().name()));
  if (!AllowedCores().empty()) {
    benchmark::AddCustomContext("pinned_to_core", std::to_string(AllowedCores().front()));
  }
}

}  // namespace simdproxy::bench
