/** @file
 * The part of simdproxy_c.h about finding headers, and line ends, in memory or in a stream. */
#ifndef SIMDPROXY_SIMDPROXY_C_SCAN_H_
#define SIMDPROXY_SIMDPROXY_C_SCAN_H_

#include "simdproxy/simdproxy_c_decode.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/** What to look for. No two hits overlap, whichever it is, so hits are in the order of their
 * offsets. */
enum {
  SIMDPROXY_SCAN_V2 = 0,      /**< the 12 bytes of the signature of version 2 */
  SIMDPROXY_SCAN_V1 = 1,      /**< "PROXY TCP4 ", "PROXY TCP6 " or "PROXY UNKNOWN", anywhere */
  SIMDPROXY_SCAN_HEADERS = 2, /**< both of these in one pass */
  SIMDPROXY_SCAN_CRLF = 3     /**< CR LF */
};

/** Where something was found: its offset from the start of the stream times 4, plus its kind, which
 * is SIMDPROXY_KIND_V1, SIMDPROXY_KIND_V2, or SIMDPROXY_KIND_NEITHER for CR LF. */
typedef uint64_t simdproxy_hit;

/** How far a stream has been scanned, and its last bytes, in which a hit may begin. One for each
 * stream: zero all of it, then set what. Copy it at will. */
typedef struct simdproxy_scan_state {
  uint64_t offset;     /**< bytes consumed in all */
  uint8_t tail[12];    /**< the last of them */
  uint8_t tail_size;   /**< how many of them are known */
  uint8_t what;        /**< SIMDPROXY_SCAN_... */
  uint8_t reserved[2]; /**< zero */
} simdproxy_scan_state;

/** Takes the next bytes of a stream and writes the hits that end in them, up to `room`. Returns how
 * many, and in *consumed how many bytes need not be given again. If the hits do not fill up, all
 * are consumed. Else bytes are consumed up to the end of the last hit, and the rest must come first
 * in the next call; there may be no more hits in it. With no room nothing is consumed. Hits behind
 * those that were found may have been written to. A state that can't have come about finds nothing
 * and consumes all. */
size_t simdproxy_scan(simdproxy_scan_state* state, const void* data, size_t size,
                      simdproxy_hit* hits, size_t room, size_t* consumed);
/** How many hits end in the next bytes of a stream. Consumes all of them. */
uint64_t simdproxy_count_hits(simdproxy_scan_state* state, const void* data, size_t size);
/** The offset of the first hit in the bytes; size if there is none, or `what` is not of the list.
 */
size_t simdproxy_find_first(int what, const void* data, size_t size);

/** Room for headers that are found, in columns. */
typedef struct simdproxy_found {
  simdproxy_hit* hits;            /**< where signatures stand */
  simdproxy_header* headers;      /**< what stands there */
  simdproxy_endpoints* endpoints; /**< may be null */
  size_t room;                    /**< records in each column */
} simdproxy_found;

/** Finds what looks like a PROXY header in the bytes and decodes it there. Row i of the columns
 * says where a signature stands, counted from data, and what simdproxy_decode says of the bytes
 * from there on. Every signature gets a row, also one inside another header. Returns the number of
 * rows, or SIMDPROXY_BAD_OPTIONS.
 *
 * If more bytes of a stream follow (last is 0), rows end before the first header that is
 * incomplete. The bytes behind *consumed must be given again, with what follows them: until the
 * rows fill up, that is from such a header on, or from a signature that may have begun. Give
 * SIMDPROXY_MAX_HEADER_SIZE bytes or more at a time and every call makes headway. */
ptrdiff_t simdproxy_find_headers(const void* data, size_t size, const simdproxy_options* options,
                                 int last, const simdproxy_found* found, size_t* consumed);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* SIMDPROXY_SIMDPROXY_C_SCAN_H_ */
