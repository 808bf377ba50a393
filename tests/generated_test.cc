// What is not decoding, on generated inputs: classification, TLV areas, and views of headers that
// were decoded from other bytes.
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "tests/guarded_buffer.h"
#include "tests/input_batch.h"
#include "tests/records.h"
#include "tests/sanitizers.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kMost = 300;

TEST(Generated, ClassifyEqualsWhatTheReferenceMakesOfIt) {
  InputBatch batch(500, kMost);
  std::vector<Kind> kinds(kMost);
  for (size_t round = 0; round < 400 / kSlowdown; ++round) {
    const size_t n = round % 2 == 0 ? kMost : batch.rng().Below(kMost);
    batch.Fill(n);
    for (const std::string_view target : CompiledTargets()) {
      const Engine* const engine = EngineFor(target);
      if (engine == nullptr) continue;
      engine->ClassifyBatch(batch.buffers(), kinds.data());
      for (size_t i = 0; i < n; ++i) {
        const auto input = BytesOf(batch.buffers()[i]);
        const Header header = reference::Decode(input);
        const Kind expected = header.version() == 2                      ? Kind::kV2
                              : header.version() == 1                    ? Kind::kV1
                              : header.outcome() == Outcome::kIncomplete ? Kind::kPrefix
                                                                         : Kind::kNeither;
        ASSERT_EQ(kinds[i], expected) << target << " " << ToHex(input);
        ASSERT_EQ(Classify(input), expected);
      }
    }
  }
}

TEST(Generated, TlvAreasEqualTheReference) {
  InputBatch batch(600, kMost);
  for (size_t round = 0; round < 200 / kSlowdown; ++round) {
    batch.Fill(kMost);
    for (const Buffer& buffer : batch.buffers()) {
      const auto input = BytesOf(buffer);
      const Header header = reference::Decode(input);
      const reference::TlvArea area = reference::FindTlvArea(input, header);
      const TlvView view = TlvsOf(input, header);
      ASSERT_EQ(view.begin_offset(), area.begin) << ToHex(input);
      ASSERT_EQ(view.end_offset(), area.end) << ToHex(input);
    }
  }
}

// What the checks vouch for: no entry that iterating meets is malformed.
TEST(Generated, WalkedTlvsAreSound) {
  InputBatch batch(700, kMost);
  size_t walked = 0;
  for (size_t round = 0; round < 100 / kSlowdown + 1; ++round) {
    batch.Fill(kMost);
    for (const Buffer& buffer : batch.buffers()) {
      const auto input = BytesOf(buffer);
      for (const Witness& witness : Witnesses()) {
        const Header header = witness.decode(input, {.check = Check::kTlv}, nullptr);
        if (!header.ok() || !header.tlvs_walked()) continue;
        ++walked;
        ASSERT_FALSE(TlvsOf(input, header).malformed_offset().has_value())
            << witness.name << " " << ToHex(input);
      }
    }
  }
  EXPECT_GT(walked, 100U);
}

// A header joined with bytes that it was not decoded from: other values, but no read outside them.
TEST(Generated, ViewsOfWrongHeadersStayInside) {
  InputBatch batch(800, kMost);
  GuardedBuffer memory(kMaxInputSize);
  Header previous{};
  for (size_t round = 0; round < 130 / kSlowdown; ++round) {
    batch.Fill(kMost);
    for (const Buffer& buffer : batch.buffers()) {
      const auto placed = memory.PlaceAtEnd(BytesOf(buffer));
      for (const Reading reading : {Reading::kPartial, Reading::kStrict}) {
        const HeaderView view(placed, previous);
        size_t sum = view.raw().size() + view.rest().size() + view.source_text().size() +
                     view.destination_port_text().size() + ToText(view.source()).view().size() +
                     ToText(view.destination()).view().size();
        for (const Tlv tlv : view.tlvs(reading)) {
          for (const std::byte b : tlv.value) sum += static_cast<size_t>(b);
          if (const auto ssl = ReadSsl(placed, tlv, reading)) {
            for (const Tlv sub : ssl->entries) sum += sub.value.size();
          }
        }
        EXPECT_LT(sum, size_t{1} << 40);
      }
      previous = Decode(BytesOf(buffer));
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
