// loadproxy: stands between a load generator and a server, and puts PROXY headers in front.
#include <fmt/format.h>

#include <exception>
#include <sstream>
#include <string>

#include "simdproxy/simdproxy.h"
#include "tools/common/engine_choice.h"
#include "tools/common/escape.h"
#include "tools/common/exit_code.h"
#include "tools/common/output.h"
#include "tools/loadproxy/command_line.h"
#include "tools/loadproxy/run.h"

namespace simdproxy::loadproxy {
namespace {

int UsageError(const std::string& message, const CLI::App* command) {
  tool::PrintError(message);
  tool::PrintError(
      fmt::format("try 'loadproxy{} --help'", command == nullptr ? "" : ' ' + command->get_name()));
  return tool::kExitError;
}

int Main(int argc, char** argv) {
  CLI::App app("Forwards connections with PROXY protocol headers, or judges those of others.",
               "loadproxy");
  app.set_version_flag("--version", fmt::format("loadproxy {}", LibraryVersion()),
                       "Print the version and exit");
  app.require_subcommand(0, 1);
  CommandLine command_line(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
      return UsageError(tool::Escape(error.what()), command_line.Given());
    }
    std::ostringstream text;
    app.exit(error, text, text);
    tool::Output output;
    output.Write(text.str());
    return output.Finish(tool::kExitOk);
  }
  if (command_line.Given() == nullptr) return UsageError("say forward or sink", nullptr);
  const std::string error = command_line.Read();
  if (!error.empty()) return UsageError(error, command_line.Given());
  const Engine* const engine = tool::ChooseEngine();
  if (engine == nullptr) return tool::kExitError;
  return Run(command_line.settings, *engine);
}

}  // namespace
}  // namespace simdproxy::loadproxy

int main(int argc, char** argv) {
  try {
    return simdproxy::loadproxy::Main(argc, argv);
  } catch (const std::exception& error) {
    simdproxy::tool::PrintError(simdproxy::tool::Escape(error.what()));
    return simdproxy::tool::kExitError;
  }
}
