// What simdproxy generate writes, read again.
#ifndef SIMDPROXY_TESTS_CLI_CORPUS_H_
#define SIMDPROXY_TESTS_CLI_CORPUS_H_

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli_fixture.h"

namespace simdproxy::testing {

using JsonValue = nlohmann::ordered_json;

struct Generated {
  std::string file;              ///< OUT.bin, .hex or .pcap
  std::vector<JsonValue> index;  ///< an object for each header
};

class CliCorpusTest : public CliTest {
 protected:
  static Finished Generate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "generate");
    return Tool(std::move(arguments));
  }

  // Generates files of this ending, and reads them.
  static Generated Make(std::vector<std::string> arguments, const std::string& ending = "bin") {
    const std::string format = ending == "bin" ? "raw" : ending;
    arguments.insert(arguments.end(), {"--format", format, "-o", "out"});
    ExpectRun(Generate(std::move(arguments)), 0, "", "");
    Generated generated{.file = Content("out." + ending), .index = {}};
    std::istringstream lines(Content("out.index.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      generated.index.push_back(JsonValue::parse(line));
    }
    return generated;
  }

  static std::string Content(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static std::string HeaderOf(const Generated& generated, const JsonValue& entry) {
    return generated.file.substr(entry.at("offset"), entry.at("size"));
  }
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_CLI_CORPUS_H_
