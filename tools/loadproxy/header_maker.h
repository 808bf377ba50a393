// Makes the headers that go to the target.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_HEADER_MAKER_H_
#define SIMDPROXY_TOOLS_LOADPROXY_HEADER_MAKER_H_

#include <uv.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/common/random.h"
#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

/// Of one thread. What it gives is valid until it is asked for the next one.
class HeaderMaker {
 public:
  struct Made {
    std::span<const std::byte> bytes;  ///< empty: there is no such header, see Fault
    bool malformed = false;            ///< on purpose
  };

  /// `worker` of `workers` threads, which share addresses and unique ids out among them. Borrows
  /// the settings, of which `items` are the TLVs.
  HeaderMaker(const SendSettings& settings, std::span<const TlvItem> items, const Engine& engine,
              unsigned worker, unsigned workers, Transport transport);

  /// Why no header can be made with these settings: they have too many TLVs.
  static std::string Fault(const SendSettings& settings, std::span<const TlvItem> items);

  /// For a client that is known by its addresses alone.
  Made Make(Endpoints real);
  /// For a client that sent a header: its addresses (unless they come from a pool), command and
  /// TLVs in the version that is to be sent. `real` are those of the socket.
  Made Translate(const HeaderView& received, const Endpoints& endpoints, const Endpoints& real);

 private:
  Endpoints Replaced(Endpoints record);
  std::span<const std::byte> FromTemplate(const Endpoints& record);
  std::span<const std::byte> FromDescription(HeaderDescription description,
                                             const TlvView& received);
  void NextUniqueId();
  Made Finish(std::span<const std::byte> header, const Endpoints& record);

  const SendSettings& settings_;
  const Engine& engine_;
  std::span<const TlvItem> items_;  // of the command line
  Transport transport_;
  HeaderTemplate template_;
  tool::Random random_;
  uint64_t next_;  // number of the next address of the pool
  uint64_t step_;
  std::array<std::byte, 16> unique_id_{};
  uint64_t unique_ids_ = 0;
  std::vector<TlvItem> joined_;  // those received, and those of the command line
  std::vector<std::byte> room_;
  std::string broken_;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_HEADER_MAKER_H_
