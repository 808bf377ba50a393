// What is drawn by percentage: NAME=PERCENT,NAME=PERCENT.
#ifndef SIMDPROXY_TOOLS_COMMON_SHARES_H_
#define SIMDPROXY_TOOLS_COMMON_SHARES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/common/random.h"

namespace simdproxy::tool {

/// 0 to 100 with up to four digits behind a point, in millionths of the whole.
std::optional<uint32_t> ParsePercent(std::string_view text);

/// Shares of things that are told apart by a number.
class Shares {
 public:
  /// Of a share of 100 percent. Four digits behind the point are kept.
  static constexpr uint32_t kAll = 1'000'000;

  /// Takes NAME=PERCENT, separated by commas; the number of a name is its place in `names`. All
  /// shares add up to 100 at most, or, if they are to be `complete`, exactly. Returns nothing, or
  /// what is wrong, fit for a terminal.
  std::string Parse(const std::string& text, std::span<const std::string_view> names,
                    bool complete);

  /// The numbers that have a share.
  std::vector<size_t> Numbers() const;

  /// The number of a name; nothing in as many cases as is left to 100 percent.
  std::optional<size_t> Draw(Random& random) const;

 private:
  struct Share {
    size_t number;
    uint32_t size;
  };
  std::vector<Share> shares_;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_SHARES_H_
