// Where generated addresses and ports come from.
#ifndef SIMDPROXY_TOOLS_COMMON_ADDRESS_POOL_H_
#define SIMDPROXY_TOOLS_COMMON_ADDRESS_POOL_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/common/endpoint_text.h"
#include "tools/common/random.h"

namespace simdproxy::tool {

/// A block of addresses in CIDR notation.
struct AddressBlock {
  IpAddress base;
  int prefix = 0;  ///< leading bits that all of them share
};

/// Blocks that are drawn from with equal chances.
class AddressPool {
 public:
  /// Adds ADDRESS/PREFIX, or one ADDRESS. Returns nothing, or what is wrong, fit for a terminal.
  std::string Add(const std::string& text);

  bool empty() const { return blocks_.empty(); }
  bool Has(Family family) const;

  /// The family of a block that is either.
  Family DrawFamily(Random& random) const;
  /// An address of any block.
  IpAddress Draw(Random& random) const;
  /// The blocks take turns; each gives its addresses one after the other, and begins anew behind
  /// the last one. Of blocks of more than 2^48 addresses as many are used.
  IpAddress Nth(uint64_t n) const;
  /// An address of `family`, which some block must have.
  std::array<uint8_t, 16> Draw(Family family, Random& random) const;

 private:
  std::vector<AddressBlock> blocks_;
};

struct PortRange {
  uint16_t first = 0;
  uint16_t last = 0;

  uint16_t Draw(Random& random) const {
    return static_cast<uint16_t>(first + random.Below(uint64_t{last} - first + 1));
  }
};

/// PORT or FIRST-LAST. Returns nothing, or what is wrong, fit for a terminal.
std::string ParsePorts(const std::string& text, PortRange& range);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_ADDRESS_POOL_H_
