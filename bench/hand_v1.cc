// Lines of version 1 as a careful author writes them by hand: one pass over the bytes, no copies,
// no library calls. Whole TCP4 and TCP6 lines without a dotted quad; all else goes to the
// reference.
#include <cstdint>
#include <cstring>

#include "bench/baselines.h"
#include "core/reference/reference.h"

namespace simdproxy::bench {
namespace {

struct Reader {
  const uint8_t* at;
  const uint8_t* end;

  bool Take(uint8_t byte) {
    if (at == end || *at != byte) return false;
    ++at;
    return true;
  }

  bool TakeNumber(uint32_t most, uint32_t& number) {
    const uint8_t* const begin = at;
    number = 0;
    for (uint32_t digit; at != end && at - begin < 5 && (digit = *at - uint32_t{'0'}) < 10; ++at) {
      number = number * 10 + digit;
    }
    return at != begin && number <= most && (*begin != '0' || at - begin == 1);
  }

  bool TakeInet(uint8_t* address) {
    for (int i = 0; i < 4; ++i) {
      uint32_t octet;
      if ((i != 0 && !Take('.')) || !TakeNumber(255, octet)) return false;
      address[i] = static_cast<uint8_t>(octet);
    }
    return true;
  }

  static int HexDigit(uint8_t byte) {
    const uint32_t digit = byte - uint32_t{'0'};
    const uint32_t letter = (byte | 0x20U) - 'a';
    if (digit < 10) return static_cast<int>(digit);
    return letter < 6 ? static_cast<int>(letter) + 10 : -1;
  }

  bool TakeGroup(uint32_t& group) {
    const uint8_t* const begin = at;
    group = 0;
    for (int digit; at != end && at - begin < 4 && (digit = HexDigit(*at)) >= 0; ++at) {
      group = group * 16 + static_cast<uint32_t>(digit);
    }
    return at != begin;
  }

  bool TakeInet6(uint8_t* address) {
    uint8_t bytes[16];
    size_t size = 0;
    size_t gap = 17;
    if (Take(':')) {
      if (!Take(':')) return false;
      gap = 0;
    }
    for (uint32_t group; size < 16 && TakeGroup(group);) {
      bytes[size++] = static_cast<uint8_t>(group >> 8);
      bytes[size++] = static_cast<uint8_t>(group);
      if (at == end || *at != ':') break;
      ++at;
      if (Take(':')) {
        if (gap != 17) return false;
        gap = size;
      } else if (at == end || HexDigit(*at) < 0) {
        return false;
      }
    }
    if (gap == 17 ? size != 16 : size > 14) return false;
    if (gap == 17) gap = size;
    std::memset(address, 0, 16);
    std::memcpy(address, bytes, gap);
    std::memcpy(address + 16 - (size - gap), bytes + gap, size - gap);
    return true;
  }
};

bool DecodeLine(const Buffer& buffer, Header& header, Endpoints* endpoints) {
  const auto* const data = static_cast<const uint8_t*>(buffer.data);
  if (buffer.size < 22 || std::memcmp(data, "PROXY TCP", 9) != 0) return false;
  const bool inet6 = data[9] == '6';
  if ((!inet6 && data[9] != '4') || data[10] != ' ') return false;
  Reader reader{data + 11, data + (buffer.size < 107 ? buffer.size : 107)};
  Endpoints parsed{};
  uint32_t ports[2];
  uint8_t begins[3];
  const auto take_address = [&](uint8_t* out) {
    return inet6 ? reader.TakeInet6(out) : reader.TakeInet(out);
  };
  const auto take_space = [&](int field) {
    if (!reader.Take(' ')) return false;
    begins[field] = static_cast<uint8_t>(reader.at - data);
    return true;
  };
  if (!take_address(parsed.source) || !take_space(0) || !take_address(parsed.destination) ||
      !take_space(1) || !reader.TakeNumber(65535, ports[0]) || !take_space(2) ||
      !reader.TakeNumber(65535, ports[1]) || !reader.Take('\r') || !reader.Take('\n')) {
    return false;
  }
  const auto size = static_cast<uint32_t>(reader.at - data);
  header = {};
  header.outcome_code = Outcome::kOk;
  header.version_number = 1;
  header.version_command = 0x21;
  header.family_transport = inet6 ? 0x21 : 0x11;
  header.tlv_begin = static_cast<uint16_t>(size);
  header.extent = size;
  header.v1_destination = begins[0];
  header.v1_source_port = begins[1];
  header.v1_destination_port = begins[2];
  if (endpoints != nullptr) {
    parsed.source_port = static_cast<uint16_t>(ports[0]);
    parsed.destination_port = static_cast<uint16_t>(ports[1]);
    parsed.family_number = inet6 ? 2 : 1;
    parsed.transport_number = 1;
    *endpoints = parsed;
  }
  return true;
}

}  // namespace

size_t HandV1(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
  size_t ok = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    Endpoints* const out = endpoints != nullptr ? endpoints + i : nullptr;
    if (!DecodeLine(buffers[i], headers[i], out)) {
      headers[i] = reference::Decode(
          {static_cast<const std::byte*>(buffers[i].data), buffers[i].size}, {}, out);
    }
    ok += headers[i].ok();
  }
  return ok;
}

}  // namespace simdproxy::bench
