/* Names, targets, the version, and checksums of the C interface. */
#include "tests/c/check.h"

static int is(const char* text, const char* expected) { return strcmp(text, expected) == 0; }

static void test_checksums(void) {
  const struct input header = v2("21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549");
  const simdproxy_buffer buffers[2] = {{"123456789", 9}, {header.bytes, header.size}};
  const uint32_t zero_begin[2] = {0xFFFFFFFFu, 31};
  uint32_t sums[2];
  CHECK(simdproxy_crc32c("123456789", 9) == 0xE3069283u);
  CHECK(simdproxy_crc32c_zeroed(header.bytes, header.size, 31, 4) == 0x20EC9549u);
  CHECK(simdproxy_crc32c_zeroed("x", 1, (size_t)-1, (size_t)-1) == simdproxy_crc32c("x", 1));
  simdproxy_crc32c_batch(buffers, 2, zero_begin, sums);
  CHECK(sums[0] == 0xE3069283u && sums[1] == 0x20EC9549u);
}

static void test_targets(void) {
  const size_t count = simdproxy_target_count();
  CHECK(count >= 1);
  CHECK(simdproxy_target_name(count - 1) != NULL && simdproxy_target_name(count) == NULL);
  CHECK(simdproxy_engine_for("no such target") == NULL && simdproxy_engine_for(NULL) == NULL);
  CHECK(simdproxy_engine_active() != NULL);
  CHECK(simdproxy_engine_for(simdproxy_engine_name(NULL)) == simdproxy_engine_active());
}

void test_names(void) {
  CHECK(strncmp(simdproxy_version(), "0.", 2) == 0);
  CHECK(is(simdproxy_outcome_name(SIMDPROXY_OK), "ok"));
  CHECK(is(simdproxy_outcome_name(-1), "unknown") && is(simdproxy_outcome_name(257), "unknown"));
  CHECK(is(simdproxy_reason_name(0), "none"));
  CHECK(is(simdproxy_reason_name(SIMDPROXY_BAD_CRC32C), "bad_crc32c"));
  CHECK(is(simdproxy_reason_name(SIMDPROXY_BAD_SOURCE_PORT), "bad_source_port"));
  CHECK(is(simdproxy_reason_name(19), "unknown"));
  CHECK(strlen(simdproxy_reason_message(SIMDPROXY_BAD_TLV)) > 10);
  CHECK(is(simdproxy_command_name(SIMDPROXY_LOCAL), "LOCAL"));
  CHECK(is(simdproxy_family_name(SIMDPROXY_INET6), "INET6"));
  CHECK(is(simdproxy_transport_name(SIMDPROXY_DGRAM), "DGRAM"));
  CHECK(is(simdproxy_crc_state_name(SIMDPROXY_CRC_ABSENT), "absent"));
  CHECK(is(simdproxy_value_fault_name(SIMDPROXY_VALUE_BAD_SUB_ENTRY), "bad_sub_entry"));
  CHECK(is(simdproxy_encode_fault_name(SIMDPROXY_ENCODE_TOO_LONG), "too_long"));
  CHECK(is(simdproxy_encode_fault_name(-1), "unknown"));
  CHECK(strlen(simdproxy_encode_fault_message(SIMDPROXY_ENCODE_TOO_LONG)) > 10);
  CHECK(is(simdproxy_tlv_type_name(SIMDPROXY_TLV_SSL_CLIENT_CERT), "SSL_CLIENT_CERT"));
  CHECK(is(simdproxy_tlv_type_name(0xE5), "CUSTOM") && is(simdproxy_tlv_type_name(0x77), ""));
  CHECK(is(simdproxy_tlv_type_name(256), ""));
  CHECK(simdproxy_tlv_type_from_name("SSL_CN") == SIMDPROXY_TLV_SSL_CN);
  CHECK(simdproxy_tlv_type_from_name("CUSTOM") == -1 && simdproxy_tlv_type_from_name(NULL) == -1);
  test_checksums();
  test_targets();
}
