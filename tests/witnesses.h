// Every decoder that must give the contract's answers, by name: tests run each case on all of them.
#ifndef SIMDPROXY_TESTS_WITNESSES_H_
#define SIMDPROXY_TESTS_WITNESSES_H_

#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"
#include "tests/c_witness.h"

namespace simdproxy::testing {

struct Witness {
  std::string name;
  std::function<Header(std::span<const std::byte>, const Options&, Endpoints*)> decode;
  std::function<size_t(std::span<const Buffer>, Header*, Endpoints*, const Options&)> decode_batch;
};

inline std::span<const std::byte> BytesOf(const Buffer& buffer) {
  return {static_cast<const std::byte*>(buffer.data), buffer.size};
}

inline Witness ReferenceWitness() {
  return {"reference", reference::Decode,
          [](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
             const Options& options) {
            size_t ok = 0;
            for (size_t i = 0; i < buffers.size(); ++i) {
              headers[i] = reference::Decode(BytesOf(buffers[i]), options,
                                             endpoints != nullptr ? endpoints + i : nullptr);
              ok += headers[i].ok();
            }
            return ok;
          }};
}

inline Witness PublicWitness() {
  return {"public",
          [](std::span<const std::byte> bytes, const Options& options, Endpoints* endpoints) {
            return Decode(bytes, options, endpoints);
          },
          [](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
             const Options& options) { return DecodeBatch(buffers, headers, endpoints, options); }};
}

inline Witness EngineWitness(const Engine* engine) {
  return {std::string(engine->name()),
          [engine](std::span<const std::byte> bytes, const Options& options, Endpoints* endpoints) {
            return engine->Decode(bytes, options, endpoints);
          },
          [engine](std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
                   const Options& options) {
            return engine->DecodeBatch(buffers, headers, endpoints, options);
          }};
}

/// The engine of every target that this CPU supports; with SIMDPROXY_TARGET set in the environment,
/// of that one alone.
inline const std::vector<Witness>& EngineWitnesses() {
  static const std::vector<Witness> witnesses = [] {
    std::vector<Witness> all;
    const char* const wanted = std::getenv("SIMDPROXY_TARGET");
    for (const std::string_view target : CompiledTargets()) {
      const Engine* const engine = EngineFor(target);
      if (engine != nullptr && (wanted == nullptr || target == wanted)) {
        all.push_back(EngineWitness(engine));
      }
    }
    return all;
  }();
  return witnesses;
}

/// The reference, the public calls, the C interface, and EngineWitnesses.
inline const std::vector<Witness>& Witnesses() {
  static const std::vector<Witness> witnesses = [] {
    std::vector<Witness> all = {
        ReferenceWitness(), PublicWitness(), {"C", DecodeThroughC, DecodeBatchThroughC}};
    all.insert(all.end(), EngineWitnesses().begin(), EngineWitnesses().end());
    return all;
  }();
  return witnesses;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_WITNESSES_H_
