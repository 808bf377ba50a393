#include "tools/loadproxy/header_maker.h"

#include <algorithm>
#include <cstring>

#include "tools/common/corpus_break.h"

namespace simdproxy::loadproxy {
namespace {

// The items of the template: those of the command line, then UNIQUE_ID and CRC32C.
HeaderDescription Shape(const SendSettings& settings, std::span<const TlvItem> items,
                        Transport transport, std::vector<TlvItem>& room) {
  HeaderDescription shape;
  shape.version = static_cast<uint8_t>(settings.version);
  shape.transport = settings.version == 1 ? Transport::kStream : transport;
  if (settings.version == 1) return shape;
  room.assign(items.begin(), items.end());
  if (settings.unique_id) room.push_back(TlvItem::Varying(tlv_type::kUniqueId, 16));
  if (settings.crc32c) room.push_back(TlvItem::Crc32c());
  shape.tlvs = room;
  return shape;
}

HeaderTemplate TemplateOf(const SendSettings& settings, std::span<const TlvItem> items,
                          Transport transport) {
  std::vector<TlvItem> room;
  return HeaderTemplate(Shape(settings, items, transport, room));
}

bool HasCrc32c(std::span<const TlvItem> items) {
  return std::ranges::any_of(items,
                             [](const TlvItem& item) { return item.type == tlv_type::kCrc32c; });
}

}  // namespace

HeaderMaker::HeaderMaker(const SendSettings& settings, std::span<const TlvItem> items,
                         const Engine& engine, unsigned worker, unsigned workers,
                         Transport transport)
    : settings_(settings),
      engine_(engine),
      items_(items),
      transport_(transport),
      template_(TemplateOf(settings, items, transport)),
      random_(settings.seed + worker),
      next_(worker),
      step_(workers),
      room_(kMaxHeaderSize) {
  // The first half tells runs and threads apart, the second counts.
  const uint64_t run = random_.Next() ^ (settings.unique_id ? uv_hrtime() : 0);
  std::memcpy(unique_id_.data(), &run, sizeof(run));
}

std::string HeaderMaker::Fault(const SendSettings& settings, std::span<const TlvItem> items) {
  const HeaderTemplate shape = TemplateOf(settings, items, Transport::kStream);
  return shape ? "" : std::string(EncodeFaultMessage(shape.fault()));
}

Endpoints HeaderMaker::Replaced(Endpoints record) {
  Endpoint source = SourceOf(record);
  Endpoint destination = DestinationOf(record);
  if (!settings_.sources.empty()) {
    const tool::IpAddress ip =
        settings_.random_sources ? settings_.sources.Draw(random_) : settings_.sources.Nth(next_);
    const uint32_t ports = settings_.source_ports.last - settings_.source_ports.first + 1U;
    const auto port = static_cast<uint16_t>(
        settings_.source_ports.first +
        (settings_.random_sources ? random_.Below(ports) : static_cast<uint32_t>(next_ % ports)));
    next_ += step_;
    source.family = ip.family;
    source.address = ip.address;
    source.port = port;
  }
  if (settings_.destination) destination = EndpointOf(*settings_.destination);
  return JoinEndpoints(source, destination, transport_);
}

void HeaderMaker::NextUniqueId() {
  ++unique_ids_;
  std::memcpy(unique_id_.data() + 8, &unique_ids_, sizeof(unique_ids_));
}

std::span<const std::byte> HeaderMaker::FromTemplate(const Endpoints& record) {
  NextUniqueId();
  const ValueColumn column = {.base = unique_id_.data(), .stride = 0};
  const EncodeBatchResult result = engine_.EncodeBatch(
      template_, {&record, 1}, {&column, template_.varying_count()}, {.bytes = room_});
  return std::span(room_).first(result.size);
}

HeaderMaker::Made HeaderMaker::Make(Endpoints real) {
  const Endpoints record = Replaced(real);
  return Finish(FromTemplate(record), record);
}

HeaderMaker::Made HeaderMaker::Translate(const HeaderView& received, const Endpoints& endpoints,
                                         const Endpoints& real) {
  const bool has_addresses = endpoints.family() != Family::kUnspec;
  if (!has_addresses && !settings_.sources.empty()) return Make(real);
  const TlvView tlvs = received.tlvs();
  const Endpoints record = has_addresses ? Replaced(endpoints) : Endpoints{};
  if (has_addresses && (settings_.version == 1 || tlvs.empty())) {
    return Finish(FromTemplate(record), record);
  }
  HeaderDescription description = Describe(received);
  description.version = static_cast<uint8_t>(settings_.version);
  if (has_addresses) {
    description.family = record.family();
    description.source = SourceOf(record);
    description.destination = DestinationOf(record);
  } else if (settings_.version == 1) {
    description = {.version = 1};  // UNKNOWN, whatever kept version 2 from naming addresses
  }
  return Finish(FromDescription(description, tlvs), record);
}

std::span<const std::byte> HeaderMaker::FromDescription(HeaderDescription description,
                                                        const TlvView& received) {
  if (settings_.version == 2) {
    joined_.resize(TlvItemsOf(received, {}));
    TlvItemsOf(received, joined_);
    joined_.insert(joined_.end(), items_.begin(), items_.end());
    NextUniqueId();
    if (settings_.unique_id) joined_.push_back(TlvItem::UniqueId(unique_id_));
    if (settings_.crc32c && !HasCrc32c(joined_)) joined_.push_back(TlvItem::Crc32c());
    description.tlvs = joined_;
  }
  const EncodeResult result = Encode(description, room_);
  return std::span(room_).first(result ? result.size : 0);
}

HeaderMaker::Made HeaderMaker::Finish(std::span<const std::byte> header, const Endpoints& record) {
  if (settings_.malformed == 0 || header.empty() ||
      random_.Below(1'000'000) >= settings_.malformed) {
    return {header};
  }
  tool::Draft draft;
  draft.random = tool::Random(random_.Next());
  draft.family = record.family();
  draft.endpoints = record;
  draft.breakage = settings_.breakages[random_.Below(settings_.breakages.size())];
  draft.kind = settings_.version == 1 ? tool::HeaderKind::kV1Tcp4 : tool::HeaderKind::kV2Inet;
  tool::Sample sample;
  sample.header = Decode(header);
  // What has no addresses has nothing to be broken in most of these ways.
  if (draft.family == Family::kUnspec) draft.breakage = tool::Breakage::kTruncated;
  sample.bytes.assign(reinterpret_cast<const char*>(header.data()), header.size());
  tool::Break(draft, transport_ == Transport::kDgram, sample);
  broken_ = std::move(sample.bytes);
  return {.bytes = std::as_bytes(std::span(broken_)), .malformed = true};
}

}  // namespace simdproxy::loadproxy
