#include "tools/common/hex.h"

#include <fmt/format.h>

#include "tools/common/escape.h"

namespace simdproxy::tool {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

// 0 to 15, or -1.
int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// "line 2, column 5", both from 1; columns count bytes.
std::string Place(std::string_view text, size_t at) {
  size_t line = 1;
  size_t line_begin = 0;
  for (size_t i = 0; i < at; ++i) {
    if (text[i] != '\n') continue;
    ++line;
    line_begin = i + 1;
  }
  return fmt::format("line {}, column {}", line, at - line_begin + 1);
}

HexBytes Fault(std::string_view text, size_t at, std::string_view what) {
  return {.bytes = {}, .error = fmt::format("{}: {}", Place(text, at), what)};
}

}  // namespace

std::string ToHex(std::span<const std::byte> bytes) {
  std::string hex;
  AppendHex(hex, bytes);
  return hex;
}

void AppendHex(std::string& out, std::span<const std::byte> bytes) {
  size_t at = out.size();
  out.resize(at + bytes.size() * 2);
  for (const std::byte b : bytes) {
    out[at++] = kDigits[std::to_integer<unsigned>(b) >> 4];
    out[at++] = kDigits[std::to_integer<unsigned>(b) & 15];
  }
}

HexBytes FromHex(std::string_view text) {
  HexBytes result;
  int high = -1;       // the first digit of a byte whose second is still to come
  size_t high_at = 0;  // where it stands
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsSpace(c)) continue;
    if (high < 0 && c == ':' && !result.bytes.empty()) continue;
    if (high < 0 && c == '0' && i + 1 < text.size() && (text[i + 1] | 0x20) == 'x') {
      ++i;
      continue;
    }
    const int digit = DigitValue(c);
    if (digit < 0) {
      return Fault(text, i, fmt::format("'{}' is not a hex digit", Escape(text.substr(i, 1))));
    }
    if (high < 0) {
      high = digit;
      high_at = i;
    } else {
      result.bytes.push_back(static_cast<std::byte>(high << 4 | digit));
      high = -1;
    }
  }
  if (high >= 0) return Fault(text, high_at, "the number of hex digits is odd");
  if (result.bytes.empty()) return {.bytes = {}, .error = "there are no hex digits"};
  return result;
}

}  // namespace simdproxy::tool
