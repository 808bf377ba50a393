// Version 2 headers for tests of the check options: TLV areas of every shape, checksums filled in.
#ifndef SIMDPROXY_TESTS_TLV_AREAS_H_
#define SIMDPROXY_TESTS_TLV_AREAS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bytes.h"
#include "tests/generate_v2.h"
#include "tests/rng.h"

namespace simdproxy::testing {

/// Where the entries of a sound area begin.
inline std::vector<size_t> EntryOffsets(std::string_view area) {
  std::vector<size_t> offsets;
  for (size_t at = 0; at < area.size();
       at += 3 + LoadBig16(reinterpret_cast<const uint8_t*>(area.data()) + at + 1)) {
    offsets.push_back(at);
  }
  return offsets;
}

/// Sound entries, many without a value; one in three areas has a checksum of four zeros, few have
/// one of another size or a second one.
inline std::string RandomEntries(Rng& rng, size_t count) {
  static constexpr uint8_t kTypes[] = {0x01, 0x02, 0x04, 0x05, 0x20, 0x30, 0xE0, 0xEA, 0x00, 0xFF};
  static constexpr uint8_t kSizes[] = {0, 0, 0, 1, 2, 3, 4, 5, 8, 17, 23, 40, 64, 130, 255};
  std::string area;
  const size_t with_sum = count != 0 && rng.OneIn(2) ? rng.Below(count) : count;
  for (size_t i = 0; i < count; ++i) {
    const bool sum = i == with_sum || rng.OneIn(40);
    size_t size = rng.OneIn(200) ? 256 + rng.Below(3000) : rng.Pick(kSizes);
    if (sum) size = rng.OneIn(16) ? rng.Below(9) : 4;
    area += static_cast<char>(sum ? 0x03 : rng.Pick(kTypes));
    area += static_cast<char>(size >> 8);
    area += static_cast<char>(size);
    for (size_t k = 0; k < size; ++k) area += static_cast<char>(sum ? 0 : rng.Byte());
  }
  return area;
}

/// The 16 bytes, a random block of the family, and the area. With `fill`, the first checksum entry
/// of four bytes that a walk meets is filled in.
inline std::string HeaderOf(Rng& rng, unsigned version_command, unsigned family_transport,
                            std::string_view area, bool fill) {
  std::string header(kV2SignatureText);
  header += static_cast<char>(version_command);
  header += static_cast<char>(family_transport);
  header += std::string(2, '\0');
  for (size_t i = 0; i < kBlockSizes[family_transport >> 4 & 3]; ++i) {
    header += static_cast<char>(rng.Byte());
  }
  const size_t begin = header.size();
  header += area;
  auto* const bytes = reinterpret_cast<uint8_t*>(header.data());
  StoreBig16(bytes + 14, header.size() - 16);
  for (size_t at = begin; fill && header.size() - at >= 7;) {
    const size_t size = LoadBig16(bytes + at + 1);
    if (bytes[at] == 3 && size == 4) {
      StoreSum(bytes + at + 3, SumOf(bytes, header.size(), at + 3));
      break;
    }
    if (header.size() - at - 3 < size + 3) break;
    at += 3 + size;
  }
  return header;
}

/// A PROXY header of INET, INET6 or UNIX.
inline std::string HeaderWith(Rng& rng, std::string_view area) {
  static constexpr uint8_t kFamilies[] = {0x11, 0x11, 0x11, 0x21, 0x21, 0x12, 0x31, 0x10};
  return HeaderOf(rng, 0x21, rng.Pick(kFamilies), area, !rng.OneIn(5));
}

/// The same of INET, without chance.
inline std::string InetHeader(std::string_view area, bool fill) {
  Rng rng(1);
  return HeaderOf(rng, 0x21, 0x11, area, fill);
}

/// Any of these, LOCAL and UNSPEC in all their readings, some with an area that ends inside an
/// entry, some followed by payload or cut short.
inline std::string RandomCheckedHeader(Rng& rng) {
  std::string area = RandomEntries(rng, rng.OneIn(6) ? 0 : rng.Below(7));
  if (!area.empty() && rng.OneIn(8)) area.resize(area.size() - 1 - rng.Below(area.size()) / 4);
  std::string header;
  if (rng.OneIn(6)) {
    static constexpr uint8_t kFamilies[] = {0x00, 0x11, 0x21, 0x31, 0x44, 0x01};
    const unsigned family = rng.Pick(kFamilies);
    header = HeaderOf(rng, 0x20, rng.OneIn(2) ? family & 0x0F : family, area, true);
    header[13] = static_cast<char>(family);
    if (rng.OneIn(2)) {  // the family was part of the sum
      header = HeaderOf(rng, 0x20, family, area, true);
    }
  } else if (rng.OneIn(10)) {
    header = HeaderOf(rng, 0x21, rng.Below(3), area, !rng.OneIn(4));
  } else {
    header = HeaderWith(rng, area);
  }
  if (rng.OneIn(4)) header += kRequest;
  if (rng.OneIn(20)) header.resize(1 + rng.Below(header.size()));
  return header;
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_TLV_AREAS_H_
