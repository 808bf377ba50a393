#include "tools/common/engine_choice.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tools/common/escape.h"
#include "tools/common/output.h"

namespace simdproxy::tool {

const Engine* ChooseEngine() {
  const char* target = std::getenv("SIMDPROXY_TARGET");
  if (target == nullptr || *target == '\0') return &ActiveEngine();
  const Engine* engine = EngineFor(target);
  if (engine != nullptr) return engine;

  std::vector<std::string_view> supported;
  for (const std::string_view name : CompiledTargets()) {
    if (EngineFor(name) != nullptr) supported.push_back(name);
  }
  PrintError(fmt::format("SIMDPROXY_TARGET: '{}' is not a target of this build and CPU: {}",
                         Escape(target), fmt::join(supported, ", ")));
  return nullptr;
}

}  // namespace simdproxy::tool
