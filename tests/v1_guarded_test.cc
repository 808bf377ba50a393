// Edited v1 lines against unreadable pages: each line of a batch ends, or begins, at a page of its
// own.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/guarded_buffer.h"
#include "tests/oracle.h"
#include "tests/rng.h"
#include "tests/v1_edits.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

using namespace std::literals;

// Takes inputs and decodes them, 24 at a time, at either end of readable memory.
class GuardedLines {
 public:
  GuardedLines() {
    for (size_t i = 0; i < kBatch; ++i) memory_.push_back(std::make_unique<GuardedBuffer>(256));
  }
  ~GuardedLines() {
    Flush();
    std::printf("%zu inputs\n", taken_);
  }
  GuardedLines(const GuardedLines&) = delete;
  GuardedLines& operator=(const GuardedLines&) = delete;

  bool failed() const { return failed_; }

  void Add(std::string_view input) {
    if (failed_ || !choice_.OneIn(kSlowdown)) return;
    inputs_.emplace_back(input);
    ++taken_;
    if (inputs_.size() == kBatch) Flush();
  }

  void Flush() {
    for (const bool at_end : {true, false}) {
      if (failed_ || inputs_.empty()) break;
      // What would go on with the line.
      static constexpr Slack kSlacks[] = {
          {"PROXY TCP4 1"sv, "1 2\r\n"sv}, {"\r\n"sv, "\r\n"sv}, {"\0"sv, "\n0"sv}, {" "sv, " "sv}};
      const Slack& slack = kSlacks[round_++ / 2 % std::size(kSlacks)];
      std::vector<Buffer> buffers;
      for (size_t i = 0; i < inputs_.size(); ++i) {
        const auto bytes = std::as_bytes(std::span(inputs_[i]));
        const auto placed =
            at_end ? memory_[i]->PlaceAtEnd(bytes, slack) : memory_[i]->PlaceAtStart(bytes, slack);
        buffers.push_back({placed.data(), placed.size()});
      }
      Ask(ReferenceWitness(), buffers, {}, true, expected_);
      for (const Witness& witness : Witnesses()) {
        const auto difference = BatchDifference(witness, buffers, {}, true, expected_, scratch_);
        if (!difference) continue;
        ADD_FAILURE() << *difference;
        failed_ = true;
        break;
      }
    }
    inputs_.clear();
  }

 private:
  static constexpr size_t kBatch = 24;  // a whole group of lines and half of another

  std::vector<std::unique_ptr<GuardedBuffer>> memory_;
  std::vector<std::string> inputs_;
  Records expected_;
  Records scratch_;
  Rng choice_{2};
  size_t round_ = 0;
  size_t taken_ = 0;
  bool failed_ = false;
};

TEST(V1Guarded, AnyByteAnywhere) {
  GuardedLines lines;
  const std::string alphabet = AllBytes();
  for (const std::string_view line : kSoundLines) {
    ForEachEdit(line, alphabet, [&](const std::string& text) { lines.Add(text); });
  }
}

TEST(V1Guarded, TellingBytesAtEverySize) {
  GuardedLines lines;
  for (const std::string_view line : kSoundLines) {
    ForEachEdit(line, " \r\n.:0", [&](const std::string& text) {
      for (size_t size = 0; size <= text.size(); ++size) {
        lines.Add(std::string_view(text).substr(0, size));
      }
    });
  }
}

// Each line alone, so that no other line's memory stands next to it in a group.
TEST(V1Guarded, EverySizeByItself) {
  GuardedBuffer memory(256);
  for (const std::string_view line : kSoundLines) {
    const std::string followed = std::string(line) + "GET / HTTP/1.1\r\n";
    for (size_t size = 0; size <= followed.size(); ++size) {
      for (const bool at_end : {true, false}) {
        const auto input = std::as_bytes(std::span(followed)).first(size);
        const auto placed = at_end ? memory.PlaceAtEnd(input) : memory.PlaceAtStart(input);
        const Buffer buffer{placed.data(), placed.size()};
        Endpoints endpoints;
        const Header header = reference::Decode(input, {}, &endpoints);
        for (const Witness& witness : Witnesses()) {
          const auto difference = SingleDifference(witness, buffer, {}, header, endpoints);
          ASSERT_FALSE(difference) << *difference;
        }
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
