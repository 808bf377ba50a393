// How a batch goes through the kernels: block by block, version 2 first, then the lines of
// version 1.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/kernel_set.h"
#include "core/src/records.h"
#include "core/src/wire.h"
#include "simdproxy/target.h"

namespace simdproxy {
namespace {

const uint8_t* DataOf(const Buffer& buffer) noexcept {
  return static_cast<const uint8_t*>(buffer.data);
}

// Version 1 is not accepted.
void RefuseLines(const IndexList& lines, Header* headers, Endpoints* endpoints) noexcept {
  for (size_t k = 0; k < lines.count; ++k) {
    headers[lines.indices[k]] = InvalidHeader(1, Reason::kVersionNotAccepted, 0);
    if (endpoints != nullptr) endpoints[lines.indices[k]] = {};
  }
}

size_t DecodeLines(const KernelSet& kernels, const Buffer* buffers, const V1Lines& lines,
                   Header* headers, Endpoints* endpoints, const Options& options) noexcept {
  if (options.accept != Accept::kV2) {
    return kernels.v1.decode(buffers, lines, headers, endpoints, options);
  }
  for (const IndexList* const list : {&lines.tcp4, &lines.tcp6, &lines.others}) {
    RefuseLines(*list, headers, endpoints);
  }
  return 0;
}

// Whether the first inputs are TCP4 lines, as behind a proxy that sends no others: there is nothing
// to put apart then, which is a fifth of the cost of such a line.
bool BeginsWithTcp4(const Buffer* buffers, size_t count) noexcept {
  constexpr size_t kLooked = 4;
  return std::all_of(buffers, buffers + std::min(count, kLooked), [](const Buffer& buffer) {
    return IsTcpLine(DataOf(buffer), buffer.size) &&
           DataOf(buffer)[wire::kV1FamilyOffset + 3] == '4';
  });
}

// `readable` buffers may be read from `buffers` on, `count` <= kBlockSize are decoded.
size_t DecodeMixed(const KernelSet& kernels, const Buffer* buffers, size_t count, size_t readable,
                   Header* headers, Endpoints* endpoints, const Options& options) noexcept {
  V1Lines v1;
  size_t ok = kernels.v2.decode(buffers, count, readable, headers, endpoints, v1, options);
  const size_t lines = v1.tcp4.count + v1.tcp6.count + v1.others.count;
  if (options.check != Check::kNone && ok != 0) {
    // Before the v1 lines are decoded: their headers are not written yet.
    for (const IndexList* const list : {&v1.tcp4, &v1.tcp6, &v1.others}) {
      for (size_t k = 0; k < list->count; ++k) headers[list->indices[k]] = {};
    }
    ok -= kernels.check.check(buffers, count, headers, endpoints, options);
  }
  if (lines == 0) return ok;
  return ok + DecodeLines(kernels, buffers, v1, headers, endpoints, options);
}

size_t DecodeBlock(const KernelSet& kernels, const Buffer* buffers, size_t count, size_t readable,
                   Header* headers, Endpoints* endpoints, const Options& options) noexcept {
  size_t ok = 0, done = 0;
  if (options.accept != Accept::kV2 && BeginsWithTcp4(buffers, count)) {
    done = kernels.v1.decode_tcp4_run(buffers, count, readable, headers, endpoints, options, ok);
    if (done == count) return ok;
  }
  return ok + DecodeMixed(kernels, buffers + done, count - done, readable - done, headers + done,
                          endpoints != nullptr ? endpoints + done : nullptr, options);
}

// Fewer inputs than this cost less one by one: results/ has the figures.
constexpr size_t kSmallestBatch = 8;

size_t DecodeOneByOne(const Buffer* buffers, size_t count, Header* headers, Endpoints* endpoints,
                      const Options& options) noexcept {
  size_t ok = 0;
  for (size_t i = 0; i < count; ++i) {
    headers[i] = Decode({static_cast<const std::byte*>(buffers[i].data), buffers[i].size}, options,
                        endpoints != nullptr ? endpoints + i : nullptr);
    ok += headers[i].ok();
  }
  return ok;
}

}  // namespace

size_t Engine::DecodeBatch(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
                           const Options& options) const noexcept {
  size_t ok = 0;
  for (size_t i = 0; i < buffers.size(); i += kBlockSize) {
    const size_t readable = buffers.size() - i;
    ok += DecodeBlock(*kernels_, buffers.data() + i, std::min(readable, kBlockSize), readable,
                      headers + i, endpoints != nullptr ? endpoints + i : nullptr, options);
  }
  return ok;
}

size_t Engine::DecodeBatch(const Slots& slots, Header* headers, Endpoints* endpoints,
                           const Options& options) const noexcept {
  const auto* const base = static_cast<const uint8_t*>(slots.base);
  size_t ok = 0;
  for (size_t first = 0; first < slots.count; first += kBlockSize) {
    Buffer buffers[kBlockSize];
    const size_t count = std::min(slots.count - first, kBlockSize);
    for (size_t i = 0; i < count; ++i) {
      const size_t id = slots.ids != nullptr ? slots.ids[first + i] : first + i;
      buffers[i] = {base + slots.stride * id, slots.sizes[first + i]};
    }
    ok += DecodeBlock(*kernels_, buffers, count, count, headers + first,
                      endpoints != nullptr ? endpoints + first : nullptr, options);
  }
  return ok;
}

Header Engine::Decode(std::span<const std::byte> bytes, const Options& options,
                      Endpoints* endpoints) const noexcept {
  const Buffer buffer{bytes.data(), bytes.size()};
  Header header;
  DecodeBlock(*kernels_, &buffer, 1, 1, &header, endpoints, options);
  return header;
}

void Engine::ClassifyBatch(std::span<const Buffer> buffers, Kind* kinds) const noexcept {
  kernels_->v2.classify(buffers.data(), buffers.size(), kinds);
}

Header Decode(std::span<const std::byte> bytes, const Options& options,
              Endpoints* endpoints) noexcept {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  // A kernel is worth its call even for a single line.
  if (IsTcpLine(data, bytes.size())) return ActiveEngine().Decode(bytes, options, endpoints);
  if (endpoints != nullptr) *endpoints = {};
  return DecodeOne(data, std::min<size_t>(bytes.size(), kMaxHeaderSize), endpoints, options);
}

size_t DecodeBatch(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
                   const Options& options) noexcept {
  if (buffers.size() < kSmallestBatch) {
    return DecodeOneByOne(buffers.data(), buffers.size(), headers, endpoints, options);
  }
  return ActiveEngine().DecodeBatch(buffers, headers, endpoints, options);
}

size_t DecodeBatch(const Slots& slots, Header* headers, Endpoints* endpoints,
                   const Options& options) noexcept {
  return ActiveEngine().DecodeBatch(slots, headers, endpoints, options);
}

Kind Classify(std::span<const std::byte> bytes) noexcept {
  return ClassifyOne(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

void ClassifyBatch(std::span<const Buffer> buffers, Kind* kinds) noexcept {
  ActiveEngine().ClassifyBatch(buffers, kinds);
}

}  // namespace simdproxy
