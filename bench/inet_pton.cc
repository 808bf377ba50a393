#include "bench/inet_pton.h"

#include <arpa/inet.h>

#include <cstring>

#include "simdproxy/decode.h"

namespace simdproxy::bench {

AddressTexts::AddressTexts(std::span<const Buffer> lines) {
  constexpr size_t kSource = 11;  // behind "PROXY TCP4 "
  for (const Buffer& buffer : lines) {
    const auto* const text = static_cast<const char*>(buffer.data);
    const Header header = Decode({static_cast<const std::byte*>(buffer.data), buffer.size});
    Line line{header.family() == Family::kInet6 ? AF_INET6 : AF_INET, {}, {}};
    const size_t destination = header.v1_destination;
    std::memcpy(line.source.data(), text + kSource, destination - 1 - kSource);
    std::memcpy(line.destination.data(), text + destination,
                header.v1_source_port - 1U - destination);
    lines_.push_back(line);
  }
}

size_t AddressTexts::Convert(Endpoints* endpoints) const {
  size_t converted = 0;
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    converted += inet_pton(line.family, line.source.data(), endpoints[i].source) == 1 &&
                 inet_pton(line.family, line.destination.data(), endpoints[i].destination) == 1;
  }
  return converted;
}

}  // namespace simdproxy::bench
