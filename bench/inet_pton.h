// glibc's inet_pton by itself: the least that a parser costs which converts addresses with it.
#ifndef SIMDPROXY_BENCH_INET_PTON_H_
#define SIMDPROXY_BENCH_INET_PTON_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "simdproxy/decode.h"

namespace simdproxy::bench {

/// The addresses of TCP4 and TCP6 lines, cut out beforehand.
class AddressTexts {
 public:
  /// Every one of `lines` must be valid.
  explicit AddressTexts(std::span<const Buffer> lines);

  /// Converts both addresses of each line. Returns how many lines it could.
  size_t Convert(Endpoints* endpoints) const;

 private:
  struct Line {
    int family;
    std::array<char, 48> source;
    std::array<char, 48> destination;
  };
  std::vector<Line> lines_;
};

}  // namespace simdproxy::bench

#endif  // SIMDPROXY_BENCH_INET_PTON_H_
