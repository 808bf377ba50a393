#include "tools/simdproxy/pcap_writer.h"

namespace simdproxy::tool {
namespace {

constexpr int kSnapLength = 65535;
constexpr uint64_t kRecordHeadSize = 16;    // in front of each frame
constexpr uint64_t kStart = 1'767'225'600;  // 2026-01-01 00:00:00 UTC
constexpr uint64_t kPerFlow = 1000;         // microseconds from one flow to the next
constexpr uint64_t kPerFrame = 20;

}  // namespace

PcapWriter::PcapWriter(OutputFile& file)
    : file_(file), pcap_(pcap_open_dead(DLT_EN10MB, kSnapLength)) {
  // The dumper is the stream, so closing the file ends it.
  if (pcap_ != nullptr) dumper_ = pcap_dump_fopen(pcap_.get(), file.stream());
  file_.Check();
}

Flow PcapWriter::NextFlow() {
  constexpr uint64_t kPorts = 60'000;
  microseconds_ = flows_ * kPerFlow;
  const uint64_t n = flows_++;
  return {.proxy_address = 0xC6120001U + static_cast<uint32_t>(n / kPorts),
          .server_address = 0xC6130001U,
          .proxy_port = static_cast<uint16_t>(1024 + n % kPorts),
          .server_port = 80};
}

void PcapWriter::Put(const std::string& frame) {
  if (dumper_ == nullptr || file_.failed()) return;
  pcap_pkthdr head{};
  head.ts.tv_sec = static_cast<decltype(head.ts.tv_sec)>(kStart + microseconds_ / 1'000'000);
  head.ts.tv_usec = static_cast<decltype(head.ts.tv_usec)>(microseconds_ % 1'000'000);
  head.caplen = static_cast<bpf_u_int32>(frame.size());
  head.len = head.caplen;
  pcap_dump(reinterpret_cast<u_char*>(dumper_), &head,
            reinterpret_cast<const u_char*>(frame.data()));
  file_.Check();
  microseconds_ += kPerFrame;
  position_ += kRecordHeadSize + frame.size();
}

uint64_t PcapWriter::AddConnection(std::string_view bytes) {
  using enum Direction;
  constexpr uint32_t kProxyStart = 1'000'000;  // sequence numbers
  constexpr uint32_t kServerStart = 2'000'000;
  constexpr uint8_t kFinAck = tcp_flag::kFin | tcp_flag::kAck;
  const Flow flow = NextFlow();
  const uint32_t sent = kProxyStart + 1 + static_cast<uint32_t>(bytes.size());
  const uint32_t answered = kServerStart + 1;

  Put(TcpFrame(flow, {kToServer, tcp_flag::kSyn, kProxyStart, 0, {}}));
  Put(TcpFrame(flow,
               {kToProxy, tcp_flag::kSyn | tcp_flag::kAck, kServerStart, kProxyStart + 1, {}}));
  Put(TcpFrame(flow, {kToServer, tcp_flag::kAck, kProxyStart + 1, answered, {}}));
  const uint64_t offset = position_ + kRecordHeadSize + kTcpHeadSize;
  Put(TcpFrame(flow,
               {kToServer, tcp_flag::kPsh | tcp_flag::kAck, kProxyStart + 1, answered, bytes}));
  Put(TcpFrame(flow, {kToServer, kFinAck, sent, answered, {}}));
  Put(TcpFrame(flow, {kToProxy, kFinAck, answered, sent + 1, {}}));
  Put(TcpFrame(flow, {kToServer, tcp_flag::kAck, sent + 1, answered + 1, {}}));
  return offset;
}

uint64_t PcapWriter::AddDatagram(std::string_view bytes) {
  const Flow flow = NextFlow();
  const uint64_t offset = position_ + kRecordHeadSize + kUdpHeadSize;
  Put(UdpFrame(flow, bytes));
  return offset;
}

}  // namespace simdproxy::tool
