// Where the groups of an IPv6 address go that stand in its text, one behind the other.
#ifndef SIMDPROXY_CORE_SRC_INET6_MOVES_H_
#define SIMDPROXY_CORE_SRC_INET6_MOVES_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace simdproxy {

/// Byte shuffle of the groups, two bytes each.
struct alignas(16) Inet6Moves {
  uint8_t moves[16];  ///< 0x80 for a byte that "::" stands for
};

/// `before` groups of `total` stand before "::", both at most 8; with no "::" there are 8.
constexpr size_t Inet6MovesIndex(size_t before, size_t total) noexcept {
  return total * 9 + before;
}

inline constexpr std::array<Inet6Moves, 81> kInet6Moves = [] {
  std::array<Inet6Moves, 81> all{};
  for (size_t total = 0; total <= 8; ++total) {
    for (size_t before = 0; before <= 8; ++before) {
      Inet6Moves& entry = all[Inet6MovesIndex(before, total)];
      for (size_t place = 0; place < 8; ++place) {
        const bool is_before = place < before;
        const bool is_behind = place + total >= 8 + before;
        const size_t group = is_before ? place : place + total - 8;
        for (size_t i = 0; i < 2; ++i) {
          entry.moves[2 * place + i] =
              static_cast<uint8_t>(is_before || is_behind ? 2 * group + i : 0x80);
        }
      }
    }
  }
  return all;
}();

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_INET6_MOVES_H_
