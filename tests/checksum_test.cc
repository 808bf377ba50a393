// CRC32C on every target against an implementation of one bit at a time: all sizes, places, zeroed
// ranges and batches, and the sums that real systems sent.
#include "simdproxy/checksum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tests/corpus.h"
#include "tests/guarded_buffer.h"
#include "tests/records.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"

namespace simdproxy::testing {
namespace {

using ByteSpan = std::span<const std::byte>;

// The definition: remainder of the message by the reflected polynomial, bit by bit.
uint32_t OneBitAtATime(ByteSpan bytes, size_t zero_begin = SIZE_MAX, size_t zero_size = 0) {
  uint32_t remainder = 0xFFFFFFFF;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const bool zeroed = i >= zero_begin && i - zero_begin < zero_size;
    remainder ^= zeroed ? 0 : static_cast<uint32_t>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder & 1) != 0 ? remainder >> 1 ^ 0x82F63B78 : remainder >> 1;
    }
  }
  return ~remainder;
}

std::vector<const Engine*> Engines() {
  std::vector<const Engine*> engines;
  for (const std::string_view target : CompiledTargets()) {
    if (const Engine* const engine = EngineFor(target)) engines.push_back(engine);
  }
  return engines;
}

std::vector<std::byte> RandomBytes(Rng& rng, size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(rng.Byte());
  return bytes;
}

TEST(Checksum, Rfc3720AppendixB4) {
  std::string counting, reversed;
  for (int i = 0; i < 32; ++i) {
    counting += static_cast<char>(i);
    reversed += static_cast<char>(31 - i);
  }
  const std::string read_command = Hex(
      "01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018 28000000 00000000"
      "02000000 00000000");
  for (const Engine* const engine : Engines()) {
    EXPECT_EQ(engine->Crc32c(Bytes(std::string(32, '\0'))), 0x8A9136AAU) << engine->name();
    EXPECT_EQ(engine->Crc32c(Bytes(std::string(32, '\xff'))), 0x62A8AB43U) << engine->name();
    EXPECT_EQ(engine->Crc32c(Bytes(counting)), 0x46DD794EU) << engine->name();
    EXPECT_EQ(engine->Crc32c(Bytes(reversed)), 0x113FDB5CU) << engine->name();
    EXPECT_EQ(engine->Crc32c(Bytes(read_command)), 0xD9963A56U) << engine->name();
    EXPECT_EQ(engine->Crc32c(Bytes("123456789")), 0xE3069283U) << engine->name();
    EXPECT_EQ(engine->Crc32c({}), 0U) << engine->name();
  }
}

TEST(Checksum, EverySizeAtEveryAlignment) {
  Rng rng(1);
  constexpr size_t kMost = 600;
  const std::vector<std::byte> bytes = RandomBytes(rng, kMost);
  alignas(64) std::byte memory[64 + kMost];
  for (size_t size = 0; size <= kMost; ++size) {
    const ByteSpan input(bytes.data(), size);
    const uint32_t expected = OneBitAtATime(input);
    for (size_t alignment = 0; alignment < 64; alignment += kSlowdown) {
      std::fill(std::begin(memory), std::end(memory), std::byte{0x5A});
      std::ranges::copy(input, memory + alignment);
      for (const Engine* const engine : Engines()) {
        ASSERT_EQ(engine->Crc32c({memory + alignment, size}), expected)
            << engine->name() << ", " << size << " bytes at " << alignment;
      }
    }
  }
}

TEST(Checksum, EverySizeBetweenUnreadablePages) {
  Rng rng(2);
  constexpr size_t kMost = 600;
  const std::vector<std::byte> bytes = RandomBytes(rng, kMost);
  GuardedBuffer guarded(kMost);
  for (size_t size = 0; size <= kMost; ++size) {
    const ByteSpan input(bytes.data(), size);
    const size_t zero_begin = size < 4 ? 0 : rng.Below(size - 3);
    const uint32_t expected = OneBitAtATime(input, zero_begin, 4);
    for (const bool at_end : {true, false}) {
      const ByteSpan placed = at_end ? guarded.PlaceAtEnd(input) : guarded.PlaceAtStart(input);
      guarded.MakeReadOnly();
      for (const Engine* const engine : Engines()) {
        ASSERT_EQ(engine->Crc32c(placed), OneBitAtATime(input)) << engine->name() << ", " << size;
        ASSERT_EQ(engine->Crc32c(placed, zero_begin, 4), expected)
            << engine->name() << ", " << size << " bytes, " << zero_begin;
        // At both ends, where the field touches the unreadable page.
        ASSERT_EQ(engine->Crc32c(placed, 0, 4), OneBitAtATime(input, 0, 4)) << engine->name();
        const size_t last = size < 4 ? 0 : size - 4;
        ASSERT_EQ(engine->Crc32c(placed, last, 4), OneBitAtATime(input, last, 4)) << engine->name();
      }
      guarded.MakeWritable();
    }
  }
}

TEST(Checksum, EveryZeroedRange) {
  Rng rng(3);
  const std::vector<std::byte> bytes = RandomBytes(rng, 130);
  const std::vector<const Engine*> engines = Engines();
  for (size_t size = 0; size <= 130; size += kSlowdown) {
    const ByteSpan input(bytes.data(), size);
    for (size_t begin = 0; begin <= size; ++begin) {
      for (size_t count = 0; count <= size - begin; ++count) {
        const uint32_t expected = OneBitAtATime(input, begin, count);
        for (const Engine* const engine : engines) {
          ASSERT_EQ(engine->Crc32c(input, begin, count), expected)
              << engine->name() << ", " << size << " bytes, " << count << " from " << begin;
        }
      }
    }
  }
}

TEST(Checksum, RangesAreClamped) {
  const std::string bytes = Hex("00 01 02 03 04 05 06 07 08 09");
  const uint32_t whole = OneBitAtATime(Bytes(bytes));
  for (const Engine* const engine : Engines()) {
    EXPECT_EQ(engine->Crc32c(Bytes(bytes), 10, 4), whole);
    EXPECT_EQ(engine->Crc32c(Bytes(bytes), SIZE_MAX, SIZE_MAX), whole);
    EXPECT_EQ(engine->Crc32c(Bytes(bytes), 0, SIZE_MAX), OneBitAtATime(Bytes(bytes), 0, 10));
    EXPECT_EQ(engine->Crc32c(Bytes(bytes), 7, 4), OneBitAtATime(Bytes(bytes), 7, 3));
    EXPECT_EQ(engine->Crc32c(Bytes(bytes), 9, SIZE_MAX), OneBitAtATime(Bytes(bytes), 9, 1));
    EXPECT_EQ(engine->Crc32c({}, 0, 4), 0U);
  }
}

// Around the sizes where streams begin and where a distance needs another constant.
TEST(Checksum, LargeSpans) {
  Rng rng(4);
  std::vector<size_t> sizes = {511,    512,    513,    1023,   1024,   4095,
                               4096,   65535,  65536,  65537,  65551,  131071,
                               131072, 196608, 196616, 200001, 262144, 400000};
  for (size_t i = 0; i < 160 / kSlowdown; ++i) sizes.push_back(600 + rng.Below(64952));
  const std::vector<std::byte> bytes = RandomBytes(rng, 400000);
  GuardedBuffer guarded(bytes.size());
  for (const size_t size : sizes) {
    const ByteSpan input = guarded.PlaceAtEnd({bytes.data() + rng.Below(64), size - 64});
    const uint32_t whole = OneBitAtATime(input);
    for (int i = 0; i < 4; ++i) {
      const size_t begin = rng.Below(input.size());
      const size_t zeros = i == 0 ? 4 : rng.Below(input.size());
      const uint32_t expected = OneBitAtATime(input, begin, zeros);
      for (const Engine* const engine : Engines()) {
        ASSERT_EQ(engine->Crc32c(input), whole) << engine->name() << ", " << input.size();
        ASSERT_EQ(engine->Crc32c(input, begin, zeros), expected)
            << engine->name() << ", " << input.size() << " bytes, " << zeros << " from " << begin;
      }
    }
  }
}

// A field at each distance from the end that a constant is kept for, and some more.
TEST(Checksum, FieldAtEveryDistance) {
  Rng rng(5);
  const std::vector<std::byte> bytes = RandomBytes(rng, 1300);
  for (size_t begin = 0; begin + 4 <= bytes.size(); begin += kSlowdown) {
    const uint32_t expected = OneBitAtATime(bytes, begin, 4);
    for (const Engine* const engine : Engines()) {
      ASSERT_EQ(engine->Crc32c(bytes, begin, 4), expected) << engine->name() << ", " << begin;
    }
  }
}

struct Batch {
  std::vector<Buffer> buffers;
  std::vector<uint32_t> zero_begin;
};

Batch RandomBatch(Rng& rng, size_t count, ByteSpan memory) {
  static constexpr size_t kEdges[] = {0,  1,  3,   4,   7,   8,   9,   15,  16,  35,
                                      59, 84, 107, 495, 503, 504, 505, 511, 512, 1000};
  Batch batch;
  const bool alike = rng.OneIn(4);
  const size_t first_size = rng.Below(600);
  for (size_t i = 0; i < count; ++i) {
    const size_t size = alike ? first_size : rng.OneIn(3) ? rng.Pick(kEdges) : rng.Below(200);
    batch.buffers.push_back({memory.data() + rng.Below(memory.size() - size), size});
    // Inside, over the end, behind it.
    const uint32_t begin = rng.OneIn(50) ? UINT32_MAX - rng.Below(8) : rng.Below(size + 6);
    batch.zero_begin.push_back(begin);
  }
  return batch;
}

TEST(Checksum, Batches) {
  Rng rng(6);
  const std::vector<std::byte> memory = RandomBytes(rng, 4096);
  for (size_t round = 0; round < 2000 / kSlowdown; ++round) {
    const size_t count = round < 300 ? round : rng.Below(300);
    const Batch batch = RandomBatch(rng, count, memory);
    std::vector<uint32_t> expected;
    for (size_t i = 0; i < count; ++i) {
      expected.push_back(OneBitAtATime(
          {static_cast<const std::byte*>(batch.buffers[i].data), batch.buffers[i].size},
          batch.zero_begin[i], 4));
    }
    for (const Engine* const engine : Engines()) {
      std::vector<uint32_t> sums(count + 1, 0xAAAAAAAA);
      engine->Crc32cBatch(batch.buffers, batch.zero_begin.data(), sums.data());
      ASSERT_EQ(sums.back(), 0xAAAAAAAA) << engine->name() << " wrote behind the sums";
      sums.pop_back();
      ASSERT_EQ(sums, expected) << engine->name() << ", batch of " << count;
    }
  }
}

// Every size that is interleaved, alone between unreadable pages and in a full group.
TEST(Checksum, BatchesBetweenUnreadablePages) {
  Rng rng(7);
  const std::vector<std::byte> bytes = RandomBytes(rng, 600);
  GuardedBuffer at_end(600), at_start(600);
  for (size_t size = 0; size <= 600; ++size) {
    const ByteSpan input(bytes.data(), size);
    const ByteSpan end = at_end.PlaceAtEnd(input);
    const ByteSpan start = at_start.PlaceAtStart(input);
    const auto last = static_cast<uint32_t>(size < 4 ? 0 : size - 4);
    const std::vector<Buffer> buffers = {{end.data(), size},
                                         {start.data(), size},
                                         {start.data(), size},
                                         {end.data(), size},
                                         {end.data(), size}};
    const uint32_t zero_begin[] = {0, 0, last, last, last / 2};
    for (const Engine* const engine : Engines()) {
      uint32_t sums[5];
      engine->Crc32cBatch(buffers, zero_begin, sums);
      for (size_t i = 0; i < 5; ++i) {
        ASSERT_EQ(sums[i], OneBitAtATime(input, zero_begin[i], 4))
            << engine->name() << ", " << size << " bytes, place " << i;
      }
    }
  }
}

TEST(Checksum, FreeFunctions) {
  const std::string bytes = Hex("00 01 02 03 04 05 06 07 08 09 0a 0b");
  const std::vector<Buffer> buffers(9, {bytes.data(), bytes.size()});
  const std::vector<uint32_t> zero_begin(9, 5);
  std::vector<uint32_t> sums(9);
  Crc32cBatch(buffers, zero_begin.data(), sums.data());
  EXPECT_EQ(sums, std::vector<uint32_t>(9, OneBitAtATime(Bytes(bytes), 5, 4)));
  EXPECT_EQ(Crc32c(Bytes(bytes), 5, 4), sums[0]);
  EXPECT_EQ(Crc32c(Bytes(bytes)), OneBitAtATime(Bytes(bytes)));
  Crc32cBatch({}, nullptr, nullptr);
}

TEST(Checksum, OfRealHeaders) {
  size_t found = 0;
  for (const RealHeader& real : RealHeaders()) {
    const ByteSpan bytes = Bytes(real.bytes);
    const Header header = Decode(bytes);
    if (!header.ok() || header.version() != 2) continue;
    const auto entry = TlvsOf(bytes, header).Find(tlv_type::kCrc32c);
    if (!entry) continue;
    const TlvValue<uint32_t> stored = ReadCrc32c(*entry);
    ASSERT_TRUE(stored) << real.file;
    ++found;
    EXPECT_EQ(OneBitAtATime(bytes.first(header.size()), entry->value_offset(), 4), *stored)
        << real.file;
    for (const Engine* const engine : Engines()) {
      EXPECT_EQ(engine->Crc32c(bytes.first(header.size()), entry->value_offset(), 4), *stored)
          << engine->name() << ", " << real.file;
    }
  }
  EXPECT_GE(found, 3U);
}

}  // namespace
}  // namespace simdproxy::testing
