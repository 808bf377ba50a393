// A DPDK application that takes bursts of packets from one port, decodes the PROXY headers in front
// of their UDP payloads at once where the packets lie, and prints what it found when no more
// packets come:
//
//   dpdk_burst --no-huge --no-pci --vdev=net_pcap0,rx_pcap=FILE
//
// with a capture in place of a network card.
#include <arpa/inet.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_net.h>
#include <rte_udp.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "simdproxy/simdproxy.h"

namespace {

constexpr uint16_t kBurst = 64;
constexpr unsigned kPackets = 1024;  // in the pool
constexpr int kIdlePolls = 1000;     // then the capture is at its end

constexpr simdproxy::Options kOptions{.check = simdproxy::Check::kCrc, .datagram = true};

// The UDP payload of a packet; nothing for other packets. The payload ends where UDP says: a short
// frame is padded behind it.
simdproxy::Buffer PayloadOf(rte_mbuf* packet) {
  rte_net_hdr_lens sizes{};
  const uint32_t type = rte_net_get_ptype(packet, &sizes, RTE_PTYPE_ALL_MASK);
  if ((type & RTE_PTYPE_L4_MASK) != RTE_PTYPE_L4_UDP) return {nullptr, 0};
  // Headers and PROXY header may lie in more than one segment.
  if (packet->nb_segs > 1 && rte_pktmbuf_linearize(packet) != 0) return {nullptr, 0};
  const uint32_t udp_begin = sizes.l2_len + uint32_t{sizes.l3_len};
  const uint32_t begin = udp_begin + sizes.l4_len;
  const auto* const udp = rte_pktmbuf_mtod_offset(packet, const rte_udp_hdr*, udp_begin);
  const uint32_t size = ntohs(udp->dgram_len);
  if (size < sizeof(rte_udp_hdr) || udp_begin + size > packet->data_len) return {nullptr, 0};
  return {rte_pktmbuf_mtod_offset(packet, const void*, begin), size - sizeof(rte_udp_hdr)};
}

struct Counts {
  size_t packets = 0;
  size_t ok = 0;
  size_t inet = 0;
  size_t inet6 = 0;
};

// Takes one burst. Returns how many packets it had.
uint16_t TakeBurst(uint16_t port, Counts& counts) {
  std::array<rte_mbuf*, kBurst> packets;
  const uint16_t count = rte_eth_rx_burst(port, 0, packets.data(), kBurst);
  std::array<simdproxy::Buffer, kBurst> buffers;
  std::array<simdproxy::Header, kBurst> headers;
  std::array<simdproxy::Endpoints, kBurst> endpoints;
  for (uint16_t i = 0; i < count; ++i) buffers[i] = PayloadOf(packets[i]);
  counts.packets += count;
  counts.ok += simdproxy::DecodeBatch(std::span(buffers.data(), count), headers.data(),
                                      endpoints.data(), kOptions);
  // Here a load balancer chooses where each packet goes, by endpoints[i], and sends it on without
  // its first headers[i].size() bytes of payload. Where there are no endpoints they are all zero.
  for (uint16_t i = 0; i < count; ++i) {
    counts.inet += endpoints[i].family() == simdproxy::Family::kInet;
    counts.inet6 += endpoints[i].family() == simdproxy::Family::kInet6;
  }
  rte_pktmbuf_free_bulk(packets.data(), count);
  return count;
}

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "%s failed: %s\n", what, rte_strerror(rte_errno));
  std::exit(1);
}

void Start(uint16_t port) {
  rte_mempool* const pool =
      rte_pktmbuf_pool_create("packets", kPackets, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
  Require(pool != nullptr, "rte_pktmbuf_pool_create");
  const rte_eth_conf configuration{};
  Require(rte_eth_dev_configure(port, 1, 0, &configuration) == 0, "rte_eth_dev_configure");
  Require(rte_eth_rx_queue_setup(port, 0, kPackets / 2, static_cast<unsigned>(SOCKET_ID_ANY),
                                 nullptr, pool) == 0,
          "rte_eth_rx_queue_setup");
  Require(rte_eth_dev_start(port) == 0, "rte_eth_dev_start");
}

}  // namespace

int main(int argc, char** argv) {
  Require(rte_eal_init(argc, argv) >= 0, "rte_eal_init");
  Require(rte_eth_dev_count_avail() > 0, "looking for a port");
  Start(0);
  Counts counts;
  int idle = 0;
  while (idle < kIdlePolls) idle = TakeBurst(0, counts) != 0 ? 0 : idle + 1;
  std::printf("%zu packets, %zu with a valid header, %zu INET, %zu INET6\n", counts.packets,
              counts.ok, counts.inet, counts.inet6);
  rte_eth_dev_stop(0);
  rte_eal_cleanup();
}
