// Scanning with vectorscan, where it is installed (Debian: libvectorscan-dev).
#ifndef SIMDPROXY_BENCH_VECTORSCAN_H_
#define SIMDPROXY_BENCH_VECTORSCAN_H_

#include <cstddef>
#include <cstdint>

#include "simdproxy/scan.h"

namespace simdproxy::bench {

/// The number of hits, of all texts of `what` in one pass. `size` must fit into 32 bits.
uint64_t CountByVectorscan(ScanFor what, const uint8_t* data, size_t size);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_VECTORSCAN_H_
