// What the kernel files offer to the engine: one function a target for each subject.
#ifndef SIMDPROXY_CORE_SRC_KERNELS_H_
#define SIMDPROXY_CORE_SRC_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "simdproxy/decode.h"
#include "simdproxy/encode.h"
#include "simdproxy/header.h"

namespace simdproxy {

/// Inputs that one call of a kernel takes at most. 256 headers and endpoints fit into a first-level
/// cache, and an index into them into a byte.
inline constexpr size_t kBlockSize = 256;

/// What decode_v2 says of a block.
struct V2BlockResult {
  size_t ok;  ///< headers that are ok
  size_t v1;  ///< inputs that begin with the v1 signature, left to the caller
};

/// Decodes `count` <= kBlockSize inputs; endpoints may be null. Writes every header and endpoints
/// record except the headers of v1 inputs, whose indices it writes to `v1` (room for kBlockSize).
/// Reads no TLVs: options.check is left to the caller. buffers[0, readable) may be read, to
/// prefetch what they point to.
using DecodeV2Kernel = V2BlockResult (*)(const Buffer* buffers, size_t count, size_t readable,
                                         Header* headers, Endpoints* endpoints, uint8_t* v1,
                                         const Options& options);

/// Classifies `count` inputs.
using ClassifyKernel = void (*)(const Buffer* buffers, size_t count, Kind* kinds);

struct V2Kernels {
  DecodeV2Kernel decode;
  ClassifyKernel classify;
  int64_t target;  ///< HWY_TARGET as the kernels saw it
};

/// Decodes the `count` inputs of buffers[lines[...]], which begin with the v1 signature. Writes
/// their headers and, if endpoints is not null, those of the ok ones; the others' must be zero
/// already. Returns how many are ok. options.accept must accept version 1.
using DecodeV1Kernel = size_t (*)(const Buffer* buffers, const uint8_t* lines, size_t count,
                                  Header* headers, Endpoints* endpoints, const Options& options);

struct V1Kernels {
  DecodeV1Kernel decode;
  int64_t target;  ///< HWY_TARGET as the kernel saw it
};

/// A batch of headers to write. Slots: `count` of them lie within the room; else writing ends
/// before the first header for which it does not suffice.
struct EncodeJob {
  const HeaderTemplate::Image* images;  ///< of INET and INET6; version 2 only
  size_t max_size;                      ///< of a header
  const Endpoints* records;
  size_t count;
  const ValueColumn* values;
  size_t varying_count;
  uint8_t* out;
  size_t room;      ///< bytes of out
  size_t stride;    ///< 0: back to back
  uint16_t* sizes;  ///< may be null
};

using EncodeKernel = EncodeBatchResult (*)(const EncodeJob& job);

struct EncodeKernels {
  EncodeKernel v2;
  EncodeKernel v1;
  int64_t target;  ///< HWY_TARGET as the kernels saw it
};

/// The kernels of a target that is compiled (one bit of HWY_TARGETS).
V2Kernels V2KernelsFor(int64_t target) noexcept;
V1Kernels V1KernelsFor(int64_t target) noexcept;
EncodeKernels EncodeKernelsFor(int64_t target) noexcept;

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_KERNELS_H_
