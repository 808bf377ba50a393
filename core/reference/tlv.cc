// TLVs: their structure, which reading holds, and the checksum [2.2, 2.2.3].
#include <cstddef>
#include <cstdint>

#include "core/reference/records.h"
#include "core/reference/reference.h"
#include "core/src/wire.h"

namespace simdproxy::reference {
namespace {

// What one walk over an area finds.
struct Walk {
  bool sound = true;
  size_t faulty = 0;    // offset of the entry that does not fit
  int checksums = 0;    // entries of type 3
  size_t checksum = 0;  // offset of the first of them
  bool checksum_has_four_bytes = false;
  size_t odd_checksum =
      0;  // first entry of type 3 that is not the first or not of 4 bytes; 0: none
};

size_t ValueSize(Bytes bytes, size_t entry) {
  return static_cast<size_t>(At(bytes, entry + 1)) << 8 | At(bytes, entry + 2);
}

Walk WalkEntries(Bytes bytes, size_t begin, size_t end) {
  Walk walk;
  size_t at = begin;
  while (at != end) {
    if (end - at < wire::kTlvHeadSize || end - at - wire::kTlvHeadSize < ValueSize(bytes, at)) {
      walk.sound = false;
      walk.faulty = at;
      return walk;
    }
    if (At(bytes, at) == wire::kTlvTypeCrc32c) {
      ++walk.checksums;
      const bool four_bytes = ValueSize(bytes, at) == wire::kCrc32cValueSize;
      if (walk.checksums == 1) {
        walk.checksum = at;
        walk.checksum_has_four_bytes = four_bytes;
      }
      if ((walk.checksums > 1 || !four_bytes) && walk.odd_checksum == 0) walk.odd_checksum = at;
    }
    at += wire::kTlvHeadSize + ValueSize(bytes, at);
  }
  return walk;
}

bool OneChecksumOfFourBytes(const Walk& walk) {
  return walk.checksums == 1 && walk.checksum_has_four_bytes;
}

// `entry` is an entry of type 3 and length 4.
bool ChecksumIsRight(Bytes bytes, size_t entry) {
  const size_t value = entry + wire::kTlvHeadSize;
  const uint32_t stored = static_cast<uint32_t>(At(bytes, value)) << 24 |
                          static_cast<uint32_t>(At(bytes, value + 1)) << 16 |
                          static_cast<uint32_t>(At(bytes, value + 2)) << 8 |
                          static_cast<uint32_t>(At(bytes, value + 3));
  return Crc32c(bytes, value) == stored;
}

// LOCAL: senders put TLVs behind a block of the family they name, or straight behind the 16 bytes.
TlvArea FindLocalArea(Bytes bytes, uint8_t family_transport) {
  const auto end = static_cast<uint32_t>(bytes.size());
  const auto fixed = static_cast<uint32_t>(wire::kV2FixedSize);
  const int family = family_transport >> 4;

  TlvArea candidates[2];
  int count = 0;
  if (family >= 1 && family <= 3 && fixed + wire::kV2BlockSize[family] <= end) {
    candidates[count++] = {fixed + wire::kV2BlockSize[family], end};
  }
  candidates[count++] = {fixed, end};

  for (int i = 0; i < count; ++i) {
    const Walk walk = WalkEntries(bytes, candidates[i].begin, end);
    if (walk.sound && OneChecksumOfFourBytes(walk) && ChecksumIsRight(bytes, walk.checksum)) {
      return candidates[i];
    }
  }
  for (int i = 0; i < count; ++i) {
    if (WalkEntries(bytes, candidates[i].begin, end).sound) return candidates[i];
  }
  return {end, end};
}

Header WithFlags(Header header, CrcState state) {
  header.flags = static_cast<uint8_t>(Header::kTlvsWalked | static_cast<uint8_t>(state));
  return header;
}

// The addresses of PROXY INET, INET6 and UNIX say where the area is; every fault counts.
Header CheckStrictly(Bytes bytes, const Header& header, const Options& options) {
  const bool crc = options.check == Check::kCrc;
  const Walk walk = WalkEntries(bytes, header.tlv_begin, bytes.size());
  // An odd entry of type 3 stands before the one that does not fit, as the walk ends there.
  if (crc && walk.odd_checksum != 0) return Invalid(2, Reason::kBadTlv, walk.odd_checksum);
  if (!walk.sound) return Invalid(2, Reason::kBadTlv, walk.faulty);
  if (!crc) return WithFlags(header, CrcState::kUnchecked);
  if (walk.checksums == 0) return WithFlags(header, CrcState::kAbsent);
  if (!ChecksumIsRight(bytes, walk.checksum)) {
    return Invalid(2, Reason::kBadCrc32c, walk.checksum);
  }
  return WithFlags(header, CrcState::kOk);
}

// LOCAL and PROXY UNSPEC: the bytes are to be ignored, so only a sum that is plainly there and
// wrong is a fault.
Header CheckLeniently(Bytes bytes, const Header& header) {
  const TlvArea area = FindTlvArea(bytes, header);
  const Walk walk = WalkEntries(bytes, area.begin, area.end);
  if (walk.checksums == 0) return WithFlags(header, CrcState::kAbsent);
  if (!OneChecksumOfFourBytes(walk)) return WithFlags(header, CrcState::kUnchecked);
  if (!ChecksumIsRight(bytes, walk.checksum)) {
    return Invalid(2, Reason::kBadCrc32c, walk.checksum);
  }
  return WithFlags(header, CrcState::kOk);
}

}  // namespace

TlvArea FindTlvArea(Bytes bytes, const Header& header) noexcept {
  const uint32_t size = header.size();
  if (header.version() != 2 || !header.ok()) return {size, size};
  bytes = bytes.first(size);
  if (header.command() == Command::kLocal) return FindLocalArea(bytes, header.family_transport);
  if (header.family() == Family::kUnspec && !WalkEntries(bytes, header.tlv_begin, size).sound) {
    return {size, size};
  }
  return {header.tlv_begin, size};
}

Header CheckTlvs(Bytes bytes, const Header& header, const Options& options) {
  if (options.check == Check::kNone) return header;
  if (header.command() == Command::kLocal) {
    return options.check == Check::kCrc ? CheckLeniently(bytes, header) : header;
  }
  if (header.family() != Family::kUnspec) return CheckStrictly(bytes, header, options);
  if (options.check == Check::kCrc) return CheckLeniently(bytes, header);
  return WithFlags(header, CrcState::kUnchecked);
}

}  // namespace simdproxy::reference
