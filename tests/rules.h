// Runs a rule's cases on every witness.
#ifndef SIMDPROXY_TESTS_RULES_H_
#define SIMDPROXY_TESTS_RULES_H_

#include <gtest/gtest.h>

#include <string_view>

#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {

/// Every witness answers `expected`, and endpoints exactly as the reader of the test wrote them.
inline void Expect(std::string_view input, const Header& expected,
                   const Endpoints& expected_endpoints, const Options& options = {}) {
  for (const Witness& witness : Witnesses()) {
    Header header;
    Endpoints endpoints;
    std::memset(static_cast<void*>(&endpoints), 0xAA, sizeof(endpoints));
    header = witness.decode(Bytes(input), options, &endpoints);
    EXPECT_TRUE(Same(header, expected))
        << witness.name << "\n  input    " << ToHex(Bytes(input)) << "\n  options  "
        << Show(options) << "\n  expected " << Show(expected) << "\n  answered " << Show(header);
    EXPECT_TRUE(Same(endpoints, expected_endpoints))
        << witness.name << "\n  input    " << ToHex(Bytes(input)) << "\n  expected "
        << Show(expected_endpoints) << "\n  answered " << Show(endpoints);
  }
}

/// The same for answers that name no endpoints.
inline void Expect(std::string_view input, const Header& expected, const Options& options = {}) {
  Expect(input, expected, Endpoints{}, options);
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_RULES_H_
