// Where an input lies in memory: flush against an unreadable page on either side, or between bytes
// that must not matter.
#ifndef SIMDPROXY_FUZZ_COMMON_PLACEMENT_H_
#define SIMDPROXY_FUZZ_COMMON_PLACEMENT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/common/harness.h"
#include "tests/guarded_buffer.h"

namespace simdproxy::fuzz {

/// Larger inputs are left out: no rule but the length itself is about more than this.
inline constexpr size_t kMaxInputSize = 4096;

/// Text that would go on a line, and bytes that are nothing.
inline constexpr testing::Slack kSlacks[] = {{"PROXY TCP4 1.", "0.1\r\n :7"},
                                             {"\xFF\xFF\xFF", "\xFF\xFF\xFF"}};

inline constexpr size_t kPlacements = 4;

/// The `which`-th placement of kPlacements: at the end of readable memory; at its start, with
/// either slack behind; at any alignment inside it.
inline Bytes PlaceInput(testing::GuardedBuffer& memory, Bytes input, size_t which, uint64_t hash) {
  switch (which) {
    case 0:
      return memory.PlaceAtEnd(input, kSlacks[hash & 1]);
    case 1:
      return memory.PlaceAtStart(input, kSlacks[0]);
    case 2:
      return memory.PlaceAtStart(input, kSlacks[1]);
    default: {
      const size_t offset = 64 + (hash >> 1 & 63);
      if (offset + input.size() > memory.room_size()) return memory.PlaceAtEnd(input);
      return memory.Place(offset, input, kSlacks[hash & 1]);
    }
  }
}

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_PLACEMENT_H_
