// A file to write, or standard output, with its errors told once.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_OUTPUT_FILE_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_OUTPUT_FILE_H_

#include <cstdio>
#include <string>
#include <string_view>

namespace simdproxy::tool {

/// The name that stands for standard output.
inline constexpr char kStandardOutput[] = "-";

/// Has its name once it is complete: until Keep it is called NAME.part, which a run that fails
/// removes, and one that is killed leaves. What stood under the name before stays till then. What
/// is no regular file (a device, a pipe, a link) is written in place.
class OutputFile {
 public:
  OutputFile() = default;
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Opens a file, or standard output for "-". False, with a message, if that can't be done.
  bool Open(const std::string& path);

  /// Nothing is written any more once a write failed.
  void Write(std::string_view bytes);

  /// For a library that writes itself: it must not close the stream, and Check tells its errors.
  std::FILE* stream() const { return stream_; }
  void Check();
  bool failed() const { return error_ != 0; }

  /// Writes what is buffered and closes. False, with a message, if any write failed.
  bool Close();

  /// Gives a file that is closed its name. False, with a message, if that can't be done.
  bool Keep();

 private:
  void Fail();
  bool Tell(int error) const;

  std::string path_;
  std::string part_;  // the name until it is kept; empty if that is path_
  std::FILE* stream_ = nullptr;
  int error_ = 0;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_OUTPUT_FILE_H_
