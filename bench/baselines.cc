#include "bench/baselines.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/reference/reference.h"

namespace simdproxy::bench {
namespace {

constexpr char kSignature[] = "\r\n\r\n\0\r\nQUIT\n";

Header Answer(Outcome outcome, Reason reason, uint8_t version, size_t extent) {
  Header header{};
  header.outcome_code = outcome;
  header.reason_code = reason;
  header.version_number = version;
  header.extent = static_cast<uint32_t>(extent);
  return header;
}

Header Invalid(Reason reason, uint8_t version, size_t offset) {
  return Answer(Outcome::kInvalid, reason, version, offset);
}

uint16_t Big16(const uint8_t* p) {
  uint16_t value;
  std::memcpy(&value, p, 2);
  return ntohs(value);
}

Header DecodeBranchyV2(const uint8_t* p, size_t size, Endpoints* endpoints) {
  const auto length = Big16(p + 14);
  if (p[12] >> 4 != 2) return Invalid(Reason::kBadVersion, 2, 12);
  if ((p[12] & 15) > 1) return Invalid(Reason::kBadCommand, 2, 12);
  size_t block = 0;
  if ((p[12] & 15) == 1) {
    switch (p[13] >> 4) {
      case 0:
        break;
      case 1:
        block = 12;
        break;
      case 2:
        block = 36;
        break;
      case 3:
        block = 216;
        break;
      default:
        return Invalid(Reason::kBadFamily, 2, 13);
    }
    if ((p[13] & 15) > 2) return Invalid(Reason::kBadTransport, 2, 13);
    if (length < block) return Invalid(Reason::kBadLength, 2, 14);
  }
  if (size < 16U + length) return Answer(Outcome::kIncomplete, Reason::kNone, 2, 16U + length);

  if (endpoints != nullptr && (block == 12 || block == 36)) {
    const size_t address = block == 12 ? 4 : 16;
    std::memcpy(endpoints->source, p + 16, address);
    std::memcpy(endpoints->destination, p + 16 + address, address);
    endpoints->source_port = Big16(p + 16 + 2 * address);
    endpoints->destination_port = Big16(p + 18 + 2 * address);
    endpoints->family_number = p[13] >> 4;
    endpoints->transport_number = p[13] & 15;
  }
  Header header = Answer(Outcome::kOk, Reason::kNone, 2, 16U + length);
  header.version_command = p[12];
  header.family_transport = p[13];
  header.tlv_begin = static_cast<uint16_t>(16 + block);
  return header;
}

Header ByReference(const Buffer& buffer, Endpoints* endpoints) {
  return reference::Decode({static_cast<const std::byte*>(buffer.data), buffer.size}, {},
                           endpoints);
}

// Whole TCP4 and TCP6 lines; all else, and every fault, goes to the reference.
bool DecodeConventionalV1(const uint8_t* data, size_t size, Header* header, Endpoints* endpoints) {
  const auto* const text = reinterpret_cast<const char*>(data);
  const size_t limit = std::min<size_t>(size, 107);
  const void* const cr = std::memchr(text, '\r', limit);
  if (cr == nullptr) return false;
  const auto end = static_cast<size_t>(static_cast<const char*>(cr) - text);
  if (end + 1 >= limit || text[end + 1] != '\n' || std::memchr(text, '\n', end) != nullptr) {
    return false;
  }
  std::array<std::string_view, 6> fields;
  std::array<size_t, 6> begins;
  size_t count = 0;
  for (size_t at = 0; at <= end && count < 6;) {
    const void* const space = std::memchr(text + at, ' ', end - at);
    const size_t stop =
        space != nullptr ? static_cast<size_t>(static_cast<const char*>(space) - text) : end;
    begins[count] = at;
    fields[count++] = {text + at, stop - at};
    at = stop + 1;
    if (count == 6 && stop != end) return false;
  }
  if (count != 6) return false;
  const bool inet6 = fields[1] == "TCP6";
  if (!inet6 && fields[1] != "TCP4") return false;

  Endpoints parsed{};
  for (size_t side = 0; side < 2; ++side) {
    char address[48];
    const std::string_view field = fields[2 + side];
    if (field.size() >= sizeof(address)) return false;
    std::memcpy(address, field.data(), field.size());
    address[field.size()] = '\0';
    uint8_t* const out = side == 0 ? parsed.source : parsed.destination;
    if (inet_pton(inet6 ? AF_INET6 : AF_INET, address, out) != 1) return false;
    const std::string_view port_field = fields[4 + side];
    uint16_t port = 0;
    const auto [rest, error] =
        std::from_chars(port_field.data(), port_field.data() + port_field.size(), port);
    if (error != std::errc() || rest != port_field.data() + port_field.size()) return false;
    if (port_field.size() > 1 && port_field[0] == '0') return false;
    (side == 0 ? parsed.source_port : parsed.destination_port) = port;
  }
  parsed.family_number = inet6 ? 2 : 1;
  parsed.transport_number = 1;
  if (endpoints != nullptr) *endpoints = parsed;
  Header decoded = Answer(Outcome::kOk, Reason::kNone, 1, end + 2);
  decoded.version_command = 0x21;
  decoded.family_transport = inet6 ? 0x21 : 0x11;
  decoded.tlv_begin = static_cast<uint16_t>(end + 2);
  decoded.v1_destination = static_cast<uint8_t>(begins[3]);
  decoded.v1_source_port = static_cast<uint8_t>(begins[4]);
  decoded.v1_destination_port = static_cast<uint8_t>(begins[5]);
  *header = decoded;
  return true;
}

// By (command is PROXY, family_transport): the block's size, or 0xFF where the byte is not valid.
constexpr std::array<uint8_t, 512> kBlocks = [] {
  std::array<uint8_t, 512> blocks{};
  constexpr uint8_t kSizes[] = {0, 12, 36, 216};
  for (size_t i = 0; i < 256; ++i) {
    blocks[256 + i] = i >> 4 > 3 || (i & 15) > 2 ? 0xFF : kSizes[i >> 4];
  }
  return blocks;
}();

}  // namespace

size_t Touch(std::span<const Buffer> buffers, Header*, Endpoints*) {
  size_t sum = 0;
  for (const Buffer& buffer : buffers) sum += *static_cast<const volatile uint8_t*>(buffer.data);
  return sum;
}

size_t BranchyV2(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
  size_t ok = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    const auto* const p = static_cast<const uint8_t*>(buffers[i].data);
    Endpoints* const out = endpoints != nullptr ? endpoints + i : nullptr;
    if (out != nullptr) *out = {};
    headers[i] = buffers[i].size >= 16 && std::memcmp(p, kSignature, 12) == 0
                     ? DecodeBranchyV2(p, buffers[i].size, out)
                     : ByReference(buffers[i], out);
    ok += headers[i].ok();
  }
  return ok;
}

size_t BranchFreeV2(std::span<const Buffer> buffers, Header* headers, Endpoints*) {
  uint64_t first8;
  uint32_t last4;
  std::memcpy(&first8, kSignature, 8);
  std::memcpy(&last4, kSignature + 8, 4);
  size_t ok_count = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    const auto* const p = static_cast<const uint8_t*>(buffers[i].data);
    const size_t size = std::min<size_t>(buffers[i].size, kMaxHeaderSize);
    if (size < 16) [[unlikely]] {
      headers[i] = ByReference(buffers[i], nullptr);
      continue;
    }
    uint64_t a;
    uint32_t b;
    uint32_t word;
    std::memcpy(&a, p, 8);
    std::memcpy(&b, p + 8, 4);
    std::memcpy(&word, p + 12, 4);
    if (((a ^ first8) | (b ^ last4)) != 0) [[unlikely]] {
      headers[i] = ByReference(buffers[i], nullptr);
      continue;
    }
    const uint32_t command = word & 0xFF;
    const uint32_t family = word >> 8 & 0xFF;
    const uint32_t length = Big16(p + 14);
    const uint32_t proxy = command & 1;
    const uint32_t block = kBlocks[proxy << 8 | family];
    const uint32_t header_size = 16 + length;
    const bool bad_family = proxy != 0 && family > 0x3F;
    const bool bad_transport = proxy != 0 && (family & 15) > 2;

    uint32_t reason = length < block ? static_cast<uint32_t>(Reason::kBadLength) : 0;
    reason = bad_transport ? static_cast<uint32_t>(Reason::kBadTransport) : reason;
    reason = bad_family ? static_cast<uint32_t>(Reason::kBadFamily) : reason;
    reason = command > 0x21 ? static_cast<uint32_t>(Reason::kBadCommand) : reason;
    reason = command >> 4 != 2 ? static_cast<uint32_t>(Reason::kBadVersion) : reason;
    const bool incomplete = size < header_size;
    const bool ok = reason == 0 && !incomplete;
    const uint32_t outcome = reason != 0 ? 3 : incomplete ? 0 : 1;
    const uint64_t low = outcome | reason << 8 | 2U << 16 |
                         static_cast<uint64_t>(ok ? (word & 0xFFFF) | (16 + block) << 16 : 0) << 32;
    const uint64_t high = reason != 0 ? 7 + (reason >> 1) : header_size;
    const uint64_t record[2] = {low, high};
    std::memcpy(headers + i, record, 16);
    ok_count += ok;
  }
  return ok_count;
}

size_t Conventional(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
  size_t ok = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    const auto* const p = static_cast<const uint8_t*>(buffers[i].data);
    const size_t size = buffers[i].size;
    Endpoints* const out = endpoints != nullptr ? endpoints + i : nullptr;
    if (out != nullptr) *out = {};
    if (size >= 16 && std::memcmp(p, kSignature, 12) == 0) {
      headers[i] = DecodeBranchyV2(p, size, out);
    } else if (size < 6 || std::memcmp(p, "PROXY ", 6) != 0 ||
               !DecodeConventionalV1(p, size, headers + i, out)) {
      headers[i] = ByReference(buffers[i], out);
    }
    ok += headers[i].ok();
  }
  return ok;
}

size_t Reference(std::span<const Buffer> buffers, Header* headers, Endpoints* endpoints) {
  size_t ok = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    headers[i] = ByReference(buffers[i], endpoints != nullptr ? endpoints + i : nullptr);
    ok += headers[i].ok();
  }
  return ok;
}

}  // namespace simdproxy::bench
