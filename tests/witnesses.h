// Every decoder that must give the contract's answers, by name: tests run each case on all of them.
#ifndef SIMDPROXY_TESTS_WITNESSES_H_
#define SIMDPROXY_TESTS_WITNESSES_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"

namespace simdproxy::testing {

struct Witness {
  std::string name;
  std::function<Header(std::span<const std::byte>, const Options&, Endpoints*)> decode;
};

/// The reference, the public single call and a public batch of one.
inline const std::vector<Witness>& Witnesses() {
  static const std::vector<Witness> witnesses = {
      {"reference", [](std::span<const std::byte> bytes, const Options& options,
                       Endpoints* endpoints) {
         return reference::Decode(bytes, options, endpoints);
       }},
      {"Decode", [](std::span<const std::byte> bytes, const Options& options,
                    Endpoints* endpoints) { return Decode(bytes, options, endpoints); }},
      {"DecodeBatch", [](std::span<const std::byte> bytes, const Options& options,
                         Endpoints* endpoints) {
         const Buffer buffer{bytes.data(), bytes.size()};
         Header header;
         DecodeBatch(std::span(&buffer, 1), &header, endpoints, options);
         return header;
       }},
  };
  return witnesses;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_WITNESSES_H_
