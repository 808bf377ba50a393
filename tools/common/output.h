// Standard output with its errors kept, and messages on standard error.
#ifndef SIMDPROXY_TOOLS_COMMON_OUTPUT_H_
#define SIMDPROXY_TOOLS_COMMON_OUTPUT_H_

#include <string_view>

namespace simdproxy::tool {

/// One line on standard error with the program's name in front. `message` must be fit for a
/// terminal.
void PrintError(std::string_view message);

/// True if standard output is a terminal that shows colours, and nobody asked for none (NO_COLOR).
bool ColourWanted();

/// Standard output. A full disk or a closed pipe is an error like any other.
class Output {
 public:
  /// Nothing is written any more once a write failed.
  void Write(std::string_view text);
  bool failed() const { return error_ != 0; }

  /// Writes what is buffered. Returns `exit_code`, or kExitError with a message if any write
  /// failed.
  int Finish(int exit_code);

 private:
  void Fail();

  int error_ = 0;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_OUTPUT_H_
