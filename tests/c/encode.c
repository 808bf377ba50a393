/* Headers that are built: one, again from a decoded one, and batches. */
#include "tests/c/check.h"

static simdproxy_endpoint inet(const uint8_t* address, uint16_t port) {
  simdproxy_endpoint endpoint;
  memset(&endpoint, 0, sizeof(endpoint));
  endpoint.family = SIMDPROXY_INET;
  endpoint.port = port;
  memcpy(endpoint.address, address, 4);
  return endpoint;
}

static const uint8_t source[4] = {192, 0, 2, 1};
static const uint8_t destination[4] = {198, 51, 100, 2};

static simdproxy_description describe(int version) {
  simdproxy_description description;
  memset(&description, 0, sizeof(description));
  description.version = (uint8_t)version;
  description.command = SIMDPROXY_PROXY;
  description.family = SIMDPROXY_INET;
  description.transport = SIMDPROXY_STREAM;
  description.source = inet(source, 56324);
  description.destination = inet(destination, 443);
  return description;
}

static int same_input(const uint8_t* bytes, size_t size, const struct input* input) {
  return size == input->size && memcmp(bytes, input->bytes, size) == 0;
}

static void test_one(void) {
  const struct input line = v1("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n");
  const struct input header = v2("21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549");
  simdproxy_description description = describe(1);
  simdproxy_tlv_item item;
  uint8_t target[64];
  size_t size = 99;
  memset(target, 0xAA, sizeof(target));
  CHECK(simdproxy_encode(&description, NULL, 7, &size) == SIMDPROXY_ENCODE_TARGET_TOO_SMALL);
  CHECK(size == 45);
  CHECK(simdproxy_encode(&description, target, 44, &size) == SIMDPROXY_ENCODE_TARGET_TOO_SMALL);
  CHECK(size == 45 && target[0] == 0xAA);
  CHECK(simdproxy_encode(&description, target, 45, NULL) == 0 && target[45] == 0xAA);
  CHECK(same_input(target, 45, &line));

  description = describe(2);
  simdproxy_item_crc32c(&item);
  description.tlvs = &item;
  description.tlv_count = 1;
  CHECK(simdproxy_encode(&description, target, sizeof(target), &size) == 0);
  CHECK(same_input(target, size, &header));
  description.version = 1;
  CHECK(simdproxy_encode(&description, target, sizeof(target), &size) ==
        SIMDPROXY_ENCODE_TLVS_IN_V1);
  CHECK(size == 0);
  description.version = 3;
  CHECK(simdproxy_encode(&description, target, sizeof(target), NULL) ==
        SIMDPROXY_ENCODE_BAD_VERSION);
}

/* Every kind of entry, with a checksum that is right and a size that is a multiple of 64. */
static void test_entries(void) {
  simdproxy_description description = describe(2);
  simdproxy_tlv_item inner, items[4];
  simdproxy_options options;
  simdproxy_header header;
  simdproxy_tlvs tlvs;
  simdproxy_tlv tlv;
  simdproxy_ssl ssl;
  uint8_t target[128];
  size_t size = 0;
  simdproxy_item_value(&inner, SIMDPROXY_TLV_SSL_VERSION, "TLSv1.3", 7);
  simdproxy_item_value(&items[0], SIMDPROXY_TLV_AUTHORITY, "example.org", 11);
  simdproxy_item_ssl(&items[1], SIMDPROXY_CLIENT_SSL, 0x01020304u, &inner, 1);
  simdproxy_item_padding(&items[2], 64);
  simdproxy_item_crc32c(&items[3]);
  description.tlvs = items;
  description.tlv_count = 4;
  CHECK(simdproxy_encode(&description, target, sizeof(target), &size) == 0 && size == 128);
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  options.check = SIMDPROXY_CHECK_CRC;
  CHECK(simdproxy_decode(target, size, &options, &header, NULL) == SIMDPROXY_OK);
  CHECK((header.flags & 3) == SIMDPROXY_CRC_OK && header.extent == 128);
  simdproxy_tlvs_of(target, size, &header, SIMDPROXY_READ_STRICT, &tlvs);
  CHECK(simdproxy_tlvs_find_name(&tlvs, "AUTHORITY", &tlv) == 1);
  CHECK(same_text(tlv.value, "example.org"));
  CHECK(simdproxy_tlvs_find_name(&tlvs, "SSL", &tlv) == 1);
  CHECK(simdproxy_read_ssl(target, size, &tlv, SIMDPROXY_READ_STRICT, &ssl) == 0);
  CHECK(ssl.client == 1 && ssl.verify == 0x01020304u);
  CHECK(simdproxy_tlvs_next(&ssl.entries, &tlv) == 1 && same_text(tlv.value, "TLSv1.3"));
}

/* A header in canonical form comes out again as it was. */
static void test_again(void) {
  static const char* const headers[] = {
      "21 11 0013 c0000201 c6336402 dc04 01bb 03 0004 20ec9549", "21 00 0004 04 0001 00",
      "20 00 0000",
      "21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 1f90 0050"};
  size_t i;
  for (i = 0; i < sizeof(headers) / sizeof(headers[0]); ++i) {
    const struct input input = v2(headers[i]);
    simdproxy_description description;
    simdproxy_tlv_item items[4];
    simdproxy_header header;
    simdproxy_tlvs tlvs;
    uint8_t target[64];
    size_t size = 0;
    CHECK(simdproxy_decode(input.bytes, input.size, NULL, &header, NULL) == SIMDPROXY_OK);
    simdproxy_describe(input.bytes, input.size, &header, &description);
    simdproxy_tlvs_of(input.bytes, input.size, &header, SIMDPROXY_READ_STRICT, &tlvs);
    description.tlv_count = simdproxy_items_of(&tlvs, items, 4);
    description.tlvs = items;
    CHECK(simdproxy_items_of(&tlvs, NULL, 0) == description.tlv_count);
    CHECK(simdproxy_encode(&description, target, sizeof(target), &size) == 0);
    CHECK(same_input(target, size, &input));
  }
}

void test_encode(void) {
  test_one();
  test_entries();
  test_again();
}

enum { COUNT = 100, VALUE_SIZE = 5 };

/* What encoding one by one gives for record i. */
static size_t expect(size_t i, const simdproxy_endpoints* record, const uint8_t* value,
                     uint8_t* target, size_t size) {
  simdproxy_description description = describe(2);
  simdproxy_tlv_item items[2];
  size_t written = 0;
  memcpy(description.source.address, record->source, 4);
  description.source.port = record->source_port;
  memcpy(description.destination.address, record->destination, 4);
  description.destination.port = record->destination_port;
  simdproxy_item_value(&items[0], SIMDPROXY_TLV_UNIQUE_ID, value + i * VALUE_SIZE, VALUE_SIZE);
  simdproxy_item_crc32c(&items[1]);
  description.tlvs = items;
  description.tlv_count = 2;
  CHECK(simdproxy_encode(&description, target, size, &written) == 0);
  return written;
}

static void test_batch(const simdproxy_template* header, const void* records, const uint8_t* values,
                       const simdproxy_endpoints* aligned, size_t stride, size_t size) {
  static uint8_t bytes[COUNT * 64];
  uint16_t sizes[COUNT];
  const simdproxy_column column = {values, VALUE_SIZE};
  simdproxy_output output;
  size_t written = 0, done, i, at = 0;
  output.data = bytes;
  output.size = size;
  output.stride = stride;
  output.sizes = sizes;
  memset(bytes, 0xAA, sizeof(bytes));
  done = simdproxy_encode_batch(header, records, COUNT, &column, 1, &output, &written);
  CHECK(done == (size >= COUNT * 43 ? (size_t)COUNT : size / (stride != 0 ? stride : 43)));
  for (i = 0; i < done; ++i) {
    uint8_t target[64];
    const size_t expected = expect(i, &aligned[i], values, target, sizeof(target));
    CHECK(sizes[i] == expected && memcmp(bytes + at, target, expected) == 0);
    CHECK(i + 1 != done || written == at + expected);
    at += stride != 0 ? stride : expected;
  }
  CHECK(bytes[size] == 0xAA);
  CHECK(simdproxy_encode_batch(header, records, COUNT, &column, 0, &output, &written) == 0);
}

void test_encode_batch(void) {
  static uint8_t memory[16384];
  static simdproxy_endpoints records[COUNT];
  static uint8_t values[COUNT * VALUE_SIZE];
  static union {
    uint64_t aligned;
    uint8_t bytes[sizeof(records) + 8];
  } shifted;
  simdproxy_description description = describe(2);
  const simdproxy_template* header;
  simdproxy_tlv_item items[2];
  size_t i;
  int fault = 99;
  for (i = 0; i < COUNT; ++i) {
    memcpy(records[i].source, source, 4);
    memcpy(records[i].destination, destination, 4);
    records[i].source[3] = (uint8_t)i;
    records[i].source_port = (uint16_t)(i * 601);
    records[i].destination_port = 443;
    records[i].family = SIMDPROXY_INET;
    memset(values + i * VALUE_SIZE, (int)i, VALUE_SIZE);
  }
  memcpy(shifted.bytes + 1, records, sizeof(records));
  simdproxy_item_varying(&items[0], SIMDPROXY_TLV_UNIQUE_ID, VALUE_SIZE);
  simdproxy_item_crc32c(&items[1]);
  description.tlvs = items;
  description.tlv_count = 2;
  CHECK(simdproxy_template_size() <= sizeof(memory));
  CHECK(simdproxy_template_make(memory, 100, &description, &fault) == NULL);
  CHECK(fault == SIMDPROXY_ENCODE_TARGET_TOO_SMALL);
  header = simdproxy_template_make(memory + 1, simdproxy_template_size(), &description, &fault);
  CHECK(header != NULL && fault == 0);
  if (header == NULL) return;
  CHECK(simdproxy_template_max_size(header) == 67);
  test_batch(header, records, values, records, 0, COUNT * 43);
  test_batch(header, shifted.bytes + 1, values, records, 0, COUNT * 43);
  test_batch(header, shifted.bytes + 1, values, records, 0, 43 * 70 + 42);
  test_batch(header, records, values, records, 0, 43 * 70 + 42);
  description.command = SIMDPROXY_LOCAL;
  CHECK(simdproxy_template_make(memory, sizeof(memory), &description, &fault) == NULL);
  CHECK(fault == SIMDPROXY_ENCODE_BAD_COMMAND);
}
