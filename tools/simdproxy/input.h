// The inputs of the tool: files and standard input.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_INPUT_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace simdproxy::tool {

/// The name that stands for standard input.
inline constexpr char kStandardInput[] = "-";

/// Longer inputs are refused: no header has more than 65,551 bytes, so it is some other file.
inline constexpr size_t kMaxInputSize = size_t{16} << 20;

enum class InputFormat : uint8_t {
  kAuto,  ///< raw if it could begin a header, hex if it is nothing but hex, else raw
  kRaw,
  kHex,
};

struct Input {
  std::vector<std::byte> bytes;
  std::string error;  ///< empty, or why there are no bytes, in words and without the file's name
};

/// Reads a whole file, or standard input for "-". No byte at all is an error.
Input ReadInput(const std::string& path, InputFormat format);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_INPUT_H_
