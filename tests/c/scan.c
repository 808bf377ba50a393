/* Finding headers and line ends, at once and in pieces. */
#include "tests/c/check.h"

#define LINE "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"

enum { STREAM_SIZE = 3 + 45 + 16 + 2 };

/* "xy\n", a line at 3, a LOCAL header at 48, "zz". */
static struct input stream_of_two(void) {
  struct input input = v1("xy\n" LINE);
  add_hex(&input, "0d0a0d0a 000d0a51 5549540a 20 00 0000 7a7a");
  CHECK(input.size == STREAM_SIZE);
  return input;
}

static simdproxy_scan_state state_for(uint8_t what) {
  simdproxy_scan_state state;
  memset(&state, 0, sizeof(state));
  state.what = what;
  return state;
}

static void test_hits(void) {
  const struct input input = stream_of_two();
  simdproxy_scan_state state = state_for(SIMDPROXY_SCAN_HEADERS);
  simdproxy_hit hits[4];
  size_t consumed;
  CHECK(simdproxy_scan(&state, input.bytes, input.size, hits, 4, &consumed) == 2);
  CHECK(consumed == STREAM_SIZE && state.offset == STREAM_SIZE);
  CHECK(hits[0] >> 2 == 3 && (hits[0] & 3) == SIMDPROXY_KIND_V1);
  CHECK(hits[1] >> 2 == 48 && (hits[1] & 3) == SIMDPROXY_KIND_V2);
  CHECK(state.tail_size == 12 && memcmp(state.tail, input.bytes + STREAM_SIZE - 12, 12) == 0);

  /* With room for one, bytes are consumed up to the end of "PROXY TCP4 ". */
  state = state_for(SIMDPROXY_SCAN_HEADERS);
  CHECK(simdproxy_scan(&state, input.bytes, input.size, hits, 1, &consumed) == 1);
  CHECK(consumed == 14 && hits[0] >> 2 == 3);
  CHECK(simdproxy_scan(&state, input.bytes, input.size, hits, 0, &consumed) == 0 && consumed == 0);

  CHECK(simdproxy_find_first(SIMDPROXY_SCAN_V1, input.bytes, input.size) == 3);
  CHECK(simdproxy_find_first(SIMDPROXY_SCAN_V2, input.bytes, input.size) == 48);
  CHECK(simdproxy_find_first(SIMDPROXY_SCAN_CRLF, input.bytes, input.size) == 46);
  CHECK(simdproxy_find_first(SIMDPROXY_SCAN_V2, input.bytes, 59) == 59);
}

/* Byte by byte a stream holds what it holds at once. */
static void test_pieces(void) {
  const struct input input = stream_of_two();
  static const uint64_t expected[4] = {1, 1, 2, 4};
  int what;
  for (what = SIMDPROXY_SCAN_V2; what <= SIMDPROXY_SCAN_CRLF; ++what) {
    simdproxy_scan_state state = state_for((uint8_t)what);
    simdproxy_scan_state counting = state_for((uint8_t)what);
    uint64_t found = 0;
    uint64_t counted = 0;
    size_t i;
    for (i = 0; i < input.size; ++i) {
      simdproxy_hit hit;
      size_t consumed;
      found += simdproxy_scan(&state, input.bytes + i, 1, &hit, 1, &consumed);
      counted += simdproxy_count_hits(&counting, input.bytes + i, 1);
      CHECK(consumed == 1 && state.offset == i + 1);
      CHECK(state.tail_size == (i < 12 ? i + 1 : 12));
      CHECK(memcmp(&state, &counting, sizeof(state)) == 0);
    }
    CHECK(found == expected[what] && counted == expected[what]);
  }
}

static void check_rows(const simdproxy_found* found) {
  CHECK(found->hits[0] >> 2 == 3 && found->hits[1] >> 2 == 48);
  CHECK(found->headers[0].outcome == SIMDPROXY_OK && found->headers[0].extent == 45);
  CHECK(found->headers[1].outcome == SIMDPROXY_OK && found->headers[1].extent == 16);
  if (found->endpoints == NULL) return;
  CHECK(found->endpoints[0].source_port == 56324 && found->endpoints[0].source[0] == 192);
  CHECK(is_zero(&found->endpoints[1], sizeof(simdproxy_endpoints)));
}

static void test_headers(void) {
  const struct input input = stream_of_two();
  simdproxy_hit hits[4];
  simdproxy_header headers[4];
  simdproxy_endpoints endpoints[4];
  simdproxy_found found = {hits, headers, endpoints, 4};
  simdproxy_options options;
  size_t consumed;
  CHECK(simdproxy_find_headers(input.bytes, input.size, NULL, 1, &found, &consumed) == 2);
  CHECK(consumed == STREAM_SIZE);
  check_rows(&found);
  found.endpoints = NULL;
  CHECK(simdproxy_find_headers(input.bytes, input.size, NULL, 0, &found, &consumed) == 2);
  CHECK(consumed == STREAM_SIZE);
  check_rows(&found);

  /* An incomplete header ends the rows of a stream that goes on. */
  CHECK(simdproxy_find_headers(input.bytes, 62, NULL, 0, &found, &consumed) == 1);
  CHECK(consumed == 48);
  CHECK(simdproxy_find_headers(input.bytes, 62, NULL, 1, &found, &consumed) == 2);
  CHECK(headers[1].outcome == SIMDPROXY_INCOMPLETE && headers[1].extent == 16);

  memset(&options, 0, sizeof(options));
  CHECK(simdproxy_find_headers(input.bytes, input.size, &options, 1, &found, &consumed) ==
        SIMDPROXY_BAD_OPTIONS);
  CHECK(consumed == 0);
  options.struct_size = sizeof(options);
  options.accept = SIMDPROXY_ACCEPT_V2;
  options.engine = simdproxy_engine_active();
  CHECK(simdproxy_find_headers(input.bytes, input.size, &options, 1, &found, &consumed) == 2);
  CHECK(headers[0].reason == SIMDPROXY_VERSION_NOT_ACCEPTED);
  CHECK(headers[1].outcome == SIMDPROXY_OK);
}

enum { LINES = 100 };

/* More rows than are copied at a time, into records of any alignment. */
static void test_unaligned(void) {
  static uint8_t bytes[LINES * 45];
  static simdproxy_hit hits[2][LINES];
  static uint8_t records[2][LINES * sizeof(simdproxy_endpoints) + 1];
  static uint8_t decoded[2][LINES * sizeof(simdproxy_header) + 16];
  size_t room;
  int i;
  for (i = 0; i < LINES; ++i) memcpy(bytes + 45 * i, LINE, 45);
  for (room = 1; room <= LINES; room += 11) {
    size_t consumed[2];
    ptrdiff_t rows[2];
    int k;
    for (k = 0; k < 2; ++k) {
      const size_t to_aligned = (16 - (uintptr_t)decoded[k] % 16) % 16;
      simdproxy_found found = {hits[k], NULL, NULL, room};
      uint8_t* const at = decoded[k] + (k == 0 ? to_aligned : (to_aligned + 1) % 16);
      /* By way of void*: the compiler may not know of the alignment. */
      void* header = at;
      void* endpoints = records[k] + k;
      found.headers = (simdproxy_header*)header;
      found.endpoints = (simdproxy_endpoints*)endpoints;
      rows[k] = simdproxy_find_headers(bytes, sizeof(bytes) - 20, NULL, 0, &found, &consumed[k]);
      memmove(decoded[k], at, room * sizeof(simdproxy_header));
      memmove(records[k], endpoints, room * sizeof(simdproxy_endpoints));
    }
    CHECK(rows[0] == (ptrdiff_t)(room < LINES ? room : LINES - 1));
    CHECK(rows[0] == rows[1] && consumed[0] == consumed[1]);
    CHECK(memcmp(hits[0], hits[1], (size_t)rows[0] * sizeof(simdproxy_hit)) == 0);
    CHECK(memcmp(decoded[0], decoded[1], (size_t)rows[0] * sizeof(simdproxy_header)) == 0);
    CHECK(memcmp(records[0], records[1], (size_t)rows[0] * sizeof(simdproxy_endpoints)) == 0);
    CHECK(hits[0][rows[0] - 1] >> 2 == 45 * ((uint64_t)rows[0] - 1));
  }
}

static void test_refused(void) {
  const struct input input = stream_of_two();
  simdproxy_scan_state state = state_for(4);
  simdproxy_hit hit;
  size_t consumed = 0;
  CHECK(simdproxy_scan(&state, input.bytes, input.size, &hit, 1, &consumed) == 0);
  CHECK(consumed == STREAM_SIZE);
  CHECK(simdproxy_count_hits(&state, input.bytes, input.size) == 0);
  state = state_for(SIMDPROXY_SCAN_V2);
  state.offset = 100;
  state.tail_size = 13;
  CHECK(simdproxy_count_hits(&state, input.bytes, input.size) == 0);
  state.tail_size = 12;
  CHECK(simdproxy_count_hits(&state, input.bytes, input.size) == 1);
  CHECK(simdproxy_find_first(-1, input.bytes, input.size) == input.size);
  CHECK(simdproxy_find_first(SIMDPROXY_SCAN_V2, NULL, 7) == 7);
  state = state_for(SIMDPROXY_SCAN_V2);
  CHECK(simdproxy_scan(&state, NULL, 7, &hit, 1, &consumed) == 0 && consumed == 7);
  CHECK(state.offset == 0);
}

void test_scan(void) {
  test_hits();
  test_pieces();
  test_headers();
  test_unaligned();
  test_refused();
}
