// Memory between two pages that cannot be read or written: a read or write one byte past either end
// of what is placed there ends the test, in every build.
#ifndef SIMDPROXY_TESTS_GUARDED_BUFFER_H_
#define SIMDPROXY_TESTS_GUARDED_BUFFER_H_

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>

#include "tests/sanitizers.h"

namespace simdproxy::testing {

/// Bytes that stand around an input and must not matter.
struct Slack {
  std::string_view before;  ///< repeated, up to where the input begins
  std::string_view after;   ///< repeated, from where the input ends
};

/// One mapping, used for one input after the other. Not copyable.
class GuardedBuffer {
 public:
  explicit GuardedBuffer(size_t max_size)
      : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))),
        room_size_((std::max<size_t>(max_size, 1) + page_ - 1) / page_ * page_) {
    void* const mapping =
        mmap(nullptr, room_size_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) Fail("mmap");
    room_ = static_cast<std::byte*>(mapping) + page_;
    Protect(PROT_READ | PROT_WRITE);
  }
  ~GuardedBuffer() {
    Unpoison(room_, room_size_);
    munmap(room_ - page_, room_size_ + 2 * page_);
  }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  /// Bytes from one unreadable page to the other.
  size_t room_size() const { return room_size_; }

  /// Copies the bytes so that the first unreadable byte is right behind them.
  std::span<const std::byte> PlaceAtEnd(std::span<const std::byte> bytes, Slack slack = {}) {
    return Place(room_size_ - bytes.size(), bytes, slack);
  }

  /// Copies the bytes so that the last unreadable byte is right before them.
  std::span<const std::byte> PlaceAtStart(std::span<const std::byte> bytes, Slack slack = {}) {
    return Place(0, bytes, slack);
  }

  /// Copies the bytes to this offset from the unreadable page before them. What stands around them
  /// is filled with the slack; under a sanitizer a use of it is an error.
  std::span<const std::byte> Place(size_t offset, std::span<const std::byte> bytes,
                                   Slack slack = {}) {
    Unpoison(room_, room_size_);
    std::byte* const begin = room_ + offset;
    const size_t behind = room_size_ - offset - bytes.size();
    if (!bytes.empty()) std::memcpy(begin, bytes.data(), bytes.size());
    FillBefore(begin, std::min(offset, kSlackSize), slack.before);
    FillAfter(begin + bytes.size(), std::min(behind, kSlackSize), slack.after);
    Poison(begin + bytes.size(), behind);
    Poison(room_, offset);
    return {begin, bytes.size()};
  }

  /// Room for n records of T right in front of the unreadable page, or right behind the other one;
  /// every byte is `fill`. T must be of a size that keeps its alignment.
  template <class T>
  T* RoomAtEnd(size_t n, int fill) {
    return Room<T>(room_size_ - n * sizeof(T), n, fill);
  }
  template <class T>
  T* RoomAtStart(size_t n, int fill) {
    return Room<T>(0, n, fill);
  }

  /// From here on a write to the bytes ends the test; Place and Room* must not be called.
  void MakeReadOnly() { Protect(PROT_READ); }
  void MakeWritable() { Protect(PROT_READ | PROT_WRITE); }

 private:
  // More than a header can make a decoder read of a line, and than the widest vector.
  static constexpr size_t kSlackSize = 256;

  [[noreturn]] static void Fail(const char* what) {
    std::perror(what);
    std::abort();
  }

  void Protect(int protection) {
    if (mprotect(room_, room_size_, protection) != 0) Fail("mprotect");
  }

  static void FillAfter(std::byte* at, size_t size, std::string_view pattern) {
    if (pattern.empty()) return;
    for (size_t i = 0; i < size; i += pattern.size()) {
      std::memcpy(at + i, pattern.data(), std::min(pattern.size(), size - i));
    }
  }
  static void FillBefore(std::byte* end, size_t size, std::string_view pattern) {
    while (size != 0 && !pattern.empty()) {
      const size_t count = std::min(size, pattern.size());
      end -= count;
      size -= count;
      std::memcpy(end, pattern.data() + pattern.size() - count, count);
    }
  }

  template <class T>
  T* Room(size_t offset, size_t n, int fill) {
    Unpoison(room_, room_size_);
    std::byte* const begin = room_ + offset;
    if (n != 0) std::memset(begin, fill, n * sizeof(T));
    return reinterpret_cast<T*>(begin);
  }

  size_t page_;
  size_t room_size_;
  std::byte* room_;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_GUARDED_BUFFER_H_
