// Compares a witness with the reference, whole records, and says of a difference all that is needed
// to work on it: the records, the input in hexadecimal and as text, and a unit test to paste.
#ifndef SIMDPROXY_TESTS_ORACLE_H_
#define SIMDPROXY_TESTS_ORACLE_H_

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {

/// What a witness wrote for a batch.
struct Records {
  std::vector<Header> headers;
  std::vector<Endpoints> endpoints;
  size_t ok = 0;
  bool wrote_past_end = false;
};

/// The memory that outputs are written to is full of this, so that what is not written shows.
inline constexpr int kGarbage = 0xAA;

/// Asks a witness into memory full of garbage, with one record more than it may write. Memory of
/// `records` is reused.
inline void Ask(const Witness& witness, std::span<const Buffer> buffers, const Options& options,
                bool with_endpoints, Records& records) {
  const size_t n = buffers.size();
  records.headers.resize(n + 1);
  records.endpoints.resize(n + 1);
  std::memset(static_cast<void*>(records.headers.data()), kGarbage, (n + 1) * sizeof(Header));
  std::memset(static_cast<void*>(records.endpoints.data()), kGarbage, (n + 1) * sizeof(Endpoints));
  records.ok = witness.decode_batch(buffers, records.headers.data(),
                                    with_endpoints ? records.endpoints.data() : nullptr, options);
  Header header;
  Endpoints endpoints;
  std::memset(static_cast<void*>(&header), kGarbage, sizeof(header));
  std::memset(static_cast<void*>(&endpoints), kGarbage, sizeof(endpoints));
  records.wrote_past_end = !Same(header, records.headers[n]) ||
                           !Same(endpoints, records.endpoints[with_endpoints ? n : 0]);
}

/// A string literal of any bytes.
inline std::string Literal(std::span<const std::byte> bytes) {
  std::string text = "\"";
  for (const std::byte byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    char escape[5] = {static_cast<char>(c)};
    if (c == '\r' || c == '\n') {
      std::snprintf(escape, sizeof(escape), "\\%c", c == '\r' ? 'r' : 'n');
    } else if (c < 0x20 || c > 0x7E || c == '"' || c == '\\' || c == '?') {
      std::snprintf(escape, sizeof(escape), "\\%03o", c);  // three digits: none follows by accident
    }
    text += escape;
  }
  return text + "\"sv";
}

inline std::string OptionsLiteral(const Options& options) {
  char text[160];
  std::snprintf(text, sizeof(text),
                "{.max_size = %uU, .accept = static_cast<Accept>(%d), .check = "
                "static_cast<Check>(%d), .datagram = %s}",
                options.max_size, static_cast<int>(options.accept), static_cast<int>(options.check),
                options.datagram ? "true" : "false");
  return text;
}

/// A test that fails as long as a witness differs at `position` of a batch; `single` for one by
/// one.
inline std::string UnitTestText(std::span<const Buffer> buffers, size_t position, bool single,
                                const Options& options, const Header& header,
                                const Endpoints& endpoints) {
  std::string text =
      "TEST(Regression, NameIt) {\n  using namespace std::literals;\n"
      "  constexpr std::string_view kInputs[] = {\n";
  for (const Buffer& buffer : buffers) text += "      " + Literal(BytesOf(buffer)) + ",\n";
  text += "  };\n  constexpr Options kOptions = " + OptionsLiteral(options) + ";\n";
  const std::string at = std::to_string(position);
  text +=
      "  std::vector<Buffer> buffers;\n"
      "  for (const auto input : kInputs) buffers.push_back({input.data(), input.size()});\n"
      "  for (const Witness& witness : Witnesses()) {\n"
      "    Header headers[std::size(kInputs)];\n"
      "    Endpoints endpoints[std::size(kInputs)];\n";
  text += single ? "    headers[" + at + "] = witness.decode(BytesOf(buffers[" + at +
                       "]), kOptions, &endpoints[" + at + "]);\n"
                 : "    witness.decode_batch(buffers, headers, endpoints, kOptions);\n";
  text += "    EXPECT_EQ(Show(headers[" + at + "]), \"" + Show(header) + "\") << witness.name;\n";
  text += "    EXPECT_EQ(Show(endpoints[" + at + "]), \"" + Show(endpoints) +
          "\") << witness.name;\n  }\n}\n";
  return text;
}

/// The smallest way found to show a difference that was seen at `position` of a batch: alone in a
/// batch, among copies of itself, or in the batch as it was.
inline std::string Reproduction(const Witness& witness, std::span<const Buffer> buffers,
                                size_t position, const Options& options, const Header& header,
                                const Endpoints& endpoints) {
  const std::vector<Buffer> alone(1, buffers[position]);
  const std::vector<Buffer> copies(buffers.size(), buffers[position]);
  Records records;
  for (const auto& tried : {alone, copies}) {
    const size_t at = tried.size() == 1 ? 0 : position;
    Ask(witness, tried, options, true, records);
    if (!Same(records.headers[at], header) || !Same(records.endpoints[at], endpoints)) {
      return UnitTestText(tried, at, false, options, header, endpoints);
    }
  }
  return UnitTestText(buffers, position, false, options, header, endpoints);
}

inline std::string Describe(const Witness& witness, const Options& options,
                            std::span<const std::byte> input, const Header& header,
                            const Endpoints& endpoints, const Header& answered,
                            const Endpoints* answered_endpoints) {
  return witness.name + " differs from the reference\n  options   " + OptionsLiteral(options) +
         "\n  input     " + std::to_string(input.size()) + " bytes " + ToHex(input) +
         "\n  as text   " + Literal(input) + "\n  reference " + Show(header) + "\n  answered  " +
         Show(answered) + "\n  reference " + Show(endpoints) + "\n  answered  " +
         (answered_endpoints != nullptr ? Show(*answered_endpoints) : "(no endpoints asked for)") +
         "\n";
}

/// Nothing if a witness answers a batch as `expected` (the reference's records) says, else what is
/// different.
inline std::optional<std::string> BatchDifference(const Witness& witness,
                                                  std::span<const Buffer> buffers,
                                                  const Options& options, bool with_endpoints,
                                                  const Records& expected, Records& scratch) {
  const size_t n = buffers.size();
  Ask(witness, buffers, options, with_endpoints, scratch);
  if (scratch.ok == expected.ok && !scratch.wrote_past_end &&
      (n == 0 ||
       (std::memcmp(scratch.headers.data(), expected.headers.data(), n * sizeof(Header)) == 0 &&
        (!with_endpoints || std::memcmp(scratch.endpoints.data(), expected.endpoints.data(),
                                        n * sizeof(Endpoints)) == 0)))) {
    return std::nullopt;
  }
  for (size_t i = 0; i < n; ++i) {
    const Header& header = expected.headers[i];
    const Endpoints& endpoints = expected.endpoints[i];
    if (Same(scratch.headers[i], header) &&
        (!with_endpoints || Same(scratch.endpoints[i], endpoints))) {
      continue;
    }
    const std::string where = "at " + std::to_string(i) + " of " + std::to_string(n) + ": ";
    return where +
           Describe(witness, options, BytesOf(buffers[i]), header, endpoints, scratch.headers[i],
                    with_endpoints ? &scratch.endpoints[i] : nullptr) +
           Reproduction(witness, buffers, i, options, header, endpoints);
  }
  if (scratch.wrote_past_end) return witness.name + " wrote behind its outputs";
  return witness.name + " counted " + std::to_string(scratch.ok) + " ok instead of " +
         std::to_string(expected.ok) + " with options " + OptionsLiteral(options);
}

/// The same for one input, one at a time, with and without endpoints.
inline std::optional<std::string> SingleDifference(const Witness& witness, const Buffer& buffer,
                                                   const Options& options, const Header& header,
                                                   const Endpoints& endpoints) {
  Endpoints answered_endpoints;
  std::memset(static_cast<void*>(&answered_endpoints), kGarbage, sizeof(answered_endpoints));
  const Header answered = witness.decode(BytesOf(buffer), options, &answered_endpoints);
  const Header bare = witness.decode(BytesOf(buffer), options, nullptr);
  if (Same(answered, header) && Same(bare, header) && Same(answered_endpoints, endpoints)) {
    return std::nullopt;
  }
  return Describe(witness, options, BytesOf(buffer), header, endpoints,
                  Same(answered, header) ? bare : answered, &answered_endpoints) +
         UnitTestText(std::span(&buffer, 1), 0, true, options, header, endpoints);
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_ORACLE_H_
