#include "tools/loadproxy/service.h"

#include <algorithm>
#include <utility>

namespace simdproxy::loadproxy {

void ErrorNote::Note(const std::string& text) {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(noted_, true)) return;
  text_ = text;
}

std::string ErrorNote::Take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(text_, "");
}

AcceptLimits LimitsOf(const Settings& settings) {
  return {.connections = std::max<uint64_t>(1, settings.connections / settings.threads),
          .rate = settings.rate / settings.threads};
}

}  // namespace simdproxy::loadproxy
