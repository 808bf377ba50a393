/** @file
 * The part of simdproxy_c.h about type-length-value entries. */
#ifndef SIMDPROXY_SIMDPROXY_C_TLV_H_
#define SIMDPROXY_SIMDPROXY_C_TLV_H_

#include "simdproxy/simdproxy_c_decode.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/** Registered types, the sub-types of SSL, and types of cloud vendors. */
enum {
  SIMDPROXY_TLV_ALPN = 0x01,
  SIMDPROXY_TLV_AUTHORITY = 0x02,
  SIMDPROXY_TLV_CRC32C = 0x03,
  SIMDPROXY_TLV_NOOP = 0x04,
  SIMDPROXY_TLV_UNIQUE_ID = 0x05,
  SIMDPROXY_TLV_SSL = 0x20,
  SIMDPROXY_TLV_SSL_VERSION = 0x21,
  SIMDPROXY_TLV_SSL_CN = 0x22,
  SIMDPROXY_TLV_SSL_CIPHER = 0x23,
  SIMDPROXY_TLV_SSL_SIG_ALG = 0x24,
  SIMDPROXY_TLV_SSL_KEY_ALG = 0x25,
  SIMDPROXY_TLV_SSL_GROUP = 0x26,
  SIMDPROXY_TLV_SSL_SIG_SCHEME = 0x27,
  SIMDPROXY_TLV_SSL_CLIENT_CERT = 0x28,
  SIMDPROXY_TLV_NETNS = 0x30,
  SIMDPROXY_TLV_GCP_PSC_CONNECTION = 0xE0,
  SIMDPROXY_TLV_ALIBABA = 0xE1,
  SIMDPROXY_TLV_AWS_VPC_ENDPOINT = 0xEA,
  SIMDPROXY_TLV_AZURE_PRIVATE_LINK = 0xEE
};

/** "ALPN", "SSL_CN", ...; "CUSTOM", "EXPERIMENT", "FUTURE" for the ranges; "" for the rest. */
const char* simdproxy_tlv_type_name(int type);
/** The number of a name that stands for one type only; -1 for others and for null. */
int simdproxy_tlv_type_from_name(const char* name);

/** One entry. */
typedef struct simdproxy_tlv {
  uint32_t offset;       /**< of the type byte; the value stands 3 bytes behind it */
  uint8_t type;          /**< SIMDPROXY_TLV_... or any other */
  uint8_t reserved[3];   /**< zero */
  simdproxy_bytes value; /**< borrowed */
} simdproxy_tlv;

/** A malformed entry ends the area: those before it are yielded, or none at all. */
enum { SIMDPROXY_READ_PARTIAL = 0, SIMDPROXY_READ_STRICT = 1 };

/** An area of entries, and where its reader stands. Made by the functions below; to begin again,
 * set next to begin. */
typedef struct simdproxy_tlvs {
  const uint8_t* data; /**< of the header */
  size_t size;         /**< bytes that may be read */
  uint32_t begin;      /**< of the area */
  uint32_t end;        /**< where it ends */
  /** Where reading ends: begin, if strict reading found a malformed entry; else end. */
  uint32_t stop;
  uint32_t next; /**< where the next entry stands */
} simdproxy_tlvs;

/** The entries of a decoded header; none unless it is ok and of version 2. Linear in its size. */
void simdproxy_tlvs_of(const void* data, size_t size, const simdproxy_header* header, int reading,
                       simdproxy_tlvs* tlvs);
/** The entries in [begin, end) of any bytes, clamped to them. */
void simdproxy_tlvs_in(const void* data, size_t size, uint32_t begin, uint32_t end, int reading,
                       simdproxy_tlvs* tlvs);

/** Reads the next entry: 1, or 0 at the end and at a malformed entry; then the entry is zero. */
int simdproxy_tlvs_next(simdproxy_tlvs* tlvs, simdproxy_tlv* tlv);
/** 1 if there is an entry that does not fit, and the offset of its type byte; else 0 and 0. */
int simdproxy_tlvs_malformed(const simdproxy_tlvs* tlvs, uint32_t* offset);
/** The first entry of a type: 1, or 0 and a zero entry. */
int simdproxy_tlvs_find(const simdproxy_tlvs* tlvs, int type, simdproxy_tlv* tlv);
/** The same for the next of the type of `previous`, which is one of these entries, and may be where
 * the result goes. */
int simdproxy_tlvs_find_next(const simdproxy_tlvs* tlvs, const simdproxy_tlv* previous,
                             simdproxy_tlv* tlv);
/** The same for the first of a name that simdproxy_tlv_type_from_name knows. */
int simdproxy_tlvs_find_name(const simdproxy_tlvs* tlvs, const char* name, simdproxy_tlv* tlv);

/* ---- What a value holds ----
 * All of these judge the entry alone, return a fault (0: none), and write zeros with any fault. */
enum {
  SIMDPROXY_VALUE_OK = 0,
  SIMDPROXY_VALUE_WRONG_TYPE = 1,   /**< the entry is of another type */
  SIMDPROXY_VALUE_BAD_SIZE = 2,     /**< a size that this type can't have */
  SIMDPROXY_VALUE_BAD_TEXT = 3,     /**< not UTF-8, or not printable US-ASCII, as the type asks */
  SIMDPROXY_VALUE_BAD_SUBTYPE = 4,  /**< a vendor's entry of another kind */
  SIMDPROXY_VALUE_BAD_SUB_ENTRY = 5 /**< SSL: an entry inside it does not fit */
};
/** Stable name, for example "bad_size"; "none", and "unknown" for other numbers. */
const char* simdproxy_value_fault_name(int fault);

/** The value of an entry of `type`: ALPN, AUTHORITY (UTF-8), NOOP, UNIQUE_ID, NETNS or a sub-type
 * of SSL (printable US-ASCII, but CN and CLIENT_CERT). WRONG_TYPE for types that have a reader of
 * their own and for those that have none. */
int simdproxy_read_value(const simdproxy_tlv* tlv, int type, simdproxy_bytes* value);
/** The checksum as it stands. */
int simdproxy_read_crc32c(const simdproxy_tlv* tlv, uint32_t* sum);
/** AWS: the VPC endpoint id. */
int simdproxy_read_aws_vpc_endpoint_id(const simdproxy_tlv* tlv, simdproxy_bytes* id);
/** Azure: the link id. */
int simdproxy_read_azure_link_id(const simdproxy_tlv* tlv, uint32_t* id);
/** Google Cloud: the id of a Private Service Connect connection. */
int simdproxy_read_gcp_psc_connection_id(const simdproxy_tlv* tlv, uint64_t* id);
/** Alibaba Cloud: kind 1 VPC id, 2 endpoint id, 3 service id. */
int simdproxy_read_alibaba_id(const simdproxy_tlv* tlv, uint8_t* kind, simdproxy_bytes* id);

/** The names in the value of ALPN, which is one name or a list as in TLS. Writes up to `count` of
 * them, returns how many there are. */
size_t simdproxy_alpn_names(const simdproxy_bytes* value, simdproxy_bytes* names, size_t count);

enum { SIMDPROXY_CLIENT_SSL = 1, SIMDPROXY_CLIENT_CERT_CONN = 2, SIMDPROXY_CLIENT_CERT_SESS = 4 };

/** The value of an SSL entry. */
typedef struct simdproxy_ssl {
  uint8_t client;   /**< SIMDPROXY_CLIENT_... */
  uint8_t verified; /**< 1: the client showed a certificate, and it was verified. CN and CLIENT_CERT
                       mean nothing unless this is 1 */
  uint8_t reserved[2];    /**< zero */
  uint32_t verify;        /**< 0 if the client's certificate was verified */
  uint32_t fault_offset;  /**< of the type byte of what is faulty */
  uint32_t reserved2;     /**< zero */
  simdproxy_tlvs entries; /**< the sub-types */
} simdproxy_ssl;

/** An SSL entry of these bytes. With a faulty sub-entry, partial reading still gives what stands
 * before it. */
int simdproxy_read_ssl(const void* data, size_t size, const simdproxy_tlv* tlv, int reading,
                       simdproxy_ssl* ssl);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* SIMDPROXY_SIMDPROXY_C_TLV_H_ */
