// The scanner: finds signatures, line starts and line ends in a span of bytes.
//
// 512 positions at a time go through a filter that looks at the rarest bytes of what is wanted, and
// runs as fast as memory can be read. Where it finds something the same positions go through an
// exact test of a fixed number of instructions, so that no input is slow, however nearly it
// matches. Technique: Hyperscan's and Teddy's filter in front of a matcher; here the matcher needs
// no candidates.
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
