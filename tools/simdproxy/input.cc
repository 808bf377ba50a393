#include "tools/simdproxy/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

#include "simdproxy/simdproxy.h"
#include "tools/simdproxy/escape.h"
#include "tools/simdproxy/hex.h"

namespace simdproxy::tool {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : owned_(path != kStandardInput),
        fd_(owned_ ? open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  ~Descriptor() {
    if (owned_ && fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int fd() const { return fd_; }

 private:
  bool owned_;
  int fd_;
};

Input Failed(std::string error) { return {.bytes = {}, .error = std::move(error)}; }

Input FailedCall() { return Failed(std::generic_category().message(errno)); }

Input TooLong() {
  return Failed(fmt::format("more than {} MiB, no PROXY header is that long", kMaxInputSize >> 20));
}

// All bytes of a descriptor, up to the limit.
Input ReadAll(int fd) {
  constexpr size_t kChunk = size_t{64} << 10;
  Input input;
  size_t size = 0;
  for (;;) {
    input.bytes.resize(std::min(size + kChunk, kMaxInputSize + 1));
    const ssize_t got = read(fd, input.bytes.data() + size, input.bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailedCall();
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (size > kMaxInputSize) return TooLong();
  }
  input.bytes.resize(size);
  return input;
}

Input ReadRaw(const std::string& path) {
  const Descriptor file(path);
  struct stat status {};
  if (file.fd() < 0 || fstat(file.fd(), &status) != 0) return FailedCall();
  if (S_ISDIR(status.st_mode)) return Failed("is a directory");
  if (S_ISREG(status.st_mode) && std::cmp_greater(status.st_size, kMaxInputSize)) return TooLong();
  return ReadAll(file.fd());
}

}  // namespace

Input ReadInput(const std::string& path, InputFormat format) {
  Input input = ReadRaw(path);
  if (!input.error.empty()) return input;
  if (input.bytes.empty()) return Failed("is empty");
  if (format == InputFormat::kRaw) return input;
  if (format == InputFormat::kAuto && Classify(input.bytes) != Kind::kNeither) return input;

  HexBytes hex = FromHex(AsText(input.bytes));
  if (hex.error.empty()) return {.bytes = std::move(hex.bytes), .error = {}};
  if (format == InputFormat::kAuto) return input;
  return Failed(std::move(hex.error));
}

}  // namespace simdproxy::tool
