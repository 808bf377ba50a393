// The scanner on streams, on every target: however a stream is cut and however little room there is
// for hits, they are those of the whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/reference/reference.h"
#include "simdproxy/scan.h"
#include "tests/guarded_buffer.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/scan_inputs.h"

namespace simdproxy::testing {

namespace {

// A stream in chunks, each alone in memory that ends where the chunk does.
class Stream {
 public:
  Stream(const Engine& engine, ScanFor what, size_t room)
      : engine_(engine), state_(what), counter_(what), room_(room), guarded_(4096) {}

  void Feed(ByteSpan chunk) {
    const ByteSpan bytes = guarded_.PlaceAtEnd(chunk);
    counted_ += engine_.CountHits(counter_, bytes);
    size_t done = 0;
    for (;;) {
      std::vector<ScanHit> hits(room_ + 1, ScanHit{~uint64_t{0}});
      const uint64_t offset = state_.offset();
      const ScanResult result =
          engine_.Scan(state_, bytes.subspan(done), std::span(hits).first(room_));
      ASSERT_LE(result.found, room_);
      ASSERT_EQ(hits.back(), ScanHit{~uint64_t{0}}) << "wrote behind the hits";
      ASSERT_EQ(state_.offset(), offset + result.consumed);
      hits.resize(result.found);
      hits_.insert(hits_.end(), hits.begin(), hits.end());
      done += result.consumed;
      ASSERT_LE(done, bytes.size());
      if (result.found < room_) {
        ASSERT_EQ(done, bytes.size());
        break;
      }
      // Consumed up to the end of the last hit.
      ASSERT_LE(state_.offset() - hits.back().offset(), 13U);
    }
  }

  const std::vector<ScanHit>& hits() const { return hits_; }
  uint64_t counted() const { return counted_; }

 private:
  const Engine& engine_;
  ScanState state_;
  ScanState counter_;
  size_t room_;
  GuardedBuffer guarded_;
  std::vector<ScanHit> hits_;
  uint64_t counted_ = 0;
};

void ExpectHits(const Stream& stream, const std::vector<ScanHit>& expected,
                const std::string& where) {
  ASSERT_EQ(stream.hits(), expected) << where;
  ASSERT_EQ(stream.counted(), expected.size()) << where;
}

TEST(ScanStream, NoRoomConsumesNothing) {
  for (const Engine* const engine : ScanEngines()) {
    ScanState state(ScanFor::kCrlf);
    const ScanResult result = engine->Scan(state, AsBytes("\r\n\r\n"), {});
    EXPECT_EQ(result.found, 0U);
    EXPECT_EQ(result.consumed, 0U);
    EXPECT_EQ(state.offset(), 0U);
  }
}

TEST(ScanStream, RoomForOne) {
  for (const Engine* const engine : ScanEngines()) {
    ScanState state(ScanFor::kCrlf);
    ScanHit hit{};
    EXPECT_EQ(engine->Scan(state, AsBytes("a\r\nb\r"), {&hit, 1}).consumed, 3U);
    EXPECT_EQ(hit, ScanHit::Of(1, Kind::kNeither));
    EXPECT_EQ(engine->Scan(state, AsBytes("b\r"), {&hit, 1}).consumed, 2U);
    const ScanResult result = engine->Scan(state, AsBytes("\n\r\n"), {&hit, 1});
    EXPECT_EQ(result.found, 1U);
    EXPECT_EQ(result.consumed, 1U);
    EXPECT_EQ(hit, ScanHit::Of(4, Kind::kNeither));
    EXPECT_EQ(state.offset(), 6U);
    EXPECT_EQ(engine->Scan(state, AsBytes("\r\n"), {&hit, 1}).consumed, 2U);
    EXPECT_EQ(hit, ScanHit::Of(6, Kind::kNeither));
  }
}

TEST(ScanStream, EveryCutInTwo) {
  Rng rng(1);
  for (size_t round = 0; round < 40 / kSlowdown + 1; ++round) {
    const std::string text = HostileBytes(rng, 20 + rng.Below(round % 4 == 0 ? 800 : 120));
    const ByteSpan bytes = AsBytes(text);
    for (const ScanFor what : kAllScans) {
      const std::vector<ScanHit> expected = reference::FindAll(what, bytes);
      for (const Engine* const engine : ScanEngines()) {
        for (size_t cut = 0; cut <= bytes.size(); ++cut) {
          Stream stream(*engine, what, 1 + rng.Below(3));
          stream.Feed(bytes.first(cut));
          stream.Feed(bytes.subspan(cut));
          ExpectHits(stream, expected, "cut at " + std::to_string(cut));
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST(ScanStream, ByteByByte) {
  Rng rng(2);
  for (size_t round = 0; round < 100 / kSlowdown; ++round) {
    const std::string text = HostileBytes(rng, 300);
    for (const ScanFor what : kAllScans) {
      const std::vector<ScanHit> expected = reference::FindAll(what, AsBytes(text));
      for (const Engine* const engine : ScanEngines()) {
        Stream stream(*engine, what, 1);
        for (size_t i = 0; i < text.size(); ++i) stream.Feed(AsBytes(text).subspan(i, 1));
        ExpectHits(stream, expected, std::string(engine->name()));
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(ScanStream, AnyChunksAndAnyRoom) {
  Rng rng(3);
  for (size_t round = 0; round < 1500 / kSlowdown; ++round) {
    const std::string text = HostileBytes(rng, rng.Below(6000));
    const size_t largest = rng.OneIn(2) ? 20 : 2000;
    const size_t room = rng.OneIn(3) ? 1000 : 1 + rng.Below(5);
    const uint64_t seed = rng.Next();
    for (const ScanFor what : kAllScans) {
      const std::vector<ScanHit> expected = reference::FindAll(what, AsBytes(text));
      for (const Engine* const engine : ScanEngines()) {
        Rng cuts(seed);
        Stream stream(*engine, what, room);
        for (size_t done = 0; done < text.size();) {
          const size_t size = std::min<size_t>(cuts.Below(largest), text.size() - done);
          stream.Feed(AsBytes(text).subspan(done, size));
          done += size;
        }
        ExpectHits(stream, expected, "round " + std::to_string(round));
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(ScanStream, StatesAreCopied) {
  const ByteSpan half = AsBytes(kSignature.substr(0, 7));
  const ByteSpan rest = AsBytes(kSignature.substr(7));
  for (const Engine* const engine : ScanEngines()) {
    ScanState state(ScanFor::kHeaders);
    EXPECT_EQ(engine->CountHits(state, half), 0U);
    ScanState copy = state;
    EXPECT_EQ(engine->CountHits(state, rest), 1U);
    EXPECT_EQ(engine->CountHits(copy, AsBytes("x")), 0U);
    EXPECT_EQ(engine->CountHits(copy, rest), 0U);
  }
}

TEST(ScanStream, OffsetsBeyond32Bits) {
  if (kSlowdown != 1) GTEST_SKIP() << "takes too long in this build";
  const std::vector<std::byte> chunk(size_t{1} << 20);
  ScanState state(ScanFor::kHeaders);
  ScanHit hit{};
  for (int i = 0; i < 4100; ++i) ASSERT_EQ(Scan(state, chunk, {&hit, 1}).found, 0U);
  EXPECT_EQ(Scan(state, AsBytes(kSignature), {&hit, 1}).found, 1U);
  EXPECT_EQ(hit.offset(), uint64_t{4100} << 20);
}

}  // namespace
}  // namespace simdproxy::testing
