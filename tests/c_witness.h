// The C interface as a witness.
#ifndef SIMDPROXY_TESTS_C_WITNESS_H_
#define SIMDPROXY_TESTS_C_WITNESS_H_

#include <span>

#include "simdproxy/simdproxy.h"
#include "simdproxy/simdproxy_c.h"

namespace simdproxy::testing {

inline simdproxy_options ToC(const Options& options) {
  simdproxy_options c{};
  c.struct_size = sizeof(c);
  // 0 stands for no limit there; a limit of 0 and one of 1 byte refuse the same headers.
  c.max_size = options.max_size != 0 ? options.max_size : 1;
  c.accept = static_cast<uint8_t>(options.accept);
  c.check = static_cast<uint8_t>(options.check);
  c.datagram = options.datagram;
  return c;
}

inline Header DecodeThroughC(std::span<const std::byte> bytes, const Options& options,
                             Endpoints* endpoints) {
  const simdproxy_options c = ToC(options);
  Header header;
  simdproxy_decode(bytes.data(), bytes.size(), &c, reinterpret_cast<simdproxy_header*>(&header),
                   reinterpret_cast<simdproxy_endpoints*>(endpoints));
  return header;
}

inline size_t DecodeBatchThroughC(std::span<const Buffer> buffers, Header* headers,
                                  Endpoints* endpoints, const Options& options) {
  const simdproxy_options c = ToC(options);
  return static_cast<size_t>(
      simdproxy_decode_batch(reinterpret_cast<const simdproxy_buffer*>(buffers.data()),
                             buffers.size(), &c, reinterpret_cast<simdproxy_header*>(headers),
                             reinterpret_cast<simdproxy_endpoints*>(endpoints)));
}

}  // namespace simdproxy::testing

#endif  // SIMDPROXY_TESTS_C_WITNESS_H_
