#include "misread.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "simdproxy/checksum.h"

namespace simdproxy::planted {
namespace {

uint8_t At(const Answer& a, size_t offset) { return static_cast<uint8_t>(a.bytes[offset]); }
size_t Big16(const Answer& a, size_t offset) {
  return static_cast<size_t>(At(a, offset) << 8 | At(a, offset + 1));
}

void Answered(const Answer& a, Outcome outcome, Reason reason, int version, size_t extent) {
  a.header = {};
  a.header.outcome_code = outcome;
  a.header.reason_code = reason;
  a.header.version_number = static_cast<uint8_t>(version);
  a.header.extent = static_cast<uint32_t>(extent);
  a.endpoints = {};
}
void Refuse(const Answer& a, Reason reason, size_t offset) {
  Answered(a, Outcome::kInvalid, reason, a.header.version_number, offset);
}

bool OkV1(const Answer& a, int family_transport) {
  return a.header.ok() && a.header.version() == 1 && a.header.family_transport == family_transport;
}
bool OkV2(const Answer& a) { return a.header.ok() && a.header.version() == 2; }
std::string_view Source(const Answer& a) {
  return a.bytes.substr(11, a.header.v1_destination - 12U);
}

// An ok PROXY header, as it is when all of its entries were found sound.
void AcceptV2(const Answer& a, CrcState crc) {
  constexpr size_t kBlocks[] = {0, 12, 36, 216};
  a.header = {};
  a.header.outcome_code = Outcome::kOk;
  a.header.version_number = 2;
  a.header.flags = static_cast<uint8_t>(Header::kTlvsWalked | static_cast<int>(crc));
  a.header.version_command = At(a, 12);
  a.header.family_transport = At(a, 13);
  a.header.tlv_begin = static_cast<uint16_t>(16 + kBlocks[At(a, 13) >> 4 & 3]);
  a.header.extent = static_cast<uint32_t>(16 + Big16(a, 14));
}

// Each applies to few answers and leaves the others alone.

void UnknownEndsAtBareLf(const Answer& a) {
  if (!OkV1(a, 0)) return;
  const size_t lf = a.bytes.find('\n', 13);
  if (lf + 1 >= a.header.extent) return;
  a.header.extent = static_cast<uint32_t>(lf + 1);
  a.header.tlv_begin = static_cast<uint16_t>(lf + 1);
}
void UnknownRefusesNul(const Answer& a) {
  if (!OkV1(a, 0)) return;
  const size_t nul = a.bytes.find('\0');
  if (nul < a.header.extent) Refuse(a, Reason::kBadLineEnd, nul);
}
void LineOf107IsTooLong(const Answer& a) {
  if (a.header.ok() && a.header.version() == 1 && a.header.extent == 107) {
    Refuse(a, Reason::kLineTooLong, 107);
  }
}
void LfAt106IsTooLong(const Answer& a) {
  if (a.header.reason() == Reason::kBadLineEnd && a.header.extent == 106) {
    Refuse(a, Reason::kLineTooLong, 107);
  }
}
void GapOfOneGroupIsRefused(const Answer& a) {
  if (!OkV1(a, 0x21) || Source(a).find("::") == std::string_view::npos) return;
  size_t groups = 0;
  char previous = ':';
  for (const char c : Source(a)) {
    groups += previous == ':' && c != ':';
    previous = c;
  }
  if (Source(a).find('.') != std::string_view::npos) ++groups;
  if (groups == 7) Refuse(a, Reason::kBadSourceAddress, 11);
}
void UpperCaseHexIsRefused(const Answer& a) {
  if (!OkV1(a, 0x21)) return;
  if (Source(a).find_first_of("ABCDEF") != std::string_view::npos) {
    Refuse(a, Reason::kBadSourceAddress, 11);
  }
}
void QuadOnlyIfMapped(const Answer& a) {
  if (!OkV1(a, 0x21) || Source(a).find('.') == std::string_view::npos) return;
  if (!Source(a).starts_with("::ffff:") && !Source(a).starts_with("::FFFF:")) {
    Refuse(a, Reason::kBadSourceAddress, 11);
  }
}
void MappedBecomesInet(const Answer& a) {
  constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (!OkV1(a, 0x21) || std::memcmp(a.endpoints.source, kMapped, 12) != 0) return;
  std::memcpy(a.endpoints.source, a.endpoints.source + 12, 4);
  std::memset(a.endpoints.source + 4, 0, 12);
}
void PortZeroIsRefused(const Answer& a) {
  if (a.header.v1_source_port != 0 && At(a, a.header.v1_source_port) == '0') {
    Refuse(a, Reason::kBadSourcePort, a.header.v1_source_port);
  }
}
void Port65535IsRefused(const Answer& a) {
  if (a.header.v1_source_port != 0 &&
      a.bytes.substr(a.header.v1_source_port).starts_with("65535 ")) {
    Refuse(a, Reason::kBadSourcePort, a.header.v1_source_port);
  }
}
void NeededBaseOfTcp4(const Answer& a) {
  if (a.header.version() == 1 && a.header.needed() == 32 && a.bytes.size() < 30) {
    a.header.extent = 31;
  }
}
void NeededBehindCr(const Answer& a) {
  if (a.header.version() == 1 && a.header.needed() != 0 && a.bytes.back() == '\r' &&
      a.header.extent == a.bytes.size() + 1) {
    ++a.header.extent;
  }
}
void ProxyWithoutSpaceIsInvalid(const Answer& a) {
  if (a.header.outcome() == Outcome::kNotProxy && a.header.extent == 5 && a.bytes[0] == 'P') {
    Answered(a, Outcome::kInvalid, Reason::kBadSeparator, 1, 5);
  }
}
void AcceptIsJudgedEarly(const Answer& a) {
  if (a.header.outcome() == Outcome::kIncomplete && a.bytes == "PROXY" &&
      a.options.accept == Accept::kV2) {
    Answered(a, Outcome::kInvalid, Reason::kVersionNotAccepted, 1, 0);
  }
}
void TransportBeforeFamily(const Answer& a) {
  if (a.header.reason() == Reason::kBadFamily && (At(a, 13) & 15) > 2) {
    Refuse(a, Reason::kBadTransport, 13);
  }
}
void CommandBeforeVersion(const Answer& a) {
  if (a.header.reason() == Reason::kBadVersion && (At(a, 12) & 15) > 1) {
    Refuse(a, Reason::kBadCommand, 12);
  }
}
void LimitBeforeLength(const Answer& a) {
  if (a.header.reason() == Reason::kBadLength && 16 + Big16(a, 14) > a.options.max_size) {
    Refuse(a, Reason::kHeaderTooLong, 14);
  }
}
void LimitSparesLocal(const Answer& a) {
  if (a.header.reason() != Reason::kHeaderTooLong || At(a, 12) != 0x20) return;
  if (a.bytes.size() >= 16 + Big16(a, 14)) return;
  Answered(a, Outcome::kIncomplete, Reason::kNone, 2, 16 + Big16(a, 14));
}
void LimitOf65535(const Answer& a) {
  if (a.header.version() == 2 && a.header.needed() > 65535) Refuse(a, Reason::kHeaderTooLong, 14);
}
void LocalFamilyIsJudged(const Answer& a) {
  if (OkV2(a) && At(a, 12) == 0x20 && At(a, 13) > 0x3F) Refuse(a, Reason::kBadFamily, 13);
}
void LocalForgetsFamily(const Answer& a) {
  if (OkV2(a) && At(a, 12) == 0x20) a.header.family_transport = 0;
}
void UnspecTransportHidesAddresses(const Answer& a) {
  if (OkV2(a) && (At(a, 13) & 15) == 0) a.endpoints = {};
}
void SecondHeaderIsSkipped(const Answer& a) {
  if (OkV1(a, 0x11) && a.bytes.substr(a.header.extent).starts_with("PROXY ")) {
    const size_t end = a.bytes.find("\r\n", a.header.extent);
    if (end != std::string_view::npos) a.header.extent = static_cast<uint32_t>(end + 2);
  }
}
void StrayByteIsFine(const Answer& a) {
  if (a.header.reason() == Reason::kBadTlv && a.header.extent + 1 == 16 + Big16(a, 14)) {
    AcceptV2(a, a.options.check == Check::kCrc ? CrcState::kAbsent : CrcState::kUnchecked);
  }
}
void EmptyLastEntryIsBad(const Answer& a) {
  if (!OkV2(a) || !a.header.tlvs_walked() || At(a, 12) != 0x21) return;
  size_t at = a.header.tlv_begin;
  while (at + 3 < a.header.extent && at + 3 + Big16(a, at + 1) < a.header.extent) {
    at += 3 + Big16(a, at + 1);
  }
  if (at + 3 == a.header.extent && Big16(a, at + 1) == 0) Refuse(a, Reason::kBadTlv, at);
}
void SecondSumIsFine(const Answer& a) {
  if (a.header.reason() == Reason::kBadTlv && a.options.check == Check::kCrc &&
      At(a, a.header.extent) == 3 && a.header.extent + 7 <= 16 + Big16(a, 14) &&
      Big16(a, a.header.extent + 1) == 4) {
    AcceptV2(a, CrcState::kOk);
  }
}
void SwappedSumIsFine(const Answer& a) {
  if (a.header.reason() != Reason::kBadCrc32c || At(a, 12) != 0x21) return;
  const size_t value = a.header.extent + 3;
  uint32_t stored;
  std::memcpy(&stored, a.bytes.data() + value, 4);
  const auto header = std::as_bytes(std::span(a.bytes.data(), 16 + Big16(a, 14)));
  const uint32_t sum = Crc32c(header, value, 4);
  const uint32_t little = std::endian::native == std::endian::little ? sum : __builtin_bswap32(sum);
  if (stored == little) AcceptV2(a, CrcState::kOk);
}
void LocalSumIsNotJudged(const Answer& a) {
  if (a.header.reason() != Reason::kBadCrc32c || At(a, 12) != 0x20) return;
  AcceptV2(a, CrcState::kUnchecked);
  a.header.tlv_begin = 16;
}
void LocalIsWalkedForTlv(const Answer& a) {
  if (OkV2(a) && At(a, 12) == 0x20 && a.options.check == Check::kTlv) {
    a.header.flags |= Header::kTlvsWalked;
  }
}
void TruncatedTellsNeeded(const Answer& a) {
  if (a.header.reason() == Reason::kTruncated && a.header.version() == 2) ++a.header.extent;
}
void EmptyDatagramIsNotProxy(const Answer& a) {
  if (a.bytes.empty() && a.options.datagram) {
    Answered(a, Outcome::kNotProxy, Reason::kNone, 0, 0);
  }
}

constexpr Misreading kMisreadings[] = {
    {"unknown_ends_at_bare_lf", "V3", UnknownEndsAtBareLf},
    {"unknown_refuses_nul", "V3", UnknownRefusesNul},
    {"line_of_107_is_too_long", "V4", LineOf107IsTooLong},
    {"lf_at_106_is_too_long", "V4", LfAt106IsTooLong},
    {"gap_of_one_group_is_refused", "V7", GapOfOneGroupIsRefused},
    {"upper_case_hex_is_refused", "V7", UpperCaseHexIsRefused},
    {"quad_only_if_mapped", "V8", QuadOnlyIfMapped},
    {"mapped_becomes_inet", "W11", MappedBecomesInet},
    {"port_zero_is_refused", "V10", PortZeroIsRefused},
    {"port_65535_is_refused", "V10", Port65535IsRefused},
    {"needed_base_of_tcp4", "O3", NeededBaseOfTcp4},
    {"needed_behind_cr", "O3", NeededBehindCr},
    {"proxy_without_space_is_invalid", "S2", ProxyWithoutSpaceIsInvalid},
    {"accept_is_judged_early", "S3", AcceptIsJudgedEarly},
    {"transport_before_family", "W1", TransportBeforeFamily},
    {"command_before_version", "W1", CommandBeforeVersion},
    {"limit_before_length", "W1", LimitBeforeLength},
    {"limit_spares_local", "W7", LimitSparesLocal},
    {"limit_of_65535", "W7", LimitOf65535},
    {"local_family_is_judged", "W8", LocalFamilyIsJudged},
    {"local_forgets_family", "W8", LocalForgetsFamily},
    {"unspec_transport_hides_addresses", "W5", UnspecTransportHidesAddresses},
    {"second_header_is_skipped", "O9", SecondHeaderIsSkipped},
    {"stray_byte_is_fine", "T5", StrayByteIsFine},
    {"empty_last_entry_is_bad", "T5", EmptyLastEntryIsBad},
    {"second_sum_is_fine", "T6", SecondSumIsFine},
    {"swapped_sum_is_fine", "T7", SwappedSumIsFine},
    {"local_sum_is_not_judged", "T9", LocalSumIsNotJudged},
    {"local_is_walked_for_tlv", "T10", LocalIsWalkedForTlv},
    {"truncated_tells_needed", "D1", TruncatedTellsNeeded},
    {"empty_datagram_is_not_proxy", "D1", EmptyDatagramIsNotProxy},
};

}  // namespace

const Misreading* misreading = nullptr;

std::span<const Misreading> Misreadings() noexcept { return kMisreadings; }

Header MisreadOne(std::span<const std::byte> bytes, Header header, Endpoints* endpoints,
                  const Options& options) noexcept {
  if (misreading == nullptr) return header;
  Endpoints none{};
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  misreading->apply({text, options, header, endpoints != nullptr ? *endpoints : none});
  return header;
}

size_t MisreadBatch(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
                    const Options& options, size_t ok) noexcept {
  if (misreading == nullptr) return ok;
  ok = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    headers[i] = MisreadOne({static_cast<const std::byte*>(buffers[i].data), buffers[i].size},
                            headers[i], endpoints != nullptr ? endpoints + i : nullptr, options);
    ok += headers[i].ok();
  }
  return ok;
}

}  // namespace simdproxy::planted
