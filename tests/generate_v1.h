// Random version 1 lines, most of them well formed, some with one fault that a sender could make.
#ifndef SIMDPROXY_TESTS_GENERATE_V1_H_
#define SIMDPROXY_TESTS_GENERATE_V1_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "tests/rng.h"

namespace simdproxy::testing {

/// Appends to memory of the caller's, which must have room for whatever is appended.
class Writer {
 public:
  explicit Writer(uint8_t* out) noexcept : begin_(out), at_(out) {}

  size_t size() const noexcept { return static_cast<size_t>(at_ - begin_); }
  uint8_t* begin() const noexcept { return begin_; }

  void Byte(unsigned value) noexcept { *at_++ = static_cast<uint8_t>(value); }
  void Big16(size_t value) noexcept {
    Byte(static_cast<unsigned>(value >> 8));
    Byte(static_cast<unsigned>(value & 0xFF));
  }
  void Text(std::string_view text) noexcept {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void Fill(size_t count, uint8_t value) noexcept {
    std::memset(at_, value, count);
    at_ += count;
  }
  void Random(Rng& rng, size_t count) noexcept {
    for (; count >= 8; count -= 8) {
      const uint64_t bits = rng.Next();
      for (int shift = 56; shift >= 0; shift -= 8)
        Byte(static_cast<unsigned>(bits >> shift & 0xFF));
    }
    for (; count != 0; --count) Byte(rng.Byte());
  }
  void Decimal(uint32_t value) noexcept {
    uint8_t digits[10];
    size_t count = 0;
    do {
      digits[count++] = static_cast<uint8_t>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    while (count != 0) Byte(digits[--count]);
  }

 private:
  uint8_t* begin_;
  uint8_t* at_;
};

/// A dotted quad. Octets of every width, often at the ends of their range.
inline void WriteInet(Rng& rng, Writer& out) {
  static constexpr uint8_t kEdges[] = {0, 1, 9, 10, 99, 100, 127, 199, 200, 249, 250, 254, 255};
  const uint64_t bits = rng.Next();
  for (int i = 0; i < 4; ++i) {
    const auto octet = static_cast<uint8_t>(bits >> (8 * i));
    const bool edge = (bits >> (40 + i) & 1) != 0;
    if (i != 0) out.Byte('.');
    out.Decimal(edge ? kEdges[octet % sizeof(kEdges)] : octet);
  }
}

/// A dotted quad that is no IPv4 address.
inline void WriteBadInet(Rng& rng, Writer& out) {
  static constexpr std::string_view kBad[] = {
      "256.0.0.1",  "1.2.3.256", "1.2.3.999", "01.2.3.4",   "1.02.3.4", "1.2.3.00",   "1.2.3",
      "1.2.3.4.5",  "1..3.4",    ".1.2.3.4",  "1.2.3.4.",   "1.2.3.-1", "1.2.3.+1",   "1.2.3.0x4",
      "0000.1.1.1", "1.2.3.4a",  "1.2.3.1e1", "1234.1.1.1", "...",      "2130706433", "1.2.3.4/32"};
  if (rng.OneIn(2)) return out.Text(rng.Pick(kBad));
  const uint32_t wrong = rng.Below(4);  // an octet too large, or with a zero in front
  for (uint32_t i = 0; i < 4; ++i) {
    if (i != 0) out.Byte('.');
    const bool zero = rng.OneIn(2);
    if (i == wrong && zero) out.Byte('0');
    out.Decimal(i == wrong && !zero ? 256 + rng.Below(rng.OneIn(2) ? 144 : 2000) : rng.Below(256));
  }
}

/// One group: 1 to 4 digits of either case, with zeros in front now and then.
inline void WriteGroup(Rng& rng, Writer& out) {
  static constexpr char kLower[] = "0123456789abcdef";
  static constexpr char kUpper[] = "0123456789ABCDEF";
  const uint64_t bits = rng.Next();
  const int digits = 1 + static_cast<int>(bits >> 62);
  const int zeros = (bits >> 59 & 7) == 0 ? static_cast<int>(bits >> 57 & 3) : 0;
  for (int i = 0; i < digits; ++i) {
    const char* const alphabet = (bits >> (16 + i) & 1) != 0 ? kUpper : kLower;
    out.Byte(i < zeros ? '0' : static_cast<uint8_t>(alphabet[bits >> (4 * i) & 15]));
  }
}

/// An IPv6 address: full, or with "::" in place of one group or more at any position; one in four
/// with a dotted quad for the last two groups.
inline void WriteInet6(Rng& rng, Writer& out) {
  const bool quad = rng.OneIn(4);
  const uint32_t groups = quad ? 6 : 8;  // written in hexadecimal
  uint32_t gap_begin = 9;                // groups before "::"; 9: there is none
  uint32_t gap_size = 0;
  if (!rng.OneIn(4)) {
    gap_begin = rng.Below(groups);
    gap_size = 1 + rng.Below(groups - gap_begin);
  }
  // With `first` a group needs no colon in front: at the start, and behind "::".
  bool first = true;
  for (uint32_t i = 0; i < groups; ++i) {
    if (i == gap_begin) {
      out.Text("::");
      first = true;
      i += gap_size - 1;
      continue;
    }
    if (!first) out.Byte(':');
    first = false;
    WriteGroup(rng, out);
  }
  if (!quad) return;
  if (!first) out.Byte(':');
  WriteInet(rng, out);
}

/// Text of colons, digits and quads that is no IPv6 address, or seldom is one.
inline void WriteBadInet6(Rng& rng, Writer& out) {
  static constexpr std::string_view kBad[] = {"1:2:3:4:5:6:7",
                                              "1:2:3:4:5:6:7:8:9",
                                              "::1::",
                                              "1::2::3",
                                              ":::",
                                              ":1:2:3:4:5:6:7:8",
                                              "1:2:3:4:5:6:7:8:",
                                              "12345::",
                                              "::00001",
                                              "fe80::1%eth0",
                                              "[::1]",
                                              "::1/128",
                                              "::g",
                                              "::1.2.3.256",
                                              "::1.2.3",
                                              "1.2.3.4",
                                              "1:2:3:4:5:6:7:1.2.3.4",
                                              "1.2.3.4::",
                                              "::1.2.3.4:1",
                                              "::01.2.3.4",
                                              "1:2:3:4:5:6:7::8",
                                              "1:2:3:4:5:6:7:8::",
                                              "::1:2:3:4:5:6:7:8",
                                              ":",
                                              "1:2:3:4:5:1.2.3.4",
                                              "::-1",
                                              "::0x1",
                                              "1:2:3:4::5:6:7:8"};
  if (rng.OneIn(2)) return out.Text(rng.Pick(kBad));
  // A number of groups that is wrong without "::", and with it more often than not.
  uint32_t groups = 5 + rng.Below(6);
  if (groups == 8) groups = 4;
  const uint32_t gap = rng.OneIn(2) ? rng.Below(groups) : groups;
  for (uint32_t i = 0; i < groups; ++i) {
    if (i == gap) {
      out.Text("::");
    } else if (i != 0) {
      out.Byte(':');
    }
    if (gap == groups || groups > 7 || !rng.OneIn(8)) {
      WriteGroup(rng, out);
    } else {
      out.Text("00abc");
    }
  }
  if (rng.OneIn(4)) {
    out.Byte(':');
    WriteInet(rng, out);
  }
}

inline void WritePort(Rng& rng, Writer& out) {
  static constexpr uint32_t kLimits[] = {10, 100, 1000, 10000, 65536, 65536, 65536};
  static constexpr uint32_t kEdges[] = {0, 1, 9, 10, 99, 100, 999, 1000, 9999, 10000, 65534, 65535};
  out.Decimal(rng.OneIn(8) ? rng.Pick(kEdges) : rng.Below(rng.Pick(kLimits)));
}

inline void WriteBadPort(Rng& rng, Writer& out) {
  static constexpr std::string_view kBad[] = {
      "65536", "65540", "66000", "70000", "99999", "100000", "00",  "01",     "0443",
      "-1",    "+80",   "8o80",  "80a",   "0x50",  "",       "1\t", "655350", "4294967297"};
  if (rng.OneIn(2)) return out.Text(rng.Pick(kBad));
  out.Decimal(65536 + rng.Below(rng.OneIn(2) ? 40'000 : 10'000'000));
}

/// A TCP4 or TCP6 line. With `faults`, one field in sixteen is wrong.
inline void WriteTcpLine(Rng& rng, Writer& out, bool faults) {
  const bool inet6 = rng.OneIn(2);
  const auto fault = [&] { return faults && rng.OneIn(16); };
  const auto address = [&] {
    if (!fault()) return inet6 ? WriteInet6(rng, out) : WriteInet(rng, out);
    if (rng.OneIn(4)) return inet6 ? WriteInet(rng, out) : WriteInet6(rng, out);
    return inet6 ? WriteBadInet6(rng, out) : WriteBadInet(rng, out);
  };
  out.Text(inet6 ? "PROXY TCP6 " : "PROXY TCP4 ");
  address();
  out.Byte(' ');
  address();
  out.Byte(' ');
  fault() ? WriteBadPort(rng, out) : WritePort(rng, out);
  out.Byte(' ');
  fault() ? WriteBadPort(rng, out) : WritePort(rng, out);
  static constexpr std::string_view kBadEnds[] = {"\n",     "\r", " \r\n", "\r\r\n",
                                                  "\n\r\n", "",   "\t\r\n"};
  out.Text(fault() ? rng.Pick(kBadEnds) : "\r\n");
}

/// An UNKNOWN line: short, with addresses, or with anything up to and past the longest line.
inline void WriteUnknownLine(Rng& rng, Writer& out, bool faults) {
  static constexpr std::string_view kUsual =
      " ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n";  // the shape of the specification's own
  out.Text("PROXY UNKNOWN");
  const uint32_t kind = rng.Below(4);
  if (kind == 0) {
    out.Text("\r\n");
  } else if (kind == 1) {
    out.Text(kUsual);
  } else {
    // Up to 107 bytes in all; CR, LF and NUL may stand in it, CR LF is left to chance.
    static constexpr uint8_t kOdd[] = {'\r', '\n', 0, ' ', '\t', 0xFF};
    out.Byte(' ');
    const size_t rest = kind == 2 ? rng.Below(92) : (faults ? 88 + rng.Below(8) : 91);
    for (size_t i = 0; i < rest; ++i) {
      const uint64_t bits = rng.Next();
      out.Byte((bits & 15) == 0 ? kOdd[(bits >> 4 & 0xFF) % sizeof(kOdd)]
                                : static_cast<unsigned>(0x20 + (bits >> 57 & 0x3F)));
    }
    out.Text("\r\n");
  }
}

/// The start of a line whose family is no family.
inline void WriteBadToken(Rng& rng, Writer& out) {
  static constexpr std::string_view kBad[] = {"TCP4\t1.2.3.4 1.2.3.4 1 2\r\n",
                                              "TCP44 1.2.3.4",
                                              "TCP5 ",
                                              "TCP ",
                                              "UDP4 1.2.3.4 ",
                                              "tcp4 1.2.3.4 1.2.3.4 1 2\r\n",
                                              "UNKNOWN\n",
                                              "UNKNOWN\r\r\n",
                                              "UNKNOWNX\r\n",
                                              "UNKNOW \r\n",
                                              " TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                                              "\r\n",
                                              "TCP4\r\n",
                                              "TCP6\r\n",
                                              "UNIX /x /y\r\n"};
  out.Text("PROXY ");
  out.Text(rng.Pick(kBad));
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_GENERATE_V1_H_
