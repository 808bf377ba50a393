// Version 2 of encode.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#undef SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#else
#define SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#endif

#include <bit>
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

namespace hn = hwy::HWY_NAMESPACE;

using Image = HeaderTemplate::Image;

inline constexpr size_t kInetEnd = wire::kV2FixedSize + 12;
inline constexpr size_t kInet6End = wire::kV2FixedSize + 36;

// Both ports as they stand on the wire, the first byte lowest.
HWY_INLINE uint32_t LittlePorts(const Endpoints& record) {
  const auto ports = LoadLittle32(&record.source_port);
  return HWY_IS_BIG_ENDIAN ? ports : ByteSwap32(ports) << 16 | ByteSwap32(ports) >> 16;
}

#if HWY_TARGET == HWY_SCALAR  // has no 16-byte blocks

HWY_INLINE void Copy16(const uint8_t* from, uint8_t* to) { std::memcpy(to, from, 16); }

HWY_INLINE void PutPorts(const Endpoints& record, uint8_t* out) {
  const uint32_t ports = LittlePorts(record);
  for (int i = 0; i < 4; ++i) out[i] = static_cast<uint8_t>(ports >> 8 * i);
}

HWY_INLINE uint64_t PutInetBlock(const uint8_t*, const Endpoints& record, uint8_t* out) {
  std::memcpy(out + 16, record.source, 4);
  std::memcpy(out + 20, record.destination, 4);
  PutPorts(record, out + 24);
  return LoadLittle64(out + 16);
}

HWY_INLINE void PutInet6Block(const Endpoints& record, uint8_t* out) {
  std::memcpy(out + 16, record.source, 32);
  PutPorts(record, out + 48);
}

#else

HWY_INLINE void Copy16(const uint8_t* from, uint8_t* to) {
  const hn::FixedTag<uint8_t, 16> d;
  hn::StoreU(hn::LoadU(d, from), d, to);
}

// Bytes 20 to 35 of a record, of which the last four are the ports, with these in place of the last
// four of `before`, as they stand on the wire.
template <class V>
HWY_INLINE V WithPorts(V before, V record20) {
  const hn::FixedTag<uint8_t, 16> d;
  const hn::FixedTag<uint32_t, 4> d32;
#if HWY_IS_BIG_ENDIAN
  const auto swapped = record20;
#else
  const auto swapped = hn::Reverse2(d, record20);
#endif
  const auto but_last = hn::FirstN(d32, 3);
  return hn::BitCast(d,
                     hn::IfThenElse(but_last, hn::BitCast(d32, before), hn::BitCast(d32, swapped)));
}

// The block's 12 bytes, and the 4 before it again: one store. Returns both addresses, the first
// byte lowest.
HWY_INLINE uint64_t PutInetBlock(const uint8_t* fixed, const Endpoints& record, uint8_t* out) {
  const hn::FixedTag<uint8_t, 16> d;
  const hn::FixedTag<uint32_t, 4> d32;
  const auto source = hn::BitCast(d32, hn::LoadU(d, record.source));
  const auto destination = hn::BitCast(d32, hn::LoadU(d, record.destination));
  const auto both = hn::BitCast(d, hn::InterleaveLower(d32, source, destination));
  const auto block = hn::CombineShiftRightBytes<12>(d, both, hn::LoadU(d, fixed));
  const auto record20 = hn::LoadU(d, record.destination + 4);
  hn::StoreU(WithPorts(block, record20), d, out + 12);
  const uint64_t addresses = hn::GetLane(hn::BitCast(hn::FixedTag<uint64_t, 2>(), both));
  return HWY_IS_BIG_ENDIAN ? ByteSwap64(addresses) : addresses;
}

HWY_INLINE void PutInet6Block(const Endpoints& record, uint8_t* out) {
  const hn::FixedTag<uint8_t, 16> d;
  Copy16(record.source, out + 16);
  Copy16(record.destination, out + 32);
  const auto record20 = hn::LoadU(d, record.destination + 4);
  hn::StoreU(WithPorts(record20, record20), d, out + 36);
}

#endif  // HWY_TARGET == HWY_SCALAR

// The image from `begin` on, up to its size, which is at least 16. Also writes up to 15 bytes
// before `begin`; those are written again later.
HWY_INLINE void CopyTail(const uint8_t* image, size_t begin, size_t size, uint8_t* out) {
  if (begin == size) return;
  for (; begin + 16 < size; begin += 16) Copy16(image + begin, out + begin);
  Copy16(image + size - 16, out + size - 16);
}

// Any number of bytes, by pieces that overlap.
HWY_INLINE void CopyValue(const uint8_t* from, size_t size, uint8_t* out) {
  if (size >= 16) {
    for (size_t at = 0; at + 16 < size; at += 16) Copy16(from + at, out + at);
    Copy16(from + size - 16, out + size - 16);
  } else if (size >= 8) {
    StoreNative(out, LoadNative<uint64_t>(from));
    StoreNative(out + size - 8, LoadNative<uint64_t>(from + size - 8));
  } else {
    for (size_t i = 0; i < size; ++i) out[i] = from[i];
  }
}

// What differs by family. PutBlock gives CrcOfAddresses what it has read already.
struct InetForm {
  static constexpr size_t kBlockEnd = kInetEnd;
  static HWY_INLINE uint64_t PutBlock(const uint8_t* fixed, const Endpoints& record, uint8_t* out) {
    return PutInetBlock(fixed, record, out);
  }
  static HWY_INLINE uint32_t CrcOfAddresses(const Endpoints&, uint64_t addresses) {
    return Crc8(0, addresses);
  }
};

struct Inet6Form {
  static constexpr size_t kBlockEnd = kInet6End;
  static HWY_INLINE uint64_t PutBlock(const uint8_t*, const Endpoints& record, uint8_t* out) {
    PutInet6Block(record, out);
    return 0;
  }
  static HWY_INLINE uint32_t CrcOfAddresses(const Endpoints& record, uint64_t) {
    uint32_t crc = Crc8(0, LoadLittle64(record.source));
    crc = Crc8(crc, LoadLittle64(record.source + 8));
    crc = Crc8(crc, LoadLittle64(record.destination));
    return Crc8(crc, LoadLittle64(record.destination + 8));
  }
};

// Stores the varying values of one header, and returns what they add to its sum.
HWY_INLINE CrcSum PutValues(const EncodeJob& job, const Image& image, size_t record, uint8_t* out) {
  CrcSum sum = NoSum();
  for (size_t k = 0; k < job.varying_count; ++k) {
    const HeaderTemplate::Part& part = image.varying[k];
    const auto* const value =
        static_cast<const uint8_t*>(job.values[k].base) + job.values[k].stride * record;
    CopyValue(value, part.size, out + part.offset);
    if (image.crc_offset != 0) sum = AddPart(sum, CrcBytes(value, part.size), part);
  }
  return sum;
}

// Records that are taken together: as many as a word has bits.
inline constexpr size_t kV2Block = 64;

// Header i of a block that is the k-th of its family begins at i * step + k * correction: back to
// back, all headers before it have the other family's size but for the k of its own. A correction
// that is negative wraps.
struct Spacing {
  size_t step;
  size_t correction;
};

// What stands behind the address block.
enum class Behind {
  kNothing,
  kCrc32c,  // its entry alone
  kAny,
};

HWY_INLINE void PutCrc(size_t offset, uint32_t crc, uint8_t* header) {
  StoreNative(header + offset, HWY_IS_BIG_ENDIAN ? crc : ByteSwap32(crc));
}

// Writes the headers of the records whose bits are set, counted from `first`.
template <class Form, Behind kBehind>
HWY_INLINE void PutFamily(const EncodeJob& job, const Image& image, uint64_t which, size_t first,
                          Spacing spacing, uint8_t* out) {
  const size_t size = kBehind == Behind::kNothing ? Form::kBlockEnd
                      : kBehind == Behind::kCrc32c
                          ? Form::kBlockEnd + wire::kTlvHeadSize + wire::kCrc32cValueSize
                          : image.size;
  const Endpoints* const records = job.records + first;
  uint16_t unwanted[kV2Block];
  uint16_t* const sizes = job.sizes != nullptr ? job.sizes + first : unwanted;
  size_t correction = 0;
  for (; which != 0; which &= which - 1, correction += spacing.correction) {
    const auto i = static_cast<size_t>(std::countr_zero(which));
    const Endpoints& record = records[i];
    uint8_t* const header = out + (i * spacing.step + correction);
    Copy16(image.bytes, header);
    CopyTail(image.bytes, Form::kBlockEnd, size, header);
    const uint64_t addresses = Form::PutBlock(image.bytes, record, header);
    sizes[i] = static_cast<uint16_t>(size);
    if (kBehind == Behind::kCrc32c) {
      const uint32_t remainder = Form::CrcOfAddresses(record, addresses);
      const uint32_t added = AddPortsBeforeCrc32c(remainder, LittlePorts(record), image.addresses);
      PutCrc(Form::kBlockEnd + wire::kTlvHeadSize, image.crc ^ added, header);
    } else if (kBehind == Behind::kAny) {
      const CrcSum sum =
          job.varying_count != 0 ? PutValues(job, image, first + i, header) : NoSum();
      if (image.crc_offset == 0) continue;
      const uint32_t remainder = Crc4(Form::CrcOfAddresses(record, addresses), LittlePorts(record));
      PutCrc(image.crc_offset, image.crc ^ Reduce(AddPart(sum, remainder, image.addresses)),
             header);
    }
  }
}

template <class Form>
HWY_INLINE void PutFamily(const EncodeJob& job, const Image& image, uint64_t which, size_t first,
                          Spacing spacing, uint8_t* out) {
  const size_t behind = image.size - Form::kBlockEnd;
  if (behind == 0) {
    PutFamily<Form, Behind::kNothing>(job, image, which, first, spacing, out);
  } else if (behind == wire::kTlvHeadSize + wire::kCrc32cValueSize && image.crc_offset != 0) {
    PutFamily<Form, Behind::kCrc32c>(job, image, which, first, spacing, out);
  } else {
    PutFamily<Form, Behind::kAny>(job, image, which, first, spacing, out);
  }
}

// The families of up to kV2Block records: bit i is set in one of them if record i has endpoints.
struct Families {
  uint64_t inet;
  uint64_t inet6;
};

HWY_INLINE Families FamiliesOf(const Endpoints* records, size_t count) {
  Families families{};
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < count; ++i) {
    families.inet |= uint64_t{records[i].family_number == 1} << i;
    families.inet6 |= uint64_t{records[i].family_number == 2} << i;
  }
#else
  alignas(64) uint8_t numbers[kV2Block] = {};
  for (size_t i = 0; i < count; ++i) numbers[i] = records[i].family_number;
  const hn::CappedTag<uint8_t, kV2Block> d;
  uint8_t inet[16] = {};
  uint8_t inet6[16] = {};
  for (size_t i = 0; i < kV2Block; i += hn::Lanes(d)) {
    const auto v = hn::Load(d, numbers + i);
    hn::StoreMaskBits(d, hn::Eq(v, hn::Set(d, uint8_t{1})), inet + i / 8);
    hn::StoreMaskBits(d, hn::Eq(v, hn::Set(d, uint8_t{2})), inet6 + i / 8);
  }
  families = {LoadLittle64(inet), LoadLittle64(inet6)};
#endif
  return families;
}

HWY_INLINE uint64_t LowBits(size_t count) {
  return count < 64 ? (uint64_t{1} << count) - 1 : ~uint64_t{0};
}

// How many of `count` headers, back to back, fit into `room`.
HWY_INLINE size_t CountThatFit(const EncodeJob& job, uint64_t inet6, size_t count, size_t room) {
  if (count * job.max_size <= room) return count;
  for (size_t i = 0; i < count; ++i) {
    const size_t size = job.images[inet6 >> i & 1].size;
    if (size > room) return i;
    room -= size;
  }
  return count;
}

// Writes the headers of `count` records with endpoints, in slots or back to back. Returns how many
// bytes they take, up to the end of the last.
HWY_INLINE size_t PutBlock(const EncodeJob& job, Families families, size_t count, size_t first,
                           uint8_t* out) {
  const size_t inet = job.images[0].size;
  const size_t inet6 = job.images[1].size;
  families.inet &= LowBits(count);
  families.inet6 &= LowBits(count);
  const bool packed = job.stride == 0;
  const Spacing inet_spacing = packed ? Spacing{inet6, inet - inet6} : Spacing{job.stride, 0};
  const Spacing inet6_spacing = packed ? Spacing{inet, inet6 - inet} : Spacing{job.stride, 0};
  PutFamily<InetForm>(job, job.images[0], families.inet, first, inet_spacing, out);
  PutFamily<Inet6Form>(job, job.images[1], families.inet6, first, inet6_spacing, out);
  if (packed) {
    const auto inet6_count = static_cast<size_t>(std::popcount(families.inet6));
    return (count - inet6_count) * inet + inet6_count * inet6;
  }
  return (count - 1) * job.stride + ((families.inet6 >> (count - 1) & 1) != 0 ? inet6 : inet);
}

EncodeBatchResult EncodeV2Batch(const EncodeJob& job) {
  EncodeBatchResult result;
  size_t begin = 0;  // of the next header
  while (result.count < job.count) {
    const size_t first = result.count;
    const Families families = FamiliesOf(job.records + first, HWY_MIN(job.count - first, kV2Block));
    // A block ends before a record without endpoints, which is then skipped.
    const auto whole = static_cast<size_t>(std::countr_one(families.inet | families.inet6));
    if (whole == 0) {
      if (job.sizes != nullptr) job.sizes[first] = 0;
      begin += job.stride;
      ++result.count;
      continue;
    }
    const size_t count =
        job.stride == 0 ? CountThatFit(job, families.inet6, whole, job.room - begin) : whole;
    if (count == 0) break;
    const size_t size = PutBlock(job, families, count, first, job.out + begin);
    result.size = begin + size;
    begin += job.stride == 0 ? size : count * job.stride;
    result.count += count;
  }
  return result;
}

int64_t TargetOfEncode() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
