// Whether every witness gives the expected records for one input.
#ifndef SIMDPROXY_TESTS_ANSWERS_H_
#define SIMDPROXY_TESTS_ANSWERS_H_

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/records.h"
#include "tests/witnesses.h"

namespace simdproxy::testing {

using Inet4 = std::array<uint8_t, 4>;

inline Endpoints InetEndpoints(Inet4 source, uint16_t source_port, Inet4 destination,
                               uint16_t destination_port,
                               Transport transport = Transport::kStream) {
  Endpoints endpoints{};
  std::memcpy(endpoints.source, source.data(), 4);
  std::memcpy(endpoints.destination, destination.data(), 4);
  endpoints.source_port = source_port;
  endpoints.destination_port = destination_port;
  endpoints.family_number = 1;
  endpoints.transport_number = static_cast<uint8_t>(transport);
  return endpoints;
}

/// Addresses as 32 hexadecimal digits.
inline Endpoints Inet6Endpoints(std::string_view source, uint16_t source_port,
                                std::string_view destination, uint16_t destination_port,
                                Transport transport = Transport::kStream) {
  Endpoints endpoints{};
  std::memcpy(endpoints.source, Hex(source).c_str(), 16);
  std::memcpy(endpoints.destination, Hex(destination).c_str(), 16);
  endpoints.source_port = source_port;
  endpoints.destination_port = destination_port;
  endpoints.family_number = 2;
  endpoints.transport_number = static_cast<uint8_t>(transport);
  return endpoints;
}

/// 192.0.2.1:56324 to 198.51.100.2:443.
inline Endpoints SomeInet(Transport transport = Transport::kStream) {
  return InetEndpoints({192, 0, 2, 1}, 56324, {198, 51, 100, 2}, 443, transport);
}

/// [2001:db8::1]:56324 to [2001:db8::2]:443.
inline Endpoints SomeInet6(Transport transport = Transport::kStream) {
  return Inet6Endpoints("20010db8000000000000000000000001", 56324,
                        "20010db8000000000000000000000002", 443, transport);
}

/// Flags of an ok header.
inline constexpr int kWalked = Header::kTlvsWalked;
inline constexpr int kWalkedCrcAbsent = kWalked | static_cast<int>(CrcState::kAbsent);
inline constexpr int kWalkedCrcOk = kWalked | static_cast<int>(CrcState::kOk);

/// Text as in a C++ literal, long inputs cut.
inline std::string Escaped(std::string_view bytes) {
  constexpr size_t kMost = 200;
  std::string text;
  char escape[5];
  for (const char c : bytes.substr(0, kMost)) {
    if (c >= ' ' && c <= '~') {
      text += c;
    } else {
      std::snprintf(escape, sizeof(escape), "\\x%02x", static_cast<unsigned char>(c));
      text += escape;
    }
  }
  if (bytes.size() > kMost) text += "...";
  return text + " (" + std::to_string(bytes.size()) + " bytes)";
}

inline std::string Described(const Endpoints& e) {
  return "family " + std::to_string(e.family_number) + ", transport " +
         std::to_string(e.transport_number) + ", " + ToHex(std::as_bytes(std::span(e.source))) +
         ":" + std::to_string(e.source_port) + " to " +
         ToHex(std::as_bytes(std::span(e.destination))) + ":" + std::to_string(e.destination_port) +
         ", reserved " + std::to_string(e.reserved[0]) + "," + std::to_string(e.reserved[1]);
}

/// Success if every witness answers exactly these records: alone, without room for endpoints, and
/// at each place of batches of 1 and of 17. Records are filled with other bytes before each call.
inline ::testing::AssertionResult Answers(std::string_view input, const Header& expected,
                                          const Endpoints& expected_endpoints,
                                          const Options& options = {}) {
  const auto check = [&](const Witness& witness, const char* form, const Header& header,
                         const Endpoints* endpoints) {
    if (Same(header, expected) && (endpoints == nullptr || Same(*endpoints, expected_endpoints))) {
      return ::testing::AssertionSuccess();
    }
    auto failure = ::testing::AssertionFailure();
    failure << "\n  witness  " << witness.name << ", " << form << "\n  input    " << Escaped(input)
            << "\n  options  " << Show(options) << "\n  expected " << Show(expected)
            << "\n  answered " << Show(header);
    if (endpoints != nullptr) {
      failure << "\n  expected " << Described(expected_endpoints) << "\n  answered "
              << Described(*endpoints);
    }
    return failure;
  };

  for (const Witness& witness : Witnesses()) {
    Endpoints endpoints;
    std::memset(static_cast<void*>(&endpoints), 0xAA, sizeof(endpoints));
    Header header = witness.decode(Bytes(input), options, &endpoints);
    if (auto result = check(witness, "alone", header, &endpoints); !result) return result;
    header = witness.decode(Bytes(input), options, nullptr);
    if (auto result = check(witness, "no endpoints wanted", header, nullptr); !result) {
      return result;
    }

    constexpr size_t kMost = 17;
    for (const size_t count : {size_t{1}, kMost}) {
      const std::vector<Buffer> buffers(count, {input.data(), input.size()});
      Header headers[kMost];
      Endpoints all[kMost];
      std::memset(static_cast<void*>(headers), 0xAA, sizeof(headers));
      std::memset(static_cast<void*>(all), 0xAA, sizeof(all));
      const size_t ok = witness.decode_batch(buffers, headers, all, options);
      if (ok != (expected.ok() ? count : 0)) {
        return ::testing::AssertionFailure() << witness.name << " counts " << ok << " of " << count
                                             << " as ok: " << Escaped(input);
      }
      for (size_t i = 0; i < count; ++i) {
        if (auto result = check(witness, "in a batch", headers[i], &all[i]); !result) {
          return result << "\n  place    " << i << " of " << count;
        }
      }
    }
  }
  return ::testing::AssertionSuccess();
}

/// The same for answers that name no endpoints.
inline ::testing::AssertionResult Answers(std::string_view input, const Header& expected,
                                          const Options& options = {}) {
  return Answers(input, expected, Endpoints{}, options);
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_ANSWERS_H_
