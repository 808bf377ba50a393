// Every witness against the reference, whole records, on generated and mutated headers.
#include <gtest/gtest.h>
#include <sys/uio.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "tests/generate.h"
#include "tests/oracle.h"
#include "tests/placement.h"
#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr uint64_t kSeed = 20261124;
// 20 million in all without sanitizers, spread over this many tests.
constexpr size_t kMutated = kSanitized ? 200'000 : 20'000'000;
constexpr size_t kBatch = 512;

Options RandomOptions(Random& random) {
  Options options;
  if (random.OneIn(3)) options.check = static_cast<Check>(random.Below(3));
  if (random.OneIn(8)) options.accept = static_cast<Accept>(random.Below(3));
  if (random.OneIn(6)) options.datagram = true;
  if (random.OneIn(8)) options.max_size = random.Below(400);
  return options;
}

// A batch of inputs whose bytes lie in one block of memory.
class Inputs {
 public:
  void Generate(Generator& generator, size_t count) {
    text_.clear();
    sizes_.clear();
    for (size_t i = 0; i < count; ++i) {
      const std::string_view input = generator.Next();
      text_.append(input);
      sizes_.push_back(input.size());
    }
    buffers_.clear();
    const char* data = text_.data();
    for (const size_t size : sizes_) {
      buffers_.push_back({data, size});
      data += size;
    }
  }
  const std::vector<Buffer>& buffers() const { return buffers_; }

 private:
  std::string text_;
  std::vector<size_t> sizes_;
  std::vector<Buffer> buffers_;
};

struct Answers {
  std::vector<Header> headers;
  std::vector<Endpoints> endpoints;
  size_t ok = 0;
};

// Outputs are full of garbage before, so that a record which is not written shows.
Answers Ask(const Witness& witness, std::span<const Buffer> buffers, const Options& options,
            bool with_endpoints = true) {
  Header garbage;
  Endpoints garbage_endpoints;
  std::memset(static_cast<void*>(&garbage), 0xAA, sizeof(garbage));
  std::memset(static_cast<void*>(&garbage_endpoints), 0xAA, sizeof(garbage_endpoints));
  Answers answers{std::vector<Header>(buffers.size(), garbage),
                  std::vector<Endpoints>(buffers.size(), garbage_endpoints)};
  answers.ok = witness.decode_batch(buffers, answers.headers.data(),
                                    with_endpoints ? answers.endpoints.data() : nullptr, options);
  return answers;
}

::testing::AssertionResult Agree(const Witness& witness, std::span<const Buffer> buffers,
                                 const Options& options, const Answers& expected,
                                 const Answers& answers, bool with_endpoints) {
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (Same(answers.headers[i], expected.headers[i]) &&
        (!with_endpoints || Same(answers.endpoints[i], expected.endpoints[i]))) {
      continue;
    }
    const auto input = BytesOf(buffers[i]);
    return ::testing::AssertionFailure()
           << witness.name << " differs at input " << i << " of " << buffers.size()
           << "\n  input     " << ToHex(input) << "\n  options   " << Show(options)
           << "\n  reference " << Show(expected.headers[i]) << "\n  answered  "
           << Show(answers.headers[i]) << "\n  reference " << Show(expected.endpoints[i])
           << "\n  answered  " << Show(answers.endpoints[i]) << "\n"
           << UnitTestText(buffers.subspan(i, 1), 0, false, options, expected.headers[i],
                           expected.endpoints[i]);
  }
  if (answers.ok != expected.ok) {
    return ::testing::AssertionFailure()
           << witness.name << " counts " << answers.ok << " ok instead of " << expected.ok;
  }
  return ::testing::AssertionSuccess();
}

void RunMutated(uint64_t seed, size_t count) {
  Generator generator(seed);
  Inputs inputs;
  size_t ok = 0;
  for (size_t done = 0; done < count; done += kBatch) {
    inputs.Generate(generator, kBatch);
    const Options options = RandomOptions(generator.random());
    const bool with_endpoints = !generator.random().OneIn(3);
    const Answers expected = Ask(ReferenceWitness(), inputs.buffers(), options);
    ok += expected.ok;
    for (const Witness& witness : Witnesses()) {
      const Answers answers = Ask(witness, inputs.buffers(), options, with_endpoints);
      ASSERT_TRUE(Agree(witness, inputs.buffers(), options, expected, answers, with_endpoints));
    }
  }
  std::printf("%zu inputs, %zu of them ok, on %zu witnesses, seed %llu\n", count, ok,
              Witnesses().size(), static_cast<unsigned long long>(seed));
  EXPECT_GT(ok, count / 10) << "the generator makes hardly any sound header";
  EXPECT_LT(ok, count * 9 / 10) << "the generator makes hardly any faulty header";
}

// Four tests, so that they run side by side.
class Mutated : public ::testing::TestWithParam<int> {};
TEST_P(Mutated, AgreeWithTheReference) {
  RunMutated(kSeed + static_cast<uint64_t>(GetParam()), kMutated / 4);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Mutated, ::testing::Range(0, 4));

TEST(Batch, EverySizeAndEveryPosition) {
  Generator generator(kSeed);
  Inputs inputs;
  for (size_t size = 0; size <= 130; ++size) {
    inputs.Generate(generator, size);
    const Options options = RandomOptions(generator.random());
    const Answers expected = Ask(ReferenceWitness(), inputs.buffers(), options);
    for (const Witness& witness : Witnesses()) {
      const Answers answers = Ask(witness, inputs.buffers(), options);
      ASSERT_TRUE(Agree(witness, inputs.buffers(), options, expected, answers, true));
    }
  }
  // One odd input travels through a batch of sound ones.
  const std::string sound = V2("21 11 000c c0000201 c6336402 dc04 01bb");
  for (const std::string& odd :
       {std::string(), std::string("PROXY TCP4 192.0.2.1 198.51.100.2 1 2\r\n"),
        std::string("GET / HTTP/1.1\r\n"), sound.substr(0, 13), V2("22 11 0000"), V2("20 00 0000"),
        sound.substr(0, 27)}) {
    for (size_t position = 0; position < 130; ++position) {
      std::vector<Buffer> buffers(130, {sound.data(), sound.size()});
      buffers[position] = {odd.data(), odd.size()};
      const Answers expected = Ask(ReferenceWitness(), buffers, {});
      for (const Witness& witness : Witnesses()) {
        ASSERT_TRUE(Agree(witness, buffers, {}, expected, Ask(witness, buffers, {}), true));
      }
    }
  }
}

TEST(Batch, LargerThanABlock) {
  Generator generator(kSeed + 100);
  Inputs inputs;
  for (const size_t size : {255UL, 256UL, 257UL, 511UL, 1000UL, 5000UL}) {
    inputs.Generate(generator, size);
    const Answers expected = Ask(ReferenceWitness(), inputs.buffers(), {});
    for (const Witness& witness : Witnesses()) {
      ASSERT_TRUE(
          Agree(witness, inputs.buffers(), {}, expected, Ask(witness, inputs.buffers(), {}), true));
    }
  }
}

TEST(Batch, SinglesEqualBatches) {
  Generator generator(kSeed + 200);
  for (int i = 0; i < (kSanitized ? 5'000 : 100'000); ++i) {
    const auto input = Bytes(generator.Next());
    const Options options = RandomOptions(generator.random());
    Endpoints expected_endpoints;
    const Header expected = reference::Decode(input, options, &expected_endpoints);
    for (const Witness& witness : Witnesses()) {
      Endpoints endpoints;
      ASSERT_TRUE(Same(witness.decode(input, options, &endpoints), expected)) << witness.name;
      ASSERT_TRUE(Same(endpoints, expected_endpoints)) << witness.name;
      ASSERT_TRUE(Same(witness.decode(input, options, nullptr), expected)) << witness.name;
    }
  }
}

TEST(Batch, SlotsEqualBuffers) {
  constexpr size_t kStride = 1024;
  Generator generator(kSeed + 300);
  std::vector<char> memory(700 * kStride);
  std::vector<uint32_t> sizes;
  std::vector<uint16_t> ids;
  std::vector<Buffer> in_order, by_id;
  for (size_t i = 0; i < 700; ++i) {
    const std::string_view input = generator.Next();
    std::memcpy(memory.data() + i * kStride, input.data(), input.size());
    sizes.push_back(static_cast<uint32_t>(input.size()));
    ids.push_back(static_cast<uint16_t>((i * 37) % 700));
  }
  std::vector<uint32_t> sizes_by_id;
  for (size_t i = 0; i < 700; ++i) {
    in_order.push_back({memory.data() + i * kStride, sizes[i]});
    by_id.push_back({memory.data() + ids[i] * kStride, sizes[ids[i]]});
    sizes_by_id.push_back(sizes[ids[i]]);
  }
  const auto check = [](const std::vector<Buffer>& buffers, const Slots& slots) {
    const Answers expected = Ask(ReferenceWitness(), buffers, {});
    Answers answers = Ask(PublicWitness(), {}, {});
    answers.headers.resize(buffers.size());
    answers.endpoints.resize(buffers.size());
    answers.ok = DecodeBatch(slots, answers.headers.data(), answers.endpoints.data());
    EXPECT_TRUE(Agree(PublicWitness(), buffers, {}, expected, answers, true));
  };
  check(in_order, {memory.data(), kStride, nullptr, sizes.data(), 700});
  check(by_id, {memory.data(), kStride, ids.data(), sizes_by_id.data(), 700});
}

TEST(Batch, IovecsEqualBuffers) {
  Generator generator(kSeed + 400);
  Inputs inputs;
  inputs.Generate(generator, 300);
  std::vector<iovec> vectors;
  for (const Buffer& buffer : inputs.buffers()) {
    vectors.push_back({const_cast<void*>(buffer.data), buffer.size});
  }
  const Answers expected = Ask(ReferenceWitness(), inputs.buffers(), {});
  Answers answers = Ask(PublicWitness(), inputs.buffers(), {});
  answers.ok =
      DecodeBatch(vectors.data(), vectors.size(), answers.headers.data(), answers.endpoints.data());
  EXPECT_TRUE(Agree(PublicWitness(), inputs.buffers(), {}, expected, answers, true));
}

// A size that does not fit 32 bits must not be taken for its lower half: 4 GiB + 3 is not 3.
TEST(Batch, HugeSizesSaturate) {
  const std::string header = V2("21 11 ffff");
  std::vector<char> memory(65551 + 64);
  std::copy(header.begin(), header.end(), memory.begin());
  for (const size_t size : {size_t{65550}, size_t{65551}, size_t{65552}, size_t{0xFFFFFFFF},
                            size_t{1} << 31, (size_t{1} << 32) + 3, ~size_t{0}}) {
    const std::vector<Buffer> buffers(33, {memory.data(), size});
    for (const Witness& witness : Witnesses()) {
      const Answers answers = Ask(witness, buffers, {});
      for (const Header& answer : answers.headers) {
        EXPECT_TRUE(
            Same(answer, size >= 65551 ? OkV2(0x21, 0x11, 28, 65551) : Incomplete(2, 65551)))
            << witness.name << " with a size of " << size << ": " << Show(answer);
      }
    }
  }
}

TEST(Classify, EqualsWhatTheReferenceMakesOfIt) {
  Generator generator(kSeed + 500);
  Inputs inputs;
  for (int round = 0; round < (kSanitized ? 20 : 400); ++round) {
    inputs.Generate(generator, 300);
    std::vector<Kind> kinds(300);
    for (const std::string_view target : CompiledTargets()) {
      const Engine* const engine = EngineFor(target);
      if (engine == nullptr) continue;
      engine->ClassifyBatch(inputs.buffers(), kinds.data());
      for (size_t i = 0; i < kinds.size(); ++i) {
        const Header header = reference::Decode(BytesOf(inputs.buffers()[i]));
        const Kind expected = header.version() == 2                      ? Kind::kV2
                              : header.version() == 1                    ? Kind::kV1
                              : header.outcome() == Outcome::kIncomplete ? Kind::kPrefix
                                                                         : Kind::kNeither;
        ASSERT_EQ(kinds[i], expected) << target << " " << ToHex(BytesOf(inputs.buffers()[i]));
        ASSERT_EQ(Classify(BytesOf(inputs.buffers()[i])), expected);
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
