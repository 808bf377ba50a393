#include "core/src/decode_one.h"

#include <array>
#include <bit>
#include <cstring>

#include "core/src/bytes.h"
#include "core/src/records.h"
#include "core/src/signature.h"
#include "core/src/wire.h"

namespace simdproxy {
namespace {

void CopyEndpoints(const uint8_t* data, uint8_t family_transport, Endpoints& endpoints) noexcept {
  const size_t size = family_transport >> 4 == 1 ? 4 : 16;
  const uint8_t* const addresses = data + wire::kV2FixedSize;
  std::memcpy(endpoints.source, addresses, size);
  std::memcpy(endpoints.destination, addresses + size, size);
  endpoints.source_port = LoadBig16(addresses + 2 * size);
  endpoints.destination_port = LoadBig16(addresses + 2 * size + 2);
  endpoints.family_number = family_transport >> 4;
  endpoints.transport_number = family_transport & 0x0F;
}

Header InvalidV2(Reason reason, size_t offset) noexcept {
  return InvalidHeader(2, reason, static_cast<uint32_t>(offset));
}

Low16 Load16(const uint8_t* data) noexcept { return {LoadLittle64(data), LoadLittle64(data + 8)}; }

Signature SignatureOf(const uint8_t* data, size_t size) noexcept {
  return size >= 16 ? ReadSignature(Load16(data), 16)
                    : ReadSignature(LoadUpTo15(data, size), static_cast<uint32_t>(size));
}

Header OkV2Header(const uint8_t* data, uint32_t block, uint32_t header_size) noexcept {
  // Put together in registers: a record written in pieces and read as a whole waits for the pieces.
  constexpr uint32_t kFirst = std::endian::native == std::endian::little ? 0x00020001 : 0x01000200;
  const uint32_t raw = LoadNative<uint16_t>(data + 12);
  const uint32_t tlv_begin = wire::kV2FixedSize + block;
  const uint32_t second =
      std::endian::native == std::endian::little ? raw | tlv_begin << 16 : raw << 16 | tlv_begin;
  return std::bit_cast<Header>(std::array<uint32_t, 4>{kFirst, second, header_size, 0});
}

// Block size by byte 13 of a PROXY header; kUndefined if it names no family or transport.
constexpr uint32_t kUndefined = 0x10000;  // more than any length
constexpr std::array<uint32_t, 256> kBlockSizes = [] {
  std::array<uint32_t, 256> sizes{};
  for (size_t i = 0; i < 256; ++i) {
    sizes[i] = i <= 0x3F && (i & 0x0F) <= 2 ? wire::kV2BlockSize[i >> 4] : kUndefined;
  }
  return sizes;
}();

// Bytes that begin with the v2 signature: rule by rule, in the order of core/FORMAT.md.
Header DecodeV2ByRules(const uint8_t* data, size_t size, Endpoints* endpoints,
                       const Options& options) noexcept {
  const auto wait = [&](uint32_t needed) {
    return IncompleteOrTruncated(2, needed, static_cast<uint32_t>(size), options);
  };
  if (options.accept == Accept::kV1) return InvalidV2(Reason::kVersionNotAccepted, 0);

  if (size < 13) return wait(wire::kV2FixedSize);
  const uint8_t version_command = data[12];
  if ((version_command & 0xFE) != 0x20) {
    return InvalidV2(version_command >> 4 == 2 ? Reason::kBadCommand : Reason::kBadVersion, 12);
  }
  const bool proxy = version_command == 0x21;

  if (size < 14) return wait(wire::kV2FixedSize);
  const uint8_t family_transport = data[13];
  if (proxy && family_transport > 0x3F) return InvalidV2(Reason::kBadFamily, 13);
  if (proxy && (family_transport & 0x0F) > 2) return InvalidV2(Reason::kBadTransport, 13);

  if (size < wire::kV2FixedSize) return wait(wire::kV2FixedSize);
  const uint32_t length = LoadBig16(data + 14);
  const uint32_t block = proxy ? wire::kV2BlockSize[family_transport >> 4] : 0;
  if (length < block) return InvalidV2(Reason::kBadLength, 14);
  const uint32_t header_size = wire::kV2FixedSize + length;
  if (header_size > options.max_size) return InvalidV2(Reason::kHeaderTooLong, 14);
  if (size < header_size) return wait(header_size);

  Header header = OkV2Header(data, block, header_size);
  if (options.check != Check::kNone) {
    header = CheckTlvs(data, header, options);
    if (!header.ok()) return header;
  }
  if (endpoints != nullptr && (block == 12 || block == 36)) {
    CopyEndpoints(data, family_transport, *endpoints);
  }
  return header;
}

// The same for what is mostly asked: all rules in one branch, which headers of all kinds pass
// alike.
Header DecodeV2One(const uint8_t* data, size_t size, Endpoints* endpoints,
                   const Options& options) noexcept {
  if (size < wire::kV2FixedSize) return DecodeV2ByRules(data, size, endpoints, options);
  const uint32_t length = LoadBig16(data + 14);
  const uint32_t header_size = wire::kV2FixedSize + length;
  const uint32_t proxy = data[12] & 1U;
  const uint32_t block = kBlockSizes[data[13]] & (0 - proxy);
  const bool plain = (options.check == Check::kNone) & (options.accept != Accept::kV1);
  const bool sound = ((data[12] & 0xFE) == 0x20) & (length >= block) &
                     (header_size <= options.max_size) & (header_size <= size);
  if (!(plain & sound)) return DecodeV2ByRules(data, size, endpoints, options);
  if (endpoints != nullptr && (block == 12 || block == 36)) {
    CopyEndpoints(data, data[13], *endpoints);
  }
  return OkV2Header(data, block, header_size);
}

}  // namespace

Header DecodeOne(const uint8_t* data, size_t size, Endpoints* endpoints,
                 const Options& options) noexcept {
  // The common case, settled before any other question is asked.
  if (size >= 16 && std::memcmp(data, wire::kV2Signature, wire::kV2SignatureSize) == 0) {
    return DecodeV2One(data, size, endpoints, options);
  }
  const Signature signature = SignatureOf(data, size);
  switch (signature.kind) {
    case Kind::kV2:
      return DecodeV2One(data, size, endpoints, options);
    case Kind::kV1:
      if (options.accept == Accept::kV2) return InvalidHeader(1, Reason::kVersionNotAccepted, 0);
      return DecodeV1Line(data, size, endpoints, options);
    case Kind::kPrefix:
      return IncompleteOrTruncated(0, signature.extent, static_cast<uint32_t>(size), options);
    case Kind::kNeither:
      break;
  }
  return NotProxyHeader(signature.extent);
}

bool IsTcpLine(const uint8_t* data, size_t size) noexcept {
  if (size < wire::kV1MinTcp4Size || std::memcmp(data, "PROXY TC", 8) != 0) return false;
  return std::memcmp(data + 8, "P4 ", 3) == 0 || std::memcmp(data + 8, "P6 ", 3) == 0;
}

Kind ClassifyOne(const uint8_t* data, size_t size) noexcept { return SignatureOf(data, size).kind; }

}  // namespace simdproxy
