// Planted bugs that were written from core/FORMAT.md alone: each is a rule read in another way, as
// an author might who skimmed it, and is laid over the answers of all engines.
#ifndef SIMDPROXY_FUZZ_PLANTED_MISREAD_H_
#define SIMDPROXY_FUZZ_PLANTED_MISREAD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "simdproxy/decode.h"

namespace simdproxy::planted {

/// One input and what it was answered.
struct Answer {
  std::string_view bytes;
  const Options& options;
  Header& header;
  Endpoints& endpoints;
};

struct Misreading {
  std::string_view name;
  std::string_view clause;  ///< of core/FORMAT.md
  void (*apply)(const Answer& answer);
};

std::span<const Misreading> Misreadings() noexcept;

/// The one that was chosen, or null.
extern const Misreading* misreading;

/// Lays the chosen one over a batch of answers, of which `ok` are ok. Returns how many are then.
size_t MisreadBatch(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints,
                    const Options& options, size_t ok) noexcept;

/// The same for one.
Header MisreadOne(std::span<const std::byte> bytes, Header header, Endpoints* endpoints,
                  const Options& options) noexcept;

}  // namespace simdproxy::planted

#endif  // SIMDPROXY_FUZZ_PLANTED_MISREAD_H_
