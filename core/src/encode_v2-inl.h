// Version 2 of encode.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#undef SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#else
#define SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/kernels.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/encode_crc-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

using Image = HeaderTemplate::Image;

inline constexpr size_t kInetEnd = wire::kV2FixedSize + 12;
inline constexpr size_t kInet6Ports = wire::kV2FixedSize + 32;
inline constexpr size_t kInet6End = wire::kV2FixedSize + 36;

// Sixteen bytes from one place to another. Chosen over memcpy, which compilers may merge into what
// waits for stores of another size.
HWY_INLINE void Copy16(const uint8_t* from, uint8_t* to) {
#if HWY_TARGET == HWY_SCALAR
  std::memcpy(to, from, 16);
#else
  const hwy::HWY_NAMESPACE::FixedTag<uint8_t, 16> d;
  hwy::HWY_NAMESPACE::StoreU(hwy::HWY_NAMESPACE::LoadU(d, from), d, to);
#endif
}

// The image from `begin` on, up to its size, which is at least 16. Also writes up to 15 bytes
// before `begin`; those are written again later.
HWY_INLINE void CopyTail(const Image& image, size_t begin, size_t size, uint8_t* out) {
  if (begin == size) return;
  for (; begin + 16 < size; begin += 16) Copy16(image.bytes + begin, out + begin);
  Copy16(image.bytes + size - 16, out + size - 16);
}

// Any number of bytes, by pieces that overlap.
HWY_INLINE void CopyValue(const uint8_t* from, size_t size, uint8_t* out) {
  if (size >= 16) {
    for (size_t at = 0; at + 16 < size; at += 16) Copy16(from + at, out + at);
    Copy16(from + size - 16, out + size - 16);
  } else if (size >= 8) {
    const auto first = LoadNative<uint64_t>(from);
    StoreNative(out + size - 8, LoadNative<uint64_t>(from + size - 8));
    StoreNative(out, first);
  } else {
    for (size_t i = 0; i < size; ++i) out[i] = from[i];
  }
}

// Both ports as they stand on the wire, as a dword in memory order.
HWY_INLINE uint32_t WirePorts(const Endpoints& record) {
  const auto ports = LoadNative<uint32_t>(&record.source_port);
  if constexpr (HWY_IS_BIG_ENDIAN) return ports;
  const uint32_t swapped = ByteSwap32(ports);
  return swapped << 16 | swapped >> 16;
}

// Everything but varying values and the CRC32C.
struct InetWriter {
  static HWY_INLINE void Write(const Image& image, size_t size, const Endpoints& record,
                               uint8_t* out) {
    Copy16(image.bytes, out);
    CopyTail(image, kInetEnd, size, out);
    StoreNative(out + 16, LoadNative<uint32_t>(record.source));
    StoreNative(out + 20, LoadNative<uint32_t>(record.destination));
    StoreNative(out + 24, WirePorts(record));
  }
  static HWY_INLINE uint32_t Crc(const Endpoints& record) {
    const uint64_t addresses =
        LoadLittle32(record.source) | static_cast<uint64_t>(LoadLittle32(record.destination)) << 32;
    return Crc4(Crc8(0, addresses), LittlePorts(record));
  }
  // The ports' bytes with the first in the lowest bits.
  static HWY_INLINE uint32_t LittlePorts(const Endpoints& record) {
    const uint32_t ports = WirePorts(record);
    return HWY_IS_BIG_ENDIAN ? ByteSwap32(ports) : ports;
  }
};

struct Inet6Writer {
  static HWY_INLINE void Write(const Image& image, size_t size, const Endpoints& record,
                               uint8_t* out) {
    Copy16(image.bytes, out);
    CopyTail(image, kInet6End, size, out);
    Copy16(record.source, out + 16);
    Copy16(record.destination, out + 32);
    StoreNative(out + kInet6Ports, WirePorts(record));
  }
  static HWY_INLINE uint32_t Crc(const Endpoints& record) {
    uint32_t crc = Crc8(0, LoadLittle64(record.source));
    crc = Crc8(crc, LoadLittle64(record.source + 8));
    crc = Crc8(crc, LoadLittle64(record.destination));
    crc = Crc8(crc, LoadLittle64(record.destination + 8));
    return Crc4(crc, InetWriter::LittlePorts(record));
  }
};

// The records of one family in a block, and where in the target their headers begin.
struct Places {
  size_t count = 0;
  size_t offsets[kBlockSize];
  uint8_t records[kBlockSize];

  HWY_INLINE void Append(size_t record, size_t offset, bool wanted) {
    offsets[count] = offset;
    records[count] = static_cast<uint8_t>(record);
    count += wanted;
  }
};

// Stores the varying values, and returns what they add to the sum.
HWY_INLINE CrcSum WriteValues(const EncodeJob& job, const Image& image, size_t record, CrcSum sum,
                              uint8_t* out) {
  for (size_t k = 0; k < job.varying_count; ++k) {
    const HeaderTemplate::Part& part = image.varying[k];
    const auto* const value =
        static_cast<const uint8_t*>(job.values[k].base) + job.values[k].stride * record;
    CopyValue(value, part.size, out + part.offset);
    if (image.crc_offset != 0) sum = AddPart(sum, CrcBytes(value, part.size), part);
  }
  return sum;
}

// `first` is the block's first record.
template <class Writer>
HWY_INLINE void WriteFamily(const EncodeJob& job, const Image& image, const Places& places,
                            size_t first, uint8_t* base) {
  const size_t size = image.size;
  const size_t crc_offset = image.crc_offset;
  const size_t varying_count = job.varying_count;
  const Endpoints* const records = job.records + first;
  const size_t count = places.count;
  for (size_t k = 0; k < count; ++k) {
    const Endpoints& record = records[places.records[k]];
    uint8_t* const out = base + places.offsets[k];
    Writer::Write(image, size, record, out);
    if (crc_offset == 0 && varying_count == 0) continue;
    CrcSum sum = NoSum();
    if (varying_count != 0) sum = WriteValues(job, image, first + places.records[k], sum, out);
    if (crc_offset == 0) continue;
    sum = AddPart(sum, Writer::Crc(record), image.addresses);
    const uint32_t crc = image.crc ^ Reduce(sum);
    StoreNative(out + crc_offset, HWY_IS_BIG_ENDIAN ? crc : ByteSwap32(crc));
  }
}

// How many of the next `count` records fit one behind the other.
HWY_INLINE size_t CountThatFit(const EncodeJob& job, size_t first, size_t count, size_t room) {
  if (count * job.max_size <= room) return count;
  for (size_t i = 0; i < count; ++i) {
    const size_t family = job.records[first + i].family_number;
    const size_t size = family == 1 || family == 2 ? job.images[family - 1].size : 0;
    if (size > room) return i;
    room -= size;
  }
  return count;
}

EncodeBatchResult EncodeV2Batch(const EncodeJob& job) {
  const size_t inet_size = job.images[0].size;
  const size_t inet6_size = job.images[1].size;
  const size_t packed = job.stride == 0 ? ~size_t{0} : 0;
  EncodeBatchResult result;
  size_t begin = 0;  // of the block in the target
  while (result.count < job.count) {
    const size_t first = result.count;
    const size_t wanted = HWY_MIN(job.count - first, kBlockSize);
    const size_t count = packed != 0 ? CountThatFit(job, first, wanted, job.room - begin) : wanted;
    Places inet, inet6;
    size_t at = 0;
    for (size_t i = 0; i < count; ++i) {
      const uint32_t family = job.records[first + i].family_number;
      const bool is_inet = family == static_cast<uint32_t>(Family::kInet);
      const bool is_inet6 = family == static_cast<uint32_t>(Family::kInet6);
      const size_t size = (inet_size & MaskOf(is_inet)) | (inet6_size & MaskOf(is_inet6));
      inet.Append(i, at, is_inet);
      inet6.Append(i, at, is_inet6);
      if (job.sizes != nullptr) job.sizes[first + i] = static_cast<uint16_t>(size);
      if (size != 0) result.size = begin + at + size;
      at += job.stride + (size & packed);
    }
    WriteFamily<InetWriter>(job, job.images[0], inet, first, job.out + begin);
    WriteFamily<Inet6Writer>(job, job.images[1], inet6, first, job.out + begin);
    begin += at;
    result.count += count;
    if (count != wanted) break;
  }
  return result;
}

int64_t TargetOfEncode() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
