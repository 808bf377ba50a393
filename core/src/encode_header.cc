// One header from a description, and descriptions from what they are made of.
#include <algorithm>
#include <array>
#include <cstring>

#include "core/src/encode_layout.h"
#include "core/src/wire.h"
#include "simdproxy/checksum.h"
#include "simdproxy/encode.h"

namespace simdproxy {
namespace {

class Line {
 public:
  void Append(std::string_view text) noexcept {
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  void AppendPort(uint16_t port) noexcept {
    char digits[5];
    size_t count = 0;
    unsigned number = port;
    do {
      digits[count++] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    while (count != 0) bytes_[size_++] = digits[--count];
  }
  std::span<const char> bytes() const noexcept { return std::span(bytes_).first(size_); }

 private:
  std::array<char, wire::kV1MaxSize> bytes_;
  size_t size_ = 0;
};

Line LineOf(const HeaderDescription& d) noexcept {
  Line line;
  if (d.family == Family::kUnspec) {
    line.Append("PROXY UNKNOWN\r\n");
    return line;
  }
  line.Append(d.family == Family::kInet ? "PROXY TCP4 " : "PROXY TCP6 ");
  line.Append(ToText(d.source).view());
  line.Append(" ");
  line.Append(ToText(d.destination).view());
  line.Append(" ");
  line.AppendPort(d.source.port);
  line.Append(" ");
  line.AppendPort(d.destination.port);
  line.Append("\r\n");
  return line;
}

EncodeResult EncodeV1(const HeaderDescription& description, std::span<std::byte> target) noexcept {
  if (const EncodeFault fault = JudgeV1(description); fault != EncodeFault::kNone) {
    return {0, fault};
  }
  const Line line = LineOf(description);
  const auto size = static_cast<uint32_t>(line.bytes().size());
  if (target.size() < size) return {size, EncodeFault::kTargetTooSmall};
  std::memcpy(target.data(), line.bytes().data(), size);
  return {size, EncodeFault::kNone};
}

EncodeResult EncodeV2(const HeaderDescription& description, std::span<std::byte> target) noexcept {
  const V2Layout layout = LayOutV2(description, false);
  if (layout.fault != EncodeFault::kNone) return {0, layout.fault};
  if (target.size() < layout.size) return {layout.size, EncodeFault::kTargetTooSmall};
  const V2Places places = WriteV2(description, layout, reinterpret_cast<uint8_t*>(target.data()));
  if (places.crc != 0) {
    const uint32_t crc = Crc32c(target.first(layout.size));
    for (uint32_t i = 0; i < wire::kCrc32cValueSize; ++i) {
      target[places.crc + i] = static_cast<std::byte>(crc >> (24 - 8 * i) & 0xFF);
    }
  }
  return {layout.size, EncodeFault::kNone};
}

std::span<const std::byte> BytesOf(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// A number of `size` bytes as what stands in front of the value, behind what is there already.
void AppendToHead(TlvItem& item, uint64_t number, uint32_t size, bool big_endian) noexcept {
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t shift = 8 * (big_endian ? size - 1 - i : i);
    item.head[item.head_size++] = static_cast<std::byte>(number >> shift & 0xFF);
  }
}

}  // namespace

EncodeResult Encode(const HeaderDescription& description, std::span<std::byte> target) noexcept {
  switch (description.version) {
    case 1:
      return EncodeV1(description, target);
    case 2:
      return EncodeV2(description, target);
    default:
      return {0, EncodeFault::kBadVersion};
  }
}

TlvItem TlvItem::Raw(uint8_t type, std::span<const std::byte> value) noexcept {
  return {.type = type, .value = value};
}
TlvItem TlvItem::Raw(uint8_t type, std::string_view value) noexcept {
  return Raw(type, BytesOf(value));
}
TlvItem TlvItem::Alpn(std::string_view name) noexcept { return Raw(tlv_type::kAlpn, name); }
TlvItem TlvItem::Authority(std::string_view host) noexcept {
  return Raw(tlv_type::kAuthority, host);
}
TlvItem TlvItem::UniqueId(std::span<const std::byte> id) noexcept {
  return Raw(tlv_type::kUniqueId, id);
}
TlvItem TlvItem::Netns(std::string_view name) noexcept { return Raw(tlv_type::kNetns, name); }

TlvItem TlvItem::Ssl(uint8_t client, uint32_t verify, std::span<const TlvItem> entries) noexcept {
  TlvItem item{.type = tlv_type::kSsl,
               .kind = Kind::kSsl,
               .entries = entries.data(),
               .entry_count = entries.size()};
  AppendToHead(item, client, 1, true);
  AppendToHead(item, verify, 4, true);
  return item;
}

TlvItem TlvItem::Crc32c() noexcept { return {.type = tlv_type::kCrc32c, .kind = Kind::kCrc32c}; }

TlvItem TlvItem::Padding(uint32_t alignment) noexcept {
  return {.type = tlv_type::kNoop, .kind = Kind::kPadding, .number = alignment};
}

TlvItem TlvItem::Varying(uint8_t type, uint32_t size) noexcept {
  return {.type = type, .kind = Kind::kVarying, .number = size};
}

TlvItem TlvItem::AwsVpcEndpointId(std::string_view id) noexcept {
  TlvItem item = Raw(tlv_type::kAwsVpcEndpoint, id);
  AppendToHead(item, 0x01, 1, true);  // sub-type
  return item;
}

TlvItem TlvItem::AzureLinkId(uint32_t id) noexcept {
  TlvItem item{.type = tlv_type::kAzurePrivateLink};
  AppendToHead(item, 0x01, 1, true);  // sub-type
  AppendToHead(item, id, 4, false);
  return item;
}

TlvItem TlvItem::GcpPscConnectionId(uint64_t id) noexcept {
  TlvItem item{.type = tlv_type::kGcpPscConnection};
  AppendToHead(item, id, 8, true);
  return item;
}

TlvItem TlvItem::AlibabaId(AlibabaKind kind, std::string_view id) noexcept {
  TlvItem item = Raw(tlv_type::kAlibaba, id);
  AppendToHead(item, static_cast<uint64_t>(kind), 1, true);
  return item;
}

HeaderDescription DescribeProxy(const Endpoint& source, const Endpoint& destination,
                                Transport transport, std::span<const TlvItem> tlvs) noexcept {
  return {.family = source.family,
          .transport = transport,
          .source = source,
          .destination = destination,
          .tlvs = tlvs};
}

HeaderDescription DescribeLocal(std::span<const TlvItem> tlvs) noexcept {
  return {.command = Command::kLocal, .tlvs = tlvs};
}

HeaderDescription Describe(const HeaderView& header) noexcept {
  HeaderDescription d{.version = static_cast<uint8_t>(header.version()),
                      .command = header.command(),
                      .family = header.family(),
                      .transport = header.transport(),
                      .source = header.source(),
                      .destination = header.destination()};
  if (header.version() == 2 && !d.source) {
    const uint32_t begin = header.tlvs(Reading::kStrict).begin_offset();
    d.family = static_cast<Family>(header.header().family_transport >> 4);
    d.transport = static_cast<Transport>(header.header().family_transport & 15);
    d.block = header.raw().first(begin).subspan(std::min(wire::kV2FixedSize, begin));
  }
  return d;
}

size_t TlvItemsOf(const TlvView& tlvs, std::span<TlvItem> items) noexcept {
  size_t count = 0;
  for (const Tlv tlv : tlvs) {
    if (count < items.size()) items[count] = TlvItem::Raw(tlv.type, tlv.value);
    ++count;
  }
  return count;
}

Endpoint InetEndpoint(std::span<const uint8_t, 4> address, uint16_t port) noexcept {
  Endpoint endpoint;
  endpoint.family = Family::kInet;
  endpoint.port = port;
  std::ranges::copy(address, endpoint.address.begin());
  return endpoint;
}

Endpoint Inet6Endpoint(std::span<const uint8_t, 16> address, uint16_t port) noexcept {
  Endpoint endpoint;
  endpoint.family = Family::kInet6;
  endpoint.port = port;
  std::ranges::copy(address, endpoint.address.begin());
  return endpoint;
}

Endpoint UnixEndpoint(std::string_view path) noexcept {
  Endpoint endpoint;
  endpoint.family = Family::kUnix;
  endpoint.path = BytesOf(path);
  return endpoint;
}

}  // namespace simdproxy
