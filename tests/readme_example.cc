#include <cstdio>

#include "simdproxy/simdproxy.h"

int main() {
  constexpr char line[] = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nGET / HTTP/1.1\r\n";
  const auto bytes = std::as_bytes(std::span(line));
  const simdproxy::Header header = simdproxy::Decode(bytes);
  if (!header.ok()) return 1;  // header.needed(), or header.reason() and header.offset()
  const simdproxy::HeaderView view(bytes, header);
  std::printf("%s:%d, payload at %u\n", simdproxy::ToText(view.source()).c_str(),
              view.source().port, header.size());
}
