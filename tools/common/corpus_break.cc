#include "tools/common/corpus_break.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace simdproxy::tool {
namespace {

constexpr size_t kSignatureSizeV1 = 6;
constexpr size_t kSignatureSizeV2 = 12;
constexpr size_t kFixedSize = 16;       // version 2, up to the addresses [2.2]
constexpr size_t kFirstField = 11;      // of a TCP line [2.1]
constexpr size_t kFamilyToken = 6;      // of a line
constexpr uint32_t kLongestLine = 107;  // [2.1]

void Invalid(Sample& sample, Reason reason, size_t offset) {
  const uint8_t version = sample.header.version_number;
  sample.header = {};
  sample.header.outcome_code = Outcome::kInvalid;
  sample.header.reason_code = reason;
  sample.header.version_number = version;
  sample.header.extent = static_cast<uint32_t>(offset);
}

// Rule O3 of core/FORMAT.md, for a start of a whole header whose size is `whole`.
uint32_t Needed(std::string_view start, bool v1, size_t whole) {
  const auto size = static_cast<uint32_t>(start.size());
  if (!v1) return size < kFixedSize ? uint32_t{kFixedSize} : static_cast<uint32_t>(whole);
  uint32_t base = 15;
  if (start.size() > kFamilyToken && start[kFamilyToken] == 'T') {
    base = start.substr(kFamilyToken).starts_with("TCP4") ? 32 : 22;
  }
  return std::min(kLongestLine, std::max(base, size + (start.back() == '\r' ? 1 : 2)));
}

void Truncate(Draft& draft, bool datagram, Sample& sample) {
  const bool v1 = draft.is_v1();
  const size_t whole = sample.bytes.size();
  const size_t size = 1 + draft.random.Below(whole - 1);
  sample.bytes.resize(size);
  const bool signed_off = size >= (v1 ? kSignatureSizeV1 : kSignatureSizeV2);
  sample.header.version_number = signed_off ? sample.header.version_number : 0;
  Invalid(sample, Reason::kTruncated, size);
  if (datagram) return;
  sample.header.outcome_code = Outcome::kIncomplete;
  sample.header.reason_code = Reason::kNone;
  sample.header.extent = Needed(sample.bytes, v1, whole);
}

// Where the fields of a TCP line begin, and where its CR stands.
struct Fields {
  explicit Fields(std::string_view line) {
    size_t at = kFirstField;
    for (size_t& begin : begins) {
      begin = at;
      at = std::min(line.find(' ', at), line.find('\r', at)) + 1;
    }
    carriage_return = line.find('\r');
  }
  size_t EndOf(size_t i) const { return i == 3 ? carriage_return : begins[i + 1] - 1; }

  size_t begins[4];  // source, destination, source port, destination port
  size_t carriage_return;
};

void ReplaceField(Sample& sample, size_t field, std::string_view text, Reason reason) {
  const Fields fields(sample.bytes);
  const size_t begin = fields.begins[field];
  sample.bytes.replace(begin, fields.EndOf(field) - begin, text);
  Invalid(sample, reason, begin);
}

void BreakFamilyToken(Random& random, Sample& sample) {
  struct Token {
    std::string_view text;
    uint32_t offset;  // of the first character that fits no token
  };
  constexpr Token kTokens[] = {{"UDP4", 7}, {"tcp4", 6}, {"TCP5", 9}, {"TCP ", 9}, {"UNIX", 8}};
  const Token& token = random.Pick(kTokens);
  sample.bytes.replace(kFamilyToken, token.text.size(), token.text);
  Invalid(sample, Reason::kBadFamilyToken, token.offset);
}

void BreakSeparator(Random& random, Sample& sample) {
  const Fields fields(sample.bytes);
  size_t offset = fields.begins[1];
  switch (random.Below(3)) {
    case 0:  // two spaces: the field between them is empty
      sample.bytes.insert(offset, 1, ' ');
      break;
    case 1:  // no destination port
      offset = fields.begins[3] - 1;
      sample.bytes.erase(offset, fields.carriage_return - offset);
      break;
    default:  // a field too many
      offset = fields.carriage_return;
      sample.bytes.insert(offset, " 1");
  }
  Invalid(sample, Reason::kBadSeparator, offset);
}

void BreakAddress(Random& random, bool inet, Sample& sample) {
  constexpr std::string_view kInet[] = {"256.0.2.1", "192.0.2", "192.0.02.1", "1.2.3.4.5",
                                        "2001:db8::1"};
  constexpr std::string_view kInet6[] = {"2001:db8::g", "2001:db8", "[2001:db8::1]",
                                         "12345::", "192.0.2.1"};
  const std::string_view text = inet ? random.Pick(kInet) : random.Pick(kInet6);
  const size_t field = random.Below(2);
  ReplaceField(sample, field, text,
               field == 0 ? Reason::kBadSourceAddress : Reason::kBadDestinationAddress);
}

void BreakPort(Random& random, Sample& sample) {
  constexpr std::string_view kPorts[] = {"65536", "080", "-1", "8o80", "99999"};
  const std::string_view text = random.Pick(kPorts);
  const size_t field = random.Below(2);
  ReplaceField(sample, 2 + field, text,
               field == 0 ? Reason::kBadSourcePort : Reason::kBadDestinationPort);
}

void BreakLineEnd(Random& random, Sample& sample) {
  const size_t offset = sample.bytes.size() - 2;
  if (random.Below(2) == 0) {
    sample.bytes.erase(offset, 1);  // LF alone
  } else {
    sample.bytes.back() = 'G';  // CR alone
  }
  Invalid(sample, Reason::kBadLineEnd, offset);
}

void LengthenLine(Random& random, Sample& sample) {
  sample.bytes = "PROXY UNKNOWN ";
  sample.bytes.append(kLongestLine - sample.bytes.size() + random.Below(100), 'x');
  sample.bytes += "\r\n";
  Invalid(sample, Reason::kLineTooLong, kLongestLine);
}

void SetByte(Sample& sample, size_t at, uint32_t value) {
  sample.bytes[at] = static_cast<char>(value);
}

void SetLength(Sample& sample, size_t length) {
  SetByte(sample, 14, static_cast<uint32_t>(length >> 8));
  SetByte(sample, 15, static_cast<uint32_t>(length & 0xFF));
}

// Puts another nibble in place of one of byte 12 or 13.
void BreakNibble(Sample& sample, size_t at, bool high, uint32_t nibble, Reason reason) {
  const auto byte = static_cast<uint8_t>(sample.bytes[at]);
  SetByte(sample, at, high ? (nibble << 4 | (byte & 0x0FU)) : ((byte & 0xF0U) | nibble));
  Invalid(sample, reason, at);
}

void BreakFixedPart(Draft& draft, Sample& sample) {
  Random& random = draft.random;
  switch (draft.breakage) {
    case Breakage::kBadVersion: {
      const uint32_t nibble = random.Below(15);
      return BreakNibble(sample, 12, true, nibble < 2 ? nibble : nibble + 1, Reason::kBadVersion);
    }
    case Breakage::kBadCommand:
      return BreakNibble(sample, 12, false, 2 + random.Below(14), Reason::kBadCommand);
    case Breakage::kBadFamily:
      return BreakNibble(sample, 13, true, 4 + random.Below(12), Reason::kBadFamily);
    case Breakage::kBadTransport:
      return BreakNibble(sample, 13, false, 3 + random.Below(13), Reason::kBadTransport);
    default:
      SetLength(sample, random.Below(sample.header.tlv_begin - kFixedSize));
      return Invalid(sample, Reason::kBadLength, 14);
  }
}

void BreakTlv(Random& random, Sample& sample) {
  const size_t offset = sample.bytes.size();
  switch (random.Below(3)) {
    case 0: {  // a value that runs past the end
      const uint32_t size = 1 + random.Below(1000);
      sample.bytes += '\x04';
      sample.bytes += static_cast<char>(size >> 8);
      sample.bytes += static_cast<char>(size & 0xFF);
      break;
    }
    case 1:  // less than an entry
      sample.bytes.append(1 + random.Below(2), '\0');
      break;
    default:  // a checksum of 3 bytes, behind another one maybe
      sample.bytes.append("\x03\x00\x03\x00\x00\x00", 6);
  }
  SetLength(sample, sample.bytes.size() - kFixedSize);
  Invalid(sample, Reason::kBadTlv, offset);
}

void BreakCrc32c(Random& random, Sample& sample) {
  const auto bytes = std::as_bytes(std::span(sample.bytes));
  const TlvView tlvs(bytes, sample.header.tlv_begin, sample.header.extent);
  const auto crc = tlvs.Find(tlv_type::kCrc32c);
  if (!crc) return;
  const size_t at = crc->value_offset() + random.Below(4);
  SetByte(sample, at, static_cast<uint8_t>(sample.bytes[at]) ^ (1U << random.Below(8)));
  Invalid(sample, Reason::kBadCrc32c, crc->offset);
}

}  // namespace

void Break(Draft& draft, bool datagram, Sample& sample) {
  sample.endpoints = {};
  switch (draft.breakage) {
    case Breakage::kTruncated:
      return Truncate(draft, datagram, sample);
    case Breakage::kBadFamilyToken:
      return BreakFamilyToken(draft.random, sample);
    case Breakage::kBadSeparator:
      return BreakSeparator(draft.random, sample);
    case Breakage::kBadAddress:
      return BreakAddress(draft.random, draft.family == Family::kInet, sample);
    case Breakage::kBadPort:
      return BreakPort(draft.random, sample);
    case Breakage::kBadLineEnd:
      return BreakLineEnd(draft.random, sample);
    case Breakage::kLineTooLong:
      return LengthenLine(draft.random, sample);
    case Breakage::kBadTlv:
      return BreakTlv(draft.random, sample);
    case Breakage::kBadCrc32c:
      return BreakCrc32c(draft.random, sample);
    default:
      return BreakFixedPart(draft, sample);
  }
}

}  // namespace simdproxy::tool
