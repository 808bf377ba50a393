/* Tests of the C interface, in C99. */
#ifndef SIMDPROXY_TESTS_C_CHECK_H_
#define SIMDPROXY_TESTS_C_CHECK_H_

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "simdproxy/simdproxy_c.h"

/* Says where the first failures are, and goes on. */
void check(int condition, const char* file, int line, const char* text);
#define CHECK(condition) check((condition) != 0, __FILE__, __LINE__, #condition)

/* One input. */
struct input {
  uint8_t bytes[512];
  size_t size;
};

/* Appends bytes given in hexadecimal digits; spaces may stand between them. */
void add_hex(struct input* input, const char* hex);
/* The signature of version 2, then those bytes. */
struct input v2(const char* hex);
struct input v1(const char* text);

int same_text(simdproxy_bytes bytes, const char* text);
int is_zero(const void* data, size_t size);

void test_contract(void);
void test_options(void);
void test_views(void);
void test_tlvs(void);
void test_values(void);
void test_encode(void);
void test_encode_batch(void);
void test_layouts(void);
void test_scan(void);
void test_names(void);

#endif /* SIMDPROXY_TESTS_C_CHECK_H_ */
