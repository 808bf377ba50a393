// Names and words for everything that is an enumeration.
#include "simdproxy/status.h"

#include <cstddef>

#include "simdproxy/header.h"

namespace simdproxy {
namespace {

template <size_t kCount, class Enum>
constexpr std::string_view Pick(const std::string_view (&names)[kCount], Enum value) {
  const auto index = static_cast<size_t>(value);
  return index < kCount ? names[index] : "unknown";
}

constexpr std::string_view kOutcomeNames[] = {"incomplete", "ok", "not_proxy", "invalid"};

constexpr std::string_view kReasonNames[] = {
    "none",
    "bad_family_token",
    "bad_separator",
    "bad_source_address",
    "bad_destination_address",
    "bad_source_port",
    "bad_destination_port",
    "bad_line_end",
    "line_too_long",
    "version_not_accepted",
    "bad_version",
    "bad_command",
    "bad_family",
    "bad_transport",
    "bad_length",
    "header_too_long",
    "truncated",
    "bad_tlv",
    "bad_crc32c",
};
static_assert(std::size(kReasonNames) == kReasonCount);

constexpr std::string_view kReasonMessages[] = {
    "no fault",
    "the protocol is not TCP4, TCP6 or UNKNOWN followed by exactly one space or CR LF",
    "fields must be separated by exactly one space, and there must be four of them",
    "the source address is not an address of the announced family",
    "the destination address is not an address of the announced family",
    "the source port is not a decimal number from 0 to 65535 without a leading zero",
    "the destination port is not a decimal number from 0 to 65535 without a leading zero",
    "the line ends in a single CR or LF instead of CR LF",
    "the line has no CR LF within 107 bytes",
    "this version of the protocol is not accepted here",
    "the version is not 2",
    "the command is not LOCAL or PROXY",
    "the address family is not UNSPEC, INET, INET6 or UNIX",
    "the transport is not UNSPEC, STREAM or DGRAM",
    "the length is less than the address block of the family",
    "the header is longer than the limit that was set",
    "the datagram ends before the header does",
    "a TLV does not fit into the header, or a CRC32C entry is not the only one or not of 4 bytes",
    "the CRC32C is wrong",
};
static_assert(std::size(kReasonMessages) == kReasonCount);

constexpr std::string_view kCommandNames[] = {"LOCAL", "PROXY"};
constexpr std::string_view kFamilyNames[] = {"UNSPEC", "INET", "INET6", "UNIX"};
constexpr std::string_view kTransportNames[] = {"UNSPEC", "STREAM", "DGRAM"};
constexpr std::string_view kCrcStateNames[] = {"unchecked", "absent", "ok"};

}  // namespace

std::string_view OutcomeName(Outcome outcome) noexcept { return Pick(kOutcomeNames, outcome); }
std::string_view ReasonName(Reason reason) noexcept { return Pick(kReasonNames, reason); }
std::string_view ReasonMessage(Reason reason) noexcept { return Pick(kReasonMessages, reason); }
std::string_view CommandName(Command command) noexcept { return Pick(kCommandNames, command); }
std::string_view FamilyName(Family family) noexcept { return Pick(kFamilyNames, family); }
std::string_view TransportName(Transport transport) noexcept {
  return Pick(kTransportNames, transport);
}
std::string_view CrcStateName(CrcState state) noexcept { return Pick(kCrcStateNames, state); }

}  // namespace simdproxy
