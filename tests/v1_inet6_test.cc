// IPv6 addresses of v1 lines, put together from groups: the expected bytes come from the groups and
// never from a parser.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "tests/answers.h"
#include "tests/v1_batches.h"

namespace simdproxy::testing {
namespace {

constexpr size_t kNone = SIZE_MAX;

// Texts between colons, with "::" in front of piece number `gap`; behind all if that is their
// number. The piece number `quad` is a dotted quad.
struct Address {
  std::vector<std::string> pieces;
  size_t gap = kNone;
  size_t quad = kNone;

  std::string Text() const {
    std::string text;
    for (size_t i = 0; i <= pieces.size(); ++i) {
      if (i == gap) {
        text += "::";
      } else if (i != 0 && i != pieces.size()) {
        text += ":";
      }
      if (i != pieces.size()) text += pieces[i];
    }
    return text;
  }

  // True if the pieces, each of which is sound by itself, make 128 bits.
  bool Good() const {
    if (quad != kNone && (quad + 1 != pieces.size() || gap == pieces.size())) return false;
    const size_t groups = pieces.size() + (quad != kNone);
    return gap == kNone ? groups == 8 : groups <= 7;
  }

  void WriteTo(uint8_t* bytes) const {
    std::vector<uint8_t> front, back;
    for (size_t i = 0; i < pieces.size(); ++i) {
      std::vector<uint8_t>& side = gap != kNone && i >= gap ? back : front;
      if (i == quad) {
        unsigned octets[4];
        std::sscanf(pieces[i].c_str(), "%u.%u.%u.%u", octets, octets + 1, octets + 2, octets + 3);
        side.insert(side.end(), octets, octets + 4);
      } else {
        const unsigned long group = std::stoul(pieces[i], nullptr, 16);
        side.push_back(static_cast<uint8_t>(group >> 8));
        side.push_back(static_cast<uint8_t>(group));
      }
    }
    std::memset(bytes, 0, 16);
    std::copy(front.begin(), front.end(), bytes);
    std::copy(back.begin(), back.end(), bytes + 16 - back.size());
  }
};

// In both places. The other address is one that a shift would tear apart.
void Expect(LineBatches& batches, const Address& address, bool sound_pieces = true) {
  const std::string text = address.Text();
  if (text.empty()) return;
  const TcpLine source(true, text, "a:b::c:9.8.7.6", "40000", "5");
  const TcpLine destination(true, "a:b::c:9.8.7.6", text, "6", "443");
  if (!sound_pieces || !address.Good()) {
    batches.Add(source.text, Invalid(1, Reason::kBadSourceAddress, 11));
    batches.Add(destination.text, Invalid(1, Reason::kBadDestinationAddress, 26));
    return;
  }
  constexpr uint8_t kOther[16] = {0, 10, 0, 11, 0, 0, 0, 0, 0, 0, 0, 12, 9, 8, 7, 6};
  Endpoints endpoints{};
  endpoints.family_number = 2;
  endpoints.transport_number = 1;
  address.WriteTo(endpoints.source);
  std::memcpy(endpoints.destination, kOther, 16);
  endpoints.source_port = 40000;
  endpoints.destination_port = 5;
  batches.Add(source.text, source.Ok(), endpoints);
  address.WriteTo(endpoints.destination);
  std::memcpy(endpoints.source, kOther, 16);
  endpoints.source_port = 6;
  endpoints.destination_port = 443;
  batches.Add(destination.text, destination.Ok(), endpoints);
}

// So many digits, not all of them zero and the first now and then, in a case of its own each.
std::string Group(Rng& rng, size_t digits) {
  static constexpr char kDigits[] = "0123456789abcdefABCDEF0";
  std::string text;
  for (size_t i = 0; i < digits; ++i) text += kDigits[rng.Below(sizeof(kDigits) - 1)];
  return text;
}

std::string Quad(Rng& rng) {
  static constexpr uint32_t kLimits[] = {10, 100, 256};
  std::string text;
  for (int i = 0; i < 4; ++i) {
    if (i != 0) text += '.';
    text += std::to_string(rng.Below(rng.Pick(kLimits)));
  }
  return text;
}

// `count` groups of 1 to 4 digits.
std::vector<std::string> Groups(Rng& rng, size_t count) {
  std::vector<std::string> groups;
  for (size_t i = 0; i < count; ++i) groups.push_back(Group(rng, 1 + rng.Below(4)));
  return groups;
}

// Zero to ten groups, "::" nowhere and at every place, with a dotted quad nowhere and at every
// place.
TEST(V1Inet6, EveryShape) {
  LineBatches batches;
  Rng rng(6);
  for (int round = 0; round < 200; ++round) {
    for (size_t count = 0; count <= 10; ++count) {
      for (size_t gap = 0; gap <= count + 1; ++gap) {
        for (size_t quad = 0; quad <= count; ++quad) {
          Address address;
          address.pieces = Groups(rng, count);
          address.gap = gap <= count ? gap : kNone;
          address.quad = quad < count ? quad : kNone;
          if (quad < count) address.pieces[quad] = Quad(rng);
          Expect(batches, address);
        }
      }
    }
  }
}

// A sound quad at the end does not make up for dots in front of it.
TEST(V1Inet6, DotsInFrontOfTheQuad) {
  LineBatches batches;
  Rng rng(10);
  for (int round = 0; round < 20; ++round) {
    for (size_t count = 2; count <= 8; ++count) {
      for (size_t gap = 0; gap <= count; ++gap) {
        for (size_t place = 0; place + 1 < count; ++place) {
          for (const char* const dotted : {"1.2.3.4", "1.2.3", "1.2", ".", ".1", "f."}) {
            Address address{Groups(rng, count), gap < count ? gap : kNone, count - 1};
            address.pieces.back() = Quad(rng);
            address.pieces[place] = dotted;
            Expect(batches, address, false);
          }
        }
      }
    }
  }
}

// One group of 1 to 6 digits at each place of each shape.
TEST(V1Inet6, EveryLengthOfAGroup) {
  LineBatches batches;
  Rng rng(7);
  for (int round = 0; round < 60; ++round) {
    for (size_t count = 1; count <= 9; ++count) {
      for (size_t gap = 0; gap <= count + 1; ++gap) {
        for (size_t place = 0; place < count; ++place) {
          for (size_t digits = 1; digits <= 6; ++digits) {
            Address address{Groups(rng, count), gap <= count ? gap : kNone};
            address.pieces[place] = Group(rng, digits);
            Expect(batches, address, digits <= 4);
            if (place + 1 == count) continue;
            address.pieces.back() = Quad(rng);
            address.quad = count - 1;
            Expect(batches, address, digits <= 4);
          }
        }
      }
    }
  }
}

// A group without digits is a "::" in the middle and too few or too many colons elsewhere.
TEST(V1Inet6, GroupsWithoutDigits) {
  LineBatches batches;
  Rng rng(8);
  for (int round = 0; round < 20; ++round) {
    for (size_t count = 2; count <= 10; ++count) {
      for (size_t place = 0; place < count; ++place) {
        Address empty{Groups(rng, count)};
        Address same = empty;
        empty.pieces[place].clear();
        if (place == 0 || place + 1 == count) {
          Expect(batches, empty, false);
        } else {
          same.pieces.erase(same.pieces.begin() + static_cast<ptrdiff_t>(place));
          same.gap = place;
          ASSERT_EQ(same.Text(), empty.Text());
          Expect(batches, same);
        }
        for (size_t gap = 0; gap <= count; ++gap) {
          // "::" at the end that has no digits reads as if the piece were not there.
          if ((place == 0 && gap == 1) || (place + 1 == count && gap == place)) continue;
          empty.gap = gap;
          Expect(batches, empty, false);
        }
        for (size_t second = 0; second < place; ++second) {
          Address two{Groups(rng, count)};
          two.pieces[place].clear();
          two.pieces[second].clear();
          // Both at one end are a "::" there.
          const bool at_start = place == 1 && count > 2;
          const bool at_end = second + 2 == count && count > 2;
          if (!at_start && !at_end) Expect(batches, two, false);
        }
      }
    }
  }
}

// All 65,536 values at each place, with and without zeros in front, in three cases.
TEST(V1Inet6, EveryValueOfEveryGroup) {
  LineBatches batches;
  for (uint32_t value = 0; value < 65536 && !batches.failed(); ++value) {
    for (size_t place = 0; place < 8; ++place) {
      char text[8];
      const bool upper = (value + place) % 3 == 0;
      const bool padded = (value >> 3) % 2 == 0;
      std::snprintf(text, sizeof(text), upper ? (padded ? "%04X" : "%X") : (padded ? "%04x" : "%x"),
                    value);
      if ((value + place) % 3 == 1) {
        for (size_t i = place % 2; text[i] != 0; i += 2) {
          if (text[i] >= 'a') text[i] = static_cast<char>(text[i] - 'a' + 'A');
          if (text[i + 1] == 0) break;
        }
      }
      Address address{{"1", "22", "333", "4444", "5", "66", "777", "8888"}};
      address.pieces[place] = text;
      Expect(batches, address);
    }
  }
}

// Each octet of an embedded quad, as far as 299 and with zeros in front, behind 0 to 6 groups.
TEST(V1Inet6, EveryOctetOfTheQuad) {
  LineBatches batches;
  for (uint32_t value = 0; value < 300 && !batches.failed(); ++value) {
    for (size_t zeros = 0; zeros <= 2; ++zeros) {
      const std::string text = std::string(zeros, '0') + std::to_string(value);
      for (uint32_t layout = 0; layout < 27; ++layout) {
        for (size_t place = 0; place < 4; ++place) {
          static constexpr const char* kOfLength[] = {"7", "42", "201"};
          std::string quad;
          for (size_t i = 0, rest = layout; i < 4; ++i) {
            if (i != 0) quad += '.';
            quad += i == place ? text : kOfLength[rest % 3];
            if (i != place) rest /= 3;
          }
          Address address;
          const size_t groups = (value + layout) % 7;
          for (size_t i = 0; i < groups; ++i) address.pieces.push_back("b");
          address.pieces.push_back(quad);
          address.quad = groups;
          if (groups < 6) address.gap = layout % (groups + 1);
          Expect(batches, address, zeros == 0 && value <= 255);
        }
      }
    }
  }
}

// Letters and other characters among the octets of an embedded quad.
TEST(V1Inet6, NoLettersInTheQuad) {
  LineBatches batches;
  const std::string quad = "1.22.133.4";
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (c == ' ' || c == '\r' || c == '\n' || c == '.' || c == ':' || (c >= '0' && c <= '9')) {
      continue;
    }
    for (size_t place = 0; place <= quad.size(); ++place) {
      std::string inserted = quad;
      inserted.insert(place, 1, c);
      Expect(batches, {{"ffff", inserted}, 0, 1}, false);
      if (place == quad.size()) continue;
      std::string replaced = quad;
      replaced[place] = c;
      Expect(batches, {{"ffff", replaced}, 0, 1}, false);
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
