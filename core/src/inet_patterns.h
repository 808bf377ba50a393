// Where the digits of a dotted quad stand, by where its separators stand.
//
// An octet has 1 to 3 digits, so four of them are laid out in 81 ways. A bit mask of the three dots
// and of the byte behind the quad, counted from its first byte, tells which, and names the byte
// shuffle that puts every octet's digits at the same places.
// Technique: sse_inet_aton, W. Muła and D. Lemire,
// http://0x80.pl/notesen/2023-04-09-faster-parse-ipv4.html
#ifndef SIMDPROXY_CORE_SRC_INET_PATTERNS_H_
#define SIMDPROXY_CORE_SRC_INET_PATTERNS_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace simdproxy {

/// Which byte of an octet's four is its separator.
inline constexpr size_t kInetSeparatorPlace = std::endian::native == std::endian::little ? 3 : 0;

struct alignas(64) InetPattern {
  /// For each octet: where its hundreds, tens, units and separator stand in the 16 bytes that end
  /// with the last separator; 0x80 for a digit that is not there. As a number the octet takes the
  /// lower half of its dword, so the separator is put where it does not: first on big-endian.
  uint8_t moves[16];
  /// What an octet of so many digits is at least, as it begins with no zero.
  uint32_t least[4];
  /// The mask of separators that this is for; 0 if it is for none.
  uint32_t separators;
};

/// A mask without the bits that no sound one has.
inline constexpr uint32_t kInetPatternMask = 0xFFFF;

/// The upper bits of the product, as many as an index has, are different for all 81 masks. (Checked
/// below, as is what follows; found by trying random factors.)
///
/// Where it is known that four separators end the quad, with a space in front of it, and that all
/// else is digits, the masks need not be compared: a wrong pattern does not find dots and digits
/// where they should be. One that is longer than the quad finds the space. Any other must take the
/// quad's own three dots for its dots, and then it differs in the first octet alone, which has too
/// many digits: no such mask has the index of a sound one that agrees with it on the last three.
inline constexpr uint32_t kInetPatternFactor = 0x9C14EA3F;
inline constexpr int kInetPatternBits = 8;

constexpr size_t InetPatternIndex(uint32_t separators) noexcept {
  return (separators & kInetPatternMask) * kInetPatternFactor >> (32 - kInetPatternBits);
}

/// The separators of octets of so many digits.
constexpr uint32_t InetSeparators(const std::array<uint32_t, 4>& digits) noexcept {
  uint32_t separators = 0;
  uint32_t end = 0;
  for (const uint32_t count : digits) {
    end += count;
    if (end < 32) separators |= 1U << end;
    ++end;
  }
  return separators;
}

constexpr InetPattern MakeInetPattern(const std::array<uint32_t, 4>& digits) noexcept {
  constexpr uint32_t kLeast[4] = {0, 0, 10, 100};
  const uint32_t size = digits[0] + digits[1] + digits[2] + digits[3] + 4;
  InetPattern pattern{};
  pattern.separators = InetSeparators(digits);
  uint32_t end = 0;  // of the octet, where its separator stands
  for (size_t i = 0; i < 4; ++i) {
    end += digits[i];
    pattern.least[i] = kLeast[digits[i]];
    for (uint32_t k = 0; k < 4; ++k) {  // from the separator to the left
      pattern.moves[4 * i + (kInetSeparatorPlace + 4 - k) % 4] =
          static_cast<uint8_t>(k <= digits[i] ? 16 - size + end - k : 0x80);
    }
    ++end;
  }
  return pattern;
}

using InetPatterns = std::array<InetPattern, 1 << kInetPatternBits>;

/// Where there is no pattern the moves are 0: no dot is found.
constexpr InetPatterns MakeInetPatterns() {
  InetPatterns patterns{};
  for (uint32_t tail = 0; tail < 27; ++tail) {
    const uint32_t digits[3] = {1 + tail % 3, 1 + tail / 3 % 3, 1 + tail / 9};
    for (uint32_t first = 1; first <= 3; ++first) {
      const InetPattern pattern = MakeInetPattern({first, digits[0], digits[1], digits[2]});
      InetPattern& entry = patterns[InetPatternIndex(pattern.separators)];
      if (entry.separators != 0) throw "two masks have the same index";
      entry = pattern;
    }
  }
  for (uint32_t tail = 0; tail < 27; ++tail) {
    const uint32_t digits[3] = {1 + tail % 3, 1 + tail / 3 % 3, 1 + tail / 9};
    for (uint32_t first = 0; first < 64; first += first == 0 ? 4 : 1) {
      const uint32_t wrong = InetSeparators({first, digits[0], digits[1], digits[2]});
      const uint32_t found = patterns[InetPatternIndex(wrong)].separators;
      for (uint32_t sound = 1; sound <= 3; ++sound) {
        if (found == InetSeparators({sound, digits[0], digits[1], digits[2]})) {
          throw "a wrong mask goes unnoticed";
        }
      }
    }
  }
  return patterns;
}

inline constexpr InetPatterns kInetPatterns = MakeInetPatterns();

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_INET_PATTERNS_H_
