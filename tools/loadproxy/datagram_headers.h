// The headers of datagrams, decoded by one call.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_DATAGRAM_HEADERS_H_
#define SIMDPROXY_TOOLS_LOADPROXY_DATAGRAM_HEADERS_H_

#include <span>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/loadproxy/datagram_socket.h"

namespace simdproxy::loadproxy {

/// Each datagram is judged by itself: what would be incomplete is truncated [2].
class DatagramHeaders {
 public:
  /// `options` are for datagrams.
  DatagramHeaders(const Engine& engine, const Options& options)
      : engine_(engine), options_(options) {}

  /// The answers to all of them, until the next call.
  void Decode(std::span<const Datagram> datagrams) {
    buffers_.clear();
    for (const Datagram& datagram : datagrams) {
      buffers_.push_back({datagram.bytes.data(), datagram.bytes.size()});
    }
    headers_.resize(datagrams.size());
    endpoints_.resize(datagrams.size());
    engine_.DecodeBatch(buffers_, headers_.data(), endpoints_.data(), options_);
  }
  const Header& header(size_t i) const { return headers_[i]; }
  const Endpoints& endpoints(size_t i) const { return endpoints_[i]; }

 private:
  const Engine& engine_;
  Options options_;
  std::vector<Buffer> buffers_;
  std::vector<Header> headers_;
  std::vector<Endpoints> endpoints_;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_DATAGRAM_HEADERS_H_
