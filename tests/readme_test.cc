// The README's examples are what is compiled, and they do what the README says.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/emulator.h"

namespace simdproxy::testing {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What a program prints.
std::string OutputOf(const char* program) {
  FILE* const pipe = popen(ShellCommand(program).c_str(), "r");
  if (pipe == nullptr) return "could not be run";
  char output[128] = {};
  const size_t size = fread(output, 1, sizeof(output) - 1, pipe);
  return pclose(pipe) == 0 ? std::string(output, size) : "failed";
}

TEST(Readme, ExamplesAreThoseThatAreCompiled) {
  const std::string readme = ReadFile(SIMDPROXY_ROOT "/README.md");
  for (const char* const file : {"/tests/readme_example.cc", "/tests/readme_encode_example.cc"}) {
    const std::string example = ReadFile(SIMDPROXY_ROOT + std::string(file));
    ASSERT_FALSE(example.empty());
    EXPECT_NE(readme.find("```cpp\n" + example + "```"), std::string::npos) << file;
  }
}

TEST(Readme, ExamplePrintsTheSourceAndThePayload) {
  EXPECT_EQ(OutputOf(SIMDPROXY_README_EXAMPLE), "192.0.2.1:56324, payload at 45\n");
}

TEST(Readme, EncodeExamplePrintsWhatWasWritten) {
  EXPECT_EQ(OutputOf(SIMDPROXY_README_ENCODE_EXAMPLE), "1000 headers, 54000 bytes\n");
}

}  // namespace
}  // namespace simdproxy::testing
