/* Entries: in order, by type, by name; malformed ones; values as their types read them. */
#include "tests/c/check.h"

static simdproxy_tlvs tlvs_of(const struct input* input, int reading) {
  simdproxy_header header;
  simdproxy_tlvs tlvs;
  simdproxy_decode(input->bytes, input->size, NULL, &header, NULL);
  simdproxy_tlvs_of(input->bytes, input->size, &header, reading, &tlvs);
  return tlvs;
}

static void test_order(void) {
  const struct input header =
      v2("21 11 0019 c0000201 c6336402 dc04 01bb 01 0002 6832 04 0000 01 0002 6833");
  simdproxy_tlvs tlvs = tlvs_of(&header, SIMDPROXY_READ_STRICT);
  simdproxy_tlv tlv;
  uint32_t offset = 99;
  CHECK(tlvs.begin == 28 && tlvs.end == 41);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1);
  CHECK(tlv.type == SIMDPROXY_TLV_ALPN && tlv.offset == 28 && same_text(tlv.value, "h2"));
  CHECK(tlv.value.data == header.bytes + 31);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1);
  CHECK(tlv.type == SIMDPROXY_TLV_NOOP && tlv.offset == 33 && tlv.value.size == 0);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1 && same_text(tlv.value, "h3"));
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 0 && is_zero(&tlv, sizeof(tlv)));
  CHECK(simdproxy_tlvs_malformed(&tlvs, &offset) == 0 && offset == 0);

  CHECK(simdproxy_tlvs_find(&tlvs, SIMDPROXY_TLV_ALPN, &tlv) == 1 && tlv.offset == 28);
  CHECK(simdproxy_tlvs_find_next(&tlvs, &tlv, &tlv) == 1 && tlv.offset == 36);
  CHECK(simdproxy_tlvs_find_next(&tlvs, &tlv, &tlv) == 0 && is_zero(&tlv, sizeof(tlv)));
  CHECK(simdproxy_tlvs_find_name(&tlvs, "NOOP", &tlv) == 1 && tlv.offset == 33);
  CHECK(simdproxy_tlvs_find_name(&tlvs, "CUSTOM", &tlv) == 0);
  CHECK(simdproxy_tlvs_find_name(&tlvs, NULL, &tlv) == 0);
  CHECK(simdproxy_tlvs_find(&tlvs, 0x101, &tlv) == 0);
  CHECK(simdproxy_tlvs_find(&tlvs, -1, &tlv) == 0);
}

/* The lowest and the highest type, and numbers next to them that are none. */
static void test_outermost_types(void) {
  const struct input header = v2("21 11 0014 c0000201 c6336402 dc04 01bb 00 0001 61 ff 0001 62");
  const simdproxy_tlvs tlvs = tlvs_of(&header, SIMDPROXY_READ_STRICT);
  simdproxy_tlv tlv;
  CHECK(simdproxy_tlvs_find(&tlvs, 0, &tlv) == 1 && same_text(tlv.value, "a"));
  CHECK(simdproxy_tlvs_find(&tlvs, 255, &tlv) == 1 && same_text(tlv.value, "b"));
  CHECK(simdproxy_tlvs_find(&tlvs, 256, &tlv) == 0 && simdproxy_tlvs_find(&tlvs, -1, &tlv) == 0);
}

static void test_malformed(void) {
  const struct input header = v2("21 11 0014 c0000201 c6336402 dc04 01bb 01 0002 6832 04 0001");
  simdproxy_tlvs tlvs = tlvs_of(&header, SIMDPROXY_READ_PARTIAL);
  simdproxy_tlv tlv;
  uint32_t offset = 0;
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1 && tlv.offset == 28);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 0);
  CHECK(simdproxy_tlvs_malformed(&tlvs, &offset) == 1 && offset == 33);
  CHECK(simdproxy_tlvs_find(&tlvs, SIMDPROXY_TLV_ALPN, &tlv) == 1);

  tlvs = tlvs_of(&header, SIMDPROXY_READ_STRICT);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 0);
  CHECK(simdproxy_tlvs_find(&tlvs, SIMDPROXY_TLV_ALPN, &tlv) == 0);
  CHECK(simdproxy_tlvs_malformed(&tlvs, &offset) == 1 && offset == 33);
}

/* LOCAL as AWS sends it: INET is announced, no block is there, and the checksum is right at 16. */
static void test_local(void) {
  struct input header = v2("20 11 0054 03 0004 bce5951f 04 004a");
  simdproxy_tlvs tlvs;
  simdproxy_tlv tlv;
  header.size = 16 + 84;
  tlvs = tlvs_of(&header, SIMDPROXY_READ_STRICT);
  CHECK(tlvs.begin == 16 && tlvs.end == 100);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1 && tlv.type == SIMDPROXY_TLV_CRC32C);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1 && tlv.value.size == 74);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 0);
}

/* Any area of any bytes. */
static void test_area(void) {
  const uint8_t bytes[] = {1, 0, 1, 'x', 2, 0, 1, 'y'};
  simdproxy_tlvs tlvs;
  simdproxy_tlv tlv;
  simdproxy_tlvs_in(bytes, sizeof(bytes), 4, 0xFFFFFFFFu, SIMDPROXY_READ_PARTIAL, &tlvs);
  CHECK(tlvs.begin == 4 && tlvs.end == 8);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 1 && tlv.type == SIMDPROXY_TLV_AUTHORITY);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 0);
  simdproxy_tlvs_in(NULL, 7, 3, 5, SIMDPROXY_READ_PARTIAL, &tlvs);
  CHECK(simdproxy_tlvs_next(&tlvs, &tlv) == 0);
}

void test_tlvs(void) {
  test_order();
  test_outermost_types();
  test_malformed();
  test_local();
  test_area();
}

static simdproxy_tlv entry(int type, const char* value) {
  simdproxy_tlv tlv;
  memset(&tlv, 0, sizeof(tlv));
  tlv.offset = 28;
  tlv.type = (uint8_t)type;
  tlv.value.data = (const uint8_t*)value;
  tlv.value.size = strlen(value);
  return tlv;
}

static void test_texts(void) {
  static const int types[] = {
      SIMDPROXY_TLV_ALPN,       SIMDPROXY_TLV_AUTHORITY,      SIMDPROXY_TLV_NOOP,
      SIMDPROXY_TLV_UNIQUE_ID,  SIMDPROXY_TLV_SSL_VERSION,    SIMDPROXY_TLV_SSL_CN,
      SIMDPROXY_TLV_SSL_CIPHER, SIMDPROXY_TLV_SSL_SIG_ALG,    SIMDPROXY_TLV_SSL_KEY_ALG,
      SIMDPROXY_TLV_SSL_GROUP,  SIMDPROXY_TLV_SSL_SIG_SCHEME, SIMDPROXY_TLV_SSL_CLIENT_CERT,
      SIMDPROXY_TLV_NETNS};
  simdproxy_bytes value;
  size_t i;
  for (i = 0; i < sizeof(types) / sizeof(types[0]); ++i) {
    const simdproxy_tlv tlv = entry(types[i], "value");
    const simdproxy_tlv other = entry(0x77, "value");
    CHECK(simdproxy_read_value(&tlv, types[i], &value) == SIMDPROXY_VALUE_OK);
    CHECK(same_text(value, "value"));
    CHECK(simdproxy_read_value(&other, types[i], &value) == SIMDPROXY_VALUE_WRONG_TYPE);
    CHECK(is_zero(&value, sizeof(value)));
  }
  {
    const simdproxy_tlv empty = entry(SIMDPROXY_TLV_ALPN, "");
    const simdproxy_tlv not_utf8 = entry(SIMDPROXY_TLV_AUTHORITY, "\xff");
    const simdproxy_tlv custom = entry(0xE5, "x");
    CHECK(simdproxy_read_value(&empty, SIMDPROXY_TLV_ALPN, &value) == SIMDPROXY_VALUE_BAD_SIZE);
    CHECK(simdproxy_read_value(&not_utf8, SIMDPROXY_TLV_AUTHORITY, &value) ==
          SIMDPROXY_VALUE_BAD_TEXT);
    CHECK(simdproxy_read_value(&custom, 0xE5, &value) == SIMDPROXY_VALUE_WRONG_TYPE);
  }
}

static void test_numbers(void) {
  const simdproxy_tlv crc = entry(SIMDPROXY_TLV_CRC32C, "\x20\xec\x95\x49");
  const simdproxy_tlv short_crc = entry(SIMDPROXY_TLV_CRC32C, "\x20");
  const simdproxy_tlv aws = entry(SIMDPROXY_TLV_AWS_VPC_ENDPOINT, "\x01vpce-1");
  const simdproxy_tlv azure = entry(SIMDPROXY_TLV_AZURE_PRIVATE_LINK, "\x01\x04\x03\x02\x01");
  const simdproxy_tlv gcp =
      entry(SIMDPROXY_TLV_GCP_PSC_CONNECTION, "\x01\x02\x03\x04\x05\x06\x07\x08");
  const simdproxy_tlv alibaba = entry(SIMDPROXY_TLV_ALIBABA,
                                      "\x02"
                                      "ep-1");
  simdproxy_bytes id;
  uint32_t number = 1;
  uint64_t wide = 1;
  uint8_t kind = 9;
  CHECK(simdproxy_read_crc32c(&crc, &number) == 0 && number == 0x20EC9549u);
  CHECK(simdproxy_read_crc32c(&short_crc, &number) == SIMDPROXY_VALUE_BAD_SIZE && number == 0);
  CHECK(simdproxy_read_aws_vpc_endpoint_id(&aws, &id) == 0 && same_text(id, "vpce-1"));
  CHECK(simdproxy_read_azure_link_id(&azure, &number) == 0 && number == 0x01020304u);
  CHECK(simdproxy_read_gcp_psc_connection_id(&gcp, &wide) == 0);
  CHECK(wide == (((uint64_t)0x01020304u << 32) | 0x05060708u));
  CHECK(simdproxy_read_alibaba_id(&alibaba, &kind, &id) == 0 && kind == 2);
  CHECK(same_text(id, "ep-1"));
  CHECK(simdproxy_read_alibaba_id(&aws, &kind, &id) == SIMDPROXY_VALUE_WRONG_TYPE && kind == 0);
}

static void test_alpn(void) {
  const simdproxy_bytes one = {(const uint8_t*)"h2", 2};
  const simdproxy_bytes list = {(const uint8_t*)"\0\014\002h2\010http/1.1", 14};
  simdproxy_bytes names[2];
  CHECK(simdproxy_alpn_names(&one, names, 2) == 1 && same_text(names[0], "h2"));
  CHECK(simdproxy_alpn_names(&list, names, 2) == 2);
  CHECK(same_text(names[0], "h2") && same_text(names[1], "http/1.1"));
  memset(names, 0, sizeof(names));
  CHECK(simdproxy_alpn_names(&list, names, 1) == 2 && names[1].size == 0);
  CHECK(simdproxy_alpn_names(&list, NULL, 0) == 2);
}

static void test_ssl(void) {
  const struct input header = v2(
      "21 11 0021 c0000201 c6336402 dc04 01bb 20 0012 07 00000000 21 0007 544c5376312e33 22 0000");
  const struct input faulty =
      v2("21 11 0016 c0000201 c6336402 dc04 01bb 20 0007 01 00000001 21 00");
  simdproxy_tlvs tlvs = tlvs_of(&header, SIMDPROXY_READ_STRICT);
  simdproxy_tlv tlv;
  simdproxy_ssl ssl;
  CHECK(simdproxy_tlvs_find(&tlvs, SIMDPROXY_TLV_SSL, &tlv) == 1);
  CHECK(simdproxy_read_ssl(header.bytes, header.size, &tlv, SIMDPROXY_READ_STRICT, &ssl) == 0);
  CHECK(ssl.client == 7 && ssl.verify == 0 && ssl.verified == 1);
  CHECK(simdproxy_tlvs_next(&ssl.entries, &tlv) == 1 && tlv.offset == 36);
  CHECK(tlv.type == SIMDPROXY_TLV_SSL_VERSION && same_text(tlv.value, "TLSv1.3"));
  CHECK(simdproxy_tlvs_next(&ssl.entries, &tlv) == 1 && tlv.type == SIMDPROXY_TLV_SSL_CN);
  CHECK(simdproxy_tlvs_next(&ssl.entries, &tlv) == 0);

  tlvs = tlvs_of(&faulty, SIMDPROXY_READ_STRICT);
  CHECK(simdproxy_tlvs_find(&tlvs, SIMDPROXY_TLV_SSL, &tlv) == 1);
  CHECK(simdproxy_read_ssl(faulty.bytes, faulty.size, &tlv, SIMDPROXY_READ_STRICT, &ssl) ==
        SIMDPROXY_VALUE_BAD_SUB_ENTRY);
  CHECK(ssl.fault_offset == 36 && ssl.client == 0 && ssl.entries.end == 0);
  CHECK(simdproxy_read_ssl(faulty.bytes, faulty.size, &tlv, SIMDPROXY_READ_PARTIAL, &ssl) ==
        SIMDPROXY_VALUE_BAD_SUB_ENTRY);
  CHECK(ssl.client == 1 && ssl.verify == 1 && ssl.verified == 0);
  CHECK(simdproxy_tlvs_next(&ssl.entries, &tlv) == 0);
}

void test_values(void) {
  test_texts();
  test_numbers();
  test_alpn();
  test_ssl();
}
