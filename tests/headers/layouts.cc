// The layouts of C++ records that callers allocate or hold arrays of, as 64-bit machines have them:
// with tests/package/symbols.txt they are the binary interface. To compile this is the test. Those
// of the C interface are in tests/c/layout.c.
#include <cstddef>

#include "simdproxy/simdproxy.h"

namespace simdproxy {

#define SIZE(type, size) static_assert(sizeof(type) == (size))
#define AT(type, member, offset) static_assert(offsetof(type, member) == (offset))

static_assert(sizeof(void*) != 8 || alignof(Header) == 16);
SIZE(Header, 16);
AT(Header, outcome_code, 0);
AT(Header, reason_code, 1);
AT(Header, version_number, 2);
AT(Header, flags, 3);
AT(Header, version_command, 4);
AT(Header, family_transport, 5);
AT(Header, tlv_begin, 6);
AT(Header, extent, 8);
AT(Header, v1_destination, 12);
AT(Header, v1_source_port, 13);
AT(Header, v1_destination_port, 14);
AT(Header, reserved, 15);

SIZE(Endpoints, 40);
AT(Endpoints, source, 0);
AT(Endpoints, destination, 16);
AT(Endpoints, source_port, 32);
AT(Endpoints, destination_port, 34);
AT(Endpoints, family_number, 36);
AT(Endpoints, transport_number, 37);
AT(Endpoints, reserved, 38);

SIZE(ScanHit, 8);
SIZE(ScanState, 24);
static_assert(sizeof(Outcome) == 1 && sizeof(Reason) == 1 && sizeof(Kind) == 1);

#if SIZE_MAX == 0xFFFFFFFFFFFFFFFF
SIZE(Buffer, 16);
AT(Buffer, data, 0);
AT(Buffer, size, 8);
SIZE(Slots, 40);
AT(Slots, stride, 8);
AT(Slots, ids, 16);
AT(Slots, sizes, 24);
AT(Slots, count, 32);
SIZE(Options, 8);
AT(Options, max_size, 0);
AT(Options, accept, 4);
AT(Options, check, 5);
AT(Options, datagram, 6);

SIZE(ScanResult, 16);
SIZE(FoundHeaders, 32);
AT(FoundHeaders, headers, 8);
AT(FoundHeaders, endpoints, 16);
AT(FoundHeaders, room, 24);

SIZE(Endpoint, 56);
AT(Endpoint, port, 2);
AT(Endpoint, address, 4);
AT(Endpoint, path, 24);
AT(Endpoint, path_block, 40);
SIZE(AddressText, 110);
SIZE(HeaderView, 32);

SIZE(Tlv, 24);
AT(Tlv, type, 4);
AT(Tlv, value, 8);
SIZE(TlvView, 24);
SIZE(TlvView::Iterator, 16);
SIZE(Ssl, 32);
AT(Ssl, verify, 4);
AT(Ssl, entries, 8);
SIZE(TlvValue<uint32_t>, 12);
SIZE(AlibabaId, 24);

SIZE(TlvItem, 48);
AT(TlvItem, head, 3);
AT(TlvItem, number, 12);
AT(TlvItem, value, 16);
AT(TlvItem, entries, 32);
AT(TlvItem, entry_count, 40);
SIZE(HeaderDescription, 152);
AT(HeaderDescription, source, 8);
AT(HeaderDescription, destination, 64);
AT(HeaderDescription, block, 120);
AT(HeaderDescription, tlvs, 136);
SIZE(EncodeResult, 8);
SIZE(ValueColumn, 16);
SIZE(EncodeOutput, 32);
AT(EncodeOutput, stride, 16);
AT(EncodeOutput, sizes, 24);
SIZE(EncodeBatchResult, 16);
SIZE(HeaderTemplate, 9536);
SIZE(Engine, 8);
#endif

#undef SIZE
#undef AT

}  // namespace simdproxy
