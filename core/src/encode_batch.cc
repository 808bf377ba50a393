// How a batch goes to the kernels.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/src/kernel_set.h"
#include "simdproxy/encode.h"
#include "simdproxy/target.h"

namespace simdproxy {

EncodeBatchResult Engine::EncodeBatch(const HeaderTemplate& header,
                                      std::span<const Endpoints> records,
                                      std::span<const ValueColumn> values,
                                      const EncodeOutput& output) const noexcept {
  const size_t room = output.bytes.size();
  const size_t stride = output.stride;
  if (!header || values.size() < header.varying_count_) return {};
  size_t count = records.size();
  if (stride != 0) {
    if (stride < header.max_size_ || room < header.max_size_) return {};
    count = std::min(count, (room - header.max_size_) / stride + 1);
  }
  const EncodeJob job{.images = header.images_,
                      .max_size = header.max_size_,
                      .records = records.data(),
                      .count = count,
                      .values = values.data(),
                      .varying_count = header.varying_count_,
                      .out = reinterpret_cast<uint8_t*>(output.bytes.data()),
                      .room = room,
                      .stride = stride,
                      .sizes = output.sizes};
  return header.version_ == 1 ? kernels_->encode.v1(job) : kernels_->encode.v2(job);
}

EncodeBatchResult EncodeBatch(const HeaderTemplate& header, std::span<const Endpoints> records,
                              std::span<const ValueColumn> values,
                              const EncodeOutput& output) noexcept {
  return ActiveEngine().EncodeBatch(header, records, values, output);
}

}  // namespace simdproxy
