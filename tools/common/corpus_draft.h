// What one sample is going to be, drawn before any byte of it is built.
#ifndef SIMDPROXY_TOOLS_COMMON_CORPUS_DRAFT_H_
#define SIMDPROXY_TOOLS_COMMON_CORPUS_DRAFT_H_

#include <string>

#include "simdproxy/simdproxy.h"
#include "tools/common/corpus.h"
#include "tools/common/random.h"

namespace simdproxy::tool {

struct Draft {
  Random random{0};  ///< for all that is still to be drawn
  HeaderKind kind{};
  Breakage breakage = Breakage::kNone;
  Profile profile = Profile::kNone;
  Family family = Family::kUnspec;
  Endpoints endpoints{};                      ///< INET and INET6, of either version
  std::string source_path, destination_path;  ///< UNIX

  bool is_v1() const {
    return kind == HeaderKind::kV1Tcp4 || kind == HeaderKind::kV1Tcp6 ||
           kind == HeaderKind::kV1Unknown;
  }
  bool is_inet() const { return family == Family::kInet || family == Family::kInet6; }
};

Draft DrawDraft(const CorpusSettings& settings, Random random);

/// What decoding says of the header that `draft` describes when it is whole, has `size` bytes and,
/// if `with_crc`, a right CRC32C.
Header WholeHeader(const Draft& draft, const CorpusSettings& settings, size_t size, bool with_crc);

/// What stands where no header is; `offset` becomes that of the byte that rules headers out.
std::string DrawNotProxy(Random& random, uint32_t& offset);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_CORPUS_DRAFT_H_
