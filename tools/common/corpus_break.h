// Breaks headers that are whole.
#ifndef SIMDPROXY_TOOLS_COMMON_CORPUS_BREAK_H_
#define SIMDPROXY_TOOLS_COMMON_CORPUS_BREAK_H_

#include "tools/common/corpus.h"
#include "tools/common/corpus_draft.h"

namespace simdproxy::tool {

/// Breaks `sample`, a whole header that was built as `draft` says, in the way that the draft says,
/// and changes what is expected of it. bad-crc32c needs a header with a CRC32C.
void Break(Draft& draft, bool datagram, Sample& sample);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_CORPUS_BREAK_H_
