#include "tools/common/corpus_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace simdproxy::tool {
namespace {

using namespace std::literals;

bool IsV2WithBlock(HeaderKind kind) {
  return kind == HeaderKind::kV2 || kind == HeaderKind::kV2Tlv || kind == HeaderKind::kV2Inet ||
         kind == HeaderKind::kV2Inet6 || kind == HeaderKind::kV2Unix;
}

bool IsTcpLine(HeaderKind kind) {
  return kind == HeaderKind::kV1 || kind == HeaderKind::kV1Tcp4 || kind == HeaderKind::kV1Tcp6;
}

// A kind that can be broken in this way: the one drawn, or else what stands for it.
HeaderKind FittingKind(Breakage breakage, HeaderKind kind) {
  switch (breakage) {
    case Breakage::kNone:
      return kind;
    case Breakage::kTruncated:
      return kind == HeaderKind::kNotProxy ? HeaderKind::kV2 : kind;
    case Breakage::kBadFamilyToken:
    case Breakage::kBadSeparator:
    case Breakage::kBadAddress:
    case Breakage::kBadPort:
    case Breakage::kBadLineEnd:
      return IsTcpLine(kind) ? kind : HeaderKind::kV1;
    case Breakage::kLineTooLong:
      return HeaderKind::kV1Unknown;
    case Breakage::kBadVersion:
    case Breakage::kBadCommand:
      if (kind == HeaderKind::kV2Local || kind == HeaderKind::kV2Unspec) return kind;
      [[fallthrough]];
    default:
      return IsV2WithBlock(kind) ? kind : HeaderKind::kV2;
  }
}

HeaderKind OneOf(HeaderKind group, Family family, Random& random) {
  constexpr HeaderKind kOthers[] = {HeaderKind::kV2Unix, HeaderKind::kV2Local,
                                    HeaderKind::kV2Unspec, HeaderKind::kV1Unknown,
                                    HeaderKind::kNotProxy};
  switch (group) {
    case HeaderKind::kV2:
    case HeaderKind::kV2Tlv:
      return family == Family::kInet ? HeaderKind::kV2Inet : HeaderKind::kV2Inet6;
    case HeaderKind::kV1:
      return family == Family::kInet ? HeaderKind::kV1Tcp4 : HeaderKind::kV1Tcp6;
    case HeaderKind::kOther:
      return random.Pick(kOthers);
    default:
      return group;
  }
}

// A family that both ends have addresses of.
Family DrawFamily(const CorpusSettings& settings, Random& random) {
  const Family family = settings.sources.DrawFamily(random);
  if (settings.destinations.Has(family)) return family;
  return family == Family::kInet ? Family::kInet6 : Family::kInet;
}

Family FamilyOf(HeaderKind kind) {
  switch (kind) {
    case HeaderKind::kV2Inet:
    case HeaderKind::kV1Tcp4:
      return Family::kInet;
    case HeaderKind::kV2Inet6:
    case HeaderKind::kV1Tcp6:
      return Family::kInet6;
    case HeaderKind::kV2Unix:
      return Family::kUnix;
    default:
      return Family::kUnspec;
  }
}

Transport TransportOf(const Draft& draft, bool datagram) {
  if (draft.family == Family::kUnspec) return Transport::kUnspec;
  return datagram && !draft.is_v1() ? Transport::kDgram : Transport::kStream;
}

void DrawEndpoints(const CorpusSettings& settings, Draft& draft) {
  Endpoints& endpoints = draft.endpoints;
  const auto source = settings.sources.Draw(draft.family, draft.random);
  const auto destination = settings.destinations.Draw(draft.family, draft.random);
  std::ranges::copy(source, endpoints.source);
  std::ranges::copy(destination, endpoints.destination);
  endpoints.source_port = settings.source_ports.Draw(draft.random);
  endpoints.destination_port = settings.destination_ports.Draw(draft.random);
  endpoints.family_number = static_cast<uint8_t>(draft.family);
  endpoints.transport_number = static_cast<uint8_t>(TransportOf(draft, settings.datagram));
}

// One in four is an abstract name.
std::string DrawPath(Random& random) {
  const uint32_t form = random.Below(4);
  const uint32_t number = random.Below(1'000'000);
  return form == 0 ? fmt::format("{}client-{}", '\0', number)
                   : fmt::format("/run/proxy/{}.sock", number);
}

}  // namespace

Draft DrawDraft(const CorpusSettings& settings, Random random) {
  Draft draft;
  draft.random = random;
  const auto breakage = settings.breakages.Draw(draft.random);
  if (breakage) draft.breakage = static_cast<Breakage>(*breakage);
  // The mix is complete: there is always a kind.
  const auto drawn = settings.mix.Draw(draft.random);
  const HeaderKind group = FittingKind(draft.breakage, static_cast<HeaderKind>(drawn.value_or(0)));
  const Family family = DrawFamily(settings, draft.random);
  draft.kind = FittingKind(draft.breakage, OneOf(group, family, draft.random));
  draft.kind = OneOf(draft.kind, family, draft.random);
  draft.family = FamilyOf(draft.kind);
  if (group == HeaderKind::kV2Tlv && settings.profile == Profile::kNone) {
    draft.profile = Profile::kRandom;
  } else if (group != HeaderKind::kV2) {
    draft.profile = settings.profile;
  }
  if (draft.is_inet()) DrawEndpoints(settings, draft);
  if (draft.family == Family::kUnix) {
    draft.source_path = DrawPath(draft.random);
    draft.destination_path = DrawPath(draft.random);
  }
  return draft;
}

Header WholeHeader(const Draft& draft, const CorpusSettings& settings, size_t size, bool with_crc) {
  constexpr std::array<uint16_t, 4> kBlockSizes = {0, 12, 36, 216};  // by family [2.2]
  Header header{};
  header.outcome_code = Outcome::kOk;
  header.version_number = draft.is_v1() ? 1 : 2;
  header.flags =
      Header::kTlvsWalked | static_cast<uint8_t>(with_crc ? CrcState::kOk : CrcState::kAbsent);
  header.version_command = draft.kind == HeaderKind::kV2Local ? 0x20 : 0x21;
  const auto family = static_cast<uint8_t>(draft.family);
  header.family_transport = static_cast<uint8_t>(
      family << 4 | static_cast<uint8_t>(TransportOf(draft, settings.datagram)));
  header.extent = static_cast<uint32_t>(size);
  header.tlv_begin = static_cast<uint16_t>(draft.is_v1() ? size : 16 + kBlockSizes[family]);
  return header;
}

std::string DrawNotProxy(Random& random, uint32_t& offset) {
  struct Start {
    std::string_view bytes;
    uint32_t offset;
  };
  constexpr Start kStarts[] = {
      {"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"sv, 0},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv, 2},
      {"POST /upload HTTP/1.1\r\n"sv, 1},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv, 0},  // TLS, a ClientHello
      {"SSH-2.0-OpenSSH_9.2\r\n"sv, 0},
      {"EHLO mail.example.com\r\n"sv, 0},
      {"PROXYTCP4 192.0.2.1 198.51.100.2 56324 443\r\n"sv, 5},
      {"proxy TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"sv, 0},
      {"\r\n\r\nGET / HTTP/1.1\r\n"sv, 4},
      {"\r\n\r\n\0\r\nQUIT\r\n"sv, 11},
  };
  const Start& start = random.Pick(kStarts);
  offset = start.offset;
  return std::string(start.bytes);
}

}  // namespace simdproxy::tool
