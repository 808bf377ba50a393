// Lines among inputs of all other kinds, shuffled, in batches of every size: each answer stands at
// its input's place.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "tests/answers.h"
#include "tests/mutate.h"
#include "tests/oracle.h"
#include "tests/sanitizers.h"
#include "tests/v1_batches.h"

namespace simdproxy::testing {
namespace {

struct Known {
  std::string input;
  Header header;
  Endpoints endpoints;
};

// No two have the same answer.
std::vector<Known> ManyKinds() {
  std::vector<Known> all;
  for (uint16_t i = 0; i < 64; ++i) {
    const auto octet = static_cast<uint8_t>(i);
    const std::string text = std::to_string(i);
    const TcpLine tcp4(false, "10.1.1." + text, "10.2.2." + text, text, "1" + text);
    const auto port = static_cast<uint16_t>(std::stoi("1" + text));
    all.push_back(
        {tcp4.text, tcp4.Ok(), InetEndpoints({10, 1, 1, octet}, i, {10, 2, 2, octet}, port)});
    const TcpLine tcp6(true, "2001:db8::" + text, "::ffff:10.2.2." + text, text, "1" + text);
    Endpoints endpoints = SomeInet6();
    std::fill(endpoints.source + 4, endpoints.source + 16, uint8_t{0});
    // Its digits are read as hexadecimal.
    endpoints.source[15] = static_cast<uint8_t>(std::stoi(text, nullptr, 16));
    constexpr uint8_t kMapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 2, 2, 0};
    std::copy(std::begin(kMapped), std::end(kMapped), endpoints.destination);
    endpoints.destination[15] = octet;
    endpoints.source_port = i;
    endpoints.destination_port = port;
    all.push_back({tcp6.text, tcp6.Ok(), endpoints});
    const std::string unknown = "PROXY UNKNOWN " + std::string(i, 'x') + "\r\n";
    all.push_back({unknown, OkUnknown(unknown.size()), {}});
    std::string v2 = V2("21 11 000c 0a010100 0a020200 0001 0002");
    v2[19] = static_cast<char>(i);
    all.push_back(
        {v2, OkV2(0x21, 0x11, 28, 28), InetEndpoints({10, 1, 1, octet}, 1, {10, 2, 2, 0}, 2)});
    const TcpLine bad(false, "1.2.3.4", std::string(i % 20, '1') + "x", "1", "2");
    all.push_back({bad.text, Invalid(1, Reason::kBadDestinationAddress, 19), {}});
    const std::string text_of_no_header = std::string("PROXY").substr(0, i % 6) + "!";
    all.push_back({text_of_no_header, NotProxy(i % 6), {}});
    all.push_back({"PROXY UNKNOWN " + std::string(i, 'y'), Incomplete(1, 16U + i), {}});
  }
  return all;
}

TEST(V1Order, ShuffledKindsInBatchesOfEverySize) {
  const std::vector<Known> known = ManyKinds();
  Rng rng(9);
  Records expected;
  Records scratch;
  std::vector<size_t> sizes;
  for (size_t size = 1; size <= 70; ++size) sizes.push_back(size);
  // Around whole blocks of the engine.
  sizes.insert(sizes.end(), {127, 128, 129, 255, 256, 257, 511, 512, 513, 600});
  size_t inputs = 0;
  for (size_t round = 0; round < 400 / kSlowdown; ++round) {
    for (const size_t size : sizes) {
      // Now and then few kinds, so that groups of one kind are of every size.
      const uint32_t kinds = round % 4 == 0 ? 1 + rng.Below(7) : 7;
      std::vector<Buffer> buffers;
      expected.headers.clear();
      expected.endpoints.clear();
      expected.ok = 0;
      for (size_t i = 0; i < size; ++i) {
        const Known& one = known[7 * rng.Below(64) + rng.Below(kinds)];
        buffers.push_back({one.input.data(), one.input.size()});
        expected.headers.push_back(one.header);
        expected.endpoints.push_back(one.endpoints);
        expected.ok += one.header.ok();
      }
      for (const Witness& witness : Witnesses()) {
        const auto difference =
            BatchDifference(witness, buffers, {}, round % 3 != 0, expected, scratch);
        ASSERT_FALSE(difference) << *difference;
      }
      inputs += size;
    }
  }
  std::printf("%zu inputs\n", inputs);
}

// Batches of TCP4 lines alone take a way of their own, up to the first input that is none.
TEST(V1Order, RunsOfTcp4LinesThatEndAtEveryPlace) {
  const std::vector<Known> known = ManyKinds();
  std::vector<Known> others(known.begin() + 1, known.begin() + 7);
  others.push_back({"PROXY TCP4 1.1.1.1 2.2.2.2 1 2", Incomplete(1, 32), {}});
  others.push_back({"PROXY TCP4 ", Incomplete(1, 32), {}});
  others.push_back({"", Incomplete(0, 15), {}});
  constexpr size_t kInputs = 133;  // a whole block of the engine and some
  Records scratch;
  for (const Known& other : others) {
    for (size_t place = 0; place < kInputs; place += kSlowdown) {
      std::vector<Buffer> buffers;
      Records expected;
      expected.ok = 0;
      for (size_t i = 0; i < kInputs; ++i) {
        const Known& one = i == place ? other : known[7 * (i % 64)];
        buffers.push_back({one.input.empty() ? nullptr : one.input.data(), one.input.size()});
        expected.headers.push_back(one.header);
        expected.endpoints.push_back(one.endpoints);
        expected.ok += one.header.ok();
      }
      for (const Witness& witness : Witnesses()) {
        const auto difference =
            BatchDifference(witness, buffers, {}, place % 2 == 0, expected, scratch);
        ASSERT_FALSE(difference) << "place " << place << ": " << *difference;
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
