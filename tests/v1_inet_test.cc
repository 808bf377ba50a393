// IPv4 addresses of v1 lines: every octet at every place in every length, among octets of every
// length. What is expected is worked out here.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/answers.h"
#include "tests/v1_batches.h"

namespace simdproxy::testing {
namespace {

// An octet that is written with so many digits.
uint8_t OctetOfLength(size_t digits, uint32_t salt) {
  switch (digits) {
    case 1:
      return static_cast<uint8_t>(salt % 10);
    case 2:
      return static_cast<uint8_t>(10 + salt % 90);
    default:
      return static_cast<uint8_t>(100 + salt % 156);
  }
}

// Lengths of four octets from a number below 81.
std::array<size_t, 4> LengthsOf(uint32_t layout) {
  return {1 + layout % 3, 1 + layout / 3 % 3, 1 + layout / 9 % 3, 1 + layout / 27};
}

Inet4 OctetsOf(uint32_t layout, uint32_t salt) {
  Inet4 octets;
  const auto lengths = LengthsOf(layout);
  for (uint32_t i = 0; i < 4; ++i) octets[i] = OctetOfLength(lengths[i], salt * (2 * i + 3) + i);
  return octets;
}

std::string Dotted(const std::array<std::string, 4>& texts) {
  return texts[0] + "." + texts[1] + "." + texts[2] + "." + texts[3];
}

std::array<std::string, 4> TextsOf(const Inet4& octets) {
  return {std::to_string(octets[0]), std::to_string(octets[1]), std::to_string(octets[2]),
          std::to_string(octets[3])};
}

// An address in both places.
void Expect(LineBatches& batches, const std::string& text, bool good, const Inet4& octets) {
  const Inet4 other = {203, 0, 113, 77};
  const TcpLine source(false, text, "203.0.113.77", "40000", "5");
  const TcpLine destination(false, "203.0.113.77", text, "6", "443");
  if (good) {
    batches.Add(source.text, source.Ok(), InetEndpoints(octets, 40000, other, 5));
    batches.Add(destination.text, destination.Ok(), InetEndpoints(other, 6, octets, 443));
  } else {
    batches.Add(source.text, Invalid(1, Reason::kBadSourceAddress, 11));
    batches.Add(destination.text,
                Invalid(1, Reason::kBadDestinationAddress, destination.destination));
  }
}

// Every number up to 1,099 with up to three zeros in front, at each of the four places.
TEST(V1Inet, EveryOctetInEveryLengthAmongEveryLength) {
  LineBatches batches;
  for (uint32_t value = 0; value < 1100 && !batches.failed(); ++value) {
    const std::string digits = std::to_string(value);
    for (size_t zeros = 0; digits.size() + zeros <= 4; ++zeros) {
      const std::string text = std::string(zeros, '0') + digits;
      const bool good = zeros == 0 && value <= 255;
      // 27 layouts of the other three octets; the place's own length is of no account.
      for (uint32_t layout = 0; layout < 27; ++layout) {
        for (size_t place = 0; place < 4; ++place) {
          const uint32_t low = place == 0 ? 1 : place == 1 ? 3 : place == 2 ? 9 : 27;
          Inet4 octets = OctetsOf(layout / low * low * 3 + layout % low, value);
          auto texts = TextsOf(octets);
          texts[place] = text;
          octets[place] = static_cast<uint8_t>(value);
          Expect(batches, Dotted(texts), good, octets);
        }
      }
    }
  }
}

// All 81 layouts of the source with all 81 of the destination.
TEST(V1Inet, EveryPairOfLayouts) {
  LineBatches batches;
  for (uint32_t i = 0; i < 81 * 81; ++i) {
    for (uint32_t salt = 0; salt < 20; ++salt) {
      const Inet4 source = OctetsOf(i / 81, 17 * salt + i);
      const Inet4 destination = OctetsOf(i % 81, 29 * salt + i);
      const uint16_t port = static_cast<uint16_t>(i * 7 + salt);
      const TcpLine line(false, Dotted(TextsOf(source)), Dotted(TextsOf(destination)),
                         std::to_string(port), std::to_string(65535 - port));
      batches.Add(line.text, line.Ok(),
                  InetEndpoints(source, port, destination, static_cast<uint16_t>(65535 - port)));
    }
  }
}

// One to six octets of which any may be missing, with no dot or one at the ends.
TEST(V1Inet, FourOctetsAndNoOther) {
  LineBatches batches;
  for (uint32_t count = 1; count <= 6; ++count) {
    for (uint32_t missing = 0; missing < 1U << count; ++missing) {
      for (const char* const octet : {"0", "9", "10", "255"}) {
        std::string text;
        for (uint32_t i = 0; i < count; ++i) {
          if (i != 0) text += '.';
          if ((missing >> i & 1) == 0) text += octet;
        }
        if (text.empty()) continue;
        const bool good = count == 4 && missing == 0;
        const auto value = static_cast<uint8_t>(std::stoi(octet));
        Expect(batches, text, good, {value, value, value, value});
      }
    }
  }
}

// Every text of up to eight dots and digits, behind sources of all 81 layouts: a kernel that looks
// for the dots of a longer address must not find those of the source.
TEST(V1Inet, ShortTextsBehindSourcesOfEveryLayout) {
  LineBatches batches;
  batches.AddByReference("PROXY TCP4 1.254.0.0 ..0. 7668 9\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  for (uint32_t layout = 0; layout < 81; ++layout) {
    const std::string source = Dotted(TextsOf(OctetsOf(layout, layout)));
    for (size_t length = 1; length <= 8; ++length) {
      for (uint32_t dots = 0; dots < 1U << length; ++dots) {
        std::string text(length, '0');
        uint32_t run = 0;
        bool good = dots >> (length - 1) == 0 && std::popcount(dots) == 3;
        for (size_t i = 0; i < length; ++i) {
          if ((dots >> i & 1) != 0) text[i] = '.';
          run = text[i] == '.' ? 0 : run + 1;
          good = good && run <= 1 && (i == 0 ? text[i] != '.' : text[i] != text[i - 1]);
        }
        const TcpLine line(false, source, text, "7668", "9");
        if (good) {
          batches.Add(line.text, line.Ok(),
                      InetEndpoints(OctetsOf(layout, layout), 7668, {0, 0, 0, 0}, 9));
        } else {
          batches.Add(line.text, Invalid(1, Reason::kBadDestinationAddress, line.destination));
        }
      }
    }
  }
}

// Lines of nothing but dots, spaces and digits: sound separators at wrong distances.
TEST(V1Inet, DotsSpacesAndDigitsAnywhere) {
  LineBatches batches;
  Rng rng(4);
  for (int i = 0; i < 1'000'000; ++i) {
    std::string line = "PROXY TCP4 ";
    // What a line has, in order, with one to three digits between them; here and there one is
    // missing, doubled or another one.
    for (const char separator : std::string_view("... ...  \r")) {
      const size_t digits = rng.Below(8) == 0 ? rng.Below(6) : 1 + rng.Below(3);
      line.append(digits, rng.Below(3) == 0 ? '0' : '1');
      const size_t fate = rng.Below(24);
      if (fate == 0) continue;
      line += fate == 1 ? ". \r\n"[rng.Below(4)] : separator;
      if (fate == 2) line += separator;
    }
    line += '\n';
    batches.AddByReference(line);
  }
}

// Octets of one to four characters out of digits and what stands next to them in ASCII.
TEST(V1Inet, DigitsAlone) {
  LineBatches batches;
  constexpr std::string_view kCharacters("0129/:a\x10\xB1", 9);
  for (size_t length = 1; length <= 3; ++length) {
    size_t texts = 1;
    for (size_t i = 0; i < length; ++i) texts *= kCharacters.size();
    for (size_t n = 0; n < texts; ++n) {
      std::string octet;
      for (size_t i = 0, rest = n; i < length; ++i, rest /= kCharacters.size()) {
        octet += kCharacters[rest % kCharacters.size()];
      }
      const bool digits = octet.find_first_not_of("0129") == std::string::npos;
      const int value = digits ? std::stoi(octet) : 0;
      const bool good = digits && value <= 255 && std::to_string(value) == octet;
      for (size_t place = 0; place < 4; ++place) {
        Inet4 octets = {1, 22, 133, 4};
        auto texts_of = TextsOf(octets);
        texts_of[place] = octet;
        octets[place] = static_cast<uint8_t>(value);
        Expect(batches, Dotted(texts_of), good, octets);
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
