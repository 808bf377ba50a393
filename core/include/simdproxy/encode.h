/// @file
/// Building headers: one from a description, or a batch from a template.
///
/// Every call here: writes into the caller's memory, and there the bytes of the header alone; on
/// any fault nothing; allocates nothing, throws nothing, keeps no state; is safe from any thread;
/// gives the same bytes on every machine. What is read (values, paths, records) must not overlap
/// what is written. core/FORMAT.md, section E, has the rules.
#ifndef SIMDPROXY_ENCODE_H_
#define SIMDPROXY_ENCODE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "simdproxy/header.h"
#include "simdproxy/tlv.h"
#include "simdproxy/view.h"

#pragma GCC visibility push(default)
namespace simdproxy {

/// Why a header can't be built. Closed list, append-only; the values are part of the binary
/// interface. Of several faults the one of the lower number is reported.
enum class EncodeFault : uint8_t {
  kNone = 0,
  kBadVersion = 1,        ///< the version is not 1 or 2
  kBadCommand = 2,        ///< not LOCAL or PROXY; or LOCAL, and the form has none
  kBadFamily = 3,         ///< PROXY: family over 3, LOCAL: over 15; or UNIX in version 1
  kBadTransport = 4,      ///< transport over 2, LOCAL: over 15; version 1: not the family's
  kMixedFamilies = 5,     ///< the endpoints are not both of the family that is announced
  kBadUnixPath = 6,       ///< a path over 108 bytes, or a block of a path that is not of 108
  kBadBlock = 7,          ///< a raw block where endpoints say what stands there
  kTlvsInV1 = 8,          ///< version 1 carries no TLVs
  kSecondCrc32c = 9,      ///< more than one CRC32C entry
  kBadCrc32cSize = 10,    ///< the value given for the CRC32C entry is neither empty nor of 4 bytes
  kBadPadding = 11,       ///< an alignment that is not a power of two up to 32,768, or a second one
  kSslEntryOutside = 12,  ///< a sub-type of SSL (0x21 to 0x28) that stands outside an SSL entry
  kBadSslEntry = 13,      ///< inside SSL stands what is not a plain entry
  kBadVarying = 14,       ///< a varying value outside a template, or too many or too large
  kTooLong = 15,          ///< a length over 65,535, or a template over its limit
  kTargetTooSmall = 16,   ///< the target has not the size needed
};

inline constexpr uint8_t kEncodeFaultCount = 17;  ///< values of EncodeFault

/// Stable lower-case name, for example "mixed_families"; "none" for kNone, "unknown" for other
/// values. Static storage, NUL-terminated.
std::string_view EncodeFaultName(EncodeFault fault) noexcept;

/// The fault in words for a log line. Static storage, NUL-terminated.
std::string_view EncodeFaultMessage(EncodeFault fault) noexcept;

/// One entry to write behind the addresses. Make it with the functions below. Borrows what it is
/// made from; copyable; the members are for those who build it from another language.
struct TlvItem {
  /// What is written, and which members count.
  enum class Kind : uint8_t {
    kValue = 0,    ///< head, then value
    kSsl = 1,      ///< head (client and verify), then entries
    kCrc32c = 2,   ///< the sum over the finished header
    kPadding = 3,  ///< NOOP up to an alignment of the whole header
    kVarying = 4,  ///< a value that a template leaves open
  };

  uint8_t type = 0;                 ///< one of tlv_type or any other
  Kind kind = Kind::kValue;         ///< what is written
  uint8_t head_size = 0;            ///< bytes of head in use, at most 8
  std::array<std::byte, 8> head{};  ///< what stands in front of the value
  uint32_t number = 0;              ///< kPadding: alignment; kVarying: size of the value in bytes
  std::span<const std::byte> value{};  ///< behind the head
  const TlvItem* entries = nullptr;    ///< kSsl: the entries inside it
  size_t entry_count = 0;              ///< how many they are

  /// @{
  /// Any type and value. Of type CRC32C it is Crc32c(), whatever the value holds, which must be
  /// empty or of 4 bytes: entries of a decoded header can be written again, with the right sum.
  static TlvItem Raw(uint8_t type, std::span<const std::byte> value) noexcept;
  static TlvItem Raw(uint8_t type, std::string_view value) noexcept;
  /// @}

  /// @{
  /// The registered types [2.2.1 to 2.2.7]. What values hold is not judged.
  static TlvItem Alpn(std::string_view name) noexcept;
  static TlvItem Authority(std::string_view host) noexcept;
  static TlvItem UniqueId(std::span<const std::byte> id) noexcept;
  static TlvItem Netns(std::string_view name) noexcept;
  /// @}
  /// `client`: bits as in Ssl (tlv.h); `verify` 0: the client's certificate was verified. The
  /// entries must be plain: Raw, or the same made otherwise.
  static TlvItem Ssl(uint8_t client, uint32_t verify, std::span<const TlvItem> entries) noexcept;

  /// The CRC32C of the whole header, at this place; one a header.
  static TlvItem Crc32c() noexcept;

  /// NOOP so that the header's size becomes a multiple of `alignment`, a power of two up to 32,768:
  /// the gap to the boundary, plus whole units until it is 3 bytes or more, which is the smallest
  /// entry; nothing where there is no gap. The padding stands here, and counts what follows.
  static TlvItem Padding(uint32_t alignment) noexcept;

  /// A value of `size` bytes that EncodeBatch is given for each header. In templates only.
  static TlvItem Varying(uint8_t type, uint32_t size) noexcept;

  /// @{
  /// Entries of cloud vendors, as the typed readers of tlv.h read them.
  static TlvItem AwsVpcEndpointId(std::string_view id) noexcept;
  static TlvItem AzureLinkId(uint32_t id) noexcept;
  static TlvItem GcpPscConnectionId(uint64_t id) noexcept;
  static TlvItem AlibabaId(AlibabaKind kind, std::string_view id) noexcept;
  /// @}
};

/// What a header says. Borrows paths, block and entries.
struct HeaderDescription {
  uint8_t version = 2;                ///< 1 or 2
  Command command = Command::kProxy;  ///< LOCAL in version 2 only
  /// PROXY: that of both endpoints; kUnspec is UNKNOWN in version 1, in its short form. LOCAL: any
  /// nibble of byte 13.
  Family family = Family::kUnspec;
  /// Version 1: kStream for INET and INET6, kUnspec for UNKNOWN. LOCAL: any nibble of byte 13.
  Transport transport = Transport::kUnspec;
  /// Both of `family`, or, for UNSPEC and for LOCAL without a block of addresses, both kUnspec. A
  /// UNIX path is padded with zeros, unless path_block holds all of its 108 bytes.
  Endpoint source{};
  Endpoint destination{};  ///< as source
  /// LOCAL and UNSPEC without endpoints: bytes between the fixed part and the TLVs; else empty.
  std::span<const std::byte> block{};
  std::span<const TlvItem> tlvs{};  ///< version 2: written in this order
};

/// A PROXY header of version 2 between two endpoints of one family.
HeaderDescription DescribeProxy(const Endpoint& source, const Endpoint& destination,
                                Transport transport = Transport::kStream,
                                std::span<const TlvItem> tlvs = {}) noexcept;

/// A LOCAL header of family UNSPEC: a proxy that speaks for itself, such as a health check [2.2].
HeaderDescription DescribeLocal(std::span<const TlvItem> tlvs = {}) noexcept;

/// Everything that a decoded header says but its TLVs, for which TlvItemsOf needs memory. Borrows
/// the header's bytes. With both, a canonical header is built again byte for byte. The rest of an
/// UNKNOWN line is left out.
HeaderDescription Describe(const HeaderView& header) noexcept;

/// The entries of a view as items: writes up to items.size() of them, returns how many there are.
size_t TlvItemsOf(const TlvView& tlvs, std::span<TlvItem> items) noexcept;

/// @{
/// Endpoints from their parts: addresses in network order, ports in host order. A path may be up to
/// 108 bytes; an abstract one begins with NUL. Borrows the path.
Endpoint InetEndpoint(std::span<const uint8_t, 4> address, uint16_t port) noexcept;
Endpoint Inet6Endpoint(std::span<const uint8_t, 16> address, uint16_t port) noexcept;
Endpoint UnixEndpoint(std::string_view path) noexcept;
/// @}

/// What became of one header.
struct EncodeResult {
  /// kNone: bytes written. kTargetTooSmall: bytes needed. Else 0.
  uint32_t size = 0;
  EncodeFault fault = EncodeFault::kNone;  ///< why nothing was written

  /// The header was written.
  constexpr explicit operator bool() const noexcept { return fault == EncodeFault::kNone; }
};

/// Writes the header into the first bytes of `target`. On any fault nothing is written; an empty
/// target asks for the size. Linear in the header's size.
EncodeResult Encode(const HeaderDescription& description, std::span<std::byte> target) noexcept;

/// Headers of one shape, of which only addresses, ports and varying values differ: made once, used
/// for any number of batches. A record decides between INET and INET6 (TCP4 and TCP6). Holds copies
/// of everything, no pointers; copyable; under 10 KiB.
class HeaderTemplate {
 public:
  /// Longest v2 header that a template can be of.
  static constexpr size_t kMaxSize = 2048;
  static constexpr size_t kMaxVarying = 4;        ///< varying entries in one template
  static constexpr size_t kMaxVaryingSize = 128;  ///< bytes in the value of one

  /// Of `description` count version, transport and TLVs; command must be PROXY, family and
  /// endpoints are those of each record. Check fault().
  explicit HeaderTemplate(const HeaderDescription& description) noexcept;

  /// Why there is no such header. A template with a fault encodes nothing.
  EncodeFault fault() const noexcept { return fault_; }
  /// There is no fault.
  constexpr explicit operator bool() const noexcept { return fault_ == EncodeFault::kNone; }

  /// 1 or 2.
  int version() const noexcept { return version_; }
  /// Longest header that comes out of it, in bytes; a slot must have room for it. 104 for
  /// version 1.
  size_t max_size() const noexcept { return max_size_; }
  /// How many columns of values EncodeBatch takes.
  size_t varying_count() const noexcept { return varying_count_; }

  /// @cond
  // Internal: the bytes of one family, with zeros where records differ, and what their CRC32C
  // needs. A sum is linear: that of a header is that of the image, xor what each part that differs
  // adds, which depends on the part and on how many bytes follow it.
  struct Part {
    uint32_t offset;
    uint32_t size;
    uint64_t multiplier;    ///< for a carryless multiplication (crc_linear.h)
    uint32_t shift[8][16];  ///< the same product by tables, one for each nibble of a sum
  };
  struct Image {
    alignas(64) uint8_t bytes[kMaxSize];
    uint32_t size;        ///< 0: no such headers
    uint32_t crc_offset;  ///< of the CRC32C value; 0 without one
    uint32_t crc;         ///< of the image
    Part addresses;
    Part varying[kMaxVarying];
  };
  /// @endcond

 private:
  friend class Engine;
  void AddImage(HeaderDescription description, Family family) noexcept;

  Image images_[2]{};  // INET, INET6
  size_t max_size_ = 0;
  uint32_t varying_count_ = 0;
  uint8_t version_ = 0;
  EncodeFault fault_ = EncodeFault::kNone;
};

/// Values of one varying entry: that of header i begins at base + stride * i. Stride 0: one for
/// all.
struct ValueColumn {
  const void* base;  ///< where the value for record 0 begins
  size_t stride;     ///< bytes from one value to the next
};

/// Where a batch of headers is written.
struct EncodeOutput {
  std::span<std::byte> bytes;  ///< room for the headers
  /// Bytes from one header to the next, at least HeaderTemplate::max_size(); 0: back to back.
  size_t stride = 0;
  /// If not null, gets the size of each header; 0 for a record without endpoints, which takes no
  /// bytes. Room for as many as there are records.
  uint16_t* sizes = nullptr;
};

/// How far a batch came.
struct EncodeBatchResult {
  size_t count = 0;  ///< records that are done: all before the first that did not fit
  size_t size = 0;   ///< bytes of the output, up to the end of the last header written
};

/// Writes one header for each record: addresses and ports are the record's, its family (INET or
/// INET6) decides what comes out, its transport does not count. values[k] holds the values of the
/// template's k-th varying entry. Ends before the first record for which the output has no room
/// (back to back: its size; slots: max_size()); the bytes of every header, and no others, are
/// written. Nothing is written with a faulty template, fewer columns than it takes, or a stride
/// other than 0 below max_size().
EncodeBatchResult EncodeBatch(const HeaderTemplate& header, std::span<const Endpoints> records,
                              std::span<const ValueColumn> values,
                              const EncodeOutput& output) noexcept;

}  // namespace simdproxy
#pragma GCC visibility pop

#endif  // SIMDPROXY_ENCODE_H_
