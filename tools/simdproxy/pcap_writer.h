// Headers as a capture shows them: one TCP connection, or one datagram, for each.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_PCAP_WRITER_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_PCAP_WRITER_H_

#include <pcap/pcap.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tools/simdproxy/frame.h"
#include "tools/simdproxy/output_file.h"

namespace simdproxy::tool {

/// Writes through libpcap into a file that outlives it and is open. Flow n, its times and its
/// addresses (of 198.18.0.0/15, RFC 2544) depend on n alone.
class PcapWriter {
 public:
  explicit PcapWriter(OutputFile& file);

  /// A connection that carries `bytes` from the proxy to the server and is closed. Returns where
  /// they stand in the file.
  uint64_t AddConnection(std::string_view bytes);
  uint64_t AddDatagram(std::string_view bytes);

 private:
  struct Close {
    void operator()(pcap_t* pcap) const { pcap_close(pcap); }
  };

  Flow NextFlow();
  void Put(const std::string& frame);

  OutputFile& file_;
  std::unique_ptr<pcap_t, Close> pcap_;
  pcap_dumper_t* dumper_ = nullptr;  // the file's stream in libpcap's terms; not owned
  uint64_t flows_ = 0;
  uint64_t microseconds_ = 0;  // of the next frame, since the first
  uint64_t position_ = 24;     // behind the head of the file
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_PCAP_WRITER_H_
