// Expected records in few words, and records in readable form.
#ifndef SIMDPROXY_TESTS_RECORDS_H_
#define SIMDPROXY_TESTS_RECORDS_H_

#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "simdproxy/simdproxy.h"

namespace simdproxy::testing {

inline std::span<const std::byte> Bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Bytes from hexadecimal digits; spaces are skipped.
inline std::string Hex(std::string_view digits) {
  std::string bytes;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ') continue;
    const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high < 0) {
      high = value;
    } else {
      bytes += static_cast<char>(high << 4 | value);
      high = -1;
    }
  }
  return bytes;
}

inline std::string ToHex(std::span<const std::byte> bytes) {
  std::string text;
  char digits[3];
  for (const std::byte b : bytes) {
    std::snprintf(digits, sizeof(digits), "%02x", static_cast<unsigned>(b));
    text += digits;
  }
  return text;
}

/// The 12 bytes of version 2, then the rest in hexadecimal.
inline std::string V2(std::string_view rest) { return Hex("0d0a0d0a000d0a515549540a") + Hex(rest); }

inline Header Record(Outcome outcome, Reason reason, int version, size_t extent) {
  Header header{};
  header.outcome_code = outcome;
  header.reason_code = reason;
  header.version_number = static_cast<uint8_t>(version);
  header.extent = static_cast<uint32_t>(extent);
  return header;
}

inline Header Incomplete(int version, size_t needed) {
  return Record(Outcome::kIncomplete, Reason::kNone, version, needed);
}
inline Header NotProxy(size_t offset) {
  return Record(Outcome::kNotProxy, Reason::kNone, 0, offset);
}
inline Header Invalid(int version, Reason reason, size_t offset) {
  return Record(Outcome::kInvalid, reason, version, offset);
}
inline Header OkV2(int version_command, int family_transport, size_t tlv_begin, size_t size,
                   int flags = 0) {
  Header header = Record(Outcome::kOk, Reason::kNone, 2, size);
  header.flags = static_cast<uint8_t>(flags);
  header.version_command = static_cast<uint8_t>(version_command);
  header.family_transport = static_cast<uint8_t>(family_transport);
  header.tlv_begin = static_cast<uint16_t>(tlv_begin);
  return header;
}
inline Header OkUnknown(size_t size) {
  Header header = Record(Outcome::kOk, Reason::kNone, 1, size);
  header.version_command = 0x21;
  header.tlv_begin = static_cast<uint16_t>(size);
  return header;
}
inline Header OkV1(int family_transport, size_t size, int destination, int source_port,
                   int destination_port) {
  Header header = OkUnknown(size);
  header.family_transport = static_cast<uint8_t>(family_transport);
  header.v1_destination = static_cast<uint8_t>(destination);
  header.v1_source_port = static_cast<uint8_t>(source_port);
  header.v1_destination_port = static_cast<uint8_t>(destination_port);
  return header;
}

inline bool Same(const Header& a, const Header& b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }
inline bool Same(const Endpoints& a, const Endpoints& b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

inline std::string Show(const Header& h) {
  char text[256];
  std::snprintf(
      text, sizeof(text),
      "%s %s version=%d flags=%d vc=%02x ft=%02x tlv=%u extent=%u v1=%d,%d,%d reserved=%d",
      std::string(OutcomeName(h.outcome_code)).c_str(),
      std::string(ReasonName(h.reason_code)).c_str(), h.version_number, h.flags, h.version_command,
      h.family_transport, h.tlv_begin, h.extent, h.v1_destination, h.v1_source_port,
      h.v1_destination_port, h.reserved);
  return text;
}

inline std::string Show(const Endpoints& e) { return ToHex(std::as_bytes(std::span(&e, 1))); }

inline std::string Show(const Options& o) {
  char text[128];
  std::snprintf(text, sizeof(text), "{.max_size=%u, .accept=%d, .check=%d, .datagram=%d}",
                o.max_size, static_cast<int>(o.accept), static_cast<int>(o.check), o.datagram);
  return text;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_RECORDS_H_
