/// @file
/// The records that a decoder writes: one Header for each input and, if wanted, one Endpoints.
#ifndef SIMDPROXY_HEADER_H_
#define SIMDPROXY_HEADER_H_

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "simdproxy/status.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// Length of the longest v2 header: 16 fixed bytes and a 16-bit length [2.2].
inline constexpr uint32_t kMaxHeaderSize = 16 + 65535;

/// Longest v1 line with its CR LF [2.1].
inline constexpr uint32_t kMaxV1Size = 107;

/// Command, low nibble of byte 12 [2.2]. A v1 line is always a PROXY command.
enum class Command : uint8_t { kLocal = 0, kProxy = 1 };

/// Address family, high nibble of byte 13 [2.2]. UNKNOWN of v1 maps to kUnspec.
enum class Family : uint8_t { kUnspec = 0, kInet = 1, kInet6 = 2, kUnix = 3 };

/// Transport, low nibble of byte 13 [2.2]. TCP of v1 maps to kStream, UNKNOWN to kUnspec.
enum class Transport : uint8_t { kUnspec = 0, kStream = 1, kDgram = 2 };

/// What was found out about the CRC32C of an ok header.
enum class CrcState : uint8_t {
  kUnchecked = 0,  ///< not asked for, or a LOCAL or UNSPEC header whose entries are not judged
  kAbsent = 1,     ///< checking was on and the header carries none (always so in version 1)
  kOk = 2,         ///< checking was on and the sum is right
};

/// "LOCAL" or "PROXY"; "unknown" for other values. Static storage, NUL-terminated.
std::string_view CommandName(Command command) noexcept;
/// "UNSPEC", "INET", "INET6" or "UNIX"; "unknown" for other values. Static storage, NUL-terminated.
std::string_view FamilyName(Family family) noexcept;
/// "UNSPEC", "STREAM" or "DGRAM"; "unknown" for other values. Static storage, NUL-terminated.
std::string_view TransportName(Transport transport) noexcept;
/// "unchecked", "absent" or "ok"; "unknown" for other values. Static storage, NUL-terminated.
std::string_view CrcStateName(CrcState state) noexcept;

/// What stands at the start of one input. 16 bytes, layout frozen, every byte has a meaning, so two
/// records are equal exactly when their bytes are. A field that the outcome does not name is zero.
/// It holds offsets and no pointers: it is valid without the input, and View (view.h) joins them.
struct alignas(16) Header {
  Outcome outcome_code;      ///< as outcome()
  Reason reason_code;        ///< as reason()
  uint8_t version_number;    ///< 1 or 2 once the signature is complete, in every outcome; else 0
  uint8_t flags;             ///< bits 0-1 CrcState, bit 2 TLVs walked; ok only
  uint8_t version_command;   ///< ok: raw byte 12; 0x21 for version 1
  uint8_t family_transport;  ///< ok: raw byte 13; 0x11, 0x21, 0x00 for TCP4, TCP6, UNKNOWN
  uint16_t tlv_begin;        ///< ok: where the TLV area begins; the header's size for version 1
  uint32_t extent;         ///< ok: header size; incomplete: bytes needed; else: offset of the fault
  uint8_t v1_destination;  ///< ok TCP4/TCP6 line: offset of the destination address' text
  uint8_t v1_source_port;  ///< ok TCP4/TCP6 line: offset of the source port's text
  uint8_t v1_destination_port;  ///< ok TCP4/TCP6 line: offset of the destination port's text
  uint8_t reserved;             ///< zero

  static constexpr uint8_t kCrcStateMask = 3;  ///< bits of flags that hold the CrcState
  static constexpr uint8_t kTlvsWalked = 4;    ///< bit of flags

  /// Which of the four outcomes it is.
  constexpr Outcome outcome() const noexcept { return outcome_code; }
  /// A complete, valid header stands at the start.
  constexpr bool ok() const noexcept { return outcome_code == Outcome::kOk; }
  /// Why the header is invalid; kNone for the other outcomes.
  constexpr Reason reason() const noexcept { return reason_code; }
  /// 1 or 2, or 0 while the signature is not complete or is not there.
  constexpr int version() const noexcept { return version_number; }
  /// ok: size of the header in bytes, where the payload begins; else 0.
  constexpr uint32_t size() const noexcept { return ok() ? extent : 0; }
  /// incomplete: how many bytes in all must be there before it is worth calling again. A caller who
  /// never reads past it never takes payload. Else 0.
  constexpr uint32_t needed() const noexcept {
    return outcome_code == Outcome::kIncomplete ? extent : 0;
  }
  /// invalid, not_proxy: offset in bytes of what broke the rule; else 0.
  constexpr uint32_t offset() const noexcept {
    return ok() || outcome_code == Outcome::kIncomplete ? 0 : extent;
  }
  /// ok: the command; a header that is not ok reads as kLocal, which names no endpoints.
  constexpr Command command() const noexcept {
    return (version_command & 0x0F) == 1 ? Command::kProxy : Command::kLocal;
  }
  /// ok: the family; kUnspec where the nibble (of a LOCAL header) is not defined.
  constexpr Family family() const noexcept {
    const int nibble = family_transport >> 4;
    return nibble <= 3 ? static_cast<Family>(nibble) : Family::kUnspec;
  }
  /// ok: the transport; kUnspec where the nibble (of a LOCAL header) is not defined.
  constexpr Transport transport() const noexcept {
    const int nibble = family_transport & 0x0F;
    return nibble <= 2 ? static_cast<Transport>(nibble) : Transport::kUnspec;
  }
  /// ok: where the TLV area begins. LOCAL always says 16: TlvsOf (tlv.h) works out the reading.
  constexpr uint32_t tlv_offset() const noexcept { return tlv_begin; }
  /// ok: what was found out about the CRC32C.
  constexpr CrcState crc_state() const noexcept {
    return static_cast<CrcState>(flags & kCrcStateMask);
  }
  /// True if the check options made sure that iterating TlvsOf meets no malformed entry.
  constexpr bool tlvs_walked() const noexcept { return (flags & kTlvsWalked) != 0; }
};

static_assert(sizeof(Header) == 16 && alignof(Header) == 16);
static_assert(std::is_trivially_copyable_v<Header> && std::is_standard_layout_v<Header>);
static_assert(std::has_unique_object_representations_v<Header>);

/// The two endpoints in binary. 40 bytes, layout frozen. All zero except for v1 TCP4 and TCP6 and
/// for v2 PROXY with INET or INET6, so an address is never left over from another input.
struct alignas(8) Endpoints {
  uint8_t source[16];         ///< network order; IPv4 in the first 4 bytes, then zeros
  uint8_t destination[16];    ///< as above
  uint16_t source_port;       ///< host order
  uint16_t destination_port;  ///< host order
  uint8_t family_number;      ///< 1 INET, 2 INET6; 0 if there are no endpoints
  uint8_t transport_number;   ///< 0 UNSPEC, 1 STREAM, 2 DGRAM
  uint8_t reserved[2];        ///< zero

  /// kInet or kInet6; kUnspec if there are no endpoints.
  constexpr Family family() const noexcept { return static_cast<Family>(family_number); }
  /// What the endpoints talk.
  constexpr Transport transport() const noexcept {
    return static_cast<Transport>(transport_number);
  }
};

static_assert(sizeof(Endpoints) == 40 && alignof(Endpoints) == 8);
static_assert(std::is_trivially_copyable_v<Endpoints> && std::is_standard_layout_v<Endpoints>);
static_assert(std::has_unique_object_representations_v<Endpoints>);

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_HEADER_H_
