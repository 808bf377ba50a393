// Which bytes of a header are its TLVs, and the names of their types.
#include "simdproxy/tlv.h"

#include <cstddef>
#include <span>

#include "core/src/wire.h"
#include "simdproxy/checksum.h"

namespace simdproxy {
namespace {

struct NamedType {
  uint8_t type;
  std::string_view name;
};

constexpr NamedType kNamedTypes[] = {
    {tlv_type::kAlpn, "ALPN"},
    {tlv_type::kAuthority, "AUTHORITY"},
    {tlv_type::kCrc32c, "CRC32C"},
    {tlv_type::kNoop, "NOOP"},
    {tlv_type::kUniqueId, "UNIQUE_ID"},
    {tlv_type::kSsl, "SSL"},
    {tlv_type::kSslVersion, "SSL_VERSION"},
    {tlv_type::kSslCn, "SSL_CN"},
    {tlv_type::kSslCipher, "SSL_CIPHER"},
    {tlv_type::kSslSigAlg, "SSL_SIG_ALG"},
    {tlv_type::kSslKeyAlg, "SSL_KEY_ALG"},
    {tlv_type::kSslGroup, "SSL_GROUP"},
    {tlv_type::kSslSigScheme, "SSL_SIG_SCHEME"},
    {tlv_type::kSslClientCert, "SSL_CLIENT_CERT"},
    {tlv_type::kNetns, "NETNS"},
};

bool Sound(const TlvView& view) { return !view.malformed_offset().has_value(); }

// Sound, with exactly one entry of type CRC32C, of 4 bytes and right.
bool Vouched(std::span<const std::byte> header, const TlvView& view) {
  if (!Sound(view)) return false;
  const std::optional<Tlv> crc = view.Find(tlv_type::kCrc32c);
  if (!crc || view.FindNext(*crc)) return false;
  const TlvValue<uint32_t> stored = ReadCrc32c(*crc);
  return stored && Crc32c(header, crc->value_offset(), wire::kCrc32cValueSize) == *stored;
}

// LOCAL names a family whose block may or may not be there: HAProxy and AWS put TLVs straight
// behind the 16 bytes, go-proxyproto behind a block. The checksum decides where it can
// (core/FORMAT.md).
TlvView LocalTlvs(std::span<const std::byte> header, Family family, Reading reading) {
  const auto size = static_cast<uint32_t>(header.size());
  const uint32_t fixed = wire::kV2FixedSize;
  const uint32_t block = wire::kV2BlockSize[static_cast<size_t>(family)];
  const TlvView behind_fixed(header, fixed, size, reading);
  if (family == Family::kUnspec || fixed + block > size) {
    return Sound(behind_fixed) ? behind_fixed : TlvView(header, size, size);
  }
  const TlvView behind_block(header, fixed + block, size, reading);
  if (Vouched(header, behind_block)) return behind_block;
  if (Vouched(header, behind_fixed)) return behind_fixed;
  if (Sound(behind_block)) return behind_block;
  if (Sound(behind_fixed)) return behind_fixed;
  return TlvView(header, size, size);
}

}  // namespace

TlvView TlvsOf(std::span<const std::byte> bytes, const Header& header, Reading reading) noexcept {
  const uint32_t size = header.size();
  if (!header.ok() || header.version() != 2 || bytes.size() < size || size < wire::kV2FixedSize) {
    return TlvView(bytes, size, size);
  }
  bytes = bytes.first(size);
  if (header.command() == Command::kLocal) return LocalTlvs(bytes, header.family(), reading);

  const TlvView view(bytes, header.tlv_offset(), size, reading);
  // The bytes behind PROXY UNSPEC are to be ignored unless they are TLVs throughout.
  if (header.family() == Family::kUnspec && !Sound(view)) return TlvView(bytes, size, size);
  return view;
}

std::optional<Tlv> TlvView::Find(std::string_view name) const noexcept {
  const std::optional<uint8_t> type = TlvTypeFromName(name);
  return type ? Find(*type) : std::nullopt;
}

std::string_view TlvTypeName(uint8_t type) noexcept {
  for (const NamedType& named : kNamedTypes) {
    if (named.type == type) return named.name;
  }
  if (type >= 0xF8) return "FUTURE";
  if (type >= 0xF0) return "EXPERIMENT";
  if (type >= 0xE0) return "CUSTOM";
  return "";
}

std::optional<uint8_t> TlvTypeFromName(std::string_view name) noexcept {
  for (const NamedType& named : kNamedTypes) {
    if (named.name == name) return named.type;
  }
  return std::nullopt;
}

}  // namespace simdproxy
