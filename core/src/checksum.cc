// The kernels of CRC32C, for one span and for many, and their public calls.
#include "simdproxy/checksum.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"
#include "core/src/wire.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/src/checksum.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// Behind highway.h: they are compiled for each target.
#include "core/src/checksum-inl.h"
#include "core/src/checksum_batch-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

uint32_t Crc32cOfSpan(const uint8_t* data, size_t size, size_t zero_begin, size_t zero_size) {
  return SumOfSpan(data, size, zero_begin, zero_size);
}

// The spans of Crc32cBatch.
struct BufferSpans {
  HWY_INLINE const uint8_t* Data(size_t i) const {
    return static_cast<const uint8_t*>(buffers[i].data);
  }
  HWY_INLINE size_t Size(size_t i) const { return buffers[i].size; }
  HWY_INLINE size_t ZeroBegin(size_t i) const { return zero_begin[i]; }
  HWY_INLINE void Take(size_t i, uint32_t sum, uint32_t /*zeroed*/) const { sums[i] = sum; }
  HWY_INLINE void TakeAlone(size_t i) const {
    const size_t begin = HWY_MIN(ZeroBegin(i), Size(i));
    sums[i] = SumOfSpan(Data(i), Size(i), begin, HWY_MIN(Size(i) - begin, wire::kCrc32cValueSize));
  }
  HWY_INLINE bool IsAlone(size_t i) const {
    const size_t size = Size(i);
    const bool short_or_long = (size < 8) | (size >= size_t{8} * kAlone);
    return short_or_long | (uint64_t{zero_begin[i]} + wire::kCrc32cValueSize > size);
  }

  const Buffer* buffers;
  const uint32_t* zero_begin;
  uint32_t* sums;
};

void Crc32cOfSpans(const Buffer* buffers, const uint32_t* zero_begin, size_t count,
                   uint32_t* sums) {
  for (size_t first = 0; first < count; first += kMaxSpans) {
    const BufferSpans spans{buffers + first, zero_begin + first, sums + first};
    HWY_ALIGN uint8_t words[kMaxSpans] = {};
    for (size_t i = 0; i < HWY_MIN(count - first, kMaxSpans); ++i) {
      words[i] = spans.IsAlone(i) ? kAlone : static_cast<uint8_t>(spans.Size(i) / 8);
    }
    SumByWords(spans, words);
  }
}

int64_t ChecksumTarget() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "core/src/kernel_set.h"
#include "core/src/kernel_table.h"
#include "simdproxy/target.h"

namespace simdproxy {
namespace {

HWY_EXPORT(Crc32cOfSpan);
HWY_EXPORT(Crc32cOfSpans);
HWY_EXPORT(ChecksumTarget);

}  // namespace

ChecksumKernels ChecksumKernelsFor(int64_t target) noexcept {
  return {PickKernel(HWY_DISPATCH_TABLE(Crc32cOfSpan), target),
          PickKernel(HWY_DISPATCH_TABLE(Crc32cOfSpans), target),
          PickKernel(HWY_DISPATCH_TABLE(ChecksumTarget), target)()};
}

uint32_t Engine::Crc32c(std::span<const std::byte> bytes) const noexcept {
  return Crc32c(bytes, 0, 0);
}

uint32_t Engine::Crc32c(std::span<const std::byte> bytes, size_t zero_begin,
                        size_t zero_size) const noexcept {
  zero_begin = std::min(zero_begin, bytes.size());
  zero_size = std::min(zero_size, bytes.size() - zero_begin);
  return kernels_->checksum.one(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
                                zero_begin, zero_size);
}

void Engine::Crc32cBatch(std::span<const Buffer> buffers, const uint32_t* zero_begin,
                         uint32_t* sums) const noexcept {
  kernels_->checksum.many(buffers.data(), zero_begin, buffers.size(), sums);
}

uint32_t Crc32c(std::span<const std::byte> bytes) noexcept { return ActiveEngine().Crc32c(bytes); }

uint32_t Crc32c(std::span<const std::byte> bytes, size_t zero_begin, size_t zero_size) noexcept {
  return ActiveEngine().Crc32c(bytes, zero_begin, zero_size);
}

void Crc32cBatch(std::span<const Buffer> buffers, const uint32_t* zero_begin,
                 uint32_t* sums) noexcept {
  ActiveEngine().Crc32cBatch(buffers, zero_begin, sums);
}

}  // namespace simdproxy

#endif  // HWY_ONCE
