// Inputs of the scanner's tests: what is found in them, and bytes that nearly match.
#ifndef SIMDPROXY_TESTS_SCAN_INPUTS_H_
#define SIMDPROXY_TESTS_SCAN_INPUTS_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tests/rng.h"

namespace simdproxy {

/// How GoogleTest shows what was found.
inline void PrintTo(const ScanHit& hit, std::ostream* out) {
  *out << hit.offset() << ":" << static_cast<int>(hit.kind());
}

}  // namespace simdproxy

namespace simdproxy::testing {

using ByteSpan = std::span<const std::byte>;

inline constexpr ScanFor kAllScans[] = {ScanFor::kV2, ScanFor::kV1, ScanFor::kHeaders,
                                        ScanFor::kCrlf};

// Spelled out here once more: these are what the specification says.
inline constexpr std::string_view kSignature("\x0D\x0A\x0D\x0A\x00\x0D\x0A\x51\x55\x49\x54\x0A",
                                             12);
inline constexpr std::string_view kPatterns[] = {kSignature, "PROXY TCP4 ", "PROXY TCP6 ",
                                                 "PROXY UNKNOWN", "\r\n"};

/// The engine of every target that runs here, or of SIMDPROXY_TARGET alone.
inline std::vector<const Engine*> ScanEngines() {
  std::vector<const Engine*> engines;
  const char* const wanted = std::getenv("SIMDPROXY_TARGET");
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine != nullptr && (wanted == nullptr || target == wanted)) engines.push_back(engine);
  }
  return engines;
}

inline ByteSpan AsBytes(std::string_view text) { return std::as_bytes(std::span(text)); }

/// All hits of a stream in one chunk.
inline std::vector<ScanHit> ScanWhole(const Engine& engine, ScanFor what, ByteSpan bytes) {
  std::vector<ScanHit> hits(bytes.size() / 2 + 1);
  ScanState state(what);
  hits.resize(engine.Scan(state, bytes, hits).found);
  return hits;
}

/// Random bytes of one of several kinds: few values, all of them bytes of the patterns; pieces of
/// patterns; whole patterns with a byte wrong or not; anything.
inline std::string HostileBytes(Rng& rng, size_t size) {
  static constexpr std::string_view kAlphabets[] = {
      std::string_view("\r\n\0QUIT", 7), "\r\n",   "PROXY TCP46UNKW",
      std::string_view("\0Q\r\n", 4),    "PROXY ", "Q",
      std::string_view("\0\r\n", 3),     "X Y"};
  const uint32_t kind = rng.Below(5);
  const std::string_view alphabet = rng.Pick(kAlphabets);
  std::string bytes;
  while (bytes.size() < size) {
    const std::string_view pattern = rng.Pick(kPatterns);
    if (kind == 0) {
      bytes += alphabet[rng.Below(alphabet.size())];
    } else if (kind == 1) {
      const size_t begin = rng.Below(pattern.size());
      bytes += pattern.substr(begin, 1 + rng.Below(pattern.size()));
    } else if (kind == 2) {
      std::string near(pattern);
      if (rng.OneIn(2)) near[rng.Below(near.size())] ^= static_cast<char>(1 << rng.Below(8));
      bytes += near;
    } else if (kind == 3) {
      bytes += static_cast<char>(rng.Byte());
    } else {
      if (rng.OneIn(100)) bytes += pattern;
      bytes += static_cast<char>('a' + rng.Below(26));
    }
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_SCAN_INPUTS_H_
