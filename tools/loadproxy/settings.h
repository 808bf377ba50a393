// What the command line asks for.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_SETTINGS_H_
#define SIMDPROXY_TOOLS_LOADPROXY_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/address_pool.h"
#include "tools/common/corpus.h"
#include "tools/common/tlv_list.h"
#include "tools/loadproxy/socket_address.h"

namespace simdproxy::loadproxy {

/// The headers of those who connect.
struct AcceptSettings {
  bool expected = false;    ///< else no header is looked for
  Options options{};        ///< accepted versions, size limit, checks
  uint64_t timeout = 3000;  ///< milliseconds; the specification's minimum is 3 s [2]
};

/// The headers that go to the target.
struct SendSettings {
  int version = 0;                            ///< 1 or 2; 0: none
  tool::AddressPool sources;                  ///< empty: the real ones
  bool random_sources = false;                ///< else one after the other
  tool::PortRange source_ports{1024, 65535};  ///< of addresses from the pool
  std::optional<SocketAddress> destination;   ///< else the real one
  tool::TlvList tlvs;                         ///< in front of the next two
  bool unique_id = false;
  bool crc32c = false;
  uint32_t malformed = 0;                 ///< how many of a million are broken on purpose
  std::vector<tool::Breakage> breakages;  ///< in these ways, each as often
  uint64_t seed = 0;
};

/// How a header is cut into segments.
struct FragmentSettings {
  enum class Mode : uint8_t { kWhole, kPieces, kBytes } mode = Mode::kWhole;
  unsigned pieces = 2;  ///< kPieces: cut at random places
  uint64_t delay = 1;   ///< milliseconds from one piece to the next
};

enum class Answer : uint8_t { kHttp, kEcho, kClose };

/// Of both commands.
struct Settings {
  bool forward = false;
  bool udp = false;
  SocketAddress listen;
  unsigned threads = 1;
  uint64_t connections = 0;  ///< open at a time, of all threads
  double rate = 0;           ///< new connections a second, of all threads; 0: any
  double duration = 0;       ///< seconds; 0: until a signal
  uint64_t grace = 5000;     ///< milliseconds that open connections have to end
  bool json = false;
  bool quiet = false;
  AcceptSettings accept;

  // forward
  SocketAddress target;
  SendSettings send;
  FragmentSettings fragment;
  uint64_t connect_timeout = 5000;  ///< milliseconds
  uint64_t flow_timeout = 30000;    ///< milliseconds without a datagram, after which a client of
                                    ///< UDP is forgotten

  // sink
  Answer answer = Answer::kHttp;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_SETTINGS_H_
