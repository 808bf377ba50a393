// Telling the versions apart [2], and what holds for both.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/reference/records.h"
#include "core/reference/reference.h"
#include "core/src/wire.h"

namespace simdproxy::reference {
namespace {

// How many bytes of a signature the input begins with, at most as many as both have.
size_t MatchingBytes(Bytes bytes, const uint8_t* signature, size_t signature_size) {
  const size_t limit = std::min(bytes.size(), signature_size);
  size_t count = 0;
  while (count < limit && At(bytes, count) == signature[count]) ++count;
  return count;
}

Header DecodeStream(Bytes bytes, const Options& options, Endpoints& endpoints) {
  if (bytes.empty()) return Incomplete(0, wire::kV1MinSize);

  const size_t v2 = MatchingBytes(bytes, wire::kV2Signature, wire::kV2SignatureSize);
  const size_t v1 = MatchingBytes(bytes, wire::kV1Signature, wire::kV1SignatureSize);

  if (v2 == wire::kV2SignatureSize) {
    if (options.accept == Accept::kV1) return Invalid(2, Reason::kVersionNotAccepted, 0);
    return DecodeV2(bytes, options, endpoints);
  }
  if (v1 == wire::kV1SignatureSize) {
    if (options.accept == Accept::kV2) return Invalid(1, Reason::kVersionNotAccepted, 0);
    return DecodeV1(bytes, options, endpoints);
  }
  if (v2 == bytes.size()) return Incomplete(0, wire::kV2FixedSize);
  if (v1 == bytes.size()) return Incomplete(0, wire::kV1MinSize);
  // The signatures differ in their first byte, so at most one of the two counts is not zero.
  return NotProxy(std::max(v1, v2));
}

}  // namespace

Header Decode(Bytes bytes, const Options& options, Endpoints* endpoints) noexcept {
  // No header is longer, and a larger size would not fit the record.
  bytes = bytes.first(std::min<size_t>(bytes.size(), kMaxHeaderSize));

  Endpoints decoded{};
  Header header = DecodeStream(bytes, options, decoded);
  if (endpoints != nullptr) *endpoints = header.ok() ? decoded : Endpoints{};

  // A datagram is all that there will ever be [2].
  if (options.datagram && header.outcome() == Outcome::kIncomplete) {
    return Invalid(header.version(), Reason::kTruncated, bytes.size());
  }
  return header;
}

}  // namespace simdproxy::reference
