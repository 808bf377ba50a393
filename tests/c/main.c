/* Runs the tests of the C interface. */
#include "tests/c/check.h"

static unsigned long checks = 0;
static unsigned long failures = 0;

void check(int condition, const char* file, int line, const char* text) {
  ++checks;
  if (condition) return;
  if (++failures <= 20) printf("%s:%d: not true: %s\n", file, line, text);
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

void add_hex(struct input* input, const char* hex) {
  while (*hex != '\0') {
    if (*hex == ' ') {
      ++hex;
      continue;
    }
    input->bytes[input->size++] = (uint8_t)(digit_of(hex[0]) * 16 + digit_of(hex[1]));
    hex += 2;
  }
}

struct input v2(const char* hex) {
  struct input input = {{0}, 0};
  add_hex(&input, "0d0a0d0a 000d0a51 5549540a");
  add_hex(&input, hex);
  return input;
}

struct input v1(const char* text) {
  struct input input = {{0}, 0};
  input.size = strlen(text);
  memcpy(input.bytes, text, input.size);
  return input;
}

int same_text(simdproxy_bytes bytes, const char* text) {
  return bytes.size == strlen(text) &&
         (bytes.size == 0 || memcmp(bytes.data, text, bytes.size) == 0);
}

int is_zero(const void* data, size_t size) {
  size_t i;
  for (i = 0; i < size; ++i) {
    if (((const uint8_t*)data)[i] != 0) return 0;
  }
  return 1;
}

int main(void) {
  test_layouts();
  test_contract();
  test_options();
  test_views();
  test_tlvs();
  test_values();
  test_encode();
  test_encode_batch();
  test_scan();
  test_names();
  printf("%lu checks, %lu failures\n", checks, failures);
  return failures != 0;
}
