// simdproxy generate --format pcap: libpcap reads it, checksums are right, and the connections
// carry the headers.
#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/cli_corpus.h"

namespace simdproxy::testing {
namespace {

class CliPcap : public CliCorpusTest {};

uint32_t Big(std::string_view bytes, size_t at, size_t size) {
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

// Zero if the checksum inside of `bytes` is right.
uint32_t Folded(std::string bytes) {
  if (bytes.size() % 2 != 0) bytes += '\0';
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes.size(); i += 2) sum += Big(bytes, i, 2);
  while (sum > 0xFFFF) sum = (sum >> 16) + (sum & 0xFFFF);
  return sum ^ 0xFFFF;
}

struct Packet {
  std::string bytes;
  int64_t microseconds;

  std::string_view ip() const { return std::string_view(bytes).substr(14); }
  std::string_view message() const { return ip().substr(20); }
  uint8_t protocol() const { return static_cast<uint8_t>(ip()[9]); }
  bool is_tcp() const { return protocol() == 6; }
  std::string_view payload() const { return message().substr(is_tcp() ? 20 : 8); }
};

std::vector<Packet> ReadPackets(const char* name) {
  std::vector<Packet> packets;
  char error[PCAP_ERRBUF_SIZE] = "";
  pcap_t* const pcap = pcap_open_offline(name, error);
  EXPECT_NE(pcap, nullptr) << error;
  if (pcap == nullptr) return packets;
  EXPECT_EQ(pcap_datalink(pcap), DLT_EN10MB);
  pcap_pkthdr* head = nullptr;
  const u_char* data = nullptr;
  while (pcap_next_ex(pcap, &head, &data) == 1) {
    EXPECT_EQ(head->caplen, head->len);
    packets.push_back({std::string(reinterpret_cast<const char*>(data), head->caplen),
                       int64_t{head->ts.tv_sec} * 1'000'000 + head->ts.tv_usec});
  }
  EXPECT_STREQ(pcap_geterr(pcap), "");
  pcap_close(pcap);
  return packets;
}

void ExpectRightFrame(const Packet& packet) {
  ASSERT_GE(packet.bytes.size(), 14U + 20 + 8);
  EXPECT_EQ(Big(packet.bytes, 12, 2), 0x0800U);
  const std::string_view ip = packet.ip();
  EXPECT_EQ(ip[0], 0x45);
  EXPECT_EQ(Big(ip, 2, 2), ip.size());
  EXPECT_EQ(Folded(std::string(ip.substr(0, 20))), 0U);
  const std::string_view message = packet.message();
  std::string pseudo(ip.substr(12, 8));
  pseudo += '\0';
  pseudo += ip[9];
  pseudo += static_cast<char>(message.size() >> 8);
  pseudo += static_cast<char>(message.size() & 0xFF);
  EXPECT_EQ(Folded(pseudo + std::string(message)), 0U);
  if (!packet.is_tcp()) {
    EXPECT_EQ(Big(message, 4, 2), message.size());
    EXPECT_NE(Big(message, 6, 2), 0U);
  }
}

TEST_F(CliPcap, AConnectionForEachHeader) {
  const Generated raw = Make({"--count", "200", "--mix", "v2=40,v2tlv=30,v1=20,other=10"});
  const Generated pcap = Make({"--count", "200", "--mix", "v2=40,v2tlv=30,v1=20,other=10"}, "pcap");
  const std::vector<Packet> packets = ReadPackets("out.pcap");
  ASSERT_EQ(packets.size(), 200U * 7);
  ASSERT_EQ(pcap.index.size(), 200U);
  int64_t time = 0;
  for (const Packet& packet : packets) {
    ExpectRightFrame(packet);
    ASSERT_TRUE(packet.is_tcp());
    EXPECT_GT(packet.microseconds, time);
    time = packet.microseconds;
  }
  constexpr uint8_t kFlags[] = {0x02, 0x12, 0x10, 0x18, 0x11, 0x11, 0x10};  // SYN ... FIN, ACK
  for (size_t i = 0; i < 200; ++i) {
    const std::string header = HeaderOf(raw, raw.index[i]);
    EXPECT_EQ(HeaderOf(pcap, pcap.index[i]), header);
    EXPECT_EQ(pcap.index[i].at("expected"), raw.index[i].at("expected"));
    uint32_t next[2] = {};  // the sequence number that each side is to send, proxy first
    for (size_t k = 0; k < 7; ++k) {
      const std::string_view segment = packets[i * 7 + k].message();
      const bool to_server = k != 1 && k != 5;
      EXPECT_EQ(Big(segment, 0, 2), to_server ? 1024 + i : 80U);
      EXPECT_EQ(Big(segment, 2, 2), to_server ? 80U : 1024 + i);
      EXPECT_EQ(segment[13], kFlags[k]);
      EXPECT_EQ(packets[i * 7 + k].payload(), k == 3 ? header : "");
      uint32_t& mine = next[to_server ? 0 : 1];
      if (k > 1) {
        EXPECT_EQ(Big(segment, 4, 4), mine);
      }
      if (k > 0) {
        EXPECT_EQ(Big(segment, 8, 4), next[to_server ? 1 : 0]);
      }
      const bool counts = (kFlags[k] & 0x03) != 0;  // SYN and FIN take a number of their own
      mine = Big(segment, 4, 4) + static_cast<uint32_t>(packets[i * 7 + k].payload().size()) +
             (counts ? 1 : 0);
    }
  }
}

TEST_F(CliPcap, ADatagramForEachHeader) {
  const Generated pcap = Make({"--count", "100", "--profile", "random", "--mix", "v2-inet=100",
                               "--transport", "dgram", "--malformed", "truncated=20"},
                              "pcap");
  const std::vector<Packet> packets = ReadPackets("out.pcap");
  ASSERT_EQ(packets.size(), 100U);
  size_t truncated = 0;
  for (size_t i = 0; i < packets.size(); ++i) {
    ExpectRightFrame(packets[i]);
    EXPECT_EQ(packets[i].protocol(), 17);
    EXPECT_EQ(packets[i].payload(), HeaderOf(pcap, pcap.index[i]));
    truncated += pcap.index[i].at("expected").value("reason", "") == "truncated";
  }
  EXPECT_GT(truncated, 5U);
}

}  // namespace
}  // namespace simdproxy::testing
