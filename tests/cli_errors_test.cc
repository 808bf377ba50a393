// What simdproxy makes of its inputs and of wrong ones, from outside: messages and exit codes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli_fixture.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class CliErrors : public CliTest {};

TEST_F(CliErrors, InputAuto) {
  Write("hex", std::string(kV2Crc) + "\n\t");
  Write("colons", "0x0d:0A:0d:0a:00:0d:0a:51:55:49:54:0a:20:00:00:00");
  Write("odd", "0d0");
  Write("text", "\r\n\r\nx");
  const Finished run = Decode({"--format", "json", "hex", "colons", "odd", "text"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.errors, "");
  EXPECT_THAT(run.output, StartsWith(R"({"source":"hex","outcome":"ok",)"));
  EXPECT_THAT(run.output, HasSubstr(R"({"source":"colons","outcome":"ok",)"));
  EXPECT_THAT(run.output, HasSubstr(R"({"source":"odd","outcome":"not_proxy","offset":0})"));
  EXPECT_THAT(run.output, HasSubstr(R"({"source":"text","outcome":"not_proxy","offset":4})"));
}

TEST_F(CliErrors, InputRawAndHexAreTakenAtTheirWord) {
  Write("hex", kV2Crc);
  Write("raw", kV1);
  ExpectRun(Decode({"--format", "json", "--input", "raw", "hex"}), 1,
            "{\"source\":\"hex\",\"outcome\":\"not_proxy\",\"offset\":0}\n", "");
  ExpectRun(Decode({"--format", "json", "--input", "hex", "raw"}), 2, "",
            "simdproxy: raw: line 1, column 1: 'P' is not a hex digit\n");
}

TEST_F(CliErrors, MalformedHex) {
  Write("letter", "0d0a\n0dg0\n");
  Write("odd", "0d0\n");
  Write("none", " \n");
  Write("control", "0d\x1b");
  Write("good", kV2Local);
  ExpectRun(
      Decode({"--format", "json", "--input", "hex", "letter", "odd", "none", "control", "good"}), 2,
      "{\"source\":\"good\",\"outcome\":\"ok\",\"version\":2,\"command\":\"LOCAL\",\"family\":"
      "\"UNSPEC\",\"transport\":\"UNSPEC\",\"src\":null,\"dst\":null,\"header_size\":16,"
      "\"crc32c\":\"unchecked\",\"tlvs\":[]}\n",
      "simdproxy: letter: line 2, column 3: 'g' is not a hex digit\n"
      "simdproxy: odd: line 1, column 3: the number of hex digits is odd\n"
      "simdproxy: none: there are no hex digits\n"
      "simdproxy: control: line 1, column 3: '\\x1b' is not a hex digit\n");
}

TEST_F(CliErrors, StandardInput) {
  EXPECT_THAT(Decode({"--format", "json", "-"}, kV1).output,
              StartsWith(R"({"source":"-","outcome":"ok","version":1,)"));
  EXPECT_THAT(Decode({"-", "--format=json"}, kV2Inet6).output,
              HasSubstr(R"("src":{"address":"2001:db8::1","port":56324})"));
  ExpectRun(Decode({"-"}), 2, "1 input: 1 not read\n", "simdproxy: -: is empty\n");
}

TEST_F(CliErrors, FilesThatCannotBeReadDoNotStopTheOthers) {
  Write("empty", "");
  std::filesystem::create_directory("folder");
  Write("big", "PROXY UNKNOWN\r\n");
  std::filesystem::resize_file("big", (16U << 20) + 1);
  Write("limit", "PROXY UNKNOWN\r\n");
  std::filesystem::resize_file("limit", 16U << 20);
  Write("part", "PRO");
  ExpectRun(
      Decode({"--format", "json", "missing", "empty", "folder", "big", "", "part", "limit"}), 2,
      "{\"source\":\"part\",\"outcome\":\"incomplete\",\"needed\":15}\n"
      "{\"source\":\"limit\",\"outcome\":\"ok\",\"version\":1,\"command\":\"PROXY\",\"family\":"
      "\"UNSPEC\",\"transport\":\"UNSPEC\",\"src\":null,\"dst\":null,\"header_size\":15,"
      "\"crc32c\":\"unchecked\",\"tlvs\":[]}\n",
      "simdproxy: missing: No such file or directory\n"
      "simdproxy: empty: is empty\n"
      "simdproxy: folder: is a directory\n"
      "simdproxy: big: more than 16 MiB, no PROXY header is that long\n"
      "simdproxy: '': No such file or directory\n");
  const Finished text = Decode({"missing", "part"});
  EXPECT_EQ(text.exit_code, 2);
  EXPECT_THAT(text.output, HasSubstr("\n2 inputs: 1 incomplete, 1 not read\n"));
}

TEST_F(CliErrors, UnreadableFile) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads every file";
  Write("secret", kV1);
  chmod("secret", 0);
  ExpectRun(Decode({"secret"}), 2, "1 input: 1 not read\n",
            "simdproxy: secret: Permission denied\n");
}

TEST_F(CliErrors, AStreamWithoutEndIsOversized) {
  ExpectRun(Decode({"/dev/zero"}), 2, "1 input: 1 not read\n",
            "simdproxy: /dev/zero: more than 16 MiB, no PROXY header is that long\n");
}

TEST_F(CliErrors, OddNamesOfFiles) {
  for (const char* name : {"[a,b]", "decode", "-x", "--help", "++"}) Write(name, kV1);
  ExpectRun(
      Decode({"[a,b]", "decode", "++", "missing", "--", "-x", "--help"}), 2,
      R"(INPUT   OUTCOME  VERSION  COMMAND  PROTOCOL     SOURCE           DESTINATION          SIZE  CRC        TLVS
[a,b]   ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
decode  ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
++      ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
-x      ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
--help  ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
6 inputs: 5 ok, 1 not read
)",
      "simdproxy: missing: No such file or directory\n");
}

TEST_F(CliErrors, UsageErrors) {
  const std::string hint = "simdproxy: try 'simdproxy decode --help'\n";
  ExpectRun(Tool({}), 2, "", "simdproxy: there is no verb; try 'simdproxy --help'\n");
  ExpectRun(Tool({"decipher"}), 2, "",
            "simdproxy: The following argument was not expected: decipher\n"
            "simdproxy: try 'simdproxy --help'\n");
  ExpectRun(Decode({}), 2, "", "simdproxy: FILE is required\n" + hint);
  ExpectRun(Decode({"--bogus", "x"}), 2, "",
            "simdproxy: The following argument was not expected: --bogus\n" + hint);
  ExpectRun(Decode({"--format", "xml", "x"}), 2, "",
            "simdproxy: --format: 'xml' is none of text|json\n" + hint);
  ExpectRun(Decode({"--input", "pcapng", "x"}), 2, "",
            "simdproxy: --input: 'pcapng' is none of auto|raw|hex|pcap\n" + hint);
  for (const char* size : {"15", "65552", "-1", "x", ""}) {
    const Finished run = Decode({"--max-size", size, "x"});
    EXPECT_EQ(run.exit_code, 2) << size;
    EXPECT_EQ(run.output, "") << size;
    EXPECT_THAT(run.errors, StartsWith("simdproxy: ")) << size;
  }
}

TEST_F(CliErrors, OutputThatCannotBeWritten) {
  Write("v1", kV1);
  const std::vector<std::vector<std::string>> calls = {
      {SIMDPROXY_TOOL, "decode", "v1"},
      {SIMDPROXY_TOOL, "decode", "--format", "json", "v1"},
      {SIMDPROXY_TOOL, "--help"},
      {SIMDPROXY_TOOL, "--version"},
  };
  for (const auto& call : calls) {
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(full, 0);
    ExpectRun(RunCommand({.arguments = call, .output = full}), 2, "",
              "simdproxy: cannot write the output: No space left on device\n");
    close(full);
  }
}

// What the tool prints where standard output is a terminal.
std::string OnTerminal(std::vector<std::string> environment) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) return "no terminal";
  const int output = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  RunCommand({.arguments = {SIMDPROXY_TOOL, "decode", "v1"},
              .environment = std::move(environment),
              .output = output});
  // A terminal hands on a line at a time: until the summary, which is the last one, is there.
  std::string text;
  pollfd ready{.fd = terminal, .events = POLLIN, .revents = 0};
  while (text.find("input:") == std::string::npos && poll(&ready, 1, 5000) == 1) {
    char chunk[4096];
    const ssize_t size = read(terminal, chunk, sizeof(chunk));
    if (size <= 0) break;
    text.append(chunk, static_cast<size_t>(size));
  }
  close(output);
  close(terminal);
  return text;
}

TEST_F(CliErrors, ColourOnATerminalOnly) {
  Write("v1", kV1);
  if (OnTerminal({"TERM=xterm"}) == "no terminal") GTEST_SKIP() << "no pseudoterminals here";
  EXPECT_THAT(OnTerminal({"NO_COLOR", "TERM=xterm"}),
              HasSubstr("v1     \x1b[32mok     \x1b[0m  v1 "));
  const std::string plain = "v1     ok       v1 ";
  EXPECT_THAT(OnTerminal({"NO_COLOR=1", "TERM=xterm"}), HasSubstr(plain));
  EXPECT_THAT(OnTerminal({"NO_COLOR", "TERM=dumb"}), HasSubstr(plain));
  EXPECT_THAT(OnTerminal({"NO_COLOR", "TERM"}), HasSubstr(plain));
  EXPECT_THAT(Decode({"v1"}).output, HasSubstr(plain));
}

}  // namespace
}  // namespace simdproxy::testing
