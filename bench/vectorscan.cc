#include "bench/vectorscan.h"

#include <hs/hs.h>

#include <cstdlib>

#include "core/src/wire.h"

namespace simdproxy::bench {
namespace {

struct Matcher {
  hs_database_t* database = nullptr;
  hs_scratch_t* scratch = nullptr;
};

// Literals, in block mode: the form that vectorscan is fastest at. Lives until the end of the run.
Matcher Compile(const char* const* texts, const size_t* sizes, unsigned count) {
  static constexpr unsigned kFlags[4] = {};
  static constexpr unsigned kIds[4] = {};
  Matcher matcher;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts, kFlags, kIds, sizes, count, HS_MODE_BLOCK, nullptr,
                           &matcher.database, &error) != HS_SUCCESS ||
      hs_alloc_scratch(matcher.database, &matcher.scratch) != HS_SUCCESS) {
    std::abort();
  }
  return matcher;
}

int CountMatch(unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
  ++*static_cast<uint64_t*>(count);
  return 0;
}

uint64_t Count(const Matcher& matcher, const uint8_t* data, size_t size) {
  uint64_t count = 0;
  hs_scan(matcher.database, reinterpret_cast<const char*>(data), static_cast<unsigned>(size), 0,
          matcher.scratch, CountMatch, &count);
  return count;
}

const char* const kTexts[] = {reinterpret_cast<const char*>(wire::kV2Signature), "PROXY TCP4 ",
                              "PROXY TCP6 ", "PROXY UNKNOWN"};
constexpr size_t kSizes[] = {wire::kV2SignatureSize, 11, 11, 13};
constexpr size_t kCrlfSize = 2;
const char* const kCrlf = "\r\n";

}  // namespace

uint64_t CountByVectorscan(ScanFor what, const uint8_t* data, size_t size) {
  static const Matcher v2 = Compile(kTexts, kSizes, 1);
  static const Matcher v1 = Compile(kTexts + 1, kSizes + 1, 3);
  static const Matcher headers = Compile(kTexts, kSizes, 4);
  static const Matcher crlf = Compile(&kCrlf, &kCrlfSize, 1);
  switch (what) {
    case ScanFor::kV2:
      return Count(v2, data, size);
    case ScanFor::kV1:
      return Count(v1, data, size);
    case ScanFor::kHeaders:
      return Count(headers, data, size);
    case ScanFor::kCrlf:
      break;
  }
  return Count(crlf, data, size);
}

}  // namespace simdproxy::bench
