// simdproxy encode and simdproxy decode are each other's inverse.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/reference/reference.h"
#include "tests/bytes.h"
#include "tests/cli_corpus.h"
#include "tests/sanitizers.h"

namespace simdproxy::testing {
namespace {

using Arguments = std::vector<std::string>;

class CliRoundTrip : public CliCorpusTest {
 protected:
  static Finished Encode(Arguments arguments) {
    arguments.insert(arguments.begin(), "encode");
    return Tool(std::move(arguments));
  }

  // What the tool says of these bytes.
  static JsonValue Decoded(const std::string& header) {
    const Finished run =
        Decode({"--format", "json", "--input", "raw", "--check", "crc", "-"}, header);
    EXPECT_EQ(run.exit_code, 0) << ToHex(Bytes(header));
    JsonValue json = JsonValue::parse(run.output);
    json.erase("source");
    return json;
  }
};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// An endpoint of decode's JSON as encode takes it.
std::string EndpointArgument(const JsonValue& endpoint) {
  if (endpoint.contains("path")) return "unix:" + endpoint.at("path").get<std::string>();
  const std::string address = endpoint.at("address");
  const std::string port = std::to_string(endpoint.at("port").get<int>());
  return address.find(':') == std::string::npos ? address + ":" + port
                                                : "[" + address + "]:" + port;
}

// The endpoints of a LOCAL header, which decode leaves to `rest`.
JsonValue EndpointInRest(const JsonValue& json, bool destination) {
  const std::string rest = Hex(json.at("rest").get<std::string>());
  const bool inet = json.at("family") == "INET";
  const size_t size = inet ? 4 : 16;
  Endpoint endpoint;
  endpoint.family = inet ? Family::kInet : Family::kInet6;
  const std::string address = rest.substr(destination ? size : 0, size);
  std::ranges::copy(address, endpoint.address.begin());
  const auto* port =
      reinterpret_cast<const uint8_t*>(rest.data()) + 2 * size + (destination ? 2 : 0);
  return {{"address", ToText(endpoint).view()}, {"port", port[0] << 8 | port[1]}};
}

// The SSL entry in its parts.
void AddSsl(const JsonValue& tlv, Arguments& arguments) {
  arguments.insert(arguments.end(),
                   {"--tlv", "SSL", "--ssl-client", std::to_string(tlv.at("client").get<int>()),
                    "--ssl-verify", std::to_string(tlv.at("verify").get<uint32_t>())});
  for (const JsonValue& entry : tlv.at("tlvs")) {
    arguments.push_back("--ssl");
    arguments.push_back(std::to_string(entry.at("type").get<int>()) +
                        "=hex:" + entry.at("value").get<std::string>());
  }
}

// The command line that asks for the header of which decode said this.
Arguments ArgumentsFor(const JsonValue& json) {
  const bool v1 = json.at("version") == 1;
  Arguments arguments = {v1 ? "--v1" : "--v2", "--command", Lower(json.at("command")),
                         "--transport", Lower(json.at("transport"))};
  if (json.at("family") != "UNSPEC") {
    const bool local = json.at("command") == "LOCAL";
    const JsonValue source = local ? EndpointInRest(json, false) : json.at("src");
    const JsonValue destination = local ? EndpointInRest(json, true) : json.at("dst");
    arguments.insert(arguments.end(),
                     {"--src", EndpointArgument(source), "--dst", EndpointArgument(destination)});
  }
  bool with_ssl = false;  // in its parts: one of them can be
  for (const JsonValue& tlv : json.at("tlvs")) {
    const int type = tlv.at("type");
    if (type == 0x20 && !with_ssl && tlv.contains("client") && !tlv.contains("malformed_offset")) {
      with_ssl = true;
      AddSsl(tlv, arguments);
    } else if (type == 3) {
      arguments.insert(arguments.end(), {"--tlv", "CRC32C"});
    } else {
      // Names above are of ranges, such as CUSTOM.
      const std::string name =
          type < 0xE0 ? tlv.value("name", std::to_string(type)) : std::to_string(type);
      arguments.insert(arguments.end(),
                       {"--tlv", name + "=hex:" + tlv.at("value").get<std::string>()});
    }
  }
  return arguments;
}

// Every header that real programs sent and encode can write: byte for byte.
TEST_F(CliRoundTrip, RealHeadersAreWrittenAgain) {
  // What encode writes otherwise: dotted quads and zeros in IPv6 text; or not at all: more behind
  // UNKNOWN, and behind UNSPEC what are no TLVs.
  const std::set<std::string> not_canonical = {
      "haproxy-2.6.12-send-proxy-dualstack-v4mapped-tcp6.bin",
      "haproxy-2.6.12-v1-set-compat-tcp6.bin",
      "haproxy-2.6.12-v1-set-mixed-tcp6.bin",
      "haproxy-2.6.12-v1-set-v4mapped-tcp6.bin",
      "nginx-1.22.1-stream-dualstack-v4mapped-tcp6.bin",
      "proxyprotocoljs-4.0.6-v1-unknown.bin",
      "stunnel-5.68-protocol-proxy-dualstack-v4mapped-tcp6.bin",
      "swaks-20201014.0-v1-tcp6.bin",
      "swaks-20201014.0-v2-unspec-unspec-invalid.bin",
  };
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SIMDPROXY_TEST_DATA "/real")) {
    const std::string name = entry.path().filename();
    if (entry.path().extension() != ".bin" || not_canonical.contains(name)) continue;
    const std::string content = Content(entry.path());
    const Header header = reference::Decode(Bytes(content), {.check = Check::kCrc}, nullptr);
    if (!header.ok()) continue;
    ++count;
    const std::string bytes = content.substr(0, header.size());
    const Finished run = Encode(ArgumentsFor(Decoded(bytes)));
    EXPECT_EQ(run.errors, "") << name;
    EXPECT_EQ(ToHex(Bytes(run.output)), ToHex(Bytes(bytes))) << name;
  }
  EXPECT_GE(count, 140U);
}

// So is what generate makes up, with TLVs of all types.
TEST_F(CliRoundTrip, GeneratedHeadersAreWrittenAgain) {
  const Generated generated =
      Make({"--count", std::to_string(300 / kSlowdown), "--profile", "random", "--mix",
            "v2-inet=25,v2-inet6=25,v2-unix=20,v2-local=5,v2-unspec=5,v1-tcp4=8,v1-tcp6=8,v1-"
            "unknown=4"});
  for (const JsonValue& entry : generated.index) {
    const std::string bytes = HeaderOf(generated, entry);
    const Arguments arguments = ArgumentsFor(entry.at("expected"));
    const Finished run = Encode(arguments);
    EXPECT_EQ(run.errors, "");
    EXPECT_EQ(ToHex(Bytes(run.output)), ToHex(Bytes(bytes))) << entry;
  }
}

struct Ends {
  const char* source;
  const char* destination;
  const char* family;
  const char* decoded_source;
  const char* decoded_destination;
};
constexpr Ends kEnds[] = {
    {"192.0.2.1:56324", "198.51.100.2:443", "INET", R"({"address":"192.0.2.1","port":56324})",
     R"({"address":"198.51.100.2","port":443})"},
    {"0.0.0.0:0", "255.255.255.255:65535", "INET", R"({"address":"0.0.0.0","port":0})",
     R"({"address":"255.255.255.255","port":65535})"},
    {"[2001:DB8::0:1]:1", "[::]:2", "INET6", R"({"address":"2001:db8::1","port":1})",
     R"({"address":"::","port":2})"},
    {"[::ffff:192.0.2.1]:1", "[1:2:3:4:5:6:7:8]:2", "INET6",
     R"({"address":"::ffff:c000:201","port":1})", R"({"address":"1:2:3:4:5:6:7:8","port":2})"},
};

TEST_F(CliRoundTrip, DecodingSaysWhatWasAskedFor) {
  const std::vector<std::pair<std::string, std::string>> tlvs = {
      {"ALPN", "h2"}, {"AUTHORITY", "a.example"}, {"UNIQUE_ID", "0042"}, {"NETNS", "blue"}};
  for (const Ends& ends : kEnds) {
    for (const char* transport : {"stream", "dgram", "unspec"}) {
      for (size_t given = 0; given <= tlvs.size(); ++given) {
        Arguments arguments = {"--src",       ends.source, "--dst",   ends.destination,
                               "--transport", transport,   "--crc32c"};
        for (size_t i = 0; i < given; ++i) {
          arguments.insert(arguments.end(), {"--tlv", tlvs[i].first + "=" + tlvs[i].second});
        }
        const JsonValue json = Decoded(Encode(arguments).output);
        EXPECT_EQ(json.at("version"), 2);
        EXPECT_EQ(json.at("command"), "PROXY");
        EXPECT_EQ(json.at("family"), ends.family);
        EXPECT_EQ(Lower(json.at("transport")), transport);
        EXPECT_EQ(json.at("src").dump(), ends.decoded_source);
        EXPECT_EQ(json.at("dst").dump(), ends.decoded_destination);
        EXPECT_EQ(json.at("crc32c"), "ok");
        ASSERT_EQ(json.at("tlvs").size(), given + 1);
        for (size_t i = 0; i < given; ++i) {
          EXPECT_EQ(json.at("tlvs")[i].at("name"), tlvs[i].first);
          EXPECT_EQ(json.at("tlvs")[i].at("value"), ToHex(Bytes(tlvs[i].second)));
        }
        EXPECT_EQ(json.at("tlvs")[given].at("name"), "CRC32C");
      }
    }
    const JsonValue line =
        Decoded(Encode({"--v1", "--src", ends.source, "--dst", ends.destination}).output);
    EXPECT_EQ(line.at("version"), 1);
    EXPECT_EQ(line.at("family"), ends.family);
    EXPECT_EQ(line.at("src").dump(), ends.decoded_source);
    EXPECT_EQ(line.at("dst").dump(), ends.decoded_destination);
  }
}

}  // namespace
}  // namespace simdproxy::testing
