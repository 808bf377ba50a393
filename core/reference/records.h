// The four kinds of answer, as records.
#ifndef SIMDPROXY_CORE_REFERENCE_RECORDS_H_
#define SIMDPROXY_CORE_REFERENCE_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "simdproxy/decode.h"
#include "simdproxy/header.h"

namespace simdproxy::reference {

using Bytes = std::span<const std::byte>;

inline uint8_t At(Bytes bytes, size_t offset) { return static_cast<uint8_t>(bytes[offset]); }

inline Header Incomplete(int version, size_t needed) {
  Header header{};
  header.outcome_code = Outcome::kIncomplete;
  header.version_number = static_cast<uint8_t>(version);
  header.extent = static_cast<uint32_t>(needed);
  return header;
}

inline Header NotProxy(size_t offset) {
  Header header{};
  header.outcome_code = Outcome::kNotProxy;
  header.extent = static_cast<uint32_t>(offset);
  return header;
}

inline Header Invalid(int version, Reason reason, size_t offset) {
  Header header{};
  header.outcome_code = Outcome::kInvalid;
  header.reason_code = reason;
  header.version_number = static_cast<uint8_t>(version);
  header.extent = static_cast<uint32_t>(offset);
  return header;
}

/// Bytes that begin with the whole signature of version 1 [2.1].
Header DecodeV1(Bytes bytes, const Options& options, Endpoints& endpoints);

/// Bytes that begin with the whole signature of version 2 [2.2].
Header DecodeV2(Bytes bytes, const Options& options, Endpoints& endpoints);

/// Judges the TLVs of an ok v2 header as options.check asks: the header with its flags set, or
/// invalid.
Header CheckTlvs(Bytes bytes, const Header& header, const Options& options);

/// Exactly four decimal octets without leading zeros; writes 4 bytes.
bool ParseInet(Bytes text, uint8_t* address);

/// Eight groups, "::" for one group or more, a dotted quad in place of the last two; writes 16
/// bytes.
bool ParseInet6(Bytes text, uint8_t* address);

/// A decimal number of at most `max`, without sign or leading zero.
bool ParseNumber(Bytes text, uint32_t max, uint32_t& number);

}  // namespace simdproxy::reference

#endif  // SIMDPROXY_CORE_REFERENCE_RECORDS_H_
