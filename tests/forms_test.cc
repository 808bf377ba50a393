// The forms that inputs come in, on every engine: any place in a batch of any size, slots, iovec,
// and sizes far larger than what is there.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include <array>
#include <string>
#include <vector>

#include "tests/guarded_buffer.h"
#include "tests/mutate.h"
#include "tests/oracle.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kMaxBatch = 130;

// The engines among the witnesses; null for the public calls.
std::vector<const Engine*> Engines() {
  std::vector<const Engine*> engines = {nullptr};
  for (const Witness& witness : Witnesses()) {
    if (const Engine* const engine = EngineFor(witness.name)) engines.push_back(engine);
  }
  return engines;
}
std::string NameOf(const Engine* engine) {
  return engine != nullptr ? std::string(engine->name()) : "public";
}

// Sound headers of one kind, and everything that takes another way than they do.
std::vector<std::string> OddInputs() {
  const std::string inet = V2("21 11 000c c0000201 c6336402 dc04 01bb");
  return {
      inet,
      V2("21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 1f90 0050"),
      V2("21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549"),
      V2("21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9548"),
      V2("21 11 000f c0000201 c6336402 dc04 01bb 04 0001"),
      V2("20 00 0000"),
      V2("20 11 000c c0000201 c6336402 dc04 01bb"),
      V2("21 31 00d8") + std::string(216, 'u'),
      V2("21 00 0000"),
      V2("22 11 000c"),
      V2("21 41 0000"),
      V2("21 13 000c"),
      V2("21 11 000b"),
      V2("21 11 ffff"),
      inet.substr(0, 27),
      inet.substr(0, 15),
      inet.substr(0, 12),
      inet.substr(0, 3),
      "",
      "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
      "PROXY TCP6 ::1 2001:db8::2 1 2\r\n",
      "PROXY UNKNOWN\r\n",
      "PROXY TCP4 192.0.2.1 198.51.100.2 56324 99999\r\n",
      "PROXY TCP4 192.0.2.1 19",
      "PROX",
      "GET / HTTP/1.1\r\n",
      "\r\n\r\n\r\n"};
}

// Two kinds in one batch: one at every position, the other everywhere else.
TEST(Forms, AnyInputAtEveryPositionOfEveryBatchSize) {
  const std::vector<std::string> inputs = OddInputs();
  const Options options[] = {{}, {.check = Check::kCrc}, {.datagram = true}};
  constexpr size_t kBackgrounds[] = {0, 1, 19, 25};  // INET, INET6, a line, no header
  Records expected;
  Records scratch;
  size_t batches = 0;
  for (size_t n = 0; n <= kMaxBatch; n += n < 40 ? kStride : (kSlowdown > 1 ? 13 : 3)) {
    for (size_t position = 0; position < n; ++position) {
      const std::string& background = inputs[kBackgrounds[(n + position) % 4]];
      for (const std::string& odd : inputs) {
        std::vector<Buffer> buffers(n, {background.data(), background.size()});
        buffers[position] = {odd.data(), odd.size()};
        const Options& chosen = options[batches++ % std::size(options)];
        Ask(ReferenceWitness(), buffers, chosen, true, expected);
        for (const Witness& witness : Witnesses()) {
          const auto difference =
              BatchDifference(witness, buffers, chosen, true, expected, scratch);
          ASSERT_FALSE(difference) << *difference;
        }
      }
    }
  }
  std::printf("%zu batches\n", batches);
}

// Every size, with and without endpoints, of generated inputs.
TEST(Forms, WithoutEndpointsTheHeadersAreTheSame) {
  InputGenerator generator(11);
  std::vector<uint8_t> memory(kMaxBatch * kMaxInputSize);
  Records expected;
  Records scratch;
  for (size_t n = 0; n <= kMaxBatch; ++n) {
    std::vector<Buffer> buffers;
    for (size_t i = 0; i < n; ++i) {
      uint8_t* const at = memory.data() + i * kMaxInputSize;
      buffers.push_back({at, generator.Next(at)});
    }
    for (const Options& options : {Options{}, Options{.check = Check::kCrc}}) {
      Ask(ReferenceWitness(), buffers, options, true, expected);
      for (const Witness& witness : Witnesses()) {
        for (const bool with_endpoints : {false, true}) {
          const auto difference =
              BatchDifference(witness, buffers, options, with_endpoints, expected, scratch);
          ASSERT_FALSE(difference) << *difference;
        }
      }
    }
  }
}

// Records of an earlier batch are no input: an ok header that is larger than any buffer here would
// be read far behind them, if a check looked at it before it is written.
TEST(Forms, EarlierRecordsDoNotMatter) {
  InputGenerator generator(14);
  std::vector<uint8_t> memory(kMaxBatch * kMaxInputSize);
  Records expected;
  for (size_t round = 0; round < 400 / kSlowdown + 20; ++round) {
    const size_t n = 1 + generator.rng().Below(kMaxBatch);
    std::vector<Buffer> buffers;
    for (size_t i = 0; i < n; ++i) {
      uint8_t* const at = memory.data() + i * kMaxInputSize;
      buffers.push_back({at, generator.Next(at)});
    }
    const Options options = {.check = static_cast<Check>(round % 3)};
    Ask(ReferenceWitness(), buffers, options, true, expected);
    for (const Witness& witness : Witnesses()) {
      std::vector<Header> headers(n, OkV2(0x21, 0x11, 28, kMaxHeaderSize, Header::kTlvsWalked));
      Endpoints earlier{};
      std::memset(static_cast<void*>(&earlier), 1, sizeof(earlier));
      std::vector<Endpoints> endpoints(n, earlier);
      ASSERT_EQ(witness.decode_batch(buffers, headers.data(), endpoints.data(), options),
                expected.ok)
          << witness.name;
      for (size_t i = 0; i < n; ++i) {
        ASSERT_TRUE(Same(headers[i], expected.headers[i]) &&
                    Same(endpoints[i], expected.endpoints[i]))
            << witness.name << " at " << i << " of " << n << "\n"
            << ToHex(BytesOf(buffers[i]));
      }
    }
  }
}

// The calls for slots as a witness, so that the same comparison serves.
Witness SlotsWitness(const Engine* engine, const Slots& slots) {
  Witness witness;
  witness.name = NameOf(engine) + " on slots";
  witness.decode_batch = [engine, slots](std::span<const Buffer>, Header* headers,
                                         Endpoints* endpoints, const Options& options) {
    return engine != nullptr ? engine->DecodeBatch(slots, headers, endpoints, options)
                             : DecodeBatch(slots, headers, endpoints, options);
  };
  return witness;
}

// Slots in order and by number, numbers that repeat, slots that overlap, more slots than a block.
TEST(Forms, SlotsEqualBuffers) {
  constexpr size_t kMaxCount = 600;
  InputGenerator generator(12);
  Rng& rng = generator.rng();
  std::vector<uint8_t> memory(kMaxCount * 512 + kMaxInputSize);
  Records expected;
  Records scratch;
  for (size_t round = 0; round < 400 / kSlowdown; ++round) {
    const size_t count = round <= kMaxBatch ? round : rng.Below(kMaxCount + 1);
    const size_t stride = rng.OneIn(3) ? 1 + rng.Below(64) : 64 + rng.Below(449);
    std::vector<uint16_t> ids;
    std::vector<uint32_t> sizes;
    std::vector<Buffer> buffers;
    for (size_t i = 0; i < kMaxCount; ++i) generator.Next(memory.data() + i * stride);
    const bool by_id = rng.OneIn(2);
    for (size_t i = 0; i < count; ++i) {
      ids.push_back(static_cast<uint16_t>(by_id ? rng.Below(kMaxCount) : i));
      sizes.push_back(rng.Below(rng.OneIn(2) ? 64 : 600));
      buffers.push_back({memory.data() + stride * ids.back(), sizes.back()});
    }
    const Slots slots{memory.data(), stride, by_id ? ids.data() : nullptr, sizes.data(), count};
    const Options options = {.check = static_cast<Check>(rng.Below(3)), .datagram = rng.OneIn(3)};
    Ask(ReferenceWitness(), buffers, options, true, expected);
    for (const Engine* const engine : Engines()) {
      for (const bool with_endpoints : {true, false}) {
        Ask(SlotsWitness(engine, slots), buffers, options, with_endpoints, scratch);
        ASSERT_EQ(scratch.ok, expected.ok) << NameOf(engine);
        ASSERT_FALSE(scratch.wrote_past_end) << NameOf(engine);
        for (size_t i = 0; i < count; ++i) {
          ASSERT_TRUE(Same(scratch.headers[i], expected.headers[i]) &&
                      (!with_endpoints || Same(scratch.endpoints[i], expected.endpoints[i])))
              << NameOf(engine) << " at " << i << " of " << count << " with a stride of " << stride
              << "\n"
              << ToHex(BytesOf(buffers[i])) << "\n"
              << Show(expected.headers[i]) << "\n"
              << Show(scratch.headers[i]);
        }
      }
    }
  }
}

// The last slot, the list of numbers and the list of sizes end where unreadable pages begin.
TEST(Forms, SlotsInFrontOfUnreadablePages) {
  const std::string header = V2("21 11 000c c0000201 c6336402 dc04 01bb");
  for (size_t count = 0; count <= kMaxBatch; ++count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += header;
    GuardedBuffer memory(text.size());
    GuardedBuffer id_memory(count * sizeof(uint16_t));
    GuardedBuffer size_memory(count * sizeof(uint32_t));
    auto* const ids = id_memory.RoomAtEnd<uint16_t>(count, 0);
    auto* const sizes = size_memory.RoomAtEnd<uint32_t>(count, 0);
    for (size_t i = 0; i < count; ++i) {
      ids[i] = static_cast<uint16_t>(count - 1 - i);
      sizes[i] = static_cast<uint32_t>(header.size());
    }
    const auto placed = memory.PlaceAtEnd(Bytes(text));
    for (const Engine* const engine : Engines()) {
      for (const uint16_t* const numbers :
           {static_cast<const uint16_t*>(ids), static_cast<const uint16_t*>(nullptr)}) {
        const Slots slots{placed.data(), header.size(), numbers, sizes, count};
        Records records;
        Ask(SlotsWitness(engine, slots), std::vector<Buffer>(count), {}, true, records);
        ASSERT_EQ(records.ok, count) << NameOf(engine);
      }
    }
  }
}

// What does not fit 16 or 32 bits: slot numbers, sizes, and how far a slot is from the first.
TEST(Forms, SlotsFarApartManyAndLarge) {
  const std::string header = V2("21 11 000c c0000201 c6336402 dc04 01bb");
  constexpr size_t kCount = 70'000;
  std::string text;
  for (size_t i = 0; i < kCount; ++i) text += header;
  text += std::string(kMaxHeaderSize, '\0');
  text[header.size() * 65'536 + 12] = '\x31';  // what slot 65,536 holds is not what slot 0 holds
  // From 65,536 on the low 16 bits are too small for a header.
  std::vector<uint32_t> sizes;
  for (size_t i = 0; i < kCount; ++i) {
    constexpr uint32_t kSizes[] = {28,    65551,      65536,    65537,
                                   65552, 65536 + 15, 1U << 31, 0xFFFFFFFF};
    sizes.push_back(kSizes[i % std::size(kSizes)]);
  }
  std::vector<uint16_t> last(kCount, 65'535);
  for (const Engine* const engine : Engines()) {
    Records records;
    const std::vector<Buffer> room(kCount);
    const Slots in_order{text.data(), header.size(), nullptr, sizes.data(), kCount};
    Ask(SlotsWitness(engine, in_order), room, {}, true, records);
    EXPECT_EQ(records.ok, kCount - 1) << NameOf(engine);
    EXPECT_TRUE(Same(records.headers[65'536], Invalid(2, Reason::kBadVersion, 12)));
    const Slots by_id{text.data(), header.size(), last.data(), sizes.data(), kCount};
    Ask(SlotsWitness(engine, by_id), room, {}, true, records);
    EXPECT_EQ(records.ok, kCount) << NameOf(engine);
  }
}

TEST(Forms, SlotsFarApart) {
  if constexpr (sizeof(size_t) > 4) {
    const std::string header = V2("21 11 000c c0000201 c6336402 dc04 01bb");
    constexpr size_t kStride = (size_t{3} << 30) + 4096;
    constexpr size_t kCount = 4;
    void* const memory = mmap(nullptr, kStride * kCount, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) GTEST_SKIP() << "no room for 12 GiB of addresses";
    for (size_t i = 0; i < kCount; ++i) {
      std::memcpy(static_cast<char*>(memory) + kStride * i, header.data(), header.size());
    }
    const std::vector<uint32_t> sizes(kCount, static_cast<uint32_t>(header.size()));
    const Slots slots{memory, kStride, nullptr, sizes.data(), kCount};
    for (const Engine* const engine : Engines()) {
      Records records;
      Ask(SlotsWitness(engine, slots), std::vector<Buffer>(kCount), {}, true, records);
      EXPECT_EQ(records.ok, kCount) << NameOf(engine);
    }
    munmap(memory, kStride * kCount);
  }
}

TEST(Forms, IovecsEqualBuffers) {
  InputGenerator generator(13);
  std::vector<uint8_t> memory(kMaxBatch * kMaxInputSize);
  for (size_t n = 0; n <= kMaxBatch; ++n) {
    std::vector<Buffer> buffers;
    std::vector<iovec> vectors;
    for (size_t i = 0; i < n; ++i) {
      uint8_t* const at = memory.data() + i * kMaxInputSize;
      vectors.push_back({at, generator.Next(at)});
      buffers.push_back({at, vectors.back().iov_len});
    }
    Records expected;
    Ask(ReferenceWitness(), buffers, {}, true, expected);
    Witness witness;
    witness.name = "iovec";
    witness.decode_batch = [&](std::span<const Buffer>, Header* headers, Endpoints* endpoints,
                               const Options& options) {
      return DecodeBatch(vectors.data(), n, headers, endpoints, options);
    };
    Records scratch;
    const auto difference = BatchDifference(witness, buffers, {}, true, expected, scratch);
    ASSERT_FALSE(difference) << *difference;
  }
}

// A size of 4 GiB + k is not one of k: all that counts is that it is not less than 65,551.
TEST(Forms, SizesFarBeyondWhatIsThere) {
  std::vector<std::string> inputs = OddInputs();
  inputs.push_back("PROXY TCP4 " + std::string(200, '1'));
  inputs.push_back(V2("21 11 ffff") + std::string(65535, '\0'));
  GuardedBuffer memory(kMaxHeaderSize);
  std::vector<size_t> claims;
  for (size_t k = 0; k < 70; ++k) {
    claims.push_back(65551 + k);
    if constexpr (sizeof(size_t) > 4) {
      for (const int shift : {32, 33, 40, 63}) claims.push_back((size_t{1} << shift) + k);
    }
    claims.push_back((size_t{1} << 31) + k - 35);
    claims.push_back(~size_t{0} - k);
    claims.push_back(size_t{0xFFFFFFFF} - k);
  }
  Records expected;
  Records scratch;
  for (std::string input : inputs) {
    input.resize(kMaxHeaderSize, '0');
    const auto placed = memory.PlaceAtEnd(Bytes(input));
    for (const Options& options :
         {Options{}, Options{.check = Check::kCrc}, Options{.datagram = true}}) {
      const std::vector<Buffer> honest(claims.size(), {placed.data(), placed.size()});
      Ask(ReferenceWitness(), honest, options, true, expected);
      std::vector<Buffer> claimed;
      for (const size_t size : claims) claimed.push_back({placed.data(), size});
      for (const Witness& witness : Witnesses()) {
        Ask(witness, claimed, options, true, scratch);
        ASSERT_EQ(scratch.ok, expected.ok) << witness.name;
        for (size_t i = 0; i < claims.size(); ++i) {
          ASSERT_TRUE(Same(scratch.headers[i], expected.headers[i]) &&
                      Same(scratch.endpoints[i], expected.endpoints[i]))
              << witness.name << " with a size of " << claims[i] << ": "
              << Show(scratch.headers[i]);
          const Header single =
              witness.decode({placed.data(), claims[i]}, options, &scratch.endpoints[i]);
          ASSERT_TRUE(Same(single, expected.headers[i])) << witness.name << " " << claims[i];
          ASSERT_TRUE(Same(scratch.endpoints[i], expected.endpoints[i])) << witness.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
