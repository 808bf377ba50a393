// What simdproxy prints, from outside: version, help, table and JSON, option by option.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tests/cli_fixture.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Cli : public CliTest {};

TEST_F(Cli, Version) { ExpectRun(Tool({"--version"}), 0, "simdproxy 0.1.0\n", ""); }

TEST_F(Cli, Help) {
  const Finished tool = Tool({"--help"});
  EXPECT_EQ(tool.exit_code, 0);
  EXPECT_EQ(tool.errors, "");
  EXPECT_THAT(tool.output, HasSubstr("decode"));

  const Finished decode = Decode({"--help"});
  EXPECT_EQ(decode.exit_code, 0);
  EXPECT_EQ(decode.errors, "");
  EXPECT_THAT(decode.output, HasSubstr("simdproxy decode [OPTIONS] FILE..."));
  for (const char* option : {"--format text|json", "--input auto|raw|hex", "--check none|tlv|crc",
                             "--accept any|v1|v2", "--datagram", "--max-size N", "Exit status"}) {
    EXPECT_THAT(decode.output, HasSubstr(option));
  }
}

TEST_F(Cli, TextTable) {
  std::filesystem::create_directory("d");
  Write("v1", kV1);
  Write("d/inet6.hex", kV2Inet6);
  Write("crc.hex", kV2Crc);
  Write("local.hex", kV2Local);
  Write("http", "GET / HTTP/1.1\r\n");
  Write("part", "PROXY TCP4 1");
  Write("port", "PROXY TCP4 192.0.2.1 198.51.100.2 65536 443\r\n");
  ExpectRun(
      Decode({"v1", "d/inet6.hex", "crc.hex", "local.hex", "http", "part", "port"}), 1,
      R"(INPUT      OUTCOME     VERSION  COMMAND  PROTOCOL       SOURCE               DESTINATION           SIZE  CRC        TLVS
v1         ok          v1       PROXY    INET/STREAM    192.0.2.1:56324      -> 198.51.100.2:443     45  unchecked  -
inet6.hex  ok          v2       PROXY    INET6/STREAM   [2001:db8::1]:56324  -> [2001:db8::2]:443    52  unchecked  -
crc.hex    ok          v2       PROXY    INET/STREAM    192.0.2.1:56324      -> 198.51.100.2:443     35  unchecked  CRC32C=20ec9549
local.hex  ok          v2       LOCAL    UNSPEC/UNSPEC  -                    -                       16  unchecked  -
http       not_proxy   -        byte 0 rules out both signatures
part       incomplete  v1       12 bytes, at least 32 needed
port       invalid     v1       bad_source_port at byte 34: the source port is not a decimal number from 0 to 65535 without a leading zero
7 inputs: 4 ok, 1 incomplete, 1 not_proxy, 1 invalid (bad_source_port 1)
)",
      "");
}

TEST_F(Cli, TextNamesThatWouldBeAmbiguousStayWhole) {
  std::filesystem::create_directory("a");
  std::filesystem::create_directory("b");
  for (const char* name : {"a/v1", "b/v1", "a/other"}) Write(name, kV1);
  ExpectRun(
      Decode({"a/v1", "b/v1", "a/other"}), 0,
      R"(INPUT  OUTCOME  VERSION  COMMAND  PROTOCOL     SOURCE           DESTINATION          SIZE  CRC        TLVS
a/v1   ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
b/v1   ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
other  ok       v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  unchecked  -
3 inputs: 3 ok
)",
      "");
}

// AUTHORITY of "a", ESC "[31m" and byte ff; CN with quotes and a right-to-left override; a UNIX
// path with a line end.
TEST_F(Cli, TextShowsNothingThatATerminalWouldObey) {
  Write("tlv",
        "0d0a0d0a000d0a515549540a 21 11 0029 c0000201 c6336402 dc04 01bb 02 0007 611b5b33316dff"
        "20 0010 0500000000 22 0008 22e280ae51c3bc22");
  Write("unix", "0d0a0d0a000d0a515549540a 21 31 00d8 2f0a78" + std::string(210, '0') + "0061" +
                    std::string(212, '0'));
  const Finished run = Decode({"tlv", "unix"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.errors, "");
  EXPECT_THAT(run.output, HasSubstr("  AUTHORITY(bad_text, 7 bytes) SSL(tls, certificate verified, "
                                    "CN=\"\\\"\\xe2\\x80\\xaeQ\xc3\xbc\\\"\")\n"));
  EXPECT_THAT(run.output, HasSubstr("  \"/\\x0ax\"  "));
  EXPECT_THAT(run.output, HasSubstr("-> @a  "));
}

TEST_F(Cli, NamesOfFilesAreEscapedToo) {
  Write("a\x1b[31m\xff", kV1);
  const Finished run = Decode({"a\x1b[31m\xff", "b\x1b[31m"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.output, HasSubstr("\na\\x1b[31m\\xff  ok "));
  EXPECT_EQ(run.errors, "simdproxy: b\\x1b[31m: No such file or directory\n");
  EXPECT_THAT(Decode({"--format", "json", "a\x1b[31m\xff"}).output,
              StartsWith("{\"source\":\"a\\u001b[31m\\ufffd\",\"source_hex\":\"611b5b33316dff\","
                         "\"outcome\":\"ok\","));
}

TEST_F(Cli, JsonOfEachOutcome) {
  Write("v1", kV1);
  Write("unknown", "PROXY UNKNOWN x\r\n");
  Write("part", "PROXY TCP4 1");
  Write("http", "GET / HTTP/1.1\r\n");
  Write("port", "PROXY TCP4 192.0.2.1 198.51.100.2 65536 443\r\n");
  ExpectRun(
      Decode({"--format", "json", "v1", "unknown", "part", "http", "port"}), 1,
      R"({"source":"v1","outcome":"ok","version":1,"command":"PROXY","family":"INET",)"
      R"("transport":"STREAM","src":{"address":"192.0.2.1","port":56324},)"
      R"("dst":{"address":"198.51.100.2","port":443},"header_size":45,"crc32c":"unchecked","tlvs":[]})"
      "\n"
      R"({"source":"unknown","outcome":"ok","version":1,"command":"PROXY","family":"UNSPEC",)"
      R"("transport":"UNSPEC","src":null,"dst":null,"header_size":17,"rest":"2078",)"
      R"("crc32c":"unchecked","tlvs":[]})"
      "\n"
      R"({"source":"part","outcome":"incomplete","needed":32})"
      "\n"
      R"({"source":"http","outcome":"not_proxy","offset":0})"
      "\n"
      R"({"source":"port","outcome":"invalid","version":1,"reason":"bad_source_port","offset":34,)"
      R"("message":"the source port is not a decimal number from 0 to 65535 without a leading zero"})"
      "\n",
      "");
}

TEST_F(Cli, JsonOfTlvs) {
  EXPECT_EQ(
      Json("0d0a0d0a000d0a515549540a 21 12 003d c0000201 c6336402 dc04 01bb"
           "02 000b 6578616d706c652e636f6d 20 0011 0100000002 21 0007 544c5376312e33 2300"
           "41 0000 ea 0007 01767063652d31 0400"),
      R"({"source":"x","outcome":"ok","version":2,"command":"PROXY","family":"INET",)"
      R"("transport":"DGRAM","src":{"address":"192.0.2.1","port":56324},)"
      R"("dst":{"address":"198.51.100.2","port":443},"header_size":77,)"
      R"("rest":"02000b6578616d706c652e636f6d2000110100000002210007544c5376312e332300410000)"
      R"(ea000701767063652d310400","crc32c":"unchecked","tlvs":[)"
      R"({"type":2,"name":"AUTHORITY","offset":28,"length":11,"value":"6578616d706c652e636f6d",)"
      R"("text":"example.com"},)"
      R"({"type":32,"name":"SSL","offset":42,"length":17,)"
      R"("value":"0100000002210007544c5376312e332300","client":1,"verify":2,"tlvs":[)"
      R"({"type":33,"name":"SSL_VERSION","offset":50,"length":7,"value":"544c5376312e33",)"
      R"("text":"TLSv1.3"}],"malformed_offset":60},)"
      R"({"type":65,"offset":62,"length":0,"value":""},)"
      R"({"type":234,"name":"CUSTOM","offset":65,"length":7,"value":"01767063652d31",)"
      R"("aws_vpc_endpoint_id":"vpce-1"}],"malformed_tlv_offset":75})"
      "\n");
}

TEST_F(Cli, JsonOfUnixPaths) {
  const std::string head = "0d0a0d0a000d0a515549540a 21 31 00d8 ";
  const std::string tail = R"("header_size":232,"crc32c":"unchecked","tlvs":[]})";
  const std::string begin =
      R"({"source":"x","outcome":"ok","version":2,"command":"PROXY","family":"UNIX",)"
      R"("transport":"STREAM",)";
  EXPECT_EQ(Json(head + "2f61" + std::string(212, '0') + "2fc3a9" + std::string(210, '0')),
            begin + R"("src":{"path":"/a"},"dst":{"path":"/\u00e9"},)" + tail + "\n");
  EXPECT_EQ(Json(head + "0061" + std::string(212, '0') + "2fff" + std::string(212, '0')),
            begin + R"("src":{"path":"@a","path_hex":"0061"},)" +
                R"("dst":{"path":"/\ufffd","path_hex":"2fff"},)" + tail + "\n");
}

TEST_F(Cli, CheckCrc) {
  EXPECT_THAT(Json(kV2Crc), HasSubstr(R"("crc32c":"unchecked")"));
  EXPECT_THAT(Json(kV2Crc, {"--check", "tlv"}), HasSubstr(R"("crc32c":"unchecked")"));
  EXPECT_THAT(Json(kV2Crc, {"--check", "crc"}), HasSubstr(R"("crc32c":"ok")"));
  EXPECT_THAT(Json(kV2Local, {"--check", "crc"}), HasSubstr(R"("crc32c":"absent")"));
  EXPECT_THAT(Json(kV2WrongCrc), HasSubstr(R"("outcome":"ok")"));
  EXPECT_EQ(Json(kV2WrongCrc, {"--check", "crc"}),
            R"({"source":"x","outcome":"invalid","version":2,"reason":"bad_crc32c","offset":28,)"
            R"("message":"the CRC32C is wrong","crc32c":"bad"})"
            "\n");
}

TEST_F(Cli, CheckTlv) {
  const std::string header = "0d0a0d0a000d0a515549540a 21 11 000e c0000201 c6336402 dc04 01bb 0400";
  EXPECT_THAT(Json(header), HasSubstr(R"("tlvs":[],"malformed_tlv_offset":28})"));
  EXPECT_THAT(Json(header, {"--check", "tlv"}), HasSubstr(R"("reason":"bad_tlv","offset":28)"));
}

TEST_F(Cli, AcceptDatagramAndMaxSize) {
  EXPECT_THAT(Json(kV2Crc, {"--accept", "v1"}),
              HasSubstr(R"("version":2,"reason":"version_not_accepted","offset":0)"));
  EXPECT_THAT(Json(kV2Crc, {"--accept", "v2"}), HasSubstr(R"("outcome":"ok")"));
  EXPECT_THAT(Json("50524f58592054", {"--accept", "v2"}),
              HasSubstr(R"("version":1,"reason":"version_not_accepted","offset":0)"));
  EXPECT_THAT(Json("0d0a0d", {"--datagram"}),
              HasSubstr(R"("outcome":"invalid","version":0,"reason":"truncated","offset":3)"));
  EXPECT_THAT(Json(kV2Crc, {"--max-size", "34"}),
              HasSubstr(R"("reason":"header_too_long","offset":14)"));
  EXPECT_THAT(Json(kV2Crc, {"--max-size", "35"}), HasSubstr(R"("outcome":"ok")"));
}

TEST_F(Cli, EveryTargetThatTheEnvironmentNames) {
  Write("inet6", kV2Inet6);
  Write("v1", kV1);
  const std::vector<std::string> call = {SIMDPROXY_TOOL, "decode", "--format",
                                         "json",         "inet6",  "v1"};
  const Finished best = RunCommand({.arguments = call, .environment = {"SIMDPROXY_TARGET"}});
  EXPECT_EQ(best.exit_code, 0);
  EXPECT_EQ(best.errors, "");
  for (const std::string_view target : CompiledTargets()) {
    const std::string name(target);
    const Finished run =
        RunCommand({.arguments = call, .environment = {"SIMDPROXY_TARGET=" + name}});
    SCOPED_TRACE(name);
    if (EngineFor(target) != nullptr) {
      ExpectRun(run, 0, best.output, "");
    } else {
      EXPECT_EQ(run.exit_code, 2);
      EXPECT_EQ(run.output, "");
      EXPECT_THAT(run.errors, StartsWith("simdproxy: SIMDPROXY_TARGET: '" + name + "' is not "));
    }
  }
}

TEST_F(Cli, AnUnknownTargetIsAnError) {
  const Finished run = RunCommand({.arguments = {SIMDPROXY_TOOL, "decode", "-"},
                                   .input = kV1,
                                   .environment = {"SIMDPROXY_TARGET=avx9\x1b"}});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.output, "");
  EXPECT_THAT(run.errors,
              StartsWith("simdproxy: SIMDPROXY_TARGET: 'avx9\\x1b' is not a target of this "
                         "build and CPU: "));
}

}  // namespace
}  // namespace simdproxy::testing
