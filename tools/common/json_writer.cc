#include "tools/common/json_writer.h"

#include <fmt/format.h>

#include <utility>

#include "tools/common/hex.h"
#include "tools/common/utf8.h"

namespace simdproxy::tool {
namespace {

bool IsPlain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

void JsonWriter::Separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

void JsonWriter::Open(char bracket) {
  Separate();
  text_ += bracket;
  first_ = true;
}

void JsonWriter::Close(char bracket) {
  text_ += bracket;
  first_ = false;
}

void JsonWriter::Key(std::string_view key) {
  Separate();
  text_ += '"';
  text_ += key;
  text_ += "\":";
  first_ = true;
}

// One unit of UTF-16.
void JsonWriter::PutUnit(uint32_t unit) {
  fmt::format_to(std::back_inserter(text_), "\\u{:04x}", unit);
}

void JsonWriter::PutEscaped(uint32_t character) {
  constexpr std::string_view kShort = "\"\\\b\t\n\f\r";
  constexpr std::string_view kLetters = "\"\\btnfr";
  if (character < 0x80) {
    const size_t at = kShort.find(static_cast<char>(character));
    if (at != std::string_view::npos) {
      text_ += '\\';
      text_ += kLetters[at];
      return;
    }
  }
  if (character <= 0xFFFF) return PutUnit(character);
  PutUnit(0xD7C0 + (character >> 10));
  PutUnit(0xDC00 + (character & 0x3FF));
}

void JsonWriter::String(std::string_view text) {
  Separate();
  text_ += '"';
  while (!text.empty()) {
    size_t plain = 0;
    while (plain < text.size() && IsPlain(text[plain])) ++plain;
    text_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const CodePoint c = FirstCodePoint(text);
    PutEscaped(c.value);
    text.remove_prefix(c.size);
  }
  text_ += '"';
}

void JsonWriter::Hex(std::span<const std::byte> bytes) {
  Separate();
  text_ += '"';
  AppendHex(text_, bytes);
  text_ += '"';
}

void JsonWriter::Number(uint64_t number) {
  Separate();
  const fmt::format_int digits(number);
  text_.append(digits.data(), digits.size());
}

void JsonWriter::Null() {
  Separate();
  text_ += "null";
}

}  // namespace simdproxy::tool
