// From what is written on the command line to settings.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_OPTION_VALUES_H_
#define SIMDPROXY_TOOLS_LOADPROXY_OPTION_VALUES_H_

#include <string>

#include "tools/loadproxy/command_line.h"
#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

/// Fills `settings`, whose command and flags are set already. Returns nothing, or what is wrong,
/// fit for a terminal.
std::string ReadOptions(const Written& written, Settings& settings);

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_OPTION_VALUES_H_
