// Version 1 of encode.cc, compiled for each target.

#if defined(SIMDPROXY_CORE_SRC_ENCODE_V1_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SIMDPROXY_CORE_SRC_ENCODE_V1_INL_H_
#undef SIMDPROXY_CORE_SRC_ENCODE_V1_INL_H_
#else
#define SIMDPROXY_CORE_SRC_ENCODE_V1_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/encode_text.h"
#include "core/src/kernels.h"
#include "core/src/wire.h"
#include "hwy/highway.h"
// Behind highway.h.
#include "core/src/encode_text-inl.h"

HWY_BEFORE_NAMESPACE();
namespace simdproxy {
namespace HWY_NAMESPACE {

// Lines that are made together, in memory of our own: where a line begins in the target depends on
// all before it, and the pieces of a line are stored with slack behind them.
inline constexpr size_t kLines = 32;

struct LineGroup {
  static constexpr size_t kStride = 128;  // the longest line, its slack, whole vectors

  alignas(64) uint8_t text[kLines * kStride];
  size_t sizes[kLines];
  uint16_t ports[2 * kLines];
  uint64_t port_pieces[2 * kLines];

  HWY_INLINE uint8_t* Of(size_t line) { return text + line * kStride; }
};

// The lines of one family.
struct LinesOfFamily {
  size_t count = 0;
  uint8_t lines[kLines];

  HWY_INLINE void Append(size_t line, bool wanted) {
    lines[count] = static_cast<uint8_t>(line);
    count += wanted;
  }
};

HWY_INLINE uint8_t* PutStart(const char (&start)[17], uint8_t* at) {
  std::memcpy(at, start, 16);
  return at + wire::kV1SourceOffset;
}

HWY_INLINE uint8_t* PutInet(const uint8_t* address, uint8_t* at) {
  for (size_t i = 0; i < 4; ++i) {
    const uint64_t octet = i < 3 ? kOctetsBeforeDot[address[i]] : kOctetsBeforeSpace[address[i]];
    StoreLittle64(at, octet);
    at += octet >> 32;
  }
  return at;
}

HWY_INLINE uint8_t* PutInet6(const uint8_t* address, uint8_t* at) {
  uint64_t pieces[9];  // the last is where the text of no run goes
  uint64_t sizes;
  const ZeroRun& run = kZeroRuns[GroupPieces(address, pieces, &sizes)];
  StoreLittle64(pieces + run.begin, run.text);
  sizes = (sizes & run.kept) | run.sizes;
  // Byte i of `ends` is the sum of bytes 0 to i of `sizes`, 40 at most.
  const uint64_t ends = sizes * 0x0101010101010101;
  const uint64_t begins = ends << 8;
  for (size_t i = 0; i < 8; ++i) {
    StoreLittle64(at + (begins >> 8 * i & 0xFF), ShiftedPiece(pieces + i));
  }
  return at + (ends >> 56);
}

// Both ports and CR LF. Returns the line's size.
HWY_INLINE size_t PutPorts(LineGroup& group, size_t line, uint8_t* at) {
  for (size_t side = 0; side < 2; ++side) {
    const uint64_t* const piece = group.port_pieces + 2 * line + side;
    const size_t zeros = static_cast<size_t>(LoadLittle64(piece) >> 56) / 8;
    StoreLittle64(at, ShiftedPiece(piece));
    at += kPortDigits + 1 + side - zeros;
  }
  return static_cast<size_t>(at - group.Of(line));
}

// Longest lines, rounded up to whole vectors: 56 and 104 bytes.
inline constexpr size_t kTcp4Limit = 64;
inline constexpr size_t kTcp6Limit = 128;

// Makes `count` lines; those of records without endpoints get size 0. Returns how long they can be.
HWY_INLINE size_t MakeLines(const Endpoints* records, size_t count, LineGroup& group) {
  LinesOfFamily tcp4, tcp6;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t family = records[i].family_number;
    group.sizes[i] = 0;
    group.ports[2 * i] = records[i].source_port;
    group.ports[2 * i + 1] = records[i].destination_port;
    tcp4.Append(i, family == static_cast<uint32_t>(Family::kInet));
    tcp6.Append(i, family == static_cast<uint32_t>(Family::kInet6));
  }
  PortPieces(group.ports, 2 * count, group.port_pieces);
  for (size_t k = 0; k < tcp4.count; ++k) {
    const size_t line = tcp4.lines[k];
    uint8_t* at = PutStart("PROXY TCP4      ", group.Of(line));
    at = PutInet(records[line].source, at);
    at = PutInet(records[line].destination, at);
    group.sizes[line] = PutPorts(group, line, at);
  }
  for (size_t k = 0; k < tcp6.count; ++k) {
    const size_t line = tcp6.lines[k];
    uint8_t* at = PutStart("PROXY TCP6      ", group.Of(line));
    at = PutInet6(records[line].source, at);
    at = PutInet6(records[line].destination, at);
    group.sizes[line] = PutPorts(group, line, at);
  }
  return tcp6.count == 0 ? kTcp4Limit : kTcp6Limit;
}

// Copies a line, by as many pieces whatever its size: they overlap where it ends.
template <size_t kLimit>
HWY_INLINE void CopyLine(const uint8_t* from, size_t size, uint8_t* out) {
#if HWY_TARGET == HWY_SCALAR
  std::memcpy(out, from, size);
#else
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_HAVE_SCALABLE
  const hn::CappedTag<uint8_t, 16> d;
#else
  const hn::CappedTag<uint8_t, 32> d;
#endif
  constexpr size_t kPiece = HWY_MAX_LANES_D(decltype(d));
  if (HWY_UNLIKELY(size < kPiece)) {  // two short addresses of INET6
    std::memcpy(out, from, size);
    return;
  }
  for (size_t begin = 0; begin < kLimit; begin += kPiece) {
    const size_t at = HWY_MIN(begin, size - kPiece);
    hn::StoreU(hn::LoadU(d, from + at), d, out + at);
  }
#endif
}

// Copies `count` lines to where they belong, the first of them that of record result.count. False
// if one does not fit.
template <size_t kLimit>
HWY_INLINE bool CopyLines(const EncodeJob& job, LineGroup& group, size_t count, size_t& begin,
                          EncodeBatchResult& result) {
  for (size_t i = 0; i < count; ++i) {
    const size_t size = group.sizes[i];
    if (HWY_UNLIKELY(size > job.room - begin)) return false;
    if (job.sizes != nullptr) job.sizes[result.count] = static_cast<uint16_t>(size);
    if (size != 0) {
      CopyLine<kLimit>(group.Of(i), size, job.out + begin);
      result.size = begin + size;
    }
    begin += job.stride != 0 ? job.stride : size;
    ++result.count;
  }
  return true;
}

EncodeBatchResult EncodeV1Batch(const EncodeJob& job) {
  LineGroup group;
  std::memset(group.ports, 0, sizeof(group.ports));  // vectors read those of no line too
  EncodeBatchResult result;
  size_t begin = 0;
  while (result.count < job.count) {
    const size_t count = HWY_MIN(job.count - result.count, kLines);
    const bool fit = MakeLines(job.records + result.count, count, group) == kTcp4Limit
                         ? CopyLines<kTcp4Limit>(job, group, count, begin, result)
                         : CopyLines<kTcp6Limit>(job, group, count, begin, result);
    if (!fit) break;
  }
  return result;
}

}  // namespace HWY_NAMESPACE
}  // namespace simdproxy
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
