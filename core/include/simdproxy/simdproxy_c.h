/** @file
 * The C interface: all that the C++ interface does, for C99 and for languages that call C.
 *
 * Every function here: takes any bytes of any size and never reads outside of them; writes what its
 * arguments point to and nothing else; allocates nothing, keeps no state, never calls back; is safe
 * from any thread. core/FORMAT.md has the rules of the format.
 *
 * Memory: all of it is the caller's. Nothing is to be freed. What a record points to (paths, text,
 * values, entries) lies in the bytes that it was made from, and is valid as long as those are.
 * Texts that functions return are static and end with NUL.
 *
 * Compatibility: records have the layout that they have here for ever, because arrays of them make
 * their size part of the interface; a record that needs more gets a new name and new functions.
 * Options alone grow, and carry their size. Numbers keep their meaning; lists are appended to.
 * Reserved members are zero.
 *
 * Sizes and offsets are in bytes, offsets from the start of the header. Ports are in host order,
 * addresses in network order. Pointers to simdproxy_header and simdproxy_endpoints may have any
 * alignment, all others have that of their type.
 */
#ifndef SIMDPROXY_SIMDPROXY_C_H_
#define SIMDPROXY_SIMDPROXY_C_H_

#include "simdproxy/simdproxy_c_decode.h"
#include "simdproxy/simdproxy_c_encode.h"
#include "simdproxy/simdproxy_c_scan.h"
#include "simdproxy/simdproxy_c_tlv.h"

#endif /* SIMDPROXY_SIMDPROXY_C_H_ */
