#include "tools/common/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "tools/common/utf8.h"

namespace simdproxy::tool {
namespace {

uint8_t At(std::string_view text, size_t i) { return static_cast<uint8_t>(text[i]); }

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

bool IsPrintable(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (!c.well_formed || !IsVisible(c.value)) return false;
    text.remove_prefix(c.size);
  }
  return true;
}

std::string Escape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    if (c.well_formed && IsVisible(c.value)) {
      if (c.value == '\\') out += '\\';
      out += text.substr(0, c.size);
    } else {
      for (size_t i = 0; i < c.size; ++i) out += fmt::format("\\x{:02x}", At(text, i));
    }
    text.remove_prefix(c.size);
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
