// The two steps of building a header of version 2: judge and measure it, then write it.
#ifndef SIMDPROXY_CORE_SRC_ENCODE_LAYOUT_H_
#define SIMDPROXY_CORE_SRC_ENCODE_LAYOUT_H_

#include <cstddef>
#include <cstdint>

#include "simdproxy/encode.h"

namespace simdproxy {

struct V2Layout {
  EncodeFault fault;
  uint32_t size;     ///< of the whole header
  uint32_t padding;  ///< size of the padding entry, with its head; 0: there is none
};

/// Judges a description of version 2 and measures what it becomes.
V2Layout LayOutV2(const HeaderDescription& description, bool in_template) noexcept;

/// Where a header was left open.
struct V2Places {
  uint32_t crc;  ///< offset of the CRC32C value; 0 without one
  uint32_t varying[HeaderTemplate::kMaxVarying];
};

/// Writes layout.size bytes, with zeros for the CRC32C and the varying values. The layout must be
/// the description's and without a fault.
V2Places WriteV2(const HeaderDescription& description, const V2Layout& layout,
                 uint8_t* target) noexcept;

/// Judges a description of version 1.
EncodeFault JudgeV1(const HeaderDescription& description) noexcept;

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_ENCODE_LAYOUT_H_
