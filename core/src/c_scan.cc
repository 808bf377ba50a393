// The C interface to finding headers and line ends.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/src/c_options.h"
#include "core/src/c_records.h"
#include "simdproxy/scan.h"

namespace simdproxy {
namespace {

static_assert(sizeof(simdproxy_scan_state) == sizeof(ScanState) &&
              alignof(simdproxy_scan_state) == alignof(ScanState));
static_assert(std::bit_cast<simdproxy_scan_state>(ScanState(ScanFor::kCrlf)).what ==
              SIMDPROXY_SCAN_CRLF);
static_assert(sizeof(simdproxy_hit) == sizeof(ScanHit));
static_assert(ScanHit::Of(5, Kind::kV2).word == (5 << 2 | SIMDPROXY_KIND_V2));

constexpr bool IsWhat(int what) noexcept { return what >= 0 && what <= SIMDPROXY_SCAN_CRLF; }

// Whether the scanner can have left it so: it trusts what it finds there.
bool IsState(const simdproxy_scan_state& state) noexcept {
  return IsWhat(state.what) && state.tail_size <= sizeof(state.tail) &&
         state.tail_size <= state.offset;
}

// Padding of the one record is a member of the other.
simdproxy_scan_state StateOf(const ScanState& from) noexcept {
  auto to = std::bit_cast<simdproxy_scan_state>(from);
  std::memset(to.reserved, 0, sizeof(to.reserved));
  return to;
}

ScanHit* HitsOf(simdproxy_hit* hits) noexcept { return reinterpret_cast<ScanHit*>(hits); }

// Rows by way of copies: the caller's records are not aligned as ours are.
ScanResult FindByCopy(std::span<const std::byte> bytes, const simdproxy_found& found,
                      const Engine& engine, const Options& options, bool last) noexcept {
  std::array<Header, kCopied> headers;
  std::array<Endpoints, kCopied> endpoints;
  ScanResult all{0, 0};
  while (all.found < found.room) {
    const FoundHeaders part{.hits = HitsOf(found.hits + all.found),
                            .headers = headers.data(),
                            .endpoints = found.endpoints != nullptr ? endpoints.data() : nullptr,
                            .room = std::min(kCopied, found.room - all.found)};
    const ScanResult some = engine.FindHeaders(bytes.subspan(all.consumed), part, options, last);
    for (size_t i = 0; i < some.found; ++i) {
      found.hits[all.found + i] += uint64_t{all.consumed} << 2;
    }
    std::memcpy(found.headers + all.found, headers.data(), some.found * sizeof(Header));
    if (found.endpoints != nullptr) {
      std::memcpy(found.endpoints + all.found, endpoints.data(), some.found * sizeof(Endpoints));
    }
    all.found += some.found;
    all.consumed += some.consumed;
    if (some.found < part.room) break;
  }
  return all;
}

}  // namespace
}  // namespace simdproxy

using simdproxy::ScanFor;
using simdproxy::ScanResult;
using simdproxy::ScanState;

size_t simdproxy_scan(simdproxy_scan_state* state, const void* data, size_t size,
                      simdproxy_hit* hits, size_t room, size_t* consumed) {
  *consumed = size;
  if (data == nullptr || !simdproxy::IsState(*state)) return 0;
  auto stream = std::bit_cast<ScanState>(*state);
  const ScanResult result =
      simdproxy::Scan(stream, simdproxy::SpanOf(data, size), {simdproxy::HitsOf(hits), room});
  *state = simdproxy::StateOf(stream);
  *consumed = result.consumed;
  return result.found;
}

uint64_t simdproxy_count_hits(simdproxy_scan_state* state, const void* data, size_t size) {
  if (!simdproxy::IsState(*state)) return 0;
  auto stream = std::bit_cast<ScanState>(*state);
  const uint64_t count = simdproxy::CountHits(stream, simdproxy::SpanOf(data, size));
  *state = simdproxy::StateOf(stream);
  return count;
}

size_t simdproxy_find_first(int what, const void* data, size_t size) {
  if (data == nullptr || !simdproxy::IsWhat(what)) return size;
  return simdproxy::FindFirst(static_cast<ScanFor>(what), simdproxy::SpanOf(data, size));
}

ptrdiff_t simdproxy_find_headers(const void* data, size_t size, const simdproxy_options* options,
                                 int last, const simdproxy_found* found, size_t* consumed) {
  *consumed = 0;
  const auto call = simdproxy::OptionsOf(options);
  if (!call) return SIMDPROXY_BAD_OPTIONS;
  const simdproxy::Engine& engine =
      call->engine != nullptr ? *call->engine : simdproxy::ActiveEngine();
  const auto bytes = simdproxy::SpanOf(data, size);
  const bool aligned = simdproxy::IsAligned<simdproxy::Header>(found->headers) &&
                       simdproxy::IsAligned<simdproxy::Endpoints>(found->endpoints);
  const ScanResult result =
      aligned ? engine.FindHeaders(
                    bytes,
                    {.hits = simdproxy::HitsOf(found->hits),
                     .headers = reinterpret_cast<simdproxy::Header*>(found->headers),
                     .endpoints = reinterpret_cast<simdproxy::Endpoints*>(found->endpoints),
                     .room = found->room},
                    call->options, last != 0)
              : simdproxy::FindByCopy(bytes, *found, engine, call->options, last != 0);
  *consumed = result.consumed;
  return static_cast<ptrdiff_t>(result.found);
}
