// What the scanner looks for, at one place after the other.
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/reference/records.h"
#include "core/reference/reference.h"
#include "core/src/wire.h"

namespace simdproxy::reference {
namespace {

bool StandsAt(Bytes bytes, size_t offset, std::string_view text) {
  return bytes.size() - offset >= text.size() &&
         std::memcmp(bytes.data() + offset, text.data(), text.size()) == 0;
}

bool IsV2(Bytes bytes, size_t offset) {
  return StandsAt(bytes, offset,
                  {reinterpret_cast<const char*>(wire::kV2Signature), wire::kV2SignatureSize});
}

bool IsV1(Bytes bytes, size_t offset) {
  return StandsAt(bytes, offset, "PROXY TCP4 ") || StandsAt(bytes, offset, "PROXY TCP6 ") ||
         StandsAt(bytes, offset, "PROXY UNKNOWN");
}

}  // namespace

std::vector<ScanHit> FindAll(ScanFor what, Bytes bytes) {
  const bool v2 = what == ScanFor::kV2 || what == ScanFor::kHeaders;
  const bool v1 = what == ScanFor::kV1 || what == ScanFor::kHeaders;
  std::vector<ScanHit> hits;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (v2 && IsV2(bytes, i)) hits.push_back(ScanHit::Of(i, Kind::kV2));
    if (v1 && IsV1(bytes, i)) hits.push_back(ScanHit::Of(i, Kind::kV1));
    if (what == ScanFor::kCrlf && StandsAt(bytes, i, "\r\n")) {
      hits.push_back(ScanHit::Of(i, Kind::kNeither));
    }
  }
  return hits;
}

}  // namespace simdproxy::reference
