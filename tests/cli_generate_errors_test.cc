// simdproxy generate, from outside: what it can't do, and what files are left then.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/cli_corpus.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;

using Arguments = std::vector<std::string>;

class CliGenerateErrors : public CliCorpusTest {
 protected:
  static void ExpectError(const Arguments& arguments, const std::string& message) {
    ExpectRun(Generate(arguments), 2, "",
              "simdproxy: " + message + "\nsimdproxy: try 'simdproxy generate --help'\n");
  }

  static std::set<std::string> FilesHere() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(".")) {
      names.insert(entry.path().filename());
    }
    return names;
  }
};

TEST_F(CliGenerateErrors, UsageErrors) {
  for (const char* option : {"--count", "--seed", "--mix", "--malformed", "--ports", "--output"}) {
    ExpectError({option, ""}, std::string(option) + ": is empty");
  }
  ExpectError({"-o", "folder/"}, "--output: 'folder/' has no name of a file behind its folder");
  for (const std::string count : {"0", "-1", "x", "1000000001"}) {
    ExpectError({"--count", count},
                "--count: '" + count + "' is not a number from 1 to 1000000000");
  }
  ExpectError({"--seed", "18446744073709551616"},
              "--seed: '18446744073709551616' is not a number from 0 to 18446744073709551615");
  const std::string kinds =
      "is none of v2, v2tlv, v1, other, v2-inet, v2-inet6, v2-unix, v2-local, v2-unspec, v1-tcp4, "
      "v1-tcp6, v1-unknown, not-proxy";
  ExpectError({"--mix", "v3=100"}, "--mix: 'v3' " + kinds);
  ExpectError({"--mix", "v2=100,"}, "--mix: '' " + kinds);
  ExpectError({"--src-pool", ""}, "--src-pool: '' does not begin with an IPv4 or IPv6 address");
  for (const std::string share : {"v2", "v2=", "v2=x", "v2=101", "v2=-1", "v2=1.", "v2=1.00001"}) {
    ExpectError({"--mix", share}, "--mix: '" + share +
                                      "' does not end in =PERCENT, from 0 to 100 with up to four "
                                      "digits behind the point");
  }
  ExpectError({"--mix", "v2=50,v1=49.5"}, "--mix: the shares add up to 99.5 percent, not to 100");
  ExpectError({"--mix", "v2=50,v2=50"}, "--mix: 'v2' is there twice");
  ExpectError({"--malformed", "truncated=60,bad-tlv=41"},
              "--malformed: the shares add up to 101 percent, not to 100 at most");
  ExpectError({"--malformed", "bad=1"},
              "--malformed: 'bad' is none of truncated, bad-family-token, bad-separator, "
              "bad-address, bad-port, bad-line-end, line-too-long, bad-version, bad-command, "
              "bad-family, bad-transport, bad-length, bad-tlv, bad-crc32c");
  ExpectError({"--profile", "x"}, "--profile: 'x' is none of none|aws-nlb|haproxy-ssl|random");
  ExpectError({"--format", "pcap"},
              "--format raw and pcap need -o OUT, or -o - for standard output");
  ExpectError({"--format", "raw"},
              "--format raw and pcap need -o OUT, or -o - for standard output");
  const Finished run = RunCommand(
      {.arguments = {SIMDPROXY_TOOL, "generate"}, .environment = {"SIMDPROXY_TARGET=Z80"}});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.output, "");
  EXPECT_THAT(run.errors, HasSubstr("'Z80' is not a target of this build and CPU"));
}

TEST_F(CliGenerateErrors, BadPools) {
  ExpectError({"--src-pool", "10.0.0.1/8"},
              "--src-pool: '10.0.0.1/8' has bits set behind its prefix of 8");
  ExpectError({"--dst-pool", "home/8"},
              "--dst-pool: 'home/8' does not begin with an IPv4 or IPv6 address");
  ExpectError({"--src-pool", "10.0.0.0/33"},
              "--src-pool: '10.0.0.0/33' does not end in a prefix from 0 to 32");
  ExpectError({"--src-pool", "::/"}, "--src-pool: '::/' does not end in a prefix from 0 to 128");
  ExpectError({"--src-pool", "10.0.0.0/8", "--dst-pool", "2001:db8::/32"},
              "--src-pool and --dst-pool have no family in common");
  ExpectError({"--src-pool", "10.0.0.0/8", "--mix", "v1-tcp6=100"},
              "--mix: v1-tcp6 needs an IPv6 block in --src-pool and in --dst-pool");
  ExpectError({"--dst-pool", "2001:db8::/32", "--mix", "v2-inet=100"},
              "--mix: v2-inet needs an IPv4 block in --src-pool and in --dst-pool");
  for (const std::string ports : {"2-1", "65536", "x", "1-", "-1"}) {
    ExpectError({"--ports=" + ports},
                "--ports: '" + ports + "' is neither a port nor FIRST-LAST, each from 0 to 65535");
  }
}

TEST_F(CliGenerateErrors, OutputThatCannotBeWritten) {
  ExpectRun(Generate({"-o", "no/out"}), 2, "",
            "simdproxy: no/out.hex: cannot be written: No such file or directory\n");
  for (const char* format : {"hex", "raw", "pcap"}) {
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(full, 0);
    ExpectRun(RunCommand({.arguments = {SIMDPROXY_TOOL, "generate", "--count", "50000", "--format",
                                        format, "-o", "-"},
                          .output = full}),
              2, "", "simdproxy: standard output: cannot be written: No space left on device\n");
    close(full);
    // A file that is full: the header's or the index'.
    for (const std::string ending :
         {format == std::string("raw") ? "bin" : format, "index.jsonl"}) {
      const std::string name = "out." + ending;
      unlink(name.c_str());
      ASSERT_EQ(symlink("/dev/full", name.c_str()), 0);
      ExpectRun(Generate({"--format", format, "-o", "out"}), 2, "",
                "simdproxy: " + name + ": cannot be written: No space left on device\n");
      unlink(name.c_str());
      EXPECT_EQ(FilesHere(), std::set<std::string>{});
    }
  }
}

TEST_F(CliGenerateErrors, FilesAreWholeOrNotThere) {
  Write("out.hex", "before");
  std::filesystem::create_directory("out.index.jsonl");
  ExpectRun(Generate({"-o", "out"}), 2, "",
            "simdproxy: out.index.jsonl: cannot be written: Is a directory\n");
  EXPECT_EQ(FilesHere(), (std::set<std::string>{"out.hex", "out.index.jsonl"}));
  EXPECT_EQ(Content("out.hex"), "before");
  std::filesystem::remove("out.index.jsonl");

  // A limit on the size of files stands for a disk that is full.
  const Finished run = RunCommand(
      {.arguments = {"/bin/sh", "-c",
                     "trap '' XFSZ; ulimit -f 64; exec \"$0\" generate --count 5000 -o out",
                     SIMDPROXY_TOOL}});
  ExpectRun(run, 2, "",
            "simdproxy: out.hex: cannot be written: File too large\n"
            "simdproxy: out.index.jsonl: cannot be written: File too large\n");
  EXPECT_EQ(FilesHere(), std::set<std::string>{"out.hex"});
  EXPECT_EQ(Content("out.hex"), "before");

  ExpectRun(Generate({"-o", "out"}), 0, "", "");
  EXPECT_EQ(FilesHere(), (std::set<std::string>{"out.hex", "out.index.jsonl"}));
  EXPECT_NE(Content("out.hex"), "before");
}

TEST_F(CliGenerateErrors, AReaderThatGoesAway) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  EXPECT_EQ(RunCommand({.arguments = {SIMDPROXY_TOOL, "generate"}, .output = ends[1]}).exit_code,
            -SIGPIPE);
  // Where SIGPIPE is ignored, as under some supervisors.
  const Finished run = RunCommand(
      {.arguments = {"/bin/sh", "-c", "trap '' PIPE; exec \"$0\" generate", SIMDPROXY_TOOL},
       .output = ends[1]});
  ExpectRun(run, 2, "", "simdproxy: standard output: cannot be written: Broken pipe\n");
  close(ends[1]);
}

}  // namespace
}  // namespace simdproxy::testing
