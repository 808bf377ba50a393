// The verbs of the command line. Each has a file of its own; main.cc lists them.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_VERB_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_VERB_H_

#include <CLI/CLI.hpp>
#include <functional>

namespace simdproxy::tool {

struct Verb {
  CLI::App* command;         ///< owned by the application that it was added to
  std::function<int()> run;  ///< does the work once the command line is parsed; gives the exit code
};

/// simdproxy decode
Verb AddDecodeVerb(CLI::App& app);
/// simdproxy encode
Verb AddEncodeVerb(CLI::App& app);
/// simdproxy generate
Verb AddGenerateVerb(CLI::App& app);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_VERB_H_
