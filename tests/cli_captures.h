// Runs simdproxy decode on captures and reads its JSON.
#ifndef SIMDPROXY_TESTS_CLI_CAPTURES_H_
#define SIMDPROXY_TESTS_CLI_CAPTURES_H_

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/capture_files.h"
#include "tests/cli_fixture.h"
#include "tests/packets.h"
#include "tests/records.h"

namespace simdproxy::testing {

using JsonValue = nlohmann::ordered_json;

inline const std::string kV1Line = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
inline const std::string kV2Header =
    Hex("0d0a0d0a000d0a515549540a 21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549");

struct Captured {
  std::vector<JsonValue> headers;
  JsonValue counts;
  int exit_code = 0;
  std::string errors;

  /// The field of each header, in one line.
  std::string All(const std::string& field) const {
    std::string text;
    for (const JsonValue& header : headers) {
      const JsonValue value = header.value(field, JsonValue());
      text += (text.empty() ? "" : " ") + (value.is_string() ? std::string(value) : value.dump());
    }
    return text;
  }

  /// "total/header/none/unknown/empty"
  std::string Connections() const { return Counts("connections"); }
  std::string Datagrams() const { return Counts("datagrams"); }

 private:
  std::string Counts(const std::string& what) const {
    std::string text;
    for (const char* key : {"total", "header", "none", "unknown", "empty"}) {
      text += (text.empty() ? "" : "/") + counts.at(what).at(key).dump();
    }
    return text;
  }
};

class CliCaptureTest : public CliTest {
 protected:
  // Decodes the file `bytes`. Every line must be what a JSON library would write.
  static Captured Read(const std::string& bytes, std::vector<std::string> options = {}) {
    Write("capture", bytes);
    options.insert(options.end(), {"--format", "json", "capture"});
    const Finished run = Decode(std::move(options));
    Captured captured{
        .headers = {}, .counts = {}, .exit_code = run.exit_code, .errors = run.errors};
    std::istringstream lines(run.output);
    for (std::string line; std::getline(lines, line);) {
      JsonValue json = JsonValue::parse(line);
      EXPECT_EQ(json.dump(-1, ' ', /*ensure_ascii=*/true), line);
      EXPECT_EQ(json.at("source"), "capture");
      EXPECT_TRUE(captured.counts.is_null()) << "the counts come last";
      if (json.contains("capture")) {
        captured.counts = json.at("capture");
      } else {
        captured.headers.push_back(std::move(json));
      }
    }
    return captured;
  }

  static Captured Read(const PcapFile& file, std::vector<std::string> options = {}) {
    return Read(file.bytes(), std::move(options));
  }
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_CLI_CAPTURES_H_
