#include "tools/simdproxy/capture/decoder.h"

#include <utility>

#include "tools/simdproxy/capture/link.h"
#include "tools/simdproxy/capture/segment.h"

namespace simdproxy::capture {
namespace {

constexpr size_t kBatch = 512;
constexpr size_t kBatchBytes = size_t{4} << 20;  // datagrams and TLVs can be long

Options ForStreams(Options options) {
  options.datagram = false;
  return options;
}

}  // namespace

Decoder::Decoder(const Engine& engine, const Options& options, int link_type, Emit emit)
    : engine_(engine),
      options_(options),
      link_type_(link_type),
      emit_(std::move(emit)),
      connections_({&engine, ForStreams(options)},
                   [this](Beginning beginning) { Queue(std::move(beginning)); }) {}

void Decoder::Add(const Packet& packet) {
  ++counts_.packets;
  Segment segment;
  switch (ReadSegment(IpPacketIn(packet.bytes, link_type_), packet.cut, &segment)) {
    case Content::kSegment:
      if (segment.carrier == Carrier::kTcp) {
        connections_.Add(segment, packet.mark);
      } else {
        AddDatagram(segment, packet.mark);
      }
      break;
    case Content::kFragment:
      ++counts_.fragments;
      break;
    case Content::kOther:
      ++counts_.others;
      break;
  }
}

void Decoder::AddDatagram(const Segment& segment, const PacketMark& mark) {
  BeginningCounts& counts = counts_.datagrams;
  ++counts.total;
  const Kind kind = Classify(std::as_bytes(segment.payload));
  if (kind == Kind::kV1 || kind == Kind::kV2) {
    ++counts.header;
    Queue({.origin = {Carrier::kUdp, segment.flow, mark},
           .whole_datagram = !segment.cut,
           .bytes = {segment.payload.begin(), segment.payload.end()}});
  } else if (kind == Kind::kPrefix && segment.cut) {
    ++counts.unknown;
  } else {
    ++(segment.payload.empty() ? counts.empty : counts.none);
  }
}

void Decoder::Queue(Beginning beginning) {
  queued_bytes_ += beginning.bytes.size();
  queue_.push_back(std::move(beginning));
  if (queue_.size() >= kBatch || queued_bytes_ >= kBatchBytes) Flush();
}

// Decodes those in the queue that are whole datagrams, or all others, in one batch.
void Decoder::DecodeGroup(bool datagrams) {
  std::vector<size_t> indices;
  std::vector<Buffer> buffers;
  for (size_t i = 0; i < queue_.size(); ++i) {
    if (queue_[i].whole_datagram != datagrams) continue;
    indices.push_back(i);
    buffers.push_back({queue_[i].bytes.data(), queue_[i].bytes.size()});
  }
  std::vector<Header> headers(buffers.size());
  std::vector<Endpoints> endpoints(buffers.size());
  Options options = options_;
  options.datagram = datagrams;
  engine_.DecodeBatch(buffers, headers.data(), endpoints.data(), options);
  for (size_t i = 0; i < indices.size(); ++i) {
    headers_[indices[i]] = headers[i];
    endpoints_[indices[i]] = endpoints[i];
  }
}

void Decoder::Flush() {
  headers_.resize(queue_.size());
  endpoints_.resize(queue_.size());
  DecodeGroup(/*datagrams=*/false);
  DecodeGroup(/*datagrams=*/true);
  for (size_t i = 0; i < queue_.size(); ++i) {
    emit_(
        {queue_[i].origin, std::as_bytes(std::span(queue_[i].bytes)), headers_[i], endpoints_[i]});
  }
  queue_.clear();
  queued_bytes_ = 0;
}

void Decoder::End() {
  connections_.End();
  Flush();
}

Counts Decoder::counts() const {
  Counts counts = counts_;
  counts.connections = connections_.counts();
  return counts;
}

}  // namespace simdproxy::capture
