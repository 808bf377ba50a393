// CRC32C, eight bytes a step with eight tables: portable, and the same on every byte order.
// Technique: "slicing by 8", M. Kounavis and F. Berry, Intel, 2005.
#include "simdproxy/checksum.h"

#include <algorithm>
#include <array>

namespace simdproxy {
namespace {

constexpr uint32_t kPolynomial = 0x82F63B78;  // Castagnoli, reflected

// kTables[k][b]: what byte b does to the remainder when k more bytes follow it.
constexpr std::array<std::array<uint32_t, 256>, 8> MakeTables() {
  std::array<std::array<uint32_t, 256>, 8> tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (kPolynomial & (0U - (crc & 1)));
    tables[0][byte] = crc;
  }
  for (size_t k = 1; k < 8; ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t crc = tables[k - 1][byte];
      tables[k][byte] = crc >> 8 ^ tables[0][crc & 0xFF];
    }
  }
  return tables;
}

constexpr std::array<std::array<uint32_t, 256>, 8> kTables = MakeTables();

uint32_t Load32(const std::byte* p) {
  return static_cast<uint32_t>(p[0]) | static_cast<uint32_t>(p[1]) << 8 |
         static_cast<uint32_t>(p[2]) << 16 | static_cast<uint32_t>(p[3]) << 24;
}

uint32_t Append(uint32_t crc, std::span<const std::byte> bytes) {
  const std::byte* p = bytes.data();
  size_t left = bytes.size();
  for (; left >= 8; left -= 8, p += 8) {
    const uint32_t low = Load32(p) ^ crc;
    const uint32_t high = Load32(p + 4);
    crc = kTables[7][low & 0xFF] ^ kTables[6][low >> 8 & 0xFF] ^ kTables[5][low >> 16 & 0xFF] ^
          kTables[4][low >> 24] ^ kTables[3][high & 0xFF] ^ kTables[2][high >> 8 & 0xFF] ^
          kTables[1][high >> 16 & 0xFF] ^ kTables[0][high >> 24];
  }
  for (; left != 0; --left, ++p)
    crc = crc >> 8 ^ kTables[0][(crc ^ static_cast<uint32_t>(*p)) & 0xFF];
  return crc;
}

uint32_t AppendZeros(uint32_t crc, size_t count) {
  for (; count != 0; --count) crc = crc >> 8 ^ kTables[0][crc & 0xFF];
  return crc;
}

}  // namespace

uint32_t Crc32c(std::span<const std::byte> bytes) noexcept { return ~Append(~0U, bytes); }

uint32_t Crc32c(std::span<const std::byte> bytes, size_t zero_begin, size_t zero_size) noexcept {
  zero_begin = std::min(zero_begin, bytes.size());
  zero_size = std::min(zero_size, bytes.size() - zero_begin);
  uint32_t crc = Append(~0U, bytes.first(zero_begin));
  crc = AppendZeros(crc, zero_size);
  return ~Append(crc, bytes.subspan(zero_begin + zero_size));
}

}  // namespace simdproxy
