// Lengths of v1 lines: line ends at every offset that a line can have and some more, cut off
// anywhere. Vectors end at 64 bytes, sound TCP4 lines before, and any line at 107.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/answers.h"
#include "tests/v1_batches.h"

namespace simdproxy::testing {
namespace {

// Lines whose CR stands at `end`, because one field is filled up with `filler`; nothing if the line
// is longer without.
std::string LineEndingAt(size_t end, std::string_view token, size_t field, char filler) {
  const bool inet6 = token == "TCP6";
  std::string fields[4] = {inet6 ? "2001:db8::1" : "1.2.3.4", inet6 ? "::2" : "5.6.7.8", "80",
                           "443"};
  std::string line = "PROXY " + std::string(token);
  for (const std::string& text : fields) line += " " + text;
  if (line.size() > end) return {};
  fields[field].append(end - line.size(), filler);
  line = "PROXY " + std::string(token);
  for (const std::string& text : fields) line += " " + text;
  return line + "\r\n";
}

TEST(V1Length, EveryLineEndCutOffAnywhere) {
  LineBatches batches;
  for (const char* const token : {"TCP4", "TCP6", "UNKNOWN"}) {
    for (size_t end = 30; end <= 115 && !batches.failed(); ++end) {
      for (size_t field = 0; field < 4; ++field) {
        for (const char filler : {'0', '1', 'f', ':', '.', ' '}) {
          const std::string line = LineEndingAt(end, token, field, filler);
          for (size_t size = 0; size <= line.size(); ++size) {
            batches.AddByReference(line.substr(0, size));
          }
        }
      }
    }
  }
}

TEST(V1Length, LoneCrAndLfAnywhere) {
  LineBatches batches;
  const auto add_cut = [&](const std::string& text, size_t at) {
    batches.AddByReference(text);
    for (size_t size = at; size <= at + 3 && size < text.size(); ++size) {
      batches.AddByReference(text.substr(0, size));
    }
  };
  for (const char* const token : {"TCP4", "TCP6", "UNKNOWN"}) {
    for (size_t end = 40; end <= 112 && !batches.failed(); ++end) {
      const bool near_limit = (end >= 58 && end <= 70) || end >= 98 || end < 44;
      if (!near_limit) continue;
      for (size_t field = 0; field < 4; ++field) {
        const std::string line = LineEndingAt(end, token, field, '1');
        for (size_t at = 6; at < line.size(); ++at) {
          for (const std::string_view control : {"\r", "\n", "\r\n", "\n\r", "\r\r", "\n\n"}) {
            std::string text = line;
            add_cut(text.replace(at, control.size(), control), at);
          }
        }
      }
    }
  }
}

// The longest addresses make lines longer than 107 bytes, all of whose fields are sound.
TEST(V1Length, SoundTcp6LinesAroundTheLimit) {
  LineBatches batches;
  const Endpoints endpoints = Inet6Endpoints("00010002000300040005000601020304", 65535,
                                             "00010002000300040005000605060708", 443);
  // Zeros in front of groups give every length from 19 to 37 bytes.
  const auto address = [](size_t zeros, const char* quad) {
    std::string text;
    for (size_t group = 1; group <= 6; ++group) {
      const size_t here = std::min<size_t>(zeros, 3);
      zeros -= here;
      text += std::string(here, '0') + std::to_string(group) + ":";
    }
    return text + quad;
  };
  for (size_t source = 0; source <= 18; ++source) {
    for (size_t destination = 0; destination <= 18; ++destination) {
      const TcpLine line(true, address(source, "1.2.3.4"), address(destination, "5.6.7.8"), "65535",
                         "443");
      ASSERT_LE(line.text.size(), 107U);
      batches.Add(line.text, line.Ok(), endpoints);
    }
  }
  const Endpoints longest = Inet6Endpoints("0001000200030004000500066e6f7071", 65535,
                                           "0001000200030004000500066e6f7071", 443);
  size_t sizes[2] = {};
  for (size_t source = 0; source <= 18; ++source) {
    for (size_t destination = 0; destination <= 18; ++destination) {
      const TcpLine line(true, address(source, "110.111.112.113"),
                         address(destination, "110.111.112.113"), "65535", "443");
      const bool good = line.text.size() <= 107;
      ++sizes[good];
      batches.Add(line.text, good ? line.Ok() : Invalid(1, Reason::kLineTooLong, 107),
                  good ? longest : Endpoints{});
    }
  }
  EXPECT_GT(sizes[0], 20U);
  EXPECT_GT(sizes[1], 20U);
}

// UNKNOWN with anything: CR and LF that are no line end, NUL, and what looks like fields.
TEST(V1Length, UnknownOfEverySize) {
  LineBatches batches;
  for (size_t fill = 0; fill <= 110; ++fill) {
    for (const std::string_view piece :
         {std::string_view("x"), std::string_view(" "), std::string_view("\n"),
          std::string_view("\n\r"), std::string_view("\0", 1), std::string_view("\r\0", 2),
          std::string_view("1.2.3.4 "), std::string_view("\xFF\r")}) {
      std::string line = "PROXY UNKNOWN ";
      while (line.size() < 14 + fill) line += piece;
      line.resize(14 + fill);
      line += "\r\n";
      const size_t end = line.find("\r\n");
      ASSERT_GE(end + 2, 16U);
      const Header header =
          end + 2 <= 107 ? OkUnknown(end + 2) : Invalid(1, Reason::kLineTooLong, 107);
      batches.Add(line, header);
      // One byte short of its end, a line waits for that byte; from 107 bytes on it can't end.
      const size_t there = end + 1;
      batches.Add(line.substr(0, there),
                  there < 107 ? Incomplete(1, there + 1) : Invalid(1, Reason::kLineTooLong, 107));
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
