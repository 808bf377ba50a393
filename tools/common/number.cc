#include "tools/common/number.h"

#include <charconv>
#include <system_error>

namespace simdproxy::tool {

std::optional<uint64_t> ParseNumber(std::string_view text, uint64_t limit) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stop != end || number > limit) return std::nullopt;
  return number;
}

}  // namespace simdproxy::tool
