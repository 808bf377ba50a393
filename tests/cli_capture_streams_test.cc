// simdproxy decode on captures: TCP connections put together from segments in any order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/cli_captures.h"
#include "tests/rng.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kStart = 1000;  // sequence number of the client's first byte
constexpr uint32_t kServerStart = 5000;

class CliCaptureStreams : public CliCaptureTest {};

std::string Data(uint32_t offset, std::string_view payload) {
  return TcpFrame(Tcp(kAck, kStart + offset, payload));
}

PcapFile& Handshake(PcapFile& file, uint32_t start = kStart, Ports ports = {}) {
  file.Add(TcpFrame(Tcp(kSyn, start - 1, "", ports)));
  file.Add(TcpFrame(Tcp(kSyn | kAck, kServerStart - 1, "", {ports.to, ports.from}, start), true));
  return file.Add(TcpFrame(Tcp(kAck, start, "", ports)));
}

TEST_F(CliCaptureStreams, OneRecord) {
  PcapFile file;
  Handshake(file).Add(Data(0, kV2Header + "GET /"));
  Write("capture", file.bytes());
  ExpectRun(
      Decode({"--format", "json", "--check", "crc", "capture"}), 0,
      R"({"source":"capture","flow":"10.0.0.1:4000>10.0.0.2:80","carrier":"TCP","packet":4,)"
      R"("time":"2026-01-02T03:04:05.000004000Z","outcome":"ok","version":2,"command":"PROXY",)"
      R"("family":"INET","transport":"STREAM","src":{"address":"192.0.2.1","port":56324},)"
      R"("dst":{"address":"198.51.100.2","port":443},"header_size":35,"rest":"03000420ec9549","crc32c":"ok",)"
      R"("tlvs":[{"type":3,"name":"CRC32C","offset":28,"length":4,"value":"20ec9549"}]})"
      "\n"
      R"({"source":"capture","capture":{"packets":4,"fragments":0,"others":0,)"
      R"("connections":{"total":1,"header":1,"none":0,"unknown":0,"empty":0},)"
      R"("datagrams":{"total":0,"header":0,"none":0,"unknown":0,"empty":0}}})"
      "\n",
      "");
}

TEST_F(CliCaptureStreams, ByteByByte) {
  for (const std::string& header : {kV1Line, kV2Header}) {
    PcapFile file;
    Handshake(file);
    for (uint32_t i = 0; i < header.size(); ++i) file.Add(Data(i, header.substr(i, 1)));
    const Captured captured = Read(file.Add(Data(static_cast<uint32_t>(header.size()), "GET")));
    EXPECT_EQ(captured.All("outcome"), "ok");
    EXPECT_EQ(captured.All("header_size"), std::to_string(header.size()));
    EXPECT_EQ(captured.All("packet"), "4");
    EXPECT_EQ(captured.exit_code, 0);
  }
}

TEST_F(CliCaptureStreams, EveryOrderOfFourSegments) {
  std::vector<uint32_t> order = {0, 1, 2, 3};
  do {
    PcapFile file;
    Handshake(file);
    for (const uint32_t i : order) file.Add(Data(i * 9, kV2Header.substr(i * 9, 9)));
    const Captured captured = Read(file);
    EXPECT_EQ(captured.All("outcome"), "ok");
    const auto first = std::ranges::find(order, 0U) - order.begin();
    EXPECT_EQ(captured.All("packet"), std::to_string(4 + first)) << "the one with its first byte";
  } while (std::ranges::next_permutation(order).found);
}

TEST_F(CliCaptureStreams, OverlapsAndRetransmissionsInAnyOrder) {
  Rng rng(11);
  for (int round = 0; round < 60; ++round) {
    const std::string& header = round % 2 == 0 ? kV1Line : kV2Header;
    const std::string stream = header + "payload that follows";
    std::vector<std::string> frames;
    // Any pieces, and pieces of 8 that leave no byte out.
    for (size_t i = 0; i < 40; ++i) {
      const size_t at = i < 9 ? i * 8 : rng.Below(stream.size());
      const size_t size = i < 9 ? 8 : 1 + rng.Below(30);
      if (at < stream.size())
        frames.push_back(
            Data(static_cast<uint32_t>(at), std::string_view(stream).substr(at, size)));
    }
    for (size_t i = frames.size(); i > 1; --i) std::swap(frames[i - 1], frames[rng.Below(i)]);
    PcapFile file;
    Handshake(file);
    for (const std::string& frame : frames) file.Add(frame);
    const Captured captured = Read(file, {"--check", "crc"});
    EXPECT_EQ(captured.All("outcome"), "ok");
    EXPECT_EQ(captured.All("header_size"), std::to_string(header.size()));
    EXPECT_EQ(captured.Connections(), "1/1/0/0/0");
  }
}

TEST_F(CliCaptureStreams, WhatIsInOrderAlreadyStands) {
  PcapFile file;
  Handshake(file).Add(Data(0, kV1Line.substr(0, 30)));
  file.Add(Data(0, std::string(30, 'x'))).Add(Data(20, "zzzzzzzzzz" + kV1Line.substr(30)));
  EXPECT_EQ(Read(file).All("outcome"), "ok");
}

TEST_F(CliCaptureStreams, SequenceNumbersWrap) {
  PcapFile file;
  const uint32_t start = 0xFFFFFFF0;
  Handshake(file, start);
  file.Add(TcpFrame(Tcp(kAck, start + 30, kV2Header.substr(30))));
  file.Add(TcpFrame(Tcp(kAck, start + 10, kV2Header.substr(10, 20))));
  file.Add(TcpFrame(Tcp(kAck, start, kV2Header.substr(0, 12))));
  EXPECT_EQ(Read(file, {"--check", "crc"}).All("outcome"), "ok");
}

TEST_F(CliCaptureStreams, TheLongestHeaderShuffled) {
  std::string header = Hex("0d0a0d0a000d0a515549540a 21 11 ffff c0000201 c6336402 dc04 01bb");
  header += Hex("04 fff0") + std::string(0xFFF0, '\x55');  // NOOP up to its end
  ASSERT_EQ(header.size(), 65551U);
  std::vector<std::string> frames;
  for (size_t i = 0; i < header.size() + 3000; i += 1400) {
    const std::string payload = i < header.size() ? header.substr(i, 1400) : "behind it";
    frames.push_back(Data(static_cast<uint32_t>(i), payload));
  }
  Rng rng(3);
  for (size_t i = frames.size(); i > 1; --i) std::swap(frames[i - 1], frames[rng.Below(i)]);
  PcapFile file;
  Handshake(file);
  for (const std::string& frame : frames) file.Add(frame);
  const Captured captured = Read(file, {"--check", "tlv"});
  EXPECT_EQ(captured.All("outcome"), "ok");
  EXPECT_EQ(captured.All("header_size"), "65551");
}

TEST_F(CliCaptureStreams, DataInTheSyn) {
  PcapFile file;
  file.Add(TcpFrame(Tcp(kSyn, kStart - 1, kV1Line.substr(0, 20))))
      .Add(Data(20, kV1Line.substr(20)));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("outcome"), "ok");
  EXPECT_EQ(captured.All("packet"), "1");
}

TEST_F(CliCaptureStreams, CapturedWithoutTheHandshake) {
  EXPECT_EQ(Read(PcapFile().Add(Data(0, kV1Line))).All("outcome"), "ok");
  // Only the server's half of it: that names the client's first byte as well.
  PcapFile half;
  half.Add(TcpFrame(Tcp(kSyn | kAck, kServerStart - 1, "", {80, 4000}, kStart), true));
  half.Add(Data(20, kV1Line.substr(20))).Add(Data(0, kV1Line.substr(0, 20)));
  EXPECT_EQ(Read(half).All("outcome"), "ok");
  // Bytes from the middle of a connection say nothing about its beginning.
  const Captured middle = Read(PcapFile().Add(Data(0, "GET /")));
  EXPECT_EQ(middle.Connections(), "1/0/0/1/0");
  EXPECT_EQ(middle.exit_code, 1) << "nothing in it begins with a header";
}

TEST_F(CliCaptureStreams, EitherDirectionOrBoth) {
  PcapFile both;
  Handshake(both).Add(TcpFrame(Tcp(kAck, kServerStart, kV1Line, {80, 4000}), true));
  const Captured server = Read(both);
  EXPECT_EQ(server.All("flow"), "10.0.0.2:80>10.0.0.1:4000");
  EXPECT_EQ(server.Connections(), "1/1/0/0/0");
  const Captured two = Read(both.Add(Data(0, kV2Header)));
  EXPECT_EQ(two.All("flow"), "10.0.0.2:80>10.0.0.1:4000 10.0.0.1:4000>10.0.0.2:80");
  EXPECT_EQ(two.All("version"), "1 2");
  EXPECT_EQ(two.Connections(), "1/1/0/0/0");
}

TEST_F(CliCaptureStreams, PortsUsedAgain) {
  PcapFile file;
  Handshake(file).Add(Data(0, kV1Line));
  Handshake(file, 70'000).Add(TcpFrame(Tcp(kAck, 70'000, kV2Header)));  // no FIN was captured
  file.Add(TcpFrame(Tcp(kFin | kAck, 70'035)));
  Handshake(file, 70'000).Add(TcpFrame(Tcp(kAck, 70'000, kV1Line)));  // the same number by chance
  file.Add(TcpFrame(Tcp(kRst, 70'045)));
  Handshake(file, 70'000).Add(TcpFrame(Tcp(kAck, 70'000, "GET /")));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("version"), "1 2 1");
  EXPECT_EQ(captured.All("packet"), "4 8 13");
  EXPECT_EQ(captured.Connections(), "4/3/1/0/0");
}

TEST_F(CliCaptureStreams, SegmentsSeenTwiceAreOneConnection) {
  PcapFile file;
  Handshake(file);
  Handshake(file).Add(Data(0, kV1Line)).Add(Data(0, kV1Line));
  file.Add(TcpFrame(Tcp(kFin | kAck, kStart + 45))).Add(Data(0, kV1Line));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("outcome"), "ok");
  EXPECT_EQ(captured.Connections(), "1/1/0/0/0");
}

TEST_F(CliCaptureStreams, AFinThatOvertakesTheHeader) {
  PcapFile file;
  Handshake(file).Add(TcpFrame(Tcp(kFin | kAck, kStart + 45))).Add(Data(0, kV1Line));
  EXPECT_EQ(Read(file).All("outcome"), "ok");
}

TEST_F(CliCaptureStreams, WithoutAHeaderOrWithoutData) {
  PcapFile file;
  Handshake(file).Add(Data(0, "G")).Add(Data(1, "ET /"));
  Handshake(file, kStart, {4001, 80}).Add(TcpFrame(Tcp(kAck, kStart, "PROXX", {4001, 80})));
  Handshake(file, kStart, {4002, 80});
  // A keep-alive: the byte in front of the next one.
  Handshake(file, kStart, {4003, 80}).Add(TcpFrame(Tcp(kAck, kStart - 1, "x", {4003, 80})));
  // The text in a RST is no data.
  Handshake(file, kStart, {4004, 80}).Add(TcpFrame(Tcp(kRst, kStart, kV1Line, {4004, 80})));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.Connections(), "5/0/2/0/3");
  EXPECT_EQ(captured.headers.size(), 0U);
  EXPECT_EQ(captured.exit_code, 1);
  EXPECT_EQ(captured.errors, "");
}

TEST_F(CliCaptureStreams, HeadersThatAreNotWhole) {
  PcapFile file;
  const Ports lost = {4001, 80};
  const Ports hole = {4002, 80};
  const Ports prefix = {4003, 80};
  Handshake(file).Add(Data(0, kV1Line.substr(0, 30)));
  Handshake(file, kStart, lost).Add(TcpFrame(Tcp(kAck, kStart + 1, kV1Line.substr(1), lost)));
  Handshake(file, kStart, hole).Add(TcpFrame(Tcp(kAck, kStart, kV2Header.substr(0, 20), hole)));
  file.Add(TcpFrame(Tcp(kAck, kStart + 21, kV2Header.substr(21), hole)));
  Handshake(file, kStart, prefix).Add(TcpFrame(Tcp(kAck, kStart, "PROX", prefix)));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("flow"), "10.0.0.1:4000>10.0.0.2:80 10.0.0.1:4002>10.0.0.2:80");
  EXPECT_EQ(captured.All("outcome"), "incomplete incomplete");
  EXPECT_EQ(captured.All("needed"), "32 35");
  EXPECT_EQ(captured.Connections(), "4/2/0/2/0");
  EXPECT_EQ(captured.exit_code, 1);
}

TEST_F(CliCaptureStreams, BrokenHeaders) {
  PcapFile file;
  Handshake(file).Add(Data(0, "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n"));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("outcome"), "invalid");
  EXPECT_EQ(captured.All("reason"), "bad_source_address");
  EXPECT_EQ(captured.exit_code, 1);
}

TEST_F(CliCaptureStreams, OptionsOfDecode) {
  PcapFile file;
  Handshake(file).Add(Data(0, kV2Header));
  EXPECT_EQ(Read(file, {"--accept", "v1"}).All("reason"), "version_not_accepted");
  EXPECT_EQ(Read(file, {"--max-size", "34"}).All("reason"), "header_too_long");
  EXPECT_EQ(Read(file, {"--datagram"}).All("outcome"), "ok");
  std::string wrong = kV2Header;
  wrong.back() ^= 1;
  PcapFile broken;
  Handshake(broken).Add(Data(0, wrong));
  EXPECT_EQ(Read(broken).All("outcome"), "ok");
  EXPECT_EQ(Read(broken, {"--check", "crc"}).All("reason"), "bad_crc32c");
}

TEST_F(CliCaptureStreams, ManyConnectionsAtOnce) {
  PcapFile file;
  constexpr uint16_t kConnections = 3000;
  for (uint16_t i = 0; i < kConnections; ++i) Handshake(file, kStart, {i, 80});
  for (uint16_t i = 0; i < kConnections; ++i) {
    file.Add(TcpFrame(Tcp(kAck, kStart + 10, kV1Line.substr(10), {i, 80})));
  }
  for (uint16_t i = 0; i < kConnections; ++i) {
    file.Add(TcpFrame(Tcp(kAck, kStart, kV1Line.substr(0, 10), {i, 80})));
  }
  const Captured captured = Read(file);
  ASSERT_EQ(captured.headers.size(), kConnections);
  for (size_t i = 0; i < kConnections; ++i) {
    EXPECT_EQ(captured.headers[i].at("outcome"), "ok");
    EXPECT_EQ(captured.headers[i].at("packet"), 4 * kConnections + i + 1);
  }
}

}  // namespace
}  // namespace simdproxy::testing
