// A judged header in one line.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_DESCRIBE_H_
#define SIMDPROXY_TOOLS_LOADPROXY_DESCRIBE_H_

#include <string>

#include "simdproxy/simdproxy.h"

namespace simdproxy::loadproxy {

/// For example "v2 PROXY INET STREAM 192.0.2.1:56324 > 198.51.100.2:443, 3 TLVs", or, of a header
/// that is not ok, its outcome, reason and offset. ASCII, fit for a terminal.
std::string Describe(const HeaderView& header);

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_DESCRIBE_H_
