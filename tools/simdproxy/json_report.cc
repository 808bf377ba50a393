#include "tools/simdproxy/json_report.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "tools/common/escape.h"
#include "tools/common/json_writer.h"
#include "tools/common/utf8.h"
#include "tools/simdproxy/tlv_text.h"

namespace simdproxy::tool {
namespace {

// Puts `key`, and `key`_hex too if the bytes are not what the text says.
void PutText(JsonWriter& json, std::string_view key, std::string_view text,
             std::span<const std::byte> bytes) {
  json.Put(key, text);
  if (IsUtf8(text) && text == AsText(bytes)) return;
  json.Key(fmt::format("{}_hex", key));
  json.Hex(bytes);
}

void PutEndpoint(JsonWriter& json, std::string_view key, const Endpoint& endpoint) {
  json.Key(key);
  if (!endpoint) return json.Null();
  json.BeginObject();
  const AddressText text = ToText(endpoint);
  if (endpoint.family == Family::kUnix) {
    PutText(json, "path", text.view(), endpoint.path);
  } else {
    json.Put("address", text.view());
    json.Put("port", endpoint.port);
  }
  json.EndObject();
}

// What every TLV has.
void PutFields(JsonWriter& json, const Tlv& tlv) {
  json.Put("type", tlv.type);
  if (const std::string_view name = TlvTypeName(tlv.type); !name.empty()) json.Put("name", name);
  json.Put("offset", tlv.offset);
  json.Put("length", tlv.value.size());
  json.Key("value");
  json.Hex(tlv.value);
  if (const auto text = TextOf(tlv)) json.Put("text", *text);
}

void PutVendor(JsonWriter& json, const Tlv& tlv) {
  if (const auto aws = ReadAwsVpcEndpointId(tlv)) json.Put("aws_vpc_endpoint_id", *aws);
  if (const auto azure = ReadAzureLinkId(tlv)) json.Put("azure_link_id", *azure);
  if (const auto gcp = ReadGcpPscConnectionId(tlv)) {
    json.Put("gcp_psc_connection_id", std::to_string(*gcp));
  }
  if (const auto alibaba = ReadAlibabaId(tlv)) {
    json.Put(fmt::format("alibaba_{}", AlibabaKindName(alibaba->kind)), alibaba->id);
  }
}

void PutSsl(JsonWriter& json, std::span<const std::byte> header, const Tlv& tlv) {
  const TlvValue<Ssl> ssl = ReadSsl(header, tlv, Reading::kPartial);
  if (ssl || ssl.fault == ValueFault::kBadSubEntry) {
    json.Put("client", ssl->client);
    json.Put("verify", ssl->verify);
    json.Key("tlvs");
    json.BeginArray();
    for (const Tlv sub : ssl->entries) {
      json.BeginObject();
      PutFields(json, sub);
      json.EndObject();
    }
    json.EndArray();
  }
  if (!ssl) json.Put("malformed_offset", ssl.offset);
}

void PutTlvs(JsonWriter& json, std::span<const std::byte> header, const TlvView& tlvs) {
  json.Key("tlvs");
  json.BeginArray();
  for (const Tlv tlv : tlvs) {
    json.BeginObject();
    PutFields(json, tlv);
    if (tlv.type == tlv_type::kSsl) {
      PutSsl(json, header, tlv);
    } else {
      PutVendor(json, tlv);
    }
    json.EndObject();
  }
  json.EndArray();
}

void PutHeader(JsonWriter& json, const Decoded& decoded) {
  const HeaderView view = decoded.view();
  json.Put("version", static_cast<unsigned>(view.version()));
  json.Put("command", CommandName(view.command()));
  json.Put("family", FamilyName(view.family()));
  json.Put("transport", TransportName(view.transport()));
  PutEndpoint(json, "src", SourceOf(decoded));
  PutEndpoint(json, "dst", DestinationOf(decoded));
  json.Put("header_size", view.header().size());
  if (!view.rest().empty()) {
    json.Key("rest");
    json.Hex(view.rest());
  }
  json.Put("crc32c", CrcStateName(view.header().crc_state()));
  const TlvView tlvs = view.tlvs();
  PutTlvs(json, view.raw(), tlvs);
  if (const auto offset = tlvs.malformed_offset()) json.Put("malformed_tlv_offset", *offset);
}

void PutInvalid(JsonWriter& json, const Header& header) {
  json.Put("version", static_cast<unsigned>(header.version()));
  json.Put("reason", ReasonName(header.reason()));
  json.Put("offset", header.offset());
  json.Put("message", ReasonMessage(header.reason()));
  if (header.reason() == Reason::kBadCrc32c) json.Put("crc32c", "bad");
}

void PutAnswer(JsonWriter& json, const Decoded& decoded) {
  const Header& header = decoded.header;
  json.Put("outcome", OutcomeName(header.outcome()));
  switch (header.outcome()) {
    case Outcome::kOk:
      PutHeader(json, decoded);
      break;
    case Outcome::kIncomplete:
      json.Put("needed", header.needed());
      break;
    case Outcome::kNotProxy:
      json.Put("offset", header.offset());
      break;
    case Outcome::kInvalid:
      PutInvalid(json, header);
      break;
  }
}

void PutSource(JsonWriter& json, std::string_view source) {
  PutText(json, "source", source, std::as_bytes(std::span(source)));
}

void PutOrigin(JsonWriter& json, const capture::Origin& origin) {
  json.Put("flow", capture::ToText(origin.flow));
  json.Put("carrier", capture::CarrierName(origin.carrier));
  json.Put("packet", origin.mark.number);
  json.Key("time");
  const std::string time = capture::TimeText(origin.mark);
  if (time.empty()) {
    json.Null();
  } else {
    json.String(time);
  }
}

void PutCounts(JsonWriter& json, std::string_view key, const capture::BeginningCounts& counts) {
  json.Key(key);
  json.BeginObject();
  json.Put("total", counts.total);
  json.Put("header", counts.header);
  json.Put("none", counts.none);
  json.Put("unknown", counts.unknown);
  json.Put("empty", counts.empty);
  json.EndObject();
}

}  // namespace

std::string JsonLine(const Decoded& decoded) {
  JsonWriter json;
  json.BeginObject();
  PutSource(json, decoded.source);
  if (decoded.origin != nullptr) PutOrigin(json, *decoded.origin);
  PutAnswer(json, decoded);
  json.EndObject();
  return json.Take();
}

std::string CaptureLine(std::string_view source, const capture::Counts& counts) {
  JsonWriter json;
  json.BeginObject();
  PutSource(json, source);
  json.Key("capture");
  json.BeginObject();
  json.Put("packets", counts.packets);
  json.Put("fragments", counts.fragments);
  json.Put("others", counts.others);
  PutCounts(json, "connections", counts.connections);
  PutCounts(json, "datagrams", counts.datagrams);
  json.EndObject();
  json.EndObject();
  return json.Take();
}

std::string JsonSource(std::string_view source) {
  JsonWriter json;
  json.BeginObject();
  PutSource(json, source);
  return json.Take();
}

std::string HitLine(uint64_t offset, std::string_view kind, const Decoded& decoded) {
  JsonWriter json;
  json.BeginObject();
  PutSource(json, decoded.source);
  json.Put("offset", offset);
  json.Put("kind", kind);
  json.Key("decoded");
  json.BeginObject();
  PutAnswer(json, decoded);
  json.EndObject();
  json.EndObject();
  return json.Take();
}

std::string IndexLine(const IndexEntry& entry, const Decoded& decoded) {
  JsonWriter json;
  json.BeginObject();
  json.Put("offset", entry.offset);
  json.Put("size", decoded.bytes.size());
  json.Put("kind", entry.kind);
  if (!entry.malformed.empty()) json.Put("malformed", entry.malformed);
  json.Key("expected");
  json.BeginObject();
  PutAnswer(json, decoded);
  json.EndObject();
  json.EndObject();
  return json.Take();
}

}  // namespace simdproxy::tool
