// FindHeaders on every target: a row for each signature, with what Decode says there, however few
// rows there are and however a stream is cut.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "core/reference/reference.h"
#include "simdproxy/simdproxy.h"
#include "tests/corpus.h"
#include "tests/guarded_buffer.h"
#include "tests/rng.h"
#include "tests/sanitizers.h"
#include "tests/scan_inputs.h"

namespace simdproxy::testing {
namespace {

struct Row {
  ScanHit hit;
  Header header;
  Endpoints endpoints;

  bool operator==(const Row& other) const {
    return hit == other.hit && std::memcmp(&header, &other.header, sizeof(header)) == 0 &&
           std::memcmp(&endpoints, &other.endpoints, sizeof(endpoints)) == 0;
  }
};

std::vector<Row> Expected(ByteSpan bytes, const Options& options) {
  std::vector<Row> rows;
  for (const ScanHit hit : reference::FindAll(ScanFor::kHeaders, bytes)) {
    Row row{.hit = hit, .header{}, .endpoints{}};
    row.header = reference::Decode(bytes.subspan(static_cast<size_t>(hit.offset())), options,
                                   &row.endpoints);
    rows.push_back(row);
  }
  return rows;
}

// Columns with a row more than there is room for, which must stay as it is.
struct Columns {
  explicit Columns(size_t room) : hits(room + 1), headers(room + 1), endpoints(room + 1) {
    std::memset(&headers.back(), 0xAA, sizeof(Header));
  }
  FoundHeaders found() { return {hits.data(), headers.data(), endpoints.data(), hits.size() - 1}; }
  void Move(size_t count, uint64_t base, std::vector<Row>& rows) const {
    const Header& guard = headers.back();
    ASSERT_EQ(static_cast<int>(guard.outcome_code), 0xAA) << "wrote behind the rows";
    for (size_t i = 0; i < count; ++i) {
      rows.push_back(
          {ScanHit::Of(base + hits[i].offset(), hits[i].kind()), headers[i], endpoints[i]});
    }
  }
  std::vector<ScanHit> hits;
  std::vector<Header> headers;
  std::vector<Endpoints> endpoints;
};

std::vector<Row> FindInOne(const Engine& engine, ByteSpan bytes, size_t room,
                           const Options& options) {
  std::vector<Row> rows;
  Columns columns(room);
  for (size_t done = 0;;) {
    const ScanResult result = engine.FindHeaders(bytes.subspan(done), columns.found(), options);
    columns.Move(result.found, done, rows);
    done += result.consumed;
    if (result.found < room) {
      EXPECT_EQ(done, bytes.size());
      return rows;
    }
  }
}

// As a reader does who gets `step` bytes at a time and keeps what was not consumed.
std::vector<Row> FindInSteps(const Engine& engine, ByteSpan bytes, size_t room, size_t step,
                             const Options& options) {
  std::vector<Row> rows;
  Columns columns(room);
  GuardedBuffer guarded(bytes.size());
  size_t begin = 0;
  for (size_t end = std::min(step, bytes.size());;) {
    const bool last = end == bytes.size();
    const ByteSpan window = guarded.PlaceAtEnd(bytes.subspan(begin, end - begin));
    const ScanResult result = engine.FindHeaders(window, columns.found(), options, last);
    columns.Move(result.found, begin, rows);
    EXPECT_LE(result.consumed, window.size());
    begin += result.consumed;
    if (result.found == room) continue;
    if (last) return rows;
    end = std::min(end + step, bytes.size());
  }
}

// Headers of real systems and broken ones, between bytes that are none.
std::string Mixture(Rng& rng, size_t pieces) {
  std::string bytes;
  for (size_t i = 0; i < pieces; ++i) {
    if (rng.OneIn(3)) bytes += HostileBytes(rng, rng.Below(200));
    std::string real = RealHeaders()[rng.Below(RealHeaders().size())].bytes;
    if (rng.OneIn(4)) real[rng.Below(real.size())] ^= static_cast<char>(1 << rng.Below(8));
    if (rng.OneIn(6)) real.resize(rng.Below(real.size()));
    bytes += real;
  }
  return bytes;
}

TEST(FindHeaders, Literals) {
  const std::string text = "noise PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nmore" +
                           std::string(kSignature) + std::string("\x20\x00\x00\x00", 4) +
                           "PROXY UNKNOWN\rPROXY TCP6 ";
  for (const Engine* const engine : ScanEngines()) {
    const auto rows = FindInOne(*engine, AsBytes(text), 10, {});
    ASSERT_EQ(rows.size(), 4U) << engine->name();
    EXPECT_EQ(rows[0].hit, ScanHit::Of(6, Kind::kV1));
    EXPECT_EQ(rows[0].header.size(), 45U);
    EXPECT_EQ(rows[0].endpoints.source_port, 56324);
    EXPECT_EQ(rows[1].hit, ScanHit::Of(55, Kind::kV2));
    EXPECT_EQ(rows[1].header.size(), 16U);
    EXPECT_EQ(rows[1].header.command(), Command::kLocal);
    EXPECT_EQ(rows[2].hit, ScanHit::Of(71, Kind::kV1));
    EXPECT_EQ(rows[2].header.outcome(), Outcome::kInvalid);
    EXPECT_EQ(rows[3].hit, ScanHit::Of(85, Kind::kV1));
    EXPECT_EQ(rows[3].header.outcome(), Outcome::kIncomplete);
  }
}

TEST(FindHeaders, EndpointsMayBeNull) {
  const std::string text = "PROXY UNKNOWN\r\n";
  ScanHit hit{};
  Header header{};
  const ScanResult result = FindHeaders(AsBytes(text), {&hit, &header, nullptr, 1});
  EXPECT_EQ(result.found, 1U);
  EXPECT_EQ(header.size(), 15U);
  EXPECT_EQ(FindHeaders(AsBytes(text), {nullptr, nullptr, nullptr, 0}).consumed, 0U);
}

TEST(FindHeaders, WaitsForWhatMayFollow) {
  ScanHit hits[4];
  Header headers[4];
  const FoundHeaders found{hits, headers, nullptr, 4};
  for (const Engine* const engine : ScanEngines()) {
    const auto consumed = [&](std::string_view text) {
      return engine->FindHeaders(AsBytes(text), found, {}, false).consumed;
    };
    EXPECT_EQ(consumed("abc"), 3U);
    EXPECT_EQ(consumed("abcPROX"), 3U);
    EXPECT_EQ(consumed("abcPROXY UNKNOWN\r"), 3U);
    EXPECT_EQ(consumed("abcPROXY UNKNOWN\r\n"), 16U);  // CR LF begins a v2 signature
    EXPECT_EQ(consumed("abcPROXY UNKNOWN\r\nx"), 19U);
    EXPECT_EQ(consumed("abcPROXY UNKNOWX"), 16U);
    EXPECT_EQ(consumed("abc\r\n\r\n"), 3U);
    EXPECT_EQ(consumed("abc\r\n\r\n\r\n"), 5U);
  }
}

TEST(FindHeaders, MixturesInOne) {
  Rng rng(1);
  for (size_t round = 0; round < 400 / kSlowdown; ++round) {
    const std::string text = Mixture(rng, rng.OneIn(10) ? 400 : rng.Below(20));
    const Options options{.check = rng.OneIn(2) ? Check::kCrc : Check::kNone,
                          .datagram = rng.OneIn(4)};
    const auto expected = Expected(AsBytes(text), options);
    for (const Engine* const engine : ScanEngines()) {
      for (const size_t room : {size_t{1}, size_t{3}, size_t{128}, size_t{129}, size_t{1000}}) {
        ASSERT_TRUE(FindInOne(*engine, AsBytes(text), room, options) == expected)
            << engine->name() << ", round " << round << ", room for " << room;
      }
    }
  }
}

TEST(FindHeaders, MixturesInSteps) {
  Rng rng(2);
  for (size_t round = 0; round < 300 / kSlowdown; ++round) {
    const std::string text = Mixture(rng, rng.Below(20));
    const auto expected = Expected(AsBytes(text), {});
    for (const Engine* const engine : ScanEngines()) {
      const size_t step = 1 + rng.Below(rng.OneIn(2) ? 40 : 1000);
      const size_t room = 1 + rng.Below(200);
      ASSERT_TRUE(FindInSteps(*engine, AsBytes(text), room, step, {}) == expected)
          << engine->name() << ", round " << round << ", " << step << " bytes at a time";
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
