// Where the digits of the two ports of a v1 line stand, by where their separators stand.
//
// A port has 1 to 5 digits, so two of them are laid out in 25 ways. A bit mask of the space and the
// CR that end them, counted from the source port's first byte, tells which, and names the byte
// shuffle that puts their digits at the same places: the technique of inet_patterns.h.
#ifndef SIMDPROXY_CORE_SRC_PORT_PATTERNS_H_
#define SIMDPROXY_CORE_SRC_PORT_PATTERNS_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace simdproxy {

struct alignas(64) PortPattern {
  /// For each port 8 bytes: what ends it (the space; CR and LF), 0, and five digits, of the 16
  /// bytes that end with the line; 0x80 for a digit that is not there.
  uint8_t moves[16];
  /// What a port of so many digits is at least, as it begins with no zero; each of them twice.
  uint32_t least[4];
  /// The mask of separators that this is for; 0 if it is for none.
  uint32_t separators;
};

/// The upper bits of the product, as many as an index has, are different for all 25 masks (checked
/// below); found by trying random factors.
inline constexpr uint32_t kPortPatternFactor = 0x1E2FEB89;
inline constexpr int kPortPatternBits = 6;

constexpr size_t PortPatternIndex(uint32_t separators) noexcept {
  return separators * kPortPatternFactor >> (32 - kPortPatternBits);
}

using PortPatterns = std::array<PortPattern, 1 << kPortPatternBits>;

constexpr PortPatterns MakePortPatterns() {
  constexpr uint32_t kLeast[6] = {0, 0, 10, 100, 1000, 10000};
  PortPatterns patterns{};
  for (uint32_t source = 1; source <= 5; ++source) {
    for (uint32_t destination = 1; destination <= 5; ++destination) {
      const uint32_t cr = 14;
      const uint32_t space = cr - destination - 1;
      PortPattern pattern{};
      for (uint8_t& move : pattern.moves) move = 0x80;
      pattern.moves[0] = static_cast<uint8_t>(space);
      pattern.moves[8] = static_cast<uint8_t>(cr);
      pattern.moves[9] = static_cast<uint8_t>(cr + 1);
      for (uint32_t k = 0; k < source; ++k) {
        pattern.moves[7 - k] = static_cast<uint8_t>(space - 1 - k);
      }
      for (uint32_t k = 0; k < destination; ++k) {
        pattern.moves[15 - k] = static_cast<uint8_t>(cr - 1 - k);
      }
      pattern.least[0] = pattern.least[1] = kLeast[source];
      pattern.least[2] = pattern.least[3] = kLeast[destination];
      pattern.separators = 1U << source | 1U << (source + 1 + destination);
      PortPattern& entry = patterns[PortPatternIndex(pattern.separators)];
      if (entry.separators != 0) throw "two masks have the same index";
      entry = pattern;
    }
  }
  return patterns;
}

inline constexpr PortPatterns kPortPatterns = MakePortPatterns();

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_PORT_PATTERNS_H_
