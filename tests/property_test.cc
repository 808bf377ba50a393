// What holds for any header (core/FORMAT.md): prefixes are incomplete, final answers stay, bytes
// behind a header do not matter, and a reader who takes no more than is asked for never takes
// payload.
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

const std::vector<Options>& AllOptions() {
  static const std::vector<Options> options = {{},
                                               {.check = Check::kTlv},
                                               {.check = Check::kCrc},
                                               {.max_size = 536},
                                               {.accept = Accept::kV1},
                                               {.accept = Accept::kV2}};
  return options;
}

// Real headers, then generated ones.
std::vector<std::string> Headers() {
  std::vector<std::string> headers;
  for (const RealHeader& real : RealHeaders()) headers.push_back(real.bytes);
  Generator generator(77);
  for (int i = 0; i < (kSanitized ? 300 : 3000); ++i) headers.emplace_back(generator.NextSound());
  for (int i = 0; i < (kSanitized ? 300 : 3000); ++i) headers.emplace_back(generator.Next());
  return headers;
}

struct Answer {
  Header header;
  Endpoints endpoints;
};

Answer Ask(const Witness& witness, std::string_view input, const Options& options) {
  Answer answer;
  answer.header = witness.decode(Bytes(input), options, &answer.endpoints);
  return answer;
}

bool Same(const Answer& a, const Answer& b) {
  return testing::Same(a.header, b.header) && testing::Same(a.endpoints, b.endpoints);
}

TEST(Property, EveryProperPrefixOfAnOkHeaderIsIncomplete) {
  size_t prefixes = 0;
  for (const std::string& input : Headers()) {
    for (const Witness& witness : Witnesses()) {
      const Header whole = Ask(witness, input, {}).header;
      if (!whole.ok()) continue;
      for (size_t size = 0; size < whole.size(); ++size) {
        const Header prefix = Ask(witness, input.substr(0, size), {}).header;
        ASSERT_EQ(prefix.outcome(), Outcome::kIncomplete)
            << witness.name << " " << ToHex(Bytes(input)) << " cut at " << size;
        ASSERT_GT(prefix.needed(), size) << witness.name << " " << ToHex(Bytes(input));
        ASSERT_LE(prefix.needed(), whole.size()) << witness.name << " " << ToHex(Bytes(input));
        ++prefixes;
      }
    }
  }
  EXPECT_GT(prefixes, 100'000U);
}

TEST(Property, FinalAnswersStay) {
  for (const std::string& input : Headers()) {
    for (const Options& options : AllOptions()) {
      const Witness& witness = Witnesses()[input.size() % Witnesses().size()];
      bool final = false;
      Answer answer;
      for (size_t size = 0; size <= input.size(); ++size) {
        const Answer now = Ask(witness, std::string_view(input).substr(0, size), options);
        if (final) {
          ASSERT_TRUE(Same(now, answer))
              << witness.name << " " << ToHex(Bytes(input)) << " at " << size << "\n"
              << Show(answer.header) << "\n"
              << Show(now.header);
        }
        answer = now;
        final = answer.header.outcome() != Outcome::kIncomplete;
      }
    }
  }
}

TEST(Property, BytesBehindTheHeaderDoNotMatter) {
  const std::string behind[] = {"GET / HTTP/1.1\r\n\r\n",
                                std::string(80, '\0'),
                                std::string(80, '\xFF'),
                                "\r\n",
                                "0123456789",
                                " ",
                                ":1",
                                "PROXY UNKNOWN\r\n",
                                V2("21 11 000c")};
  for (const std::string& input : Headers()) {
    for (const Witness& witness : Witnesses()) {
      const Answer alone = Ask(witness, input, {.check = Check::kCrc});
      if (alone.header.outcome() == Outcome::kIncomplete) continue;
      const std::string& more = behind[input.size() % std::size(behind)];
      const Answer followed = Ask(witness, input + more, {.check = Check::kCrc});
      ASSERT_TRUE(Same(alone, followed)) << witness.name << " " << ToHex(Bytes(input)) << "\n"
                                         << Show(alone.header) << "\n"
                                         << Show(followed.header);
    }
  }
}

TEST(Property, ReadingWhatIsNeededNeverTakesPayload) {
  for (const std::string& header : Headers()) {
    const std::string stream = header + "payload payload payload payload payload payload";
    for (const Witness& witness : Witnesses()) {
      const Header whole = Ask(witness, header, {}).header;
      if (!whole.ok()) continue;
      size_t read = 0;
      for (int calls = 0;; ++calls) {
        ASSERT_LT(calls, 110) << witness.name << " " << ToHex(Bytes(header));
        const Header now = Ask(witness, std::string_view(stream).substr(0, read), {}).header;
        if (now.ok()) break;
        ASSERT_EQ(now.outcome(), Outcome::kIncomplete);
        read = now.needed();
        ASSERT_LE(read, whole.size()) << witness.name << " " << ToHex(Bytes(header));
      }
      EXPECT_EQ(read, whole.size());
    }
  }
}

TEST(Property, DatagramsAnswerLikeStreamsThatEnd) {
  for (const std::string& input : Headers()) {
    for (const Witness& witness : Witnesses()) {
      const Answer stream = Ask(witness, input, {});
      const Answer datagram = Ask(witness, input, {.datagram = true});
      if (stream.header.outcome() == Outcome::kIncomplete) {
        ASSERT_TRUE(testing::Same(
            datagram.header, Invalid(stream.header.version(), Reason::kTruncated, input.size())));
      } else {
        ASSERT_TRUE(Same(stream, datagram));
      }
    }
  }
}

TEST(Property, CheckingChangesNoOtherFieldOfAnOkHeader) {
  for (const std::string& input : Headers()) {
    for (const Witness& witness : Witnesses()) {
      const Answer unchecked = Ask(witness, input, {});
      for (const Check check : {Check::kTlv, Check::kCrc}) {
        Answer checked = Ask(witness, input, {.check = check});
        if (!checked.header.ok()) continue;
        checked.header.flags = 0;
        ASSERT_TRUE(Same(checked, unchecked)) << witness.name << " " << ToHex(Bytes(input));
        ASSERT_EQ(TlvsOf(Bytes(input), checked.header).malformed_offset().has_value() &&
                      Ask(witness, input, {.check = check}).header.tlvs_walked(),
                  false);
      }
    }
  }
}

TEST(Property, VersionIsKnownWithTheSignature) {
  for (const std::string& input : Headers()) {
    for (const Witness& witness : Witnesses()) {
      const int version = input.starts_with("PROXY ") ? 1 : input.starts_with(V2("")) ? 2 : 0;
      ASSERT_EQ(Ask(witness, input, {}).header.version(), version);
    }
  }
}

// The library's reading of TLV areas against the reference's.
TEST(Property, TlvAreasEqualTheReference) {
  for (const std::string& input : Headers()) {
    const Header header = reference::Decode(Bytes(input));
    const reference::TlvArea area = reference::FindTlvArea(Bytes(input), header);
    const TlvView view = TlvsOf(Bytes(input), header);
    ASSERT_EQ(view.begin_offset(), area.begin) << ToHex(Bytes(input));
    ASSERT_EQ(view.end_offset(), area.end) << ToHex(Bytes(input));
  }
}

}  // namespace
}  // namespace simdproxy::testing
