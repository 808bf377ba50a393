// The command line of simdproxy: one verb a job.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/escape.h"
#include "tools/common/exit_code.h"
#include "tools/common/output.h"
#include "tools/simdproxy/verb.h"

namespace simdproxy::tool {
namespace {

// The arguments in CLI11's order, last first. CLI11 reads "[a,b]" as a list and "++" as the end of
// a verb, and takes "--" in front of the first file only; "./" makes files of what is meant as
// files. To encode and generate "[::1]" is a value.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> arguments;
  const std::string_view verb = argc > 1 ? argv[1] : "";
  const bool takes_files = verb != "encode" && verb != "generate";
  bool files_only = false;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (!files_only && argument == "--") {
      files_only = true;
      continue;
    }
    const bool dashed = files_only && argument.size() > 1 && argument.starts_with('-');
    const bool bracketed = takes_files && argument.starts_with('[') && argument.ends_with(']');
    if (dashed || bracketed || argument == "++") argument.insert(0, "./");
    arguments.push_back(std::move(argument));
  }
  std::ranges::reverse(arguments);
  return arguments;
}

// What CLI11 ends the parse with: help, the version, or a usage error.
int Report(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
    const auto verbs = app.get_subcommands();
    PrintError(Escape(error.what()));
    PrintError(fmt::format("try 'simdproxy{} --help'",
                           verbs.empty() ? "" : ' ' + verbs.back()->get_name()));
    return kExitError;
  }
  std::ostringstream text;
  app.exit(error, text, text);
  Output output;
  output.Write(text.str());
  return output.Finish(kExitOk);
}

int Main(int argc, char** argv) {
  CLI::App app("Reads and writes PROXY protocol headers, versions 1 and 2.", "simdproxy");
  app.set_version_flag("--version", fmt::format("simdproxy {}", LibraryVersion()),
                       "Print the version and exit");
  app.require_subcommand(0, 1);  // none is told below, and better than CLI11 does
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  const std::vector<Verb> verbs = {AddDecodeVerb(app), AddEncodeVerb(app), AddGenerateVerb(app),
                                   AddScanVerb(app)};
  try {
    app.parse(Arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    return Report(app, error);
  }
  for (const Verb& verb : verbs) {
    if (verb.command->parsed()) return verb.run();
  }
  PrintError("there is no verb; try 'simdproxy --help'");
  return kExitError;
}

}  // namespace
}  // namespace simdproxy::tool

int main(int argc, char** argv) {
  try {
    return simdproxy::tool::Main(argc, argv);
  } catch (const std::exception& error) {
    simdproxy::tool::PrintError(simdproxy::tool::Escape(error.what()));
    return simdproxy::tool::kExitError;
  }
}
