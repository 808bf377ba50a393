// Version 2 of encode.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#undef SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#else
#define SIMDPROXY_CORE_SRC_ENCODE_V2_INL_H_
#endif

#include <array>
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

using V16 = std::array<uint8_t, 16>;

HWY_INLINE V16 Load16(const uint8_t* from) {
  V16 v;
  std::memcpy(v.data(), from, 16);
  return v;
}

HWY_INLINE void Store16(const V16& v, uint8_t* to) { std::memcpy(to, v.data(), 16); }

HWY_INLINE void PutPorts(const Endpoints& record, uint8_t* out) {
  const uint32_t ports = LittlePorts(record);
  for (int i = 0; i < 4; ++i) out[i] = static_cast<uint8_t>(ports >> 8 * i);
}

HWY_INLINE uint64_t PutInetBlock(const V16&, const Endpoints& record, uint8_t* out) {
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

using D16 = hn::FixedTag<uint8_t, 16>;
using V16 = hn::Vec<D16>;

HWY_INLINE V16 Load16(const uint8_t* from) { return hn::LoadU(D16(), from); }

HWY_INLINE void Store16(V16 v, uint8_t* to) { hn::StoreU(v, D16(), to); }

// Bytes 20 to 35 of a record, of which the last four are the ports, with these in place of the last
// four of `before`, as they stand on the wire.
HWY_INLINE V16 WithPorts(V16 before, V16 record20) {
  const D16 d;
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
HWY_INLINE uint64_t PutInetBlock(V16 fixed, const Endpoints& record, uint8_t* out) {
  const D16 d;
  const hn::FixedTag<uint32_t, 4> d32;
  const auto source = hn::BitCast(d32, Load16(record.source));
  const auto destination = hn::BitCast(d32, Load16(record.destination));
  const auto both = hn::BitCast(d, hn::InterleaveLower(d32, source, destination));
  const V16 block = hn::CombineShiftRightBytes<12>(d, both, fixed);
  Store16(WithPorts(block, Load16(record.destination + 4)), out + 12);
  const uint64_t addresses = hn::GetLane(hn::BitCast(hn::FixedTag<uint64_t, 2>(), both));
  return HWY_IS_BIG_ENDIAN ? ByteSwap64(addresses) : addresses;
}

HWY_INLINE void PutInet6Block(const Endpoints& record, uint8_t* out) {
  Store16(Load16(record.source), out + 16);
  Store16(Load16(record.destination), out + 32);
  const V16 record20 = Load16(record.destination + 4);
  Store16(WithPorts(record20, record20), out + 36);
}

#endif  // HWY_TARGET == HWY_SCALAR

HWY_INLINE void Copy16(const uint8_t* from, uint8_t* to) { Store16(Load16(from), to); }

// The image from `begin` on, but for its last 16 bytes.
HWY_INLINE void CopyMiddle(const uint8_t* image, size_t begin, size_t size, uint8_t* out) {
  for (; begin + 16 < size; begin += 16) Copy16(image + begin, out + begin);
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
  static HWY_INLINE uint64_t PutBlock(V16 fixed, const Endpoints& record, uint8_t* out) {
    return PutInetBlock(fixed, record, out);
  }
  static HWY_INLINE uint32_t CrcOfAddresses(const Endpoints&, uint64_t addresses) {
    return Crc8(0, addresses);
  }
};

struct Inet6Form {
  static constexpr size_t kBlockEnd = kInet6End;
  static HWY_INLINE uint64_t PutBlock(V16, const Endpoints& record, uint8_t* out) {
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

HWY_INLINE uint64_t LowBits(size_t count) {
  return count < 64 ? (uint64_t{1} << count) - 1 : ~uint64_t{0};
}

// Writes the headers of those of `count` records whose bits are set, counted from `first`.
template <class Form, Behind kBehind>
HWY_INLINE void PutFamily(const EncodeJob& job, const Image& image, uint64_t which, size_t count,
                          size_t first, Spacing spacing, uint8_t* out) {
  const size_t size = kBehind == Behind::kNothing ? Form::kBlockEnd
                      : kBehind == Behind::kCrc32c
                          ? Form::kBlockEnd + wire::kTlvHeadSize + wire::kCrc32cValueSize
                          : image.size;
  const Endpoints* const records = job.records + first;
  // Ahead of the loops: a compiler can't know that no header is written into the image.
  const V16 fixed = Load16(image.bytes);
  const V16 last16 = Load16(image.bytes + size - 16);
  const uint32_t image_crc = image.crc;
  const auto put = [&](size_t i, uint8_t* header) HWY_ATTR {
    const Endpoints& record = records[i];
    Store16(fixed, header);
    if (kBehind == Behind::kAny) CopyMiddle(image.bytes, Form::kBlockEnd, size, header);
    // May begin in the block, which is written next.
    if (kBehind != Behind::kNothing) Store16(last16, header + size - 16);
    const uint64_t addresses = Form::PutBlock(fixed, record, header);
    if (kBehind == Behind::kCrc32c) {
      const uint32_t remainder = Form::CrcOfAddresses(record, addresses);
      const uint32_t added = AddPortsBeforeCrc32c(remainder, LittlePorts(record), image.addresses);
      PutCrc(Form::kBlockEnd + wire::kTlvHeadSize, image_crc ^ added, header);
    } else if (kBehind == Behind::kAny) {
      const CrcSum sum =
          job.varying_count != 0 ? PutValues(job, image, first + i, header) : NoSum();
      if (image.crc_offset == 0) return;
      const uint32_t remainder = Crc4(Form::CrcOfAddresses(record, addresses), LittlePorts(record));
      PutCrc(image.crc_offset, image_crc ^ Reduce(AddPart(sum, remainder, image.addresses)),
             header);
    }
  };
  if (which == LowBits(count)) {  // all of one family, as in most pools of addresses
    const size_t step = spacing.step + spacing.correction;
    for (size_t i = 0; i < count; ++i) put(i, out + i * step);
    return;
  }
  size_t correction = 0;
  for (; which != 0; which &= which - 1, correction += spacing.correction) {
    const auto i = static_cast<size_t>(std::countr_zero(which));
    put(i, out + (i * spacing.step + correction));
  }
}

template <class Form>
HWY_INLINE void PutFamily(const EncodeJob& job, const Image& image, uint64_t which, size_t count,
                          size_t first, Spacing spacing, uint8_t* out) {
  if (which == 0) return;
  const size_t behind = image.size - Form::kBlockEnd;
  if (behind == 0) {
    PutFamily<Form, Behind::kNothing>(job, image, which, count, first, spacing, out);
  } else if (behind == wire::kTlvHeadSize + wire::kCrc32cValueSize && image.crc_offset != 0) {
    PutFamily<Form, Behind::kCrc32c>(job, image, which, count, first, spacing, out);
  } else {
    PutFamily<Form, Behind::kAny>(job, image, which, count, first, spacing, out);
  }
}

// Stores the sizes of `count` headers, those of INET6 where the bits are set.
HWY_INLINE void PutSizes(uint64_t inet6, size_t count, uint16_t inet_size, uint16_t inet6_size,
                         uint16_t* sizes) {
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < count; ++i) sizes[i] = (inet6 >> i & 1) != 0 ? inet6_size : inet_size;
#else
  const hn::CappedTag<uint16_t, 32> d;
  uint8_t bits[16] = {};
  const uint64_t little = HWY_IS_BIG_ENDIAN ? ByteSwap64(inet6) : inet6;
  std::memcpy(bits, &little, sizeof(little));
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto v = hn::IfThenElse(hn::LoadMaskBits(d, bits + i / 8), hn::Set(d, inet6_size),
                                  hn::Set(d, inet_size));
    if (i + hn::Lanes(d) <= count) {
      hn::StoreU(v, d, sizes + i);
    } else {
      hn::StoreN(v, d, sizes + i, count - i);
    }
  }
#endif
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
  PutFamily<InetForm>(job, job.images[0], families.inet, count, first, inet_spacing, out);
  PutFamily<Inet6Form>(job, job.images[1], families.inet6, count, first, inet6_spacing, out);
  if (job.sizes != nullptr) {
    PutSizes(families.inet6, count, static_cast<uint16_t>(inet), static_cast<uint16_t>(inet6),
             job.sizes + first);
  }
  if (packed) {
    const auto inet6_count = static_cast<size_t>(std::popcount(families.inet6));
    return (count - inet6_count) * inet + inet6_count * inet6;
  }
  return (count - 1) * job.stride + ((families.inet6 >> (count - 1) & 1) != 0 ? inet6 : inet);
}

EncodeBatchResult EncodeV2Batch(const EncodeJob& job) {
  EncodeBatchResult result;
  size_t begin = 0;  // of the next header
  const auto families_from = [&job](size_t first) HWY_ATTR {
    return FamiliesOf(job.records + first, HWY_MIN(job.count - first, kV2Block));
  };
  Families next = families_from(0);
  while (result.count < job.count) {
    const size_t first = result.count;
    const Families families = next;
    // A block ends before a record without endpoints, which is then skipped.
    const auto whole = static_cast<size_t>(std::countr_one(families.inet | families.inet6));
    if (whole == 0) {
      if (job.sizes != nullptr) job.sizes[first] = 0;
      begin += job.stride;
      ++result.count;
      next = families_from(result.count);
      continue;
    }
    const size_t count =
        job.stride == 0 ? CountThatFit(job, families.inet6, whole, job.room - begin) : whole;
    if (count == 0) break;
    // Ahead of the stores, for which what follows would wait.
    next = families_from(first + count);
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
