// A folder of its own for each test of the command line, and short ways to run the tool.
#ifndef SIMDPROXY_TESTS_CLI_FIXTURE_H_
#define SIMDPROXY_TESTS_CLI_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/run_command.h"

namespace simdproxy::testing {

inline constexpr char kV1[] = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
inline constexpr char kV2Inet6[] =
    "0d0a0d0a000d0a515549540a 21 21 0024\n"
    "20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb\n";
inline constexpr char kV2Crc[] =
    "0d0a0d0a000d0a515549540a 21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549\n";
inline constexpr char kV2WrongCrc[] =
    "0d0a0d0a000d0a515549540a 21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9548\n";
inline constexpr char kV2Local[] = "0d0a0d0a000d0a515549540a 20 00 0000\n";

// Each test runs in an empty folder of its own, so that names are short and the same everywhere.
class CliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = std::filesystem::current_path();
    std::string name = std::filesystem::temp_directory_path() / "simdproxy-cli-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::current_path(folder_);
  }

  void TearDown() override {
    std::filesystem::current_path(home_);
    std::filesystem::remove_all(folder_);
  }

  static void Write(const std::string& name, const std::string& content) {
    std::ofstream(name, std::ios::binary) << content;
  }

  static Finished Tool(std::vector<std::string> arguments, std::string input = {}) {
    arguments.insert(arguments.begin(), SIMDPROXY_TOOL);
    return RunCommand({.arguments = std::move(arguments), .input = std::move(input)});
  }

  static Finished Decode(std::vector<std::string> arguments, std::string input = {}) {
    arguments.insert(arguments.begin(), "decode");
    return Tool(std::move(arguments), std::move(input));
  }

  // The object of one hex input.
  static std::string Json(const std::string& hex, std::vector<std::string> options = {}) {
    Write("x", hex);
    options.insert(options.end(), {"--format", "json", "--input", "hex", "x"});
    const Finished run = Decode(std::move(options));
    EXPECT_EQ(run.errors, "");
    return run.output;
  }

 private:
  std::filesystem::path home_;
  std::filesystem::path folder_;
};

inline void ExpectRun(const Finished& run, int exit_code, const std::string& output,
                      const std::string& errors) {
  EXPECT_EQ(run.exit_code, exit_code);
  EXPECT_EQ(run.output, output);
  EXPECT_EQ(run.errors, errors);
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_CLI_FIXTURE_H_
