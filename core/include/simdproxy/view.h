/// @file
/// A decoded header and the bytes that it was decoded from, joined: every attribute of the header.
#ifndef SIMDPROXY_VIEW_H_
#define SIMDPROXY_VIEW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "simdproxy/header.h"
#include "simdproxy/tlv.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// Text in place, NUL-terminated, without allocation.
class AddressText {
 public:
  /// Longest: an IPv6 address of 39 characters, or a UNIX path of 108 bytes.
  static constexpr size_t kMaxSize = 108;

  /// @{
  /// The text; valid as long as this object.
  constexpr std::string_view view() const noexcept { return {text_.data(), size_}; }
  constexpr const char* c_str() const noexcept { return text_.data(); }
  /// @}
  /// Appends one character; does nothing at the longest size.
  constexpr void push_back(char c) noexcept {
    if (size_ < kMaxSize) text_[size_++] = c;
  }

 private:
  std::array<char, kMaxSize + 1> text_{};
  uint8_t size_ = 0;
};

/// One side of a connection. Borrows the header's bytes for a UNIX path.
struct Endpoint {
  Family family = Family::kUnspec;    ///< kUnspec: there is no such endpoint
  uint16_t port = 0;                  ///< host order; 0 for UNIX
  std::array<uint8_t, 16> address{};  ///< INET: 4 bytes, then zeros; INET6: 16 bytes; network order
  std::span<const std::byte>
      path;  ///< UNIX: trimmed (core/FORMAT.md); abstract names begin with NUL
  std::span<const std::byte> path_block;  ///< UNIX: all 108 bytes

  /// There is such an endpoint.
  constexpr explicit operator bool() const noexcept { return family != Family::kUnspec; }
};

/// The address in text: dotted quad; RFC 5952 with hexadecimal groups only; a UNIX path as it is,
/// an abstract one with '@' in place of its first NUL; empty for kUnspec.
AddressText ToText(const Endpoint& endpoint) noexcept;

/// RFC 5952 text of 16 bytes in network order, with hexadecimal groups only, also for mapped IPv4
/// addresses.
AddressText Inet6ToText(std::span<const uint8_t, 16> address) noexcept;

/// Dotted quad of 4 bytes in network order.
AddressText InetToText(std::span<const uint8_t, 4> address) noexcept;

/// Everything that a header says. Copyable; borrows the bytes. A header that is not ok, or is
/// joined with bytes that it was not decoded from, gives empty or meaningless values but never a
/// read outside the bytes.
class HeaderView {
 public:
  constexpr HeaderView() noexcept = default;
  /// Joins a header with the bytes that it was decoded from; View() does the same.
  HeaderView(std::span<const std::byte> bytes, const Header& header) noexcept
      : header_(header),
        bytes_(bytes.first(bytes.size() < header.size() ? bytes.size() : header.size())) {}

  /// As it was given.
  constexpr const Header& header() const noexcept { return header_; }
  /// ok, with no fault; the reason in words is ReasonMessage(header().reason()).
  constexpr bool valid() const noexcept { return header_.ok(); }
  /// @{
  /// As the same of Header.
  constexpr int version() const noexcept { return header_.version(); }
  constexpr Command command() const noexcept { return header_.command(); }
  constexpr Family family() const noexcept { return header_.family(); }
  constexpr Transport transport() const noexcept { return header_.transport(); }
  /// @}

  /// @{
  /// The real client, and what it connected to. No endpoint for LOCAL, UNSPEC and UNKNOWN.
  Endpoint source() const noexcept { return endpoint(0); }
  Endpoint destination() const noexcept { return endpoint(1); }
  /// @}

  /// The whole header as it stood on the wire, from the signature to its last TLV or its CR LF.
  constexpr std::span<const std::byte> raw() const noexcept { return bytes_; }

  /// What follows the addresses: v2 PROXY from the end of the address block (UNSPEC: from 16),
  /// LOCAL from 16, UNKNOWN from byte 13 to before CR LF (with its leading space), TCP4 and TCP6
  /// nothing.
  std::span<const std::byte> rest() const noexcept;

  /// Where rest() begins; for v2 it is where TLVs can begin.
  uint32_t rest_offset() const noexcept;

  /// The TLVs; see TlvsOf. begin_offset() of the result is where they start.
  TlvView tlvs(Reading reading = Reading::kPartial) const noexcept {
    return TlvsOf(bytes_, header_, reading);
  }

  /// @{
  /// The text of a TCP4 or TCP6 line's fields as the sender wrote them; empty for all others.
  std::string_view source_text() const noexcept;
  std::string_view destination_text() const noexcept;
  std::string_view source_port_text() const noexcept;
  std::string_view destination_port_text() const noexcept;
  /// @}

 private:
  Endpoint endpoint(int side) const noexcept;
  std::string_view Text(uint32_t begin, uint32_t end) const noexcept;

  Header header_{};
  std::span<const std::byte> bytes_;
};

/// Joins a header with the bytes that it was decoded from.
inline HeaderView View(std::span<const std::byte> bytes, const Header& header) noexcept {
  return {bytes, header};
}

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_VIEW_H_
