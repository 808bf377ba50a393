#include "bench/check_baselines.h"

#include <array>
#include <cstring>

#include "bench/baselines.h"
#include "core/reference/reference.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#define SIMDPROXY_BENCH_CRC32 __attribute__((target("sse4.2")))
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#define SIMDPROXY_BENCH_CRC32
#endif

namespace simdproxy::bench {
namespace {

uint64_t Load64(const uint8_t* p) {
  uint64_t value;
  std::memcpy(&value, p, 8);
  return value;
}

#ifdef SIMDPROXY_BENCH_CRC32
SIMDPROXY_BENCH_CRC32 uint32_t Append8(uint32_t crc, uint64_t word) {
#if defined(__x86_64__)
  return static_cast<uint32_t>(_mm_crc32_u64(crc, word));
#else
  return __crc32cd(crc, word);
#endif
}

SIMDPROXY_BENCH_CRC32 uint32_t Append1(uint32_t crc, uint8_t byte) {
#if defined(__x86_64__)
  return _mm_crc32_u8(crc, byte);
#else
  return __crc32cb(crc, byte);
#endif
}

SIMDPROXY_BENCH_CRC32 uint32_t AppendLoop(uint32_t crc, const uint8_t* data, size_t size) {
  for (; size >= 8; size -= 8, data += 8) crc = Append8(crc, Load64(data));
  for (; size != 0; --size, ++data) crc = Append1(crc, *data);
  return crc;
}
#endif

constexpr auto kSlices = [] {
  std::array<std::array<uint32_t, 256>, 8> slices{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (size_t k = 0; k < 8; ++k) {
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0x82F63B78 & (0U - (crc & 1)));
      slices[k][byte] = crc;
    }
  }
  return slices;
}();

uint32_t AppendSlices(uint32_t crc, const uint8_t* data, size_t size) {
  for (; size >= 8; size -= 8, data += 8) {
    const uint64_t word = Load64(data) ^ crc;
    crc = 0;
    for (size_t k = 0; k < 8; ++k) crc ^= kSlices[7 - k][word >> 8 * k & 0xFF];
  }
  for (; size != 0; --size, ++data) crc = crc >> 8 ^ kSlices[0][(crc ^ *data) & 0xFF];
  return crc;
}

constexpr uint8_t kZeros[4] = {};

Header Invalid(Reason reason, size_t offset) {
  Header header{};
  header.outcome_code = Outcome::kInvalid;
  header.reason_code = reason;
  header.version_number = 2;
  header.extent = static_cast<uint32_t>(offset);
  return header;
}

Header CheckSerially(const uint8_t* p, Header header) {
  size_t checksum = 0;
  for (size_t at = header.tlv_begin; at != header.extent;) {
    const size_t left = header.extent - at;
    if (left < 3) return Invalid(Reason::kBadTlv, at);
    const size_t size = static_cast<size_t>(p[at + 1] << 8 | p[at + 2]);
    if (left - 3 < size) return Invalid(Reason::kBadTlv, at);
    if (p[at] == 3) {
      if (size != 4 || checksum != 0) return Invalid(Reason::kBadTlv, at);
      checksum = at;
    }
    at += 3 + size;
  }
  header.flags = Header::kTlvsWalked | static_cast<uint8_t>(CrcState::kAbsent);
  if (checksum == 0) return header;
  uint32_t stored;
  std::memcpy(&stored, p + checksum + 3, 4);
  if (Crc32Loop(p, header.extent, checksum + 3) != __builtin_bswap32(stored)) {
    return Invalid(Reason::kBadCrc32c, checksum);
  }
  header.flags = Header::kTlvsWalked | static_cast<uint8_t>(CrcState::kOk);
  return header;
}

}  // namespace

#ifdef SIMDPROXY_BENCH_CRC32
bool HasCrc32Loop() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("sse4.2");
#else
  return true;
#endif
}

SIMDPROXY_BENCH_CRC32 uint32_t Crc32Loop(const uint8_t* data, size_t size, size_t zero_begin) {
  uint32_t crc = AppendLoop(~0U, data, zero_begin);
  crc = AppendLoop(crc, kZeros, 4);
  return ~AppendLoop(crc, data + zero_begin + 4, size - zero_begin - 4);
}

SIMDPROXY_BENCH_CRC32 uint32_t Crc32LoopOfCopy(const uint8_t* data, size_t size,
                                               size_t zero_begin) {
  uint8_t copy[kMaxHeaderSize];
  std::memcpy(copy, data, size);
  std::memset(copy + zero_begin, 0, 4);
  return ~AppendLoop(~0U, copy, size);
}
#else
bool HasCrc32Loop() { return false; }
uint32_t Crc32Loop(const uint8_t* data, size_t size, size_t zero_begin) {
  return SlicingBy8(data, size, zero_begin);
}
uint32_t Crc32LoopOfCopy(const uint8_t* data, size_t size, size_t zero_begin) {
  return SlicingBy8(data, size, zero_begin);
}
#endif

uint32_t SlicingBy8(const uint8_t* data, size_t size, size_t zero_begin) {
  uint32_t crc = AppendSlices(~0U, data, zero_begin);
  crc = AppendSlices(crc, kZeros, 4);
  return ~AppendSlices(crc, data + zero_begin + 4, size - zero_begin - 4);
}

size_t SerialCheck(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
  size_t ok = BranchyV2(buffers, headers, endpoints);
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (!headers[i].ok()) continue;
    Endpoints* const out = endpoints != nullptr ? endpoints + i : nullptr;
    const auto* const data = static_cast<const uint8_t*>(buffers[i].data);
    if (headers[i].version() == 2 && headers[i].command() == Command::kProxy &&
        headers[i].family() != Family::kUnspec) {
      headers[i] = CheckSerially(data, headers[i]);
      if (!headers[i].ok() && out != nullptr) *out = {};
    } else {
      headers[i] = reference::Decode({reinterpret_cast<const std::byte*>(data), buffers[i].size},
                                     {.check = Check::kCrc}, out);
    }
    ok -= !headers[i].ok();
  }
  return ok;
}

}  // namespace simdproxy::bench
