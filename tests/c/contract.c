/* The contract's rows through every call that decodes, on every target; prefixes of sound headers;
 * no room, any alignment, datagrams. */
#include "tests/c/contract_rows.h"

static struct input inputs[ROW_COUNT];

static void make_inputs(void) {
  int i;
  for (i = 0; i < ROW_COUNT; ++i) {
    if (rows[i].version == 1) {
      inputs[i] = v1(rows[i].input);
    } else if (rows[i].version == 2) {
      inputs[i] = v2(rows[i].input);
    } else {
      inputs[i].size = 0;
      add_hex(&inputs[i], rows[i].input);
    }
  }
}

static simdproxy_options options_of(const struct row* row, const simdproxy_engine* engine) {
  simdproxy_options options;
  memset(&options, 0, sizeof(options));
  options.struct_size = sizeof(options);
  options.max_size = row->max_size;
  options.accept = row->accept;
  options.check = row->check;
  options.engine = engine;
  return options;
}

static void check_header(int i, const simdproxy_header* header, const char* form) {
  const struct row* row = &rows[i];
  char text[200];
  if (header->outcome == row->outcome && header->reason == row->reason &&
      header->extent == row->extent) {
    CHECK(1);
    return;
  }
  snprintf(text, sizeof(text), "%s, %.60s gives %s, %s, %lu", form, row->input,
           simdproxy_outcome_name(header->outcome), simdproxy_reason_name(header->reason),
           (unsigned long)header->extent);
  check(0, "contract_rows.h, row", i, text);
}

/* Endpoints are there exactly for INET and INET6 that is not LOCAL. */
static void check_endpoints(const simdproxy_header* header, const simdproxy_endpoints* endpoints) {
  const int family = header->family_transport >> 4;
  if (header->outcome == SIMDPROXY_OK && (header->version_command & 15) == SIMDPROXY_PROXY &&
      (family == SIMDPROXY_INET || family == SIMDPROXY_INET6)) {
    CHECK(endpoints->family == family);
    CHECK(endpoints->transport == (header->family_transport & 15));
  } else {
    CHECK(is_zero(endpoints, sizeof(*endpoints)));
  }
}

static void test_alone(const simdproxy_engine* engine) {
  int i;
  for (i = 0; i < ROW_COUNT; ++i) {
    const simdproxy_options options = options_of(&rows[i], engine);
    simdproxy_header header;
    simdproxy_endpoints endpoints;
    memset(&header, 0xAA, sizeof(header));
    memset(&endpoints, 0xAA, sizeof(endpoints));
    CHECK(simdproxy_decode(inputs[i].bytes, inputs[i].size, &options, &header, &endpoints) ==
          rows[i].outcome);
    check_header(i, &header, "alone");
    check_endpoints(&header, &endpoints);
    CHECK(simdproxy_decode(inputs[i].bytes, inputs[i].size, &options, NULL, NULL) ==
          rows[i].outcome);
    CHECK(simdproxy_decode_datagram(inputs[i].bytes, inputs[i].size, &options, &header, NULL) ==
          (rows[i].outcome == SIMDPROXY_INCOMPLETE ? SIMDPROXY_INVALID : rows[i].outcome));
    if (rows[i].outcome == SIMDPROXY_INCOMPLETE) {
      CHECK(header.reason == SIMDPROXY_TRUNCATED && header.extent == inputs[i].size);
    }
  }
}

/* 40 times one row, into records that begin `shift` bytes off their alignment. */
static void test_batch(const simdproxy_engine* engine, size_t shift) {
  enum { COUNT = 40 };
  static union {
    uint64_t aligned[2];
    uint8_t bytes[COUNT * 64];
  } headers, endpoints;
  simdproxy_buffer buffers[COUNT];
  uint32_t sizes[COUNT];
  uint16_t ids[COUNT];
  int i, k, form;
  for (i = 0; i < ROW_COUNT; ++i) {
    const simdproxy_options options = options_of(&rows[i], engine);
    const simdproxy_slots slots = {inputs, sizeof(inputs[0]), ids, sizes, COUNT};
    for (k = 0; k < COUNT; ++k) {
      buffers[k].data = inputs[i].bytes;
      buffers[k].size = inputs[i].size;
      ids[k] = (uint16_t)i;
      sizes[k] = (uint32_t)inputs[i].size;
    }
    for (form = 0; form < 2; ++form) {
      void* const to_headers = headers.bytes + shift;
      void* const to_endpoints = endpoints.bytes + shift;
      ptrdiff_t ok;
      memset(&headers, 0xAA, sizeof(headers));
      memset(&endpoints, 0xAA, sizeof(endpoints));
      ok = form == 0 ? simdproxy_decode_batch(buffers, COUNT, &options, to_headers, to_endpoints)
                     : simdproxy_decode_slots(&slots, &options, to_headers, to_endpoints);
      CHECK(ok == (rows[i].outcome == SIMDPROXY_OK ? COUNT : 0));
      for (k = 0; k < COUNT; ++k) {
        simdproxy_header header;
        simdproxy_endpoints both;
        memcpy(&header, headers.bytes + shift + (size_t)k * sizeof(header), sizeof(header));
        memcpy(&both, endpoints.bytes + shift + (size_t)k * sizeof(both), sizeof(both));
        check_header(i, &header, form == 0 ? "in a batch" : "in slots");
        check_endpoints(&header, &both);
      }
      CHECK(headers.bytes[shift + COUNT * sizeof(simdproxy_header)] == 0xAA);
      CHECK(endpoints.bytes[shift + COUNT * sizeof(simdproxy_endpoints)] == 0xAA);
      CHECK(simdproxy_decode_batch(buffers, COUNT, &options, NULL, NULL) == ok);
    }
  }
}

/* Every proper prefix of a sound header is incomplete; what is needed leads to its end, and never
 * past it. */
static void test_prefixes(void) {
  int i;
  for (i = 0; i < ROW_COUNT; ++i) {
    const simdproxy_options options = options_of(&rows[i], NULL);
    size_t size;
    if (rows[i].outcome != SIMDPROXY_OK) continue;
    for (size = 0; size < rows[i].extent; ++size) {
      simdproxy_header header;
      CHECK(simdproxy_decode(inputs[i].bytes, size, &options, &header, NULL) ==
            SIMDPROXY_INCOMPLETE);
      CHECK(header.extent > size && header.extent <= rows[i].extent);
    }
  }
}

static void test_classify(void) {
  simdproxy_buffer buffers[ROW_COUNT];
  uint8_t kinds[ROW_COUNT];
  int i;
  for (i = 0; i < ROW_COUNT; ++i) {
    buffers[i].data = inputs[i].bytes;
    buffers[i].size = inputs[i].size;
  }
  simdproxy_classify_batch(buffers, ROW_COUNT, kinds);
  for (i = 0; i < ROW_COUNT; ++i) {
    CHECK(kinds[i] == simdproxy_classify(inputs[i].bytes, inputs[i].size));
    if (rows[i].outcome == SIMDPROXY_NOT_PROXY) CHECK(kinds[i] == SIMDPROXY_KIND_NEITHER);
    if (rows[i].outcome == SIMDPROXY_OK) CHECK(kinds[i] == rows[i].version + 1);
  }
  CHECK(simdproxy_classify(NULL, 0) == SIMDPROXY_KIND_PREFIX);
}

void test_contract(void) {
  size_t i;
  size_t engines = 0;
  make_inputs();
  test_alone(NULL);
  test_batch(NULL, 0);
  test_batch(NULL, 1);
  for (i = 0; i < simdproxy_target_count(); ++i) {
    const simdproxy_engine* engine = simdproxy_engine_for(simdproxy_target_name(i));
    if (engine == NULL) continue;
    ++engines;
    CHECK(strcmp(simdproxy_engine_name(engine), simdproxy_target_name(i)) == 0);
    test_alone(engine);
    test_batch(engine, 0);
    test_batch(engine, 7);
  }
  CHECK(engines != 0);
  printf("%d rows on %lu targets\n", ROW_COUNT, (unsigned long)engines);
  test_prefixes();
  test_classify();
}
