// The check options on whole batches against the reference: TLV areas of every shape, at every
// place of a batch, between unreadable pages.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/answers.h"
#include "tests/bytes.h"
#include "tests/guarded_buffer.h"
#include "tests/mutate.h"
#include "tests/oracle.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/tlv_areas.h"

namespace simdproxy::testing {
namespace {

constexpr uint64_t kSeed = 20261125;
constexpr Check kChecks[] = {Check::kTlv, Check::kCrc};

std::vector<Buffer> BuffersOf(const std::vector<std::string>& inputs) {
  std::vector<Buffer> buffers;
  for (const std::string& input : inputs) buffers.push_back({input.data(), input.size()});
  return buffers;
}

// Every witness, with and without endpoints, both checks. False after the first difference.
bool AllAgree(std::span<const Buffer> buffers) {
  static Records expected, scratch;
  for (const Check check : kChecks) {
    const Options options{.check = check};
    Ask(ReferenceWitness(), buffers, options, true, expected);
    for (const Witness& witness : Witnesses()) {
      for (const bool with_endpoints : {true, false}) {
        const auto difference =
            BatchDifference(witness, buffers, options, with_endpoints, expected, scratch);
        if (difference) {
          ADD_FAILURE() << *difference;
          return false;
        }
      }
    }
  }
  return true;
}

// One input in batches, at the first place, at the last, and among others.
bool AgreesEverywhere(const std::string& input) {
  static const std::string sound = V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9549");
  for (const size_t count : {1U, 4U, 9U, 33U}) {
    for (const size_t place : {size_t{0}, count / 2, count - 1}) {
      std::vector<Buffer> buffers(count, {sound.data(), sound.size()});
      buffers[place] = {input.data(), input.size()};
      if (!AllAgree(buffers)) return false;
    }
  }
  return true;
}

TEST(CheckBatch, ExamplesOfTheContract) {
  const std::string right = V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9549");
  EXPECT_TRUE(
      Answers(right, OkV2(0x21, 0x11, 28, 35, kWalkedCrcOk), SomeInet(), {.check = Check::kCrc}));
  EXPECT_TRUE(
      Answers(right, OkV2(0x21, 0x11, 28, 35, kWalked), SomeInet(), {.check = Check::kTlv}));
  const std::string wrong = V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 20ec9548");
  EXPECT_TRUE(Answers(wrong, Invalid(2, Reason::kBadCrc32c, 28), {.check = Check::kCrc}));
  EXPECT_TRUE(
      Answers(wrong, OkV2(0x21, 0x11, 28, 35, kWalked), SomeInet(), {.check = Check::kTlv}));
  const std::string swapped = V2("21 11 0013 " SIMDPROXY_TEST_INET "03 0004 4995ec20");
  EXPECT_TRUE(Answers(swapped, Invalid(2, Reason::kBadCrc32c, 28), {.check = Check::kCrc}));
}

TEST(CheckBatch, HealthCheckOfAws) {
  const std::string input = V2("20 11 0054 030004 bce5951f 04004a") + Zeros(74);
  EXPECT_TRUE(Answers(input, OkV2(0x20, 0x11, 16, 100, kWalkedCrcOk), {.check = Check::kCrc}));
  EXPECT_TRUE(Answers(input, OkV2(0x20, 0x11, 16, 100), {.check = Check::kTlv}));
  EXPECT_TRUE(AgreesEverywhere(input));
  for (size_t i = 16; i < input.size(); ++i) {
    std::string mutated = input;
    mutated[i] = static_cast<char>(mutated[i] ^ 1);
    ASSERT_TRUE(AgreesEverywhere(mutated)) << i;
  }
}

struct Case {
  const char* tlvs;
  Reason tlv;
  Reason crc;
  uint32_t offset;
};

// Literal answers for the ends of areas and for CRC32C entries of odd shape. INET: areas begin
// at 28.
TEST(CheckBatch, FaultsAndTheirOffsets) {
  const Case cases[] = {
      {"00", Reason::kBadTlv, Reason::kBadTlv, 28},
      {"04 00", Reason::kBadTlv, Reason::kBadTlv, 28},
      {"04 0001", Reason::kBadTlv, Reason::kBadTlv, 28},
      {"04 ffff 00", Reason::kBadTlv, Reason::kBadTlv, 28},
      {"04 0001 00 04", Reason::kBadTlv, Reason::kBadTlv, 32},
      {"04 0001 00 04 00", Reason::kBadTlv, Reason::kBadTlv, 32},
      {"04 0001 00 04 0001", Reason::kBadTlv, Reason::kBadTlv, 32},
      {"04 0000 04 0000 ff 0002 00", Reason::kBadTlv, Reason::kBadTlv, 34},
      {"04 0000", Reason::kNone, Reason::kNone, 0},
      {"04 0000 04 0000", Reason::kNone, Reason::kNone, 0},
      {"04 0001 00 04 0000", Reason::kNone, Reason::kNone, 0},
      {"03 0000", Reason::kNone, Reason::kBadTlv, 28},
      {"03 0003 000000", Reason::kNone, Reason::kBadTlv, 28},
      {"03 0005 0000000000", Reason::kNone, Reason::kBadTlv, 28},
      {"03 0104 00000000", Reason::kBadTlv, Reason::kBadTlv, 28},
      {"04 0000 03 0000", Reason::kNone, Reason::kBadTlv, 31},
      {"03 0004 00000000 03 0004 00000000", Reason::kNone, Reason::kBadTlv, 35},
      {"03 0004 00000000 04 0000 03 0000", Reason::kNone, Reason::kBadTlv, 38},
      {"03 0003 000000 04 00", Reason::kBadTlv, Reason::kBadTlv, 0},  // offsets differ: below
      {"03 0004 00000000", Reason::kNone, Reason::kBadCrc32c, 28},
      {"04 0000 03 0004 00000000 04 0001 00", Reason::kNone, Reason::kBadCrc32c, 31},
      {"03 0004 00000000 04 00", Reason::kBadTlv, Reason::kBadTlv, 35},
  };
  for (const Case& one : cases) {
    const std::string tlvs = Hex(one.tlvs);
    std::string input = V2("21 11 0000 " SIMDPROXY_TEST_INET) + tlvs;
    input[15] = static_cast<char>(12 + tlvs.size());
    for (const Check check : kChecks) {
      const Reason reason = check == Check::kTlv ? one.tlv : one.crc;
      const uint32_t offset = one.offset != 0 ? one.offset : check == Check::kTlv ? 34 : 28;
      const int flags = check == Check::kTlv ? kWalked : kWalkedCrcAbsent;
      if (reason == Reason::kNone) {
        EXPECT_TRUE(Answers(input, OkV2(0x21, 0x11, 28, input.size(), flags), SomeInet(),
                            {.check = check}));
      } else {
        EXPECT_TRUE(Answers(input, Invalid(2, reason, offset), {.check = check}));
      }
    }
  }
}

TEST(CheckBatch, TruncatedAtEveryByte) {
  Rng rng(kSeed);
  for (size_t round = 0; round < 60 / kSlowdown + 1; ++round) {
    std::string entries = RandomEntries(rng, 1 + rng.Below(6));
    std::vector<std::string> inputs;
    for (size_t size = 0; size <= entries.size(); ++size) {
      inputs.push_back(HeaderWith(rng, entries.substr(0, size)));
    }
    ASSERT_TRUE(AllAgree(BuffersOf(inputs)));
  }
}

TEST(CheckBatch, LengthsOffByOne) {
  Rng rng(kSeed + 1);
  for (size_t round = 0; round < 300 / kSlowdown + 1; ++round) {
    const std::string entries = RandomEntries(rng, 1 + rng.Below(8));
    std::vector<std::string> inputs;
    for (const size_t at : EntryOffsets(entries)) {
      for (const int change : {-1, 1, -4, 4, 256}) {
        std::string changed = entries;
        const size_t size = LoadBig16(reinterpret_cast<const uint8_t*>(changed.data()) + at + 1) +
                            static_cast<size_t>(change);
        StoreBig16(reinterpret_cast<uint8_t*>(changed.data()) + at + 1, size & 0xFFFF);
        inputs.push_back(HeaderWith(rng, changed));
      }
    }
    ASSERT_TRUE(AllAgree(BuffersOf(inputs)));
  }
}

// 0 to 40 entries, entries without a value in the last bytes, and the largest areas there can be.
TEST(CheckBatch, NumbersOfEntries) {
  Rng rng(kSeed + 2);
  std::vector<std::string> inputs;
  for (size_t count = 0; count <= 40; ++count) {
    inputs.push_back(HeaderWith(rng, RandomEntries(rng, count)));
    inputs.push_back(HeaderWith(rng, Repeat(Hex("04 0000"), count)));
    inputs.push_back(HeaderWith(rng, RandomEntries(rng, count) + Hex("05 0000")));
    inputs.push_back(HeaderWith(rng, Repeat(Hex("04 0000"), count) + Hex("04 00")));
  }
  ASSERT_TRUE(AllAgree(BuffersOf(inputs)));

  const size_t most = 65535 - 12;
  std::vector<std::string> large;
  for (const size_t size : {most, most - 1, most - 2, most - 3}) {
    const std::string value(size - 3, 'v');
    std::string one = Hex("e0 0000") + value;
    StoreBig16(reinterpret_cast<uint8_t*>(one.data()) + 1, value.size());
    large.push_back(InetHeader(one, false));
    one[2] = static_cast<char>(one[2] + 1);
    large.push_back(InetHeader(one, false));
  }
  for (const size_t count : {20000U, 21841U}) {  // 21841 * 3 == most
    const std::string many = Repeat(Hex("04 0000"), count);
    const std::string sum = Hex("03 0004 00000000");
    large.push_back(InetHeader(many, false));
    large.push_back(InetHeader(many.substr(0, many.size() - 9) + sum, true));
    large.push_back(InetHeader(sum + many.substr(0, many.size() - 9), true));
    large.push_back(InetHeader(many.substr(0, many.size() - 1), false));
  }
  ASSERT_TRUE(AllAgree(BuffersOf(large)));
}

TEST(CheckBatch, EverySizeOfBatch) {
  Rng rng(kSeed + 3);
  InputGenerator generator(kSeed);
  const auto any_input = [&generator] {
    uint8_t bytes[kMaxInputSize];
    const size_t size = generator.Next(bytes);
    return std::string(reinterpret_cast<const char*>(bytes), size);
  };
  for (size_t count = 0; count <= 130; ++count) {
    for (size_t round = 0; round < 20 / kSlowdown + 1; ++round) {
      std::vector<std::string> inputs;
      const uint32_t others = rng.Below(4);  // of four, v1 lines and faults of all kinds
      for (size_t i = 0; i < count; ++i) {
        inputs.push_back(rng.Below(4) < others ? any_input() : RandomCheckedHeader(rng));
      }
      ASSERT_TRUE(AllAgree(BuffersOf(inputs)));
    }
  }
  std::vector<std::string> inputs;  // several blocks
  for (size_t i = 0; i < 1000; ++i) inputs.push_back(RandomCheckedHeader(rng));
  ASSERT_TRUE(AllAgree(BuffersOf(inputs)));
}

// Four tests, so that they run side by side.
class Mutated : public ::testing::TestWithParam<uint64_t> {};
TEST_P(Mutated, Agree) {
  Rng rng(kSeed + 10 + GetParam());
  const size_t kInputs = 2'400'000 / 4 / kSlowdown;
  constexpr size_t kBatch = 512;
  size_t ok = 0, bad_tlv = 0, bad_crc = 0;
  Records expected, scratch;
  std::vector<std::string> inputs(kBatch);
  for (size_t done = 0; done < kInputs; done += kBatch) {
    for (std::string& input : inputs) {
      input = RandomCheckedHeader(rng);
      for (uint32_t n = rng.Below(3); n > 0; --n) {
        const size_t at = input.size() > 28 && !rng.OneIn(8) ? 28 + rng.Below(input.size() - 28)
                                                             : rng.Below(input.size());
        input[at] = static_cast<char>(rng.OneIn(3) ? rng.Byte() : rng.Below(6));
      }
    }
    const std::vector<Buffer> buffers = BuffersOf(inputs);
    const Options options{.check = kChecks[rng.OneIn(4) ? 0 : 1]};
    Ask(ReferenceWitness(), buffers, options, true, expected);
    for (size_t i = 0; i < kBatch; ++i) {
      ok += expected.headers[i].ok();
      bad_tlv += expected.headers[i].reason() == Reason::kBadTlv;
      bad_crc += expected.headers[i].reason() == Reason::kBadCrc32c;
    }
    for (const Witness& witness : Witnesses()) {
      const auto difference =
          BatchDifference(witness, buffers, options, !rng.OneIn(3), expected, scratch);
      ASSERT_FALSE(difference) << *difference;
    }
  }
  std::printf("%zu inputs: %zu ok, %zu bad_tlv, %zu bad_crc32c\n", kInputs, ok, bad_tlv, bad_crc);
  EXPECT_GT(ok, kInputs / 10);
  EXPECT_GT(bad_tlv, kInputs / 10);
  EXPECT_GT(bad_crc, kInputs / 20);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Mutated, ::testing::Range<uint64_t>(0, 4));

// Each header flush with an unreadable page, in memory that can't be written.
TEST(CheckBatch, BetweenUnreadablePages) {
  Rng rng(kSeed + 4);
  constexpr size_t kCount = 21;
  std::vector<std::unique_ptr<GuardedBuffer>> rooms;
  for (size_t i = 0; i < kCount; ++i) rooms.push_back(std::make_unique<GuardedBuffer>(8192));
  for (size_t round = 0; round < 4000 / kSlowdown; ++round) {
    std::vector<Buffer> buffers;
    for (size_t i = 0; i < kCount; ++i) {
      std::string input = RandomCheckedHeader(rng);
      if (rng.OneIn(3)) input = HeaderWith(rng, Repeat(Hex("04 0000"), rng.Below(4)));
      if (rng.OneIn(3)) input[28 % input.size()] ^= 1;
      if (input.size() > rooms[i]->room_size()) input.resize(60);
      const auto placed =
          rng.OneIn(3) ? rooms[i]->PlaceAtStart(Bytes(input)) : rooms[i]->PlaceAtEnd(Bytes(input));
      rooms[i]->MakeReadOnly();
      buffers.push_back({placed.data(), placed.size()});
    }
    const bool agree = AllAgree(buffers);
    for (const auto& room : rooms) room->MakeWritable();
    ASSERT_TRUE(agree);
  }
}

// Headers that are more than 4 GiB from each other: too far for offsets of 32 bits.
TEST(CheckBatch, HeadersFarApart) {
  Rng rng(kSeed + 5);
  constexpr size_t kSize = size_t{6} << 30;
  void* const memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) GTEST_SKIP() << "no address space";
  auto* const begin = static_cast<char*>(memory);
  constexpr size_t kDistances[] = {0,
                                   size_t{1} << 30,
                                   (size_t{1} << 31) - 4096,
                                   size_t{1} << 31,
                                   size_t{1} << 32,
                                   (size_t{1} << 32) + 8192,
                                   kSize - 8192};
  for (size_t round = 0; round < 200 / kSlowdown + 1; ++round) {
    std::vector<Buffer> buffers;
    size_t used = 0;
    for (size_t i = 0; i < 20; ++i) {
      std::string input = RandomCheckedHeader(rng);
      input.resize(std::min<size_t>(input.size(), 200));
      char* const at = begin + rng.Pick(kDistances) + used;
      std::copy(input.begin(), input.end(), at);
      used += input.size();
      buffers.push_back({at, input.size()});
    }
    const bool agree = AllAgree(buffers);
    if (!agree) {
      ADD_FAILURE();
      break;
    }
  }
  munmap(memory, kSize);
}

}  // namespace
}  // namespace simdproxy::testing
