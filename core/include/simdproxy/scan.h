/// @file
/// Finding PROXY headers, and line ends, in memory or in a stream of any length.
///
/// Every call here: takes any bytes; never reads outside those it is given (it may prefetch behind
/// the point that it reads, within them), never writes to them; allocates nothing, throws nothing;
/// takes time linear in the bytes whatever they are; gives the same hits on every machine and
/// however a stream is cut into chunks. Calls with different states are safe from any threads.
#ifndef SIMDPROXY_SCAN_H_
#define SIMDPROXY_SCAN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "simdproxy/decode.h"
#include "simdproxy/header.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// What to look for. No two hits overlap, whichever it is, so hits are in the order of their
/// offsets.
enum class ScanFor : uint8_t {
  kV2 = 0,       ///< the 12 bytes of the v2 signature [2.2]
  kV1 = 1,       ///< "PROXY TCP4 ", "PROXY TCP6 " or "PROXY UNKNOWN" [2.1], anywhere in a line
  kHeaders = 2,  ///< both of these in one pass
  kCrlf = 3,     ///< CR LF
};

/// Where something was found.
struct ScanHit {
  /// The offset in bytes times 4, plus the number of the kind.
  uint64_t word;

  /// The hit of that kind at that offset.
  static constexpr ScanHit Of(uint64_t offset, Kind kind) noexcept {
    return {offset << 2 | static_cast<uint64_t>(kind)};
  }
  /// Of the first byte, counted from the start of the stream; below 2^62.
  constexpr uint64_t offset() const noexcept { return word >> 2; }
  /// kV1 or kV2; kNeither for CR LF.
  constexpr Kind kind() const noexcept { return static_cast<Kind>(word & 3); }

  /// The same kind at the same offset.
  friend constexpr bool operator==(ScanHit, ScanHit) noexcept = default;
};

/// How far a stream has been scanned, and its last bytes, in which a hit may begin. To be made once
/// a stream and copied at will; holds no memory of its own.
class ScanState {
 public:
  /// Before the first byte of a stream.
  explicit constexpr ScanState(ScanFor what) noexcept : what_(what) {}

  /// What is looked for.
  constexpr ScanFor what() const noexcept { return what_; }
  /// Bytes consumed in all.
  constexpr uint64_t offset() const noexcept { return offset_; }

 private:
  friend class StreamScan;  // internal

  uint64_t offset_ = 0;
  std::array<uint8_t, 12> tail_{};  // the last bytes of the stream
  uint8_t tail_size_ = 0;
  ScanFor what_;
};

/// How far a scan came.
struct ScanResult {
  size_t found;     ///< hits written
  size_t consumed;  ///< bytes of the chunk that need not be given again
};

/// Takes the next bytes of a stream and writes the hits that end in them, up to hits.size(). If the
/// hits do not fill up, all of the chunk is consumed. Else it is consumed up to the end of the last
/// hit that was written, and the rest of it must come first in the next call; there may be no more
/// hits in it. With no room for hits nothing is consumed. Of `hits` only those that were found mean
/// anything; the others may have been written to.
ScanResult Scan(ScanState& state, std::span<const std::byte> chunk,
                std::span<ScanHit> hits) noexcept;

/// Takes the next bytes of a stream and returns how many hits end in them. Consumes all of them.
uint64_t CountHits(ScanState& state, std::span<const std::byte> chunk) noexcept;

/// The number of hits in `bytes`.
uint64_t CountHits(ScanFor what, std::span<const std::byte> bytes) noexcept;

/// The offset of the first hit in `bytes`; bytes.size() if there is none.
size_t FindFirst(ScanFor what, std::span<const std::byte> bytes) noexcept;

/// Room for what FindHeaders finds, in columns. All memory is the caller's.
struct FoundHeaders {
  ScanHit* hits;         ///< where signatures stand
  Header* headers;       ///< what stands there
  Endpoints* endpoints;  ///< may be null
  size_t room;           ///< records in each column
};

/// Finds what looks like a PROXY header in `bytes` and decodes it there, in batches. Row i of the
/// columns says where a signature stands, counted from bytes.data(), and what Decode says of the
/// bytes from there on. Every signature gets a row, also one inside another header.
///
/// If more bytes of a stream follow (`last` is false), rows end before the first header that is
/// incomplete. The bytes behind `consumed` must be given again, with what follows them: until the
/// rows fill up, that is from such a header on, or from a signature that may have begun. Give
/// kMaxHeaderSize bytes or more at a time and every call makes headway.
ScanResult FindHeaders(std::span<const std::byte> bytes, const FoundHeaders& found,
                       const Options& options = {}, bool last = true) noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_SCAN_H_
