// A program outside of the project: decodes, reads and builds headers with what is installed.
#include <cstdio>
#include <cstring>
#include <span>

#include "simdproxy/simdproxy.h"
#include "simdproxy/simdproxy_c.h"

namespace {

constexpr char kLine[] = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nGET / HTTP/1.1\r\n";

bool Decodes() {
  const auto bytes = std::as_bytes(std::span(kLine));
  const simdproxy::Header header = simdproxy::Decode(bytes);
  const simdproxy::HeaderView view(bytes, header);
  std::printf("%s:%d, payload at %u, %s of %zu targets, version %s\n",
              simdproxy::ToText(view.source()).c_str(), view.source().port, header.size(),
              simdproxy::ActiveEngine().name().data(), simdproxy::CompiledTargets().size(),
              simdproxy::LibraryVersion());
  return header.ok() && view.destination().port == 443;
}

bool BuildsBatches() {
  const simdproxy::TlvItem tlvs[] = {simdproxy::TlvItem::Authority("example.org"),
                                     simdproxy::TlvItem::Crc32c()};
  const simdproxy::HeaderTemplate header(simdproxy::DescribeProxy(
      simdproxy::Endpoint(), simdproxy::Endpoint(), simdproxy::Transport::kStream, tlvs));
  simdproxy::Endpoints records[32]{};
  for (simdproxy::Endpoints& record : records) record.family_number = 1;
  static std::byte bytes[32 * 64];
  const auto built = simdproxy::EncodeBatch(header, records, {}, {.bytes = bytes, .stride = 0});
  const size_t size = built.size / 32;
  simdproxy::Buffer buffers[32];
  for (size_t i = 0; i < 32; ++i) buffers[i] = {bytes + i * size, size};
  simdproxy::Header headers[32];
  const size_t ok =
      simdproxy::DecodeBatch(buffers, headers, nullptr, {.check = simdproxy::Check::kCrc});
  return built.count == 32 && ok == 32 &&
         simdproxy::TlvsOf({bytes, size}, headers[0]).Find("AUTHORITY").has_value();
}

bool SpeaksC() {
  simdproxy_header header;
  return simdproxy_decode(kLine, std::strlen(kLine), nullptr, &header, nullptr) == SIMDPROXY_OK;
}

}  // namespace

int main() { return Decodes() && BuildsBatches() && SpeaksC() ? 0 : 1; }
