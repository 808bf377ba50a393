// Loads and stores of integers at any address, in a byte order that is named.
#ifndef SIMDPROXY_CORE_SRC_BYTES_H_
#define SIMDPROXY_CORE_SRC_BYTES_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace simdproxy {

template <class T>
inline T LoadNative(const void* p) noexcept {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}

template <class T>
inline void StoreNative(void* p, T value) noexcept {
  std::memcpy(p, &value, sizeof(T));
}

constexpr uint64_t ByteSwap64(uint64_t x) noexcept { return __builtin_bswap64(x); }
constexpr uint32_t ByteSwap32(uint32_t x) noexcept { return __builtin_bswap32(x); }
constexpr uint16_t ByteSwap16(uint16_t x) noexcept { return __builtin_bswap16(x); }

inline uint64_t LoadLittle64(const void* p) noexcept {
  const auto x = LoadNative<uint64_t>(p);
  return std::endian::native == std::endian::little ? x : ByteSwap64(x);
}

inline uint16_t LoadBig16(const void* p) noexcept {
  const auto x = LoadNative<uint16_t>(p);
  return std::endian::native == std::endian::big ? x : ByteSwap16(x);
}

/// Copies the first `size` <= 15 bytes to `block` (16 bytes) and leaves others there unspecified,
/// without a branch on size: pieces of 8, 4, 2 and 1 bytes that are not there come from `absent`.
inline void CopyUpTo15(const uint8_t* data, size_t size, uint8_t* block) noexcept {
  alignas(8) static constexpr uint8_t absent[8] = {};
  const uint8_t* const p8 = (size & 8) != 0 ? data : absent;
  const uint8_t* const p4 = (size & 4) != 0 ? data + (size & 8) : absent;
  const uint8_t* const p2 = (size & 2) != 0 ? data + (size & 12) : absent;
  const uint8_t* const p1 = (size & 1) != 0 ? data + (size & 14) : absent;
  // Each store starts where the bytes before it end, and covers what an absent piece wrote there.
  StoreNative(block, LoadNative<uint64_t>(p8));
  StoreNative(block + (size & 8), LoadNative<uint32_t>(p4));
  StoreNative(block + (size & 12), LoadNative<uint16_t>(p2));
  StoreNative(block + (size & 14), *p1);
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_BYTES_H_
