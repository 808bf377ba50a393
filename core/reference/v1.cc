// Version 1: a line of text [2.1].
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/reference/records.h"
#include "core/src/wire.h"

namespace simdproxy::reference {
namespace {

enum class Token { kTcp4, kTcp6, kUnknown };

struct TokenOrAnswer {
  bool found;
  Token token;
  Header answer;
};

bool IsLf(Bytes bytes, size_t offset) { return At(bytes, offset) == '\n'; }
bool IsCr(Bytes bytes, size_t offset) { return At(bytes, offset) == '\r'; }
bool IsSpace(Bytes bytes, size_t offset) { return At(bytes, offset) == ' '; }

// How many bytes are worth waiting for: the shortest line that these bytes can become.
size_t Needed(Bytes bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view token = text.substr(wire::kV1FamilyOffset, 4);
  size_t shortest = wire::kV1MinSize;
  if (token == "TCP4") {
    shortest = wire::kV1MinTcp4Size;
  } else if (token == "T" || token == "TC" || token == "TCP" || token == "TCP6") {
    shortest = wire::kV1MinTcp6Size;
  }
  const size_t line_end = bytes.size() + (text.back() == '\r' ? 1 : 2);
  return std::min(wire::kV1MaxSize, std::max(shortest, line_end));
}

TokenOrAnswer ReadFamilyToken(Bytes bytes) {
  constexpr std::string_view kTokens[] = {"TCP4 ", "TCP6 ", "UNKNOWN ", "UNKNOWN\r\n"};
  constexpr Token kMeanings[] = {Token::kTcp4, Token::kTcp6, Token::kUnknown, Token::kUnknown};

  // The token that fits furthest names the first byte that fits none.
  size_t furthest = 0;
  for (size_t i = 0; i < std::size(kTokens); ++i) {
    size_t fits = 0;
    while (fits < kTokens[i].size() && wire::kV1FamilyOffset + fits < bytes.size() &&
           At(bytes, wire::kV1FamilyOffset + fits) == static_cast<uint8_t>(kTokens[i][fits])) {
      ++fits;
    }
    if (fits == kTokens[i].size()) return {true, kMeanings[i], {}};
    furthest = std::max(furthest, fits);
  }
  const size_t offset = wire::kV1FamilyOffset + furthest;
  if (offset == bytes.size()) return {false, {}, Incomplete(1, Needed(bytes))};
  return {false, {}, Invalid(1, Reason::kBadFamilyToken, offset)};
}

struct LineOrAnswer {
  bool found;
  size_t cr;  // offset of the CR that ends the line
  Header answer;
};

LineOrAnswer NoLineEnd(Bytes bytes) {
  if (bytes.size() >= wire::kV1MaxSize) {
    return {false, 0, Invalid(1, Reason::kLineTooLong, wire::kV1MaxSize)};
  }
  return {false, 0, Incomplete(1, Needed(bytes))};
}

// TCP4 and TCP6: the first CR or LF must be the CR of CR LF.
LineOrAnswer FindTcpLineEnd(Bytes bytes) {
  const size_t limit = std::min(bytes.size(), wire::kV1MaxSize);
  size_t at = wire::kV1SourceOffset;
  while (at < limit && !IsCr(bytes, at) && !IsLf(bytes, at)) ++at;
  if (at == limit) return NoLineEnd(bytes);
  if (IsLf(bytes, at)) return {false, 0, Invalid(1, Reason::kBadLineEnd, at)};
  if (at + 1 == limit) return NoLineEnd(bytes);
  if (!IsLf(bytes, at + 1)) return {false, 0, Invalid(1, Reason::kBadLineEnd, at)};
  return {true, at, {}};
}

// UNKNOWN: whatever stands before the first CR LF is ignored.
LineOrAnswer FindUnknownLineEnd(Bytes bytes) {
  const size_t limit = std::min(bytes.size(), wire::kV1MaxSize);
  for (size_t at = wire::kV1UnknownTokenEnd; at + 1 < limit; ++at) {
    if (IsCr(bytes, at) && IsLf(bytes, at + 1)) return {true, at, {}};
  }
  return NoLineEnd(bytes);
}

Header Ok(size_t size, uint8_t family_transport, const Options& options) {
  Header header{};
  header.outcome_code = Outcome::kOk;
  header.version_number = 1;
  header.version_command = 0x21;
  header.family_transport = family_transport;
  header.tlv_begin = static_cast<uint16_t>(size);
  header.extent = static_cast<uint32_t>(size);
  // A line carries no TLVs: nothing is malformed and no checksum is there.
  if (options.check != Check::kNone) header.flags = Header::kTlvsWalked;
  if (options.check == Check::kCrc) header.flags |= static_cast<uint8_t>(CrcState::kAbsent);
  return header;
}

// The fields of a TCP4 or TCP6 line, from left to right; the first fault is the answer.
class Fields {
 public:
  Fields(Bytes bytes, size_t cr) : bytes_(bytes), cr_(cr) {}

  size_t begin() const { return begin_; }
  Bytes text() const { return bytes_.subspan(begin_, end_ - begin_); }
  bool empty() const { return begin_ == end_; }
  bool at_line_end() const { return end_ == cr_; }
  size_t end() const { return end_; }

  void Next() {
    begin_ = end_ == 0 ? wire::kV1SourceOffset : end_ + 1;
    end_ = begin_;
    while (end_ < cr_ && !IsSpace(bytes_, end_)) ++end_;
  }

 private:
  Bytes bytes_;
  size_t cr_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

Header DecodeFields(Bytes bytes, size_t cr, bool inet6, const Options& options,
                    Endpoints& endpoints) {
  const auto parse_address = inet6 ? ParseInet6 : ParseInet;
  Header header = Ok(cr + 2, inet6 ? 0x21 : 0x11, options);
  uint32_t source_port = 0;
  uint32_t destination_port = 0;

  Fields field(bytes, cr);
  field.Next();
  if (field.empty()) return Invalid(1, Reason::kBadSeparator, field.begin());
  if (!parse_address(field.text(), endpoints.source)) {
    return Invalid(1, Reason::kBadSourceAddress, field.begin());
  }
  if (field.at_line_end()) return Invalid(1, Reason::kBadSeparator, field.end());

  field.Next();
  header.v1_destination = static_cast<uint8_t>(field.begin());
  if (field.empty()) return Invalid(1, Reason::kBadSeparator, field.begin());
  if (!parse_address(field.text(), endpoints.destination)) {
    return Invalid(1, Reason::kBadDestinationAddress, field.begin());
  }
  if (field.at_line_end()) return Invalid(1, Reason::kBadSeparator, field.end());

  field.Next();
  header.v1_source_port = static_cast<uint8_t>(field.begin());
  if (field.empty()) return Invalid(1, Reason::kBadSeparator, field.begin());
  if (!ParseNumber(field.text(), 65535, source_port)) {
    return Invalid(1, Reason::kBadSourcePort, field.begin());
  }
  if (field.at_line_end()) return Invalid(1, Reason::kBadSeparator, field.end());

  field.Next();
  header.v1_destination_port = static_cast<uint8_t>(field.begin());
  if (field.empty()) return Invalid(1, Reason::kBadSeparator, field.begin());
  if (!ParseNumber(field.text(), 65535, destination_port)) {
    return Invalid(1, Reason::kBadDestinationPort, field.begin());
  }
  if (!field.at_line_end()) return Invalid(1, Reason::kBadSeparator, field.end());

  endpoints.source_port = static_cast<uint16_t>(source_port);
  endpoints.destination_port = static_cast<uint16_t>(destination_port);
  endpoints.family_number = static_cast<uint8_t>(inet6 ? Family::kInet6 : Family::kInet);
  endpoints.transport_number = static_cast<uint8_t>(Transport::kStream);
  return header;
}

}  // namespace

Header DecodeV1(Bytes bytes, const Options& options, Endpoints& endpoints) {
  const TokenOrAnswer family = ReadFamilyToken(bytes);
  if (!family.found) return family.answer;

  const bool unknown = family.token == Token::kUnknown;
  const LineOrAnswer line = unknown ? FindUnknownLineEnd(bytes) : FindTcpLineEnd(bytes);
  if (!line.found) return line.answer;

  if (unknown) return Ok(line.cr + 2, 0x00, options);
  return DecodeFields(bytes, line.cr, family.token == Token::kTcp6, options, endpoints);
}

}  // namespace simdproxy::reference
