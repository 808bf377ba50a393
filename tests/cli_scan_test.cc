// simdproxy scan from outside.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/cli_fixture.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/scan_inputs.h"

namespace simdproxy::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class CliScan : public CliTest {
 protected:
  static Finished Scan(std::vector<std::string> arguments, std::string input = {}) {
    arguments.insert(arguments.begin(), "scan");
    return Tool(std::move(arguments), std::move(input));
  }

  static std::string Sample() {
    return std::string("abc\r\n") + kV1 + std::string(kSignature) +
           std::string("\x21\x11\0\x0C\xC0\0\2\1\xC6\x33\x64\2\xDC\4\1\xBB", 16) + "PROXY UNKNOWN";
  }

  // Writes `text` into a file that is longer, and has no other bytes than NUL.
  static void WriteAt(const std::string& name, off_t offset, std::string_view text) {
    const int fd = open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(fd, 0);
    ASSERT_EQ(pwrite(fd, text.data(), text.size(), offset), static_cast<ssize_t>(text.size()));
    close(fd);
  }
};

TEST_F(CliScan, Text) {
  Write("a", Sample());
  const Finished run = Scan({"a"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.output, "a:5 v1\na:50 v2\na:78 v1\n");
  EXPECT_THAT(run.errors, MatchesRegex("simdproxy: 3 hits in 91 bytes, [0-9.]+ s, [0-9.]+ GB/s\n"));
  EXPECT_EQ(Scan({"--what", "v2", "a"}).output, "a:50 v2\n");
  EXPECT_EQ(Scan({"--what", "v1", "a"}).output, "a:5 v1\na:78 v1\n");
  EXPECT_EQ(Scan({"--what", "crlf", "a"}).output,
            "a:3 crlf\na:48 crlf\na:50 crlf\na:52 crlf\na:55 crlf\n");
  EXPECT_EQ(Scan({"--count", "a"}).output, "a: 3\n");
}

TEST_F(CliScan, Json) {
  Write("a", Sample());
  EXPECT_EQ(Scan({"--format", "json", "a"}).output,
            "{\"source\":\"a\",\"offset\":5,\"kind\":\"v1\"}\n"
            "{\"source\":\"a\",\"offset\":50,\"kind\":\"v2\"}\n"
            "{\"source\":\"a\",\"offset\":78,\"kind\":\"v1\"}\n");
  EXPECT_EQ(Scan({"--format", "json", "--what", "crlf", "--count", "a"}).output,
            "{\"source\":\"a\",\"what\":\"crlf\",\"count\":5,\"bytes\":91}\n");
  Write("\xFF", "\r\n");
  EXPECT_EQ(Scan({"--format", "json", "--what", "crlf", "\xFF"}).output,
            "{\"source\":\"\\ufffd\",\"source_hex\":\"ff\",\"offset\":0,\"kind\":\"crlf\"}\n");
}

TEST_F(CliScan, Decode) {
  Write("a", Sample());
  EXPECT_EQ(Scan({"--decode", "a"}).output,
            "a:5 v1 ok PROXY INET/STREAM 192.0.2.1:56324 -> 198.51.100.2:443 45 unchecked -\n"
            "a:50 v2 ok PROXY INET/STREAM 192.0.2.1:56324 -> 198.51.100.2:443 28 unchecked -\n"
            "a:78 v1 incomplete, 13 bytes, at least 15 needed\n");
  EXPECT_EQ(Scan({"--decode", "--count", "--what", "v1", "a"}).output, "a: 2\n");
  EXPECT_THAT(
      Scan({"--decode", "--format", "json", "--what", "v2", "a"}).output,
      StartsWith(R"({"source":"a","offset":50,"kind":"v2","decoded":{"outcome":"ok","version":2)"));
  ExpectRun(Scan({"--decode", "--what", "crlf", "a"}), 2, "",
            "simdproxy: --decode: there are no headers in --what crlf\n"
            "simdproxy: try 'simdproxy scan --help'\n");
}

TEST_F(CliScan, StandardInputAndPipes) {
  EXPECT_EQ(Scan({"-"}, Sample()).output, "-:5 v1\n-:50 v2\n-:78 v1\n");
  Write("a", Sample());
  // A stream, whose size nobody knows.
  const Finished run = RunCommand(
      {.arguments = {"/bin/sh", "-c", std::string("cat a a | ") + SIMDPROXY_TOOL + " scan - a"}});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.output,
            "-:5 v1\n-:50 v2\n-:78 v1\n-:96 v1\n-:141 v2\n-:169 v1\na:5 v1\na:50 v2\na:78 v1\n");
}

TEST_F(CliScan, FilesThatCannotBeReadDoNotStopTheOthers) {
  Write("a", Sample());
  Write("empty", "");
  std::filesystem::create_directory("folder");
  const Finished run = Scan({"--count", "none", "a", "folder", "empty", "/proc/self/mem", ""});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.output, "a: 3\nempty: 0\n/proc/self/mem: 0\n");
  EXPECT_THAT(run.errors, StartsWith("simdproxy: none: No such file or directory\n"
                                     "simdproxy: folder: is a directory\n"
                                     "simdproxy: /proc/self/mem: at byte 0: Input/output error\n"
                                     "simdproxy: '': No such file or directory\n"
                                     "simdproxy: 3 hits in 91 bytes, "));
}

TEST_F(CliScan, OutputThatCannotBeWritten) {
  Write("a", Sample());
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  const Finished run = RunCommand({.arguments = {SIMDPROXY_TOOL, "scan", "a"}, .output = full});
  close(full);
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("cannot write the output: No space left on device\n"));
}

TEST_F(CliScan, WrongArguments) {
  EXPECT_EQ(Scan({}).exit_code, 2);
  EXPECT_EQ(Scan({"--what", "v3", "a"}).exit_code, 2);
  EXPECT_EQ(Scan({"--threads", "257", "a"}).exit_code, 2);
  EXPECT_EQ(Scan({"--threads", "-1", "a"}).exit_code, 2);
}

// Hits on both sides of every cut, and across it.
TEST_F(CliScan, ChunksOfFilesAndStreamsAndAnyNumberOfThreads) {
  Rng rng(1);
  std::string text;
  while (text.size() < (kSlowdown == 1 ? 8U << 20 : 1U << 20)) {
    text += HostileBytes(rng, 1 + rng.Below(3000));
    text += rng.OneIn(2) ? std::string(kV1) : Sample();
  }
  for (size_t cut = 256U << 10; cut + 13 < text.size(); cut += 256U << 10) {
    const std::string_view pattern = kPatterns[rng.Below(4)];
    text.replace(cut - rng.Below(pattern.size() + 1), pattern.size(), pattern);
  }
  Write("a", text);
  for (const auto& [what, scan] :
       {std::pair{"headers", ScanFor::kHeaders}, std::pair{"crlf", ScanFor::kCrlf}}) {
    const auto hits = ScanWhole(ActiveEngine(), scan, AsBytes(text));
    std::string expected;
    for (const ScanHit hit : hits) {
      expected += "a:" + std::to_string(hit.offset()) +
                  (hit.kind() == Kind::kV1   ? " v1\n"
                   : hit.kind() == Kind::kV2 ? " v2\n"
                                             : " crlf\n");
    }
    for (const std::string threads : {"1", "2", "7", "0"}) {
      EXPECT_TRUE(Scan({"--what", what, "--threads", threads, "a"}).output == expected);
      EXPECT_EQ(Scan({"--what", what, "--threads", threads, "--count", "a"}).output,
                "a: " + std::to_string(hits.size()) + "\n");
      EXPECT_EQ(Scan({"--what", what, "--threads", threads, "--count", "-"}, text).output,
                "-: " + std::to_string(hits.size()) + "\n");
    }
  }
  const std::string decoded = Scan({"--decode", "--format", "json", "a"}).output;
  EXPECT_TRUE(Scan({"--decode", "--format", "json", "--threads", "5", "a"}).output == decoded);
  const Finished piped = RunCommand(
      {.arguments = {"/bin/sh", "-c",
                     std::string("cat a | ") + SIMDPROXY_TOOL + " scan --count --threads 3 -"}});
  EXPECT_EQ(
      piped.output,
      "-: " + std::to_string(ScanWhole(ActiveEngine(), ScanFor::kHeaders, AsBytes(text)).size()) +
          "\n");
}

TEST_F(CliScan, OneGibibyte) {
  constexpr off_t kSize = off_t{1} << 30;
  std::string expected;
  WriteAt("big", kSize - 1, "Q");
  for (off_t at = 5; at + 20 < kSize; at = at * 3 + 7) {
    WriteAt("big", at, kSignature);
    expected += "big:" + std::to_string(at) + " v2\n";
  }
  WriteAt("big", kSize - 13, "PROXY UNKNOWN");
  expected += "big:" + std::to_string(kSize - 13) + " v1\n";
  for (const std::string threads : {"1", "2"}) {
    const Finished run = Scan({"--threads", threads, "big"});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(run.output, expected);
    EXPECT_THAT(run.errors, HasSubstr(" hits in 1073741824 bytes, "));
  }
}

// The tool waits for its output to be taken while the file shrinks.
TEST_F(CliScan, FileThatShrinks) {
  constexpr size_t kKept = size_t{1} << 20;
  std::string lines;
  while (lines.size() < kKept) lines += "\r\n";
  Write("a", lines);
  std::filesystem::resize_file("a", 64 * kKept);
  for (const std::string threads : {"1", "3"}) {
    std::filesystem::resize_file("a", 64 * kKept);
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    Finished run;
    std::thread tool([&] {
      run = RunCommand(
          {.arguments = {SIMDPROXY_TOOL, "scan", "--what", "crlf", "--threads", threads, "a"},
           .output = ends[1]});
      close(ends[1]);
    });
    std::string output(4096, '\0');
    size_t size = 0;
    for (;;) {
      const ssize_t got = read(ends[0], output.data() + size, output.size() - size);
      if (got <= 0) break;
      if (size == 0) std::filesystem::resize_file("a", kKept);
      size += static_cast<size_t>(got);
      if (size == output.size()) output.resize(2 * size);
    }
    tool.join();
    close(ends[0]);
    output.resize(size);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(output, StartsWith("a:0 crlf\na:2 crlf\n"));
    EXPECT_THAT(output, EndsWith("a:1048574 crlf\n"));
    EXPECT_THAT(run.errors,
                StartsWith("simdproxy: a: has shrunk from 67108864 to 1048576 bytes while it was "
                           "read\nsimdproxy: 524288 hits in 1048576 bytes, "));
  }
}

}  // namespace
}  // namespace simdproxy::testing
