// What scanning is measured against.
#ifndef SIMDPROXY_BENCH_SCAN_BASELINES_H_
#define SIMDPROXY_BENCH_SCAN_BASELINES_H_

#include <cstddef>
#include <cstdint>

namespace simdproxy::bench {

/// Reads every byte and ors them together, in vectors of 16, 32 or 64 bytes, eight at a time: what
/// memory gives to loads of that width. Bytes behind the last eight vectors are left out.
uint64_t LoadOr16(const uint8_t* data, size_t size);
uint64_t LoadOr32(const uint8_t* data, size_t size);
uint64_t LoadOr64(const uint8_t* data, size_t size);

/// The widest vectors that this CPU loads at once, in bytes; 0 where there are no baselines.
size_t WidestLoad();

/// How many v2 signatures there are, found with memmem.
uint64_t CountByMemmem(const uint8_t* data, size_t size);

/// The same with memchr for the Q of QUIT and memcmp.
uint64_t CountByMemchr(const uint8_t* data, size_t size);

/// The same with std::search and std::boyer_moore_horspool_searcher.
uint64_t CountByHorspool(const uint8_t* data, size_t size);

/// How many v1 line starts there are: memmem for "PROXY " and memcmp.
uint64_t CountV1ByMemmem(const uint8_t* data, size_t size);

/// Both of them, one after the other.
uint64_t CountHeadersByMemmem(const uint8_t* data, size_t size);

/// How many CR LF there are, found with memchr for LF.
uint64_t CountCrlfByMemchr(const uint8_t* data, size_t size);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_SCAN_BASELINES_H_
