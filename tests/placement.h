// Bytes placed against unreadable memory, so that any read outside them is caught.
#ifndef SIMDPROXY_TESTS_PLACEMENT_H_
#define SIMDPROXY_TESTS_PLACEMENT_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define SIMDPROXY_TEST_MSAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SIMDPROXY_TEST_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIMDPROXY_TEST_ASAN 1
#endif
#endif
#ifdef SIMDPROXY_TEST_ASAN
#include <sanitizer/asan_interface.h>
#endif

namespace simdproxy::testing {

#if defined(SIMDPROXY_TEST_MSAN) || defined(SIMDPROXY_TEST_ASAN)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// Readable pages between two unreadable ones.
class GuardedPages {
 public:
  explicit GuardedPages(size_t capacity)
      : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))),
        size_((capacity + page_ - 1) / page_ * page_) {
    void* const memory = mmap(nullptr, size_ + 2 * page_, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    begin_ = static_cast<uint8_t*>(memory) + page_;
    if (mprotect(memory, page_, PROT_NONE) != 0 ||
        mprotect(begin_ + size_, page_, PROT_NONE) != 0) {
      throw std::bad_alloc();
    }
  }
  ~GuardedPages() {
    Unpoison();
    munmap(begin_ - page_, size_ + 2 * page_);
  }
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  /// Copies `bytes` so that the byte behind them is unreadable. What is left of the pages is filled
  /// with `slack` and, under a sanitizer, poisoned.
  std::span<const std::byte> AtEnd(std::span<const std::byte> bytes, uint8_t slack) {
    return Place(bytes, size_ - bytes.size(), slack);
  }

  /// The same so that the byte in front of them is unreadable.
  std::span<const std::byte> AtStart(std::span<const std::byte> bytes, uint8_t slack) {
    return Place(bytes, 0, slack);
  }

  /// `offset` bytes behind the first readable one.
  std::span<const std::byte> Place(std::span<const std::byte> bytes, size_t offset, uint8_t slack) {
    Unpoison();
    std::memset(begin_, slack, size_);
    if (!bytes.empty()) std::memcpy(begin_ + offset, bytes.data(), bytes.size());
    Poison(begin_, offset);
    Poison(begin_ + offset + bytes.size(), size_ - offset - bytes.size());
    return {reinterpret_cast<const std::byte*>(begin_ + offset), bytes.size()};
  }

 private:
  void Unpoison() {
#ifdef SIMDPROXY_TEST_ASAN
    __asan_unpoison_memory_region(begin_, size_);
#endif
#ifdef SIMDPROXY_TEST_MSAN
    __msan_unpoison(begin_, size_);
#endif
  }
  static void Poison([[maybe_unused]] const uint8_t* memory, [[maybe_unused]] size_t size) {
#ifdef SIMDPROXY_TEST_ASAN
    __asan_poison_memory_region(memory, size);
#endif
#ifdef SIMDPROXY_TEST_MSAN
    __msan_poison(memory, size);
#endif
  }

  size_t page_;
  size_t size_;
  uint8_t* begin_;
};

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_PLACEMENT_H_
