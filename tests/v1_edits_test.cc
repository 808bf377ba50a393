// Every edit of one byte of sound v1 lines, and pairs of edits, against the reference.
#include "tests/v1_edits.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/v1_batches.h"

namespace simdproxy::testing {
namespace {

TEST(V1Edits, SoundLinesAreSound) {
  for (const std::string_view line : kSoundLines) {
    for (const Witness& witness : Witnesses()) {
      const Header header = witness.decode(Bytes(line), {}, nullptr);
      EXPECT_TRUE(header.ok()) << witness.name << " " << line;
      EXPECT_EQ(header.size(), line.size()) << witness.name << " " << line;
    }
  }
}

TEST(V1Edits, AnyByteAnywhere) {
  LineBatches batches;
  const std::string alphabet = AllBytes();
  for (const std::string_view line : kSoundLines) {
    ForEachEdit(line, alphabet, [&](const std::string& text) { batches.AddByReference(text); });
  }
}

TEST(V1Edits, TellingBytesUnderOtherOptions) {
  for (const Options& options :
       {Options{.datagram = true}, Options{.check = Check::kCrc}, Options{.check = Check::kTlv},
        Options{.max_size = 16}, Options{.accept = Accept::kV1}, Options{.accept = Accept::kV2}}) {
    LineBatches batches(options);
    for (const std::string_view line : kSoundLines) {
      ForEachEdit(line, kTellingBytes,
                  [&](const std::string& text) { batches.AddByReference(text); });
    }
  }
}

// Two bytes replaced at once, behind the token: what one fault hides, another may show.
TEST(V1Edits, PairsOfTellingBytes) {
  LineBatches batches;
  for (const std::string_view line :
       {"PROXY TCP4 1.20.255.3 4.5.6.77 65535 1\r\n", "PROXY TCP6 1::2.3.4.5 a:bc::de 65535 1\r\n",
        "PROXY TCP6 1:2:3:4:5:6:7:8 ::F 1 23\r\n", "PROXY UNKNOWN 1 2 3 4\r\n"}) {
    for (size_t first = 10; first < line.size() && !batches.failed(); ++first) {
      for (size_t second = first + 1; second < line.size(); ++second) {
        for (const char a : kTellingBytes) {
          for (const char b : kTellingBytes) {
            std::string text(line);
            text[first] = a;
            text[second] = b;
            batches.AddByReference(text);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
