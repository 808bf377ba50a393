// Writes samples, and an index of them.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_CORPUS_WRITER_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_CORPUS_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tools/common/corpus.h"
#include "tools/simdproxy/output_file.h"
#include "tools/simdproxy/pcap_writer.h"

namespace simdproxy::tool {

enum class CorpusFormat : uint8_t { kHex, kRaw, kPcap };

class CorpusWriter {
 public:
  /// Opens `out`.hex, .bin or .pcap, and `out`.index.jsonl beside it; for "-" standard output and
  /// no index. `datagram`: the samples are datagrams. False, with a message, if that fails.
  bool Open(const std::string& out, CorpusFormat format, bool datagram);

  void Write(const Sample& sample);
  bool failed() const { return file_.failed() || index_.failed(); }

  /// False, with a message, if anything could not be written; no files are left then.
  bool Close();

 private:
  uint64_t Put(const std::string& bytes);

  CorpusFormat format_{};
  bool datagram_ = false;
  bool with_index_ = false;
  OutputFile file_;
  OutputFile index_;
  std::optional<PcapWriter> pcap_;
  uint64_t position_ = 0;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_CORPUS_WRITER_H_
