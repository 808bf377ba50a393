// What stands where on the wire. Constants only; the clauses are those of proxy-protocol.txt.
#ifndef SIMDPROXY_CORE_SRC_WIRE_H_
#define SIMDPROXY_CORE_SRC_WIRE_H_

#include <cstddef>
#include <cstdint>

namespace simdproxy::wire {

// Version 1 [2.1]: "PROXY " family ' ' source ' ' destination ' ' port ' ' port CR LF.
inline constexpr uint8_t kV1Signature[6] = {'P', 'R', 'O', 'X', 'Y', ' '};
inline constexpr size_t kV1SignatureSize = 6;
inline constexpr size_t kV1FamilyOffset = 6;
inline constexpr size_t kV1SourceOffset = 11;     // behind "PROXY TCP4 " or "PROXY TCP6 "
inline constexpr size_t kV1UnknownTokenEnd = 13;  // behind "PROXY UNKNOWN"
inline constexpr size_t kV1MaxSize = 107;         // with CR LF
inline constexpr uint32_t kV1MinSize = 15;        // "PROXY UNKNOWN\r\n"
inline constexpr uint32_t kV1MinTcp6Size = 22;    // "PROXY TCP6 :: :: 0 0\r\n"
inline constexpr uint32_t kV1MinTcp4Size = 32;    // "PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n"

// Version 2 [2.2]: signature, version and command, family and transport, length, addresses, TLVs.
inline constexpr uint8_t kV2Signature[12] = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                             0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
inline constexpr size_t kV2SignatureSize = 12;
inline constexpr size_t kV2VersionCommandOffset = 12;
inline constexpr size_t kV2FamilyTransportOffset = 13;
inline constexpr size_t kV2LengthOffset = 14;
inline constexpr uint32_t kV2FixedSize = 16;
inline constexpr size_t kV2UnixPathSize = 108;
// Size of the address block by family: UNSPEC, INET, INET6, UNIX.
inline constexpr uint8_t kV2BlockSize[4] = {0, 12, 36, 216};

// TLV [2.2]: type (1), length (2, big-endian), value.
inline constexpr size_t kTlvHeadSize = 3;
inline constexpr uint8_t kTlvTypeCrc32c = 0x03;
inline constexpr size_t kCrc32cValueSize = 4;

}  // namespace simdproxy::wire

#endif  // SIMDPROXY_CORE_SRC_WIRE_H_
