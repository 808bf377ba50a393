#include "bench/encode_baselines.h"

#include <arpa/inet.h>

#include <bit>
#include <cstdio>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#else
#include "simdproxy/checksum.h"
#endif

namespace simdproxy::bench {
namespace {

constexpr char kSignature[] = "\r\n\r\n\0\r\nQUIT\n";

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t Crc32cByInstruction(const uint8_t* data, size_t size) {
  uint64_t crc = 0xFFFFFFFF;
  for (; size >= 8; size -= 8, data += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, data, 8);
    crc = _mm_crc32_u64(crc, bytes);
  }
  auto low = static_cast<uint32_t>(crc);
  for (; size != 0; --size, ++data) low = _mm_crc32_u8(low, *data);
  return ~low;
}
#else
uint32_t Crc32cByInstruction(const uint8_t* data, size_t size) {
  return Crc32c(std::as_bytes(std::span(data, size)));
}
#endif

void PutBig16(uint8_t* p, size_t number) {
  const uint16_t big = htons(static_cast<uint16_t>(number));
  std::memcpy(p, &big, 2);
}

size_t EncodeV2(const HeaderShape& shape, const Endpoints& record, const uint8_t* id,
                uint8_t* out) {
  std::memcpy(out, kSignature, 12);
  out[12] = 0x21;
  size_t size = 16;
  switch (record.family()) {
    case Family::kInet:
      out[13] = 0x11;
      std::memcpy(out + 16, record.source, 4);
      std::memcpy(out + 20, record.destination, 4);
      size = 24;
      break;
    case Family::kInet6:
      out[13] = 0x21;
      std::memcpy(out + 16, record.source, 16);
      std::memcpy(out + 32, record.destination, 16);
      size = 48;
      break;
    default:
      return 0;
  }
  PutBig16(out + size, record.source_port);
  PutBig16(out + size + 2, record.destination_port);
  size += 4;
  if (shape.unique_id_size != 0) {
    out[size] = tlv_type::kUniqueId;
    PutBig16(out + size + 1, shape.unique_id_size);
    std::memcpy(out + size + 3, id, shape.unique_id_size);
    size += 3 + shape.unique_id_size;
  }
  uint8_t* const crc_at = out + size + 3;
  if (shape.crc32c) {
    out[size] = tlv_type::kCrc32c;
    PutBig16(out + size + 1, 4);
    std::memset(crc_at, 0, 4);
    size += 7;
  }
  PutBig16(out + 14, size - 16);
  if (shape.crc32c) {
    const uint32_t crc = htonl(Crc32cByInstruction(out, size));
    std::memcpy(crc_at, &crc, 4);
  }
  return size;
}

size_t EncodeV1(const Endpoints& record, uint8_t* out) {
  const bool inet6 = record.family() == Family::kInet6;
  if (!inet6 && record.family() != Family::kInet) return 0;
  const int family = inet6 ? AF_INET6 : AF_INET;
  char source[INET6_ADDRSTRLEN];
  char destination[INET6_ADDRSTRLEN];
  inet_ntop(family, record.source, source, sizeof(source));
  inet_ntop(family, record.destination, destination, sizeof(destination));
  char line[kMaxV1Size + 1];
  const int size =
      std::snprintf(line, sizeof(line), "PROXY %s %s %s %u %u\r\n", inet6 ? "TCP6" : "TCP4", source,
                    destination, record.source_port, record.destination_port);
  std::memcpy(out, line, static_cast<size_t>(size));
  return static_cast<size_t>(size);
}

}  // namespace

size_t ConventionalEncode(const HeaderShape& shape, std::span<const Endpoints> records,
                          const uint8_t* ids, uint8_t* out, size_t stride, uint16_t* sizes) {
  size_t at = 0;
  size_t end = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const size_t size = shape.version == 1
                            ? EncodeV1(records[i], out + at)
                            : EncodeV2(shape, records[i], ids + i * shape.unique_id_size, out + at);
    sizes[i] = static_cast<uint16_t>(size);
    end = at + size;
    at += stride != 0 ? stride : size;
  }
  return end;
}

}  // namespace simdproxy::bench
