#include "tools/common/tlv_argument.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tools/common/escape.h"
#include "tools/common/hex.h"
#include "tools/common/input.h"
#include "tools/common/number.h"

namespace simdproxy::tool {
namespace {

constexpr size_t kMaxValue = 65535;  // what an entry's length field can say

struct Argument {
  std::string name;  // upper case, '_' for '-'
  bool has_value = false;
  std::string value;
  std::string error;
};

// A vendor's entry whose value is text behind a byte that tells its kind.
struct VendorText {
  std::string_view name;
  uint8_t type;
  char kind;
};
constexpr VendorText kVendorTexts[] = {
    {"AWS_VPC_ENDPOINT_ID", tlv_type::kAwsVpcEndpoint, 1},
    {"ALIBABA_VPC_ID", tlv_type::kAlibaba, 1},
    {"ALIBABA_ENDPOINT_ID", tlv_type::kAlibaba, 2},
    {"ALIBABA_SERVICE_ID", tlv_type::kAlibaba, 3},
};

std::string UpperName(std::string_view text) {
  std::string name(text);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '-') c = '_';
  }
  return name;
}

// The bytes that the text behind '=' stands for; an error in `argument` otherwise.
void ReadValue(std::string_view text, Argument& argument) {
  if (text.starts_with("hex:")) {
    text.remove_prefix(4);
    if (text.empty()) return;
    const HexBytes hex = FromHex(text);
    argument.value = AsText(hex.bytes);
    argument.error = hex.error;
  } else if (text.starts_with("file:")) {
    const Input file = ReadInput(std::string(text.substr(5)), InputFormat::kRaw);
    argument.value = AsText(file.bytes);
    if (!file.error.empty()) {
      const std::string_view path = text.substr(5);
      argument.error = fmt::format("{}: {}", path.empty() ? "''" : Escape(path), file.error);
    }
  } else {
    if (text.starts_with("text:")) text.remove_prefix(5);
    argument.value = text;
  }
  if (argument.value.size() > kMaxValue) {
    argument.error =
        fmt::format("the value has {} bytes; an entry holds {}", argument.value.size(), kMaxValue);
  }
}

Argument Parse(const std::string& text) {
  Argument argument;
  const size_t equals = text.find('=');
  argument.name = UpperName(text.substr(0, equals));
  argument.has_value = equals != std::string::npos;
  if (argument.has_value) ReadValue(std::string_view(text).substr(equals + 1), argument);
  if (!argument.error.empty()) {
    argument.error = fmt::format("'{}': {}", Escape(text), argument.error);
  }
  return argument;
}

std::optional<uint8_t> TypeOf(const std::string& name) {
  if (const auto number = ParseNumber(name, 255)) return static_cast<uint8_t>(*number);
  return TlvTypeFromName(name);
}

std::string Unknown(const std::string& text, std::string_view names) {
  return fmt::format("'{}': the type is none of {}, or a number from 0 to 255",
                     Escape(text.substr(0, text.find('='))), names);
}

std::string NoValue(const std::string& text) {
  return fmt::format("'{}' has no value; write {}=VALUE", Escape(text), Escape(text));
}

// `size` bytes of a number, the lowest first or last.
std::string NumberBytes(uint64_t number, size_t size, bool lowest_first) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> 8 * i & 0xFF);
  if (!lowest_first) std::ranges::reverse(bytes);
  return bytes;
}

// Entries that stand for a number. Nothing if `argument` is none of them, else an error or "".
std::optional<std::string> AddNumbered(const Argument& argument, TlvList& tlvs) {
  const bool azure = argument.name == "AZURE_LINK_ID";
  if (!azure && argument.name != "GCP_PSC_CONNECTION_ID") return std::nullopt;
  const auto number = ParseNumber(argument.value, azure ? UINT32_MAX : UINT64_MAX);
  if (!number) {
    return fmt::format("{}: '{}' is not a number of {} bits", argument.name, Escape(argument.value),
                       azure ? 32 : 64);
  }
  if (azure) {  // little-endian, as Azure documents it
    tlvs.Add(tlv_type::kAzurePrivateLink, '\1' + NumberBytes(*number, 4, true));
  } else {
    tlvs.Add(tlv_type::kGcpPscConnection, NumberBytes(*number, 8, false));
  }
  return "";
}

// CRC32C and SSL without a value: their places. True if it was one of them.
bool AddPlace(const Argument& argument, TlvList& tlvs, std::string& error) {
  if (argument.has_value) return false;
  if (argument.name == "CRC32C") {
    tlvs.AddCrc32c();
    return true;
  }
  if (argument.name != "SSL") return false;
  if (tlvs.has_ssl()) {
    error = "'SSL' is given twice; a header has one SSL entry";
  } else {
    tlvs.PlaceSsl();
  }
  return true;
}

}  // namespace

std::string AddTlvArgument(const std::string& text, TlvList& tlvs) {
  const Argument argument = Parse(text);
  if (!argument.error.empty()) return argument.error;
  std::string error;
  if (AddPlace(argument, tlvs, error)) return error;

  const auto vendor = std::ranges::find(kVendorTexts, argument.name, &VendorText::name);
  const bool is_vendor = vendor != std::end(kVendorTexts);
  const bool is_number =
      argument.name == "AZURE_LINK_ID" || argument.name == "GCP_PSC_CONNECTION_ID";
  const auto type = TypeOf(argument.name);
  if (!type && !is_vendor && !is_number) {
    return Unknown(text,
                   "ALPN, AUTHORITY, CRC32C, NOOP, UNIQUE_ID, SSL, NETNS, AWS_VPC_ENDPOINT_ID, "
                   "AZURE_LINK_ID, GCP_PSC_CONNECTION_ID, ALIBABA_VPC_ID, ALIBABA_ENDPOINT_ID, "
                   "ALIBABA_SERVICE_ID");
  }
  if (!argument.has_value) return NoValue(text);
  if (const auto numbered = AddNumbered(argument, tlvs)) return *numbered;
  if (is_vendor) {
    tlvs.Add(vendor->type, vendor->kind + argument.value);
    return "";
  }
  if (*type >= tlv_type::kSslVersion && *type <= tlv_type::kSslClientCert) {
    return fmt::format("'{}' stands inside the SSL entry; give it with --ssl",
                       Escape(text.substr(0, text.find('='))));
  }
  tlvs.Add(*type, argument.value);
  return "";
}

std::string AddSslArgument(const std::string& text, TlvList& tlvs) {
  const Argument argument = Parse(text);
  if (!argument.error.empty()) return argument.error;
  auto type = TypeOf(argument.name);
  if (!type || !ParseNumber(argument.name, 255)) {
    const std::string name =
        argument.name.starts_with("SSL_") ? argument.name : "SSL_" + argument.name;
    type = TlvTypeFromName(name);
  }
  if (!type) {
    return Unknown(text, "VERSION, CN, CIPHER, SIG_ALG, KEY_ALG, GROUP, SIG_SCHEME, CLIENT_CERT");
  }
  if (!argument.has_value) return NoValue(text);
  tlvs.AddToSsl(*type, argument.value);
  return "";
}

}  // namespace simdproxy::tool
