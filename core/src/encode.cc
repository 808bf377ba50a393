// Batches of headers from a template.
//
// Version 2: records are put apart by family, so that no branch depends on it; each header is the
// template's image, copied by stores that overlap and end with the header, with the parts that
// differ stored over it. Its CRC32C comes from the records and the image's own sum, never from the
// bytes just written: those are still on their way to the cache.
// Version 1: ports and the groups of INET6 addresses become text in vectors, eight bytes for each,
// which are then put one behind the other by stores of eight bytes; each covers what the one before
// it wrote too much.
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/src/encode.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// Behind highway.h: they are compiled for each target.
#include "core/src/encode_v1-inl.h"
#include "core/src/encode_v2-inl.h"

#if HWY_ONCE

#include "core/src/kernel_table.h"

namespace simdproxy {
namespace {

HWY_EXPORT(EncodeV2Batch);
HWY_EXPORT(EncodeV1Batch);
HWY_EXPORT(TargetOfEncode);

}  // namespace

EncodeKernels EncodeKernelsFor(int64_t target) noexcept {
  return {PickKernel(HWY_DISPATCH_TABLE(EncodeV2Batch), target),
          PickKernel(HWY_DISPATCH_TABLE(EncodeV1Batch), target),
          PickKernel(HWY_DISPATCH_TABLE(TargetOfEncode), target)()};
}

}  // namespace simdproxy

#endif  // HWY_ONCE
