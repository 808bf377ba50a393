// TLVs as they are written on the command line: NAME=VALUE.
#ifndef SIMDPROXY_TOOLS_COMMON_TLV_ARGUMENT_H_
#define SIMDPROXY_TOOLS_COMMON_TLV_ARGUMENT_H_

#include <string>

#include "tools/common/tlv_list.h"

namespace simdproxy::tool {

/// Adds the entry that `argument` describes: TYPE=VALUE, or CRC32C or SSL alone for their places.
/// TYPE is a name, of a vendor's entry too, or a number; VALUE is text, hex:DIGITS, file:PATH or
/// text:TEXT. Returns nothing, or what is wrong, fit for a terminal.
std::string AddTlvArgument(const std::string& argument, TlvList& tlvs);

/// The same for an entry inside the SSL entry; names may lack SSL_.
std::string AddSslArgument(const std::string& argument, TlvList& tlvs);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_TLV_ARGUMENT_H_
