#include "bench/corpus.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <random>
#include <stdexcept>

#include "simdproxy/checksum.h"
#include "simdproxy/view.h"

namespace simdproxy::bench {
namespace {

using Random = std::mt19937_64;

int Below(Random& random, int bound) {
  return static_cast<int>(random() % static_cast<uint64_t>(bound));
}

void AppendRandom(std::string& text, size_t count, Random& random) {
  for (size_t i = 0; i < count; ++i) text += static_cast<char>(random());
}

std::string V2(int version_command, int family_transport, const std::string& payload) {
  std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
  header += static_cast<char>(version_command);
  header += static_cast<char>(family_transport);
  header += static_cast<char>(payload.size() >> 8);
  header += static_cast<char>(payload.size() & 0xFF);
  return header + payload;
}

std::string MakeV2(Random& random) {
  struct Share {
    int below, version_command, family_transport;
    size_t block;
  };
  constexpr Share kShares[] = {{55, 0x21, 0x11, 12}, {85, 0x21, 0x21, 36}, {90, 0x20, 0x00, 0},
                               {95, 0x21, 0x12, 12}, {98, 0x21, 0x22, 36}, {100, 0x21, 0x00, 0}};
  const int draw = Below(random, 100);
  const Share& share =
      *std::ranges::find_if(kShares, [draw](const Share& s) { return draw < s.below; });
  std::string payload;
  AppendRandom(payload, share.block, random);
  if (Below(random, 3) == 0) {
    const int size = 1 + Below(random, 56);
    payload += {'\x04', '\0', static_cast<char>(size)};
    AppendRandom(payload, static_cast<size_t>(size), random);
  }
  return V2(share.version_command, share.family_transport, payload);
}

void AppendTlv(std::string& payload, int type, const std::string& value) {
  payload += {static_cast<char>(type), static_cast<char>(value.size() >> 8),
              static_cast<char>(value.size() & 0xFF)};
  payload += value;
}

std::string MakeV2Tlv(Random& random) {
  const bool inet6 = Below(random, 3) == 0;
  std::string payload;
  AppendRandom(payload, inet6 ? 36 : 12, random);
  const size_t checksum = 16 + payload.size() + 3;
  AppendTlv(payload, 0x03, std::string(4, '\0'));
  if (Below(random, 2) == 0) {
    AppendTlv(payload, 0xEA, "\x01vpce-08d2bf15fac5001c9");
    AppendTlv(payload, 0x04, std::string(static_cast<size_t>(Below(random, 60)), '\0'));
  } else {
    std::string authority("www.example.org");
    authority.resize(static_cast<size_t>(4 + Below(random, 12)));
    AppendTlv(payload, 0x02, authority);
    std::string id;
    AppendRandom(id, static_cast<size_t>(16 + Below(random, 48)), random);
    AppendTlv(payload, 0x05, id);
    std::string ssl("\x07\0\0\0\0", 5);
    AppendTlv(ssl, 0x21, "TLSv1.3");
    AppendTlv(ssl, 0x23, "TLS_AES_256_GCM_SHA384");
    AppendTlv(payload, 0x20, ssl);
  }
  std::string header = V2(0x21, inet6 ? 0x21 : 0x11, payload);
  const uint32_t sum = Crc32c(std::as_bytes(std::span(header)));
  for (size_t i = 0; i < 4; ++i) header[checksum + i] = static_cast<char>(sum >> (24 - 8 * i));
  return header;
}

// A header of INET with these entries; the last CRC32C entry is filled in.
std::string WithChecksum(const std::string& block, std::vector<std::string> entries) {
  std::string payload = block;
  size_t checksum = 0;
  for (const std::string& entry : entries) {
    if (entry[0] == 0x03) checksum = 16 + payload.size() + 3;
    payload += entry;
  }
  std::string header = V2(0x21, 0x11, payload);
  const uint32_t sum = Crc32c(std::as_bytes(std::span(header)));
  for (size_t i = 0; checksum != 0 && i < 4; ++i) {
    header[checksum + i] = static_cast<char>(sum >> (24 - 8 * i));
  }
  return header;
}

std::string Entry(int type, const std::string& value) {
  std::string entry;
  AppendTlv(entry, type, value);
  return entry;
}

std::string RandomEntry(int type, int min_size, int max_size, Random& random) {
  std::string value;
  AppendRandom(value, static_cast<size_t>(min_size + Below(random, max_size - min_size + 1)),
               random);
  return Entry(type, value);
}

std::string MakeV2Aws(Random& random) {
  std::string block;
  AppendRandom(block, 12, random);
  return WithChecksum(block,
                      {Entry(0xEA, "\x01vpce-08d2bf15fac5001c9"), Entry(0x03, std::string(4, '\0')),
                       Entry(0x04, std::string(static_cast<size_t>(Below(random, 64)), '\0'))});
}

std::string MakeV2Haproxy(Random& random) {
  std::string block;
  AppendRandom(block, 12, random);
  std::string ssl("\x07\0\0\0\0", 5);
  AppendTlv(ssl, 0x21, "TLSv1.3");
  if (Below(random, 2) == 0) AppendTlv(ssl, 0x23, "TLS_AES_256_GCM_SHA384");
  std::vector<std::string> entries = {RandomEntry(0x02, 4, 30, random),
                                      RandomEntry(0x05, 16, 40, random), Entry(0x20, ssl),
                                      Entry(0x03, std::string(4, '\0'))};
  std::ranges::shuffle(entries, random);
  return WithChecksum(block, entries);
}

std::string MakeV2RandomTlvs(Random& random) {
  constexpr int kTypes[] = {0x01, 0x02, 0x04, 0x05, 0x20, 0x30, 0xE0, 0xEA};
  std::string block;
  AppendRandom(block, 12, random);
  std::vector<std::string> entries;
  for (int count = Below(random, 9); count > 0; --count) {
    entries.push_back(RandomEntry(kTypes[Below(random, 8)], 0, 24, random));
  }
  if (!entries.empty() && Below(random, 2) == 0) entries[0] = Entry(0x03, std::string(4, '\0'));
  std::ranges::shuffle(entries, random);
  return WithChecksum(block, entries);
}

std::string Inet(Random& random) {
  std::array<uint8_t, 4> address;
  for (uint8_t& octet : address) octet = static_cast<uint8_t>(random());
  switch (Below(random, 3)) {
    case 0:
      address[0] = 10;
      break;
    case 1:
      address[0] = 192;
      address[1] = 168;
      break;
    default:
      break;
  }
  return std::string(InetToText(address).view());
}

std::string Inet6(Random& random) {
  std::array<uint8_t, 16> address{};
  const int zero_from = Below(random, 2) == 0 ? 16 : 2 * Below(random, 8);
  const int zero_to = std::min(16, zero_from + 2 * (1 + Below(random, 6)));
  for (int i = 0; i < 16; ++i) {
    if (i < zero_from || i >= zero_to)
      address[static_cast<size_t>(i)] = static_cast<uint8_t>(random());
  }
  std::string text(Inet6ToText(address).view());
  if (Below(random, 4) == 0) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    });
  }
  return text;
}

std::string Inet6Full(Random& random) {
  std::string text;
  for (int i = 0; i < 32; ++i) {
    if (i % 4 == 0 && i != 0) text += ':';
    text += "0123456789abcdef"[Below(random, 16)];
  }
  return text;
}

std::string Inet6Short(Random& random) {
  std::array<uint8_t, 16> address{};
  address[0] = 0x20;
  address[1] = 0x01;
  for (int i = 0; i < 3; ++i)
    address[static_cast<size_t>(2 + Below(random, 5))] = static_cast<uint8_t>(random());
  address[15] = static_cast<uint8_t>(random());
  return std::string(Inet6ToText(address).view());
}

std::string Ports(Random& random) {
  return " " + std::to_string(1024 + Below(random, 64512)) + " " +
         std::to_string(Below(random, 2) == 0 ? 443 : Below(random, 65536)) + "\r\n";
}

std::string MakeTcp4(Random& random) {
  std::string line = "PROXY TCP4 " + Inet(random);
  line += " " + Inet(random);
  return line + Ports(random);
}

std::string MakeTcp6(Random& random) {
  std::string line = "PROXY TCP6 " + Inet6(random);
  line += " " + Inet6(random);
  return line + Ports(random);
}

std::string MakeTcp6Full(Random& random) {
  std::string line = "PROXY TCP6 " + Inet6Full(random);
  line += " " + Inet6Full(random);
  return line + Ports(random);
}

std::string MakeTcp6Short(Random& random) {
  std::string line = "PROXY TCP6 " + Inet6Short(random);
  line += " " + Inet6Short(random);
  return line + Ports(random);
}

std::string MakeDotted(Random& random) {
  std::string line = "PROXY TCP6 ::ffff:" + Inet(random);
  line += " ::ffff:" + Inet(random);
  return line + Ports(random);
}

std::string MakeUnknownLong(Random& random) {
  std::string line = "PROXY UNKNOWN ";
  for (int i = Below(random, 91); i > 0; --i) line += static_cast<char>('!' + Below(random, 90));
  return line + "\r\n";
}

std::string MakeUnknown(Random& random) {
  return Below(random, 2) == 0 ? MakeUnknownLong(random) : "PROXY UNKNOWN\r\n";
}

std::string MakeV1Mix(Random& random) {
  const int draw = Below(random, 100);
  return draw < 60 ? MakeTcp4(random) : draw < 95 ? MakeTcp6(random) : MakeUnknown(random);
}

std::string MakeRealistic(Random& random) {
  const int draw = Below(random, 100);
  if (draw < 70) return MakeV2(random);
  if (draw < 85) return MakeV2Tlv(random);
  if (draw < 99) return MakeV1Mix(random);
  return "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
}

std::string Make(Kind kind, Random& random) {
  switch (kind) {
    case Kind::kV2:
      return MakeV2(random);
    case Kind::kV2Tlv:
      return MakeV2Tlv(random);
    case Kind::kV2Aws:
      return MakeV2Aws(random);
    case Kind::kV2Haproxy:
      return MakeV2Haproxy(random);
    case Kind::kV2RandomTlvs:
      return MakeV2RandomTlvs(random);
    case Kind::kV1Tcp4:
      return MakeTcp4(random);
    case Kind::kV1Tcp6:
      return MakeTcp6(random);
    case Kind::kV1Tcp6Full:
      return MakeTcp6Full(random);
    case Kind::kV1Tcp6Short:
      return MakeTcp6Short(random);
    case Kind::kV1Dotted:
      return MakeDotted(random);
    case Kind::kV1Unknown:
      return MakeUnknown(random);
    case Kind::kV1UnknownShort:
      return "PROXY UNKNOWN\r\n";
    case Kind::kV1UnknownLong:
      return MakeUnknownLong(random);
    case Kind::kV1Mix:
      return MakeV1Mix(random);
    case Kind::kRealistic:
      return MakeRealistic(random);
  }
  throw std::invalid_argument("no such kind");
}

// One rule of version 2 broken: signature, version, command, family, transport, length, or cut
// short.
void BreakV2(std::string& header, Random& random) {
  const auto put = [&header](size_t at, int value) { header[at] = static_cast<char>(value); };
  switch (Below(random, 8)) {
    case 0:
      put(static_cast<size_t>(Below(random, 12)), 'x');
      break;
    case 1:
      put(12, 0x11 + 0x20 * Below(random, 6));
      break;
    case 2:
      put(12, 0x22 + Below(random, 14));
      break;
    case 3:
      put(12, 0x21);
      put(13, 0x41 + 0x10 * Below(random, 11));
      break;
    case 4:
      put(12, 0x21);
      put(13, 0x13 + Below(random, 12));
      break;
    case 5:
      put(12, 0x21);
      put(13, 0x31);
      put(14, 0);
      break;
    case 6:
      header.resize(static_cast<size_t>(Below(random, 16)));
      break;
    default:
      header.resize(static_cast<size_t>(Below(random, static_cast<int>(header.size()))));
      break;
  }
}

// A field, a separator or the line end broken, or cut short.
void BreakV1(std::string& line, Random& random) {
  const auto random_place = [&](size_t from) { return from + random() % (line.size() - from); };
  const auto space_at = [&line](int nth) {
    size_t at = 5;
    for (int i = 0; i < nth; ++i) at = std::min(line.find(' ', at + 1), line.size() - 2);
    return at;
  };
  switch (Below(random, 8)) {
    case 0:
      line[random_place(6)] = 'x';
      break;
    case 1:
      line.insert(space_at(1 + Below(random, 4)), 1, ' ');
      break;
    case 2:
      line.insert(space_at(1 + Below(random, 4)) + 1, "0");
      break;
    case 3:
      line.insert(space_at(1 + Below(random, 4)) + 1, "9999");
      break;
    case 4:
      line.erase(line.size() - 2, 1);
      break;
    case 5:
      line[line.size() - 1] = 'x';
      break;
    case 6:
      line[6 + static_cast<size_t>(Below(random, 5))] = 'x';
      break;
    default:
      line.resize(random_place(0));
      break;
  }
}

}  // namespace

std::string_view KindName(Kind kind) {
  constexpr std::string_view kNames[] = {
      "v2",         "v2_tlv",           "v2_aws",          "v2_haproxy",    "v2_random_tlvs",
      "v1_tcp4",    "v1_tcp6",          "v1_tcp6_full",    "v1_tcp6_short", "v1_dotted",
      "v1_unknown", "v1_unknown_short", "v1_unknown_long", "v1_mix",        "realistic"};
  return kNames[static_cast<size_t>(kind)];
}

void Corpus::Unmap::operator()(uint8_t* memory) const { munmap(memory, size); }

Corpus::Corpus(Kind kind, size_t count, int malformed_percent, uint64_t seed) {
  Random random(seed);
  // Distinct headers up to a number that no predictor remembers; repeated in other places beyond
  // it.
  const size_t distinct = std::min<size_t>(count, size_t{1} << 16);
  std::vector<std::string> headers(distinct);
  for (std::string& header : headers) {
    header = Make(kind, random);
    if (Below(random, 100) < malformed_percent) {
      header[0] == 'P' ? BreakV1(header, random) : BreakV2(header, random);
    }
  }
  std::vector<size_t> places(count);
  size_t size = 64;
  for (size_t i = 0; i < count; ++i) {
    places[i] = size;
    size += (headers[i % distinct].size() + 63) / 64 * 64 + 64 * (headers[i % distinct].empty());
  }
  void* const memory =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  madvise(memory, size, MADV_HUGEPAGE);
  memory_ = {static_cast<uint8_t*>(memory), Unmap{size}};

  for (size_t i = 0; i < count; ++i) {
    const std::string& header = headers[i % distinct];
    std::memcpy(memory_.get() + places[i], header.data(), header.size());
    buffers_.push_back({memory_.get() + places[i], header.size()});
    bytes_ += header.size();
  }
  std::ranges::shuffle(buffers_, random);
}

}  // namespace simdproxy::bench
