#include "fuzz/common/mutator.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "tests/mutate.h"

namespace simdproxy::fuzz {
namespace {

using testing::kMaxInputSize;
using testing::Rng;

// Around what vectors, cache lines and the two formats have as limits.
constexpr uint16_t kEdges[] = {0,   11,  12,  13,  14,  15,  16,  17,  28,  31,  32,  33,  52,  63,
                               64,  65,  66,  95,  96,  97,  104, 105, 106, 107, 108, 109, 127, 128,
                               129, 231, 232, 233, 255, 256, 257, 511, 512, 535, 536, 537};

bool IsV2(const uint8_t* data, size_t size) {
  return size >= 16 && std::memcmp(data, testing::kV2SignatureText.data(), 12) == 0;
}

size_t Resize(Rng& rng, uint8_t* data, size_t size) {
  const size_t edge = rng.Pick(kEdges);
  if (edge > size) {
    std::memset(data + size, rng.OneIn(2) ? '0' : rng.Byte(), edge - size);
    return edge;
  }
  return edge;
}

// A length field that fits what is there, or an edge, or one off it.
size_t SetLength(Rng& rng, uint8_t* data, size_t size) {
  if (!IsV2(data, size)) return Resize(rng, data, size);
  static constexpr uint16_t kLengths[] = {0,   11,  12,  13,  35,  36,    37,    215,  216,
                                          217, 255, 256, 520, 521, 65519, 65520, 65535};
  size_t length = rng.OneIn(2) ? size - 16 : rng.Pick(kLengths);
  if (rng.OneIn(3)) length += rng.Below(7) - size_t{3};
  testing::StoreBig16(data + 14, length);
  return size;
}

// A line of which the end is moved to around the limit of 107 bytes, or to 64 bytes behind its
// begin or its source address, where masks end. What grows is a field, or anything.
size_t StretchLine(Rng& rng, uint8_t* data, size_t size) {
  const auto* const end = static_cast<const uint8_t*>(std::memchr(data, '\r', size));
  const auto at = static_cast<size_t>(end != nullptr ? end - data : 0);
  if (at < 14) return Resize(rng, data, size);
  size_t ends[8] = {};
  size_t fields = 0;
  for (size_t i = 13; i <= at && fields < 8; ++i) {
    if (data[i] == ' ' || data[i] == '\r') ends[fields++] = i;
  }
  const size_t limits[] = {103 + rng.Below(7), 63 + rng.Below(3), ends[0] + 64 + rng.Below(3)};
  const size_t wanted = rng.Pick(limits);
  if (at >= wanted) return Resize(rng, data, size);
  const size_t from = !rng.OneIn(4) ? ends[rng.Below(fields)] : 13 + rng.Below(at - 12);
  const size_t grown = wanted - at;
  std::memmove(data + from + grown, data + from, size - from);
  std::memset(data + from, data[from - 1], grown);
  return size + grown;
}

// One field of a line in place of another, all others left as they are.
size_t ReplaceField(Rng& rng, uint8_t* data, size_t size) {
  size_t begin = 11;
  for (uint32_t skip = rng.Below(4); skip != 0 && begin < size; --skip) {
    while (begin < size && data[begin] != ' ') ++begin;
    ++begin;
  }
  if (begin >= size) return Resize(rng, data, size);
  size_t end = begin;
  while (end < size && data[end] != ' ' && data[end] != '\r') ++end;

  uint8_t field[256];
  testing::Writer writer(field);
  switch (rng.Below(6)) {
    case 0:
      testing::WriteInet(rng, writer);
      break;
    case 1:
      testing::WriteBadInet(rng, writer);
      break;
    case 2:
      testing::WriteInet6(rng, writer);
      break;
    case 3:
      testing::WriteBadInet6(rng, writer);
      break;
    case 4:
      testing::WritePort(rng, writer);
      break;
    default:
      testing::WriteBadPort(rng, writer);
  }
  std::memmove(data + begin + writer.size(), data + end, size - end);
  std::memcpy(data + begin, field, writer.size());
  return begin + writer.size() + size - end;
}

size_t EditOnce(Rng& rng, uint8_t* data, size_t size) {
  switch (rng.Below(12)) {
    case 0:
      return Resize(rng, data, size);
    case 1:
      return SetLength(rng, data, size);
    case 2:
    case 3:
      return StretchLine(rng, data, size);
    case 4:
    case 5:
      return ReplaceField(rng, data, size);
    default: {
      testing::Mutator mutator(rng, data, size);
      mutator.Mutate();
      return mutator.size();
    }
  }
}

}  // namespace

size_t MutateHeader(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  Rng rng(seed);
  if (rng.OneIn(3)) return LLVMFuzzerMutate(data, size, max_size);
  // Twice the limit of tests/mutate.h: edits of this file may add to what is there.
  static uint8_t work[2 * kMaxInputSize];
  if (rng.OneIn(6) || size > kMaxInputSize / 2) {
    testing::InputGenerator generator(rng.Next());
    size = generator.Next(work);
  } else {
    std::copy_n(data, size, work);
  }
  for (uint32_t edits = 1 + rng.Below(3); edits != 0 && size <= kMaxInputSize / 2; --edits) {
    size = EditOnce(rng, work, size);
  }
  size = std::min(size, max_size);
  std::copy_n(work, size, data);
  return size;
}

}  // namespace simdproxy::fuzz
