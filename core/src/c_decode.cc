// The C interface to decoding.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/src/c_options.h"
#include "core/src/c_records.h"

namespace simdproxy {
namespace {

template <class T>
void Zero(T* records, size_t count) noexcept {
  if (records != nullptr) std::memset(static_cast<void*>(records), 0, count * sizeof(T));
}

int DecodeInput(std::span<const std::byte> bytes, const CallOptions& call, simdproxy_header* header,
                simdproxy_endpoints* endpoints) noexcept {
  Endpoints both;
  Endpoints* const wanted = endpoints != nullptr ? &both : nullptr;
  const Header decoded = call.engine != nullptr ? call.engine->Decode(bytes, call.options, wanted)
                                                : Decode(bytes, call.options, wanted);
  if (header != nullptr) std::memcpy(header, &decoded, sizeof(decoded));
  if (endpoints != nullptr) std::memcpy(endpoints, &both, sizeof(both));
  return static_cast<int>(decoded.outcome());
}

// Part [begin, begin + size) of a batch; `part` makes the Buffers or Slots of it.
template <class Part>
size_t DecodePart(const Part& part, size_t begin, size_t size, Header* headers,
                  Endpoints* endpoints, const CallOptions& call) noexcept {
  const auto inputs = part(begin, size);
  return call.engine != nullptr ? call.engine->DecodeBatch(inputs, headers, endpoints, call.options)
                                : DecodeBatch(inputs, headers, endpoints, call.options);
}

// Straight into the caller's records where they are aligned as ours are, else by way of copies.
template <class Part>
ptrdiff_t DecodeParts(const Part& part, size_t count, const simdproxy_options* options,
                      simdproxy_header* headers, simdproxy_endpoints* endpoints) noexcept {
  const std::optional<CallOptions> call = OptionsOf(options);
  if (!call) {
    Zero(headers, count);
    Zero(endpoints, count);
    return SIMDPROXY_BAD_OPTIONS;
  }
  if (headers != nullptr && IsAligned<Header>(headers) && IsAligned<Endpoints>(endpoints)) {
    return static_cast<ptrdiff_t>(DecodePart(part, 0, count, reinterpret_cast<Header*>(headers),
                                             reinterpret_cast<Endpoints*>(endpoints), *call));
  }
  size_t ok = 0;
  std::array<Header, kCopied> copied_headers;
  std::array<Endpoints, kCopied> copied_endpoints;
  for (size_t i = 0; i < count; i += kCopied) {
    const size_t size = std::min(kCopied, count - i);
    ok += DecodePart(part, i, size, copied_headers.data(),
                     endpoints != nullptr ? copied_endpoints.data() : nullptr, *call);
    if (headers != nullptr) std::memcpy(headers + i, copied_headers.data(), size * sizeof(Header));
    if (endpoints != nullptr) {
      std::memcpy(endpoints + i, copied_endpoints.data(), size * sizeof(Endpoints));
    }
  }
  return static_cast<ptrdiff_t>(ok);
}

}  // namespace
}  // namespace simdproxy

int simdproxy_decode(const void* data, size_t size, const simdproxy_options* options,
                     simdproxy_header* header, simdproxy_endpoints* endpoints) {
  const auto call = simdproxy::OptionsOf(options);
  if (!call) {
    simdproxy::Zero(header, 1);
    simdproxy::Zero(endpoints, 1);
    return SIMDPROXY_BAD_OPTIONS;
  }
  return simdproxy::DecodeInput(simdproxy::SpanOf(data, size), *call, header, endpoints);
}

int simdproxy_decode_datagram(const void* data, size_t size, const simdproxy_options* options,
                              simdproxy_header* header, simdproxy_endpoints* endpoints) {
  auto call = simdproxy::OptionsOf(options);
  if (!call) {
    simdproxy::Zero(header, 1);
    simdproxy::Zero(endpoints, 1);
    return SIMDPROXY_BAD_OPTIONS;
  }
  call->options.datagram = true;
  return simdproxy::DecodeInput(simdproxy::SpanOf(data, size), *call, header, endpoints);
}

ptrdiff_t simdproxy_decode_batch(const simdproxy_buffer* buffers, size_t count,
                                 const simdproxy_options* options, simdproxy_header* headers,
                                 simdproxy_endpoints* endpoints) {
  const auto part = [buffers](size_t begin, size_t size) {
    return simdproxy::BuffersOf(buffers + begin, size);
  };
  return simdproxy::DecodeParts(part, count, options, headers, endpoints);
}

ptrdiff_t simdproxy_decode_slots(const simdproxy_slots* slots, const simdproxy_options* options,
                                 simdproxy_header* headers, simdproxy_endpoints* endpoints) {
  const auto part = [slots](size_t begin, size_t size) {
    const bool numbered = slots->ids != nullptr;
    return simdproxy::Slots{
        .base = numbered ? slots->base
                         : static_cast<const uint8_t*>(slots->base) + slots->stride * begin,
        .stride = slots->stride,
        .ids = numbered ? slots->ids + begin : nullptr,
        .sizes = slots->sizes + begin,
        .count = size};
  };
  return simdproxy::DecodeParts(part, slots->count, options, headers, endpoints);
}

int simdproxy_classify(const void* data, size_t size) {
  return static_cast<int>(simdproxy::Classify(simdproxy::SpanOf(data, size)));
}

void simdproxy_classify_batch(const simdproxy_buffer* buffers, size_t count, uint8_t* kinds) {
  simdproxy::ClassifyBatch(simdproxy::BuffersOf(buffers, count),
                           reinterpret_cast<simdproxy::Kind*>(kinds));
}
