// The TLVs that senders put behind the addresses.
#ifndef SIMDPROXY_TOOLS_COMMON_CORPUS_PROFILE_H_
#define SIMDPROXY_TOOLS_COMMON_CORPUS_PROFILE_H_

#include <array>
#include <cstddef>

#include "tools/common/corpus.h"
#include "tools/common/corpus_draft.h"
#include "tools/common/tlv_list.h"

namespace simdproxy::tool {

/// The value of an AWS entry: its kind, then "vpce-" and 17 hex digits.
using AwsValue = std::array<char, 23>;
AwsValue DrawAwsValue(Random& random);

/// AWS fills its headers with NOOP up to 100 bytes: the size of that value behind addresses of
/// `family`, a checksum and an AwsValue.
size_t AwsNoopSize(Family family);

/// Adds the entries of the draft's profile, for which it draws. True if a CRC32C is among them.
bool AddProfile(Draft& draft, TlvList& tlvs);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_CORPUS_PROFILE_H_
