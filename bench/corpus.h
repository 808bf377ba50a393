// Inputs for benchmarks, made from a fixed seed.
#ifndef SIMDPROXY_BENCH_CORPUS_H_
#define SIMDPROXY_BENCH_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simdproxy/decode.h"

namespace simdproxy::bench {

enum class Kind {
  kV2,         // 55 % INET, 30 % INET6, 5 % LOCAL, 8 % UDP, 2 % UNSPEC; a third with TLV bytes
  kV2Tlv,      // INET and INET6 with AWS or HAProxy like TLVs, checksum right
  kV2Aws,      // INET with what AWS network load balancers send: 0xEA, CRC32C, NOOP of any length
  kV2Haproxy,  // INET with AUTHORITY, UNIQUE_ID, SSL and CRC32C of any lengths, in any order
  kV2RandomTlvs,  // INET with 0 to 8 entries, half of the headers with a checksum
  kV1Tcp4,        // addresses of all lengths
  kV1Tcp6,        // full, compressed, mixed case
  kV1Tcp6Full,    // eight groups of four digits
  kV1Tcp6Short,   // with "::" and short groups
  kV1Dotted,      // TCP6 with ::ffff:a.b.c.d
  kV1Unknown,     // half short, half with text up to 107 bytes
  kV1UnknownShort,
  kV1UnknownLong,
  kV1Mix,      // 60 % TCP4, 35 % TCP6, 5 % UNKNOWN
  kRealistic,  // 70 % v2, 15 % v2 with TLVs, 14 % v1, 1 % not PROXY
};

std::string_view KindName(Kind kind);

/// Buffers in an order that has nothing to do with where their bytes lie. Each begins at a multiple
/// of 64 bytes.
class Corpus {
 public:
  /// `malformed_percent` of the inputs break a rule, each rule as often as any other.
  Corpus(Kind kind, size_t count, int malformed_percent, uint64_t seed = 1);

  std::span<const Buffer> buffers() const { return buffers_; }
  size_t bytes() const { return bytes_; }

 private:
  struct Unmap {
    size_t size;
    void operator()(uint8_t* memory) const;
  };
  std::unique_ptr<uint8_t, Unmap> memory_;
  std::vector<Buffer> buffers_;
  size_t bytes_ = 0;
};

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_CORPUS_H_
