/* What a decoded header says, and addresses in text. */
#include "tests/c/check.h"

static simdproxy_view view_of(const struct input* input) {
  simdproxy_header header;
  simdproxy_view view;
  simdproxy_decode(input->bytes, input->size, NULL, &header, NULL);
  memset(&view, 0xAA, sizeof(view));
  simdproxy_view_of(input->bytes, input->size, &header, &view);
  return view;
}

static int has_text(const simdproxy_endpoint* endpoint, const char* text) {
  char buffer[SIMDPROXY_TEXT_SIZE];
  memset(buffer, 0xAA, sizeof(buffer));
  return simdproxy_endpoint_text(endpoint, buffer, sizeof(buffer)) == strlen(text) &&
         strcmp(buffer, text) == 0;
}

static void test_line(void) {
  const struct input line = v1("PROXY TCP6 2001:DB8:0::1 ::ffff:192.0.2.1 56324 443\r\nGET /");
  const simdproxy_view view = view_of(&line);
  CHECK(view.valid == 1 && view.version == 1 && view.command == SIMDPROXY_PROXY);
  CHECK(view.family == SIMDPROXY_INET6 && view.transport == SIMDPROXY_STREAM);
  CHECK(view.source.family == SIMDPROXY_INET6 && view.source.port == 56324);
  CHECK(view.destination.port == 443);
  CHECK(has_text(&view.source, "2001:db8::1"));
  CHECK(has_text(&view.destination, "::ffff:c000:201"));
  CHECK(same_text(view.source_text, "2001:DB8:0::1"));
  CHECK(same_text(view.destination_text, "::ffff:192.0.2.1"));
  CHECK(same_text(view.source_port_text, "56324"));
  CHECK(same_text(view.destination_port_text, "443"));
  CHECK(view.raw.data == line.bytes && view.raw.size == line.size - 5);
  CHECK(view.rest.size == 0 && view.tlv_begin == view.tlv_end);
}

static void test_unknown(void) {
  const struct input line = v1("PROXY UNKNOWN ffff::1\r\n");
  const simdproxy_view view = view_of(&line);
  CHECK(view.valid == 1 && view.family == SIMDPROXY_UNSPEC && view.transport == 0);
  CHECK(view.rest_offset == 13 && same_text(view.rest, " ffff::1"));
  CHECK(has_text(&view.source, ""));
}

static void test_v2(void) {
  const struct input header = v2("21 12 0010 c0000201 c6336402 dc04 01bb 04 0001 ff");
  const simdproxy_view view = view_of(&header);
  CHECK(view.version == 2 && view.family == SIMDPROXY_INET && view.transport == SIMDPROXY_DGRAM);
  CHECK(has_text(&view.source, "192.0.2.1") && view.source.port == 56324);
  CHECK(has_text(&view.destination, "198.51.100.2") && view.destination.port == 443);
  CHECK(view.rest_offset == 28 && view.rest.size == 4 && view.rest.data == header.bytes + 28);
  CHECK(view.tlv_begin == 28 && view.tlv_end == 32);
  CHECK(view.raw.size == 32 && view.source_text.size == 0);
  CHECK(view.crc_state == SIMDPROXY_CRC_UNCHECKED && view.tlvs_walked == 0);
}

static void test_unix(void) {
  struct input header = v2("21 31 00d8 2f72756e 2f73");
  simdproxy_view view;
  header.size = 16 + 216;
  header.bytes[16 + 108 + 1] = 'a';
  view = view_of(&header);
  CHECK(view.valid == 1 && view.source.family == SIMDPROXY_UNIX && view.source.port == 0);
  CHECK(same_text(view.source.path, "/run/s") && view.source.path_block.size == 108);
  CHECK(has_text(&view.source, "/run/s") && has_text(&view.destination, "@a"));
  CHECK(view.destination.path.size == 2);
  memset(header.bytes + 16, 'x', 108);
  view = view_of(&header);
  CHECK(view.source.path.size == 108);
}

/* A pair that does not belong together is no read outside of the bytes. */
static void test_foreign(void) {
  struct input header = v2("21 11 0010 c0000201 c6336402 dc04 01bb 04 0001 ff");
  simdproxy_header decoded;
  simdproxy_view view;
  size_t size;
  simdproxy_decode(header.bytes, header.size, NULL, &decoded, NULL);
  for (size = 0; size <= header.size; ++size) {
    uint8_t exact[64];
    memcpy(exact, header.bytes, size);
    simdproxy_view_of(exact, size, &decoded, &view);
    CHECK(view.raw.size == size);
    CHECK(view.rest.size <= size && view.tlv_end <= size);
  }
  memset(&decoded, 0, sizeof(decoded));
  simdproxy_view_of(NULL, 0, &decoded, &view);
  CHECK(view.valid == 0 && view.raw.size == 0 && view.source.family == 0);
}

static void test_text(void) {
  const uint8_t loopback[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const uint8_t inet[4] = {255, 1, 10, 192};
  char text[16] = "untouched";
  CHECK(simdproxy_address_text(SIMDPROXY_INET, inet, text, 0) == 12);
  CHECK(strcmp(text, "untouched") == 0);
  CHECK(simdproxy_address_text(SIMDPROXY_INET, inet, text, 12) == 12);
  CHECK(strcmp(text, "") == 0 && strcmp(text + 1, "ntouched") == 0);
  CHECK(simdproxy_address_text(SIMDPROXY_INET, inet, text, 13) == 12);
  CHECK(strcmp(text, "255.1.10.192") == 0);
  CHECK(simdproxy_address_text(SIMDPROXY_INET6, loopback, text, sizeof(text)) == 3);
  CHECK(strcmp(text, "::1") == 0);
  CHECK(simdproxy_address_text(SIMDPROXY_UNIX, inet, text, sizeof(text)) == 0 && text[0] == '\0');
}

void test_views(void) {
  test_line();
  test_unknown();
  test_v2();
  test_unix();
  test_foreign();
  test_text();
}
