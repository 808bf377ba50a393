// Rows of inputs on which other parsers disagree, with the verdict that core/FORMAT.md demands.
#ifndef SIMDPROXY_TESTS_PEERS_H_
#define SIMDPROXY_TESTS_PEERS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {

struct Verdict {
  Outcome outcome;
  Reason reason;
  size_t extent;            // size, bytes needed, or offset
  std::string source = {};  // ok with INET or INET6: "address port"
};

inline Verdict Taken(size_t size, const std::string& source = {}) {
  return {Outcome::kOk, Reason::kNone, size, source};
}
inline Verdict Refused(Reason reason, size_t offset) { return {Outcome::kInvalid, reason, offset}; }
inline Verdict Waits(size_t needed) { return {Outcome::kIncomplete, Reason::kNone, needed}; }
inline Verdict Stranger(size_t offset) { return {Outcome::kNotProxy, Reason::kNone, offset}; }

struct PeersRow {
  PeersRow(std::string row_id, std::string row_input, Verdict both)
      : id(std::move(row_id)), input(std::move(row_input)), plain(both), checked(both) {}
  PeersRow(std::string row_id, std::string row_input, Verdict without, Verdict with_check)
      : id(std::move(row_id)),
        input(std::move(row_input)),
        plain(std::move(without)),
        checked(std::move(with_check)) {}

  std::string id;
  std::string input;
  Verdict plain;    // by default
  Verdict checked;  // with Check::kCrc
};

inline std::string SourceText(const Endpoints& endpoints) {
  if (endpoints.family_number == 0) return {};
  Endpoint source;
  source.family = endpoints.family();
  std::copy_n(endpoints.source, 16, source.address.begin());
  return std::string(ToText(source).view()) + " " + std::to_string(endpoints.source_port);
}

// By itself, and followed by payload unless that would complete it.
inline void ExpectVerdict(const PeersRow& row, const Verdict& verdict, Check check) {
  for (const char* const payload : {"", kRequest}) {
    if (*payload != '\0' && verdict.outcome == Outcome::kIncomplete) continue;
    const std::string input = row.input + payload;
    for (const Witness& witness : Witnesses()) {
      Header headers[2];
      Endpoints endpoints[2];
      const Options options = {.check = check};
      headers[0] = witness.decode(Bytes(input), options, &endpoints[0]);
      const std::vector<Buffer> buffers = {{input.data(), input.size()}};
      witness.decode_batch(buffers, &headers[1], &endpoints[1], options);
      for (const int i : {0, 1}) {
        const Header& header = headers[i];
        EXPECT_TRUE(header.outcome() == verdict.outcome && header.reason() == verdict.reason &&
                    header.extent == verdict.extent && SourceText(endpoints[i]) == verdict.source)
            << row.id << (*payload != '\0' ? ", followed by a request" : "") << "\n  witness  "
            << witness.name << (i == 0 ? ", alone" : ", in a batch") << "\n  input    "
            << Escaped(input) << "\n  options  " << Show(options) << "\n  expected "
            << OutcomeName(verdict.outcome) << " " << ReasonName(verdict.reason) << " extent "
            << verdict.extent << " source " << verdict.source << "\n  answered " << Show(header)
            << " source " << SourceText(endpoints[i]);
      }
    }
  }
}

inline void Judge(const std::vector<PeersRow>& rows) {
  for (const PeersRow& row : rows) {
    ExpectVerdict(row, row.plain, Check::kNone);
    ExpectVerdict(row, row.checked, Check::kCrc);
  }
  ::testing::Test::RecordProperty("rows", static_cast<int>(rows.size()));
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_PEERS_H_
