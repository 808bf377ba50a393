// The text of addresses and ports in a v1 line [2.1].
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/reference/records.h"

namespace simdproxy::reference {
namespace {

int HexDigit(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Offset of the next `wanted` at or behind `from`, or the text's size.
size_t FindByte(Bytes text, size_t from, char wanted) {
  while (from < text.size() && At(text, from) != static_cast<uint8_t>(wanted)) ++from;
  return from;
}

// 1 to 4 hexadecimal digits.
bool ParseGroup(Bytes text, uint8_t* two_bytes) {
  if (text.empty() || text.size() > 4) return false;
  int group = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int digit = HexDigit(At(text, i));
    if (digit < 0) return false;
    group = group * 16 + digit;
  }
  two_bytes[0] = static_cast<uint8_t>(group >> 8);
  two_bytes[1] = static_cast<uint8_t>(group & 0xFF);
  return true;
}

}  // namespace

bool ParseNumber(Bytes text, uint32_t max, uint32_t& number) {
  if (text.empty()) return false;
  if (At(text, 0) == '0' && text.size() > 1) return false;
  number = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const uint8_t c = At(text, i);
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
    if (number > max) return false;
  }
  return true;
}

bool ParseInet(Bytes text, uint8_t* address) {
  size_t begin = 0;
  for (int i = 0; i < 4; ++i) {
    const size_t end = FindByte(text, begin, '.');
    const bool last = end == text.size();
    if (last != (i == 3)) return false;
    uint32_t octet = 0;
    if (!ParseNumber(text.subspan(begin, end - begin), 255, octet)) return false;
    address[i] = static_cast<uint8_t>(octet);
    begin = end + 1;
  }
  return true;
}

bool ParseInet6(Bytes text, uint8_t* address) {
  uint8_t parsed[16] = {};
  size_t size = 0;          // bytes parsed so far
  bool compressed = false;  // "::" was there
  size_t gap = 0;           // bytes that stood before it

  size_t at = 0;
  if (text.size() >= 2 && At(text, 0) == ':' && At(text, 1) == ':') {
    compressed = true;
    at = 2;
  }
  while (at < text.size() || at == 0) {
    const size_t end = FindByte(text, at, ':');
    const Bytes piece = text.subspan(at, end - at);
    const bool last = end == text.size();
    if (last && at > 0 && size <= 12 && ParseInet(piece, parsed + size)) {
      size += 4;
      break;
    }
    if (size == 16 || !ParseGroup(piece, parsed + size)) return false;
    size += 2;
    if (last) break;

    at = end + 1;
    if (at == text.size()) return false;  // a single colon at the end
    if (At(text, at) == ':') {
      if (compressed) return false;
      compressed = true;
      gap = size;
      ++at;
    }
  }
  if (compressed ? size > 14 : size != 16) return false;

  const size_t behind = size - gap;
  std::memset(address, 0, 16);
  std::memcpy(address, parsed, gap);
  std::memcpy(address + 16 - behind, parsed + gap, behind);
  return true;
}

}  // namespace simdproxy::reference
