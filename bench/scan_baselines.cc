#include "bench/scan_baselines.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "core/src/wire.h"

namespace simdproxy::bench {
namespace {

// With the compiler's vector types: no library in between.
template <class Vector>
[[gnu::always_inline]] inline uint64_t LoadOr(const uint8_t* data, size_t size) {
  constexpr size_t kSize = sizeof(Vector);
  Vector sum[4] = {};
  for (size_t i = 0; i + 8 * kSize <= size; i += 8 * kSize) {
    for (size_t k = 0; k < 4; ++k) {
      Vector near, far;
      std::memcpy(&near, data + i + k * kSize, kSize);
      std::memcpy(&far, data + i + (k + 4) * kSize, kSize);
      sum[k] |= near | far;
    }
  }
  sum[0] |= sum[1] | sum[2] | sum[3];
  uint64_t all = 0;
  for (size_t i = 0; i < kSize / 8; ++i) all |= sum[0][i];
  return all;
}

typedef uint64_t Vector16 __attribute__((vector_size(16)));
typedef uint64_t Vector32 __attribute__((vector_size(32)));
typedef uint64_t Vector64 __attribute__((vector_size(64)));

bool StandsAt(const uint8_t* p, const uint8_t* end, const char* text) {
  const size_t size = std::strlen(text);
  return static_cast<size_t>(end - p) >= size && std::memcmp(p, text, size) == 0;
}

}  // namespace

uint64_t LoadOr16(const uint8_t* data, size_t size) { return LoadOr<Vector16>(data, size); }

#if defined(__x86_64__)
[[gnu::target("avx2")]] uint64_t LoadOr32(const uint8_t* data, size_t size) {
  return LoadOr<Vector32>(data, size);
}
[[gnu::target("avx512f")]] uint64_t LoadOr64(const uint8_t* data, size_t size) {
  return LoadOr<Vector64>(data, size);
}
size_t WidestLoad() {
  return __builtin_cpu_supports("avx512f") != 0 ? 64
         : __builtin_cpu_supports("avx2") != 0  ? 32
                                                : 16;
}
#else
uint64_t LoadOr32(const uint8_t* data, size_t size) { return LoadOr<Vector32>(data, size); }
uint64_t LoadOr64(const uint8_t* data, size_t size) { return LoadOr<Vector64>(data, size); }
size_t WidestLoad() { return 16; }
#endif

uint64_t CountByMemmem(const uint8_t* data, size_t size) {
  const uint8_t* const end = data + size;
  uint64_t count = 0;
  for (const uint8_t* p = data;; p += wire::kV2SignatureSize, ++count) {
    p = static_cast<const uint8_t*>(
        memmem(p, static_cast<size_t>(end - p), wire::kV2Signature, wire::kV2SignatureSize));
    if (p == nullptr) return count;
  }
}

uint64_t CountByMemchr(const uint8_t* data, size_t size) {
  constexpr size_t kBefore = 7, kBehind = 5;
  if (size < kBefore + kBehind) return 0;
  const uint8_t* const end = data + size - kBehind + 1;
  uint64_t count = 0;
  for (const uint8_t* p = data + kBefore; p < end; ++p) {
    p = static_cast<const uint8_t*>(std::memchr(p, 'Q', static_cast<size_t>(end - p)));
    if (p == nullptr) break;
    count += std::memcmp(p - kBefore, wire::kV2Signature, wire::kV2SignatureSize) == 0;
  }
  return count;
}

uint64_t CountByHorspool(const uint8_t* data, size_t size) {
  const std::boyer_moore_horspool_searcher searcher(wire::kV2Signature,
                                                    wire::kV2Signature + wire::kV2SignatureSize);
  const uint8_t* const end = data + size;
  uint64_t count = 0;
  for (const uint8_t* p = data;; p += wire::kV2SignatureSize, ++count) {
    p = std::search(p, end, searcher);
    if (p == end) return count;
  }
}

uint64_t CountV1ByMemmem(const uint8_t* data, size_t size) {
  const uint8_t* const end = data + size;
  uint64_t count = 0;
  for (const uint8_t* p = data;; p += wire::kV1SignatureSize) {
    p = static_cast<const uint8_t*>(
        memmem(p, static_cast<size_t>(end - p), wire::kV1Signature, wire::kV1SignatureSize));
    if (p == nullptr) return count;
    const uint8_t* const family = p + wire::kV1SignatureSize;
    count += StandsAt(family, end, "TCP4 ") || StandsAt(family, end, "TCP6 ") ||
             StandsAt(family, end, "UNKNOWN");
  }
}

uint64_t CountHeadersByMemmem(const uint8_t* data, size_t size) {
  return CountByMemmem(data, size) + CountV1ByMemmem(data, size);
}

uint64_t CountCrlfByMemchr(const uint8_t* data, size_t size) {
  const uint8_t* const end = data + size;
  uint64_t count = 0;
  for (const uint8_t* p = data; p < end; ++p) {
    p = static_cast<const uint8_t*>(std::memchr(p, '\n', static_cast<size_t>(end - p)));
    if (p == nullptr) break;
    count += p != data && p[-1] == '\r';
  }
  return count;
}

}  // namespace simdproxy::bench
