#include "tools/simdproxy/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "tools/simdproxy/escape.h"
#include "tools/simdproxy/output.h"

namespace simdproxy::tool {
namespace {

std::string NameOf(const std::string& path) {
  if (path == kStandardOutput) return "standard output";
  return path.empty() ? "''" : Escape(path);
}

}  // namespace

OutputFile::~OutputFile() {
  if (stream_ != nullptr && stream_ != stdout) std::fclose(stream_);
}

bool OutputFile::Open(const std::string& path) {
  path_ = path;
  stream_ = path == kStandardOutput ? stdout : std::fopen(path.c_str(), "wbe");
  if (stream_ != nullptr) return true;
  PrintError(fmt::format("{}: cannot be written: {}", NameOf(path_),
                         std::generic_category().message(errno)));
  return false;
}

void OutputFile::Write(std::string_view bytes) {
  if (failed() || bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream_) != bytes.size()) Fail();
}

void OutputFile::Check() {
  if (!failed() && std::ferror(stream_) != 0) Fail();
}

void OutputFile::Fail() { error_ = errno != 0 ? errno : EIO; }

bool OutputFile::Close() {
  if (stream_ == nullptr) return true;
  if (!failed() && std::fflush(stream_) != 0) Fail();
  std::FILE* const stream = std::exchange(stream_, nullptr);
  if (stream != stdout && std::fclose(stream) != 0 && !failed()) Fail();
  if (!failed()) return true;
  PrintError(fmt::format("{}: cannot be written: {}", NameOf(path_),
                         std::generic_category().message(error_)));
  return false;
}

}  // namespace simdproxy::tool
