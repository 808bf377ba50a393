#include "tools/common/utf8.h"

namespace simdproxy::tool {
namespace {

struct Range {
  uint8_t first;
  uint8_t last;

  bool Has(uint8_t byte) const { return byte >= first && byte <= last; }
};

// What may follow a lead byte of two bytes or more, RFC 3629 section 4.
Range SecondOf(uint8_t lead) {
  switch (lead) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {0x80, 0xBF};
  }
}

}  // namespace

CodePoint FirstCodePoint(std::string_view text) {
  constexpr uint32_t kReplacement = 0xFFFD;
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return {kReplacement, 1, false};
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  uint32_t value = lead & (0x7FU >> size);
  Range range = SecondOf(lead);
  for (size_t i = 1; i < size; ++i) {
    if (i == text.size()) return {kReplacement, i, false};
    const auto byte = static_cast<uint8_t>(text[i]);
    if (!range.Has(byte)) return {kReplacement, i, false};
    value = value << 6 | (byte & 0x3FU);
    range = {0x80, 0xBF};
  }
  return {value, size, true};
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (!c.well_formed) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

}  // namespace simdproxy::tool
