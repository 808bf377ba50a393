// simdproxy decode on captures: what stands in front of TCP and UDP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli_captures.h"

namespace simdproxy::testing {
namespace {

class CliCaptureLinks : public CliCaptureTest {
 protected:
  // One packet with a header, of this link type.
  static void ExpectHeader(uint32_t link, const std::string& frame, const std::string& flow) {
    PcapFile::Options options;
    options.link = link;
    const Captured captured = Read(PcapFile(options).Add(frame));
    EXPECT_EQ(captured.All("outcome"), "ok") << "link type " << link;
    EXPECT_EQ(captured.All("flow"), flow);
    EXPECT_EQ(captured.errors, "");
  }
};

constexpr char kFlow4[] = "10.0.0.1:4000>10.0.0.2:80";
constexpr char kFlow6[] = "[2001:db8::1]:4000>[2001:db8::2]:80";

std::string Packet4() { return Ipv4(kProtocolTcp, Tcp(kAck, 1, kV1Line)); }
std::string Packet6() { return Ipv6(kProtocolTcp, Tcp(kAck, 1, kV1Line)); }

std::string Sll(uint16_t protocol, const std::string& packet) {
  return Net(0, 2) + Net(1, 2) + Net(6, 2) + Net(0, 8) + Net(protocol, 2) + packet;
}

std::string Sll2(uint16_t protocol, const std::string& packet) {
  return Net(protocol, 2) + Net(0, 2) + Net(3, 4) + Net(1, 2) + Net(0, 1) + Net(6, 1) + Net(0, 8) +
         packet;
}

TEST_F(CliCaptureLinks, EthernetAndVlanTags) {
  const std::string vlan = Net(0x8100'0005, 4);
  const std::string service = Net(0x88A8'0007, 4);
  for (const std::string& tags :
       {std::string(), vlan, service + vlan, Net(0x9100'0001, 4) + vlan, vlan + vlan + vlan}) {
    ExpectHeader(kLinkEthernet, Ethernet(kEtherIpv4, Packet4(), tags), kFlow4);
    ExpectHeader(kLinkEthernet, Ethernet(kEtherIpv6, Packet6(), tags), kFlow6);
  }
}

TEST_F(CliCaptureLinks, LinuxCooked) {
  ExpectHeader(kLinkSll, Sll(kEtherIpv4, Packet4()), kFlow4);
  ExpectHeader(kLinkSll, Sll(kEtherIpv6, Packet6()), kFlow6);
  ExpectHeader(kLinkSll, Sll(0x8100, Net(5, 2) + Net(kEtherIpv4, 2) + Packet4()), kFlow4);
  ExpectHeader(kLinkSll2, Sll2(kEtherIpv4, Packet4()), kFlow4);
  ExpectHeader(kLinkSll2, Sll2(kEtherIpv6, Packet6()), kFlow6);
  ExpectHeader(kLinkSll2, Sll2(0x8100, Net(5, 2) + Net(kEtherIpv6, 2) + Packet6()), kFlow6);
}

TEST_F(CliCaptureLinks, RawIp) {
  ExpectHeader(kLinkRaw, Packet4(), kFlow4);
  ExpectHeader(kLinkRaw, Packet6(), kFlow6);
  ExpectHeader(kLinkIpv4, Packet4(), kFlow4);
  ExpectHeader(kLinkIpv6, Packet6(), kFlow6);
}

TEST_F(CliCaptureLinks, Loopback) {
  for (const ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    ExpectHeader(kLinkNull, Word(2, 4, order) + Packet4(), kFlow4);
    for (const uint32_t inet6 : {10U, 24U, 28U, 30U}) {
      ExpectHeader(kLinkNull, Word(inet6, 4, order) + Packet6(), kFlow6);
    }
  }
  ExpectHeader(kLinkLoop, Net(2, 4) + Packet4(), kFlow4);
  ExpectHeader(kLinkLoop, Net(24, 4) + Packet6(), kFlow6);
}

TEST_F(CliCaptureLinks, HeadsOfIp) {
  const std::string segment = Tcp(kAck, 1, kV1Line);
  Ipv4Options options;
  options.options = std::string(40, '\x01');
  ExpectHeader(kLinkRaw, Ipv4(kProtocolTcp, segment, options), kFlow4);
  Ipv4Options offload;
  offload.no_length = true;
  ExpectHeader(kLinkRaw, Ipv4(kProtocolTcp, segment, offload), kFlow4);
  ExpectHeader(kLinkRaw, Ipv6(kProtocolTcp, segment, /*no_length=*/true), kFlow6);

  const std::string hop_by_hop = Net(60, 1) + Net(0, 1) + Net(0, 6);
  const std::string destination = Net(43, 1) + Net(1, 1) + Net(0, 14);
  const std::string routing = Net(51, 1) + Net(2, 1) + Net(0, 22);
  const std::string authentication = Net(44, 1) + Net(4, 1) + Net(0, 22);
  const std::string fragment = Net(135, 1) + Net(0, 1) + Net(0, 2) + Net(7, 4);  // the only one
  const std::string mobility = Net(kProtocolTcp, 1) + Net(0, 7);
  ExpectHeader(
      kLinkRaw,
      Ipv6(0, hop_by_hop + destination + routing + authentication + fragment + mobility + segment),
      kFlow6);
}

TEST_F(CliCaptureLinks, OptionsOfTcp) {
  std::string segment = Tcp(kAck, 1, std::string(12, '\x01') + kV1Line);
  segment[12] = '\x80';  // 8 words
  ExpectHeader(kLinkEthernet, TcpFrame(segment), kFlow4);
}

TEST_F(CliCaptureLinks, PaddingOfAFrameIsNoData) {
  PcapFile file;
  file.Add(TcpFrame(Tcp(kSyn, 0)) + std::string(6, 'P'));
  file.Add(TcpFrame(Tcp(kAck, 1)) + std::string(6, 'P')).Add(TcpFrame(Tcp(kAck, 1, kV1Line)));
  EXPECT_EQ(Read(file).All("packet"), "3");
}

TEST_F(CliCaptureLinks, OtherPacketsAreCounted) {
  PcapFile file;
  file.Add(Ethernet(0x0806, Net(1, 28)));                               // ARP
  file.Add(Ethernet(kEtherIpv4, Ipv4(1, Net(0x0800, 2) + Net(0, 6))));  // ICMP
  file.Add(Ethernet(kEtherIpv6, Ipv6(59, "")));                         // no next header
  file.Add(Ethernet(kEtherIpv4, Packet6().replace(0, 1, "\x50")));      // no version of IP
  file.Add(Ethernet(kEtherIpv4, ""));
  file.Add("short");
  file.Add(TcpFrame(Tcp(kAck, 1, kV1Line).replace(12, 1, "\x40")));  // 4 words
  const Captured captured = Read(file);
  EXPECT_EQ(captured.counts.at("packets"), 7);
  EXPECT_EQ(captured.counts.at("others"), 7);
  EXPECT_EQ(captured.Connections(), "0/0/0/0/0");
  EXPECT_EQ(captured.exit_code, 1);
}

TEST_F(CliCaptureLinks, FragmentsAreNotPutTogether) {
  Ipv4Options first;
  first.fragment = 0x2000;
  Ipv4Options next;
  next.fragment = 0x0005;
  PcapFile file;
  // The first one has the whole header, so that the rest does not matter.
  file.Add(Ethernet(kEtherIpv4, Ipv4(kProtocolUdp, Udp(kV2Header + "12345"), first)));
  file.Add(Ethernet(kEtherIpv4, Ipv4(kProtocolUdp, "6789", next)));
  // And here the header goes on in the next one.
  file.Add(Ethernet(kEtherIpv4, Ipv4(kProtocolUdp, Udp(kV2Header.substr(0, 24)), first)));
  const std::string fragment = Net(kProtocolUdp, 1) + Net(0, 1) + Net(0x0029, 2) + Net(7, 4);
  file.Add(Ethernet(kEtherIpv6, Ipv6(44, fragment + kV2Header)));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("outcome"), "ok incomplete");
  EXPECT_EQ(captured.counts.at("fragments"), 2);
  EXPECT_EQ(captured.Datagrams(), "2/2/0/0/0");
}

TEST_F(CliCaptureLinks, Datagrams) {
  PcapFile file;
  file.Add(UdpFrame(Udp(kV2Header + "query"))).Add(UdpFrame(Udp(kV1Line)));
  file.Add(UdpFrame(Udp(kV2Header.substr(0, 30))))
      .Add(UdpFrame(Udp("\r\n")))
      .Add(UdpFrame(Udp("")));
  file.Add(UdpFrame(Udp("query"))).Add(UdpFrame(Udp(kV2Header + "again")));
  file.Add(Ethernet(kEtherIpv6, Ipv6(kProtocolUdp, Udp(kV2Header))))
      .Add(TcpFrame(Tcp(kAck, 1, kV1Line)));
  const Captured captured = Read(file);
  EXPECT_EQ(captured.All("packet"), "1 2 3 7 8 9");
  EXPECT_EQ(captured.All("carrier"), "UDP UDP UDP UDP UDP TCP");
  EXPECT_EQ(captured.All("outcome"), "ok ok invalid ok ok ok");
  EXPECT_EQ(captured.headers[0].at("header_size"), 35);
  EXPECT_EQ(captured.headers[2].at("reason"), "truncated");
  EXPECT_EQ(captured.All("flow"), std::string(kFlow4) + ' ' + kFlow4 + ' ' + kFlow4 + ' ' + kFlow4 +
                                      ' ' + kFlow6 + ' ' + kFlow4);
  EXPECT_EQ(captured.Datagrams(), "8/5/2/0/1");
  EXPECT_EQ(captured.Connections(), "1/1/0/0/0");
}

TEST_F(CliCaptureLinks, PacketsCutToAnyLength) {
  const std::string vlan = Net(0x8100'0005, 4);
  const std::string options = Net(kProtocolTcp, 1) + Net(1, 1) + Net(0, 14);
  const std::vector<std::string> frames = {
      Ethernet(kEtherIpv4, Packet4(), vlan),
      Ethernet(kEtherIpv6, Ipv6(60, options + Tcp(kAck, 1, kV1Line))), UdpFrame(Udp(kV1Line))};
  for (const std::string& frame : frames) {
    for (size_t size = 1; size < frame.size(); ++size) {
      PcapFile::Options cut;
      cut.snap_length = size;
      const Captured captured = Read(PcapFile(cut).Add(frame));
      EXPECT_EQ(captured.errors, "");
      EXPECT_EQ(captured.exit_code, 1);
      // From the signature on it is known to be one.
      const size_t begin = frame.size() - kV1Line.size();
      EXPECT_EQ(captured.All("outcome"), size < begin + 6 ? "" : "incomplete") << size;
    }
  }
}

TEST_F(CliCaptureLinks, ASegmentCutShortLeavesAHole) {
  PcapFile::Options options;
  options.snap_length = 54 + 20;
  PcapFile file(options);
  file.Add(TcpFrame(Tcp(kSyn, 0))).Add(TcpFrame(Tcp(kAck, 1, kV1Line.substr(0, 30))));
  file.Add(TcpFrame(Tcp(kAck, 31, kV1Line.substr(30))));
  EXPECT_EQ(Read(file).All("outcome"), "incomplete");
  EXPECT_EQ(Read(file.Add(TcpFrame(Tcp(kAck, 21, kV1Line.substr(20, 10))))).All("outcome"), "ok");
}

TEST_F(CliCaptureLinks, OtherLinkTypesAreNotRead) {
  PcapFile::Options options;
  options.link = kLinkIeee80211;
  Write("wlan", PcapFile(options).Add("x").bytes());
  ExpectRun(Decode({"--format", "json", "wlan"}), 2, "",
            "simdproxy: wlan: captures of link type IEEE802_11 are not read\n");
  ExpectRun(Decode({"wlan"}), 2, "1 input: 1 not read\n",
            "simdproxy: wlan: captures of link type IEEE802_11 are not read\n");
}

}  // namespace
}  // namespace simdproxy::testing
