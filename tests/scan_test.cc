// The scanner in one chunk, on every target: literal inputs, hits planted at every place, inputs at
// every alignment between unreadable pages, and hostile bytes against the reference.
#include "simdproxy/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/reference/reference.h"
#include "tests/guarded_buffer.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/scan_inputs.h"

namespace simdproxy::testing {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The reference first: it is the oracle of all else.
std::vector<std::vector<ScanHit>> EveryAnswer(ScanFor what, ByteSpan bytes) {
  std::vector<std::vector<ScanHit>> answers = {reference::FindAll(what, bytes)};
  for (const Engine* const engine : ScanEngines()) {
    answers.push_back(ScanWhole(*engine, what, bytes));
  }
  return answers;
}

void ExpectAsReference(ScanFor what, ByteSpan bytes, const std::string& where) {
  const std::vector<ScanHit> expected = reference::FindAll(what, bytes);
  for (const Engine* const engine : ScanEngines()) {
    ASSERT_EQ(ScanWhole(*engine, what, bytes), expected) << engine->name() << ", " << where;
    ScanState state(what);
    ASSERT_EQ(engine->CountHits(state, bytes), expected.size()) << engine->name() << ", " << where;
    ASSERT_EQ(state.offset(), bytes.size());
  }
}

TEST(Scan, Literals) {
  const std::string text = "GET / HTTP/1.1\r\n\r\n" + std::string(kSignature) +
                           "PROXY TCP4 PROXY TCP5 PROXY TCP6 \r\nPROXY UNKNOWN PROXY unknown";
  for (const auto& hits : EveryAnswer(ScanFor::kV2, AsBytes(text))) {
    EXPECT_THAT(hits, ElementsAre(ScanHit::Of(18, Kind::kV2)));
  }
  for (const auto& hits : EveryAnswer(ScanFor::kV1, AsBytes(text))) {
    EXPECT_THAT(hits, ElementsAre(ScanHit::Of(30, Kind::kV1), ScanHit::Of(52, Kind::kV1),
                                  ScanHit::Of(65, Kind::kV1)));
  }
  for (const auto& hits : EveryAnswer(ScanFor::kHeaders, AsBytes(text))) {
    EXPECT_THAT(hits, ElementsAre(ScanHit::Of(18, Kind::kV2), ScanHit::Of(30, Kind::kV1),
                                  ScanHit::Of(52, Kind::kV1), ScanHit::Of(65, Kind::kV1)));
  }
  for (const auto& hits : EveryAnswer(ScanFor::kCrlf, AsBytes(text))) {
    EXPECT_THAT(hits,
                ElementsAre(ScanHit::Of(14, Kind::kNeither), ScanHit::Of(16, Kind::kNeither),
                            ScanHit::Of(18, Kind::kNeither), ScanHit::Of(20, Kind::kNeither),
                            ScanHit::Of(23, Kind::kNeither), ScanHit::Of(63, Kind::kNeither)));
  }
}

TEST(Scan, NothingInNothing) {
  for (const ScanFor what : kAllScans) {
    for (const auto& hits : EveryAnswer(what, {})) EXPECT_THAT(hits, IsEmpty());
    EXPECT_EQ(CountHits(what, {}), 0U);
    EXPECT_EQ(FindFirst(what, {}), 0U);
  }
}

TEST(Scan, FreeFunctions) {
  const std::string text = "abc\r\nPROXY UNKNOWN\r\n";
  EXPECT_EQ(FindFirst(ScanFor::kCrlf, AsBytes(text)), 3U);
  EXPECT_EQ(FindFirst(ScanFor::kV1, AsBytes(text)), 5U);
  EXPECT_EQ(FindFirst(ScanFor::kV2, AsBytes(text)), 20U);
  EXPECT_EQ(CountHits(ScanFor::kCrlf, AsBytes(text)), 2U);
  ScanState state(ScanFor::kHeaders);
  ScanHit hits[2];
  const ScanResult result = Scan(state, AsBytes(text), hits);
  EXPECT_EQ(result.found, 1U);
  EXPECT_EQ(result.consumed, 20U);
  EXPECT_EQ(hits[0], ScanHit::Of(5, Kind::kV1));
}

// One bit or byte wrong anywhere, and it is no hit; the right one is.
TEST(Scan, EveryByteCounts) {
  for (const std::string_view pattern : kPatterns) {
    for (size_t i = 0; i < pattern.size(); ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string text = std::string(100, '.') + std::string(pattern) + std::string(600, '.');
        text[100 + i] ^= static_cast<char>(1 << bit);
        for (const ScanFor what : kAllScans) {
          ExpectAsReference(what, AsBytes(text), std::to_string(i) + "." + std::to_string(bit));
        }
      }
    }
  }
}

// Around the sizes of vectors and blocks, amid bytes that each of the screens takes for a hit.
class ScanPlanted : public ::testing::TestWithParam<char> {};

TEST_P(ScanPlanted, AtEveryPlace) {
  GuardedBuffer guarded(2048);
  for (const std::string_view pattern : kPatterns) {
    for (const size_t size : {size_t{13}, size_t{64}, size_t{77}, size_t{700}, size_t{1300}}) {
      const size_t step = size > 100 ? kSlowdown : 1;
      for (size_t at = 0; at + pattern.size() <= size; at += step) {
        std::string text(size, GetParam());
        text.replace(at, pattern.size(), pattern);
        const ByteSpan bytes = guarded.PlaceAtEnd(AsBytes(text));
        const Kind kind = pattern[0] == 'P'       ? Kind::kV1
                          : pattern == kSignature ? Kind::kV2
                                                  : Kind::kNeither;
        const ScanFor what = kind == Kind::kNeither ? ScanFor::kCrlf : ScanFor::kHeaders;
        for (const Engine* const engine : ScanEngines()) {
          ASSERT_THAT(ScanWhole(*engine, what, bytes), ElementsAre(ScanHit::Of(at, kind)))
              << engine->name() << ", " << size;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Amid, ScanPlanted, ::testing::Values('.', '\0', 'X', ' ', 'Q', '\r'));

// What stands outside of the input would make hits of what stands in it.
TEST(Scan, CutAtBothEnds) {
  GuardedBuffer guarded(4096);
  for (const std::string_view pattern : kPatterns) {
    for (size_t cut = 1; cut < pattern.size(); ++cut) {
      for (size_t size : {size_t{0}, size_t{40}, size_t{63}, size_t{500}, size_t{1100}}) {
        const std::string text = std::string(pattern.substr(cut)) + std::string(size, '.') +
                                 std::string(pattern.substr(0, cut));
        const ByteSpan bytes = guarded.Place(
            1000, AsBytes(text), {.before = pattern.substr(0, cut), .after = pattern.substr(cut)});
        for (const ScanFor what : kAllScans) ExpectAsReference(what, bytes, std::to_string(cut));
      }
    }
  }
}

TEST(Scan, EverySizeAndAlignmentBetweenUnreadablePages) {
  Rng rng(1);
  GuardedBuffer guarded(4096);
  for (size_t size = 0; size < 1400; size += 1 + rng.Below(kSlowdown)) {
    const std::string text = HostileBytes(rng, size);
    for (const ScanFor what : kAllScans) {
      ExpectAsReference(what, guarded.PlaceAtEnd(AsBytes(text)), std::to_string(size));
      ExpectAsReference(what, guarded.PlaceAtStart(AsBytes(text)), std::to_string(size));
    }
  }
  const std::string text = HostileBytes(rng, 1500);
  for (size_t offset = 0; offset < 128; ++offset) {
    for (const ScanFor what : kAllScans) {
      ExpectAsReference(what, guarded.Place(offset, AsBytes(text)), std::to_string(offset));
    }
  }
}

// From the sizes at which only single words are looked at to those at which there are blocks.
TEST(Scan, EverySizeAtEveryAlignment) {
  Rng rng(3);
  GuardedBuffer guarded(4096);
  std::vector<size_t> sizes;
  for (size_t size = 0; size <= 300; ++size) sizes.push_back(size);
  for (size_t size = 570; size < 670; size += 7) sizes.push_back(size);
  for (const size_t size : sizes) {
    const std::string text = HostileBytes(rng, size);
    for (size_t offset = rng.Below(kSlowdown); offset < 64; offset += kSlowdown) {
      const ScanFor what = kAllScans[(size + offset) % 4];
      ExpectAsReference(what, guarded.Place(offset, AsBytes(text)), std::to_string(offset));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Scan, HostileBytesAsTheReference) {
  Rng rng(2);
  for (size_t round = 0; round < 6000 / kSlowdown; ++round) {
    const size_t size = rng.OneIn(20) ? rng.Below(20000) : rng.Below(3000);
    const std::string text = HostileBytes(rng, size);
    for (const ScanFor what : kAllScans) {
      ExpectAsReference(what, AsBytes(text), "round " + std::to_string(round));
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
