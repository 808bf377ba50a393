// The headers that real programs sent, through the command line: equal to their index, field by
// field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/run_command.h"

namespace simdproxy::testing {
namespace {

using ::testing::EndsWith;
using Json = nlohmann::ordered_json;

const std::string kFolder = SIMDPROXY_TEST_DATA "/real/";

struct Fault {
  std::string reason;
  size_t offset;
};

// The index gives reasons in prose. Every file that is invalid, with the contract's answer; two of
// them are a command of 2 in 15 bytes, where the index would take "need more" too.
const std::map<std::string, Fault> kInvalid = {
    {"goproxyproto-0.4.2-v1-mapped-inet6-invalid.bin", {"bad_source_address", 11}},
    {"nginx-1.22.1-stream-chain-realip-v2-inet6-chain-invalid.bin",
     {"bad_destination_address", 26}},
    {"swaks-20201014.0-v2-local-inet-invalid.bin", {"bad_command", 12}},
    {"swaks-20201014.0-v2-local-inet6-invalid.bin", {"bad_command", 12}},
    {"swaks-20201014.0-v2-unix-invalid.bin", {"bad_length", 14}},
};

// PROXY UNSPEC with bytes that are no TLVs: ok by the contract, and the index allows it.
constexpr char kUnspecWithJunk[] = "swaks-20201014.0-v2-unspec-unspec-invalid.bin";

Json ReadIndex() {
  std::ifstream file(kFolder + "index.json");
  return Json::parse(file);
}

std::string Hex(const std::string& text) {
  std::string hex;
  for (const char c : text) {
    constexpr char kDigits[] = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

// An endpoint of the tool in the index' terms: address, port and, for UNIX, all 108 bytes.
Json EndpointInIndexTerms(const Json& endpoint) {
  if (endpoint.is_null()) return nullptr;
  if (!endpoint.contains("path")) {
    return {{"addr", endpoint.at("address")}, {"port", endpoint.at("port")}};
  }
  const std::string path = endpoint.at("path");
  std::string raw = endpoint.value("path_hex", Hex(path));
  raw.resize(216, '0');
  return {{"addr", path}, {"port", nullptr}, {"raw", raw}};
}

Json TlvsInIndexTerms(const Json& tlvs) {
  Json list = Json::array();
  for (const Json& tlv : tlvs) {
    EXPECT_EQ(tlv.at("length").get<size_t>() * 2, tlv.at("value").get<std::string>().size());
    list.push_back({tlv.at("type"), tlv.at("value")});
  }
  return list;
}

// What the tool says of an ok header, in the index' terms and order.
Json InIndexTerms(const Json& line) {
  Json json;
  json["verdict"] = line.at("outcome");
  for (const char* key : {"version", "command", "family", "transport"}) json[key] = line.at(key);
  json["src"] = EndpointInIndexTerms(line.at("src"));
  json["dst"] = EndpointInIndexTerms(line.at("dst"));
  json["header_len"] = line.at("header_size");
  json["tlvs"] = TlvsInIndexTerms(line.at("tlvs"));
  const Json& crc = line.at("crc32c");
  json["crc"] = crc == "absent" || crc == "unchecked" ? Json(nullptr) : Json(crc == "ok");
  for (const Json& tlv : line.at("tlvs")) {
    if (tlv.at("type") != 32) continue;
    EXPECT_FALSE(tlv.contains("malformed_offset"));
    json["ssl"] = {{"client", tlv.at("client")},
                   {"verify", tlv.at("verify")},
                   {"sub", TlvsInIndexTerms(tlv.at("tlvs"))}};
  }
  return json;
}

// What the index says of an ok header, without its remarks.
Json Expected(Json expect) {
  expect.erase("remark");
  expect.erase("dotted");
  return expect;
}

// Order and presence of the keys of an ok object are part of the command line's interface.
std::vector<std::string> Keys(const Json& line) {
  std::vector<std::string> keys;
  for (const auto& item : line.items()) {
    if (item.key() != "rest") keys.push_back(item.key());
  }
  return keys;
}

void ExpectOk(const Json& line, const std::string& file, const Json& expect) {
  EXPECT_EQ(Keys(line),
            (std::vector<std::string>{"source", "outcome", "version", "command", "family",
                                      "transport", "src", "dst", "header_size", "crc32c", "tlvs"}));
  if (file == kUnspecWithJunk) {
    EXPECT_EQ(expect.at("also_allowed"), Json({"ok"}));
    EXPECT_EQ(InIndexTerms(line),
              Json::parse(R"({"verdict":"ok","version":2,"command":"PROXY","family":"UNSPEC",)"
                          R"("transport":"STREAM","src":null,"dst":null,"header_len":22,)"
                          R"("tlvs":[],"crc":null})"));
    return;
  }
  EXPECT_EQ(InIndexTerms(line), Expected(expect));
}

void ExpectInvalid(const Json& line, const Fault& fault, const Json& expect) {
  EXPECT_EQ(expect.at("verdict"), "invalid");
  EXPECT_EQ(line.at("outcome"), "invalid");
  EXPECT_EQ(line.at("reason"), fault.reason);
  EXPECT_EQ(line.at("offset"), fault.offset);
  EXPECT_FALSE(line.at("message").get<std::string>().empty());
}

// One run of the tool over all files, in the order of the index.
Finished DecodeAll(const Json& index, const std::string& format) {
  Command command{.arguments = {SIMDPROXY_TOOL, "decode", "--format", format, "--check", "crc"}};
  for (const Json& entry : index.at("entries")) {
    command.arguments.push_back(kFolder + entry.at("file").get<std::string>());
  }
  Finished run = RunCommand(std::move(command));
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.errors, "");
  return run;
}

TEST(CliCorpus, EveryRealHeaderEqualsItsIndex) {
  const Json index = ReadIndex();
  const Json& entries = index.at("entries");
  ASSERT_EQ(entries.size(), 167U);
  const Finished run = DecodeAll(index, "json");

  std::istringstream lines(run.output);
  std::string text;
  size_t invalid = 0;
  for (const Json& entry : entries) {
    const std::string file = entry.at("file");
    SCOPED_TRACE(file);
    ASSERT_TRUE(std::getline(lines, text));
    const Json line = Json::parse(text);
    EXPECT_EQ(line.at("source"), kFolder + file);
    if (const auto fault = kInvalid.find(file); fault != kInvalid.end()) {
      ExpectInvalid(line, fault->second, entry.at("expect"));
      ++invalid;
    } else {
      ExpectOk(line, file, entry.at("expect"));
    }
  }
  EXPECT_FALSE(std::getline(lines, text));
  EXPECT_EQ(invalid, kInvalid.size());
}

TEST(CliCorpus, SummaryOfTheTable) {
  EXPECT_THAT(DecodeAll(ReadIndex(), "text").output,
              EndsWith("\n167 inputs: 162 ok, 5 invalid (bad_source_address 1, "
                       "bad_destination_address 1, bad_command 2, bad_length 1)\n"));
}

}  // namespace
}  // namespace simdproxy::testing
