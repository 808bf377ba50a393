// The v2 decoder for a block of buffers, vectorised across buffers: one 32-bit lane is one header.
//
// The 16 fixed bytes of N headers are loaded and transposed, so that each of four vectors holds one
// dword of all of them: three of the signature, and (version_command, family_transport, length).
// All rules become compares and selects on lanes; the four dwords of each Header record are
// transposed back and stored. No branch depends on what a header says, so malformed input costs
// what clean input costs.
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/src/decode_v2.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// Behind highway.h: they are compiled for each target.
#include "core/src/decode_v2-inl.h"

#if HWY_ONCE

#include "core/src/kernel_table.h"

namespace simdproxy {
namespace {

HWY_EXPORT(DecodeV2Block);
HWY_EXPORT(ClassifyBlock);
HWY_EXPORT(DecodeV2Target);

}  // namespace

V2Kernels V2KernelsFor(int64_t target) noexcept {
  return {PickKernel(HWY_DISPATCH_TABLE(DecodeV2Block), target),
          PickKernel(HWY_DISPATCH_TABLE(ClassifyBlock), target),
          PickKernel(HWY_DISPATCH_TABLE(DecodeV2Target), target)()};
}

}  // namespace simdproxy

#endif  // HWY_ONCE
