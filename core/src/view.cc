// A header's attributes, and addresses in text.
#include "simdproxy/view.h"

#include <algorithm>
#include <cstring>

#include "core/src/wire.h"
#include "simdproxy/decode.h"

namespace simdproxy {
namespace {

using Bytes = std::span<const std::byte>;

void AppendDecimal(AddressText& text, unsigned number) {
  if (number >= 100) text.push_back(static_cast<char>('0' + number / 100));
  if (number >= 10) text.push_back(static_cast<char>('0' + number / 10 % 10));
  text.push_back(static_cast<char>('0' + number % 10));
}

void AppendHex(AddressText& text, unsigned group) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = 12; shift >= 0; shift -= 4) {
    if (group >> shift != 0 || shift == 0) text.push_back(kDigits[group >> shift & 15]);
  }
}

struct Run {
  int begin;
  int size;
};

// RFC 5952 section 4.2: the longest run of zero groups, the first of equals, at least two groups.
Run LongestZeroRun(const std::array<unsigned, 8>& groups) {
  Run longest{0, 1};
  int begin = 0;
  for (int i = 0; i < 8; ++i) {
    if (groups[static_cast<size_t>(i)] != 0) begin = i + 1;
    if (i + 1 - begin > longest.size) longest = {begin, i + 1 - begin};
  }
  return longest.size > 1 ? longest : Run{8, 0};
}

// Up to the first NUL; an abstract name, which begins with NUL, up to the last byte that is not
// NUL.
Bytes TrimPath(Bytes block) {
  if (block[0] != std::byte{0}) {
    const auto nul = std::ranges::find(block, std::byte{0});
    return block.first(static_cast<size_t>(nul - block.begin()));
  }
  size_t size = block.size();
  while (size != 0 && block[size - 1] == std::byte{0}) --size;
  return block.first(size);
}

}  // namespace

AddressText InetToText(std::span<const uint8_t, 4> address) noexcept {
  AddressText text;
  for (size_t i = 0; i < 4; ++i) {
    if (i != 0) text.push_back('.');
    AppendDecimal(text, address[i]);
  }
  return text;
}

AddressText Inet6ToText(std::span<const uint8_t, 16> address) noexcept {
  std::array<unsigned, 8> groups{};
  for (size_t i = 0; i < 8; ++i) groups[i] = address[2 * i] * 256U + address[2 * i + 1];

  const Run zeros = LongestZeroRun(groups);
  AddressText text;
  for (int i = 0; i < 8; ++i) {
    if (i == zeros.begin) {
      text.push_back(':');
      text.push_back(':');
      i += zeros.size - 1;
      continue;
    }
    if (i != 0 && i != zeros.begin + zeros.size) text.push_back(':');
    AppendHex(text, groups[static_cast<size_t>(i)]);
  }
  return text;
}

AddressText ToText(const Endpoint& endpoint) noexcept {
  AddressText text;
  switch (endpoint.family) {
    case Family::kUnspec:
      break;
    case Family::kInet:
      return InetToText(std::span(endpoint.address).first<4>());
    case Family::kInet6:
      return Inet6ToText(endpoint.address);
    case Family::kUnix:
      for (size_t i = 0; i < endpoint.path.size(); ++i) {
        const char c = static_cast<char>(endpoint.path[i]);
        text.push_back(i == 0 && c == '\0' ? '@' : c);
      }
      break;
  }
  return text;
}

Endpoint HeaderView::endpoint(int side) const noexcept {
  Endpoint result;
  if (!header_.ok() || header_.command() != Command::kProxy) return result;

  if (header_.version() == 2 && header_.family() == Family::kUnix) {
    const size_t begin = wire::kV2FixedSize + static_cast<size_t>(side) * wire::kV2UnixPathSize;
    if (bytes_.size() < begin + wire::kV2UnixPathSize) return result;
    result.family = Family::kUnix;
    result.path_block = bytes_.subspan(begin, wire::kV2UnixPathSize);
    result.path = TrimPath(result.path_block);
    return result;
  }

  Endpoints endpoints{};
  Decode(bytes_, {}, &endpoints);
  result.family = endpoints.family();
  result.port = side == 0 ? endpoints.source_port : endpoints.destination_port;
  std::memcpy(result.address.data(), side == 0 ? endpoints.source : endpoints.destination,
              result.address.size());
  return result;
}

uint32_t HeaderView::rest_offset() const noexcept {
  if (!header_.ok()) return 0;
  if (header_.version() == 1 && header_.family() == Family::kUnspec) {
    return wire::kV1UnknownTokenEnd;
  }
  return header_.tlv_offset();
}

Bytes HeaderView::rest() const noexcept {
  const size_t begin = rest_offset();
  size_t end = bytes_.size();
  if (header_.version() == 1 && end >= 2) end -= 2;  // CR LF
  return begin < end ? bytes_.subspan(begin, end - begin) : Bytes{};
}

std::string_view HeaderView::Text(uint32_t begin, uint32_t end) const noexcept {
  if (header_.v1_destination == 0 || begin > end || end > bytes_.size()) return {};
  return {reinterpret_cast<const char*>(bytes_.data()) + begin, end - begin};
}

std::string_view HeaderView::source_text() const noexcept {
  return Text(wire::kV1SourceOffset, header_.v1_destination - 1U);
}

std::string_view HeaderView::destination_text() const noexcept {
  return Text(header_.v1_destination, header_.v1_source_port - 1U);
}

std::string_view HeaderView::source_port_text() const noexcept {
  return Text(header_.v1_source_port, header_.v1_destination_port - 1U);
}

std::string_view HeaderView::destination_port_text() const noexcept {
  return Text(header_.v1_destination_port, header_.size() - 2U);
}

}  // namespace simdproxy
