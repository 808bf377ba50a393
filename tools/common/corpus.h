// Headers made up at random, whole and broken, each with what decoding has to say of it.
#ifndef SIMDPROXY_TOOLS_COMMON_CORPUS_H_
#define SIMDPROXY_TOOLS_COMMON_CORPUS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/address_pool.h"
#include "tools/common/random.h"
#include "tools/common/shares.h"

namespace simdproxy::tool {

/// What a header is. The first four are groups of the others, for short mixes.
enum class HeaderKind : uint8_t {
  kV2,     ///< INET or INET6 without TLVs
  kV2Tlv,  ///< INET or INET6 with TLVs
  kV1,     ///< TCP4 or TCP6
  kOther,  ///< one of v2-unix, v2-local, v2-unspec, v1-unknown, not-proxy
  kV2Inet,
  kV2Inet6,
  kV2Unix,
  kV2Local,
  kV2Unspec,
  kV1Tcp4,
  kV1Tcp6,
  kV1Unknown,
  kNotProxy,
};
inline constexpr std::array<std::string_view, 13> kHeaderKindNames = {
    "v2",       "v2tlv",     "v1",      "other",   "v2-inet",    "v2-inet6", "v2-unix",
    "v2-local", "v2-unspec", "v1-tcp4", "v1-tcp6", "v1-unknown", "not-proxy"};

/// How a header is broken. Named for the reason that decoding gives, but truncated, which is
/// incomplete in a stream, and two reasons of version 1 that share a class.
enum class Breakage : uint8_t {
  kTruncated,
  kBadFamilyToken,
  kBadSeparator,
  kBadAddress,
  kBadPort,
  kBadLineEnd,
  kLineTooLong,
  kBadVersion,
  kBadCommand,
  kBadFamily,
  kBadTransport,
  kBadLength,
  kBadTlv,
  kBadCrc32c,
  kNone,
};
inline constexpr std::array<std::string_view, 14> kBreakageNames = {
    "truncated",     "bad-family-token", "bad-separator", "bad-address", "bad-port",
    "bad-line-end",  "line-too-long",    "bad-version",   "bad-command", "bad-family",
    "bad-transport", "bad-length",       "bad-tlv",       "bad-crc32c"};

/// Which TLVs stand in headers of version 2.
enum class Profile : uint8_t { kNone, kAwsNlb, kHaproxySsl, kRandom };

struct CorpusSettings {
  uint64_t seed = 0;
  Shares mix;        ///< numbers are of HeaderKind
  Shares breakages;  ///< numbers are of Breakage
  AddressPool sources, destinations;
  PortRange source_ports, destination_ports;
  Profile profile{};
  bool datagram = false;  ///< version 2 announces DGRAM, and each header is one whole datagram
};

struct Sample {
  HeaderKind kind{};  ///< never a group
  Breakage breakage = Breakage::kNone;
  std::string bytes;
  /// What Decode with Check::kCrc says of the bytes (in datagram mode, if the settings say so):
  /// put together from what was built, not decoded. The offsets of a line's fields are left out.
  Header header{};
  Endpoints endpoints{};
};

/// Makes samples one batch after another. Sample n is the same whatever the batches are.
class Corpus {
 public:
  /// `engine` builds batches. The settings' mix must be drawable from their pools: see Missing.
  Corpus(const CorpusSettings& settings, const Engine& engine);
  ~Corpus();
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;

  /// Nothing, or which kind of the mix has no addresses to draw from, fit for a terminal.
  static std::string Missing(const CorpusSettings& settings);

  /// The next `count` samples; `samples` is resized, its memory reused.
  void Next(size_t count, std::vector<Sample>& samples);

 private:
  class Shelf;  // headers that a template makes many at a time

  const CorpusSettings& settings_;
  Random seeds_;
  std::unique_ptr<Shelf> shelf_;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_CORPUS_H_
