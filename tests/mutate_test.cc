// Thirty million generated and mutated headers: every witness against the reference, whole records,
// under every combination of options; and the comparison itself, against planted differences.
#include "tests/mutate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <vector>

#include "tests/input_batch.h"
#include "tests/oracle.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kSeed = 0x50524F5859;  // "PROXY"
constexpr size_t kInputs = 30'000'000 / kSlowdown;
constexpr size_t kShards = 6;
constexpr size_t kMaxBatch = 600;  // more than two blocks of the engine

class MutateShard : public ::testing::TestWithParam<size_t> {};

TEST_P(MutateShard, EveryWitnessEqualsTheReference) {
  const uint64_t seed = kSeed + GetParam();
  constexpr size_t kShare = kInputs / kShards;
  std::printf("%zu inputs, %zu witnesses, seed %llu\n", kShare, Witnesses().size(),
              static_cast<unsigned long long>(seed));
  InputBatch batch(seed, kMaxBatch);
  Records expected;
  Records scratch;
  size_t done = 0;
  for (size_t round = 0; done < kShare; ++round) {
    batch.Fill(1 + batch.rng().Below(batch.rng().OneIn(8) ? kMaxBatch : 150));
    done += batch.buffers().size();
    const Options options = RandomOptions(batch.rng());
    const bool with_endpoints = !batch.rng().OneIn(4);
    Ask(ReferenceWitness(), batch.buffers(), options, true, expected);
    for (const Witness& witness : Witnesses()) {
      const auto difference =
          BatchDifference(witness, batch.buffers(), options, with_endpoints, expected, scratch);
      ASSERT_FALSE(difference) << *difference << "seed " << seed << ", batch " << round;
      // One by one they take other ways.
      for (size_t i = round % 8; i < batch.buffers().size(); i += 8) {
        const auto single = SingleDifference(witness, batch.buffers()[i], options,
                                             expected.headers[i], expected.endpoints[i]);
        ASSERT_FALSE(single) << *single << "seed " << seed << ", batch " << round;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shards, MutateShard, ::testing::Range(size_t{0}, kShards));

TEST(Mutate, SameInputsFromTheSameSeed) {
  std::array<uint8_t, kMaxInputSize> a_bytes;
  std::array<uint8_t, kMaxInputSize> b_bytes;
  InputGenerator a(kSeed);
  InputGenerator b(kSeed);
  for (int i = 0; i < 10'000; ++i) {
    const size_t size = a.Next(a_bytes.data());
    ASSERT_LE(size, kMaxInputSize);
    ASSERT_EQ(b.Next(b_bytes.data()), size);
    ASSERT_TRUE(std::equal(a_bytes.begin(), a_bytes.begin() + static_cast<ptrdiff_t>(size),
                           b_bytes.begin()));
  }
}

// A generator that never makes some kind of input would test nothing of it.
TEST(Mutate, ReachesEveryOutcomeAndEveryReason) {
  InputBatch batch(kSeed, kMaxBatch);
  std::array<size_t, 4> outcomes{};
  std::array<size_t, kReasonCount> reasons{};
  std::set<std::pair<int, int>> ok_kinds;  // raw bytes 12 and 13
  size_t crc_ok = 0;
  size_t total = 0;
  for (int round = 0; round < 2000; ++round) {
    batch.Fill(50);
    const Options options = RandomOptions(batch.rng());
    for (const Buffer& buffer : batch.buffers()) {
      const Header header = reference::Decode(BytesOf(buffer), options);
      ++outcomes[static_cast<size_t>(header.outcome())];
      ++reasons[static_cast<size_t>(header.reason())];
      crc_ok += header.crc_state() == CrcState::kOk;
      if (header.ok()) ok_kinds.emplace(header.version_command, header.family_transport);
      ++total;
    }
  }
  for (const size_t count : outcomes) EXPECT_GT(count, total / 50);
  for (size_t reason = 0; reason < reasons.size(); ++reason) {
    EXPECT_GT(reasons[reason], total / 2000) << ReasonName(static_cast<Reason>(reason));
  }
  EXPECT_GT(crc_ok, total / 500);
  for (int family = 0; family < 4; ++family) {
    for (int transport = 0; transport < 3; ++transport) {
      for (int command = 0x20; command < 0x22; ++command) {
        EXPECT_TRUE(ok_kinds.contains({command, family << 4 | transport}))
            << command << " " << family << " " << transport;
      }
    }
  }
}

TEST(Mutate, UnmutatedHeadersAreOk) {
  std::array<uint8_t, kMaxInputSize> bytes;
  InputGenerator generator(kSeed);
  for (int i = 0; i < 100'000; ++i) {
    const size_t size = generator.NextHeader(bytes.data());
    const auto input = std::as_bytes(std::span(bytes)).first(size);
    const Header header = reference::Decode(input);
    ASSERT_TRUE(header.ok()) << ToHex(input) << "\n" << Show(header);
    // An UNKNOWN line may hold a CR LF by chance, and ends there.
    if (header.family_transport != 0) {
      ASSERT_EQ(header.size(), size) << ToHex(input);
    }
  }
}

// A decoder that is wrong in one way, now and then.
Witness Planted(void (*spoil)(Header*, Endpoints*, size_t n, size_t& ok)) {
  Witness planted = ReferenceWitness();
  planted.name = "planted";
  planted.decode_batch = [spoil](std::span<const Buffer> buffers, Header* headers,
                                 Endpoints* endpoints, const Options& options) {
    size_t ok = ReferenceWitness().decode_batch(buffers, headers, endpoints, options);
    spoil(headers, endpoints, buffers.size(), ok);
    return ok;
  };
  return planted;
}

TEST(Oracle, SeesPlantedDifferences) {
  InputBatch batch(kSeed, kMaxBatch);
  batch.Fill(100);
  Records expected;
  Records scratch;
  Ask(ReferenceWitness(), batch.buffers(), {}, true, expected);
  const auto difference = [&](void (*spoil)(Header*, Endpoints*, size_t, size_t&)) {
    return BatchDifference(Planted(spoil), batch.buffers(), {}, true, expected, scratch)
        .value_or("(no difference)");
  };
  EXPECT_EQ(difference([](Header*, Endpoints*, size_t, size_t&) {}), "(no difference)");
  EXPECT_THAT(difference([](Header* h, Endpoints*, size_t n, size_t&) { h[n - 1].extent ^= 1; }),
              HasSubstr("at 99 of 100: planted differs from the reference"));
  EXPECT_THAT(difference([](Header* h, Endpoints*, size_t n, size_t&) { h[n / 2].reserved = 1; }),
              HasSubstr("at 50 of 100"));
  EXPECT_THAT(difference([](Header*, Endpoints* e, size_t, size_t&) { e[0].reserved[1] = 1; }),
              HasSubstr("at 0 of 100"));
  EXPECT_THAT(difference([](Header*, Endpoints*, size_t, size_t& ok) { ++ok; }),
              HasSubstr("planted counted"));
  EXPECT_THAT(difference([](Header* h, Endpoints*, size_t n, size_t&) { h[n] = {}; }),
              HasSubstr("wrote behind its outputs"));
  EXPECT_THAT(difference([](Header*, Endpoints* e, size_t n, size_t&) { e[n] = {}; }),
              HasSubstr("wrote behind its outputs"));
}

TEST(Oracle, PrintsAUnitTest) {
  constexpr char kLine[] = "PROXY UNKNOWN \"\xFF\r\n";
  const std::vector<Buffer> buffers(3, {kLine, sizeof(kLine) - 1});
  Records expected;
  Records scratch;
  Ask(ReferenceWitness(), buffers, {}, true, expected);
  const auto text = BatchDifference(
      Planted([](Header* h, Endpoints*, size_t n, size_t&) { h[n - 1].flags ^= 1; }), buffers, {},
      true, expected, scratch);
  ASSERT_TRUE(text.has_value());
  // The smallest batch that shows it is one of one.
  EXPECT_THAT(*text, HasSubstr("constexpr std::string_view kInputs[] = {\n"
                               "      \"PROXY UNKNOWN \\042\\377\\r\\n\"sv,\n  };\n"));
  EXPECT_THAT(*text, HasSubstr("witness.decode_batch(buffers, headers, endpoints, kOptions);"));
  EXPECT_THAT(*text, HasSubstr("EXPECT_EQ(Show(headers[0]), \"ok none version=1 flags=0 "));
}

}  // namespace
}  // namespace simdproxy::testing
