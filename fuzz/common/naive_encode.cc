#include "fuzz/common/naive_encode.h"

#include <cstdio>
#include <string_view>

#include "core/reference/reference.h"
#include "tests/generate_v2.h"
#include "tests/records.h"

namespace simdproxy::fuzz {
namespace {

using Kind = TlvItem::Kind;

std::string Big(uint64_t number, int size) {
  std::string bytes;
  for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(number >> (8 * i) & 0xFF);
  return bytes;
}

std::string_view Text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// RFC 5952 section 4, hexadecimal groups only (E3).
std::string Inet6Text(const std::array<uint8_t, 16>& address) {
  int gap = -1;
  int gap_size = 1;  // a single group of zeros is written out
  const auto group = [&](int i) {
    return address[static_cast<size_t>(2 * i)] << 8 | address[static_cast<size_t>(2 * i + 1)];
  };
  for (int i = 0; i < 8; ++i) {
    int size = 0;
    while (i + size < 8 && group(i + size) == 0) ++size;
    if (size > gap_size) {
      gap = i;
      gap_size = size;
    }
  }
  std::string text;
  for (int i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += gap_size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    char digits[5];
    std::snprintf(digits, sizeof(digits), "%x", static_cast<unsigned>(group(i)));
    text += digits;
  }
  return text;
}

std::string AddressText(const Endpoint& endpoint) {
  if (endpoint.family == Family::kInet6) return Inet6Text(endpoint.address);
  std::string text;
  for (size_t i = 0; i < 4; ++i) text += (i == 0 ? "" : ".") + std::to_string(endpoint.address[i]);
  return text;
}

std::optional<std::string> Line(const HeaderDescription& d) {
  if (d.source.family != d.family || d.destination.family != d.family) return std::nullopt;
  if (!d.tlvs.empty() || !d.block.empty()) return std::nullopt;
  if (d.family == Family::kUnspec) return "PROXY UNKNOWN\r\n";
  return std::string(d.family == Family::kInet ? "PROXY TCP4 " : "PROXY TCP6 ") +
         AddressText(d.source) + " " + AddressText(d.destination) + " " +
         std::to_string(d.source.port) + " " + std::to_string(d.destination.port) + "\r\n";
}

std::optional<std::string> Block(const HeaderDescription& d) {
  const bool without =
      d.source.family == Family::kUnspec && d.destination.family == Family::kUnspec;
  if (without && (d.command == Command::kLocal || d.family == Family::kUnspec)) {
    return std::string(Text(d.block));
  }
  if (d.source.family != d.family || d.destination.family != d.family || !d.block.empty()) {
    return std::nullopt;
  }
  std::string block;
  if (d.family == Family::kUnix) {
    for (const Endpoint& end : {d.source, d.destination}) {
      if (end.path.size() > 108) return std::nullopt;
      block += Text(end.path);
      block.resize((block.size() + 107) / 108 * 108 + (end.path.empty() ? 108 : 0));
    }
    return block;
  }
  const size_t size = d.family == Family::kInet ? 4 : 16;
  for (const Endpoint& end : {d.source, d.destination}) {
    block.append(reinterpret_cast<const char*>(end.address.data()), size);
  }
  return block + Big(d.source.port, 2) + Big(d.destination.port, 2);
}

bool IsSum(const TlvItem& item) {
  return item.kind == Kind::kCrc32c || (item.kind == Kind::kValue && item.type == 3);
}

std::string Entry(uint8_t type, const std::string& value) {
  return static_cast<char>(type) + Big(value.size(), 2) + value;
}

std::string ValueOf(const TlvItem& item) {
  std::string value(reinterpret_cast<const char*>(item.head.data()), item.head_size);
  value += Text(item.value);
  for (size_t i = 0; i < item.entry_count; ++i) {
    value += Entry(item.entries[i].type, ValueOf(item.entries[i]));
  }
  return value;
}

// Whether an entry breaks a rule by itself (E5, E6).
bool IsRefused(const TlvItem& item) {
  if (IsSum(item)) return item.value.size() != 0 && item.value.size() != 4;
  if (item.kind == Kind::kVarying) return true;
  if (item.kind == Kind::kPadding) {
    return item.number == 0 || (item.number & (item.number - 1)) != 0 || item.number > 32768;
  }
  return item.kind == Kind::kValue && item.type >= 0x21 && item.type <= 0x28;
}

}  // namespace

std::optional<std::string> NaiveEncode(const HeaderDescription& d) {
  if (d.version == 1) return Line(d);
  const auto block = Block(d);
  if (!block) return std::nullopt;

  std::string tlvs;
  size_t sum = 0;  // offset of its value among the TLVs
  size_t padding = std::string::npos;
  size_t alignment = 1;
  for (const TlvItem& item : d.tlvs) {
    if (IsRefused(item)) return std::nullopt;
    if (item.kind == Kind::kPadding) {
      if (padding != std::string::npos) return std::nullopt;
      padding = tlvs.size();
      alignment = item.number;
    } else if (IsSum(item)) {
      if (sum != 0) return std::nullopt;
      sum = tlvs.size() + 3;
      tlvs += Entry(3, std::string(4, '\0'));
    } else {
      if (ValueOf(item).size() > 65535) return std::nullopt;
      tlvs += Entry(item.type, ValueOf(item));
    }
  }
  size_t gap = 0;
  const size_t unpadded = 16 + block->size() + tlvs.size();
  while ((unpadded + gap) % alignment != 0 || gap == 1 || gap == 2) ++gap;
  if (gap != 0) {
    tlvs.insert(padding, Entry(4, std::string(gap - 3, '\0')));
    if (sum > padding) sum += gap;
  }
  if (block->size() + tlvs.size() > 65535) return std::nullopt;

  std::string header(testing::kV2SignatureText);
  header += static_cast<char>(0x20 | static_cast<int>(d.command));
  header += static_cast<char>(static_cast<int>(d.family) << 4 | static_cast<int>(d.transport));
  header += Big(block->size() + tlvs.size(), 2) + *block + tlvs;
  if (sum != 0) {
    const size_t at = 16 + block->size() + sum;
    header.replace(at, 4, Big(reference::Crc32c(testing::Bytes(header), at), 4));
  }
  return header;
}

}  // namespace simdproxy::fuzz
