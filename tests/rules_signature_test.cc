// core/FORMAT.md, S: telling the versions apart, and which are accepted.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/answers.h"
#include "tests/bytes.h"

namespace simdproxy::testing {
namespace {

const std::string& V1Signature() {
  static const std::string signature = Hex("50 52 4F 58 59 20");
  return signature;
}

const std::string& V2Signature() {
  static const std::string signature = Hex("0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A");
  return signature;
}

// Expects not_proxy wherever one byte of a signature is another, at once and with bytes behind it.
void ExpectNoOtherByte(const std::string& signature) {
  for (size_t at = 0; at < signature.size(); ++at) {
    for (const int difference : {0x01, 0x20, 0x80, 0xFF}) {
      std::string input = signature.substr(0, at + 1);
      input[at] = static_cast<char>(static_cast<uint8_t>(input[at]) ^ difference);
      EXPECT_TRUE(Answers(input, NotProxy(at)));
      EXPECT_TRUE(Answers(input + signature.substr(at + 1), NotProxy(at)));
      EXPECT_TRUE(Answers(input + std::string(200, 'x'), NotProxy(at)));
    }
  }
}

TEST(RulesSignature, EveryStrictPrefixIsIncomplete) {
  for (size_t size = 1; size < 6; ++size) {
    EXPECT_TRUE(Answers(V1Signature().substr(0, size), Incomplete(0, 15)));
  }
  for (size_t size = 1; size < 12; ++size) {
    EXPECT_TRUE(Answers(V2Signature().substr(0, size), Incomplete(0, 16)));
  }
}

TEST(RulesSignature, VersionIsNamedOnceTheSignatureIsComplete) {
  EXPECT_TRUE(Answers(V1Signature(), Incomplete(1, 15)));
  EXPECT_TRUE(Answers(V2Signature(), Incomplete(2, 16)));
}

TEST(RulesSignature, FirstOtherByteIsNotProxyAtOnce) {
  ExpectNoOtherByte(V1Signature());
  ExpectNoOtherByte(V2Signature());
}

TEST(RulesSignature, OtherProtocolsAreNotProxy) {
  EXPECT_TRUE(Answers(kRequest, NotProxy(0)));
  EXPECT_TRUE(Answers("\r\nGET / HTTP/1.1\r\n", NotProxy(2)));
  EXPECT_TRUE(Answers("POST / HTTP/1.1\r\n", NotProxy(1)));
  EXPECT_TRUE(Answers("PRI * HTTP/2.0\r\n", NotProxy(2)));
  EXPECT_TRUE(Answers("PROPFIND / HTTP/1.1\r\n", NotProxy(3)));
  EXPECT_TRUE(Answers(Hex("16 03 01 02 00 01 00 01 fc 03 03"), NotProxy(0)));
  EXPECT_TRUE(Answers("SSH-2.0-x\r\n", NotProxy(0)));
  EXPECT_TRUE(Answers(" PROXY TCP4", NotProxy(0)));
  EXPECT_TRUE(Answers("proxy tcp4", NotProxy(0)));
  EXPECT_TRUE(Answers("Proxy TCP4", NotProxy(1)));
  EXPECT_TRUE(Answers(Zeros(64), NotProxy(0)));
}

TEST(RulesSignature, OneSignatureDoesNotContinueTheOther) {
  EXPECT_TRUE(Answers("PROXY" + V2Signature(), NotProxy(5)));
  EXPECT_TRUE(Answers("P\n", NotProxy(1)));
  EXPECT_TRUE(Answers("\rR", NotProxy(1)));
  EXPECT_TRUE(Answers("\r\n\r\nPROXY ", NotProxy(4)));
}

TEST(RulesSignature, ProxyNeedsItsSpace) {
  for (int byte = 0; byte < 256; ++byte) {
    if (byte == ' ') continue;
    const std::string input = std::string("PROXY") + static_cast<char>(byte);
    EXPECT_TRUE(Answers(input, NotProxy(5)));
    EXPECT_TRUE(Answers(input + "TCP4 192.0.2.1 198.51.100.2 56324 443\r\n", NotProxy(5)));
  }
}

TEST(RulesSignature, BothVersionsAreAcceptedByDefault) {
  EXPECT_EQ(Options{}.accept, Accept::kAny);
  EXPECT_TRUE(Answers(kTcp4Line, OkV1(0x11, 45, 21, 34, 40), SomeInet()));
  EXPECT_TRUE(Answers(V2("20 00 0000"), OkV2(0x20, 0x00, 16, 16)));
}

TEST(RulesSignature, VersionNotAcceptedOnceItsSignatureIsComplete) {
  const Header refused1 = Invalid(1, Reason::kVersionNotAccepted, 0);
  const Header refused2 = Invalid(2, Reason::kVersionNotAccepted, 0);
  EXPECT_TRUE(Answers(V1Signature(), refused1, {.accept = Accept::kV2}));
  EXPECT_TRUE(Answers(kTcp4Line, refused1, {.accept = Accept::kV2}));
  EXPECT_TRUE(Answers(V2Signature(), refused2, {.accept = Accept::kV1}));
  EXPECT_TRUE(Answers(V2("20 00 0000"), refused2, {.accept = Accept::kV1}));
  EXPECT_TRUE(Answers(V2("21 11 000c " SIMDPROXY_TEST_INET), refused2, {.accept = Accept::kV1}));
}

TEST(RulesSignature, AcceptedVersionsAreTheSameAsByDefault) {
  EXPECT_TRUE(Answers(kTcp4Line, OkV1(0x11, 45, 21, 34, 40), SomeInet(), {.accept = Accept::kV1}));
  EXPECT_TRUE(Answers(V2("21 11 000c " SIMDPROXY_TEST_INET), OkV2(0x21, 0x11, 28, 28), SomeInet(),
                      {.accept = Accept::kV2}));
}

TEST(RulesSignature, VersionNotAcceptedComesBeforeEverythingElse) {
  const Header refused1 = Invalid(1, Reason::kVersionNotAccepted, 0);
  EXPECT_TRUE(Answers("PROXY X", refused1, {.accept = Accept::kV2}));
  EXPECT_TRUE(Answers("PROXY TCP4 1\n", refused1, {.accept = Accept::kV2}));
  EXPECT_TRUE(Answers("PROXY " + std::string(200, 'x'), refused1, {.accept = Accept::kV2}));
  const Header refused2 = Invalid(2, Reason::kVersionNotAccepted, 0);
  EXPECT_TRUE(Answers(V2("ff"), refused2, {.accept = Accept::kV1}));
  EXPECT_TRUE(Answers(V2("21 ff"), refused2, {.accept = Accept::kV1}));
  EXPECT_TRUE(Answers(V2("21 11 0000"), refused2, {.max_size = 0, .accept = Accept::kV1}));
  EXPECT_TRUE(Answers(V2("21 11 000d " SIMDPROXY_TEST_INET "04"), refused2,
                      {.accept = Accept::kV1, .check = Check::kCrc}));
}

TEST(RulesSignature, BeforeTheSignatureIsCompleteAcceptChangesNothing) {
  for (const Accept accept : {Accept::kV1, Accept::kV2}) {
    EXPECT_TRUE(Answers("", Incomplete(0, 15), {.accept = accept}));
    EXPECT_TRUE(Answers("PROXY", Incomplete(0, 15), {.accept = accept}));
    EXPECT_TRUE(Answers(V2Signature().substr(0, 11), Incomplete(0, 16), {.accept = accept}));
    EXPECT_TRUE(Answers("PROXYX", NotProxy(5), {.accept = accept}));
    EXPECT_TRUE(Answers("GET ", NotProxy(0), {.accept = accept}));
    EXPECT_TRUE(Answers("\r\n\r\nX", NotProxy(4), {.accept = accept}));
  }
}

TEST(RulesSignature, Classify) {
  const struct {
    std::string input;
    Kind kind;
  } rows[] = {
      {"", Kind::kPrefix},
      {"P", Kind::kPrefix},
      {"PROXY", Kind::kPrefix},
      {"PROXY ", Kind::kV1},
      {"PROXY X", Kind::kV1},
      {kTcp4Line, Kind::kV1},
      {"PROXYX", Kind::kNeither},
      {"PX", Kind::kNeither},
      {"GET / HTTP/1.0\r\n\r\n", Kind::kNeither},
      {"\r", Kind::kPrefix},
      {V2Signature().substr(0, 11), Kind::kPrefix},
      {V2Signature(), Kind::kV2},
      {V2("ffff ffff"), Kind::kV2},
      {V2("21 11 000c " SIMDPROXY_TEST_INET), Kind::kV2},
      {V2Signature().substr(0, 11) + "X", Kind::kNeither},
      {"\r\n\r\n", Kind::kPrefix},
      {"\r\n\r\nG", Kind::kNeither},
  };
  std::vector<Buffer> buffers;
  for (const auto& row : rows) {
    EXPECT_EQ(Classify(Bytes(row.input)), row.kind) << Escaped(row.input);
    buffers.push_back({row.input.data(), row.input.size()});
  }
  std::vector<Kind> kinds(buffers.size());
  ClassifyBatch(buffers, kinds.data());
  for (size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(kinds[i], rows[i].kind) << i;
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr) continue;
    engine->ClassifyBatch(buffers, kinds.data());
    for (size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(kinds[i], rows[i].kind) << target << i;
  }
  EXPECT_EQ(Classify({}), Kind::kPrefix);
}

}  // namespace
}  // namespace simdproxy::testing
