/* The layouts that are frozen, as 64-bit machines have them. */
#include "tests/c/check.h"

#define SIZE(type, size) CHECK(sizeof(type) == (size))
#define AT(type, member, offset) CHECK(offsetof(type, member) == (offset))

static void test_decoding(void) {
  SIZE(simdproxy_options, 24);
  AT(simdproxy_options, max_size, 4);
  AT(simdproxy_options, accept, 8);
  AT(simdproxy_options, check, 9);
  AT(simdproxy_options, datagram, 10);
  AT(simdproxy_options, engine, 16);
  SIZE(simdproxy_buffer, 16);
  SIZE(simdproxy_slots, 40);
  AT(simdproxy_slots, ids, 16);
  AT(simdproxy_slots, sizes, 24);
  SIZE(simdproxy_endpoint, 56);
  AT(simdproxy_endpoint, port, 2);
  AT(simdproxy_endpoint, address, 4);
  AT(simdproxy_endpoint, path, 24);
  AT(simdproxy_endpoint, path_block, 40);
  SIZE(simdproxy_view, 232);
  AT(simdproxy_view, rest_offset, 8);
  AT(simdproxy_view, tlv_begin, 12);
  AT(simdproxy_view, source, 24);
  AT(simdproxy_view, destination, 80);
  AT(simdproxy_view, raw, 136);
  AT(simdproxy_view, rest, 152);
  AT(simdproxy_view, source_text, 168);
  AT(simdproxy_view, destination_port_text, 216);
}

static void test_entries(void) {
  SIZE(simdproxy_tlv, 24);
  AT(simdproxy_tlv, type, 4);
  AT(simdproxy_tlv, value, 8);
  SIZE(simdproxy_tlvs, 32);
  AT(simdproxy_tlvs, begin, 16);
  AT(simdproxy_tlvs, next, 28);
  SIZE(simdproxy_ssl, 48);
  AT(simdproxy_ssl, verify, 4);
  AT(simdproxy_ssl, fault_offset, 8);
  AT(simdproxy_ssl, entries, 16);
}

static void test_scanning(void) {
  SIZE(simdproxy_scan_state, 24);
  AT(simdproxy_scan_state, tail, 8);
  AT(simdproxy_scan_state, tail_size, 20);
  AT(simdproxy_scan_state, what, 21);
  SIZE(simdproxy_found, 32);
  AT(simdproxy_found, headers, 8);
  AT(simdproxy_found, endpoints, 16);
  AT(simdproxy_found, room, 24);
}

static void test_building(void) {
  SIZE(simdproxy_tlv_item, 48);
  AT(simdproxy_tlv_item, head, 3);
  AT(simdproxy_tlv_item, number, 12);
  AT(simdproxy_tlv_item, value, 16);
  AT(simdproxy_tlv_item, entries, 32);
  SIZE(simdproxy_description, 152);
  AT(simdproxy_description, source, 8);
  AT(simdproxy_description, destination, 64);
  AT(simdproxy_description, block, 120);
  AT(simdproxy_description, tlvs, 136);
  SIZE(simdproxy_column, 16);
  SIZE(simdproxy_output, 32);
  AT(simdproxy_output, sizes, 24);
}

void test_layouts(void) {
  SIZE(simdproxy_header, 16);
  AT(simdproxy_header, tlv_begin, 6);
  AT(simdproxy_header, extent, 8);
  AT(simdproxy_header, v1_destination, 12);
  SIZE(simdproxy_endpoints, 40);
  AT(simdproxy_endpoints, destination, 16);
  AT(simdproxy_endpoints, source_port, 32);
  AT(simdproxy_endpoints, family, 36);
  SIZE(simdproxy_hit, 8);
  SIZE(simdproxy_bytes, 2 * sizeof(void*));
  if (sizeof(void*) != 8) return;
  test_decoding();
  test_entries();
  test_building();
  test_scanning();
}
