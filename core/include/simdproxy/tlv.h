/// @file
/// The type-length-value entries behind the addresses of a v2 header [2.2.1 to 2.2.8], read in
/// place.
///
/// Nothing here allocates, copies, recurses or throws. Every view borrows the header's bytes: it is
/// valid as long as they are. Offsets count in bytes from the start of the header.
#ifndef SIMDPROXY_TLV_H_
#define SIMDPROXY_TLV_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "simdproxy/header.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// Registered types, the sub-types of SSL, and types that cloud vendors use.
namespace tlv_type {
/// @{
/// A type of that name.
inline constexpr uint8_t kAlpn = 0x01;
inline constexpr uint8_t kAuthority = 0x02;
inline constexpr uint8_t kCrc32c = 0x03;
inline constexpr uint8_t kNoop = 0x04;
inline constexpr uint8_t kUniqueId = 0x05;
inline constexpr uint8_t kSsl = 0x20;
inline constexpr uint8_t kSslVersion = 0x21;
inline constexpr uint8_t kSslCn = 0x22;
inline constexpr uint8_t kSslCipher = 0x23;
inline constexpr uint8_t kSslSigAlg = 0x24;
inline constexpr uint8_t kSslKeyAlg = 0x25;
inline constexpr uint8_t kSslGroup = 0x26;
inline constexpr uint8_t kSslSigScheme = 0x27;
inline constexpr uint8_t kSslClientCert = 0x28;
inline constexpr uint8_t kNetns = 0x30;
inline constexpr uint8_t kGcpPscConnection = 0xE0;
inline constexpr uint8_t kAlibaba = 0xE1;
inline constexpr uint8_t kAwsVpcEndpoint = 0xEA;
inline constexpr uint8_t kAzurePrivateLink = 0xEE;
/// @}
}  // namespace tlv_type

/// "ALPN", "AUTHORITY", "CRC32C", "NOOP", "UNIQUE_ID", "SSL", "NETNS"; the sub-types of SSL as
/// "SSL_VERSION", "SSL_CN", "SSL_CIPHER", "SSL_SIG_ALG", "SSL_KEY_ALG", "SSL_GROUP",
/// "SSL_SIG_SCHEME", "SSL_CLIENT_CERT"; "CUSTOM" for 0xE0-0xEF, "EXPERIMENT" for 0xF0-0xF7,
/// "FUTURE" for 0xF8-0xFF; empty for the rest. Static storage, NUL-terminated.
std::string_view TlvTypeName(uint8_t type) noexcept;

/// The number of a name that TlvTypeName gives to one type only; nothing for others.
std::optional<uint8_t> TlvTypeFromName(std::string_view name) noexcept;

/// One entry.
struct Tlv {
  uint32_t offset;                   ///< of the type byte
  uint8_t type;                      ///< one of tlv_type or any other
  std::span<const std::byte> value;  ///< borrowed

  /// Offset of the value's first byte.
  constexpr uint32_t value_offset() const noexcept { return offset + 3; }
};

/// How a view treats an area that holds a malformed entry.
enum class Reading : uint8_t {
  kPartial,  ///< yields the good entries before it
  kStrict,   ///< yields nothing
};

/// The entries of one area, in order, as a forward range.
class TlvView {
 public:
  /// Stands at an entry, or at the end.
  class Iterator {
   public:
    /// @{
    /// As std::forward_iterator asks.
    using value_type = Tlv;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;

    constexpr Iterator() noexcept = default;
    constexpr Tlv operator*() const noexcept {
      return {at_, static_cast<uint8_t>(header_[at_]), {header_ + at_ + 3, value_size()}};
    }
    constexpr Iterator& operator++() noexcept {
      at_ += 3 + value_size();
      return *this;
    }
    constexpr Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend constexpr bool operator==(const Iterator& a, const Iterator& b) noexcept {
      return a.at_ == b.at_;
    }
    /// @}
    /// True at the area's end and at a malformed entry.
    friend constexpr bool operator==(const Iterator& i, std::default_sentinel_t) noexcept {
      return i.end_ - i.at_ < 3 || i.end_ - i.at_ - 3 < i.value_size();
    }
    /// Where this iterator stands.
    constexpr uint32_t offset() const noexcept { return at_; }

   private:
    friend class TlvView;
    constexpr Iterator(const std::byte* header, uint32_t at, uint32_t end) noexcept
        : header_(header), at_(at), end_(end) {}
    constexpr uint32_t value_size() const noexcept {
      return static_cast<uint32_t>(header_[at_ + 1]) << 8 | static_cast<uint32_t>(header_[at_ + 2]);
    }

    const std::byte* header_ = nullptr;
    uint32_t at_ = 0;
    uint32_t end_ = 0;
  };

  /// An empty area.
  constexpr TlvView() noexcept = default;

  /// The area [begin, end) of `header`, both clamped to its size.
  constexpr TlvView(std::span<const std::byte> header, uint32_t begin, uint32_t end,
                    Reading reading = Reading::kPartial) noexcept
      : header_(header.data()) {
    end_ = header.size() < end ? static_cast<uint32_t>(header.size()) : end;
    begin_ = begin < end_ ? begin : end_;
    stop_ = end_;
    if (reading == Reading::kStrict && malformed_offset()) stop_ = begin_;
  }

  /// @{
  /// The entries that this view yields, as a range.
  constexpr Iterator begin() const noexcept { return {header_, begin_, stop_}; }
  constexpr std::default_sentinel_t end() const noexcept { return {}; }
  constexpr bool empty() const noexcept { return begin() == end(); }
  /// @}

  /// @{
  /// Where the area begins and ends, in bytes from the start of the header.
  constexpr uint32_t begin_offset() const noexcept { return begin_; }
  constexpr uint32_t end_offset() const noexcept { return end_; }
  /// @}

  /// Offset of the type byte of the first entry that does not fit; nothing if the area is sound.
  /// Walks the area: linear in the number of entries.
  constexpr std::optional<uint32_t> malformed_offset() const noexcept {
    Iterator i(header_, begin_, end_);
    while (i != std::default_sentinel) ++i;
    if (i.offset() == end_) return std::nullopt;
    return i.offset();
  }

  /// The first entry of a type among those that this view yields.
  constexpr std::optional<Tlv> Find(uint8_t type) const noexcept { return FindFrom(begin(), type); }

  /// The first entry of a name that TlvTypeFromName knows; nothing for other names.
  std::optional<Tlv> Find(std::string_view name) const noexcept;

  /// The first entry of a type that stands behind `previous`, an entry of this view: with Find it
  /// gives all of a type in order. Goes on where `previous` stands, so that all of them together
  /// cost one walk.
  constexpr std::optional<Tlv> FindNext(const Tlv& previous) const noexcept {
    if (previous.offset < begin_) return Find(previous.type);
    Iterator i(header_, previous.offset, stop_);
    if (previous.offset >= stop_ || i == end()) return std::nullopt;
    return FindFrom(++i, previous.type);
  }

 private:
  constexpr std::optional<Tlv> FindFrom(Iterator i, uint8_t type) const noexcept {
    for (; i != end(); ++i) {
      const Tlv tlv = *i;
      if (tlv.type == type) return tlv;
    }
    return std::nullopt;
  }

  const std::byte* header_ = nullptr;
  uint32_t begin_ = 0;
  uint32_t stop_ = 0;
  uint32_t end_ = 0;
};

/// The TLV area of a decoded header. `bytes` must be those that `header` was decoded from; any
/// others give other entries but never a read outside `bytes`. Empty unless the header is ok and
/// version 2. LOCAL and PROXY UNSPEC: the reading is worked out here from the bytes
/// (core/FORMAT.md), and an area without a sound reading is empty; linear in the header's size.
TlvView TlvsOf(std::span<const std::byte> bytes, const Header& header,
               Reading reading = Reading::kPartial) noexcept;

/// Why a typed reader refused a value.
enum class ValueFault : uint8_t {
  kNone = 0,
  kWrongType,    ///< the entry is of another type
  kBadSize,      ///< the value's size is not one that this type can have
  kBadText,      ///< not UTF-8, or not printable US-ASCII, as the type asks
  kBadSubtype,   ///< a vendor's entry of another kind
  kBadSubEntry,  ///< SSL: an entry inside it does not fit
};

/// Stable lower-case name, for example "bad_size"; "none" for kNone. Static storage.
std::string_view ValueFaultName(ValueFault fault) noexcept;

/// What a typed reader gives: a value, or a fault and where it is.
template <class T>
struct TlvValue {
  T value{};                             ///< zero or partial with a fault
  ValueFault fault = ValueFault::kNone;  ///< kNone: the value counts
  uint32_t offset = 0;  ///< of the type byte of the faulty entry or sub-entry; 0 without a fault

  /// There is no fault.
  constexpr explicit operator bool() const noexcept { return fault == ValueFault::kNone; }
  /// @{
  /// The value, whatever the fault.
  constexpr const T& operator*() const noexcept { return value; }
  constexpr const T* operator->() const noexcept { return &value; }
  /// @}
};

/// The typed readers look at the entry alone and judge what its value holds. Text is borrowed.

/// ALPN [2.2.1]: the protocol's name, as HAProxy and hitch send it, or a copy of the TLS
/// extension's list; at least 1 byte. AlpnNames takes either apart.
TlvValue<std::span<const std::byte>> ReadAlpn(const Tlv& tlv) noexcept;

/// The names in an ALPN value: those of a ProtocolNameList of RFC 7301 section 3.1 if the value is
/// exactly one, else the whole value as one name. Writes up to names.size() of them and returns how
/// many there are.
size_t AlpnNames(std::span<const std::byte> value, std::span<std::string_view> names) noexcept;

/// AUTHORITY [2.2.2]: the host name that the client asked for, UTF-8, at least 1 byte.
TlvValue<std::string_view> ReadAuthority(const Tlv& tlv) noexcept;

/// CRC32C [2.2.3]: the checksum as it stands, exactly 4 bytes, big-endian.
TlvValue<uint32_t> ReadCrc32c(const Tlv& tlv) noexcept;

/// NOOP [2.2.4]: padding, any bytes.
TlvValue<std::span<const std::byte>> ReadNoop(const Tlv& tlv) noexcept;

/// UNIQUE_ID [2.2.5]: opaque, at most 128 bytes.
TlvValue<std::span<const std::byte>> ReadUniqueId(const Tlv& tlv) noexcept;

/// SSL [2.2.6].
struct Ssl {
  uint8_t client = 0;   ///< bit 0 SSL, bit 1 CERT_CONN, bit 2 CERT_SESS
  uint32_t verify = 0;  ///< 0 if the client's certificate was verified
  TlvView entries;      ///< the sub-types VERSION to CLIENT_CERT

  static constexpr uint8_t kClientSsl = 1;       ///< bit of client: over TLS
  static constexpr uint8_t kClientCertConn = 2;  ///< a certificate on this connection
  static constexpr uint8_t kClientCertSess = 4;  ///< a certificate in its session

  /// The client came over TLS.
  constexpr bool tls() const noexcept { return (client & kClientSsl) != 0; }
  /// The client showed a certificate, on this connection or in the session that it resumed, and it
  /// was verified. CN and CLIENT_CERT mean nothing unless this is true.
  constexpr bool verified() const noexcept {
    return verify == 0 && (client & (kClientCertConn | kClientCertSess)) != 0;
  }
};

/// SSL [2.2.6]: at least 5 bytes, sub-entries that fill the rest exactly. One level: a sub-entry
/// that is of type SSL is an entry like any other. `header` is the span that the entry's offset
/// counts in, as given to TlvsOf. A faulty sub-entry is reported with its own offset; with
/// Reading::kPartial the value then still holds client, verify and the good entries before it.
TlvValue<Ssl> ReadSsl(std::span<const std::byte> header, const Tlv& tlv,
                      Reading reading = Reading::kStrict) noexcept;

/// @{
/// The sub-types of SSL [2.2.6]. VERSION, CIPHER, SIG_ALG, KEY_ALG, GROUP and SIG_SCHEME are
/// printable US-ASCII of at least 1 byte. CN is the certificate's bytes, usually UTF-8 but not
/// always. CLIENT_CERT is a certificate in DER, at least 1 byte.
TlvValue<std::string_view> ReadSslVersion(const Tlv& tlv) noexcept;
TlvValue<std::span<const std::byte>> ReadSslCn(const Tlv& tlv) noexcept;
TlvValue<std::string_view> ReadSslCipher(const Tlv& tlv) noexcept;
TlvValue<std::string_view> ReadSslSigAlg(const Tlv& tlv) noexcept;
TlvValue<std::string_view> ReadSslKeyAlg(const Tlv& tlv) noexcept;
TlvValue<std::string_view> ReadSslGroup(const Tlv& tlv) noexcept;
TlvValue<std::string_view> ReadSslSigScheme(const Tlv& tlv) noexcept;
TlvValue<std::span<const std::byte>> ReadSslClientCert(const Tlv& tlv) noexcept;
/// @}

/// NETNS [2.2.7]: the name of the network namespace, printable US-ASCII, at least 1 byte.
TlvValue<std::string_view> ReadNetns(const Tlv& tlv) noexcept;

/// AWS, type 0xEA sub-type 0x01: the VPC endpoint id, for example "vpce-08d2bf15fac5001c9".
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
TlvValue<std::string_view> ReadAwsVpcEndpointId(const Tlv& tlv) noexcept;

/// Azure, type 0xEE sub-type 0x01: the link id of a private endpoint, 4 bytes, little-endian.
/// https://learn.microsoft.com/azure/private-link/private-link-service-overview
TlvValue<uint32_t> ReadAzureLinkId(const Tlv& tlv) noexcept;

/// Google Cloud, type 0xE0: the id of a Private Service Connect connection, 8 bytes, big-endian.
/// https://cloud.google.com/vpc/docs/about-vpc-hosted-services
TlvValue<uint64_t> ReadGcpPscConnectionId(const Tlv& tlv) noexcept;

/// What an entry of Alibaba Cloud holds, by its first value byte.
enum class AlibabaKind : uint8_t { kVpcId = 1, kEndpointId = 2, kServiceId = 3 };
/// An id and what it is of.
struct AlibabaId {
  AlibabaKind kind = AlibabaKind::kVpcId;  ///< of which kind it is
  std::string_view id;                     ///< borrowed
};
/// Alibaba Cloud, type 0xE1: kind and id.
/// https://www.alibabacloud.com/help/en/privatelink
TlvValue<AlibabaId> ReadAlibabaId(const Tlv& tlv) noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_TLV_H_
