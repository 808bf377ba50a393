// What is wrong with a v1 line, or missing: the steps that the scalar decoder and the kernels share
// (core/FORMAT.md, version 1).
#ifndef SIMDPROXY_CORE_SRC_V1_FIELDS_H_
#define SIMDPROXY_CORE_SRC_V1_FIELDS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/src/records.h"
#include "core/src/wire.h"

namespace simdproxy {

inline Header InvalidV1(Reason reason, size_t offset) noexcept {
  return InvalidHeader(1, reason, static_cast<uint32_t>(offset));
}

constexpr bool EndsV1Field(uint8_t c) noexcept { return c == ' ' || c == '\r'; }

/// The shortest line that these bytes can become, or with what they end on if that is longer.
inline Header WaitForV1(const uint8_t* data, size_t size, uint32_t shortest,
                        const Options& options) noexcept {
  const auto there = static_cast<uint32_t>(size);
  const uint32_t line_end = there + (data[size - 1] == '\r' ? 1 : 2);
  const uint32_t needed = std::min<uint32_t>(wire::kV1MaxSize, std::max(shortest, line_end));
  return IncompleteOrTruncated(1, needed, there, options);
}

/// `end` is the offset of the first CR or LF of a TCP4 or TCP6 line among the bytes that are looked
/// at, or any larger number if there is none. Gives the answer if the line end decides; ok, with
/// nothing else filled in, if a whole line is there.
inline Header JudgeV1LineEnd(const uint8_t* data, size_t size, size_t end, bool inet6,
                             const Options& options) noexcept {
  const size_t limit = std::min(size, wire::kV1MaxSize);
  // A CR in the last byte that is looked at decides nothing: its LF may be the byte behind it.
  if (end >= limit || (end + 1 == limit && data[end] == '\r')) {
    if (size >= wire::kV1MaxSize) return InvalidV1(Reason::kLineTooLong, wire::kV1MaxSize);
    return WaitForV1(data, size, inet6 ? wire::kV1MinTcp6Size : wire::kV1MinTcp4Size, options);
  }
  if (data[end] == '\n' || data[end + 1] != '\n') return InvalidV1(Reason::kBadLineEnd, end);
  Header whole{};
  whole.outcome_code = Outcome::kOk;
  return whole;
}

/// Whether `size` bytes of text, with no byte that ends a field among them, are a port.
inline bool IsPort(const uint8_t* text, size_t size) noexcept {
  if (size == 0 || size > 5 || (size > 1 && text[0] == '0')) return false;
  uint32_t port = 0;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t digit = static_cast<uint32_t>(text[i]) - '0';
    if (digit > 9) return false;
    port = port * 10 + digit;
  }
  return port <= 65535;
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_V1_FIELDS_H_
