// What simdproxy generate writes as a capture, simdproxy decode reads as it was meant.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/cli_corpus.h"

namespace simdproxy::testing {
namespace {

class CliCaptureCorpus : public CliCorpusTest {
 protected:
  // Whole headers of both versions, or broken behind their signature: each gives a record.
  static void ExpectRoundTrip(std::vector<std::string> options, const std::string& carrier) {
    const Generated generated = Make(std::move(options), "pcap");
    const Finished run = Decode({"--format", "json", "--check", "crc", "out.pcap"});
    EXPECT_EQ(run.errors, "");
    std::istringstream lines(run.output);
    std::string line;
    for (const JsonValue& entry : generated.index) {
      ASSERT_TRUE(std::getline(lines, line));
      JsonValue record = JsonValue::parse(line);
      EXPECT_EQ(record.at("carrier"), carrier);
      for (const char* field : {"source", "flow", "carrier", "packet", "time"}) {
        record.erase(field);
      }
      EXPECT_EQ(record, entry.at("expected"));
    }
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_TRUE(JsonValue::parse(line).contains("capture"));
    EXPECT_FALSE(std::getline(lines, line));
  }
};

TEST_F(CliCaptureCorpus, Connections) {
  ExpectRoundTrip({"--count", "1500", "--profile", "random", "--mix", "v2=30,v2tlv=40,v1=30",
                   "--malformed", "bad-address=5,bad-port=5"},
                  "TCP");
}

TEST_F(CliCaptureCorpus, Datagrams) {
  ExpectRoundTrip({"--count", "1500", "--profile", "random", "--mix", "v2-inet=50,v2-inet6=50",
                   "--transport", "dgram"},
                  "UDP");
}

}  // namespace
}  // namespace simdproxy::testing
