// simdproxy decode --format json, and the index of simdproxy generate
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_JSON_REPORT_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_JSON_REPORT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/simdproxy/decoded.h"

namespace simdproxy::tool {

/// One object, one line, without its line end; ASCII only.
///
/// ok: source, outcome, version, command, family, transport, src, dst, header_size, rest (hex; only
/// if there is any), crc32c, tlvs, malformed_tlv_offset (only if an entry does not fit its area).
/// incomplete: source, outcome, needed. not_proxy: source, outcome, offset. invalid: source,
/// outcome, version, reason, offset, message, crc32c (only where the checksum is wrong).
///
/// src, dst: null, or address and port, or path. A path, or source, that is not UTF-8 has
/// replacement characters, and its bytes stand in path_hex, or source_hex, behind it; so do those
/// of an abstract path, whose first NUL is shown as '@'.
///
/// A TLV: type, name (only if the type has one), offset, length, value (hex); then, where it holds
/// what its type says, text, or what a cloud vendor's type stands for: aws_vpc_endpoint_id,
/// azure_link_id (number), gcp_psc_connection_id (a string: 64 bits), alibaba_vpc_id,
/// alibaba_endpoint_id, alibaba_service_id; for SSL client, verify and tlvs, and malformed_offset
/// if it does not hold what it should.
std::string JsonLine(const Decoded& decoded);

/// Where a generated header stands, and how it came about.
struct IndexEntry {
  uint64_t offset;             ///< in the file that holds it
  std::string_view kind;       ///< as in --mix
  std::string_view malformed;  ///< as in --malformed; empty if it is whole
};

/// One object, one line, without its line end, ASCII only: offset, size, kind, malformed (only if
/// it is), and expected, which is what JsonLine says, without source.
std::string IndexLine(const IndexEntry& entry, const Decoded& decoded);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_JSON_REPORT_H_
