// TLVs in words.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_TLV_TEXT_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_TLV_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "simdproxy/simdproxy.h"

namespace simdproxy::tool {

/// The value, if the type is one that carries text and the value is printable UTF-8. Borrowed.
std::optional<std::string_view> TextOf(const Tlv& tlv);

/// "vpc_id", "endpoint_id" or "service_id". Static storage.
std::string_view AlibabaKindName(AlibabaKind kind);

/// All entries in one line, escaped; "-" if there are none.
std::string TlvSummary(const HeaderView& view);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_TLV_TEXT_H_
