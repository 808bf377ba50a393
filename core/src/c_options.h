// Options of the C interface as those of C++.
#ifndef SIMDPROXY_CORE_SRC_C_OPTIONS_H_
#define SIMDPROXY_CORE_SRC_C_OPTIONS_H_

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/src/c_records.h"
#include "simdproxy/target.h"

namespace simdproxy {

struct CallOptions {
  Options options{};
  const Engine* engine = nullptr;
};

// Longer than any list of options will be: a size over it is no size.
inline constexpr uint32_t kMaxOptionsSize = 1024;

/// Nothing for options that ask for what is not known here.
inline std::optional<CallOptions> OptionsOf(const simdproxy_options* given) noexcept {
  if (given == nullptr) return CallOptions{};
  const uint32_t size = given->struct_size;
  if (size < sizeof(simdproxy_options) || size > kMaxOptionsSize) return std::nullopt;
  const auto* const bytes = reinterpret_cast<const uint8_t*>(given);
  const auto zero = [](uint8_t byte) { return byte == 0; };
  if (given->accept > 2 || given->check > 2 || given->datagram > 1 ||
      !std::ranges::all_of(given->reserved, zero) ||
      !std::all_of(bytes + sizeof(*given), bytes + size, zero)) {
    return std::nullopt;
  }
  CallOptions result;
  if (given->max_size != 0) result.options.max_size = given->max_size;
  result.options.accept = static_cast<Accept>(given->accept);
  result.options.check = static_cast<Check>(given->check);
  result.options.datagram = given->datagram != 0;
  result.engine = reinterpret_cast<const Engine*>(given->engine);
  return result;
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_C_OPTIONS_H_
