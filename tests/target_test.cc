// Which targets there are, and that the kernels of one are really its own.
#include "simdproxy/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "simdproxy/simdproxy.h"

namespace simdproxy::testing {
namespace {

std::set<std::string> SupportedTargets() {
  std::set<std::string> names;
  for (const std::string_view target : CompiledTargets()) {
    if (EngineFor(target) != nullptr) names.emplace(target);
  }
  return names;
}

TEST(Target, KernelsReportTheTargetThatWasAskedFor) {
  for (const std::string_view target : CompiledTargets()) {
    const Engine* const engine = EngineFor(target);
    if (engine == nullptr) continue;
    std::printf("runs %s\n", std::string(target).c_str());
    EXPECT_EQ(engine->name(), target);
    EXPECT_THAT(engine->kernel_targets(), ::testing::Each(target));
  }
}

TEST(Target, UnknownNamesHaveNoEngine) {
  EXPECT_EQ(EngineFor(""), nullptr);
  EXPECT_EQ(EngineFor("avx2"), nullptr);
  EXPECT_EQ(EngineFor("AVX9000"), nullptr);
}

TEST(Target, ActiveIsTheFirstThatIsSupported) {
  for (const std::string_view target : CompiledTargets()) {
    if (EngineFor(target) == nullptr) continue;
    EXPECT_EQ(&ActiveEngine(), EngineFor(target));
    break;
  }
}

#if defined(__x86_64__) && !defined(HWY_COMPILE_ONLY_EMU128)
// A silent fall back to a lower target would leave kernels untested: what the CPU says it has,
// apart from Highway, must be among the targets that run.
TEST(Target, EveryTargetOfThisCpuRuns) {
  std::ifstream cpuinfo("/proc/cpuinfo");
  std::set<std::string> flags;
  for (std::string word; cpuinfo >> word && word != "bugs";) flags.insert(word);
  if (flags.empty()) GTEST_SKIP() << "the system does not say what the CPU has";
  const auto supported = SupportedTargets();
  const auto expect = [&](const char* target, std::initializer_list<const char*> needs) {
    for (const char* const need : needs) {
      if (!flags.contains(need)) return;
    }
    EXPECT_TRUE(supported.contains(target)) << target << " is not among the targets that run";
  };
  expect("SSE2", {"sse2"});
  expect("SSSE3", {"ssse3"});
  expect("SSE4", {"sse4_1", "sse4_2", "aes", "pclmulqdq"});
  expect("AVX2", {"avx2", "bmi1", "bmi2", "fma", "f16c", "abm", "aes", "pclmulqdq"});
  expect("AVX3", {"avx512f", "avx512vl", "avx512dq", "avx512bw", "avx512cd", "avx2"});
  expect("AVX3_DL", {"avx512_vnni", "vpclmulqdq", "avx512vbmi", "avx512_vbmi2", "vaes",
                     "avx512_vpopcntdq", "avx512_bitalg", "gfni"});
  expect("AVX3_SPR", {"avx512_fp16", "avx512_bf16", "avx512_vnni", "avx512_vbmi2"});
}
#endif

TEST(Target, EnginesRunSideBySide) {
  constexpr char kLine[] = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
  const Buffer buffer{kLine, sizeof(kLine) - 1};
  std::vector<Buffer> buffers(40, buffer);
  for (const std::string& target : SupportedTargets()) {
    std::vector<Header> headers(buffers.size());
    EXPECT_EQ(EngineFor(target)->DecodeBatch(buffers, headers.data()), buffers.size());
  }
}

// The reference is a witness only as long as the library shares no code with it.
TEST(Target, LibraryHoldsNoReference) {
  const std::string command = std::string("nm -C '") + SIMDPROXY_LIBRARY + "' 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string symbols;
  char chunk[4096];
  for (size_t size; (size = fread(chunk, 1, sizeof(chunk), pipe)) != 0;)
    symbols.append(chunk, size);
  ASSERT_EQ(pclose(pipe), 0) << symbols.substr(0, 500);
  EXPECT_THAT(symbols, ::testing::HasSubstr("simdproxy::Decode"));
  EXPECT_THAT(symbols, ::testing::Not(::testing::HasSubstr("simdproxy::reference")));
}

}  // namespace
}  // namespace simdproxy::testing
