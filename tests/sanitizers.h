// Which sanitizer this is built with, and how much of a long test to run under it or an emulator.
#ifndef SIMDPROXY_TESTS_SANITIZERS_H_
#define SIMDPROXY_TESTS_SANITIZERS_H_

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIMDPROXY_TEST_ASAN 1
#endif
#if __has_feature(memory_sanitizer)
#define SIMDPROXY_TEST_MSAN 1
#endif
#if __has_feature(undefined_behavior_sanitizer)
#define SIMDPROXY_TEST_UBSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)  // g++
#define SIMDPROXY_TEST_ASAN 1
#endif

#ifdef SIMDPROXY_TEST_ASAN
#include <sanitizer/asan_interface.h>
#endif
#ifdef SIMDPROXY_TEST_MSAN
#include <sanitizer/msan_interface.h>
#endif

namespace simdproxy::testing {

/// Long tests run 1 / kSlowdown of their inputs in builds that are that much slower.
#if defined(SIMDPROXY_TEST_EMULATOR)  // qemu: scalable vectors take hundreds of times as long
inline constexpr size_t kSlowdown = 40;
#elif defined(SIMDPROXY_TEST_MSAN)
inline constexpr size_t kSlowdown = 20;
#elif defined(SIMDPROXY_TEST_ASAN) || defined(SIMDPROXY_TEST_UBSAN) || !defined(__OPTIMIZE__)
inline constexpr size_t kSlowdown = 10;
#else
inline constexpr size_t kSlowdown = 1;
#endif

/// Of sizes that a test goes through one by one: every how many'th under an emulator.
inline constexpr size_t kStride = kSlowdown > 20 ? 5 : 1;

/// Makes memory known, as if it had been written.
inline void Unpoison([[maybe_unused]] const void* data, [[maybe_unused]] size_t size) {
#ifdef SIMDPROXY_TEST_ASAN
  __asan_unpoison_memory_region(data, size);
#endif
#ifdef SIMDPROXY_TEST_MSAN
  __msan_unpoison(data, size);
#endif
}

/// Makes any use of this memory an error, where a sanitizer can.
inline void Poison([[maybe_unused]] const void* data, [[maybe_unused]] size_t size) {
#ifdef SIMDPROXY_TEST_ASAN
  __asan_poison_memory_region(data, size);
#endif
#ifdef SIMDPROXY_TEST_MSAN
  __msan_poison(data, size);
#endif
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_SANITIZERS_H_
