// Text of addresses by tables: octets, and what "::" does to the groups of an INET6 address.
#ifndef SIMDPROXY_CORE_SRC_ENCODE_TEXT_H_
#define SIMDPROXY_CORE_SRC_ENCODE_TEXT_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace simdproxy {

/// Text of one octet and `separator`, first byte lowest, and above bit 32 how many bytes that is.
constexpr std::array<uint64_t, 256> MakeOctets(char separator) {
  std::array<uint64_t, 256> octets{};
  for (uint32_t octet = 0; octet < 256; ++octet) {
    uint64_t text = 0;
    uint64_t size = 0;
    const auto append = [&](uint32_t c) { text |= uint64_t{c} << 8 * size++; };
    if (octet >= 100) append('0' + octet / 100);
    if (octet >= 10) append('0' + octet / 10 % 10);
    append('0' + octet % 10);
    append(static_cast<uint8_t>(separator));
    octets[octet] = text | size << 32;
  }
  return octets;
}

inline constexpr auto kOctetsBeforeDot = MakeOctets('.');
inline constexpr auto kOctetsBeforeSpace = MakeOctets(' ');

/// A run of zero groups that "::" stands for, RFC 5952 section 4.2. The address is eight pieces, a
/// group and what separates it from the next; the first group of the run becomes its text, the
/// others vanish.
struct ZeroRun {
  uint64_t kept;   ///< byte i is 0xFF if group i is not in the run
  uint64_t sizes;  ///< byte `begin` holds the size of the text, all others are zero
  uint64_t
      text;  ///< first byte lowest: "::" or, behind a group's ':', ":"; a space if none follows
  uint64_t begin;  ///< first group; 8 if there is no run
};

constexpr ZeroRun MakeZeroRun(uint32_t begin, uint32_t size) {
  ZeroRun run{~uint64_t{0}, 0, 0, 8};
  if (size < 2) return run;  // a single zero group is not shortened
  uint64_t text_size = 0;
  const auto append = [&](char c) {
    run.text |= uint64_t{static_cast<uint8_t>(c)} << 8 * text_size++;
  };
  if (begin == 0) append(':');
  append(':');
  if (begin + size == 8) append(' ');
  for (uint32_t i = begin; i < begin + size; ++i) run.kept &= ~(uint64_t{0xFF} << 8 * i);
  run.sizes = text_size << 8 * begin;
  run.begin = begin;
  return run;
}

/// By the mask of the groups that are zero, bit 0 the first: the longest run, the first of equals.
constexpr std::array<ZeroRun, 256> MakeZeroRuns() {
  std::array<ZeroRun, 256> runs{};
  for (uint32_t mask = 0; mask < 256; ++mask) {
    uint32_t longest = 0;
    uint32_t longest_begin = 0;
    uint32_t size = 0;
    for (uint32_t i = 0; i < 8; ++i) {
      size = (mask >> i & 1) != 0 ? size + 1 : 0;
      if (size > longest) {
        longest = size;
        longest_begin = i + 1 - size;
      }
    }
    runs[mask] = MakeZeroRun(longest_begin, longest);
  }
  return runs;
}

inline constexpr auto kZeroRuns = MakeZeroRuns();

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_ENCODE_TEXT_H_
