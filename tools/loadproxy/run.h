// Runs a command: sockets, threads, signals, and what is shown meanwhile.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_RUN_H_
#define SIMDPROXY_TOOLS_LOADPROXY_RUN_H_

#include "simdproxy/simdproxy.h"
#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

/// Until SIGINT, SIGTERM or the end of the settings' duration; then until open connections have
/// ended or their grace is over, or a second signal comes. Gives the exit code.
int Run(Settings& settings, const Engine& engine);

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_RUN_H_
