// Sound version 1 lines, and every small edit of them.
#ifndef SIMDPROXY_TESTS_V1_EDITS_H_
#define SIMDPROXY_TESTS_V1_EDITS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace simdproxy::testing {

inline constexpr std::string_view kSoundLines[] = {
    "PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n",  // the shortest
    "PROXY TCP4 1.22.133.4 98.7.65.210 9 10\r\n",
    "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",  // the longest
    "PROXY TCP6 :: :: 0 0\r\n",                                    // the shortest
    "PROXY TCP6 2001:db8::1 2001:DB8:0:0::Fe2 56324 443\r\n",
    "PROXY TCP6 1:22:333:4444:5:66:777:8888 ::8:7:6:5:4:3:2 1 8080\r\n",
    "PROXY TCP6 ::ffff:192.0.2.7 64:ff9b::198.51.100.2 56324 443\r\n",
    "PROXY TCP6 1:2:3:4:5:6:7.8.9.10 a:b::1.2.3.4 5 6\r\n",
    "PROXY TCP6 fe80:1234:5678:9abc:def0:1111:2222:3333 ::1 56324 443\r\n",  // ports across 64
    "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
    "65535 65535\r\n",  // 104 bytes
    "PROXY UNKNOWN\r\n",
    "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
    "PROXY UNKNOWN \r\n",
    "PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678"
    "901234567890\r\n",  // 107 bytes
};

/// What separates or makes up the fields of a line, and its neighbours in ASCII.
inline constexpr std::string_view kTellingBytes(" \r\n.:019afFgG/@`\0\x8D\xFF", 19);

/// All 256 bytes.
inline std::string AllBytes() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

/// Calls take(text) for each text that one byte of `alphabet` put in place of another or between
/// two makes of `line`, for each with one byte less, with two neighbours exchanged, and cut off.
template <class Take>
void ForEachEdit(std::string_view line, std::string_view alphabet, const Take& take) {
  for (size_t at = 0; at <= line.size(); ++at) {
    for (const char byte : alphabet) {
      std::string text(line);
      take(text.insert(at, 1, byte));
      if (at == line.size()) continue;
      text = line;
      text[at] = byte;
      take(text);
    }
    take(std::string(line.substr(0, at)));
    if (at == line.size()) continue;
    take(std::string(line).erase(at, 1));
    if (at == 0) continue;
    std::string text(line);
    std::swap(text[at - 1], text[at]);
    take(text);
  }
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_V1_EDITS_H_
