// Every encoder of batches that must give the same bytes, by name.
#ifndef SIMDPROXY_TESTS_ENCODERS_H_
#define SIMDPROXY_TESTS_ENCODERS_H_

#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"

namespace simdproxy::testing {

// The public call and the engine of every target that runs.
using EncodeCall =
    std::function<EncodeBatchResult(const HeaderTemplate&, std::span<const Endpoints>,
                                    std::span<const ValueColumn>, const EncodeOutput&)>;
struct Encoder {
  std::string name;
  EncodeCall encode;
};

inline const std::vector<Encoder>& Encoders() {
  static const std::vector<Encoder> encoders = [] {
    std::vector<Encoder> all = {
        {"public", [](auto&&... arguments) { return EncodeBatch(arguments...); }}};
    const char* const wanted = std::getenv("SIMDPROXY_TARGET");
    for (const std::string_view target : CompiledTargets()) {
      const Engine* const engine = EngineFor(target);
      if (engine == nullptr || (wanted != nullptr && target != wanted)) continue;
      all.push_back({std::string(target),
                     [engine](auto&&... arguments) { return engine->EncodeBatch(arguments...); }});
    }
    return all;
  }();
  return encoders;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_ENCODERS_H_
