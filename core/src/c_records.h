// What the C interface and the C++ interface share: records of one layout under two names.
#ifndef SIMDPROXY_CORE_SRC_C_RECORDS_H_
#define SIMDPROXY_CORE_SRC_C_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include "simdproxy/decode.h"
#include "simdproxy/encode.h"
#include "simdproxy/simdproxy_c.h"
#include "simdproxy/view.h"

namespace simdproxy {

static_assert(sizeof(simdproxy_header) == sizeof(Header) &&
              offsetof(simdproxy_header, tlv_begin) == offsetof(Header, tlv_begin) &&
              offsetof(simdproxy_header, extent) == offsetof(Header, extent) &&
              offsetof(simdproxy_header, reserved) == offsetof(Header, reserved));
static_assert(sizeof(simdproxy_endpoints) == sizeof(Endpoints) &&
              offsetof(simdproxy_endpoints, source_port) == offsetof(Endpoints, source_port) &&
              offsetof(simdproxy_endpoints, family) == offsetof(Endpoints, family_number) &&
              offsetof(simdproxy_endpoints, reserved) == offsetof(Endpoints, reserved));
static_assert(sizeof(simdproxy_buffer) == sizeof(Buffer) &&
              offsetof(simdproxy_buffer, data) == offsetof(Buffer, data) &&
              offsetof(simdproxy_buffer, size) == offsetof(Buffer, size));

/// The record of one name copied into one of the other; neither need be aligned.
template <class To, class From>
To CopyRecord(const From* from) noexcept {
  static_assert(sizeof(To) == sizeof(From) && std::is_trivially_copyable_v<To>);
  To to;
  std::memcpy(static_cast<void*>(&to), static_cast<const void*>(from), sizeof(to));
  return to;
}

template <class T>
bool IsAligned(const void* pointer) noexcept {
  return reinterpret_cast<uintptr_t>(pointer) % alignof(T) == 0;
}

/// So many records are copied at a time where the caller's are not aligned as ours are.
inline constexpr size_t kCopied = 32;

/// The enumerator of a number; one that has no name where it is no byte.
template <class Enum>
Enum EnumOf(int number) noexcept {
  return static_cast<Enum>(number >= 0 && number < 255 ? number : 255);
}

/// Whatever the size, a null pointer is no bytes.
inline std::span<const std::byte> SpanOf(const void* data, size_t size) noexcept {
  return {static_cast<const std::byte*>(data), data != nullptr ? size : 0};
}
inline std::span<const std::byte> SpanOf(const simdproxy_bytes& bytes) noexcept {
  return SpanOf(bytes.data, bytes.size);
}

template <class T>
simdproxy_bytes BytesOf(std::span<T> bytes) noexcept {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}
inline simdproxy_bytes BytesOf(std::string_view text) noexcept { return BytesOf(std::span(text)); }

inline std::span<const Buffer> BuffersOf(const simdproxy_buffer* buffers, size_t count) noexcept {
  return {reinterpret_cast<const Buffer*>(buffers), count};  // Buffer is declared may_alias
}

inline Endpoint EndpointOf(const simdproxy_endpoint& from) noexcept {
  Endpoint to;
  to.family = static_cast<Family>(from.family);
  to.port = from.port;
  std::memcpy(to.address.data(), from.address, sizeof(from.address));
  to.path = SpanOf(from.path);
  to.path_block = SpanOf(from.path_block);
  return to;
}

inline simdproxy_endpoint EndpointOf(const Endpoint& from) noexcept {
  simdproxy_endpoint to{};
  to.family = static_cast<uint8_t>(from.family);
  to.port = from.port;
  std::memcpy(to.address, from.address.data(), sizeof(to.address));
  to.path = BytesOf(from.path);
  to.path_block = BytesOf(from.path_block);
  return to;
}

}  // namespace simdproxy

#endif  // SIMDPROXY_CORE_SRC_C_RECORDS_H_
