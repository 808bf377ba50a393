#include "tools/simdproxy/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace simdproxy::tool {
namespace {

struct CodePoint {
  uint32_t value;
  size_t size;  // in bytes; 0 if no well-formed character stands there
};

uint8_t At(std::string_view text, size_t i) { return static_cast<uint8_t>(text[i]); }

// The character at the start of `text`, which is not empty.
CodePoint FirstCodePoint(std::string_view text) {
  const uint32_t lead = At(text, 0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {0, 0};
  uint32_t value = lead & (0x7FU >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((At(text, i) & 0xC0) != 0x80) return {0, 0};
    value = value << 6 | (At(text, i) & 0x3FU);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size] || value > 0x10FFFF || surrogate) return {0, 0};
  return {value, size};
}

// A character that is seen, takes a place of its own and leaves the others where they are.
bool IsVisible(uint32_t c) {
  struct Range {
    uint32_t first, last;
  };
  constexpr Range kHidden[] = {
      {0x00, 0x1F},        // C0 controls
      {0x7F, 0x9F},        // DEL, C1 controls
      {0xAD, 0xAD},        // soft hyphen
      {0x61C, 0x61C},      // Arabic letter mark
      {0x180B, 0x180F},    // Mongolian selectors
      {0x200B, 0x200F},    // zero width, marks of direction
      {0x2028, 0x202E},    // line and paragraph separators, embedding and override of direction
      {0x2060, 0x206F},    // word joiner, isolates
      {0xFE00, 0xFE0F},    // variation selectors
      {0xFEFF, 0xFEFF},    // byte order mark
      {0xFFF9, 0xFFFB},    // interlinear annotation
      {0xE0000, 0x10FFFF}  // tags, selectors, private use
  };
  return std::ranges::none_of(kHidden, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

bool IsPlain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-._:/@+%").find(c) != std::string_view::npos;
}

}  // namespace

std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (c.size == 0) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

bool IsPrintable(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (c.size == 0 || !IsVisible(c.value)) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

std::string Escape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    const size_t size = std::max<size_t>(c.size, 1);
    if (c.size != 0 && IsVisible(c.value)) {
      if (c.value == '\\') out += '\\';
      out += text.substr(0, size);
    } else {
      for (size_t i = 0; i < size; ++i) out += fmt::format("\\x{:02x}", At(text, i));
    }
    text.remove_prefix(size);
  }
  return out;
}

std::string Quote(std::string_view text) {
  std::string word;
  for (const char c : Escape(text)) {
    if (c == '"') word += '\\';
    word += c;
  }
  if (word.empty() || !std::ranges::all_of(word, IsPlain)) word = fmt::format("\"{}\"", word);
  return word;
}

std::string QuoteShort(std::string_view text) {
  constexpr size_t kLongest = 80;
  if (text.size() <= kLongest) return Quote(text);
  size_t size = kLongest;
  // Not inside of a character.
  for (int i = 0; i < 3 && (At(text, size) & 0xC0) == 0x80; ++i) --size;
  return fmt::format("{}...({} bytes)", Quote(text.substr(0, size)), text.size());
}

size_t DisplayWidth(std::string_view escaped) {
  return static_cast<size_t>(std::ranges::count_if(
      escaped, [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

}  // namespace simdproxy::tool
