// The C interface against the C++ interface, part by part. Each function calls all functions of its
// part, and ends the process if an answer is not that of C++, or if more is written than that.
#ifndef SIMDPROXY_FUZZ_C_INTERFACE_CHECKS_H_
#define SIMDPROXY_FUZZ_C_INTERFACE_CHECKS_H_

#include <cstdint>
#include <cstring>
#include <string_view>

#include "fuzz/common/harness.h"
#include "fuzz/common/source.h"
#include "simdproxy/simdproxy.h"
#include "simdproxy/simdproxy_c.h"
#include "tests/guarded_buffer.h"
#include "tests/oracle.h"

namespace simdproxy::fuzz {

/// What an input of the target gives to all parts.
struct Given {
  Bytes bytes;    ///< a header, or anything; flush against an unreadable page
  Bytes control;  ///< numbers, read by each part from the front
  uint64_t hash;  ///< for what the numbers do not say
  Bytes input;    ///< of the fuzz target
};

void CheckCDecode(const Given& given);  // decode, batches, slots, classification
void CheckCNames(const Given& given);   // names, targets, checksums
void CheckCView(const Given& given);    // views, addresses in text
void CheckCScan(const Given& given);    // streams, counts, headers that are found
void CheckCTlv(const Given& given);     // entries and what their values hold
void CheckCEncode(const Given& given);  // descriptions, items, headers
void CheckCBatch(const Given& given);   // templates, batches of headers

inline bool SameBytes(const simdproxy_bytes& c, Bytes bytes) {
  return c.data == reinterpret_cast<const uint8_t*>(bytes.data()) && c.size == bytes.size();
}
inline bool SameBytes(const simdproxy_bytes& c, std::string_view text) {
  return SameBytes(c, std::as_bytes(std::span(text)));
}

/// A record at an address of any alignment, at the end of readable memory.
template <class T>
T* Unaligned(testing::GuardedBuffer& memory, size_t count) {
  return reinterpret_cast<T*>(memory.RoomAtEnd<uint8_t>(count * sizeof(T), testing::kGarbage));
}

inline bool IsGarbage(const void* data, size_t size) {
  const auto* const bytes = static_cast<const uint8_t*>(data);
  for (size_t i = 0; i < size; ++i) {
    if (bytes[i] != testing::kGarbage) return false;
  }
  return true;
}

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_C_INTERFACE_CHECKS_H_
