// Which core a benchmark runs on, and how fast that core's clock is.
#ifndef SIMDPROXY_BENCH_CORES_H_
#define SIMDPROXY_BENCH_CORES_H_

#include <string>
#include <vector>

namespace simdproxy::bench {

/// The cores that this process could use when this was first called, the last one first: interrupts
/// prefer the first. Empty if the system does not say.
const std::vector<int>& AllowedCores();

/// Keeps the calling thread on a core; threads that it starts later begin there.
void PinTo(int core);

/// Registers the contender "core_clock" of a row: an input is a cycle, counted by multiplications
/// each of which waits for the one before it. Nothing where a multiplication's latency is not
/// known.
void RegisterCoreClock(const std::string& row);

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_CORES_H_
