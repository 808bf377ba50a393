#include "tools/common/address_pool.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/common/escape.h"
#include "tools/common/number.h"

namespace simdproxy::tool {
namespace {

int BitsOf(Family family) { return family == Family::kInet ? 32 : 128; }

uint64_t SizeOf(const AddressBlock& block) {
  return uint64_t{1} << std::min(BitsOf(block.base.family) - block.prefix, 48);
}

// True if bit `i` of an address, counted from its first, is set.
bool Bit(const std::array<uint8_t, 16>& address, int i) {
  return (address[static_cast<size_t>(i) / 8] >> (7 - i % 8) & 1) != 0;
}

}  // namespace

std::string AddressPool::Add(const std::string& text) {
  const size_t slash = text.find('/');
  const auto ip = ParseIp(text.substr(0, slash));
  if (!ip) {
    return fmt::format("'{}' does not begin with an IPv4 or IPv6 address", Escape(text));
  }
  const int bits = BitsOf(ip->family);
  AddressBlock block{.base = *ip, .prefix = bits};
  if (slash != std::string::npos) {
    const auto prefix = ParseNumber(text.substr(slash + 1), static_cast<uint64_t>(bits));
    if (!prefix) {
      return fmt::format("'{}' does not end in a prefix from 0 to {}", Escape(text), bits);
    }
    block.prefix = static_cast<int>(*prefix);
  }
  for (int i = block.prefix; i < bits; ++i) {
    if (Bit(block.base.address, i)) {
      return fmt::format("'{}' has bits set behind its prefix of {}", Escape(text), block.prefix);
    }
  }
  blocks_.push_back(block);
  return "";
}

bool AddressPool::Has(Family family) const {
  return std::ranges::any_of(
      blocks_, [family](const AddressBlock& block) { return block.base.family == family; });
}

Family AddressPool::DrawFamily(Random& random) const {
  return blocks_[random.Below(blocks_.size())].base.family;
}

IpAddress AddressPool::Draw(Random& random) const {
  const Family family = DrawFamily(random);
  return {.family = family, .address = Draw(family, random)};
}

IpAddress AddressPool::Nth(uint64_t n) const {
  const AddressBlock& block = blocks_[n % blocks_.size()];
  const uint64_t number = n / blocks_.size() % SizeOf(block);
  IpAddress ip = block.base;
  size_t at = static_cast<size_t>(BitsOf(ip.family)) / 8;
  for (uint64_t rest = number; rest != 0; rest >>= 8) {
    ip.address[--at] |= static_cast<uint8_t>(rest & 0xFF);
  }
  return ip;
}

std::array<uint8_t, 16> AddressPool::Draw(Family family, Random& random) const {
  std::vector<const AddressBlock*> fitting;
  for (const AddressBlock& block : blocks_) {
    if (block.base.family == family) fitting.push_back(&block);
  }
  const AddressBlock& block = *fitting[random.Below(fitting.size())];
  std::array<uint8_t, 16> address = block.base.address;
  const size_t size = family == Family::kInet ? 4 : 16;
  for (size_t i = 0; i < size; ++i) {
    const int fixed = std::clamp(block.prefix - static_cast<int>(i) * 8, 0, 8);
    address[i] |= static_cast<uint8_t>(random.Below(256) & (0xFFU >> fixed));
  }
  return address;
}

std::string ParsePorts(const std::string& text, PortRange& range) {
  const size_t dash = text.find('-');
  const auto first = ParseNumber(text.substr(0, dash), 65535);
  const auto last = dash == std::string::npos ? first : ParseNumber(text.substr(dash + 1), 65535);
  if (!first || !last || *first > *last) {
    return fmt::format("'{}' is neither a port nor FIRST-LAST, each from 0 to 65535", Escape(text));
  }
  range = {.first = static_cast<uint16_t>(*first), .last = static_cast<uint16_t>(*last)};
  return "";
}

}  // namespace simdproxy::tool
