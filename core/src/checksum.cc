// The kernels of CRC32C, for one span and for many, and their public calls.
#include "simdproxy/checksum.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/src/kernels.h"

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

void Crc32cOfSpans(const Buffer* buffers, const uint32_t* zero_begin, size_t count,
                   uint32_t* sums) {
  for (size_t i = 0; i < count; i += kMaxSpans) {
    SumSpans(buffers + i, zero_begin + i, HWY_MIN(count - i, kMaxSpans), sums + i);
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
