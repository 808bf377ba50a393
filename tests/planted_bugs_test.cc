// The bugs that are planted to measure the fuzz targets (fuzz/planted) exist in copies of the
// sources alone: the library that is built and shipped can't hold one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace simdproxy::testing {
namespace {

// What a command prints.
std::string OutputOf(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string output;
  char chunk[4096];
  for (size_t size; (size = fread(chunk, 1, sizeof(chunk), pipe)) != 0;) output.append(chunk, size);
  return pclose(pipe) == 0 ? output : "";
}

TEST(PlantedBugs, NoneIsInTheLibrary) {
  const std::string symbols = OutputOf("nm -C '" SIMDPROXY_LIBRARY "' 2>/dev/null");
  ASSERT_THAT(symbols, ::testing::HasSubstr("simdproxy::Decode"));
  EXPECT_THAT(symbols, ::testing::Not(::testing::HasSubstr("planted")));
  // Nor their names, or that of the variable that chooses one.
  std::ifstream file(SIMDPROXY_LIBRARY, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  ASSERT_THAT(bytes.view(), ::testing::HasSubstr("not_proxy"));
  for (const char* const text : {"SIMDPROXY_PLANTED_BUG", "v2_length_swapped", "planted"}) {
    EXPECT_EQ(bytes.view().find(text), std::string_view::npos) << text;
  }
}

TEST(PlantedBugs, NoneIsInItsSources) {
  size_t files = 0;
  for (const char* const folder : {"/core/src", "/core/include"}) {
    const std::filesystem::path path = std::string(SIMDPROXY_ROOT) + folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      ++files;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      EXPECT_EQ(text.view().find("planted"), std::string_view::npos) << entry.path();
    }
  }
  EXPECT_GT(files, 40U);
}

}  // namespace
}  // namespace simdproxy::testing
