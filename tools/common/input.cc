#include "tools/common/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "simdproxy/simdproxy.h"
#include "tools/common/escape.h"
#include "tools/common/hex.h"

namespace simdproxy::tool {
namespace {

Input Failed(std::string error) { return {.bytes = {}, .error = std::move(error)}; }

std::string CallError() { return std::generic_category().message(errno); }

Input TooLong() {
  return Failed(fmt::format("more than {} MiB, no PROXY header is that long", kMaxInputSize >> 20));
}

// All bytes, up to the limit.
Input ReadAll(OpenInput& file) {
  constexpr size_t kChunk = size_t{64} << 10;
  if (file.file_size() > kMaxInputSize) return TooLong();
  Input input;
  size_t size = 0;
  for (;;) {
    input.bytes.resize(std::min(size + kChunk, kMaxInputSize + 1));
    const ssize_t got = file.Read(input.bytes.data() + size, input.bytes.size() - size);
    if (got < 0) return Failed(CallError());
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (size > kMaxInputSize) return TooLong();
  }
  input.bytes.resize(size);
  return input;
}

}  // namespace

OpenInput::OpenInput(const std::string& path)
    : fd_(path == kStandardInput ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)),
      owned_(path != kStandardInput) {
  struct stat status {};
  if (fd_ < 0 || fstat(fd_, &status) != 0) {
    error_ = CallError();
  } else if (S_ISDIR(status.st_mode)) {
    error_ = "is a directory";
  } else {
    if (S_ISREG(status.st_mode)) file_size_ = static_cast<uint64_t>(status.st_size);
    ReadHead();
  }
}

OpenInput::~OpenInput() {
  if (owned_ && fd_ >= 0) close(fd_);
}

void OpenInput::ReadHead() {
  std::array<std::byte, kInputHeadSize> head;
  size_t size = 0;
  while (size < head.size()) {
    const ssize_t got = Read(head.data() + size, head.size() - size);
    if (got < 0) error_ = CallError();
    if (got <= 0) break;
    size += static_cast<size_t>(got);
  }
  if (size == 0 && error_.empty()) error_ = "is empty";
  head_.assign(head.begin(), head.begin() + static_cast<ptrdiff_t>(size));
}

ssize_t OpenInput::Read(void* to, size_t size) {
  if (head_taken_ < head_.size()) {
    const size_t taken = std::min(size, head_.size() - head_taken_);
    std::memcpy(to, head_.data() + head_taken_, taken);
    head_taken_ += taken;
    return static_cast<ssize_t>(taken);
  }
  for (;;) {
    const ssize_t got = read(fd_, to, size);
    if (got >= 0 || errno != EINTR) return got;
  }
}

Input ReadInput(OpenInput& file, InputFormat format) {
  if (!file.error().empty()) return Failed(file.error());
  Input input = ReadAll(file);
  if (!input.error.empty()) return input;
  if (format == InputFormat::kRaw) return input;
  if (format == InputFormat::kAuto && Classify(input.bytes) != Kind::kNeither) return input;

  HexBytes hex = FromHex(AsText(input.bytes));
  if (hex.error.empty()) return {.bytes = std::move(hex.bytes), .error = {}};
  if (format == InputFormat::kAuto) return input;
  return Failed(std::move(hex.error));
}

Input ReadInput(const std::string& path, InputFormat format) {
  OpenInput file(path);
  return ReadInput(file, format);
}

}  // namespace simdproxy::tool
