// What building headers in batches is measured against.
#ifndef SIMDPROXY_BENCH_ENCODE_BASELINES_H_
#define SIMDPROXY_BENCH_ENCODE_BASELINES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "simdproxy/encode.h"

namespace simdproxy::bench {

/// What the headers of a row carry.
struct HeaderShape {
  int version;
  bool crc32c;            ///< version 2: a CRC32C entry at the end
  size_t unique_id_size;  ///< version 2: a UNIQUE_ID entry of so many bytes; 0: none
};

/// One header after the other, as one writes it. Version 2: memcpy and byte swaps by family, then,
/// for CRC32C, the crc32 instruction over the finished bytes, eight at a time. Version 1: inet_ntop
/// and snprintf. `ids` holds the UNIQUE_IDs one behind the other; stride 0: back to back. `out`
/// must have room. Returns how many bytes were written, up to the end of the last header.
size_t ConventionalEncode(const HeaderShape& shape, std::span<const Endpoints> records,
                          const uint8_t* ids, uint8_t* out, size_t stride, uint16_t* sizes);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_ENCODE_BASELINES_H_
