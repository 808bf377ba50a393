// No byte outside the input is read: inputs flush against unreadable pages, at both ends. What lies
// around them never matters.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/corpus.h"
#include "tests/generate.h"
#include "tests/placement.h"
#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {
namespace {

// What might continue a header, or look like one.
constexpr uint8_t kSlack[] = {0x00, 0xFF, '0', '\n'};

class Bounds : public ::testing::Test {
 protected:
  // The same answer as on a plain copy, wherever the input lies and whatever lies around it.
  void Check(std::string_view input, const Options& options = {}) {
    Endpoints expected_endpoints;
    const std::string copy(input);
    const Header expected = reference::Decode(Bytes(copy), options, &expected_endpoints);
    const uint8_t slack = kSlack[round_++ % std::size(kSlack)];
    const auto at_end = pages_.AtEnd(Bytes(input), slack);
    CheckPlaced(at_end, expected, expected_endpoints, options, "in front of an unreadable page");
    const auto at_start = pages_.AtStart(Bytes(input), slack);
    CheckPlaced(at_start, expected, expected_endpoints, options, "behind an unreadable page");
  }

  void CheckPlaced(std::span<const std::byte> input, const Header& expected,
                   const Endpoints& expected_endpoints, const Options& options, const char* where) {
    // A batch of one takes other ways than the same input in a full vector.
    const std::vector<Buffer> full(17, {input.data(), input.size()});
    for (const Witness& witness : Witnesses()) {
      Endpoints endpoints;
      ASSERT_TRUE(Same(witness.decode(input, options, &endpoints), expected))
          << witness.name << " " << where << " " << ToHex(input);
      ASSERT_TRUE(Same(endpoints, expected_endpoints)) << witness.name << " " << where;
      Header headers[17];
      Endpoints all[17];
      witness.decode_batch(full, headers, all, options);
      for (size_t i = 0; i < full.size(); ++i) {
        ASSERT_TRUE(Same(headers[i], expected))
            << witness.name << " " << where << " " << ToHex(input);
        ASSERT_TRUE(Same(all[i], expected_endpoints)) << witness.name << " " << where;
      }
    }
  }

  GuardedPages pages_{8192};
  size_t round_ = 0;
};

TEST_F(Bounds, RealHeadersAtEveryTruncation) {
  for (const RealHeader& real : RealHeaders()) {
    const std::string_view bytes = real.bytes;
    // Behind 300 bytes nothing but TLVs follows: every eighth is enough there.
    for (size_t size = 0; size <= bytes.size(); size += size < 300 ? 1 : 8) {
      Check(bytes.substr(0, size));
    }
    Check(bytes, {.check = Check::kCrc});
  }
}

TEST_F(Bounds, EverySize) {
  Generator generator(7);
  for (const char* const start : {"PROXY TCP4 1", "PROXY TCP6 ::", "PROXY UNKNOWN ", "GET /", ""}) {
    for (size_t size = 0; size <= 600; ++size) {
      std::string input(start);
      input.resize(size, '1');
      Check(input);
    }
  }
  for (size_t size = 0; size <= 600; ++size) {
    std::string input = V2("21 21 0200");
    input.resize(size, '\x04');
    Check(input);
    Check(input, {.check = Check::kCrc});
  }
}

TEST_F(Bounds, EveryAlignment) {
  for (const std::string& input :
       {V2("21 11 000c c0000201 c6336402 dc04 01bb"),
        V2("21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 1f90 "
           "0050"),
        std::string("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"),
        std::string("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 56324 443\r\n"),
        std::string("PROXY UNKNOWN\r\n"), std::string("PROXY"), std::string("\r\n\r\n")}) {
    Endpoints expected_endpoints;
    const Header expected = reference::Decode(Bytes(input), {}, &expected_endpoints);
    for (size_t alignment = 0; alignment < 64; ++alignment) {
      for (const uint8_t slack : kSlack) {
        CheckPlaced(pages_.Place(Bytes(input), alignment, slack), expected, expected_endpoints, {},
                    "at an alignment");
      }
    }
  }
}

TEST_F(Bounds, GeneratedHeaders) {
  Generator generator(8);
  for (int i = 0; i < (kSanitized ? 2'000 : 40'000); ++i) {
    const std::string input(generator.Next());
    Check(input, {.check = static_cast<simdproxy::Check>(i % 3), .datagram = i % 5 == 0});
  }
}

TEST_F(Bounds, TlvViewsOfWrongHeaders) {
  // A header joined with bytes that it was not decoded from: other values, but no read outside
  // them.
  Generator generator(9);
  Header previous{};
  for (int i = 0; i < (kSanitized ? 2'000 : 40'000); ++i) {
    const std::string input(generator.Next());
    const auto placed = pages_.AtEnd(Bytes(input), kSlack[i % 4]);
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
    previous = Decode(Bytes(input));
  }
}

}  // namespace
}  // namespace simdproxy::testing
