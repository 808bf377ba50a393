#include "tools/common/shares.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/common/escape.h"

namespace simdproxy::tool {

std::optional<uint32_t> ParsePercent(std::string_view text) {
  const size_t point = std::min(text.find('.'), text.size());
  std::string_view whole = text.substr(0, point);
  std::string_view part = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || whole.size() > 3 || part.size() > 4) return std::nullopt;
  if (point + 1 == text.size()) return std::nullopt;
  uint32_t value = 0;
  std::string digits(whole);
  digits += part;
  digits.append(4 - part.size(), '0');
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  if (value > Shares::kAll) return std::nullopt;
  return value;
}

std::string Shares::Parse(const std::string& text, std::span<const std::string_view> names,
                          bool complete) {
  uint64_t sum = 0;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    const size_t equals = std::min(word.find('='), word.size());
    const auto name = std::ranges::find(names, std::string_view(word).substr(0, equals));
    if (name == names.end()) {
      return fmt::format("'{}' is none of {}", Escape(word.substr(0, equals)),
                         fmt::join(names, ", "));
    }
    const auto percent =
        ParsePercent(std::string_view(word).substr(std::min(equals + 1, word.size())));
    if (!percent) {
      return fmt::format(
          "'{}' does not end in =PERCENT, from 0 to 100 with up to four digits "
          "behind the point",
          Escape(word));
    }
    const auto number = static_cast<size_t>(name - names.begin());
    if (std::ranges::find(shares_, number, &Share::number) != shares_.end()) {
      return fmt::format("'{}' is there twice", *name);
    }
    shares_.push_back({.number = number, .size = *percent});
    sum += *percent;
    begin = end + 1;
  }
  if (sum <= kAll && (sum == kAll || !complete)) return "";
  return fmt::format("the shares add up to {} percent, not to 100{}",
                     static_cast<double>(sum) / 10'000, complete ? "" : " at most");
}

std::vector<size_t> Shares::Numbers() const {
  std::vector<size_t> numbers;
  for (const Share& share : shares_) {
    if (share.size != 0) numbers.push_back(share.number);
  }
  return numbers;
}

std::optional<size_t> Shares::Draw(Random& random) const {
  uint32_t drawn = random.Below(kAll);
  for (const Share& share : shares_) {
    if (drawn < share.size) return share.number;
    drawn -= share.size;
  }
  return std::nullopt;
}

}  // namespace simdproxy::tool
