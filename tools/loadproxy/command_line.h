// The command line of loadproxy.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_COMMAND_LINE_H_
#define SIMDPROXY_TOOLS_LOADPROXY_COMMAND_LINE_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

/// Options as they were written; they become settings once all of them are known.
struct Written {
  std::string listen, target, accept_proxy, max_header, send_proxy, pick, source_ports, destination,
      fragment, answer, check, duration, rate, header_timeout, grace, connect_timeout, flow_timeout,
      malformed;
  std::vector<std::string> sources, tlvs;
};

/// A command: `loadproxy forward`, `loadproxy sink`.
struct CommandLine {
  explicit CommandLine(CLI::App& app);

  /// Which one was given, or null.
  const CLI::App* Given() const;
  /// Nothing, or what is wrong with the options, fit for a terminal.
  std::string Read();

  CLI::App* forward;
  CLI::App* sink;
  Written written;
  Settings settings;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_COMMAND_LINE_H_
