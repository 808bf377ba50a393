// What the benchmarks were built with and what they run on.
#ifndef SIMDPROXY_BENCH_CONTEXT_H_
#define SIMDPROXY_BENCH_CONTEXT_H_

namespace simdproxy::bench {

/// Adds compiler, flags, Highway's version and the targets to the context that results begin with.
void AddContext();

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_CONTEXT_H_
