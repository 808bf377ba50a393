// simdproxy decode on captures: real ones, the formats of files, and files that are not whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli_captures.h"

namespace simdproxy::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CliCaptureFiles : public CliCaptureTest {};

std::string DataFile(const std::string& name) {
  std::ifstream file(SIMDPROXY_TEST_DATA "/pcap/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Segment(const std::string& payload, uint16_t port = 4000) {
  return TcpFrame(Tcp(kAck, 1, payload, {port, 80}));
}

// An endpoint in the words of the ground truth.
JsonValue Truth(const JsonValue& endpoint) {
  if (endpoint.is_null()) return endpoint;
  return {{"addr", endpoint.at("address")}, {"port", endpoint.at("port")}};
}

void ExpectTruth(const JsonValue& header, const JsonValue& truth) {
  SCOPED_TRACE(truth.at("option"));
  EXPECT_EQ(header.at("outcome"), "ok");
  for (const char* field : {"version", "command", "family", "transport"}) {
    EXPECT_EQ(header.at(field), truth.at(field)) << field;
  }
  EXPECT_EQ(header.at("header_size"), truth.at("header_len"));
  EXPECT_EQ(Truth(header.at("src")), truth.at("src"));
  EXPECT_EQ(Truth(header.at("dst")), truth.at("dst"));
  JsonValue tlvs = JsonValue::array();
  for (const JsonValue& tlv : header.at("tlvs")) tlvs.push_back({tlv.at("type"), tlv.at("value")});
  EXPECT_EQ(tlvs, truth.at("tlvs"));
  EXPECT_EQ(header.at("crc32c"), truth.at("crc") == true ? "ok" : "absent");
  EXPECT_EQ(header.at("carrier"), "TCP");
  const std::string flow = header.at("flow");
  EXPECT_THAT(flow, HasSubstr(':' + truth.at("src_port").dump() + '>'));
  EXPECT_THAT(flow, EndsWith(':' + truth.at("dst_port").dump()));
}

// tests/data/pcap/mixed.json says which packet each header stands in, and what it says.
TEST_F(CliCaptureFiles, RealTraffic) {
  const JsonValue truth = JsonValue::parse(DataFile("mixed.json"));
  std::map<uint64_t, JsonValue> expected;
  for (const JsonValue& connection : truth.at("connections")) {
    if (connection.at("verdict") == "ok") expected[connection.at("first_data_frame")] = connection;
  }
  ASSERT_EQ(expected.size(), 267U);
  const Captured captured = Read(DataFile("mixed.pcap"), {"--check", "crc"});
  EXPECT_EQ(captured.exit_code, 0);
  EXPECT_EQ(captured.errors, "");
  EXPECT_EQ(captured.Connections(), "272/267/5/0/0");
  EXPECT_EQ(captured.headers.size(), 267U);
  for (const JsonValue& header : captured.headers) {
    const auto found = expected.find(header.at("packet"));
    ASSERT_NE(found, expected.end());
    ExpectTruth(header, found->second);
    expected.erase(found);
  }
  EXPECT_TRUE(expected.empty());
}

// Connections follow each other on the same ports, with the same sequence numbers.
TEST_F(CliCaptureFiles, RealTrafficTwice) {
  const std::string once = DataFile("mixed.pcap");
  const Captured captured = Read(once + once.substr(24));
  EXPECT_EQ(captured.Connections(), "544/534/10/0/0");
  EXPECT_EQ(captured.headers.size(), 534U);
}

TEST_F(CliCaptureFiles, ByteOrdersAndUnitsOfTime) {
  for (const ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    for (const bool nanoseconds : {false, true}) {
      PcapFile::Options options;
      options.order = order;
      options.nanoseconds = nanoseconds;
      const Captured captured = Read(PcapFile(options).Add(Segment(kV1Line)));
      EXPECT_EQ(captured.All("time"), "2026-01-02T03:04:05.000001000Z");
      EXPECT_EQ(captured.All("outcome"), "ok");
    }
  }
}

TEST_F(CliCaptureFiles, PcapngWithSeveralInterfacesAndOtherBlocks) {
  PcapngFile file;
  file.Block(0x0BAD, Net(0, 8)).AddInterface(kLinkEthernet).AddInterface(kLinkEthernet);
  file.Add(1, Segment(kV1Line.substr(0, 11)));
  file.Block(5, Net(0, 12)).AddInterface(kLinkEthernet);
  // The same connection by way of another interface.
  file.Add(2, TcpFrame(Tcp(kAck, 12, kV1Line.substr(11)))).Add(0, Segment(kV2Header, 4001));
  const Captured captured = Read(file.bytes());
  EXPECT_EQ(captured.errors, "");
  EXPECT_EQ(captured.All("outcome"), "ok ok");
  EXPECT_EQ(captured.All("packet"), "1 3");
  EXPECT_EQ(captured.All("time"), "2026-01-02T03:04:05.000001000Z 2026-01-02T03:04:05.000003000Z");
}

// libpcap does not mix link types: what was read until then stands.
TEST_F(CliCaptureFiles, PcapngWithOtherLinkTypes) {
  PcapngFile file;
  file.AddInterface(kLinkEthernet).Add(0, Segment(kV1Line)).AddInterface(kLinkRaw);
  const Captured captured = Read(file.Add(0, Segment(kV2Header, 4001)).bytes());
  EXPECT_EQ(captured.exit_code, 2);
  EXPECT_EQ(captured.All("version"), "1");
  EXPECT_THAT(captured.errors, StartsWith("simdproxy: capture: behind packet 1: "));
  EXPECT_THAT(captured.errors, HasSubstr("different from the type of the first interface"));
}

// At every byte: what was read stands, and one line says that it is not all.
TEST_F(CliCaptureFiles, CutShortAnywhere) {
  const std::string head = PcapFile().bytes();
  PcapFile file;
  file.Add(Segment(kV1Line)).Add(Segment(kV2Header, 4001));
  const size_t second = PcapFile().Add(Segment(kV1Line)).bytes().size();
  for (size_t size = 1; size <= file.bytes().size(); ++size) {
    SCOPED_TRACE(size);
    const Captured captured = Read(file.bytes().substr(0, size), {"--input", "pcap"});
    const size_t packets = size == file.bytes().size() ? 2 : size >= second ? 1 : 0;
    EXPECT_EQ(captured.headers.size(), packets);
    EXPECT_EQ(captured.counts.is_null(), size < head.size());
    if (size == head.size() || size == second || packets == 2) {
      EXPECT_EQ(captured.errors, "");
      EXPECT_EQ(captured.exit_code, packets == 0 ? 1 : 0);
    } else {
      EXPECT_EQ(captured.exit_code, 2);
      EXPECT_THAT(captured.errors, StartsWith("simdproxy: capture: "));
      EXPECT_THAT(captured.errors, HasSubstr("truncated"));
      EXPECT_EQ(captured.errors.find('\n'), captured.errors.size() - 1);
    }
  }
}

TEST_F(CliCaptureFiles, CutShortInTheMiddleOfRealTraffic) {
  const Captured captured = Read(DataFile("mixed.pcap").substr(0, 200'000));
  EXPECT_EQ(captured.exit_code, 2);
  EXPECT_EQ(captured.errors,
            "simdproxy: capture: behind packet 1599: truncated dump file; tried to read 148 "
            "captured bytes, only got 86\n");
  EXPECT_GT(captured.headers.size(), 100U);
}

TEST_F(CliCaptureFiles, ForeignFiles) {
  Write("v1", kV1Line);
  Write("capture", PcapFile().Add(Segment(kV1Line)).bytes());
  Write("empty", "");
  Write("tiny", "\xd4\xc3");
  const Finished run = Decode(
      {"--format", "json", "--input", "pcap", "v1", "empty", "missing", ".", "tiny", "capture"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.output, StartsWith(R"({"source":"capture","flow":"10.0.0.1:4000>10.0.0.2:80",)"));
  EXPECT_EQ(
      run.errors,
      "simdproxy: v1: unknown file format\n"
      "simdproxy: empty: is empty\n"
      "simdproxy: missing: No such file or directory\n"
      "simdproxy: .: is a directory\n"
      "simdproxy: tiny: truncated dump file; tried to read 4 file header bytes, only got 2\n");
}

TEST_F(CliCaptureFiles, AutoKnowsCaptures) {
  const std::string capture = PcapFile().Add(Segment(kV1Line)).bytes();
  EXPECT_EQ(Read(capture, {"--input", "auto"}).All("outcome"), "ok");
  EXPECT_EQ(Read(capture, {"--input", "pcap"}).All("outcome"), "ok");
  Write("capture", capture);
  ExpectRun(Decode({"--format", "json", "--input", "raw", "capture"}), 1,
            "{\"source\":\"capture\",\"outcome\":\"not_proxy\",\"offset\":0}\n", "");
  // Only the first bytes of one.
  Write("magic", capture.substr(0, 11));
  ExpectRun(Decode({"--format", "json", "magic"}), 1,
            "{\"source\":\"magic\",\"outcome\":\"not_proxy\",\"offset\":0}\n", "");
  // Line ends, as pcapng begins, and hex behind them.
  Write("hex", "\n\r\r\n  0d0a0d0a000d0a515549540a20000000");
  EXPECT_THAT(Decode({"--format", "json", "hex"}).output, HasSubstr(R"("outcome":"ok")"));
}

TEST_F(CliCaptureFiles, StandardInput) {
  const Finished run = Decode({"--format", "json", "-"}, DataFile("mixed.pcap"));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.output, StartsWith(R"({"source":"-","flow":"127.0.0.1:41772>127.0.0.1:20912",)"));
  EXPECT_THAT(run.output, HasSubstr(R"("connections":{"total":272,"header":267,)"));
}

TEST_F(CliCaptureFiles, CapturesMayBeLongerThanOtherInputs) {
  PcapFile file;
  file.Add(TcpFrame(Tcp(kSyn, 0))).Add(Segment("GET /"));
  const std::string payload(60'000, 'x');
  for (uint32_t i = 0; i < 300; ++i) file.Add(TcpFrame(Tcp(kAck, 6 + i * 60'000, payload)));
  ASSERT_GT(file.bytes().size(), size_t{16} << 20);
  const Captured captured = Read(file.Add(Segment(kV1Line, 4001)));
  EXPECT_EQ(captured.errors, "");
  EXPECT_EQ(captured.All("packet"), "303");
  EXPECT_EQ(captured.Connections(), "2/1/1/0/0");
}

TEST_F(CliCaptureFiles, TheTable) {
  PcapFile file;
  file.Add(Segment(kV1Line)).Add(Ethernet(kEtherIpv6, Ipv6(kProtocolUdp, Udp(kV2Header))));
  file.Add(Segment("PROXY ", 4001)).Add(TcpFrame(Tcp(kSyn, 0, "", {4002, 80}))).Add("other");
  Write("a", file.bytes());
  Write("b", kV1Line);
  Write("c", PcapFile().Add(UdpFrame(Udp("query"))).bytes());
  ExpectRun(
      Decode({"a", "b", "c"}), 1,
      "INPUT  PACKET  TIME                            FLOW                                     "
      "OUTCOME     VERSION  COMMAND  PROTOCOL     SOURCE           DESTINATION          SIZE  CRC"
      "        TLVS\n"
      "a           1  2026-01-02T03:04:05.000001000Z  TCP 10.0.0.1:4000>10.0.0.2:80            "
      "ok          v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  "
      "unchecked  -\n"
      "a           2  2026-01-02T03:04:05.000002000Z  UDP [2001:db8::1]:4000>[2001:db8::2]:80  "
      "ok          v2       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    35  "
      "unchecked  CRC32C=20ec9549\n"
      "a           3  2026-01-02T03:04:05.000003000Z  TCP 10.0.0.1:4001>10.0.0.2:80            "
      "incomplete  v1       6 bytes, at least 15 needed\n"
      "b           -  -                               -                                        "
      "ok          v1       PROXY    INET/STREAM  192.0.2.1:56324  -> 198.51.100.2:443    45  "
      "unchecked  -\n"
      "a: 5 packets: 3 connections (2 with a header, 1 without data), 1 datagram (1 with a "
      "header), 1 of other kinds\n"
      "c: 1 packet: 0 connections, 1 datagram (1 without)\n"
      "4 records: 3 ok, 1 incomplete\n",
      "");
}

TEST_F(CliCaptureFiles, ATableOfManyRowsHasOneTitle) {
  PcapFile file;
  for (uint16_t i = 0; i < 10'000; ++i) file.Add(Segment(kV1Line, i));
  Write("a", file.bytes());
  const Finished run = Decode({"a"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(std::ranges::count(run.output, '\n'), 10'003);
  EXPECT_THAT(run.output, EndsWith("a: 10000 packets: 10000 connections (10000 with a header), "
                                   "0 datagrams\n10000 records: 10000 ok\n"));
}

}  // namespace
}  // namespace simdproxy::testing
