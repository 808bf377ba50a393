// The kernel of check.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_CHECK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_CHECK_INL_H_
#undef SIMDPROXY_CORE_SRC_CHECK_INL_H_
#else
#define SIMDPROXY_CORE_SRC_CHECK_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "core/src/bytes.h"
#include "core/src/decode_one.h"
#include "core/src/kernels.h"
#include "core/src/records.h"
#include "core/src/wire.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/check_walk-inl.h"
#include "core/src/checksum_batch-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// Where the headers of a block stand, and where their answers go.
struct CheckBatch {
  const Buffer* buffers;
  Header* headers;
  Endpoints* endpoints;  // may be null
  const Options& options;

  HWY_INLINE const uint8_t* Data(size_t i) const {
    return static_cast<const uint8_t*>(buffers[i].data);
  }
  HWY_INLINE void Refuse(size_t i, const Header& invalid) const {
    headers[i] = invalid;
    if (endpoints != nullptr) endpoints[i] = {};
  }
};

// Returns how many of the headers it refused.
HWY_INLINE size_t CheckOneByOne(const CheckBatch& batch, const uint8_t* indices, size_t count) {
  size_t refused = 0;
  for (size_t k = 0; k < count; ++k) {
    const size_t i = indices[k];
    const Header judged = CheckTlvs(batch.Data(i), batch.headers[i], batch.options);
    batch.headers[i] = judged;
    if (HWY_LIKELY(judged.ok())) continue;
    batch.Refuse(i, judged);
    ++refused;
  }
  return refused;
}

HWY_INLINE bool IsOkV2(const Header& header) {
  constexpr auto kOk = static_cast<uint32_t>(Outcome::kOk);
  return LoadNative<uint32_t>(&header) == DwordOfBytes(kOk, 0, 2, 0);
}

#if HWY_TARGET == HWY_SCALAR  // has no 16-byte blocks

size_t CheckBlock(const Buffer* buffers, size_t count, Header* headers, Endpoints* endpoints,
                  const Options& options) {
  uint8_t indices[kBlockSize];
  size_t v2 = 0;
  for (size_t i = 0; i < count; ++i) {
    indices[v2] = static_cast<uint8_t>(i);
    v2 += IsOkV2(headers[i]);
  }
  return CheckOneByOne({buffers, headers, endpoints, options}, indices, v2);
}

#else

HWY_INLINE constexpr uint8_t WalkedFlags(CrcState state) {
  return static_cast<uint8_t>(Header::kTlvsWalked | static_cast<unsigned>(state));
}

// Puts apart the areas of the headers that are judged strictly, and marks these as walked and
// without a checksum; what their walks find is settled later. Judges all others: LOCAL and UNSPEC.
// Returns how many of those it refused.
HWY_INLINE size_t PutApart(const CheckBatch& batch, size_t first, size_t count, Areas& areas) {
  const bool crc = batch.options.check == Check::kCrc;
  const uint8_t flags = WalkedFlags(crc ? CrcState::kAbsent : CrcState::kUnchecked);
  uint8_t others[kMaxAreas];
  size_t others_count = 0;
  // Copies that the stores of bytes can't reach.
  const Buffer* const buffers = batch.buffers;
  Header* const headers = batch.headers;
  size_t area = 0;
  for (size_t i = first; i < first + count; ++i) {
    Header& header = headers[i];
    const bool v2 = IsOkV2(header);
    const bool judged = (header.version_command == 0x21) & (header.family_transport >= 0x10);
    const bool strict = v2 & judged;
    // No entry of LOCAL and UNSPEC fits: nothing to judge. LOCAL is walked for checksums only.
    const bool bare = v2 & (header.extent < wire::kV2FixedSize + wire::kTlvHeadSize);
    const bool settled = strict | (bare & (crc | (header.version_command == 0x21)));
    areas.header[area] = static_cast<const uint8_t*>(buffers[i].data);
    areas.begin[area] = header.tlv_begin;
    areas.end[area] = header.extent;
    areas.index[area] = static_cast<uint8_t>(i);
    // Only the first line has been touched so far.
    hwy::Prefetch(areas.header[area] + (strict ? header.extent - 1 : 0));
    area += strict & (header.tlv_begin != header.extent);
    others[others_count] = static_cast<uint8_t>(i);
    others_count += v2 & !judged & !bare;
    header.flags = settled ? flags : header.flags;
  }
  areas.count = area;
  return CheckOneByOne(batch, others, others_count);
}

// The headers whose walk met a checksum, and no fault, as spans.
struct ChecksumSpans {
  HWY_INLINE const uint8_t* Data(size_t k) const { return areas.header[k]; }
  HWY_INLINE size_t Size(size_t k) const { return areas.end[k]; }
  HWY_INLINE size_t ZeroBegin(size_t k) const { return areas.checksum[k] + wire::kTlvHeadSize; }
  HWY_INLINE void Take(size_t k, uint32_t sum, uint32_t stored) const {
    wrong[k] = ByteSwap32(stored) != sum;
  }
  HWY_INLINE void TakeAlone(size_t k) const {
    const uint8_t* const value = Data(k) + ZeroBegin(k);
    Take(k, SumOfSpan(Data(k), Size(k), ZeroBegin(k), wire::kCrc32cValueSize), LoadLittle32(value));
  }

  const Areas& areas;
  bool* wrong;
};

// wrong[k]: the checksum of area k is there and wrong.
HWY_INLINE void CompareChecksums(const Areas& areas, bool (&wrong)[kMaxAreas]) {
  static_assert(kMaxAreas == kMaxSpans);
  HWY_ALIGN uint8_t words[kMaxSpans] = {};
  for (size_t k = 0; k < areas.count; ++k) {
    const bool wanted = (areas.checksum[k] != 0) & (areas.fault[k] == 0);
    const uint32_t number = HWY_MIN(areas.end[k] / 8, uint32_t{kAlone});
    words[k] = wanted ? static_cast<uint8_t>(number) : 0;
  }
  SumByWords(ChecksumSpans{areas, wrong}, words);
}

// Writes what the walks and the sums found. Returns how many headers it refused.
HWY_INLINE size_t Settle(const CheckBatch& batch, const Areas& areas,
                         const bool (&wrong)[kMaxAreas]) {
  uint8_t faulty[kMaxAreas];
  size_t count = 0;
  Header* const headers = batch.headers;  // a copy that the stores of bytes can't reach
  for (size_t k = 0, n = areas.count; k < n; ++k) {
    Header& header = headers[areas.index[k]];
    header.flags = areas.checksum[k] != 0 ? WalkedFlags(CrcState::kOk) : header.flags;
    faulty[count] = static_cast<uint8_t>(k);
    count += (areas.fault[k] != 0) | wrong[k];
  }
  for (size_t f = 0; f < count; ++f) {
    const size_t k = faulty[f];
    batch.Refuse(areas.index[k], areas.fault[k] != 0
                                     ? InvalidHeader(2, Reason::kBadTlv, areas.fault[k])
                                     : InvalidHeader(2, Reason::kBadCrc32c, areas.checksum[k]));
  }
  return count;
}

size_t CheckBlock(const Buffer* buffers, size_t count, Header* headers, Endpoints* endpoints,
                  const Options& options) {
  const Options local_options = options;
  const CheckBatch batch{buffers, headers, endpoints, local_options};
  const bool crc = options.check == Check::kCrc;
  size_t refused = 0;
  for (size_t first = 0; first < count; first += kMaxAreas) {
    Areas areas;
    refused += PutApart(batch, first, HWY_MIN(count - first, kMaxAreas), areas);
    if (areas.count == 0) continue;
    WalkAreas(areas, crc);
    bool wrong[kMaxAreas] = {};
    if (crc) CompareChecksums(areas, wrong);
    refused += Settle(batch, areas, wrong);
  }
  return refused;
}

#endif  // HWY_TARGET == HWY_SCALAR

int64_t CheckTarget() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
