// Version 2: sixteen fixed bytes, addresses, TLVs [2.2].
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/reference/records.h"
#include "core/src/wire.h"

namespace simdproxy::reference {
namespace {

uint16_t BigEndian16(Bytes bytes, size_t offset) {
  return static_cast<uint16_t>(At(bytes, offset) << 8 | At(bytes, offset + 1));
}

void CopyEndpoints(Bytes bytes, size_t address_size, uint8_t family_transport,
                   Endpoints& endpoints) {
  const size_t source = wire::kV2FixedSize;
  const size_t destination = source + address_size;
  const size_t ports = destination + address_size;
  std::memcpy(endpoints.source, bytes.data() + source, address_size);
  std::memcpy(endpoints.destination, bytes.data() + destination, address_size);
  endpoints.source_port = BigEndian16(bytes, ports);
  endpoints.destination_port = BigEndian16(bytes, ports + 2);
  endpoints.family_number = family_transport >> 4;
  endpoints.transport_number = family_transport & 0x0F;
}

}  // namespace

Header DecodeV2(Bytes bytes, const Options& options, Endpoints& endpoints) {
  const Header fixed_part_missing = Incomplete(2, wire::kV2FixedSize);

  if (bytes.size() <= wire::kV2VersionCommandOffset) return fixed_part_missing;
  const uint8_t version_command = At(bytes, wire::kV2VersionCommandOffset);
  const int command = version_command & 0x0F;
  if (version_command >> 4 != 2) {
    return Invalid(2, Reason::kBadVersion, wire::kV2VersionCommandOffset);
  }
  if (command > 1) return Invalid(2, Reason::kBadCommand, wire::kV2VersionCommandOffset);
  const bool proxy = command == 1;

  if (bytes.size() <= wire::kV2FamilyTransportOffset) return fixed_part_missing;
  const uint8_t family_transport = At(bytes, wire::kV2FamilyTransportOffset);
  const int family = family_transport >> 4;
  const int transport = family_transport & 0x0F;
  if (proxy && family > 3) {
    return Invalid(2, Reason::kBadFamily, wire::kV2FamilyTransportOffset);
  }
  if (proxy && transport > 2) {
    return Invalid(2, Reason::kBadTransport, wire::kV2FamilyTransportOffset);
  }

  if (bytes.size() < wire::kV2FixedSize) return fixed_part_missing;
  const size_t length = BigEndian16(bytes, wire::kV2LengthOffset);
  const size_t size = wire::kV2FixedSize + length;
  // LOCAL: family and length are to be ignored.
  const size_t block = proxy ? wire::kV2BlockSize[family] : 0;
  if (length < block) return Invalid(2, Reason::kBadLength, wire::kV2LengthOffset);
  if (size > options.max_size) return Invalid(2, Reason::kHeaderTooLong, wire::kV2LengthOffset);

  if (bytes.size() < size) return Incomplete(2, size);

  Header header{};
  header.outcome_code = Outcome::kOk;
  header.version_number = 2;
  header.version_command = version_command;
  header.family_transport = family_transport;
  header.tlv_begin = static_cast<uint16_t>(wire::kV2FixedSize + block);
  header.extent = static_cast<uint32_t>(size);
  if (proxy && header.family() == Family::kInet) {
    CopyEndpoints(bytes, 4, family_transport, endpoints);
  }
  if (proxy && header.family() == Family::kInet6) {
    CopyEndpoints(bytes, 16, family_transport, endpoints);
  }
  return CheckTlvs(bytes.first(size), header, options);
}

}  // namespace simdproxy::reference
