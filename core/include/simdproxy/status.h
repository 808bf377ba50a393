/// @file
/// What a decoder answers: the four outcomes, and the reason when a header breaks the rules.
#ifndef SIMDPROXY_STATUS_H_
#define SIMDPROXY_STATUS_H_

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)
namespace simdproxy {

/// Exactly one of these for any bytes and any options. The values are part of the binary interface.
/// A zeroed record reads as kIncomplete and never as a decoded header.
enum class Outcome : uint8_t {
  kIncomplete = 0,  ///< no rule that can be judged yet is broken, and the header is not whole
  kOk = 1,          ///< a complete, valid header stands at the start
  kNotProxy = 2,    ///< the first bytes rule out both signatures
  kInvalid = 3,     ///< it claims to be a PROXY header and breaks the rules
};

/// Why an outcome is kInvalid. Closed list, append-only; the values are part of the binary
/// interface. The clauses in brackets are those of HAProxy's proxy-protocol.txt.
enum class Reason : uint8_t {
  kNone = 0,
  kBadFamilyToken = 1,         ///< v1: not "TCP4 ", "TCP6 ", "UNKNOWN " or "UNKNOWN\r\n" [2.1]
  kBadSeparator = 2,           ///< v1: a field is empty, missing, or one too many [2.1]
  kBadSourceAddress = 3,       ///< v1: not an address of the announced family [2.1]
  kBadDestinationAddress = 4,  ///< v1: as above, for the destination [2.1]
  kBadSourcePort = 5,          ///< v1: not a decimal number 0 to 65535 without leading zero [2.1]
  kBadDestinationPort = 6,     ///< v1: as above, for the destination [2.1]
  kBadLineEnd = 7,             ///< v1: a CR or LF that is not part of CR LF [2.1]
  kLineTooLong = 8,            ///< v1: no line end within 107 bytes [2.1]
  kVersionNotAccepted = 9,     ///< the caller's options exclude this version
  kBadVersion = 10,            ///< v2: the high nibble of byte 12 is not 2 [2.2]
  kBadCommand = 11,            ///< v2: the low nibble of byte 12 is not 0 or 1 [2.2]
  kBadFamily = 12,             ///< v2: the high nibble of byte 13 is over 3 [2.2]
  kBadTransport = 13,          ///< v2: the low nibble of byte 13 is over 2 [2.2]
  kBadLength = 14,             ///< v2: the length is less than the family's address block [2.2]
  kHeaderTooLong = 15,         ///< v2: 16 + length is over the caller's limit
  kTruncated = 16,             ///< datagram mode: the datagram ends before the header does [2]
  kBadTlv = 17,     ///< v2: a TLV does not fit its area, or CRC32C has a wrong shape [2.2]
  kBadCrc32c = 18,  ///< v2: the checksum is wrong [2.2.3]
};

inline constexpr uint8_t kReasonCount = 19;  ///< values of Reason

/// Stable lower-case name: "ok", "incomplete", "not_proxy", "invalid"; "unknown" for other values.
/// Static storage, NUL-terminated, safe from any thread.
std::string_view OutcomeName(Outcome outcome) noexcept;

/// Stable lower-case name, for example "bad_source_port"; "none" for kNone, "unknown" for other
/// values. Static storage, NUL-terminated, safe from any thread.
std::string_view ReasonName(Reason reason) noexcept;

/// The reason in words for a log line, for example "the source port is not a decimal number from 0
/// to 65535 without a leading zero". Static storage, NUL-terminated, safe from any thread.
std::string_view ReasonMessage(Reason reason) noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_STATUS_H_
