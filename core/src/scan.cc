// The scanner: finds signatures, line starts and line ends in a span of bytes.
//
// 512 positions at a time are screened for the rarest bytes of what is wanted, about as fast as
// memory can be read. Where there are some, 64 positions at a time go through a filter of more
// bytes, and from there through an exact test of a fixed number of instructions: there are no
// candidates to be looked at one by one, so no input is slow, however nearly it matches.
#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/src/scan.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// Behind highway.h: compiled for each target.
#include "core/src/scan-inl.h"

#if HWY_ONCE

#include "core/src/kernel_table.h"

namespace simdproxy {
namespace {

HWY_EXPORT(MakeScanKernels);

}  // namespace

ScanKernels ScanKernelsFor(int64_t target) noexcept {
  return PickKernel(HWY_DISPATCH_TABLE(MakeScanKernels), target)();
}

}  // namespace simdproxy

#endif  // HWY_ONCE
