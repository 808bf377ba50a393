/* Options that grow; nothing where nothing is; sizes out of all proportion. */
#include "tests/c/check.h"

static int outcome_with(const simdproxy_options* options) {
  const struct input line = v1("PROXY UNKNOWN\r\n");
  const simdproxy_buffer buffer = {line.bytes, line.size};
  simdproxy_header header;
  simdproxy_endpoints endpoints;
  simdproxy_header other;
  int outcome;
  memset(&header, 0xAA, sizeof(header));
  memset(&endpoints, 0xAA, sizeof(endpoints));
  memset(&other, 0xAA, sizeof(other));
  outcome = simdproxy_decode(line.bytes, line.size, options, &header, &endpoints);
  if (outcome == SIMDPROXY_BAD_OPTIONS) {
    CHECK(is_zero(&header, sizeof(header)) && is_zero(&endpoints, sizeof(endpoints)));
    CHECK(simdproxy_decode_batch(&buffer, 1, options, &other, NULL) == SIMDPROXY_BAD_OPTIONS);
    CHECK(is_zero(&other, sizeof(other)));
    CHECK(simdproxy_decode_datagram(line.bytes, line.size, options, NULL, NULL) ==
          SIMDPROXY_BAD_OPTIONS);
  }
  return outcome;
}

static void test_size_of_options(void) {
  struct {
    simdproxy_options known;
    uint8_t later[8];
  } options;
  memset(&options, 0, sizeof(options));
  CHECK(outcome_with(NULL) == SIMDPROXY_OK);
  CHECK(outcome_with(&options.known) == SIMDPROXY_BAD_OPTIONS);
  options.known.struct_size = sizeof(options.known) - 1;
  CHECK(outcome_with(&options.known) == SIMDPROXY_BAD_OPTIONS);
  options.known.struct_size = 0xFFFFFFFFu;
  CHECK(outcome_with(&options.known) == SIMDPROXY_BAD_OPTIONS);
  options.known.struct_size = sizeof(options);
  CHECK(outcome_with(&options.known) == SIMDPROXY_OK);
  options.later[7] = 1;
  CHECK(outcome_with(&options.known) == SIMDPROXY_BAD_OPTIONS);
}

static void test_values_of_options(void) {
  simdproxy_options options;
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  CHECK(outcome_with(&options) == SIMDPROXY_OK);
  options.accept = 3;
  CHECK(outcome_with(&options) == SIMDPROXY_BAD_OPTIONS);
  options.accept = SIMDPROXY_ACCEPT_V2;
  CHECK(outcome_with(&options) == SIMDPROXY_INVALID);
  options.accept = SIMDPROXY_ACCEPT_V1;
  options.check = 3;
  CHECK(outcome_with(&options) == SIMDPROXY_BAD_OPTIONS);
  options.check = SIMDPROXY_CHECK_CRC;
  options.datagram = 2;
  CHECK(outcome_with(&options) == SIMDPROXY_BAD_OPTIONS);
  options.datagram = 1;
  CHECK(outcome_with(&options) == SIMDPROXY_OK);
  options.reserved[4] = 1;
  CHECK(outcome_with(&options) == SIMDPROXY_BAD_OPTIONS);
}

static void test_sizes(void) {
  struct input line = v1("PROXY UNKNOWN\r\n");
  simdproxy_header header;
  /* A null pointer is no bytes, whatever its size. */
  CHECK(simdproxy_decode(NULL, 0, NULL, &header, NULL) == SIMDPROXY_INCOMPLETE);
  CHECK(header.extent == 15);
  CHECK(simdproxy_decode(NULL, (size_t)-1, NULL, &header, NULL) == SIMDPROXY_INCOMPLETE);
  CHECK(header.extent == 15);
  CHECK(simdproxy_decode_batch(NULL, 0, NULL, NULL, NULL) == 0);
  /* Bytes behind the header are never looked at, however many are said to be there. */
  CHECK(simdproxy_decode(line.bytes, (size_t)-1 / 2, NULL, &header, NULL) == SIMDPROXY_OK);
  CHECK(header.extent == 15);
  CHECK(simdproxy_crc32c(NULL, 0) == 0);
  CHECK(simdproxy_crc32c(NULL, (size_t)-1) == 0);
}

void test_options(void) {
  test_size_of_options();
  test_values_of_options();
  test_sizes();
}
