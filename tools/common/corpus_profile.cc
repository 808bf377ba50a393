#include "tools/common/corpus_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace simdproxy::tool {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

std::string DrawBytes(Random& random, size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.Below(256));
  return bytes;
}

std::string DrawHost(Random& random) {
  constexpr std::string_view kHosts[] = {"www", "api", "static", "mail", "b\303\274cher"};
  const std::string_view host = random.Pick(kHosts);
  return fmt::format("{}{}.example.com", host, random.Below(1000));
}

std::string DrawAlpn(Random& random) {
  constexpr std::string_view kNames[] = {"h2", "http/1.1", "\2h2\10http/1.1"};
  return std::string(random.Pick(kNames));
}

// As HAProxy's example "%{+X}o %ci:%cp_%fi:%fp_%Ts_%rt:%pid" prints them.
std::string DrawUniqueId(Random& random) {
  const uint32_t client = random.Below(uint64_t{1} << 32);
  const uint32_t port = random.Below(65536);
  const uint32_t time = random.Below(uint64_t{1} << 32);
  const uint32_t count = random.Below(65536);
  return fmt::format("{:08X}:{:04X}_C6336402:01BB_{:08X}_{:04X}:2A", client, port, time, count);
}

void AddSsl(Random& random, TlvList& tlvs) {
  const bool new_tls = random.Below(4) != 0;
  const bool certificate = random.Below(4) == 0;
  tlvs.PlaceSsl();
  tlvs.SetSsl(certificate ? Ssl::kClientSsl | Ssl::kClientCertConn : Ssl::kClientSsl,
              certificate ? 0 : 1);
  tlvs.AddToSsl(tlv_type::kSslVersion, new_tls ? "TLSv1.3" : "TLSv1.2");
  if (certificate) {
    tlvs.AddToSsl(tlv_type::kSslCn, fmt::format("client-{}", random.Below(1000)));
  }
  tlvs.AddToSsl(tlv_type::kSslCipher,
                new_tls ? "TLS_AES_256_GCM_SHA384" : "ECDHE-RSA-AES128-GCM-SHA256");
  tlvs.AddToSsl(tlv_type::kSslSigAlg, "RSA-SHA256");
  tlvs.AddToSsl(tlv_type::kSslKeyAlg, "RSA2048");
}

void AddAws(Draft& draft, TlvList& tlvs) {
  tlvs.AddCrc32c();
  if (draft.kind == HeaderKind::kV2Local) {  // a health check
    constexpr size_t kHealthCheckNoop = 74;
    return tlvs.Add(tlv_type::kNoop, std::string(kHealthCheckNoop, '\0'));
  }
  const AwsValue value = DrawAwsValue(draft.random);
  tlvs.Add(tlv_type::kAwsVpcEndpoint, std::string(value.begin(), value.end()));
  const size_t noop = AwsNoopSize(draft.family);
  if (noop != 0) tlvs.Add(tlv_type::kNoop, std::string(noop, '\0'));
}

void AddHaproxy(Random& random, TlvList& tlvs) {
  tlvs.AddCrc32c();
  tlvs.Add(tlv_type::kAlpn, DrawAlpn(random));
  tlvs.Add(tlv_type::kAuthority, DrawHost(random));
  tlvs.Add(tlv_type::kUniqueId, DrawUniqueId(random));
  AddSsl(random, tlvs);
}

void AddRandomEntry(Random& random, TlvList& tlvs) {
  constexpr uint8_t kOtherTypes[] = {0x00, 0x11, 0x2F, 0x40, 0xE5, 0xEF, 0xF0, 0xF7, 0xF8, 0xFF};
  switch (random.Below(12)) {
    case 0:
      return tlvs.Add(tlv_type::kAlpn, DrawAlpn(random));
    case 1:
      return tlvs.Add(tlv_type::kAuthority, DrawHost(random));
    case 2:
      return tlvs.Add(tlv_type::kUniqueId, DrawBytes(random, random.Below(129)));
    case 3:
      return tlvs.Add(tlv_type::kNetns, fmt::format("netns-{}", random.Below(100)));
    case 4:
      return tlvs.Add(tlv_type::kNoop, std::string(random.Below(32), '\0'));
    case 5: {
      const AwsValue value = DrawAwsValue(random);
      return tlvs.Add(tlv_type::kAwsVpcEndpoint, std::string(value.begin(), value.end()));
    }
    case 6:
      return tlvs.Add(tlv_type::kAzurePrivateLink, '\1' + DrawBytes(random, 4));
    case 7:
      return tlvs.Add(tlv_type::kGcpPscConnection, DrawBytes(random, 8));
    case 8: {
      const char kind = static_cast<char>(1 + random.Below(3));
      return tlvs.Add(tlv_type::kAlibaba, kind + fmt::format("id-{:06x}", random.Below(1U << 24)));
    }
    case 9:
      if (tlvs.has_ssl()) return;
      return AddSsl(random, tlvs);
    default: {
      const uint8_t type = random.Pick(kOtherTypes);
      return tlvs.Add(type, DrawBytes(random, random.Below(40)));
    }
  }
}

bool AddRandom(Random& random, TlvList& tlvs) {
  const uint32_t count = 1 + random.Below(5);
  const bool with_crc = random.Below(2) == 0;
  const uint32_t crc_at = random.Below(count);
  for (uint32_t i = 0; i < count; ++i) {
    if (with_crc && i == crc_at) tlvs.AddCrc32c();
    AddRandomEntry(random, tlvs);
  }
  if (random.Below(4) == 0) tlvs.AddPadding(uint32_t{4} << random.Below(5));
  return with_crc;
}

}  // namespace

AwsValue DrawAwsValue(Random& random) {
  AwsValue value{};
  value[0] = 1;
  std::ranges::copy(std::string_view("vpce-"), value.begin() + 1);
  for (size_t i = 6; i < value.size(); ++i) value[i] = kHexDigits[random.Below(16)];
  return value;
}

size_t AwsNoopSize(Family family) {
  constexpr size_t kSize = 100;
  constexpr size_t kFixed = 16 + 7 + 3 + sizeof(AwsValue) + 3;
  switch (family) {
    case Family::kInet:
      return kSize - kFixed - 12;
    case Family::kInet6:
      return kSize - kFixed - 36;
    default:
      return 0;
  }
}

bool AddProfile(Draft& draft, TlvList& tlvs) {
  switch (draft.profile) {
    case Profile::kNone:
      return false;
    case Profile::kAwsNlb:
      AddAws(draft, tlvs);
      return true;
    case Profile::kHaproxySsl:
      AddHaproxy(draft.random, tlvs);
      return true;
    case Profile::kRandom:
      break;
  }
  return AddRandom(draft.random, tlvs);
}

}  // namespace simdproxy::tool
