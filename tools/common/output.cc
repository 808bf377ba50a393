#include "tools/common/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

#include "tools/common/exit_code.h"

namespace simdproxy::tool {

void PrintError(std::string_view message) {
  // Not fmt::print: it throws where standard error is closed.
  std::fputs(fmt::format("{}: {}\n", program_invocation_short_name, message).c_str(), stderr);
}

bool ColourWanted() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return isatty(STDOUT_FILENO) == 1;
}

void Output::Write(std::string_view text) {
  if (failed() || text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) Fail();
}

void Output::Fail() { error_ = errno != 0 ? errno : EIO; }

int Output::Finish(int exit_code) {
  if (!failed() && std::fflush(stdout) != 0) Fail();
  if (!failed()) return exit_code;
  PrintError(fmt::format("cannot write the output: {}", std::generic_category().message(error_)));
  return kExitError;
}

}  // namespace simdproxy::tool
