#include "fuzz/common/check_decode.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "fuzz/common/placement.h"
#include "tests/generate_v2.h"
#include "tests/oracle.h"

namespace simdproxy::fuzz {
namespace {

// What stands beside an input in a batch.
constexpr std::string_view kNeighbours[] = {
    {"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xC0\0\2\1\xC6\x33\x64\2\xDC\4\1\xBB", 28},
    "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
    "PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 56324 443\r\n",
    "PROXY UNKNOWN\r\n",
    "",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
    {"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16},
    "PROXY TCP6 2001:db8::1 2001:db8::2 5632",
    "GET / HTTP/1.1\r\n",
    {"\r\n\r\n\0\r\nQUIT\n\x21\x31\0\x0C", 16}};

testing::GuardedBuffer& Memory() {
  static testing::GuardedBuffer memory(kMaxInputSize);
  return memory;
}

Kind KindOf(Bytes bytes) {
  const Header header = reference::Decode(bytes);
  if (header.version() != 0) return header.version() == 1 ? Kind::kV1 : Kind::kV2;
  return header.outcome() == Outcome::kNotProxy ? Kind::kNeither : Kind::kPrefix;
}

void CheckKinds(std::span<const Buffer> buffers, Bytes input) {
  std::array<Kind, 64> expected;
  std::array<Kind, 64> kinds;
  for (size_t i = 0; i < buffers.size(); ++i) {
    expected[i] = KindOf(testing::BytesOf(buffers[i]));
    Expect(Classify(testing::BytesOf(buffers[i])) == expected[i], "Classify differs", input);
  }
  for (size_t d = 0; d < Decoders().size(); ++d) {
    const Engine* const engine = EngineOf(d);
    engine != nullptr ? engine->ClassifyBatch(buffers, kinds.data())
                      : ClassifyBatch(buffers, kinds.data());
    const bool same = std::equal(kinds.begin(), kinds.begin() + buffers.size(), expected.begin());
    if (!same) Fail(Decoders()[d].name + " ClassifyBatch differs from the reference", input);
  }
}

// The input at several places, cut short at others, and neighbours.
void CheckAmongOthers(Bytes bytes, const Options& options, uint64_t hash, Bytes input) {
  std::array<Buffer, 11> buffers;
  for (size_t i = 0; i < buffers.size(); ++i) {
    const std::string_view other = kNeighbours[(hash + i) % std::size(kNeighbours)];
    buffers[i] = {other.data(), other.size()};
  }
  const Buffer whole{bytes.data(), bytes.size()};
  buffers[hash >> 8 & 7] = whole;
  buffers[10] = whole;
  if (!bytes.empty()) {
    buffers[(hash >> 16) % 10] = {bytes.data(), bytes.size() - 1};
    buffers[(hash >> 24) % 10] = {bytes.data(), static_cast<size_t>(hash >> 32) % bytes.size()};
  }
  CheckBatch(buffers, options, (hash >> 7 & 1) != 0, input);
  if ((hash & 7) == 0) CheckKinds(buffers, input);
}

}  // namespace

Options OptionsOf(size_t which, uint64_t hash) {
  static constexpr uint32_t kLimits[] = {65551, 15, 16, 27, 28, 52, 536, 65550};
  switch (which) {
    case 0:
      return {};
    case 1:
      return {.check = Check::kCrc, .datagram = (hash >> 40 & 3) == 0};
    default:
      return {.max_size = (hash >> 41 & 1) != 0 ? kMaxHeaderSize : kLimits[hash >> 42 & 7],
              .accept = static_cast<Accept>((hash >> 45) % 3),
              .check = static_cast<Check>((hash >> 50) % 3),
              .datagram = (hash >> 55 & 1) != 0};
  }
}

void CheckSingle(Bytes bytes, const Options& options, Bytes input) {
  Endpoints endpoints;
  const Header header = reference::Decode(bytes, options, &endpoints);
  const Buffer buffer{bytes.data(), bytes.size()};
  for (size_t d = 0; d < Decoders().size(); ++d) {
    Expect(testing::SingleDifference(Decoders()[d], buffer, options, header, endpoints), input);
    CountComparisons(d, 2);
  }
}

void CheckBatch(std::span<const Buffer> buffers, const Options& options, bool with_endpoints,
                Bytes input) {
  static const testing::Witness reference = testing::ReferenceWitness();
  static testing::Records expected;
  static testing::Records scratch;
  testing::Ask(reference, buffers, options, true, expected);
  for (size_t d = 0; d < Decoders().size(); ++d) {
    Expect(testing::BatchDifference(Decoders()[d], buffers, options, with_endpoints, expected,
                                    scratch),
           input);
    CountComparisons(d, buffers.size());
  }
}

void CheckDecode(Bytes input) {
  if (input.size() > kMaxInputSize) return;
  const uint64_t hash = HashOf(input);
  for (size_t i = 0; i < kPlacements; ++i) {
    const Bytes placed = PlaceInput(Memory(), input, i, hash);
    const Options options = OptionsOf((i + hash) % 3, hash);
    CheckSingle(placed, options, input);
    CheckAmongOthers(placed, options, hash >> i, input);
    Expect(std::ranges::equal(placed, input), "the input was written to", input);
  }
}

}  // namespace simdproxy::fuzz
