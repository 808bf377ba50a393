// Random version 2 headers: every family and transport, LOCAL in the forms that senders use, TLVs
// like those of load balancers, checksums right and wrong.
#ifndef SIMDPROXY_TESTS_GENERATE_V2_H_
#define SIMDPROXY_TESTS_GENERATE_V2_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/generate_v1.h"
#include "tests/rng.h"

namespace simdproxy::testing {

inline constexpr std::string_view kV2SignatureText("\r\n\r\n\0\r\nQUIT\n", 12);
inline constexpr size_t kBlockSizes[4] = {0, 12, 36, 216};

/// CRC32C of `size` bytes with the four at `zeroed` read as zeros: the tests' own.
inline uint32_t SumOf(const uint8_t* data, size_t size, size_t zeroed) {
  static constexpr std::array<uint32_t, 256> kTable = [] {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t sum = i;
      for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (0x82F63B78 & (0 - (sum & 1)));
      table[i] = sum;
    }
    return table;
  }();
  uint32_t sum = 0xFFFFFFFF;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t byte = i - zeroed < 4 ? 0 : data[i];  // wraps for i < zeroed
    sum = sum >> 8 ^ kTable[(sum ^ byte) & 0xFF];
  }
  return ~sum;
}

inline void StoreBig16(uint8_t* at, size_t value) {
  at[0] = static_cast<uint8_t>(value >> 8);
  at[1] = static_cast<uint8_t>(value);
}
inline size_t LoadBig16(const uint8_t* at) { return static_cast<size_t>(at[0] << 8 | at[1]); }

inline void StoreSum(uint8_t* at, uint32_t sum) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<uint8_t>(sum >> (24 - 8 * i));
}

/// 108 bytes: a path, an abstract name, one that fills the block, or nothing.
inline void WriteUnixPath(Rng& rng, Writer& out) {
  static constexpr std::string_view kPath = "/run/haproxy/frontend-0123456789/client.sock";
  const uint32_t kind = rng.Below(4);
  if (kind == 3) return out.Fill(108, rng.OneIn(2) ? 0 : 'p');
  const bool abstract = kind == 2;
  const size_t size = 1 + rng.Below(kPath.size());
  if (abstract) out.Byte(0);
  out.Text(kPath.substr(0, size));
  const size_t left = 108 - size - (abstract ? 1 : 0);
  if (rng.OneIn(4)) {  // what a sender left behind the NUL
    out.Byte(0);
    return out.Random(rng, left - 1);
  }
  out.Fill(left, 0);
}

inline void WriteBlock(Rng& rng, Writer& out, unsigned family) {
  if (family == 3) {
    WriteUnixPath(rng, out);
    return WriteUnixPath(rng, out);
  }
  out.Random(rng, kBlockSizes[family & 3]);
}

inline void WriteTlv(Rng& rng, Writer& out, unsigned type, size_t size) {
  out.Byte(type);
  out.Big16(size);
  out.Random(rng, size);
}

/// An SSL entry with sub-entries; sometimes with a value too short to have any.
inline void WriteSsl(Rng& rng, Writer& out) {
  static constexpr std::string_view kValues[] = {
      "TLSv1.3", "client.example", "ECDHE-RSA-AES128-GCM", "SHA256", "RSA2048", "X25519", "", ""};
  if (rng.OneIn(8)) return WriteTlv(rng, out, 0x20, rng.Below(5));
  uint8_t* const entry = out.begin() + out.size();
  out.Byte(0x20);
  out.Big16(0);
  out.Byte(rng.Below(8));
  out.Fill(4, rng.OneIn(2) ? 0 : rng.Byte());
  const uint32_t mask = rng.Below(256);
  for (unsigned i = 0; i < 8; ++i) {
    if ((mask >> i & 1) == 0) continue;
    out.Byte(0x21 + i);
    out.Big16(kValues[i].size());
    out.Text(kValues[i]);
  }
  StoreBig16(entry + 1, static_cast<size_t>(out.begin() + out.size() - entry) - 3);
}

/// Where the checksum entries of a header are, while it is being written.
struct SumEntries {
  size_t value = 0;  // offset of the four bytes of the one to fill in; 0: there is none
  bool wrong = false;
};

/// An entry of type 3, mostly of 4 bytes to be filled in at the end.
inline void WriteSumEntry(Rng& rng, Writer& out, SumEntries& sums) {
  if (rng.OneIn(8)) {  // of another length
    static constexpr uint8_t kSizes[] = {0, 3, 5, 8};
    return WriteTlv(rng, out, 0x03, rng.Pick(kSizes));
  }
  sums.value = out.size() + 3;
  sums.wrong = rng.OneIn(8);
  WriteTlv(rng, out, 0x03, 4);
}

/// Up to six entries; one header in three has a checksum, one in forty has two.
inline void WriteTlvs(Rng& rng, Writer& out, SumEntries& sums) {
  static constexpr uint8_t kTypes[] = {0x01, 0x02, 0x04, 0x05, 0x20, 0x30, 0xE0,
                                       0xE1, 0xEA, 0xEE, 0xF0, 0xF8, 0x00, 0xFF};
  static constexpr uint8_t kSizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 11, 16, 17, 22, 32, 41, 127, 128};
  static constexpr uint8_t kVpcEndpoint[] = {0xEA, 0x00, 0x17, 0x01};
  const uint32_t count = rng.OneIn(2) ? 0 : rng.Below(6);
  const uint32_t with_sum = rng.Below(12);
  if (with_sum < 2) WriteSumEntry(rng, out, sums);
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t type = rng.OneIn(16) ? rng.Byte() : rng.Pick(kTypes);
    if (type == 0x20) {
      WriteSsl(rng, out);
    } else if (type == 0xEA) {  // as AWS sends it
      for (const uint8_t byte : kVpcEndpoint) out.Byte(byte);
      out.Text("vpce-08d2bf15fac5001c9");
    } else {
      WriteTlv(rng, out, type, rng.Pick(kSizes));
    }
  }
  if (with_sum == 2 || with_sum == 3) WriteSumEntry(rng, out, sums);
  if (rng.OneIn(40)) WriteSumEntry(rng, out, sums);
}

/// What stands behind the 16 bytes of a LOCAL header: the family says little about it.
inline void WriteLocalArea(Rng& rng, Writer& out, unsigned family, SumEntries& sums) {
  switch (rng.Below(6)) {
    case 0:  // HAProxy, nginx, AWS: entries at once, whatever the family
      return WriteTlvs(rng, out, sums);
    case 1:  // go-proxyproto: a block, then entries
      WriteBlock(rng, out, family);
      return WriteTlvs(rng, out, sums);
    case 2:  // AWS: a checksum and padding that would pass for a block and entries of type 0
      sums.value = out.size() + 3;
      WriteTlv(rng, out, 0x03, 4);
      out.Byte(0x04);
      out.Big16(74);
      return out.Fill(74, 0);
    case 3:
      return WriteBlock(rng, out, family);
    case 4:
      return out.Random(rng, rng.Below(60));
    default:
      return;
  }
}

/// Pads with a NOOP entry to a size near one where something changes.
inline void PadToEdge(Rng& rng, Writer& out) {
  static constexpr uint16_t kEdges[] = {31,  32,  33,  63,  64,  65,  106, 107, 108, 128, 255,
                                        256, 271, 272, 273, 511, 512, 535, 536, 537, 600};
  const size_t edge = rng.Pick(kEdges);
  if (edge >= out.size() + 3) WriteTlv(rng, out, 0x04, edge - out.size() - 3);
}

/// A version 2 header. With `faults`, some fields of the fixed part are wrong, and the length may
/// be any.
inline void WriteV2(Rng& rng, Writer& out, bool faults) {
  static constexpr uint8_t kOddCommands[] = {0x22, 0x2F, 0x11, 0x31, 0x00, 0x01, 0x20, 0xA1, 0x12};
  static constexpr uint8_t kFamilies[] = {1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 0, 0, 3};
  static constexpr uint16_t kLengths[] = {0,   1,   11,  12,  13,  35,  36,    37,   215,
                                          216, 217, 255, 256, 520, 521, 65534, 65535};
  const auto fault = [&] { return faults && rng.OneIn(24); };
  const size_t start = out.size();
  const bool local = rng.OneIn(6);
  unsigned family = rng.Pick(kFamilies);
  out.Text(kV2SignatureText);
  out.Byte(fault() ? rng.Pick(kOddCommands) : (local ? 0x20 : 0x21));
  if (fault() || (local && rng.OneIn(4))) {
    const unsigned any = rng.Byte();
    out.Byte(any);
    family = any >> 4 & 3;
  } else {
    out.Byte(family << 4 | rng.Below(3));
  }
  out.Big16(0);

  SumEntries sums;
  if (local) {
    WriteLocalArea(rng, out, family, sums);
  } else if (family == 0 && rng.OneIn(3)) {
    out.Random(rng, rng.Below(40));  // addresses of a family that has none
  } else {
    WriteBlock(rng, out, family);
    WriteTlvs(rng, out, sums);
  }
  if (rng.OneIn(16)) PadToEdge(rng, out);

  uint8_t* const header = out.begin() + start;
  const size_t size = out.size() - start;
  StoreBig16(header + 14, fault() ? rng.Pick(kLengths) : size - 16);
  if (sums.value != 0) {
    const size_t value = sums.value - start;
    StoreSum(header + value, SumOf(header, size, value));
    if (sums.wrong) header[value + rng.Below(4)] ^= static_cast<uint8_t>(1U << rng.Below(8));
  }
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_GENERATE_V2_H_
