// The check options: TLV structure and CRC32C of one ok v2 header (core/FORMAT.md, TLVs).
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/src/decode_one.h"
#include "core/src/records.h"
#include "core/src/wire.h"
#include "simdproxy/checksum.h"
#include "simdproxy/tlv.h"

namespace simdproxy {
namespace {

Header WithFlags(Header header, CrcState state) noexcept {
  header.flags = static_cast<uint8_t>(Header::kTlvsWalked | static_cast<unsigned>(state));
  return header;
}

Header CompareChecksum(std::span<const std::byte> bytes, const Header& header,
                       const Tlv& entry) noexcept {
  const uint32_t sum = Crc32c(bytes, entry.value_offset(), wire::kCrc32cValueSize);
  return sum == *ReadCrc32c(entry) ? WithFlags(header, CrcState::kOk)
                                   : InvalidHeader(2, Reason::kBadCrc32c, entry.offset);
}

// LOCAL and PROXY UNSPEC are to be ignored by receivers, so only a sum that is plainly there and
// wrong is a fault.
Header CheckIgnorable(std::span<const std::byte> bytes, const Header& header) noexcept {
  const TlvView view = TlvsOf(bytes, header);
  const std::optional<Tlv> entry = view.Find(tlv_type::kCrc32c);
  if (!entry) return WithFlags(header, CrcState::kAbsent);
  if (entry->value.size() != wire::kCrc32cValueSize || view.FindNext(*entry)) {
    return WithFlags(header, CrcState::kUnchecked);
  }
  return CompareChecksum(bytes, header, *entry);
}

}  // namespace

Header CheckTlvs(const uint8_t* data, const Header& header, const Options& options) noexcept {
  const std::span bytes(reinterpret_cast<const std::byte*>(data), header.size());
  const bool crc = options.check == Check::kCrc;
  const bool local = header.command() == Command::kLocal;
  if (options.check == Check::kNone || (local && !crc)) return header;
  if (local || header.family() == Family::kUnspec) {
    return crc ? CheckIgnorable(bytes, header) : WithFlags(header, CrcState::kUnchecked);
  }

  const TlvView view(bytes, header.tlv_offset(), header.size());
  std::optional<Tlv> checksum;
  auto at = view.begin();
  for (; at != view.end(); ++at) {
    const Tlv entry = *at;
    if (!crc || entry.type != tlv_type::kCrc32c) continue;
    if (checksum || entry.value.size() != wire::kCrc32cValueSize) {
      return InvalidHeader(2, Reason::kBadTlv, entry.offset);
    }
    checksum = entry;
  }
  if (at.offset() != header.size()) return InvalidHeader(2, Reason::kBadTlv, at.offset());
  if (!crc) return WithFlags(header, CrcState::kUnchecked);
  return checksum ? CompareChecksum(bytes, header, *checksum)
                  : WithFlags(header, CrcState::kAbsent);
}

}  // namespace simdproxy
