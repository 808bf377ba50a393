// The check options for a block of headers: structure of the TLVs, and CRC32C.
//
// The headers whose entries are judged strictly are put apart; their areas are walked in step, and
// what the walks find is settled without asking each header by itself. Those with a checksum entry
// then go through CRC32C together. LOCAL and UNSPEC, whose areas have several readings, are judged
// one by one.
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/src/check.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// Behind highway.h: they are compiled for each target.
#include "core/src/check-inl.h"

#if HWY_ONCE

#include "core/src/kernel_table.h"

namespace simdproxy {
namespace {

HWY_EXPORT(CheckBlock);
HWY_EXPORT(CheckTarget);

}  // namespace

CheckKernels CheckKernelsFor(int64_t target) noexcept {
  return {PickKernel(HWY_DISPATCH_TABLE(CheckBlock), target),
          PickKernel(HWY_DISPATCH_TABLE(CheckTarget), target)()};
}

}  // namespace simdproxy

#endif  // HWY_ONCE
