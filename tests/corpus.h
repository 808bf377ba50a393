// The headers in data/real: bytes that real systems sent, and what they decode to.
#ifndef SIMDPROXY_TESTS_CORPUS_H_
#define SIMDPROXY_TESTS_CORPUS_H_

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace simdproxy::testing {

struct RealHeader {
  std::string file;
  std::string bytes;
  nlohmann::json expect;
};

inline const std::vector<RealHeader>& RealHeaders() {
  static const std::vector<RealHeader> headers = [] {
    const std::string folder = SIMDPROXY_TEST_DATA "/real/";
    std::ifstream index_file(folder + "index.json");
    const auto index = nlohmann::json::parse(index_file);
    std::vector<RealHeader> all;
    for (const auto& entry : index.at("entries")) {
      const auto file = entry.at("file").get<std::string>();
      std::ifstream stream(folder + file, std::ios::binary);
      std::ostringstream bytes;
      bytes << stream.rdbuf();
      all.push_back({file, bytes.str(), entry.at("expect")});
    }
    return all;
  }();
  return headers;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_CORPUS_H_
