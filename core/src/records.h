// The answers as records. Every field that is not named is zero (core/FORMAT.md).
#ifndef SIMDPROXY_CORE_SRC_RECORDS_H_
#define SIMDPROXY_CORE_SRC_RECORDS_H_

#include <cstdint>

#include "simdproxy/decode.h"
#include "simdproxy/header.h"

namespace simdproxy {

constexpr Header IncompleteHeader(uint8_t version, uint32_t needed) noexcept {
  return {.outcome_code = Outcome::kIncomplete,
          .reason_code = Reason::kNone,
          .version_number = version,
          .flags = 0,
          .version_command = 0,
          .family_transport = 0,
          .tlv_begin = 0,
          .extent = needed,
          .v1_destination = 0,
          .v1_source_port = 0,
          .v1_destination_port = 0,
          .reserved = 0};
}

constexpr Header NotProxyHeader(uint32_t offset) noexcept {
  Header header = IncompleteHeader(0, offset);
  header.outcome_code = Outcome::kNotProxy;
  return header;
}

constexpr Header InvalidHeader(uint8_t version, Reason reason, uint32_t offset) noexcept {
  Header header = IncompleteHeader(version, offset);
  header.outcome_code = Outcome::kInvalid;
  header.reason_code = reason;
  return header;
}

/// What has not come yet will not come with a datagram [2].
constexpr Header IncompleteOrTruncated(uint8_t version, uint32_t needed, uint32_t size,
                                       const Options& options) noexcept {
  return options.datagram ? InvalidHeader(version, Reason::kTruncated, size)
                          : IncompleteHeader(version, needed);
}

/// Flags of an ok v1 header: it carries no TLVs, so none is malformed and no checksum is there.
constexpr uint8_t V1Flags(Check check) noexcept {
  constexpr uint8_t kFlags[] = {0, Header::kTlvsWalked,
                                Header::kTlvsWalked | static_cast<uint8_t>(CrcState::kAbsent)};
  return kFlags[static_cast<uint8_t>(check)];
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_RECORDS_H_
