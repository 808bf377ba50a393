#include "tools/simdproxy/json_report.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "tools/simdproxy/escape.h"
#include "tools/simdproxy/hex.h"
#include "tools/simdproxy/tlv_text.h"

namespace simdproxy::tool {
namespace {

using Json = nlohmann::ordered_json;

// Sets `key`, and `key`_hex too if the bytes are not what the text says.
void SetText(Json& object, const std::string& key, std::string_view text,
             std::span<const std::byte> bytes) {
  object[key] = text;
  if (!IsUtf8(text) || text != AsText(bytes)) object[key + "_hex"] = ToHex(bytes);
}

Json EndpointJson(const Endpoint& endpoint) {
  if (!endpoint) return nullptr;
  Json json;
  const AddressText text = ToText(endpoint);
  if (endpoint.family == Family::kUnix) {
    SetText(json, "path", text.view(), endpoint.path);
  } else {
    json["address"] = text.view();
    json["port"] = endpoint.port;
  }
  return json;
}

Json TlvJson(const Tlv& tlv) {
  Json json;
  json["type"] = tlv.type;
  if (const std::string_view name = TlvTypeName(tlv.type); !name.empty()) json["name"] = name;
  json["offset"] = tlv.offset;
  json["length"] = tlv.value.size();
  json["value"] = ToHex(tlv.value);
  if (const auto text = TextOf(tlv)) json["text"] = *text;
  return json;
}

void AddVendor(Json& json, const Tlv& tlv) {
  if (const auto aws = ReadAwsVpcEndpointId(tlv)) json["aws_vpc_endpoint_id"] = *aws;
  if (const auto azure = ReadAzureLinkId(tlv)) json["azure_link_id"] = *azure;
  if (const auto gcp = ReadGcpPscConnectionId(tlv)) {
    json["gcp_psc_connection_id"] = std::to_string(*gcp);
  }
  if (const auto alibaba = ReadAlibabaId(tlv)) {
    json["alibaba_" + std::string(AlibabaKindName(alibaba->kind))] = alibaba->id;
  }
}

void AddSsl(Json& json, std::span<const std::byte> header, const Tlv& tlv) {
  const TlvValue<Ssl> ssl = ReadSsl(header, tlv, Reading::kPartial);
  if (ssl || ssl.fault == ValueFault::kBadSubEntry) {
    json["client"] = ssl->client;
    json["verify"] = ssl->verify;
    json["tlvs"] = Json::array();
    for (const Tlv sub : ssl->entries) json["tlvs"].push_back(TlvJson(sub));
  }
  if (!ssl) json["malformed_offset"] = ssl.offset;
}

Json TlvsJson(std::span<const std::byte> header, const TlvView& tlvs) {
  Json list = Json::array();
  for (const Tlv tlv : tlvs) {
    Json json = TlvJson(tlv);
    if (tlv.type == tlv_type::kSsl) {
      AddSsl(json, header, tlv);
    } else {
      AddVendor(json, tlv);
    }
    list.push_back(std::move(json));
  }
  return list;
}

void AddHeader(Json& json, const Decoded& decoded) {
  const HeaderView view = decoded.view();
  json["version"] = view.version();
  json["command"] = CommandName(view.command());
  json["family"] = FamilyName(view.family());
  json["transport"] = TransportName(view.transport());
  json["src"] = EndpointJson(SourceOf(decoded));
  json["dst"] = EndpointJson(DestinationOf(decoded));
  json["header_size"] = view.header().size();
  if (!view.rest().empty()) json["rest"] = ToHex(view.rest());
  json["crc32c"] = CrcStateName(view.header().crc_state());
  const TlvView tlvs = view.tlvs();
  json["tlvs"] = TlvsJson(view.raw(), tlvs);
  if (const auto offset = tlvs.malformed_offset()) json["malformed_tlv_offset"] = *offset;
}

void AddInvalid(Json& json, const Header& header) {
  json["version"] = header.version();
  json["reason"] = ReasonName(header.reason());
  json["offset"] = header.offset();
  json["message"] = ReasonMessage(header.reason());
  if (header.reason() == Reason::kBadCrc32c) json["crc32c"] = "bad";
}

void AddAnswer(Json& json, const Decoded& decoded) {
  const Header& header = decoded.header;
  json["outcome"] = OutcomeName(header.outcome());
  switch (header.outcome()) {
    case Outcome::kOk:
      AddHeader(json, decoded);
      break;
    case Outcome::kIncomplete:
      json["needed"] = header.needed();
      break;
    case Outcome::kNotProxy:
      json["offset"] = header.offset();
      break;
    case Outcome::kInvalid:
      AddInvalid(json, header);
      break;
  }
}

std::string OneLine(const Json& json) {
  // ASCII only: what a stranger put into a header must not reach a terminal as it is.
  constexpr int kOneLine = -1;
  constexpr bool kAsciiOnly = true;
  return json.dump(kOneLine, ' ', kAsciiOnly, Json::error_handler_t::replace);
}

}  // namespace

std::string JsonLine(const Decoded& decoded) {
  Json json;
  SetText(json, "source", decoded.source, std::as_bytes(std::span(decoded.source)));
  AddAnswer(json, decoded);
  return OneLine(json);
}

std::string IndexLine(const IndexEntry& entry, const Decoded& decoded) {
  Json json;
  json["offset"] = entry.offset;
  json["size"] = decoded.bytes.size();
  json["kind"] = entry.kind;
  if (!entry.malformed.empty()) json["malformed"] = entry.malformed;
  json["expected"] = Json::object();
  AddAnswer(json["expected"], decoded);
  return OneLine(json);
}

}  // namespace simdproxy::tool
