// A v1 line, one byte after the other [2.1]. The kernels leave lines with a fault to it, as it
// names the reason and the offset.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/records.h"
#include "core/src/v1_fields.h"
#include "core/src/wire.h"

namespace simdproxy {
namespace {

constexpr uint32_t DigitOf(uint8_t c) noexcept { return static_cast<uint32_t>(c) - '0'; }

// 0 to 15, or more if c is no hexadecimal digit.
constexpr uint32_t HexDigitOf(uint8_t c) noexcept {
  const uint32_t letter = (static_cast<uint32_t>(c) | 0x20) - 'a';
  const uint32_t digit = DigitOf(c);
  if (letter < 6) return letter + 10;
  return digit <= 9 ? digit : 16;
}

// Each Take reads the longest text of its kind at *p and moves p behind it. The byte at the line's
// end is a CR, which belongs to none of them, so they need no bound.

bool TakeNumber(const uint8_t*& p, uint32_t max, uint32_t& number) noexcept {
  number = DigitOf(*p++);
  if (number > 9) return false;
  if (number == 0) return DigitOf(*p) > 9;
  for (uint32_t digit; (digit = DigitOf(*p)) <= 9; ++p) {
    number = number * 10 + digit;
    if (number > max) return false;
  }
  return true;
}

bool TakeInet(const uint8_t*& p, uint8_t* address) noexcept {
  for (int i = 0; i < 4; ++i) {
    if (i != 0 && *p++ != '.') return false;
    uint32_t octet;
    if (!TakeNumber(p, 255, octet)) return false;
    address[i] = static_cast<uint8_t>(octet);
  }
  return true;
}

bool TakeInet6(const uint8_t*& p, uint8_t* address) noexcept {
  uint8_t bytes[16];
  unsigned size = 0;
  unsigned gap = 17;  // where "::" stands; 17 while there is none
  if (p[0] == ':') {
    if (p[1] != ':') return false;
    p += 2;
    gap = 0;
  }
  while (HexDigitOf(*p) <= 15) {
    const uint8_t* const group_begin = p;
    uint32_t group = 0;
    for (uint32_t digit; p - group_begin < 4 && (digit = HexDigitOf(*p)) <= 15; ++p) {
      group = group * 16 + digit;
    }
    if (*p == '.' && (size != 0 || gap == 0)) {
      p = group_begin;
      if (size > 12 || !TakeInet(p, bytes + size)) return false;
      size += 4;
      break;
    }
    if (size == 16) return false;
    bytes[size++] = static_cast<uint8_t>(group >> 8);
    bytes[size++] = static_cast<uint8_t>(group);
    if (*p != ':') break;
    ++p;
    if (*p == ':') {
      if (gap != 17) return false;
      gap = size;
      ++p;
    } else if (HexDigitOf(*p) > 15) {
      return false;
    }
  }
  if (gap == 17) {
    if (size != 16) return false;
    gap = 16;
  } else if (size > 14) {
    return false;
  }
  std::memset(address, 0, 16);
  std::memcpy(address, bytes, gap);
  std::memcpy(address + 16 - (size - gap), bytes + gap, size - gap);
  return true;
}

Header DecodeUnknown(const uint8_t* data, size_t size, const Options& options) noexcept {
  const size_t limit = std::min(size, wire::kV1MaxSize);
  size_t at = wire::kV1UnknownTokenEnd;
  while (at + 1 < limit && !(data[at] == '\r' && data[at + 1] == '\n')) ++at;
  if (at + 1 >= limit) {
    return size < wire::kV1MaxSize ? WaitForV1(data, size, wire::kV1MinSize, options)
                                   : InvalidV1(Reason::kLineTooLong, wire::kV1MaxSize);
  }
  Header header = IncompleteHeader(1, static_cast<uint32_t>(at + 2));
  header.outcome_code = Outcome::kOk;
  header.flags = V1Flags(options.check);
  header.version_command = 0x21;
  header.tlv_begin = static_cast<uint16_t>(at + 2);
  return header;
}

// Bytes from 11 on; p[0 .. cr] are there and p[cr] is the CR of CR LF.
Header DecodeTcpFields(const uint8_t* data, size_t cr, bool inet6, Endpoints* out,
                       const Options& options) noexcept {
  Endpoints endpoints{};
  Header header = IncompleteHeader(1, static_cast<uint32_t>(cr + 2));
  uint32_t ports[2] = {};
  const uint8_t* p = data + wire::kV1SourceOffset;
  uint8_t* const begins[4] = {nullptr, &header.v1_destination, &header.v1_source_port,
                              &header.v1_destination_port};
  for (unsigned i = 0; i < 4; ++i) {
    const uint8_t* const field = p;
    const auto offset = static_cast<size_t>(field - data);
    if (begins[i] != nullptr) *begins[i] = static_cast<uint8_t>(offset);
    if (EndsV1Field(*field)) return InvalidV1(Reason::kBadSeparator, offset);
    uint8_t* const address = i == 0 ? endpoints.source : endpoints.destination;
    const bool good = i >= 2  ? TakeNumber(p, 65535, ports[i - 2])
                      : inet6 ? TakeInet6(p, address)
                              : TakeInet(p, address);
    if (!good || !EndsV1Field(*p)) {
      const auto first = static_cast<unsigned>(Reason::kBadSourceAddress);
      return InvalidV1(static_cast<Reason>(first + i), offset);
    }
    // The last field ends at the line's end and no other does.
    if ((*p == '\r') != (i == 3)) {
      return InvalidV1(Reason::kBadSeparator, static_cast<size_t>(p - data));
    }
    ++p;
  }
  header.outcome_code = Outcome::kOk;
  header.flags = V1Flags(options.check);
  header.version_command = 0x21;
  header.family_transport = inet6 ? 0x21 : 0x11;
  header.tlv_begin = static_cast<uint16_t>(cr + 2);
  if (out != nullptr) {
    endpoints.source_port = static_cast<uint16_t>(ports[0]);
    endpoints.destination_port = static_cast<uint16_t>(ports[1]);
    endpoints.family_number = inet6 ? 2 : 1;
    endpoints.transport_number = 1;
    *out = endpoints;
  }
  return header;
}

Header DecodeTcp(const uint8_t* data, size_t size, bool inet6, Endpoints* endpoints,
                 const Options& options) noexcept {
  const size_t limit = std::min(size, wire::kV1MaxSize);
  size_t at = wire::kV1SourceOffset;
  while (at < limit && data[at] != '\r' && data[at] != '\n') ++at;
  const Header line_end = JudgeV1LineEnd(data, size, at, inet6, options);
  if (!line_end.ok()) return line_end;
  return DecodeTcpFields(data, at, inet6, endpoints, options);
}

// Neither of the tokens is whole: which byte fits none of them, or how many more are needed.
Header DecodeCutToken(const uint8_t* data, size_t size, const Options& options) noexcept {
  constexpr uint8_t kTcp[] = {'T', 'C', 'P'};
  constexpr uint8_t kUnknown[] = {'U', 'N', 'K', 'N', 'O', 'W', 'N'};
  const bool tcp = size > 6 && data[6] == 'T';
  const uint8_t* const token = tcp ? kTcp : kUnknown;
  const size_t token_size = tcp ? std::size(kTcp) : std::size(kUnknown);
  size_t fits = 0;
  while (fits < token_size && 6 + fits < size && data[6 + fits] == token[fits]) ++fits;
  size_t at = 6 + fits;
  uint32_t shortest = tcp ? wire::kV1MinTcp6Size : wire::kV1MinSize;
  if (fits == token_size && at < size) {
    if (tcp && (data[at] == '4' || data[at] == '6')) {
      if (data[at] == '4') shortest = wire::kV1MinTcp4Size;
      ++at;  // its space is missing or another byte
    } else if (!tcp && data[at] == '\r') {
      ++at;  // its LF is missing or another byte
    }
  }
  return at == size ? WaitForV1(data, size, shortest, options)
                    : InvalidV1(Reason::kBadFamilyToken, at);
}

}  // namespace

Header DecodeV1Line(const uint8_t* data, size_t size, Endpoints* endpoints,
                    const Options& options) noexcept {
  if (size >= wire::kV1SourceOffset) {
    if (std::memcmp(data + 6, "TCP4 ", 5) == 0) {
      return DecodeTcp(data, size, false, endpoints, options);
    }
    if (std::memcmp(data + 6, "TCP6 ", 5) == 0) {
      return DecodeTcp(data, size, true, endpoints, options);
    }
  }
  if (size > wire::kV1UnknownTokenEnd && std::memcmp(data + 6, "UNKNOWN", 7) == 0 &&
      (data[13] == ' ' || (data[13] == '\r' && size > 14 && data[14] == '\n'))) {
    return DecodeUnknown(data, size, options);
  }
  return DecodeCutToken(data, size, options);
}

}  // namespace simdproxy
