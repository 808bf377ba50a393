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

inline uint32_t LoadLittle32(const void* p) noexcept {
  const auto x = LoadNative<uint32_t>(p);
  return std::endian::native == std::endian::little ? x : ByteSwap32(x);
}

inline uint16_t LoadLittle16(const void* p) noexcept {
  const auto x = LoadNative<uint16_t>(p);
  return std::endian::native == std::endian::little ? x : ByteSwap16(x);
}

inline uint16_t LoadBig16(const void* p) noexcept {
  const auto x = LoadNative<uint16_t>(p);
  return std::endian::native == std::endian::big ? x : ByteSwap16(x);
}

inline void StoreLittle32(void* p, uint32_t x) noexcept {
  StoreNative(p, std::endian::native == std::endian::little ? x : ByteSwap32(x));
}

/// Four bytes as a dword that stands so in memory.
constexpr uint32_t DwordOfBytes(uint32_t b0, uint32_t b1, uint32_t b2, uint32_t b3) noexcept {
  return std::endian::native == std::endian::little ? b0 | b1 << 8 | b2 << 16 | b3 << 24
                                                    : b3 | b2 << 8 | b1 << 16 | b0 << 24;
}

/// All ones if `condition`, else zero. For data that no predictor can guess: the compiler does not
/// see where the value comes from and so cannot make a branch of what is done with it.
inline uint64_t MaskOf(bool condition) noexcept {
  uint64_t mask = 0 - static_cast<uint64_t>(condition);
#if defined(__GNUC__)
  asm("" : "+r"(mask));
#endif
  return mask;
}

/// `a` where the mask is set, else `b`.
inline uint64_t Select(uint64_t mask, uint64_t a, uint64_t b) noexcept {
  return b ^ ((a ^ b) & mask);
}

inline const uint8_t* Select(uint64_t mask, const uint8_t* a, const uint8_t* b) noexcept {
  const auto address_mask = static_cast<uintptr_t>(mask);
  const auto address_b = reinterpret_cast<uintptr_t>(b);
  return reinterpret_cast<const uint8_t*>(
      address_b ^ ((reinterpret_cast<uintptr_t>(a) ^ address_b) & address_mask));
}

/// Sixteen bytes as two little-endian numbers: byte i of the input is byte i of (low, high).
struct Low16 {
  uint64_t low;
  uint64_t high;
};

/// The first `size` <= 15 bytes, and zeros behind them, without a branch on size: pieces of 8, 4, 2
/// and 1 bytes that are not there are read elsewhere. In registers, because bytes stored in pieces
/// and loaded as one wait for the stores.
inline Low16 LoadUpTo15(const uint8_t* data, size_t size) noexcept {
  alignas(8) static constexpr uint8_t absent[8] = {};
  const uint64_t has8 = MaskOf((size & 8) != 0);
  const uint8_t* const p8 = Select(has8, data, absent);
  const uint8_t* const p4 = Select(MaskOf((size & 4) != 0), data + (size & 8), absent);
  const uint8_t* const p2 = Select(MaskOf((size & 2) != 0), data + (size & 12), absent);
  const uint8_t* const p1 = Select(MaskOf((size & 1) != 0), data + (size & 14), absent);
  const uint64_t tail = LoadLittle32(p4) |
                        static_cast<uint64_t>(LoadLittle16(p2)) << 8 * (size & 4) |
                        static_cast<uint64_t>(*p1) << 8 * (size & 6);
  return {Select(has8, LoadLittle64(p8), tail), tail & has8};
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_BYTES_H_
