// Inputs as literals: what tests/records.h (Hex, V2) leaves out, and inputs that many tests share.
#ifndef SIMDPROXY_TESTS_BYTES_H_
#define SIMDPROXY_TESTS_BYTES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/records.h"

namespace simdproxy::testing {

/// The bytes of a string literal, NULs inside it included.
template <size_t kSize>
std::string Text(const char (&literal)[kSize]) {
  return {literal, kSize - 1};
}

inline std::string Repeat(std::string_view piece, size_t times) {
  std::string bytes;
  for (size_t i = 0; i < times; ++i) bytes += piece;
  return bytes;
}

inline std::string Zeros(size_t size) { return std::string(size, '\0'); }

/// A path in its field of 108 bytes.
inline std::string UnixPath(std::string_view path) {
  return std::string(path) + Zeros(108 - path.size());
}

/// 45 bytes: addresses at 11 and 21, ports at 34 and 40.
inline constexpr char kTcp4Line[] = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n";
/// 46 bytes: addresses at 11 and 23, ports at 35 and 41.
inline constexpr char kTcp6Line[] = "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n";

/// The block of 12 bytes for 192.0.2.1:56324 to 198.51.100.2:443, in hexadecimal.
#define SIMDPROXY_TEST_INET "c0000201 c6336402 dc04 01bb "
/// The block of 36 bytes for [2001:db8::1]:56324 to [2001:db8::2]:443.
#define SIMDPROXY_TEST_INET6 \
  "20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb "

/// Payload that follows a header.
inline constexpr char kRequest[] = "GET / HTTP/1.0\r\n\r\n";

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_BYTES_H_
