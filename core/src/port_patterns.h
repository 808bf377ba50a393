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

#include "simdproxy/header.h"

namespace simdproxy {

struct alignas(64) PortPattern {
  /// For each port 8 bytes: what ends it (the space; CR and LF), 0, and five digits, of the 16
  /// bytes that end with the line; 0x80 for a digit that is not there.
  uint8_t moves[16];
  /// What a port of so many digits is at least, as it begins with no zero; each of them twice.
  uint32_t least[4];
  /// Digits of the destination port; 0 if this is for no mask. Its moves are 0 then: the CR is not
  /// found where it should be.
  uint32_t destination_size;
};

/// The upper bits of the product, as many as an index has, are different for all 25 masks. And no
/// other mask has the index of one whose space would be found where it should be: where there is
/// the ports' own one, or the one in front of them. So what ends the ports need not be compared.
/// (Both checked below; found by trying random factors.)
inline constexpr uint32_t kPortPatternFactor = 0x10CA6F6B;
inline constexpr int kPortPatternBits = 6;

constexpr size_t PortPatternIndex(uint32_t separators) noexcept {
  return separators * kPortPatternFactor >> (32 - kPortPatternBits);
}

using PortPatterns = std::array<PortPattern, 1 << kPortPatternBits>;

constexpr PortPatterns MakePortPatterns() {
  constexpr uint32_t kLeast[6] = {0, 0, 10, 100, 1000, 10000};
  PortPatterns patterns{};
  const auto separators = [](uint32_t source, uint32_t destination) {
    const uint32_t cr = source + 1 + destination;
    return (source < 32 ? 1U << source : 0) | (cr < 32 ? 1U << cr : 0);
  };
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
      pattern.destination_size = destination;
      PortPattern& entry = patterns[PortPatternIndex(separators(source, destination))];
      if (entry.destination_size != 0) throw "two masks have the same index";
      entry = pattern;
    }
  }
  for (uint32_t source = 0; source < kMaxV1Size; ++source) {
    for (uint32_t destination = 0; destination < kMaxV1Size; ++destination) {
      if (source - 1 < 5 && destination - 1 < 5) continue;
      const uint32_t found =
          patterns[PortPatternIndex(separators(source, destination))].destination_size;
      if (found != 0 && (found == destination || found == source + 1 + destination)) {
        throw "a wrong mask goes unnoticed";
      }
      // Where one port is missing and the input ends with the line, its CR and LF were taken for
      // the separators, and then the CR for what ends both.
      if (found != 0 && destination == 0 && found == source) throw "a missing port goes unnoticed";
    }
  }
  return patterns;
}

inline constexpr PortPatterns kPortPatterns = MakePortPatterns();

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_PORT_PATTERNS_H_
