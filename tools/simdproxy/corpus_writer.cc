#include "tools/simdproxy/corpus_writer.h"

#include <span>
#include <string_view>

#include "tools/common/hex.h"
#include "tools/simdproxy/decoded.h"
#include "tools/simdproxy/json_report.h"

namespace simdproxy::tool {
namespace {

std::string_view Ending(CorpusFormat format) {
  switch (format) {
    case CorpusFormat::kHex:
      return ".hex";
    case CorpusFormat::kRaw:
      return ".bin";
    case CorpusFormat::kPcap:
      break;
  }
  return ".pcap";
}

std::string_view MalformedName(Breakage breakage) {
  if (breakage == Breakage::kNone) return "";
  return kBreakageNames[static_cast<size_t>(breakage)];
}

}  // namespace

bool CorpusWriter::Open(const std::string& out, CorpusFormat format, bool datagram) {
  format_ = format;
  datagram_ = datagram;
  with_index_ = out != kStandardOutput;
  if (!file_.Open(with_index_ ? out + std::string(Ending(format)) : out)) return false;
  if (with_index_ && !index_.Open(out + ".index.jsonl")) return false;
  if (format == CorpusFormat::kPcap) pcap_.emplace(file_);
  return true;
}

// Returns where the header, or its line, stands in the file.
uint64_t CorpusWriter::Put(const std::string& bytes) {
  if (pcap_) return datagram_ ? pcap_->AddDatagram(bytes) : pcap_->AddConnection(bytes);
  const uint64_t offset = position_;
  if (format_ == CorpusFormat::kRaw) {
    file_.Write(bytes);
    position_ += bytes.size();
  } else {
    file_.Write(ToHex(std::as_bytes(std::span(bytes))) + '\n');
    position_ += bytes.size() * 2 + 1;
  }
  return offset;
}

void CorpusWriter::Write(const Sample& sample) {
  const uint64_t offset = Put(sample.bytes);
  if (!with_index_) return;
  const Decoded decoded = {.source = {},
                           .bytes = std::as_bytes(std::span(sample.bytes)),
                           .header = sample.header,
                           .endpoints = sample.endpoints};
  const IndexEntry entry = {.offset = offset,
                            .kind = kHeaderKindNames[static_cast<size_t>(sample.kind)],
                            .malformed = MalformedName(sample.breakage)};
  index_.Write(IndexLine(entry, decoded) + '\n');
}

bool CorpusWriter::Close() {
  // Both or none.
  const bool closed = file_.Close();
  return index_.Close() && closed && file_.Keep() && index_.Keep();
}

}  // namespace simdproxy::tool
