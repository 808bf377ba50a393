#include "tools/simdproxy/tlv_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tools/common/escape.h"
#include "tools/common/hex.h"

namespace simdproxy::tool {
namespace {

// "SSL_CN", or "0x42" for a type that has no name of its own.
std::string NameOf(uint8_t type) {
  const std::string_view name = TlvTypeName(type);
  if (name.empty() || !TlvTypeFromName(name)) return fmt::format("0x{:02X}", type);
  return std::string(name);
}

// An entry whose value is not shown: "NOOP(5 bytes)", and why not if a reader refused it.
std::string SizeOnly(const Tlv& tlv, ValueFault fault = ValueFault::kNone) {
  const size_t size = tlv.value.size();
  return fmt::format("{}({}{} byte{})", NameOf(tlv.type),
                     fault == ValueFault::kNone ? "" : fmt::format("{}, ", ValueFaultName(fault)),
                     size, size == 1 ? "" : "s");
}

// An entry that is text, or is meant to be.
template <class Value>
std::string Worded(const Tlv& tlv, const TlvValue<Value>& read) {
  if (!read) return SizeOnly(tlv, read.fault);
  return fmt::format("{}={}", NameOf(tlv.type), QuoteShort(AsText(tlv.value)));
}

std::string Alpn(const Tlv& tlv) {
  const auto alpn = ReadAlpn(tlv);
  if (!alpn) return SizeOnly(tlv, alpn.fault);
  std::array<std::string_view, 8> names;
  const size_t count = AlpnNames(*alpn, names);
  std::string text;
  for (size_t i = 0; i < std::min(count, names.size()); ++i) {
    if (i != 0) text += ',';
    text += QuoteShort(names[i]);
  }
  return fmt::format("ALPN={}{}", text, count > names.size() ? ",..." : "");
}

std::string UniqueId(const Tlv& tlv) {
  const auto id = ReadUniqueId(tlv);
  if (!id) return SizeOnly(tlv, id.fault);
  if (const auto text = TextOf(tlv)) return fmt::format("UNIQUE_ID={}", QuoteShort(*text));
  return fmt::format("UNIQUE_ID=0x{}", ToHex(*id));
}

std::string SslEntry(const Tlv& tlv) {
  switch (tlv.type) {
    case tlv_type::kSslVersion:
      return Worded(tlv, ReadSslVersion(tlv));
    case tlv_type::kSslCn:
      return Worded(tlv, ReadSslCn(tlv));
    case tlv_type::kSslCipher:
      return Worded(tlv, ReadSslCipher(tlv));
    case tlv_type::kSslSigAlg:
      return Worded(tlv, ReadSslSigAlg(tlv));
    case tlv_type::kSslKeyAlg:
      return Worded(tlv, ReadSslKeyAlg(tlv));
    case tlv_type::kSslGroup:
      return Worded(tlv, ReadSslGroup(tlv));
    case tlv_type::kSslSigScheme:
      return Worded(tlv, ReadSslSigScheme(tlv));
    default:
      return SizeOnly(tlv);
  }
}

std::string SslText(std::span<const std::byte> header, const Tlv& tlv) {
  const TlvValue<Ssl> ssl = ReadSsl(header, tlv, Reading::kPartial);
  if (!ssl && ssl.fault != ValueFault::kBadSubEntry) return SizeOnly(tlv, ssl.fault);

  constexpr uint8_t kCertificate = Ssl::kClientCertConn | Ssl::kClientCertSess;
  std::string text = ssl->tls() ? "tls" : "no tls";
  if ((ssl->client & kCertificate) == 0) {
    text += ", no certificate";
  } else if (ssl->verified()) {
    text += ", certificate verified";
  } else {
    text += fmt::format(", certificate not verified ({})", ssl->verify);
  }
  for (const Tlv sub : ssl->entries) {
    std::string entry = SslEntry(sub);
    if (entry.starts_with("SSL_")) entry.erase(0, 4);
    text += ", " + entry;
  }
  if (!ssl) text += fmt::format(", malformed at byte {}", ssl.offset);
  return fmt::format("SSL({})", text);
}

std::string Vendor(const Tlv& tlv) {
  const std::string name = NameOf(tlv.type);
  if (const auto aws = ReadAwsVpcEndpointId(tlv)) {
    return fmt::format("{}(AWS VPC endpoint {})", name, QuoteShort(*aws));
  }
  if (const auto azure = ReadAzureLinkId(tlv)) {
    return fmt::format("{}(Azure link id {})", name, *azure);
  }
  if (const auto gcp = ReadGcpPscConnectionId(tlv)) {
    return fmt::format("{}(GCP PSC connection {})", name, *gcp);
  }
  if (const auto alibaba = ReadAlibabaId(tlv)) {
    return fmt::format("{}(Alibaba {} {})", name, AlibabaKindName(alibaba->kind),
                       QuoteShort(alibaba->id));
  }
  return SizeOnly(tlv);
}

std::string Describe(std::span<const std::byte> header, const Tlv& tlv) {
  switch (tlv.type) {
    case tlv_type::kAlpn:
      return Alpn(tlv);
    case tlv_type::kAuthority:
      return Worded(tlv, ReadAuthority(tlv));
    case tlv_type::kCrc32c: {
      const auto crc = ReadCrc32c(tlv);
      return crc ? fmt::format("CRC32C={:08x}", *crc) : SizeOnly(tlv, crc.fault);
    }
    case tlv_type::kUniqueId:
      return UniqueId(tlv);
    case tlv_type::kSsl:
      return SslText(header, tlv);
    case tlv_type::kNetns:
      return Worded(tlv, ReadNetns(tlv));
    default:
      return Vendor(tlv);
  }
}

}  // namespace

std::optional<std::string_view> TextOf(const Tlv& tlv) {
  switch (tlv.type) {
    case tlv_type::kAlpn:
    case tlv_type::kAuthority:
    case tlv_type::kUniqueId:
    case tlv_type::kSslVersion:
    case tlv_type::kSslCn:
    case tlv_type::kSslCipher:
    case tlv_type::kSslSigAlg:
    case tlv_type::kSslKeyAlg:
    case tlv_type::kSslGroup:
    case tlv_type::kSslSigScheme:
    case tlv_type::kNetns:
      break;
    default:
      return std::nullopt;
  }
  const std::string_view text = AsText(tlv.value);
  return IsPrintable(text) ? std::optional(text) : std::nullopt;
}

std::string_view AlibabaKindName(AlibabaKind kind) {
  switch (kind) {
    case AlibabaKind::kVpcId:
      return "vpc_id";
    case AlibabaKind::kEndpointId:
      return "endpoint_id";
    case AlibabaKind::kServiceId:
      return "service_id";
  }
  return "id";
}

std::string TlvSummary(const HeaderView& view) {
  const TlvView tlvs = view.tlvs();
  std::string text;
  for (const Tlv tlv : tlvs) {
    if (!text.empty()) text += ' ';
    text += Describe(view.raw(), tlv);
  }
  if (const auto offset = tlvs.malformed_offset()) {
    text += fmt::format("{}malformed at byte {}", text.empty() ? "" : " ", *offset);
  }
  return text.empty() ? "-" : text;
}

}  // namespace simdproxy::tool
