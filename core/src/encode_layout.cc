#include "core/src/encode_layout.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "core/src/wire.h"
#include "simdproxy/tlv.h"

namespace simdproxy {
namespace {

using Kind = TlvItem::Kind;

constexpr uint32_t kMaxLength = 65535;
constexpr uint32_t kMaxAlignment = 32768;

std::span<const TlvItem> EntriesOf(const TlvItem& item) noexcept {
  return {item.entries, item.entry_count};
}

bool IsCrc32c(const TlvItem& item) noexcept {
  return item.kind == Kind::kCrc32c ||
         (item.kind == Kind::kValue && item.type == tlv_type::kCrc32c);
}

bool IsSslSubtype(uint8_t type) noexcept {
  return type >= tlv_type::kSslVersion && type <= tlv_type::kSslClientCert;
}

size_t HeadSize(const TlvItem& item) noexcept {
  return std::min<size_t>(item.head_size, item.head.size());
}

// Bytes of a value, over kMaxLength if it is too long for any entry.
uint64_t ValueSize(const TlvItem& item) noexcept {
  if (IsCrc32c(item)) return wire::kCrc32cValueSize;
  if (item.kind == Kind::kVarying) return item.number;
  uint64_t size = HeadSize(item);
  if (item.kind != Kind::kSsl) return size + std::min<uint64_t>(item.value.size(), kMaxLength + 1);
  for (const TlvItem& entry : EntriesOf(item)) {
    size += wire::kTlvHeadSize + HeadSize(entry) +
            std::min<uint64_t>(entry.value.size(), kMaxLength + 1);
  }
  return size;
}

// What is wrong with one entry by itself.
EncodeFault JudgeItem(const TlvItem& item, bool in_template) noexcept {
  if (IsCrc32c(item)) {
    const size_t size = HeadSize(item) + item.value.size();
    return size == 0 || size == wire::kCrc32cValueSize ? EncodeFault::kNone
                                                       : EncodeFault::kBadCrc32cSize;
  }
  switch (item.kind) {
    case Kind::kPadding:
      return std::has_single_bit(item.number) && item.number <= kMaxAlignment
                 ? EncodeFault::kNone
                 : EncodeFault::kBadPadding;
    case Kind::kSsl: {
      const auto plain = [](const TlvItem& entry) { return entry.kind == Kind::kValue; };
      return std::ranges::all_of(EntriesOf(item), plain) ? EncodeFault::kNone
                                                         : EncodeFault::kBadSslEntry;
    }
    case Kind::kVarying:
      if (item.type == tlv_type::kCrc32c) return EncodeFault::kBadVarying;
      if (!in_template || item.number > HeaderTemplate::kMaxVaryingSize) {
        return EncodeFault::kBadVarying;
      }
      break;
    case Kind::kValue:
    case Kind::kCrc32c:
      break;
  }
  return IsSslSubtype(item.type) ? EncodeFault::kSslEntryOutside : EncodeFault::kNone;
}

// Keeps the fault of the lower number.
void Merge(EncodeFault& fault, EncodeFault other) noexcept {
  if (other == EncodeFault::kNone) return;
  if (fault == EncodeFault::kNone || other < fault) fault = other;
}

EncodeFault JudgeTlvs(std::span<const TlvItem> tlvs, bool in_template) noexcept {
  EncodeFault fault = EncodeFault::kNone;
  size_t crcs = 0;
  size_t paddings = 0;
  size_t varying = 0;
  for (const TlvItem& item : tlvs) {
    Merge(fault, JudgeItem(item, in_template));
    crcs += IsCrc32c(item);
    paddings += item.kind == Kind::kPadding;
    varying += item.kind == Kind::kVarying;
  }
  if (crcs > 1) Merge(fault, EncodeFault::kSecondCrc32c);
  if (paddings > 1) Merge(fault, EncodeFault::kBadPadding);
  if (varying > HeaderTemplate::kMaxVarying) Merge(fault, EncodeFault::kBadVarying);
  return fault;
}

bool HasAddresses(const HeaderDescription& d) noexcept {
  return d.source.family != Family::kUnspec;
}

EncodeFault JudgeFamilies(const HeaderDescription& d) noexcept {
  // LOCAL may name a family and carry no addresses.
  const bool without =
      d.source.family == Family::kUnspec && d.destination.family == Family::kUnspec;
  if (d.command == Command::kLocal && without) return EncodeFault::kNone;
  return d.source.family == d.family && d.destination.family == d.family
             ? EncodeFault::kNone
             : EncodeFault::kMixedFamilies;
}

bool IsBadPath(const Endpoint& endpoint) noexcept {
  if (endpoint.family != Family::kUnix) return false;
  return endpoint.path.size() > wire::kV2UnixPathSize ||
         (!endpoint.path_block.empty() && endpoint.path_block.size() != wire::kV2UnixPathSize);
}

EncodeFault JudgeV2(const HeaderDescription& d) noexcept {
  if (d.command != Command::kLocal && d.command != Command::kProxy) {
    return EncodeFault::kBadCommand;
  }
  const bool local = d.command == Command::kLocal;
  if (static_cast<uint8_t>(d.family) > (local ? 15 : 3)) return EncodeFault::kBadFamily;
  if (static_cast<uint8_t>(d.transport) > (local ? 15 : 2)) return EncodeFault::kBadTransport;
  if (const EncodeFault fault = JudgeFamilies(d); fault != EncodeFault::kNone) return fault;
  if (static_cast<uint8_t>(d.source.family) > 3) return EncodeFault::kMixedFamilies;
  if (IsBadPath(d.source) || IsBadPath(d.destination)) return EncodeFault::kBadUnixPath;
  if (!d.block.empty() && HasAddresses(d)) return EncodeFault::kBadBlock;
  return EncodeFault::kNone;
}

// The gap to the boundary, plus whole units until it is 3 bytes or more.
uint32_t PaddingFor(uint64_t size, uint32_t alignment) noexcept {
  auto gap = static_cast<uint32_t>(0 - size) & (alignment - 1);
  while (gap != 0 && gap < wire::kTlvHeadSize) gap += alignment;
  return gap;
}

class Writer {
 public:
  explicit Writer(uint8_t* target) noexcept : begin_(target), at_(target) {}

  uint32_t offset() const noexcept { return static_cast<uint32_t>(at_ - begin_); }
  void Byte(size_t byte) noexcept { *at_++ = static_cast<uint8_t>(byte); }
  void Big16(size_t number) noexcept {
    Byte(number >> 8);
    Byte(number & 0xFF);
  }
  void Bytes(const void* bytes, size_t size) noexcept {
    if (size != 0) std::memcpy(at_, bytes, size);
    at_ += size;
  }
  void Zeros(size_t size) noexcept {
    if (size != 0) std::memset(at_, 0, size);
    at_ += size;
  }
  void Head(uint8_t type, size_t value_size) noexcept {
    Byte(type);
    Big16(value_size);
  }
  void Plain(const TlvItem& item) noexcept {
    Head(item.type, HeadSize(item) + item.value.size());
    Bytes(item.head.data(), HeadSize(item));
    Bytes(item.value.data(), item.value.size());
  }

 private:
  uint8_t* begin_;
  uint8_t* at_;
};

void WritePath(Writer& writer, const Endpoint& endpoint) noexcept {
  const auto bytes = endpoint.path_block.empty() ? endpoint.path : endpoint.path_block;
  writer.Bytes(bytes.data(), bytes.size());
  writer.Zeros(wire::kV2UnixPathSize - bytes.size());
}

void WriteBlock(Writer& writer, const HeaderDescription& d) noexcept {
  switch (d.source.family) {
    case Family::kUnspec:
      writer.Bytes(d.block.data(), d.block.size());
      break;
    case Family::kInet:
    case Family::kInet6: {
      const size_t size = d.source.family == Family::kInet ? 4 : 16;
      writer.Bytes(d.source.address.data(), size);
      writer.Bytes(d.destination.address.data(), size);
      writer.Big16(d.source.port);
      writer.Big16(d.destination.port);
      break;
    }
    case Family::kUnix:
      WritePath(writer, d.source);
      WritePath(writer, d.destination);
      break;
  }
}

void WriteSsl(Writer& writer, const TlvItem& item) noexcept {
  writer.Head(item.type, ValueSize(item));
  writer.Bytes(item.head.data(), HeadSize(item));
  for (const TlvItem& entry : EntriesOf(item)) writer.Plain(entry);
}

}  // namespace

V2Layout LayOutV2(const HeaderDescription& d, bool in_template) noexcept {
  V2Layout layout{JudgeV2(d), 0, 0};
  Merge(layout.fault, JudgeTlvs(d.tlvs, in_template));
  if (layout.fault != EncodeFault::kNone) return layout;

  uint64_t size = wire::kV2FixedSize;
  size += HasAddresses(d) ? wire::kV2BlockSize[static_cast<size_t>(d.source.family)]
                          : std::min<uint64_t>(d.block.size(), kMaxLength + 1);
  uint32_t alignment = 1;
  for (const TlvItem& item : d.tlvs) {
    if (item.kind == Kind::kPadding) {
      alignment = item.number;
    } else {
      size += wire::kTlvHeadSize + ValueSize(item);
    }
  }
  layout.padding = PaddingFor(size, alignment);
  size += layout.padding;
  if (size > wire::kV2FixedSize + kMaxLength) layout.fault = EncodeFault::kTooLong;
  if (layout.fault == EncodeFault::kNone) layout.size = static_cast<uint32_t>(size);
  return layout;
}

V2Places WriteV2(const HeaderDescription& d, const V2Layout& layout, uint8_t* target) noexcept {
  Writer writer(target);
  writer.Bytes(wire::kV2Signature, wire::kV2SignatureSize);
  writer.Byte(0x20U | static_cast<uint8_t>(d.command));
  writer.Byte(static_cast<size_t>(d.family) << 4 | static_cast<size_t>(d.transport));
  writer.Big16(layout.size - wire::kV2FixedSize);
  WriteBlock(writer, d);

  V2Places places{};
  size_t varying = 0;
  for (const TlvItem& item : d.tlvs) {
    if (IsCrc32c(item)) {
      writer.Head(tlv_type::kCrc32c, wire::kCrc32cValueSize);
      places.crc = writer.offset();
      writer.Zeros(wire::kCrc32cValueSize);
    } else if (item.kind == Kind::kPadding) {
      if (layout.padding == 0) continue;
      writer.Head(tlv_type::kNoop, layout.padding - wire::kTlvHeadSize);
      writer.Zeros(layout.padding - wire::kTlvHeadSize);
    } else if (item.kind == Kind::kVarying) {
      writer.Head(item.type, item.number);
      places.varying[varying++] = writer.offset();
      writer.Zeros(item.number);
    } else if (item.kind == Kind::kSsl) {
      WriteSsl(writer, item);
    } else {
      writer.Plain(item);
    }
  }
  return places;
}

EncodeFault JudgeV1(const HeaderDescription& d) noexcept {
  if (d.command != Command::kProxy) return EncodeFault::kBadCommand;
  if (d.family > Family::kInet6) return EncodeFault::kBadFamily;
  const Transport carried = d.family == Family::kUnspec ? Transport::kUnspec : Transport::kStream;
  if (d.transport != carried) return EncodeFault::kBadTransport;
  if (d.source.family != d.family || d.destination.family != d.family) {
    return EncodeFault::kMixedFamilies;
  }
  if (!d.block.empty()) return EncodeFault::kBadBlock;
  return d.tlvs.empty() ? EncodeFault::kNone : EncodeFault::kTlvsInV1;
}

}  // namespace simdproxy
