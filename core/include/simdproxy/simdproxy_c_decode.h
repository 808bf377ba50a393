/** @file
 * The part of simdproxy_c.h about decoding, and the records that all parts share. */
#ifndef SIMDPROXY_SIMDPROXY_C_DECODE_H_
#define SIMDPROXY_SIMDPROXY_C_DECODE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/** Version of the library that is linked, for example "0.1.0". */
const char* simdproxy_version(void);

enum {
  SIMDPROXY_MAX_HEADER_SIZE = 65551, /**< 16 fixed bytes and a 16-bit length */
  SIMDPROXY_MAX_V1_SIZE = 107,       /**< a line with its CR LF */
  SIMDPROXY_TEXT_SIZE = 109          /**< room for any address in text, with its NUL */
};

/* ---- Bytes and records ---- */

/** Bytes of somebody else. Null and 0 for none. */
typedef struct simdproxy_bytes {
  const uint8_t* data; /**< borrowed */
  size_t size;         /**< in bytes */
} simdproxy_bytes;

/** Outcomes: exactly one for any bytes. */
enum {
  SIMDPROXY_INCOMPLETE = 0,  /**< nothing is wrong yet, and the header is not whole */
  SIMDPROXY_OK = 1,          /**< a complete, valid header stands at the start */
  SIMDPROXY_NOT_PROXY = 2,   /**< the first bytes rule out both signatures */
  SIMDPROXY_INVALID = 3,     /**< it claims to be a PROXY header and breaks the rules */
  SIMDPROXY_BAD_OPTIONS = -1 /**< not an outcome: the options are none; all records are zero */
};

/** Reasons of SIMDPROXY_INVALID. */
enum {
  SIMDPROXY_REASON_NONE = 0,
  SIMDPROXY_BAD_FAMILY_TOKEN = 1,
  SIMDPROXY_BAD_SEPARATOR = 2,
  SIMDPROXY_BAD_SOURCE_ADDRESS = 3,
  SIMDPROXY_BAD_DESTINATION_ADDRESS = 4,
  SIMDPROXY_BAD_SOURCE_PORT = 5,
  SIMDPROXY_BAD_DESTINATION_PORT = 6,
  SIMDPROXY_BAD_LINE_END = 7,
  SIMDPROXY_LINE_TOO_LONG = 8,
  SIMDPROXY_VERSION_NOT_ACCEPTED = 9,
  SIMDPROXY_BAD_VERSION = 10,
  SIMDPROXY_BAD_COMMAND = 11,
  SIMDPROXY_BAD_FAMILY = 12,
  SIMDPROXY_BAD_TRANSPORT = 13,
  SIMDPROXY_BAD_LENGTH = 14,
  SIMDPROXY_HEADER_TOO_LONG = 15,
  SIMDPROXY_TRUNCATED = 16,
  SIMDPROXY_BAD_TLV = 17,
  SIMDPROXY_BAD_CRC32C = 18
};

enum { SIMDPROXY_LOCAL = 0, SIMDPROXY_PROXY = 1 };
enum { SIMDPROXY_UNSPEC = 0, SIMDPROXY_INET = 1, SIMDPROXY_INET6 = 2, SIMDPROXY_UNIX = 3 };
enum { SIMDPROXY_STREAM = 1, SIMDPROXY_DGRAM = 2 };
enum { SIMDPROXY_CRC_UNCHECKED = 0, SIMDPROXY_CRC_ABSENT = 1, SIMDPROXY_CRC_OK = 2 };

/** What stands at the start of one input, in 16 bytes; a member that the outcome does not name is
 * zero, so equal bytes are equal answers. A zeroed one reads as incomplete. */
typedef struct simdproxy_header {
  uint8_t outcome;          /**< SIMDPROXY_INCOMPLETE to SIMDPROXY_INVALID */
  uint8_t reason;           /**< invalid: SIMDPROXY_BAD_... */
  uint8_t version;          /**< 1 or 2 once the signature is complete, in every outcome; else 0 */
  uint8_t flags;            /**< ok: bits 0-1 SIMDPROXY_CRC_..., bit 2: TLVs were found sound */
  uint8_t version_command;  /**< ok: byte 12; 0x21 for version 1 */
  uint8_t family_transport; /**< ok: byte 13; 0x11, 0x21, 0x00 for TCP4, TCP6, UNKNOWN */
  uint16_t tlv_begin;       /**< ok: where TLVs can begin; the header's size for version 1 */
  /** ok: size of the header, where the payload begins; incomplete: bytes that must be there in all
   * before it is worth calling again; else: offset of the fault. */
  uint32_t extent;
  uint8_t v1_destination; /**< ok TCP4, TCP6: offsets of the texts; the source is always at 11 */
  uint8_t v1_source_port; /**< as above */
  uint8_t v1_destination_port; /**< as above */
  uint8_t reserved;            /**< zero */
} simdproxy_header;

/** Both endpoints, in 40 bytes. All zero except for TCP4 and TCP6 lines and for PROXY headers of
 * INET and INET6: never left over from another input. */
typedef struct simdproxy_endpoints {
  uint8_t source[16];        /**< IPv4 in the first 4 bytes, then zeros */
  uint8_t destination[16];   /**< as above */
  uint16_t source_port;      /**< host order */
  uint16_t destination_port; /**< host order */
  uint8_t family;            /**< SIMDPROXY_INET, SIMDPROXY_INET6; 0 if there are no endpoints */
  uint8_t transport;         /**< SIMDPROXY_STREAM, SIMDPROXY_DGRAM; 0 for UNSPEC */
  uint8_t reserved[2];       /**< zero */
} simdproxy_endpoints;

/* ---- Targets ---- */

/** Kernels pinned to one instruction set; immutable, lives for ever. */
typedef struct simdproxy_engine simdproxy_engine;

/** How many instruction sets the library was compiled for. */
size_t simdproxy_target_count(void);
/** Highway's name of one of them, best first, for example "AVX2"; null from the count on. */
const char* simdproxy_target_name(size_t index);

/** The engine of a target; null if this CPU does not support it or it is not compiled. */
const simdproxy_engine* simdproxy_engine_for(const char* target);
/** The engine that is used where none is named. */
const simdproxy_engine* simdproxy_engine_active(void);
/** The name of its target; that of the active one for null. */
const char* simdproxy_engine_name(const simdproxy_engine* engine);

/* ---- Decoding ---- */

enum { SIMDPROXY_ACCEPT_ANY = 0, SIMDPROXY_ACCEPT_V1 = 1, SIMDPROXY_ACCEPT_V2 = 2 };
enum { SIMDPROXY_CHECK_NONE = 0, SIMDPROXY_CHECK_TLV = 1, SIMDPROXY_CHECK_CRC = 2 };

/** Zero all of it, set struct_size to sizeof(simdproxy_options), then what you want: zero is the
 * default of every member. A null pointer to options is the defaults too. Options that the library
 * does not know, being older than the caller, are refused unless they are zero. */
typedef struct simdproxy_options {
  uint32_t struct_size; /**< sizeof(simdproxy_options) */
  uint32_t max_size;    /**< longest v2 header to take; 0: no limit but the format's own */
  uint8_t accept;       /**< SIMDPROXY_ACCEPT_... */
  uint8_t check;        /**< SIMDPROXY_CHECK_...: how far TLVs are judged */
  uint8_t datagram;     /**< 1: each input is one whole datagram; incomplete becomes truncated */
  uint8_t reserved[5];  /**< zero */
  const simdproxy_engine* engine; /**< null: the best */
} simdproxy_options;

/** One input: the bytes received so far on a connection, or a datagram. Same layout as iovec, but n
 * of them are n headers. Null with size 0 is empty input. */
typedef struct simdproxy_buffer {
  const void* data; /**< borrowed; null with size 0 is empty input */
  size_t size;      /**< in bytes */
} simdproxy_buffer;

/** Inputs in slots of fixed stride, as in packet rings and provided buffers: input i begins at
 * base + stride * (ids ? ids[i] : i) and holds sizes[i] bytes. */
typedef struct simdproxy_slots {
  const void* base;      /**< where slot 0 begins */
  size_t stride;         /**< bytes from one slot to the next; may be less than a size */
  const uint16_t* ids;   /**< count slot numbers, or null for 0, 1, 2, ... */
  const uint32_t* sizes; /**< count sizes in bytes */
  size_t count;          /**< how many inputs there are */
} simdproxy_slots;

/** Decodes what stands at the start of the bytes. Returns the outcome. header and endpoints may be
 * null; else they are written whatever the outcome. */
int simdproxy_decode(const void* data, size_t size, const simdproxy_options* options,
                     simdproxy_header* header, simdproxy_endpoints* endpoints);

/** The same for one whole datagram, as with options->datagram set. */
int simdproxy_decode_datagram(const void* data, size_t size, const simdproxy_options* options,
                              simdproxy_header* header, simdproxy_endpoints* endpoints);

/** Decodes many inputs: headers[i] and endpoints[i] are what simdproxy_decode gives for input i.
 * Each array may be null, else it has room for all. Returns how many are ok, or
 * SIMDPROXY_BAD_OPTIONS. Fastest with headers at a multiple of 16 and endpoints at a multiple of 8
 * bytes, as malloc gives them; others go by way of a copy. */
ptrdiff_t simdproxy_decode_batch(const simdproxy_buffer* buffers, size_t count,
                                 const simdproxy_options* options, simdproxy_header* headers,
                                 simdproxy_endpoints* endpoints);
/** The same for slots. */
ptrdiff_t simdproxy_decode_slots(const simdproxy_slots* slots, const simdproxy_options* options,
                                 simdproxy_header* headers, simdproxy_endpoints* endpoints);

/** What the first bytes are, judged on the signatures alone. */
enum {
  SIMDPROXY_KIND_NEITHER = 0, /**< the bytes rule out both */
  SIMDPROXY_KIND_PREFIX = 1,  /**< a strict prefix of one of them, or no bytes */
  SIMDPROXY_KIND_V1 = 2,
  SIMDPROXY_KIND_V2 = 3
};
/** Looks at no more than the first 12 bytes. */
int simdproxy_classify(const void* data, size_t size);
/** The same for many inputs: writes count kinds. */
void simdproxy_classify_batch(const simdproxy_buffer* buffers, size_t count, uint8_t* kinds);

/** @{ Stable names: "ok", "bad_source_port", "none", "unchecked", and for command, family
 * and transport "PROXY", "INET6", "STREAM"; "unknown" for other numbers. */
const char* simdproxy_outcome_name(int outcome);
const char* simdproxy_reason_name(int reason);
const char* simdproxy_command_name(int command);
const char* simdproxy_family_name(int family);
const char* simdproxy_transport_name(int transport);
const char* simdproxy_crc_state_name(int crc_state);
/** @} */
/** The reason in words, for a log line. */
const char* simdproxy_reason_message(int reason);

/* ---- What a header says ---- */

/** One side of a connection; family 0: there is no such endpoint. */
typedef struct simdproxy_endpoint {
  uint8_t family;             /**< SIMDPROXY_UNSPEC to SIMDPROXY_UNIX */
  uint8_t reserved;           /**< zero */
  uint16_t port;              /**< host order; 0 for UNIX */
  uint8_t address[16];        /**< INET: 4 bytes, then zeros; INET6: 16 bytes */
  simdproxy_bytes path;       /**< UNIX: trimmed; abstract names begin with NUL */
  simdproxy_bytes path_block; /**< UNIX: all 108 bytes */
} simdproxy_endpoint;

/** All that a header says. */
typedef struct simdproxy_view {
  uint8_t valid;                  /**< 1: ok */
  uint8_t version;                /**< 1 or 2; 0 if it is not known */
  uint8_t command;                /**< SIMDPROXY_LOCAL, SIMDPROXY_PROXY */
  uint8_t family;                 /**< UNSPEC where the nibble, of a LOCAL header, is not defined */
  uint8_t transport;              /**< as above */
  uint8_t crc_state;              /**< SIMDPROXY_CRC_... */
  uint8_t tlvs_walked;            /**< 1: the check options made sure that the TLVs are sound */
  uint8_t reserved;               /**< zero */
  uint32_t rest_offset;           /**< where rest begins, and for version 2 TLVs can begin */
  uint32_t tlv_begin;             /**< where the TLV area begins and ends; equal if it is empty */
  uint32_t tlv_end;               /**< where it ends */
  uint32_t reserved2;             /**< zero */
  simdproxy_endpoint source;      /**< the real client */
  simdproxy_endpoint destination; /**< what it connected to */
  simdproxy_bytes raw;            /**< the whole header */
  simdproxy_bytes rest;           /**< behind the addresses; in an UNKNOWN line behind that word */
  simdproxy_bytes source_text;    /**< of a TCP4 or TCP6 line, as the sender wrote it */
  simdproxy_bytes destination_text;      /**< as above */
  simdproxy_bytes source_port_text;      /**< as above */
  simdproxy_bytes destination_port_text; /**< as above */
} simdproxy_view;

/** Joins a header with the bytes that it was decoded from; with any others the view is meaningless
 * but holds nothing outside of them. A header that is not ok gives a view without content. */
void simdproxy_view_of(const void* data, size_t size, const simdproxy_header* header,
                       simdproxy_view* view);

/** The address in text: dotted quad; RFC 5952 with hexadecimal groups only; a UNIX path as it is,
 * an abstract one with '@' in place of its first NUL; "" for none. Returns its size without the
 * NUL; if that is not less than `size`, text becomes "" (and stays untouched if size is 0). */
size_t simdproxy_endpoint_text(const simdproxy_endpoint* endpoint, char* text, size_t size);
/** The same for 4 bytes (SIMDPROXY_INET) or 16 bytes (SIMDPROXY_INET6); "" for other families. */
size_t simdproxy_address_text(int family, const uint8_t* address, char* text, size_t size);

/* ---- CRC32C ---- */

/** CRC32C (Castagnoli) of the bytes. */
uint32_t simdproxy_crc32c(const void* data, size_t size);
/** The same with [zero_begin, zero_begin + zero_size) read as zeros: with the value of the CRC32C
 * entry as the range, this is what the entry must hold. */
uint32_t simdproxy_crc32c_zeroed(const void* data, size_t size, size_t zero_begin,
                                 size_t zero_size);
/** sums[i] is that of buffers[i], with the four bytes from zero_begin[i] on read as zeros
 * (UINT32_MAX for none). */
void simdproxy_crc32c_batch(const simdproxy_buffer* buffers, size_t count,
                            const uint32_t* zero_begin, uint32_t* sums);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* SIMDPROXY_SIMDPROXY_C_DECODE_H_ */
