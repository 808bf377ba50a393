// The inputs of the tool: files and standard input.
#ifndef SIMDPROXY_TOOLS_COMMON_INPUT_H_
#define SIMDPROXY_TOOLS_COMMON_INPUT_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace simdproxy::tool {

/// The name that stands for standard input.
inline constexpr char kStandardInput[] = "-";

/// Longer inputs are refused, but for captures: no header has more than 65,551 bytes, so it is some
/// other file.
inline constexpr size_t kMaxInputSize = size_t{16} << 20;

enum class InputFormat : uint8_t {
  kAuto,  ///< a capture if it begins like one, raw if it could begin a header, hex if it is nothing
          ///< but hex, else raw
  kRaw,
  kHex,
  kPcap,  ///< pcap or pcapng
};

/// How many bytes are looked at before an input is read: as many as tell a capture.
inline constexpr size_t kInputHeadSize = 12;

/// A file, or standard input for "-", whose first bytes were looked at and are still to be read.
class OpenInput {
 public:
  /// A folder, or no byte at all, is an error.
  explicit OpenInput(const std::string& path);
  ~OpenInput();
  OpenInput(const OpenInput&) = delete;
  OpenInput& operator=(const OpenInput&) = delete;

  /// Empty, or why it cannot be read, in words and without the file's name.
  const std::string& error() const { return error_; }

  /// The first bytes; all of them if there are fewer than kInputHeadSize.
  std::span<const std::byte> head() const { return head_; }

  /// Up to `size` of the next bytes: how many there were, 0 at the end, or -1 with errno set.
  ssize_t Read(void* to, size_t size);

  /// The size of a regular file, else 0.
  uint64_t file_size() const { return file_size_; }

 private:
  void ReadHead();

  int fd_;
  bool owned_;
  uint64_t file_size_ = 0;
  std::vector<std::byte> head_;
  size_t head_taken_ = 0;
  std::string error_;
};

struct Input {
  std::vector<std::byte> bytes;
  std::string error;  ///< empty, or why there are no bytes, in words and without the file's name
};

/// Reads all of an input that is no capture.
Input ReadInput(OpenInput& input, InputFormat format);

/// Opens and reads.
Input ReadInput(const std::string& path, InputFormat format);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_INPUT_H_
