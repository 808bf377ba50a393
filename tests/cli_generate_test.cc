// simdproxy generate, from outside: every header decodes to what the index says of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"
#include "tests/cli_corpus.h"
#include "tests/records.h"
#include "tests/sanitizers.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;

using Arguments = std::vector<std::string>;

constexpr char kAllKinds[] =
    "v2-inet=15,v2-inet6=15,v2-unix=10,v2-local=10,v2-unspec=10,v1-tcp4=15,v1-tcp6=15,"
    "v1-unknown=5,not-proxy=5";
constexpr char kGroups[] = "v2=30,v2tlv=30,v1=20,other=20";
constexpr char kAllClasses[] =
    "truncated=10,bad-family-token=4,bad-separator=4,bad-address=4,bad-port=4,bad-line-end=4,"
    "line-too-long=3,bad-version=4,bad-command=4,bad-family=4,bad-transport=4,bad-length=4,"
    "bad-tlv=6,bad-crc32c=6";

class CliGenerate : public CliCorpusTest {
 protected:
  // The tool's own JSON of every header is what the index expects.
  static void ExpectDecoded(const Generated& generated, bool datagram) {
    Arguments arguments = {"--format", "json", "--input", "raw", "--check", "crc"};
    if (datagram) arguments.push_back("--datagram");
    for (size_t i = 0; i < generated.index.size(); ++i) {
      arguments.push_back(std::to_string(i));
      Write(arguments.back(), HeaderOf(generated, generated.index[i]));
    }
    const Finished run = Decode(arguments);
    EXPECT_EQ(run.errors, "");
    std::istringstream lines(run.output);
    size_t i = 0;
    for (std::string line; std::getline(lines, line) && i < generated.index.size(); ++i) {
      JsonValue json = JsonValue::parse(line);
      json.erase("source");
      ASSERT_EQ(json.dump(), generated.index[i].at("expected").dump())
          << ToHex(Bytes(HeaderOf(generated, generated.index[i])));
    }
    EXPECT_EQ(i, generated.index.size());
  }

  // So is the reference's answer.
  static void ExpectOfReference(const Generated& generated, bool datagram) {
    for (const JsonValue& entry : generated.index) {
      const std::string bytes = HeaderOf(generated, entry);
      const Header header =
          reference::Decode(Bytes(bytes), {.check = Check::kCrc, .datagram = datagram}, nullptr);
      const JsonValue& expected = entry.at("expected");
      ASSERT_EQ(expected.at("outcome"), OutcomeName(header.outcome())) << entry;
      ASSERT_EQ(expected.value("reason", "none"), ReasonName(header.reason())) << entry;
      ASSERT_EQ(expected.value("offset", 0U), header.offset()) << entry;
      ASSERT_EQ(expected.value("needed", 0U), header.needed()) << entry;
      ASSERT_EQ(expected.value("header_size", 0U), header.ok() ? header.size() : 0U) << entry;
      ASSERT_EQ(header.ok() && header.size() != bytes.size(), false) << entry;
    }
  }
};

TEST_F(CliGenerate, Help) {
  const Finished help = Generate({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.errors, "");
  for (const char* text :
       {"--count N ", "--seed N ", "[v2=70,v2tlv=15,v1=14,other=1]", "--malformed CLASS=PERCENT",
        "--profile none|aws-nlb|haproxy-ssl|random", "--src-pool CIDR", "--dst-pool CIDR",
        "--ports FIRST-LAST ", "[1024-65535]", "--dst-ports FIRST-LAST ",
        "--transport stream|dgram", "--format hex|raw|pcap", "-o,--output OUT",
        "Examples:", "Exit status: 0"}) {
    EXPECT_THAT(help.output, HasSubstr(text));
  }
  for (const char* word :
       {"v2tlv", "v1-unknown", "not-proxy", "truncated", "bad-family-token", "bad-separator",
        "bad-address", "bad-port", "bad-line-end", "line-too-long", "bad-version", "bad-command",
        "bad-family", "bad-transport", "bad-length", "bad-tlv", "bad-crc32c"}) {
    EXPECT_THAT(help.output, HasSubstr(word));
  }
}

TEST_F(CliGenerate, EverythingDecodesToItsIndex) {
  const std::string count = std::to_string(600 / kSlowdown);
  for (const char* profile : {"none", "aws-nlb", "haproxy-ssl", "random"}) {
    for (const char* mix : {kAllKinds, kGroups}) {
      for (const bool datagram : {false, true}) {
        const Generated generated =
            Make({"--count", count, "--seed", datagram ? "7" : "0xffffffffffffffff", "--mix", mix,
                  "--profile", profile, "--malformed", kAllClasses, "--transport",
                  datagram ? "dgram" : "stream"});
        EXPECT_EQ(std::to_string(generated.index.size()), count);
        ExpectDecoded(generated, datagram);
        ExpectOfReference(generated, datagram);
      }
    }
  }
}

TEST_F(CliGenerate, EachClassIsTheReasonThatItIsNamedFor) {
  const std::map<std::string, std::set<std::string>> reasons = {
      {"truncated", {"none"}},
      {"bad-family-token", {"bad_family_token"}},
      {"bad-separator", {"bad_separator"}},
      {"bad-address", {"bad_source_address", "bad_destination_address"}},
      {"bad-port", {"bad_source_port", "bad_destination_port"}},
      {"bad-line-end", {"bad_line_end"}},
      {"line-too-long", {"line_too_long"}},
      {"bad-version", {"bad_version"}},
      {"bad-command", {"bad_command"}},
      {"bad-family", {"bad_family"}},
      {"bad-transport", {"bad_transport"}},
      {"bad-length", {"bad_length"}},
      {"bad-tlv", {"bad_tlv"}},
      {"bad-crc32c", {"bad_crc32c"}},
  };
  for (const auto& [name, expected] : reasons) {
    const Generated generated =
        Make({"--count", "60", "--mix", "v2=50,other=50", "--malformed", name + "=100"});
    std::set<std::string> seen;
    for (const JsonValue& entry : generated.index) {
      EXPECT_EQ(entry.at("malformed"), name);
      const Header header =
          reference::Decode(Bytes(HeaderOf(generated, entry)), {.check = Check::kCrc}, nullptr);
      seen.emplace(ReasonName(header.reason()));
      EXPECT_EQ(header.outcome(), name == "truncated" ? Outcome::kIncomplete : Outcome::kInvalid);
    }
    EXPECT_EQ(seen, expected) << name;
  }
}

TEST_F(CliGenerate, SharesAreWhatWasAskedFor) {
  const Generated generated =
      Make({"--count", "10000", "--seed", "5", "--mix", "v2-inet=70,v2-local=20,v1-tcp6=10",
            "--malformed", "bad-version=2.5"});
  std::map<std::string, int> kinds;
  int malformed = 0;
  for (const JsonValue& entry : generated.index) {
    if (entry.contains("malformed")) {
      ++malformed;
    } else {
      ++kinds[entry.at("kind")];
    }
  }
  EXPECT_EQ(kinds.size(), 3U);  // of 9750 headers, four standard deviations at most
  EXPECT_NEAR(kinds["v2-inet"], 6825, 185);
  EXPECT_NEAR(kinds["v2-local"], 1950, 165);
  EXPECT_NEAR(kinds["v1-tcp6"], 975, 125);
  EXPECT_NEAR(malformed, 250, 64);
}

TEST_F(CliGenerate, AddressesComeFromTheirPools) {
  const Generated generated =
      Make({"--count", "300", "--mix", "v2=50,v1=50", "--src-pool", "10.32.0.0/11", "--src-pool",
            "2001:db8:a000::/35", "--dst-pool", "203.0.113.7", "--dst-pool", "::/0", "--ports",
            "1000-1001", "--dst-ports", "53"});
  std::set<int> ports;
  std::set<std::string> families;
  for (const JsonValue& entry : generated.index) {
    const JsonValue& expected = entry.at("expected");
    const std::string source = expected.at("src").at("address");
    families.insert(expected.at("family"));
    if (expected.at("family") == "INET") {
      EXPECT_EQ(source.substr(0, 3), "10.");
      const int second = std::stoi(source.substr(3));
      EXPECT_TRUE(second >= 32 && second < 64) << source;
      EXPECT_EQ(expected.at("dst").at("address"), "203.0.113.7");
    } else {
      EXPECT_EQ(source.substr(0, 9), "2001:db8:");
      const int third = std::stoi(source.substr(9), nullptr, 16);
      EXPECT_TRUE(third >= 0xA000 && third < 0xC000) << source;
    }
    ports.insert(expected.at("src").at("port").get<int>());
    EXPECT_EQ(expected.at("dst").at("port"), 53);
  }
  EXPECT_EQ(ports, (std::set<int>{1000, 1001}));
  EXPECT_EQ(families, (std::set<std::string>{"INET", "INET6"}));
}

TEST_F(CliGenerate, ProfilesLookLikeTheirSenders) {
  const auto types = [](const JsonValue& entry) {
    std::vector<int> list;
    for (const JsonValue& tlv : entry.at("expected").at("tlvs")) list.push_back(tlv.at("type"));
    return list;
  };
  for (const JsonValue& entry :
       Make({"--count", "40", "--mix", "v2-inet=50,v2-inet6=50", "--profile", "aws-nlb"}).index) {
    EXPECT_EQ(types(entry), (std::vector<int>{3, 0xEA, 4}));
    EXPECT_EQ(entry.at("size"), 100);
    EXPECT_THAT(entry.at("expected").at("tlvs").at(1).at("aws_vpc_endpoint_id"),
                ::testing::StartsWith("vpce-"));
  }
  for (const JsonValue& entry :
       Make({"--count", "40", "--mix", "v2tlv=100", "--profile", "haproxy-ssl"}).index) {
    EXPECT_EQ(types(entry), (std::vector<int>{3, 1, 2, 5, 0x20}));
    EXPECT_EQ(entry.at("expected").at("crc32c"), "ok");
  }
  for (const JsonValue& entry :
       Make({"--count", "40", "--mix", "v2=100", "--profile", "random"}).index) {
    EXPECT_EQ(types(entry), std::vector<int>{});
  }
  size_t with_tlvs = 0;
  for (const JsonValue& entry : Make({"--count", "40", "--mix", "v2tlv=100"}).index) {
    with_tlvs += types(entry).empty() ? 0 : 1;
  }
  EXPECT_GE(with_tlvs, 39U);
}

TEST_F(CliGenerate, TheSameSeedGivesTheSameBytes) {
  const Arguments arguments = {"--count", "2500",        "--seed",    "42",        "--mix",
                               kGroups,   "--malformed", kAllClasses, "--profile", "aws-nlb"};
  const Generated first = Make(arguments);
  EXPECT_EQ(Crc32c(Bytes(first.file)), 0x21F01D03U);
  EXPECT_EQ(Crc32c(Bytes(Content("out.index.jsonl"))), 0xB40C2090U);
  for (const std::string_view target : CompiledTargets()) {
    if (EngineFor(target) == nullptr) continue;
    Arguments call = {SIMDPROXY_TOOL, "generate", "--format", "raw", "-o", "-"};
    call.insert(call.end(), arguments.begin(), arguments.end());
    const Finished run =
        RunCommand({.arguments = call, .environment = {"SIMDPROXY_TARGET=" + std::string(target)}});
    EXPECT_EQ(run.output == first.file, true) << target;
  }
  Arguments other = arguments;
  other[3] = "43";
  EXPECT_NE(Make(other).file, first.file);
  // A longer corpus begins with the shorter one.
  Arguments longer = arguments;
  longer[1] = "2600";
  EXPECT_EQ(Make(longer).file.substr(0, first.file.size()), first.file);
}

TEST_F(CliGenerate, HexIsALineForEachHeader) {
  const Arguments arguments = {"--count", "50", "--seed", "3", "--malformed", "truncated=50"};
  const Generated raw = Make(arguments);
  const Generated hex = Make(arguments, "hex");
  const Finished printed = Generate(arguments);
  ExpectRun(printed, 0, hex.file, "");
  ASSERT_EQ(hex.index.size(), 50U);
  std::string lines;
  for (size_t i = 0; i < raw.index.size(); ++i) {
    EXPECT_EQ(hex.index[i].at("offset"), lines.size());
    EXPECT_EQ(hex.index[i].at("size"), raw.index[i].at("size"));
    lines += ToHex(Bytes(HeaderOf(raw, raw.index[i]))) + "\n";
  }
  EXPECT_EQ(hex.file, lines);
  ExpectRun(Decode({"--input", "hex", "-"}, Generate({"--count", "1"}).output), 0,
            Decode({"-"}, Generate({"--count", "1", "--format", "raw", "-o", "-"}).output).output,
            "");
}

}  // namespace
}  // namespace simdproxy::testing
