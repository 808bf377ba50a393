#include "tools/simdproxy/output_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "tools/common/escape.h"
#include "tools/common/output.h"

namespace simdproxy::tool {
namespace {

// True if something stands under that name which renaming a file would replace by one.
bool IsNoRegularFile(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace

OutputFile::~OutputFile() {
  if (stream_ != nullptr && stream_ != stdout) std::fclose(stream_);
  if (!part_.empty()) unlink(part_.c_str());
}

bool OutputFile::Open(const std::string& path) {
  path_ = path;
  if (path == kStandardOutput) {
    stream_ = stdout;
    return true;
  }
  const std::string name = IsNoRegularFile(path) ? path : path + ".part";
  stream_ = std::fopen(name.c_str(), "wbe");
  if (stream_ == nullptr) return Tell(errno);
  if (name != path) part_ = name;
  return true;
}

void OutputFile::Write(std::string_view bytes) {
  if (failed() || bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream_) != bytes.size()) Fail();
}

void OutputFile::Check() {
  if (!failed() && std::ferror(stream_) != 0) Fail();
}

void OutputFile::Fail() { error_ = errno != 0 ? errno : EIO; }

bool OutputFile::Tell(int error) const {
  PrintError(fmt::format("{}: cannot be written: {}",
                         path_ == kStandardOutput ? "standard output" : Escape(path_),
                         std::generic_category().message(error)));
  return false;
}

bool OutputFile::Close() {
  if (stream_ == nullptr) return true;
  if (!failed() && std::fflush(stream_) != 0) Fail();
  std::FILE* const stream = std::exchange(stream_, nullptr);
  if (stream != stdout && std::fclose(stream) != 0 && !failed()) Fail();
  return !failed() || Tell(error_);
}

bool OutputFile::Keep() {
  if (part_.empty()) return true;
  if (std::rename(part_.c_str(), path_.c_str()) != 0) return Tell(errno);
  part_.clear();
  return true;
}

}  // namespace simdproxy::tool
