// What an area of TLVs holds, read in the plainest way: the oracle for the iterator and the typed
// readers, of which the reference has none.
#ifndef SIMDPROXY_FUZZ_COMMON_NAIVE_TLV_H_
#define SIMDPROXY_FUZZ_COMMON_NAIVE_TLV_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fuzz/common/harness.h"

namespace simdproxy::fuzz {

struct NaiveEntry {
  size_t offset;  ///< of the type byte, from the start of the header
  uint8_t type;
  std::string value;
};

struct NaiveArea {
  std::vector<NaiveEntry> entries;  ///< those before a malformed one
  std::optional<size_t> malformed;  ///< offset of its type byte
};

/// The area [begin, end) of a header.
NaiveArea ReadArea(Bytes header, size_t begin, size_t end);

/// "" if what the typed reader of this entry's type says agrees with the rules of core/FORMAT.md,
/// T13 to T15, else what does not.
std::string JudgeReaders(Bytes header, const NaiveEntry& entry);

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_NAIVE_TLV_H_
