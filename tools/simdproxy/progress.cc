#include "tools/simdproxy/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace simdproxy::tool {

Progress::Progress(uint64_t total, bool wanted)
    : total_(total),
      visible_(wanted && isatty(STDERR_FILENO) == 1),
      next_(Clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);  // clears the line
}

void Progress::Show(uint64_t done) {
  if (!visible_ || Clock::now() < next_) return;
  constexpr uint64_t kWidth = 40;
  constexpr auto kPause = std::chrono::milliseconds(100);
  const uint64_t filled = done * kWidth / total_;
  std::fputs(fmt::format("\r[{:<{}}] {:3}% {} of {}", std::string(filled, '#'), kWidth,
                         done * 100 / total_, done, total_)
                 .c_str(),
             stderr);
  shown_ = true;
  next_ = Clock::now() + kPause;
}

}  // namespace simdproxy::tool
