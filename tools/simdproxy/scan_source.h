// What simdproxy scan reads, in chunks that several threads may take.
#ifndef SIMDPROXY_TOOLS_SIMDPROXY_SCAN_SOURCE_H_
#define SIMDPROXY_TOOLS_SIMDPROXY_SCAN_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace simdproxy::tool {

/// Part of an input. What begins in the first `owned` bytes belongs to it; the bytes behind them
/// are those of the next chunk, there for what does not end in this one.
struct Chunk {
  uint64_t index = 0;
  uint64_t offset = 0;  ///< in the input
  std::span<const std::byte> bytes;
  size_t owned = 0;
  std::string error;  ///< why these are the last bytes that could be read, without the file's name
  bool mapped = false;            ///< the bytes are a file's: only ReadMapped may touch them
  std::vector<std::byte> buffer;  ///< else it holds them
};

/// A file, mapped into memory, or standard input.
class ScanSource {
 public:
  /// Chunks have `overlap` bytes of the next one. Files are mapped if `map` says so.
  ScanSource(size_t overlap, bool map) : overlap_(overlap), map_(map) {}
  ~ScanSource();
  ScanSource(const ScanSource&) = delete;
  ScanSource& operator=(const ScanSource&) = delete;

  /// Opens a path, or takes standard input for "-". Returns an error, without the path, or nothing.
  std::string Open(const std::string& path);

  /// Gives the next chunk, read into `chunk`, whose buffer is used again, or mapped. False if there
  /// are no more. Safe from several threads.
  bool Next(Chunk& chunk);

  /// Reads a chunk that is mapped into its buffer, or as much of it as there is.
  void Copy(Chunk& chunk);

  /// Once all is read: why it may not be what it was, or nothing.
  std::string Check() const;

 private:
  void ReadFile(Chunk& chunk) const;
  void ReadStream(Chunk& chunk);

  const size_t overlap_;
  const bool map_;
  const std::byte* mapping_ = nullptr;  // of the whole file
  int fd_ = -1;
  bool owns_fd_ = false;
  bool seekable_ = false;
  uint64_t begin_ = 0;  // where a file's first chunk is
  uint64_t end_ = 0;    // the file's size

  std::mutex mutex_;
  uint64_t next_ = 0;  // index of a chunk
  bool ended_ = false;
  std::vector<std::byte> carried_;  // read already, of the next chunk of a stream
};

/// Bytes in regular files among these paths; 0 if there are others, whose size nobody knows.
uint64_t KnownSize(const std::vector<std::string>& paths);

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_SIMDPROXY_SCAN_SOURCE_H_
