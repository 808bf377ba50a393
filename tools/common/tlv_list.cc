#include "tools/common/tlv_list.h"

#include <string_view>
#include <utility>

namespace simdproxy::tool {

void TlvList::Add(uint8_t type, std::string value) {
  values_.push_back(std::move(value));
  items_.push_back(TlvItem::Raw(type, std::string_view(values_.back())));
}

void TlvList::PlaceSsl() {
  ssl_at_ = items_.size();
  items_.emplace_back();
}

void TlvList::SetSsl(uint8_t client, uint32_t verify) {
  ssl_client_ = client;
  ssl_verify_ = verify;
}

void TlvList::AddToSsl(uint8_t type, std::string value) {
  values_.push_back(std::move(value));
  ssl_entries_.push_back(TlvItem::Raw(type, std::string_view(values_.back())));
}

std::span<const TlvItem> TlvList::Items() {
  if (ssl_at_) items_[*ssl_at_] = TlvItem::Ssl(ssl_client_, ssl_verify_, ssl_entries_);
  return items_;
}

}  // namespace simdproxy::tool
