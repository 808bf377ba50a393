// The README's example is what is compiled, and it does what the README says.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace simdproxy::testing {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Readme, ExampleIsTheOneThatIsCompiled) {
  const std::string readme = ReadFile(SIMDPROXY_ROOT "/README.md");
  const std::string example = ReadFile(SIMDPROXY_ROOT "/tests/readme_example.cc");
  ASSERT_FALSE(example.empty());
  EXPECT_NE(readme.find("```cpp\n" + example + "```"), std::string::npos);
}

TEST(Readme, ExamplePrintsTheSourceAndThePayload) {
  FILE* const pipe = popen(SIMDPROXY_README_EXAMPLE, "r");
  ASSERT_NE(pipe, nullptr);
  char output[128] = {};
  const size_t size = fread(output, 1, sizeof(output) - 1, pipe);
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_EQ(std::string(output, size), "192.0.2.1:56324, payload at 45\n");
}

}  // namespace
}  // namespace simdproxy::testing
