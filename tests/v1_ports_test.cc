// Ports of v1 lines: every text of one to five digits in both places, in lines of both families.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/answers.h"
#include "tests/rng.h"
#include "tests/v1_batches.h"

namespace simdproxy::testing {
namespace {

// A text in both places and both families. A good one is the number `value`.
void Expect(LineBatches& batches, const std::string& text, bool good, uint32_t value) {
  const auto port = static_cast<uint16_t>(value);
  const auto other = static_cast<uint16_t>(port * 40503U + 77);
  const std::string other_text = std::to_string(other);
  for (const bool inet6 : {false, true}) {
    const char* const source = inet6 ? "2001:db8::1" : "192.0.2.1";
    const char* const destination = inet6 ? "2001:db8::2" : "198.51.100.2";
    const TcpLine first(inet6, source, destination, text, other_text);
    const TcpLine second(inet6, source, destination, other_text, text);
    if (good) {
      Endpoints endpoints = inet6 ? SomeInet6() : SomeInet();
      endpoints.source_port = port;
      endpoints.destination_port = other;
      batches.Add(first.text, first.Ok(), endpoints);
      std::swap(endpoints.source_port, endpoints.destination_port);
      batches.Add(second.text, second.Ok(), endpoints);
    } else {
      const bool empty = text.empty();  // two separators in a row
      batches.Add(first.text, Invalid(1, empty ? Reason::kBadSeparator : Reason::kBadSourcePort,
                                      first.source_port));
      batches.Add(second.text,
                  Invalid(1, empty ? Reason::kBadSeparator : Reason::kBadDestinationPort,
                          second.destination_port));
    }
  }
}

// All 111,110: every port, every number that is too large, every one with zeros in front.
TEST(V1Ports, EveryTextOfUpToFiveDigits) {
  LineBatches batches;
  uint32_t texts = 1;
  for (size_t length = 1; length <= 5; ++length) {
    texts *= 10;
    for (uint32_t value = 0; value < texts && !batches.failed(); ++value) {
      const std::string digits = std::to_string(value);
      const std::string text = std::string(length - digits.size(), '0') + digits;
      Expect(batches, text, text == digits && value <= 65535, value);
    }
  }
}

TEST(V1Ports, SixDigitsAndMore) {
  LineBatches batches;
  // Numbers that are small in 16, 32 or 64 bits, or in their last digits.
  for (const uint64_t base :
       {uint64_t{65'536}, uint64_t{100'000}, uint64_t{131'072}, uint64_t{655'350},
        uint64_t{999'990}, uint64_t{1'000'000}, uint64_t{10'000'000}, uint64_t{16'777'216},
        uint64_t{65'536'000}, uint64_t{100'000'000}, uint64_t{4'294'967'296}}) {
    for (uint64_t more = 0; more < 600; ++more) {
      Expect(batches, std::to_string(base + more), false, 0);
    }
  }
  for (const char* const text :
       {"18446744073709551617", "18446744073709617151", "443443443443443"}) {
    Expect(batches, text, false, 0);
  }
  // Zeros in front, up to and past the width of eight digits.
  for (size_t zeros = 1; zeros <= 20; ++zeros) {
    for (const char* const digits : {"", "1", "80", "443", "8080", "65535", "65536"}) {
      const std::string text = std::string(zeros, '0') + digits;
      if (text != "0") Expect(batches, text, false, 0);
    }
  }
}

// Any byte but a digit at any place of a port: alone, in front, inside, behind. A space makes two
// fields and CR or LF ends the line: those have tests of their own.
TEST(V1Ports, OtherBytes) {
  LineBatches batches;
  Expect(batches, "", false, 0);
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (c == ' ' || c == '\r' || c == '\n' || (c >= '0' && c <= '9')) continue;
    Expect(batches, std::string(1, c), false, 0);
    for (const std::string digits : {"1", "80", "443", "8080", "56324"}) {
      for (size_t place = 0; place <= digits.size(); ++place) {
        std::string text = digits;
        Expect(batches, text.insert(place, 1, c), false, 0);
        text = digits;
        if (place == digits.size()) continue;
        text[place] = c;
        Expect(batches, text, false, 0);
      }
    }
  }
}

// Fields whose ends fall anywhere, also where masks of 32 or 64 bytes have theirs: the line as a
// whole may be sound in all but the length of its first port.
TEST(V1Ports, SourcePortsOfAnyLengthBehindDestinationsOfAnyLength) {
  LineBatches batches;
  const std::string_view groups = "2001:db8:1111:2222:3333:4444:5555:6666";
  for (const std::string source : {"::", "8a40::", "2001:db8::1", "1:2:3:4:5:6:7:8"}) {
    for (size_t size = 2; size <= 39; ++size) {
      std::string destination =
          size < 4 ? std::string("::f").substr(0, size) : std::string(groups.substr(0, size));
      if (size >= 4 && size < 38) destination.replace(size - 2, 2, "::");
      if (size == 39) destination.insert(5, 1, '0');
      for (size_t port_size = 1; port_size <= 60; ++port_size) {
        for (const std::string_view filler : {"1", "0", "f", ":", "1:", "12345:"}) {
          std::string port;
          while (port.size() < port_size) port += filler;
          port = port.substr(port.size() - port_size);
          for (const size_t digits : {size_t{0}, size_t{1}, size_t{3}, size_t{4}, size_t{5}}) {
            if (digits > port_size) continue;
            port.replace(port_size - digits, digits, std::string("81985").substr(5 - digits));
            for (const char* const last : {"5", "56", "568", "5681", "56819"}) {
              const std::string line =
                  "PROXY TCP6 " + source + " " + destination + " " + port + " " + last + "\r\n";
              batches.AddByReference(line);
            }
          }
        }
      }
    }
  }
}

// The same of TCP4, where octets may be too long as well.
TEST(V1Ports, NumbersOfAnyLengthInTcp4Lines) {
  LineBatches batches;
  Rng rng(20);
  for (size_t place = 0; place < 10; ++place) {
    for (size_t size = 1; size <= 60; ++size) {
      for (int round = 0; round < 400; ++round) {
        std::string line = "PROXY TCP4 ";
        for (size_t k = 0; k < 10; ++k) {
          const size_t length = k == place ? size : 1 + rng.Below(k < 8 ? 3 : 5);
          std::string number;
          while (number.size() < length) number += static_cast<char>('0' + rng.Below(10));
          // Mostly such that a part of it would do.
          if (rng.Below(4) != 0) number[length - 1 - rng.Below(std::min<size_t>(length, 3))] = '1';
          line += number + "... ...  \r"[k];
        }
        batches.AddByReference(line + "\n");
      }
    }
  }
}

// Every text of up to eleven spaces and digits where the ports should be.
TEST(V1Ports, SpacesAndDigitsAnywhere) {
  LineBatches batches;
  for (const std::string addresses :
       {"TCP4 1.2.3.4 5.6.7.8 ", "TCP4 192.0.2.100 198.51.100.200 ",
        "TCP6 1::2 a:: ", "TCP6 :: :: ", "TCP6 2001:db8::1 fe80::abcd:1:2:3 "}) {
    for (size_t length = 1; length <= 11; ++length) {
      for (uint32_t spaces = 0; spaces < 1U << length; ++spaces) {
        for (const char digit : {'0', '1'}) {
          std::string text(length, digit);
          for (size_t i = 0; i < length; ++i) {
            if ((spaces >> i & 1) != 0) text[i] = ' ';
          }
          batches.AddByReference("PROXY " + addresses + text + "\r\n");
          batches.AddByReference("PROXY " + addresses + text + "\r\nx");
        }
      }
    }
  }
}

}  // namespace
}  // namespace simdproxy::testing
