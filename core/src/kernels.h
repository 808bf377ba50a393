// What the kernel files offer to the engine: one function a target for each subject.
#ifndef SIMDPROXY_CORE_SRC_KERNELS_H_
#define SIMDPROXY_CORE_SRC_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "simdproxy/decode.h"
#include "simdproxy/encode.h"
#include "simdproxy/header.h"
#include "simdproxy/scan.h"

namespace simdproxy {

/// Inputs that one call of a kernel takes at most. Their headers, endpoints and first cache lines
/// fit into a first-level cache, and all that the kernels keep into 16 KiB of stack.
inline constexpr size_t kBlockSize = 128;

/// Indices of inputs. A vector of them may be stored behind the last.
struct IndexList {
  static constexpr size_t kMaxLanes = 16;
  uint32_t indices[kBlockSize + kMaxLanes];
  size_t count = 0;

  /// Without a branch.
  void Append(size_t index, bool wanted) noexcept {
    indices[count] = static_cast<uint32_t>(index);
    count += wanted;
  }
};

/// The inputs of a block that begin with the v1 signature, by kind.
struct V1Lines {
  IndexList tcp4;    ///< begin with "PROXY TCP4 " and have kV1MinTcp4Size bytes or more
  IndexList tcp6;    ///< begin with "PROXY TCP6 "
  IndexList others;  ///< the rest: UNKNOWN, cut short, no family that there is
};

/// Decodes `count` <= kBlockSize inputs; endpoints may be null. Writes every header and endpoints
/// record except those of v1 inputs, which it puts into `v1`. Reads no TLVs: options.check is left
/// to the caller. buffers[0, readable) may be read, to prefetch what they point to. Returns how
/// many of the headers that it wrote are ok.
using DecodeV2Kernel = size_t (*)(const Buffer* buffers, size_t count, size_t readable,
                                  Header* headers, Endpoints* endpoints, V1Lines& v1,
                                  const Options& options);

/// Classifies `count` inputs.
using ClassifyKernel = void (*)(const Buffer* buffers, size_t count, Kind* kinds);

struct V2Kernels {
  DecodeV2Kernel decode;
  ClassifyKernel classify;
  int64_t target;  ///< HWY_TARGET as the kernels saw it
};

/// Decodes the v1 inputs of a block: writes their headers and, if endpoints is not null, their
/// endpoints. Returns how many are ok. options.accept must accept version 1.
using DecodeV1Kernel = size_t (*)(const Buffer* buffers, const V1Lines& lines, Header* headers,
                                  Endpoints* endpoints, const Options& options);

/// Decodes the first inputs of a block, as long as they are TCP4 lines of kV1MinTcp4Size bytes or
/// more, which the very first is. options.accept must accept version 1; buffers[0, readable) may be
/// read. Returns how many it decoded, 0 to `count` <= kBlockSize. How many of them are
/// ok is added to `ok`.
using DecodeTcp4RunKernel = size_t (*)(const Buffer* buffers, size_t count, size_t readable,
                                       Header* headers, Endpoints* endpoints,
                                       const Options& options, size_t& ok);

struct V1Kernels {
  DecodeV1Kernel decode;
  DecodeTcp4RunKernel decode_tcp4_run;
  int64_t target;  ///< HWY_TARGET as the kernels saw it
};

/// The sum of a span with [zero_begin, zero_begin + zero_size), a part of it, read as zeros.
using Crc32cKernel = uint32_t (*)(const uint8_t* data, size_t size, size_t zero_begin,
                                  size_t zero_size);

/// The sums of any number of spans, as Crc32cBatch.
using Crc32cBatchKernel = void (*)(const Buffer* buffers, const uint32_t* zero_begin, size_t count,
                                   uint32_t* sums);

struct ChecksumKernels {
  Crc32cKernel one;
  Crc32cBatchKernel many;
  int64_t target;  ///< HWY_TARGET as the kernels saw it
};

/// Judges the TLVs of those of `count` <= kBlockSize headers that are ok and version 2 as
/// options.check, which is not kNone, asks: writes their flags or makes them invalid, and their
/// endpoints zero, if there are any. Returns how many are no longer ok.
using CheckKernel = size_t (*)(const Buffer* buffers, size_t count, Header* headers,
                               Endpoints* endpoints, const Options& options);

struct CheckKernels {
  CheckKernel check;
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

/// Bytes to look for hits in.
struct ScanJob {
  const uint8_t* data;
  size_t size;
  uint64_t base;  ///< what the offset of the first byte counts as
  ScanHit* hits;
  size_t room;  ///< hits that may be written; not 0
};

/// Finds all hits, or as many as there is room for.
using FindKernel = ScanResult (*)(const ScanJob& job);

/// Counts all hits.
using CountKernel = uint64_t (*)(const uint8_t* data, size_t size);

struct ScanKernels {
  FindKernel find[4];    ///< by ScanFor
  CountKernel count[4];  ///< by ScanFor
  int64_t target;        ///< HWY_TARGET as the kernels saw it
};

/// The kernels of a target that is compiled (one bit of HWY_TARGETS).
V2Kernels V2KernelsFor(int64_t target) noexcept;
V1Kernels V1KernelsFor(int64_t target) noexcept;
ChecksumKernels ChecksumKernelsFor(int64_t target) noexcept;
CheckKernels CheckKernelsFor(int64_t target) noexcept;
EncodeKernels EncodeKernelsFor(int64_t target) noexcept;
ScanKernels ScanKernelsFor(int64_t target) noexcept;

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_KERNELS_H_
