#include <cstdio>
#include <vector>

#include "simdproxy/simdproxy.h"

int main() {
  const std::vector<simdproxy::Endpoints> clients(1000, {.family_number = 1});  // 0.0.0.0:0 each
  const std::vector<std::byte> unique_ids(16 * clients.size());
  const simdproxy::TlvItem tlvs[] = {
      simdproxy::TlvItem::Varying(simdproxy::tlv_type::kUniqueId, 16),
      simdproxy::TlvItem::Crc32c()};
  const simdproxy::HeaderTemplate shape({.transport = simdproxy::Transport::kStream, .tlvs = tlvs});
  const simdproxy::ValueColumn values[] = {{unique_ids.data(), 16}};
  std::vector<std::byte> out(clients.size() * shape.max_size());
  const auto done = simdproxy::EncodeBatch(shape, clients, values, {.bytes = out});
  std::printf("%zu headers, %zu bytes\n", done.count, done.size);
}
