/// @file
/// Decoding: one header, a batch of buffers, or a batch of slots of fixed stride.
///
/// Every call here: takes any bytes; never reads outside [data, data + size), never writes to them;
/// allocates nothing, throws nothing, keeps no state; is safe from any thread; gives the same
/// records on every machine. core/FORMAT.md has the rules, one by one.
#ifndef SIMDPROXY_DECODE_H_
#define SIMDPROXY_DECODE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "simdproxy/header.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// Which versions a caller takes. A complete signature of another is invalid version_not_accepted.
enum class Accept : uint8_t { kAny = 0, kV1 = 1, kV2 = 2 };

/// How far the TLVs of a v2 header are judged.
enum class Check : uint8_t {
  kNone = 0,  ///< not looked at
  kTlv = 1,   ///< their structure: every entry fits, and they fill the area exactly
  kCrc = 2,   ///< structure and, where the header carries one, its CRC32C [2.2.3]
};

/// What is asked of a decoder.
struct Options {
  /// Longest v2 header in bytes to take; a longer one is header_too_long. Version 1 is bounded by
  /// kMaxV1Size anyway.
  uint32_t max_size = kMaxHeaderSize;
  Accept accept = Accept::kAny;  ///< which versions are taken
  Check check = Check::kNone;    ///< how far TLVs are judged
  /// Each input is one whole datagram: what would be incomplete is invalid truncated [2].
  bool datagram = false;
};

/// One input: the bytes received so far on one connection, or one datagram. Same layout as iovec;
/// n of them are n headers, not one scattered header. A null pointer with size 0 is empty input.
/// Only the first kMaxHeaderSize bytes can matter, so any size is fine.
struct [[gnu::may_alias]] Buffer {
  const void* data;  ///< borrowed
  size_t size;       ///< in bytes
};
static_assert(std::is_trivially_copyable_v<Buffer> && sizeof(Buffer) == 2 * sizeof(void*));

/// Inputs in slots of fixed stride, as in packet rings and provided buffers: input i begins at
/// base + stride * (ids ? ids[i] : i) and holds sizes[i] bytes. All memory is the caller's.
struct Slots {
  const void* base;       ///< where slot 0 begins
  size_t stride;          ///< bytes from one slot to the next; may be less than sizes[i]
  const uint16_t* ids;    ///< count slot numbers, or null for 0, 1, 2, ...
  const uint32_t* sizes;  ///< count sizes in bytes
  size_t count;           ///< how many inputs there are
};

/// What the first bytes of an input are, judged on the signatures alone.
enum class Kind : uint8_t {
  kNeither = 0,  ///< the bytes rule out both signatures
  kPrefix = 1,   ///< a strict prefix of one of them, or of both if there are no bytes
  kV1 = 2,       ///< "PROXY " stands there
  kV2 = 3,       ///< the 12 bytes of version 2 stand there
};

/// Looks at no more than the first 12 bytes of `bytes`.
Kind Classify(std::span<const std::byte> bytes) noexcept;

/// Classify for each of the buffers; kinds must have room for as many.
void ClassifyBatch(std::span<const Buffer> buffers, Kind* kinds) noexcept;

/// Decodes what stands at the start of `bytes`. Writes *endpoints if it is not null, whatever the
/// outcome. Offsets in the result count from bytes.data().
Header Decode(std::span<const std::byte> bytes, const Options& options = {},
              Endpoints* endpoints = nullptr) noexcept;

/// Decodes buffers.size() inputs; headers, and endpoints if not null, must have room for as many,
/// and every one of them is written. Equal to as many calls of Decode. Returns how many are ok.
size_t DecodeBatch(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints = nullptr,
                   const Options& options = {}) noexcept;

/// The same for slots.
size_t DecodeBatch(const Slots& slots, Header* headers, Endpoints* endpoints = nullptr,
                   const Options& options = {}) noexcept;

/// The same for `count` structs of the layout of iovec, each of which is one input. A template, so
/// that this header needs no system header: any struct whose first member is a pointer to the data
/// and whose second is a size_t will do.
template <class IoVec>
requires(sizeof(IoVec) == sizeof(Buffer) && alignof(IoVec) == alignof(Buffer) &&
         std::is_standard_layout_v<IoVec> && !std::is_same_v<IoVec, Buffer> &&
         requires(IoVec v) {
           { v.iov_base } -> std::convertible_to<const void*>;
           { v.iov_len } -> std::convertible_to<size_t>;
         }) size_t DecodeBatch(const IoVec* vectors, size_t count, Header* headers,
                               Endpoints* endpoints = nullptr, const Options& options = {})
noexcept {
  static_assert(offsetof(IoVec, iov_base) == offsetof(Buffer, data) &&
                offsetof(IoVec, iov_len) == offsetof(Buffer, size));
  // Buffer is declared may_alias for this.
  return DecodeBatch(std::span(reinterpret_cast<const Buffer*>(vectors), count), headers, endpoints,
                     options);
}

/// Decodes one whole datagram: Decode with Options::datagram set.
inline Header DecodeDatagram(std::span<const std::byte> datagram, Options options = {},
                             Endpoints* endpoints = nullptr) noexcept {
  options.datagram = true;
  return Decode(datagram, options, endpoints);
}

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_DECODE_H_
