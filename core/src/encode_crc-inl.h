// What the parts of a header add to its CRC32C: see HeaderTemplate::Part and crc_linear.h.

#if defined(SIMDPROXY_CORE_SRC_ENCODE_CRC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_ENCODE_CRC_INL_H_
#undef SIMDPROXY_CORE_SRC_ENCODE_CRC_INL_H_
#else
#define SIMDPROXY_CORE_SRC_ENCODE_CRC_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/crc_linear.h"
#include "hwy/highway.h"
#include "simdproxy/encode.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

#if HWY_ARCH_X86_64 && HWY_TARGET <= HWY_SSE4  // have crc32 and a carryless multiplication

namespace hn = hwy::HWY_NAMESPACE;

// Sum of 64-bit products that are not reduced yet.
using CrcSum = hn::Vec<hn::FixedTag<uint64_t, 1>>;

HWY_INLINE CrcSum NoSum() { return hn::Zero(hn::FixedTag<uint64_t, 1>()); }

HWY_INLINE uint32_t Crc8(uint32_t remainder, uint64_t bytes) {
  return static_cast<uint32_t>(_mm_crc32_u64(remainder, bytes));
}
HWY_INLINE uint32_t Crc4(uint32_t remainder, uint32_t bytes) {
  return _mm_crc32_u32(remainder, bytes);
}
HWY_INLINE uint32_t Crc1(uint32_t remainder, uint8_t byte) { return _mm_crc32_u8(remainder, byte); }

HWY_INLINE CrcSum AddPart(CrcSum sum, uint32_t remainder, const HeaderTemplate::Part& part) {
  const hn::FixedTag<uint64_t, 1> d;
  const auto product = hn::CLMulLower(hn::Set(d, remainder), hn::Set(d, part.multiplier));
  return hn::Xor(sum, product);
}

HWY_INLINE uint32_t Reduce(CrcSum sum) { return Crc8(0, hn::GetLane(sum)); }

// What addresses and ports add if a CRC32C entry of 7 bytes is all that follows them. `remainder`
// is that of the addresses. To take the entry as zeros, the first four with the ports, costs less
// than a multiplication.
HWY_INLINE uint32_t AddPortsBeforeCrc32c(uint32_t remainder, uint32_t ports,
                                         const HeaderTemplate::Part&) {
  remainder = Crc8(remainder, ports);
  return Crc1(_mm_crc32_u16(remainder, 0), 0);
}

#else

using CrcSum = uint32_t;

HWY_INLINE CrcSum NoSum() { return 0; }

HWY_INLINE uint32_t Crc8(uint32_t remainder, uint64_t bytes) {
  return crc_linear::Append<8>(remainder, bytes);
}
HWY_INLINE uint32_t Crc4(uint32_t remainder, uint32_t bytes) {
  return crc_linear::Append<4>(remainder, bytes);
}
HWY_INLINE uint32_t Crc1(uint32_t remainder, uint8_t byte) {
  return crc_linear::Append<1>(remainder, byte);
}

HWY_INLINE CrcSum AddPart(CrcSum sum, uint32_t remainder, const HeaderTemplate::Part& part) {
  return sum ^ crc_linear::Shift(remainder, part.shift);
}

HWY_INLINE uint32_t Reduce(CrcSum sum) { return sum; }

// What addresses and ports add if a CRC32C entry of 7 bytes is all that follows them. `remainder`
// is that of the addresses.
HWY_INLINE uint32_t AddPortsBeforeCrc32c(uint32_t remainder, uint32_t ports,
                                         const HeaderTemplate::Part& part) {
  return crc_linear::Shift(Crc4(remainder, ports), part.shift);
}

#endif

HWY_INLINE uint32_t CrcBytes(const uint8_t* bytes, size_t size) {
  uint32_t remainder = 0;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) remainder = Crc8(remainder, LoadLittle64(bytes + i));
  for (; i < size; ++i) remainder = Crc1(remainder, bytes[i]);
  return remainder;
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
