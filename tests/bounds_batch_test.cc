// Inputs and outputs against unreadable pages: every input by itself and among others that each lie
// against a page of their own, and the lists of inputs and records likewise. What stands around an
// input never changes an answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/corpus.h"
#include "tests/guarded_buffer.h"
#include "tests/mutate.h"
#include "tests/oracle.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using namespace std::literals;

// Garbage, and bytes that would go on with what is there: fields, a line end, a length, TLVs.
constexpr Slack kSlacks[] = {{"\0"sv, "\xFF"sv},
                             {"\xFF"sv, "\0"sv},
                             {"PROXY TCP4 1.2.3."sv, "4 5.6.7.8 9 10\r\n"sv},
                             {"\r\n\r\n\0\r\nQUIT\n"sv, "\r\n"sv},
                             {"01234567"sv, "0123456789abcdef:"sv},
                             {"\x21\x11"sv, "\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C"sv},
                             {"\x03\0\x04"sv, "\x04\0\0\x03\0\x04"sv}};

constexpr Options kAllOptions[] = {{},
                                   {.check = Check::kTlv},
                                   {.check = Check::kCrc},
                                   {.max_size = 60, .check = Check::kCrc, .datagram = true}};

// The reference's answer to a plain copy.
struct Answer {
  Header header;
  Endpoints endpoints;
};
Answer AnswerOf(std::span<const std::byte> input, const Options& options) {
  const std::vector<std::byte> copy(input.begin(), input.end());
  Answer answer;
  answer.header = reference::Decode(copy, options, &answer.endpoints);
  return answer;
}

using Answers = std::array<Answer, std::size(kAllOptions)>;
Answers AnswersOf(std::span<const std::byte> input) {
  Answers answers;
  for (size_t i = 0; i < answers.size(); ++i) answers[i] = AnswerOf(input, kAllOptions[i]);
  return answers;
}

// One input where it was placed, on every witness.
void ExpectPlaced(std::span<const std::byte> placed, const Answers& answers) {
  const Buffer buffer{placed.data(), placed.size()};
  for (const Witness& witness : Witnesses()) {
    for (size_t i = 0; i < answers.size(); ++i) {
      const auto difference = SingleDifference(witness, buffer, kAllOptions[i], answers[i].header,
                                               answers[i].endpoints);
      ASSERT_FALSE(difference) << *difference;
    }
  }
}

// Flush at the end, flush at the start, and with each slack.
void ExpectSameEverywhere(GuardedBuffer& memory, std::span<const std::byte> input) {
  const Answers answers = AnswersOf(input);
  for (const Slack& slack : kSlacks) {
    ASSERT_NO_FATAL_FAILURE(ExpectPlaced(memory.PlaceAtEnd(input, slack), answers))
        << "in front of an unreadable page";
    ASSERT_NO_FATAL_FAILURE(ExpectPlaced(memory.PlaceAtStart(input, slack), answers))
        << "behind an unreadable page";
  }
}

TEST(BoundsSlack, EveryRealHeaderCutOffAnywhere) {
  GuardedBuffer memory(4096);
  for (const RealHeader& real : RealHeaders()) {
    SCOPED_TRACE(real.file);
    for (size_t size = 0; size <= real.bytes.size(); size += size < 300 ? kStride : 7) {
      const auto input = Bytes(real.bytes).first(size);
      ASSERT_NO_FATAL_FAILURE(ExpectSameEverywhere(memory, input));
      // What goes on exactly as the header does.
      const Slack rest{"\0"sv, std::string_view(real.bytes).substr(size)};
      ASSERT_NO_FATAL_FAILURE(ExpectPlaced(memory.PlaceAtStart(input, rest), AnswersOf(input)));
    }
  }
}

// Inputs of one size each: headers that end there, go on, or ended before.
std::vector<std::string> InputsOfSize(size_t size) {
  const auto v2 = [size](int command, int family, size_t length) {
    std::string text = V2("00 00 00 00");
    text[12] = static_cast<char>(command);
    text[13] = static_cast<char>(family);
    text[14] = static_cast<char>(length >> 8);
    text[15] = static_cast<char>(length);
    for (size_t i = text.size(); i < size; ++i) text += static_cast<char>(i * 7);
    text.resize(size);
    return text;
  };
  const auto filled = [size](std::string text, char filler, std::string_view end) {
    text.resize(size < end.size() ? 0 : std::max(text.size(), size - end.size()), filler);
    text += end;
    text.resize(size);
    return text;
  };
  const size_t length = size < 16 ? 0 : size - 16;
  return {v2(0x21, 0x11, length),
          v2(0x21, 0x21, length),
          v2(0x21, 0x31, length),
          v2(0x20, 0x00, length),
          v2(0x21, 0x11, length + 1),
          v2(0x21, 0x21, 36),
          v2(0x21, 0x12, 12),
          filled("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n", 'x', ""),
          filled("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 56324 443\r\n", '\0', ""),
          filled("PROXY UNKNOWN ", 'x', "\r\n"),
          filled("PROXY TCP6 ", '1', " 1 1 1\r\n"),
          filled("GET / HTTP/1.1\r\n", 'x', "")};
}

TEST(BoundsSlack, EverySizeAtEveryAlignment) {
  GuardedBuffer memory(4096);
  size_t placed = 0;
  for (size_t size = 0; size <= 600; ++size) {
    for (const std::string& input : InputsOfSize(size)) {
      const Answers answers = AnswersOf(Bytes(input));
      for (size_t alignment = 0; alignment < 64; alignment += 1 + kSlowdown / 2) {
        // From the unreadable page before it, and to the one behind it.
        for (const size_t offset : {alignment, memory.room_size() - size - alignment}) {
          const Slack& slack = kSlacks[placed++ % std::size(kSlacks)];
          ASSERT_NO_FATAL_FAILURE(ExpectPlaced(memory.Place(offset, Bytes(input), slack), answers))
              << "size " << size << ", alignment " << alignment;
        }
      }
    }
  }
  std::printf("%zu placements\n", placed);
}

// As many inputs as a batch can have here, each against unreadable pages of its own.
constexpr size_t kMaxBatch = 130;

class GuardedBatch {
 public:
  GuardedBatch() {
    for (size_t i = 0; i < kMaxBatch; ++i) {
      memory_.push_back(std::make_unique<GuardedBuffer>(kMaxInputSize));
    }
  }

  /// Places n inputs: even ones at the end and odd ones at the start if `flip` is false, else the
  /// other way around.
  std::span<const Buffer> Place(size_t n, bool flip, const Slack& slack,
                                const std::function<std::span<const std::byte>(size_t)>& input) {
    placed_.clear();
    for (size_t i = 0; i < n; ++i) {
      const bool at_end = (i % 2 == 0) != flip;
      const auto bytes = at_end ? memory_[i]->PlaceAtEnd(input(i), slack)
                                : memory_[i]->PlaceAtStart(input(i), slack);
      placed_.push_back({bytes.data(), bytes.size()});
    }
    return placed_;
  }

  /// The list of inputs and the records are flush against unreadable pages too, at their end or at
  /// their start.
  void ExpectEqual(const Options& options, bool at_end) {
    const size_t n = placed_.size();
    Records expected;
    Ask(ReferenceWitness(), placed_, options, true, expected);
    const std::span<const Buffer> list(Room<Buffer>(list_, n, at_end), n);
    std::copy(placed_.begin(), placed_.end(), const_cast<Buffer*>(list.data()));
    for (const Witness& witness : Witnesses()) {
      Header* const headers = Room<Header>(headers_, n, at_end);
      Endpoints* const endpoints = Room<Endpoints>(endpoints_, n, at_end);
      const size_t ok = witness.decode_batch(list, headers, endpoints, options);
      ASSERT_EQ(ok, expected.ok) << witness.name;
      for (size_t i = 0; i < n; ++i) {
        ASSERT_TRUE(Same(headers[i], expected.headers[i]) &&
                    Same(endpoints[i], expected.endpoints[i]))
            << "at " << i << " of " << n << ": "
            << Describe(witness, options, BytesOf(list[i]), expected.headers[i],
                        expected.endpoints[i], headers[i], &endpoints[i]);
      }
      Header* const bare = Room<Header>(headers_, n, at_end);
      ASSERT_EQ(witness.decode_batch(list, bare, nullptr, options), expected.ok) << witness.name;
      for (size_t i = 0; i < n; ++i) ASSERT_TRUE(Same(bare[i], expected.headers[i]));
    }
  }

 private:
  template <class T>
  static T* Room(GuardedBuffer& memory, size_t n, bool at_end) {
    return at_end ? memory.RoomAtEnd<T>(n, kGarbage) : memory.RoomAtStart<T>(n, kGarbage);
  }

  std::vector<std::unique_ptr<GuardedBuffer>> memory_;
  std::vector<Buffer> placed_;
  GuardedBuffer list_{kMaxBatch * sizeof(Buffer)};
  GuardedBuffer headers_{kMaxBatch * sizeof(Header)};
  GuardedBuffer endpoints_{kMaxBatch * sizeof(Endpoints)};
};

// Every cut of every real header, in batches of neighbours.
TEST(BoundsBatch, EveryRealHeaderCutOffAnywhere) {
  std::vector<std::span<const std::byte>> cuts;
  for (const RealHeader& real : RealHeaders()) {
    for (size_t size = 0; size <= real.bytes.size(); ++size) {
      cuts.push_back(Bytes(real.bytes).first(size));
    }
  }
  GuardedBatch batch;
  size_t round = 0;
  for (size_t first = 0; first < cuts.size(); first += kMaxBatch) {
    const size_t n = std::min(kMaxBatch, cuts.size() - first);
    for (const bool flip : {false, true}) {
      batch.Place(n, flip, kSlacks[round++ % std::size(kSlacks)],
                  [&](size_t i) { return cuts[first + i]; });
      for (const Options& options : kAllOptions) {
        ASSERT_NO_FATAL_FAILURE(batch.ExpectEqual(options, flip));
      }
    }
  }
  std::printf("%zu cuts\n", cuts.size());
}

// Batches of every size, of generated and mutated inputs.
TEST(BoundsBatch, EveryBatchSize) {
  GuardedBatch batch;
  InputGenerator generator(7);
  std::array<uint8_t, kMaxInputSize> bytes;
  for (size_t n = 0; n <= kMaxBatch; ++n) {
    for (size_t round = 0; round < 40 / kSlowdown + 1; ++round) {
      batch.Place(n, round % 2 != 0, generator.rng().Pick(kSlacks), [&](size_t) {
        return std::as_bytes(std::span(bytes)).first(generator.Next(bytes.data()));
      });
      ASSERT_NO_FATAL_FAILURE(
          batch.ExpectEqual(generator.rng().Pick(kAllOptions), generator.rng().OneIn(2)));
    }
  }
}

// A checksum is compared without writing the zeros that it is computed with.
TEST(BoundsBatch, InputsAreNeverWritten) {
  for (const RealHeader& real : RealHeaders()) {
    GuardedBuffer memory(real.bytes.size());
    const auto placed = memory.PlaceAtEnd(Bytes(real.bytes));
    const Answers answers = AnswersOf(Bytes(real.bytes));
    memory.MakeReadOnly();
    ASSERT_NO_FATAL_FAILURE(ExpectPlaced(placed, answers)) << real.file;
    const std::vector<Buffer> batch(40, {placed.data(), placed.size()});
    Records records;
    for (const Witness& witness : Witnesses()) {
      Ask(witness, batch, {.check = Check::kCrc}, true, records);
      EXPECT_EQ(records.ok, answers[2].header.ok() ? batch.size() : 0) << witness.name;
    }
    memory.MakeWritable();
  }
}

// The longest header, in front of an unreadable page, and one byte less of it.
TEST(BoundsBatch, LongestHeader) {
  std::string header = V2("21 21 ff ff");
  header.resize(16 + 65535, '\x04');
  GuardedBuffer memory(header.size());
  for (const size_t size : {header.size(), header.size() - 1}) {
    ASSERT_NO_FATAL_FAILURE(ExpectSameEverywhere(memory, Bytes(header).first(size)));
  }
}

TEST(BoundsBatch, NullPointersOfSizeZero) {
  for (const Witness& witness : Witnesses()) {
    for (size_t n = 0; n <= 40; ++n) {
      const std::vector<Buffer> batch(n, {nullptr, 0});
      Records records;
      Ask(witness, batch, {}, true, records);
      EXPECT_EQ(records.ok, 0U);
      for (size_t i = 0; i < n; ++i) {
        EXPECT_TRUE(Same(records.headers[i], Incomplete(0, 15))) << witness.name;
        EXPECT_TRUE(Same(records.endpoints[i], Endpoints{})) << witness.name;
      }
    }
    EXPECT_TRUE(Same(witness.decode({}, {}, nullptr), Incomplete(0, 15))) << witness.name;
  }
}

}  // namespace
}  // namespace simdproxy::testing
