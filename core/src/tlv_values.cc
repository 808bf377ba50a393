// What the value of an entry holds: the registered types [2.2.1 to 2.2.7] and those of vendors.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/src/wire.h"
#include "simdproxy/tlv.h"

namespace simdproxy {
namespace {

using Bytes = std::span<const std::byte>;

constexpr size_t kUniqueIdMaxSize = 128;  // [2.2.5]
constexpr size_t kSslHeadSize = 5;        // client (1), verify (4) [2.2.6]

uint8_t At(Bytes bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

std::string_view Text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool IsPrintableAscii(Bytes bytes) {
  return std::ranges::all_of(
      bytes, [](std::byte b) { return b >= std::byte{0x20} && b <= std::byte{0x7E}; });
}

// Well-formed UTF-8 as of RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF.
bool IsUtf8(Bytes bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const uint8_t lead = At(bytes, i++);
    if (lead < 0x80) continue;
    if (lead < 0xC2 || lead > 0xF4) return false;
    const size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (bytes.size() - i < more) return false;
    // Only the second byte's range depends on the first.
    const uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (At(bytes, i) < low || At(bytes, i) > high) return false;
    for (size_t k = 1; k < more; ++k) {
      if ((At(bytes, i + k) & 0xC0) != 0x80) return false;
    }
    i += more;
  }
  return true;
}

template <class T>
TlvValue<T> Fault(const Tlv& tlv, ValueFault fault) {
  return {.fault = fault, .offset = tlv.offset};
}

// Bytes of a type whose size lies between the bounds.
TlvValue<Bytes> ReadBytes(const Tlv& tlv, uint8_t type, size_t min, size_t max) {
  if (tlv.type != type) return Fault<Bytes>(tlv, ValueFault::kWrongType);
  if (tlv.value.size() < min || tlv.value.size() > max) {
    return Fault<Bytes>(tlv, ValueFault::kBadSize);
  }
  return {.value = tlv.value};
}

TlvValue<std::string_view> ReadAscii(const Tlv& tlv, uint8_t type) {
  if (tlv.type != type) return Fault<std::string_view>(tlv, ValueFault::kWrongType);
  if (tlv.value.empty()) return Fault<std::string_view>(tlv, ValueFault::kBadSize);
  if (!IsPrintableAscii(tlv.value)) return Fault<std::string_view>(tlv, ValueFault::kBadText);
  return {.value = Text(tlv.value)};
}

constexpr size_t kAnySize = 65535;

}  // namespace

std::string_view ValueFaultName(ValueFault fault) noexcept {
  switch (fault) {
    case ValueFault::kNone:
      return "none";
    case ValueFault::kWrongType:
      return "wrong_type";
    case ValueFault::kBadSize:
      return "bad_size";
    case ValueFault::kBadText:
      return "bad_text";
    case ValueFault::kBadSubtype:
      return "bad_subtype";
    case ValueFault::kBadSubEntry:
      return "bad_sub_entry";
  }
  return "unknown";
}

TlvValue<Bytes> ReadAlpn(const Tlv& tlv) noexcept {
  return ReadBytes(tlv, tlv_type::kAlpn, 1, kAnySize);
}

size_t AlpnNames(Bytes value, std::span<std::string_view> names) noexcept {
  const auto add = [&names](size_t index, Bytes name) {
    if (index < names.size()) names[index] = Text(name);
  };
  // RFC 7301 section 3.1: a 16-bit size, then names of 1 to 255 bytes behind their size.
  const bool sized = value.size() >= 2 &&
                     (static_cast<size_t>(At(value, 0)) << 8 | At(value, 1)) == value.size() - 2;
  size_t count = 0;
  size_t at = 2;
  while (sized && at < value.size()) {
    const size_t size = At(value, at);
    if (size == 0 || value.size() - at - 1 < size) break;
    add(count++, value.subspan(at + 1, size));
    at += 1 + size;
  }
  if (count != 0 && at == value.size()) return count;
  add(0, value);
  return 1;
}

TlvValue<std::string_view> ReadAuthority(const Tlv& tlv) noexcept {
  if (tlv.type != tlv_type::kAuthority) {
    return Fault<std::string_view>(tlv, ValueFault::kWrongType);
  }
  if (tlv.value.empty()) return Fault<std::string_view>(tlv, ValueFault::kBadSize);
  if (!IsUtf8(tlv.value)) return Fault<std::string_view>(tlv, ValueFault::kBadText);
  return {.value = Text(tlv.value)};
}

TlvValue<uint32_t> ReadCrc32c(const Tlv& tlv) noexcept {
  if (tlv.type != tlv_type::kCrc32c) return Fault<uint32_t>(tlv, ValueFault::kWrongType);
  if (tlv.value.size() != wire::kCrc32cValueSize) {
    return Fault<uint32_t>(tlv, ValueFault::kBadSize);
  }
  uint32_t crc = 0;
  for (size_t i = 0; i < wire::kCrc32cValueSize; ++i) crc = crc << 8 | At(tlv.value, i);
  return {.value = crc};
}

TlvValue<Bytes> ReadNoop(const Tlv& tlv) noexcept {
  return ReadBytes(tlv, tlv_type::kNoop, 0, kAnySize);
}

TlvValue<Bytes> ReadUniqueId(const Tlv& tlv) noexcept {
  return ReadBytes(tlv, tlv_type::kUniqueId, 0, kUniqueIdMaxSize);
}

TlvValue<Ssl> ReadSsl(Bytes header, const Tlv& tlv, Reading reading) noexcept {
  if (tlv.type != tlv_type::kSsl) return Fault<Ssl>(tlv, ValueFault::kWrongType);
  if (tlv.value.size() < kSslHeadSize) return Fault<Ssl>(tlv, ValueFault::kBadSize);

  TlvValue<Ssl> ssl;
  ssl.value.client = At(tlv.value, 0);
  for (size_t i = 1; i < kSslHeadSize; ++i) {
    ssl.value.verify = ssl.value.verify << 8 | At(tlv.value, i);
  }
  const auto begin = static_cast<uint32_t>(tlv.value_offset() + kSslHeadSize);
  const auto end = static_cast<uint32_t>(tlv.value_offset() + tlv.value.size());
  ssl.value.entries = TlvView(header, begin, end, reading);
  if (const auto malformed = ssl.value.entries.malformed_offset()) {
    ssl.fault = ValueFault::kBadSubEntry;
    ssl.offset = *malformed;
    if (reading == Reading::kStrict) ssl.value = {};
  }
  return ssl;
}

TlvValue<std::string_view> ReadSslVersion(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kSslVersion);
}
TlvValue<Bytes> ReadSslCn(const Tlv& tlv) noexcept {
  return ReadBytes(tlv, tlv_type::kSslCn, 0, kAnySize);
}
TlvValue<std::string_view> ReadSslCipher(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kSslCipher);
}
TlvValue<std::string_view> ReadSslSigAlg(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kSslSigAlg);
}
TlvValue<std::string_view> ReadSslKeyAlg(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kSslKeyAlg);
}
TlvValue<std::string_view> ReadSslGroup(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kSslGroup);
}
TlvValue<std::string_view> ReadSslSigScheme(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kSslSigScheme);
}
TlvValue<Bytes> ReadSslClientCert(const Tlv& tlv) noexcept {
  return ReadBytes(tlv, tlv_type::kSslClientCert, 1, kAnySize);
}
TlvValue<std::string_view> ReadNetns(const Tlv& tlv) noexcept {
  return ReadAscii(tlv, tlv_type::kNetns);
}

TlvValue<std::string_view> ReadAwsVpcEndpointId(const Tlv& tlv) noexcept {
  constexpr uint8_t kVpcEndpointId = 0x01;
  using Value = std::string_view;
  if (tlv.type != tlv_type::kAwsVpcEndpoint) return Fault<Value>(tlv, ValueFault::kWrongType);
  if (tlv.value.size() < 2) return Fault<Value>(tlv, ValueFault::kBadSize);
  if (At(tlv.value, 0) != kVpcEndpointId) return Fault<Value>(tlv, ValueFault::kBadSubtype);
  const Bytes id = tlv.value.subspan(1);
  if (!IsPrintableAscii(id)) return Fault<Value>(tlv, ValueFault::kBadText);
  return {.value = Text(id)};
}

TlvValue<uint32_t> ReadAzureLinkId(const Tlv& tlv) noexcept {
  constexpr uint8_t kLinkId = 0x01;
  if (tlv.type != tlv_type::kAzurePrivateLink) {
    return Fault<uint32_t>(tlv, ValueFault::kWrongType);
  }
  if (tlv.value.empty()) return Fault<uint32_t>(tlv, ValueFault::kBadSize);
  if (At(tlv.value, 0) != kLinkId) return Fault<uint32_t>(tlv, ValueFault::kBadSubtype);
  if (tlv.value.size() != 5) return Fault<uint32_t>(tlv, ValueFault::kBadSize);
  uint32_t id = 0;
  for (size_t i = 4; i >= 1; --i) id = id << 8 | At(tlv.value, i);
  return {.value = id};
}

TlvValue<uint64_t> ReadGcpPscConnectionId(const Tlv& tlv) noexcept {
  if (tlv.type != tlv_type::kGcpPscConnection) {
    return Fault<uint64_t>(tlv, ValueFault::kWrongType);
  }
  if (tlv.value.size() != 8) return Fault<uint64_t>(tlv, ValueFault::kBadSize);
  uint64_t id = 0;
  for (size_t i = 0; i < 8; ++i) id = id << 8 | At(tlv.value, i);
  return {.value = id};
}

TlvValue<AlibabaId> ReadAlibabaId(const Tlv& tlv) noexcept {
  if (tlv.type != tlv_type::kAlibaba) return Fault<AlibabaId>(tlv, ValueFault::kWrongType);
  if (tlv.value.size() < 2) return Fault<AlibabaId>(tlv, ValueFault::kBadSize);
  const uint8_t kind = At(tlv.value, 0);
  if (kind < 1 || kind > 3) return Fault<AlibabaId>(tlv, ValueFault::kBadSubtype);
  const Bytes id = tlv.value.subspan(1);
  if (!IsPrintableAscii(id)) return Fault<AlibabaId>(tlv, ValueFault::kBadText);
  return {.value = {.kind = static_cast<AlibabaKind>(kind), .id = Text(id)}};
}

}  // namespace simdproxy
