// Entries to build a header with, and the memory of their values.
#ifndef SIMDPROXY_TOOLS_COMMON_TLV_LIST_H_
#define SIMDPROXY_TOOLS_COMMON_TLV_LIST_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simdproxy/simdproxy.h"

namespace simdproxy::tool {

/// Grows at its end; what is built from it borrows from it.
class TlvList {
 public:
  TlvList() = default;
  TlvList(const TlvList&) = delete;
  TlvList& operator=(const TlvList&) = delete;

  void Add(uint8_t type, std::string value);
  void AddCrc32c() { items_.push_back(TlvItem::Crc32c()); }
  void AddPadding(uint32_t alignment) { items_.push_back(TlvItem::Padding(alignment)); }

  /// The place of the SSL entry; once only. What it holds may come before or after.
  void PlaceSsl();
  bool has_ssl() const { return ssl_at_.has_value(); }
  void SetSsl(uint8_t client, uint32_t verify);
  void AddToSsl(uint8_t type, std::string value);

  /// In the order of the calls. Valid until the next call of anything else.
  std::span<const TlvItem> Items();

 private:
  std::deque<std::string> values_;  // never moves what is in it
  std::vector<TlvItem> items_;
  std::vector<TlvItem> ssl_entries_;
  std::optional<size_t> ssl_at_;
  uint8_t ssl_client_ = 0;
  uint32_t ssl_verify_ = 0;
};

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_TLV_LIST_H_
