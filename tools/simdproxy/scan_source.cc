#include "tools/simdproxy/scan_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "tools/common/input.h"

namespace simdproxy::tool {
namespace {

// Fits into a second-level cache where it is copied.
constexpr size_t kChunkSize = size_t{256} << 10;

std::string Shrunk(uint64_t from, uint64_t to) {
  return fmt::format("has shrunk from {} to {} bytes while it was read", from, to);
}

std::string LastError() { return std::generic_category().message(errno); }

}  // namespace

ScanSource::~ScanSource() {
  if (mapping_ != nullptr) munmap(const_cast<std::byte*>(mapping_), end_);
  if (owns_fd_) close(fd_);
}

std::string ScanSource::Open(const std::string& path) {
  if (path == kStandardInput) {
    fd_ = STDIN_FILENO;
  } else {
    fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) return LastError();
    owns_fd_ = true;
  }
  struct stat status {};
  if (fstat(fd_, &status) != 0) return LastError();
  if (S_ISDIR(status.st_mode)) return "is a directory";
  // Files that are made while they are read, as those of /proc, have no size.
  const off_t begin = lseek(fd_, 0, SEEK_CUR);
  seekable_ = S_ISREG(status.st_mode) && status.st_size > 0 && begin >= 0;
  if (seekable_) {
    begin_ = static_cast<uint64_t>(begin);
    end_ = std::max(begin_, static_cast<uint64_t>(status.st_size));
  }
  if (seekable_ && map_) {
    // What can't be mapped is read.
    void* const mapping = mmap(nullptr, end_, PROT_READ, MAP_PRIVATE, fd_, 0);
    if (mapping != MAP_FAILED) {
      mapping_ = static_cast<const std::byte*>(mapping);
      madvise(mapping, end_, MADV_SEQUENTIAL);
    }
  }
  return "";
}

bool ScanSource::Next(Chunk& chunk) {
  std::unique_lock lock(mutex_);
  if (ended_) return false;
  chunk.index = next_++;
  chunk.offset = chunk.index * kChunkSize;
  chunk.error.clear();
  chunk.mapped = mapping_ != nullptr;
  if (!seekable_) {
    ReadStream(chunk);
    return true;
  }
  ended_ = end_ - begin_ <= chunk.offset + kChunkSize;
  lock.unlock();
  if (!chunk.mapped) {
    Copy(chunk);
    return true;
  }
  const uint64_t at = begin_ + chunk.offset;
  const uint64_t size = std::min<uint64_t>(kChunkSize + overlap_, end_ - at);
  chunk.bytes = std::span(mapping_ + at, static_cast<size_t>(size));
  chunk.owned = std::min(chunk.bytes.size(), kChunkSize);
  return true;
}

void ScanSource::Copy(Chunk& chunk) {
  chunk.mapped = false;
  ReadFile(chunk);
  if (chunk.error.empty()) return;
  const std::lock_guard lock(mutex_);
  ended_ = true;
}

// A file that shrinks within a page that is mapped leaves NULs there.
std::string ScanSource::Check() const {
  struct stat status {};
  if (!seekable_ || fstat(fd_, &status) != 0) return "";
  const auto size = static_cast<uint64_t>(status.st_size);
  return size < end_ ? Shrunk(end_, size) : "";
}

void ScanSource::ReadFile(Chunk& chunk) const {
  chunk.buffer.resize(kChunkSize + overlap_);
  const uint64_t at = begin_ + chunk.offset;
  const auto wanted = static_cast<size_t>(std::min<uint64_t>(chunk.buffer.size(), end_ - at));
  size_t size = 0;
  while (size < wanted) {
    const ssize_t got =
        pread(fd_, chunk.buffer.data() + size, wanted - size, static_cast<off_t>(at + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) chunk.error = fmt::format("at byte {}: {}", at + size, LastError());
    if (got == 0) chunk.error = Shrunk(end_, at + size);
    if (got <= 0) break;
    size += static_cast<size_t>(got);
  }
  chunk.bytes = std::span(chunk.buffer).first(size);
  chunk.owned = chunk.error.empty() ? std::min(size, kChunkSize) : size;
}

void ScanSource::ReadStream(Chunk& chunk) {
  chunk.buffer.resize(kChunkSize + overlap_);
  std::ranges::copy(carried_, chunk.buffer.begin());
  size_t size = carried_.size();
  while (size < chunk.buffer.size()) {
    const ssize_t got = read(fd_, chunk.buffer.data() + size, chunk.buffer.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) chunk.error = fmt::format("at byte {}: {}", chunk.offset + size, LastError());
    ended_ = got <= 0;
    if (ended_) break;
    size += static_cast<size_t>(got);
  }
  chunk.bytes = std::span(chunk.buffer).first(size);
  chunk.owned = ended_ ? size : kChunkSize;
  carried_.assign(chunk.buffer.begin() + static_cast<std::ptrdiff_t>(chunk.owned),
                  chunk.buffer.begin() + static_cast<std::ptrdiff_t>(size));
}

uint64_t KnownSize(const std::vector<std::string>& paths) {
  uint64_t size = 0;
  for (const std::string& path : paths) {
    struct stat status {};
    const int failed =
        path == kStandardInput ? fstat(STDIN_FILENO, &status) : stat(path.c_str(), &status);
    if (failed != 0) continue;
    if (!S_ISREG(status.st_mode)) return 0;
    size += static_cast<uint64_t>(status.st_size);
  }
  return size;
}

}  // namespace simdproxy::tool
