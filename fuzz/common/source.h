// An input read as numbers and pieces of text, front to back.
#ifndef SIMDPROXY_FUZZ_COMMON_SOURCE_H_
#define SIMDPROXY_FUZZ_COMMON_SOURCE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "fuzz/common/harness.h"

namespace simdproxy::fuzz {

/// Zeros once the input is used up.
class Source {
 public:
  explicit Source(Bytes input) : left_(input) {}
  uint8_t Byte() {
    if (left_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(left_[0]);
    left_ = left_.subspan(1);
    return byte;
  }
  uint32_t Number(int bytes) {
    uint32_t number = 0;
    for (; bytes > 0; --bytes) number = number << 8 | Byte();
    return number;
  }
  Bytes Piece(size_t most) {
    const Bytes piece = left_.first(std::min(most, left_.size()));
    left_ = left_.subspan(piece.size());
    return piece;
  }
  bool empty() const { return left_.empty(); }
  Bytes left() const { return left_; }

 private:
  Bytes left_;
};

}  // namespace simdproxy::fuzz

#endif  // SIMDPROXY_FUZZ_COMMON_SOURCE_H_
