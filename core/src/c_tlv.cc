// The C interface to type-length-value entries.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>

#include "core/src/c_records.h"
#include "simdproxy/tlv.h"

namespace simdproxy {
namespace {

using Bytes = std::span<const std::byte>;

Reading ReadingOf(int reading) noexcept {
  return reading == SIMDPROXY_READ_STRICT ? Reading::kStrict : Reading::kPartial;
}

simdproxy_tlvs AreaOf(Bytes bytes, const TlvView& view) noexcept {
  simdproxy_tlvs tlvs{};
  tlvs.data = reinterpret_cast<const uint8_t*>(bytes.data());
  tlvs.size = bytes.size();
  tlvs.begin = tlvs.next = view.begin_offset();
  tlvs.end = view.end_offset();
  // A strict view that found a malformed entry stops where it begins.
  tlvs.stop = view.empty() ? tlvs.begin : tlvs.end;
  return tlvs;
}

// What reading goes over, from `begin` on.
TlvView ViewFrom(const simdproxy_tlvs& tlvs, uint32_t begin, uint32_t end) noexcept {
  return {SpanOf(tlvs.data, tlvs.size), begin, end};
}

int Write(const std::optional<Tlv>& from, simdproxy_tlv* to) noexcept {
  simdproxy_tlv tlv{};
  if (from) {
    tlv.offset = from->offset;
    tlv.type = from->type;
    tlv.value = BytesOf(from->value);
  }
  *to = tlv;
  return from.has_value();
}

Tlv TlvOf(const simdproxy_tlv* tlv) noexcept {
  return {.offset = tlv->offset, .type = tlv->type, .value = SpanOf(tlv->value)};
}

// The value, or zero with a fault.
template <class T, class Out>
int Give(const TlvValue<T>& value, Out* to) noexcept {
  *to = {};
  if (value) {
    if constexpr (std::is_same_v<Out, simdproxy_bytes>) {
      *to = BytesOf(*value);
    } else {
      *to = *value;
    }
  }
  return static_cast<int>(value.fault);
}

int ReadText(const Tlv& tlv, int type, simdproxy_bytes* value) noexcept {
  switch (type) {
    case tlv_type::kAuthority:
      return Give(ReadAuthority(tlv), value);
    case tlv_type::kSslVersion:
      return Give(ReadSslVersion(tlv), value);
    case tlv_type::kSslCipher:
      return Give(ReadSslCipher(tlv), value);
    case tlv_type::kSslSigAlg:
      return Give(ReadSslSigAlg(tlv), value);
    case tlv_type::kSslKeyAlg:
      return Give(ReadSslKeyAlg(tlv), value);
    case tlv_type::kSslGroup:
      return Give(ReadSslGroup(tlv), value);
    case tlv_type::kSslSigScheme:
      return Give(ReadSslSigScheme(tlv), value);
    case tlv_type::kNetns:
      return Give(ReadNetns(tlv), value);
    default:
      return Give(TlvValue<Bytes>{.fault = ValueFault::kWrongType}, value);
  }
}

}  // namespace
}  // namespace simdproxy

const char* simdproxy_tlv_type_name(int type) {
  if (type < 0 || type > 255) return "";
  // The view of a type without a name may have no data.
  const std::string_view name = simdproxy::TlvTypeName(static_cast<uint8_t>(type));
  return name.empty() ? "" : name.data();
}

int simdproxy_tlv_type_from_name(const char* name) {
  const auto type = name != nullptr ? simdproxy::TlvTypeFromName(name) : std::nullopt;
  return type ? *type : -1;
}

const char* simdproxy_value_fault_name(int fault) {
  return simdproxy::ValueFaultName(simdproxy::EnumOf<simdproxy::ValueFault>(fault)).data();
}

void simdproxy_tlvs_of(const void* data, size_t size, const simdproxy_header* header, int reading,
                       simdproxy_tlvs* tlvs) {
  const auto bytes = simdproxy::SpanOf(data, size);
  const auto from = simdproxy::CopyRecord<simdproxy::Header>(header);
  *tlvs = simdproxy::AreaOf(bytes, simdproxy::TlvsOf(bytes, from, simdproxy::ReadingOf(reading)));
}

void simdproxy_tlvs_in(const void* data, size_t size, uint32_t begin, uint32_t end, int reading,
                       simdproxy_tlvs* tlvs) {
  const auto bytes = simdproxy::SpanOf(data, size);
  *tlvs = simdproxy::AreaOf(bytes,
                            simdproxy::TlvView(bytes, begin, end, simdproxy::ReadingOf(reading)));
}

int simdproxy_tlvs_next(simdproxy_tlvs* tlvs, simdproxy_tlv* tlv) {
  const simdproxy::TlvView view = simdproxy::ViewFrom(*tlvs, tlvs->next, tlvs->stop);
  auto i = view.begin();
  if (i == view.end()) return simdproxy::Write(std::nullopt, tlv);
  const int there = simdproxy::Write(*i, tlv);
  tlvs->next = (++i).offset();
  return there;
}

int simdproxy_tlvs_malformed(const simdproxy_tlvs* tlvs, uint32_t* offset) {
  const auto at = simdproxy::ViewFrom(*tlvs, tlvs->begin, tlvs->end).malformed_offset();
  *offset = at.value_or(0);
  return at.has_value();
}

int simdproxy_tlvs_find(const simdproxy_tlvs* tlvs, int type, simdproxy_tlv* tlv) {
  if (type < 0 || type > 255) return simdproxy::Write(std::nullopt, tlv);
  return simdproxy::Write(
      simdproxy::ViewFrom(*tlvs, tlvs->begin, tlvs->stop).Find(static_cast<uint8_t>(type)), tlv);
}

int simdproxy_tlvs_find_next(const simdproxy_tlvs* tlvs, const simdproxy_tlv* previous,
                             simdproxy_tlv* tlv) {
  const simdproxy::TlvView view = simdproxy::ViewFrom(*tlvs, tlvs->begin, tlvs->stop);
  return simdproxy::Write(view.FindNext(simdproxy::TlvOf(previous)), tlv);
}

int simdproxy_tlvs_find_name(const simdproxy_tlvs* tlvs, const char* name, simdproxy_tlv* tlv) {
  return simdproxy_tlvs_find(tlvs, simdproxy_tlv_type_from_name(name), tlv);
}

int simdproxy_read_value(const simdproxy_tlv* tlv, int type, simdproxy_bytes* value) {
  const simdproxy::Tlv from = simdproxy::TlvOf(tlv);
  switch (type) {
    case simdproxy::tlv_type::kAlpn:
      return simdproxy::Give(simdproxy::ReadAlpn(from), value);
    case simdproxy::tlv_type::kNoop:
      return simdproxy::Give(simdproxy::ReadNoop(from), value);
    case simdproxy::tlv_type::kUniqueId:
      return simdproxy::Give(simdproxy::ReadUniqueId(from), value);
    case simdproxy::tlv_type::kSslCn:
      return simdproxy::Give(simdproxy::ReadSslCn(from), value);
    case simdproxy::tlv_type::kSslClientCert:
      return simdproxy::Give(simdproxy::ReadSslClientCert(from), value);
    default:
      return simdproxy::ReadText(from, type, value);
  }
}

int simdproxy_read_crc32c(const simdproxy_tlv* tlv, uint32_t* sum) {
  return simdproxy::Give(simdproxy::ReadCrc32c(simdproxy::TlvOf(tlv)), sum);
}

int simdproxy_read_aws_vpc_endpoint_id(const simdproxy_tlv* tlv, simdproxy_bytes* id) {
  return simdproxy::Give(simdproxy::ReadAwsVpcEndpointId(simdproxy::TlvOf(tlv)), id);
}

int simdproxy_read_azure_link_id(const simdproxy_tlv* tlv, uint32_t* id) {
  return simdproxy::Give(simdproxy::ReadAzureLinkId(simdproxy::TlvOf(tlv)), id);
}

int simdproxy_read_gcp_psc_connection_id(const simdproxy_tlv* tlv, uint64_t* id) {
  return simdproxy::Give(simdproxy::ReadGcpPscConnectionId(simdproxy::TlvOf(tlv)), id);
}

int simdproxy_read_alibaba_id(const simdproxy_tlv* tlv, uint8_t* kind, simdproxy_bytes* id) {
  const auto value = simdproxy::ReadAlibabaId(simdproxy::TlvOf(tlv));
  *kind = value ? static_cast<uint8_t>(value->kind) : 0;
  *id = value ? simdproxy::BytesOf(value->id) : simdproxy_bytes{};
  return static_cast<int>(value.fault);
}

size_t simdproxy_alpn_names(const simdproxy_bytes* value, simdproxy_bytes* names, size_t count) {
  static_assert(sizeof(std::string_view) == sizeof(simdproxy_bytes) &&
                alignof(std::string_view) == alignof(simdproxy_bytes));
  const auto bytes = simdproxy::SpanOf(*value);
  // A name takes a byte at least. The views are made where the names go, then replaced.
  const size_t room = std::min(count, bytes.size() + 1);
  auto* const views = reinterpret_cast<std::string_view*>(names);
  for (size_t i = 0; i < room; ++i) new (views + i) std::string_view();
  const size_t there = simdproxy::AlpnNames(bytes, {views, room});
  for (size_t i = 0; i < std::min(there, room); ++i) {
    const simdproxy_bytes name = simdproxy::BytesOf(views[i]);
    new (names + i) simdproxy_bytes(name);
  }
  return there;
}

int simdproxy_read_ssl(const void* data, size_t size, const simdproxy_tlv* tlv, int reading,
                       simdproxy_ssl* ssl) {
  const auto bytes = simdproxy::SpanOf(data, size);
  const auto value =
      simdproxy::ReadSsl(bytes, simdproxy::TlvOf(tlv), simdproxy::ReadingOf(reading));
  simdproxy_ssl to{};
  to.fault_offset = value.offset;
  if (value || reading != SIMDPROXY_READ_STRICT) {
    to.client = value.value.client;
    to.verify = value.value.verify;
    to.verified = value && value->verified();
    to.entries = simdproxy::AreaOf(bytes, value.value.entries);
  }
  *ssl = to;
  return static_cast<int>(value.fault);
}
