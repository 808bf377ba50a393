// Picks one target's function from a table that HWY_EXPORT made, without Highway's global choice.
// Include behind hwy/highway.h, under HWY_ONCE.
#ifndef SIMDPROXY_CORE_SRC_KERNEL_TABLE_H_
#define SIMDPROXY_CORE_SRC_KERNEL_TABLE_H_

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

namespace simdproxy {

/// `target` must be one bit of HWY_TARGETS: of a target that is not compiled Highway would silently
/// give the lowest one.
template <class Function, size_t kCount>
Function PickKernel(Function const (&table)[kCount], int64_t target) noexcept {
  if constexpr (kCount == 1) {
    return table[0];  // only one target is compiled
  } else {
    hwy::ChosenTarget chosen;
    chosen.Update(target);
    return table[chosen.GetIndex()];
  }
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_KERNEL_TABLE_H_
