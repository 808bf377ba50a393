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

  HWY_INLINE void Refuse(size_t i, Reason reason, uint32_t offset) const {
    headers[i] = InvalidHeader(2, reason, offset);
    if (endpoints != nullptr) endpoints[i] = {};
  }
};

HWY_INLINE constexpr uint8_t WalkedFlags(CrcState state) {
  return static_cast<uint8_t>(Header::kTlvsWalked | static_cast<unsigned>(state));
}

// Puts apart the areas of the headers that are judged strictly, and marks these as walked and
// without a checksum; what their walks find is settled later. Judges all others. Returns how many
// of those it refused.
HWY_INLINE size_t PutApart(const CheckBatch& batch, size_t first, size_t count, Areas& areas) {
  const bool crc = batch.options.check == Check::kCrc;
  const uint32_t flags = WalkedFlags(crc ? CrcState::kAbsent : CrcState::kUnchecked);
  uint8_t ignorable[kMaxAreas];
  size_t ignorable_count = 0;
  for (size_t i = first; i < first + count; ++i) {
    Header& header = batch.headers[i];
    const bool v2 = (header.outcome_code == Outcome::kOk) & (header.version_number == 2);
    const bool strict = v2 & (header.version_command == 0x21) & (header.family_transport >= 0x10);
    header.flags = static_cast<uint8_t>(header.flags | (strict ? flags : 0));
    areas.Append(i, static_cast<const uint8_t*>(batch.buffers[i].data), header.tlv_begin,
                 header.extent, strict & (header.tlv_begin != header.extent));
    ignorable[ignorable_count] = static_cast<uint8_t>(i);
    ignorable_count += v2 & !strict;
  }
  size_t refused = 0;
  for (size_t k = 0; k < ignorable_count; ++k) {
    const size_t i = ignorable[k];
    const Header judged = CheckTlvs(static_cast<const uint8_t*>(batch.buffers[i].data),
                                    batch.headers[i], batch.options);
    batch.headers[i] = judged;
    if (HWY_LIKELY(judged.ok())) continue;
    batch.Refuse(i, judged.reason(), judged.offset());
    ++refused;
  }
  return refused;
}

// Refuses the headers whose walk met a fault. Returns how many.
HWY_INLINE size_t SettleFaults(const CheckBatch& batch, const Areas& areas) {
  uint8_t faulty[kMaxAreas];
  size_t count = 0;
  for (size_t k = 0; k < areas.count; ++k) {
    faulty[count] = static_cast<uint8_t>(k);
    count += areas.fault[k] != 0;
  }
  for (size_t f = 0; f < count; ++f) {
    const size_t k = faulty[f];
    batch.Refuse(areas.index[k], Reason::kBadTlv, areas.fault[k]);
  }
  return count;
}

// Compares the checksums of the headers whose walk met one and no fault. Returns how many are
// wrong.
HWY_INLINE size_t SettleChecksums(const CheckBatch& batch, const Areas& areas) {
  Buffer spans[kMaxSpans];
  uint32_t values[kMaxSpans];  // offsets of the four bytes
  uint8_t index[kMaxSpans];
  uint32_t sums[kMaxSpans];
  size_t count = 0;
  for (size_t k = 0; k < areas.count; ++k) {
    const size_t i = areas.index[k];
    spans[count] = {batch.buffers[i].data, areas.end[k]};
    values[count] = areas.checksum[k] + wire::kTlvHeadSize;
    index[count] = static_cast<uint8_t>(i);
    count += (areas.checksum[k] != 0) & (areas.fault[k] == 0);
  }
  SumSpans(spans, values, count, sums);

  uint8_t wrong[kMaxSpans];
  size_t wrong_count = 0;
  for (size_t k = 0; k < count; ++k) {
    const auto* const value = static_cast<const uint8_t*>(spans[k].data) + values[k];
    batch.headers[index[k]].flags = WalkedFlags(CrcState::kOk);
    wrong[wrong_count] = static_cast<uint8_t>(k);
    wrong_count += ByteSwap32(LoadLittle32(value)) != sums[k];
  }
  for (size_t w = 0; w < wrong_count; ++w) {
    const size_t k = wrong[w];
    batch.Refuse(index[k], Reason::kBadCrc32c, values[k] - uint32_t{wire::kTlvHeadSize});
  }
  return wrong_count;
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
    WalkAreas(buffers, areas, crc);
    refused += SettleFaults(batch, areas);
    if (crc) refused += SettleChecksums(batch, areas);
  }
  return refused;
}

int64_t CheckTarget() { return HWY_TARGET; }

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
