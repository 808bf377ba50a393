// Descriptions that tests of building share, and what comes of them.
#ifndef SIMDPROXY_TESTS_ENCODE_DESCRIBE_H_
#define SIMDPROXY_TESTS_ENCODE_DESCRIBE_H_

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "simdproxy/simdproxy.h"

namespace simdproxy::testing {

inline constexpr std::array<uint8_t, 4> kSource4 = {192, 0, 2, 1};
inline constexpr std::array<uint8_t, 4> kDestination4 = {198, 51, 100, 2};
inline constexpr std::array<uint8_t, 16> kSource6 = {0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0,
                                                     0,    0, 0,    0,    0, 0, 0, 1};
inline constexpr std::array<uint8_t, 16> kDestination6 = {0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0,
                                                          0,    0, 0,    0,    0, 0, 0, 2};

inline HeaderDescription Inet(std::span<const TlvItem> tlvs = {}) {
  return DescribeProxy(InetEndpoint(kSource4, 56324), InetEndpoint(kDestination4, 443),
                       Transport::kStream, tlvs);
}
inline HeaderDescription Inet6(std::span<const TlvItem> tlvs = {}) {
  return DescribeProxy(Inet6Endpoint(kSource6, 56324), Inet6Endpoint(kDestination6, 443),
                       Transport::kStream, tlvs);
}
inline HeaderDescription Line(HeaderDescription description) {
  description.version = 1;
  return description;
}
inline HeaderDescription Unknown() { return {.version = 1}; }

inline std::string Built(const HeaderDescription& description) {
  std::string bytes(70000, '\x55');
  const EncodeResult result =
      Encode(description, std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
  if (!result) return std::string(EncodeFaultName(result.fault));
  bytes.resize(result.size);
  return bytes;
}

// The fault, which must leave the target as it was.
inline std::string FaultOf(const HeaderDescription& description) {
  std::string bytes(70000, '\x55');
  const EncodeResult result =
      Encode(description, std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
  EXPECT_EQ(bytes, std::string(70000, '\x55'));
  EXPECT_EQ(result.size, 0U);
  return std::string(EncodeFaultName(result.fault));
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_ENCODE_DESCRIBE_H_
