#include "tools/simdproxy/mapped_read.h"

#include <csetjmp>
#include <csignal>

namespace simdproxy::tool {
namespace {

// Where a thread goes on that meets a page which is not there; null outside of ReadMapped.
thread_local sigjmp_buf* way_out = nullptr;

void LeaveRead(int /*signal*/) {
  if (way_out != nullptr) siglongjmp(*way_out, 1);
  // Not ours: the access is repeated, and ends the program.
  std::signal(SIGBUS, SIG_DFL);
}

bool InstallHandler() {
  struct sigaction action {};
  action.sa_handler = LeaveRead;
  return sigaction(SIGBUS, &action, nullptr) == 0;
}

}  // namespace

bool ReadMapped(void (*read)(void* context), void* context) {
  static const bool installed = InstallHandler();
  if (!installed) return false;
  sigjmp_buf here;
  constexpr int kKeepMask = 1;
  if (sigsetjmp(here, kKeepMask) != 0) {
    way_out = nullptr;
    return false;
  }
  way_out = &here;
  read(context);
  way_out = nullptr;
  return true;
}

}  // namespace simdproxy::tool
