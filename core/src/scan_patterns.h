// What the scanner looks for, as texts: how long they are, and whether one stands at a place.
#ifndef SIMDPROXY_CORE_SRC_SCAN_PATTERNS_H_
#define SIMDPROXY_CORE_SRC_SCAN_PATTERNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "simdproxy/scan.h"

namespace simdproxy {

inline constexpr std::string_view kSignatureText("\r\n\r\n\0\r\nQUIT\n", 12);
inline constexpr std::string_view kTcp4Text = "PROXY TCP4 ";
inline constexpr std::string_view kTcp6Text = "PROXY TCP6 ";
inline constexpr std::string_view kUnknownText = "PROXY UNKNOWN";

/// Bytes of the longest of all.
inline constexpr size_t kLongestPattern = kUnknownText.size();

/// The texts of each ScanFor. None of them begins inside another or itself, so hits never overlap.
inline std::span<const std::string_view> PatternsOf(ScanFor what) noexcept {
  static constexpr std::array<std::string_view, 4> kHeaders = {kSignatureText, kTcp4Text, kTcp6Text,
                                                               kUnknownText};
  static constexpr std::array<std::string_view, 1> kCrlf = {"\r\n"};
  switch (what) {
    case ScanFor::kV2:
      return std::span(kHeaders).first(1);
    case ScanFor::kV1:
      return std::span(kHeaders).subspan(1);
    case ScanFor::kHeaders:
      return kHeaders;
    case ScanFor::kCrlf:
      break;
  }
  return kCrlf;
}

inline std::string_view TextOf(const uint8_t* data, size_t size) noexcept {
  return {reinterpret_cast<const char*>(data), size};
}

/// Length of the text that begins at `data`; 0 if there is none.
inline size_t PatternSizeAt(ScanFor what, const uint8_t* data, size_t size) noexcept {
  for (const std::string_view text : PatternsOf(what)) {
    if (TextOf(data, size).starts_with(text)) return text.size();
  }
  return 0;
}

/// True if all `size` bytes are the beginning of a text, but not all of it.
inline bool MayBePattern(ScanFor what, const uint8_t* data, size_t size) noexcept {
  for (const std::string_view text : PatternsOf(what)) {
    if (size < text.size() && text.starts_with(TextOf(data, size))) return true;
  }
  return false;
}

/// The kind of the hit that begins with this byte.
constexpr Kind KindOfHit(ScanFor what, uint8_t first) noexcept {
  if (what == ScanFor::kCrlf) return Kind::kNeither;
  return first == 'P' ? Kind::kV1 : Kind::kV2;
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_SCAN_PATTERNS_H_
