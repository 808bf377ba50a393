/** @file
 * The part of simdproxy_c.h about building headers. */
#ifndef SIMDPROXY_SIMDPROXY_C_ENCODE_H_
#define SIMDPROXY_SIMDPROXY_C_ENCODE_H_

#include "simdproxy/simdproxy_c_decode.h"
#include "simdproxy/simdproxy_c_tlv.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/** Why a header can't be built; of several faults that of the lower number. */
enum {
  SIMDPROXY_ENCODE_OK = 0,
  SIMDPROXY_ENCODE_BAD_VERSION = 1,
  SIMDPROXY_ENCODE_BAD_COMMAND = 2,
  SIMDPROXY_ENCODE_BAD_FAMILY = 3,
  SIMDPROXY_ENCODE_BAD_TRANSPORT = 4,
  SIMDPROXY_ENCODE_MIXED_FAMILIES = 5,
  SIMDPROXY_ENCODE_BAD_UNIX_PATH = 6,
  SIMDPROXY_ENCODE_BAD_BLOCK = 7,
  SIMDPROXY_ENCODE_TLVS_IN_V1 = 8,
  SIMDPROXY_ENCODE_SECOND_CRC32C = 9,
  SIMDPROXY_ENCODE_BAD_CRC32C_SIZE = 10,
  SIMDPROXY_ENCODE_BAD_PADDING = 11,
  SIMDPROXY_ENCODE_SSL_ENTRY_OUTSIDE = 12,
  SIMDPROXY_ENCODE_BAD_SSL_ENTRY = 13,
  SIMDPROXY_ENCODE_BAD_VARYING = 14,
  SIMDPROXY_ENCODE_TOO_LONG = 15,
  SIMDPROXY_ENCODE_TARGET_TOO_SMALL = 16
};
/** Stable name, for example "mixed_families"; "none", and "unknown" for other numbers. */
const char* simdproxy_encode_fault_name(int fault);
/** The fault in words, for a log line. */
const char* simdproxy_encode_fault_message(int fault);

enum {
  SIMDPROXY_ITEM_VALUE = 0,   /**< head, then value; of type CRC32C it is ITEM_CRC32C */
  SIMDPROXY_ITEM_SSL = 1,     /**< client and verify in head, then entries, all of ITEM_VALUE */
  SIMDPROXY_ITEM_CRC32C = 2,  /**< the sum over the finished header; one a header */
  SIMDPROXY_ITEM_PADDING = 3, /**< NOOP, so that the header's size is a multiple of number */
  SIMDPROXY_ITEM_VARYING = 4  /**< number bytes that a template leaves open */
};

/** One entry to write: zero all of it, then set what its kind takes, or use the functions below. */
typedef struct simdproxy_tlv_item {
  uint8_t type;      /**< SIMDPROXY_TLV_... or any other */
  uint8_t kind;      /**< SIMDPROXY_ITEM_... */
  uint8_t head_size; /**< up to 8 bytes in front of the value, such as a vendor's sub-type */
  uint8_t head[8];   /**< what stands in front of the value */
  uint8_t reserved;  /**< zero */
  uint32_t number; /**< PADDING: alignment, a power of two up to 32,768. VARYING: size, up to 128 */
  simdproxy_bytes value;                    /**< borrowed */
  const struct simdproxy_tlv_item* entries; /**< SSL: the entries inside it, borrowed */
  size_t entry_count;                       /**< how many they are */
} simdproxy_tlv_item;

/** Any type and value; of type CRC32C the sum, whatever the value holds. */
void simdproxy_item_value(simdproxy_tlv_item* item, int type, const void* value, size_t size);
/** An SSL entry with entries inside it; client: SIMDPROXY_CLIENT_..., verify 0: verified. */
void simdproxy_item_ssl(simdproxy_tlv_item* item, int client, uint32_t verify,
                        const simdproxy_tlv_item* entries, size_t count);
/** The sum of the finished header. */
void simdproxy_item_crc32c(simdproxy_tlv_item* item);
/** NOOP, so that the header's size becomes a multiple of the alignment. */
void simdproxy_item_padding(simdproxy_tlv_item* item, uint32_t alignment);
/** size bytes that simdproxy_encode_batch is given for each header. */
void simdproxy_item_varying(simdproxy_tlv_item* item, int type, uint32_t size);

/** What a header says. Zero all of it, then set what it has. */
typedef struct simdproxy_description {
  uint8_t version;     /**< 1 or 2 */
  uint8_t command;     /**< SIMDPROXY_LOCAL, SIMDPROXY_PROXY */
  uint8_t family;      /**< PROXY: that of both endpoints; UNSPEC is UNKNOWN in version 1 */
  uint8_t transport;   /**< version 1: STREAM, or UNSPEC for UNKNOWN */
  uint8_t reserved[4]; /**< zero */
  simdproxy_endpoint
      source; /**< of that family; UNIX by path, or by path_block if that has 108 bytes */
  simdproxy_endpoint destination; /**< as above */
  simdproxy_bytes block; /**< UNSPEC, or LOCAL without endpoints: bytes in front of the TLVs */
  const simdproxy_tlv_item* tlvs; /**< borrowed; written in this order */
  size_t tlv_count;               /**< how many they are */
} simdproxy_description;

/** All that a decoded header says but its TLVs, which simdproxy_items_of gives: with both, a header
 * in canonical form is built again byte for byte. */
void simdproxy_describe(const void* data, size_t size, const simdproxy_header* header,
                        simdproxy_description* description);
/** The entries of an area as items: writes up to count of them, returns how many there are. */
size_t simdproxy_items_of(const simdproxy_tlvs* tlvs, simdproxy_tlv_item* items, size_t count);

/** Writes the header into the first bytes of `target` and its size into *written. Returns the
 * fault; with any nothing is written to target, and *written is the size needed if the target is
 * too small, else 0. Target and written may be null. */
int simdproxy_encode(const simdproxy_description* description, void* target, size_t size,
                     size_t* written);

/* ---- Batches ---- */

/** A template is what many headers share. It lives in memory of the caller, of
 * simdproxy_template_size() bytes, and ends with it; it must not be moved. It holds copies of all
 * that it is made from. */
typedef struct simdproxy_template simdproxy_template;

/** Bytes of memory that a template takes. */
size_t simdproxy_template_size(void);
/** Makes a template of a PROXY header: version, transport and TLVs count, endpoints are those of
 * each record. Returns null with a fault, in *fault unless that is null; TARGET_TOO_SMALL if memory
 * is. */
const simdproxy_template* simdproxy_template_make(void* memory, size_t size,
                                                  const simdproxy_description* description,
                                                  int* fault);
/** Longest header that comes out of it. */
size_t simdproxy_template_max_size(const simdproxy_template* header);

/** Values of one varying item: that of header i begins at base + stride * i. */
typedef struct simdproxy_column {
  const void* base; /**< where the value for record 0 begins */
  size_t stride;    /**< bytes from one value to the next; 0: one for all */
} simdproxy_column;

/** Where a batch of headers is written. */
typedef struct simdproxy_output {
  void* data;      /**< where the first header begins */
  size_t size;     /**< room in bytes */
  size_t stride;   /**< from one header to the next, at least the template's max size; 0: no gaps */
  uint16_t* sizes; /**< null, or gets the size of each header; 0 for a record without endpoints */
} simdproxy_output;

/** Writes a header for each record, until one does not fit. Returns how many records are done, and
 * in *written, unless that is null, the bytes of the output up to the end of the last header.
 * column_count columns must be there for all varying items of the template, or nothing is written.
 */
size_t simdproxy_encode_batch(const simdproxy_template* header, const simdproxy_endpoints* records,
                              size_t count, const simdproxy_column* columns, size_t column_count,
                              const simdproxy_output* output, size_t* written);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* SIMDPROXY_SIMDPROXY_C_ENCODE_H_ */
