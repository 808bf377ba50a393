// JSON on one line, written as it comes: no tree, so a hundred thousand lines take no time.
#ifndef SIMDPROXY_TOOLS_COMMON_JSON_WRITER_H_
#define SIMDPROXY_TOOLS_COMMON_JSON_WRITER_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace simdproxy::tool {

/// The caller sees to it that what is begun is ended, and that a Key stands in front of each value
/// of an object. ASCII only: what a stranger put into a header must not reach a terminal as it is.
class JsonWriter {
 public:
  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }

  /// `key` has no character that needs to be escaped.
  void Key(std::string_view key);

  /// What is not UTF-8 becomes U+FFFD.
  void String(std::string_view text);
  void Hex(std::span<const std::byte> bytes);
  void Number(uint64_t number);
  void Null();

  void Put(std::string_view key, std::string_view text) {
    Key(key);
    String(text);
  }
  void Put(std::string_view key, std::unsigned_integral auto number) {
    Key(key);
    Number(number);
  }

  /// All that was written.
  std::string Take() { return std::move(text_); }

 private:
  void Open(char bracket);
  void Close(char bracket);
  void Separate();
  void PutUnit(uint32_t unit);
  void PutEscaped(uint32_t character);

  std::string text_;
  bool first_ = true;  // of its object or array, or behind its key
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_JSON_WRITER_H_
