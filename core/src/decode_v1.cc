// The v1 decoder for a block of lines: text becomes binary, all rules of the line are judged.
//
// Lines are put apart by kind, and those of a kind go through in groups, step by step: copy the
// text, find the fields by masks of separators, convert addresses and ports in vectors across
// lines, write the records. No step branches on what a line says; the few lines with a fault are
// then asked for their reason.
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/src/decode_v1.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// Behind highway.h: they are compiled for each target.
#include "core/src/decode_v1-inl.h"

#if HWY_ONCE

#include "core/src/kernel_table.h"

namespace simdproxy {
namespace {

HWY_EXPORT(DecodeV1Block);
HWY_EXPORT(DecodeTcp4Run);
HWY_EXPORT(DecodeV1Target);

}  // namespace

V1Kernels V1KernelsFor(int64_t target) noexcept {
  return {PickKernel(HWY_DISPATCH_TABLE(DecodeV1Block), target),
          PickKernel(HWY_DISPATCH_TABLE(DecodeTcp4Run), target),
          PickKernel(HWY_DISPATCH_TABLE(DecodeV1Target), target)()};
}

}  // namespace simdproxy

#endif  // HWY_ONCE
