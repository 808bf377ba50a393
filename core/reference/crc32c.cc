// CRC32C by a table of one byte [2.2.3; RFC 3720 appendix B.4].
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/reference/records.h"
#include "core/reference/reference.h"
#include "core/src/wire.h"

namespace simdproxy::reference {
namespace {

constexpr std::array<uint32_t, 256> MakeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder & 1) != 0 ? remainder >> 1 ^ 0x82F63B78 : remainder >> 1;
    }
    table[byte] = remainder;
  }
  return table;
}

constexpr std::array<uint32_t, 256> kTable = MakeTable();

}  // namespace

uint32_t Crc32c(Bytes bytes, size_t zeroed) noexcept {
  uint32_t crc = 0xFFFFFFFF;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const bool zero = i >= zeroed && i - zeroed < wire::kCrc32cValueSize;
    const uint8_t byte = zero ? 0 : At(bytes, i);
    crc = crc >> 8 ^ kTable[(crc ^ byte) & 0xFF];
  }
  return ~crc;
}

}  // namespace simdproxy::reference
