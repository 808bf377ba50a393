#include <algorithm>
#include <optional>
#include <vector>

#include "fuzz/c_interface/checks.h"

namespace simdproxy::fuzz {
namespace {

bool SameTlv(const simdproxy_tlv& c, const std::optional<Tlv>& tlv) {
  const bool zero = c.reserved[0] == 0 && c.reserved[1] == 0 && c.reserved[2] == 0;
  if (!tlv) return zero && c.offset == 0 && c.type == 0 && SameBytes(c.value, Bytes());
  return zero && c.offset == tlv->offset && c.type == tlv->type && SameBytes(c.value, tlv->value);
}

// Full of garbage, so that what is not written shows.
template <class T>
T Garbage() {
  T record;
  std::memset(static_cast<void*>(&record), testing::kGarbage, sizeof(record));
  return record;
}

void CheckArea(const simdproxy_tlvs& tlvs, const TlvView& view, Bytes bytes, Bytes input) {
  uint32_t malformed = 0xAAAAAAAA;
  const int there = simdproxy_tlvs_malformed(&tlvs, &malformed);
  Expect(tlvs.data == reinterpret_cast<const uint8_t*>(bytes.data()) && tlvs.size == bytes.size() &&
             tlvs.begin == view.begin_offset() && tlvs.end == view.end_offset() &&
             tlvs.next == tlvs.begin && tlvs.stop >= tlvs.begin && tlvs.stop <= tlvs.end &&
             there == static_cast<int>(view.malformed_offset().has_value()) &&
             malformed == view.malformed_offset().value_or(0),
         "an area of TLVs differs", input);
}

template <class Out, class T, class Convert>
void ExpectValue(int fault, const Out& out, const TlvValue<T>& value, Convert same, Bytes input) {
  Expect(fault == static_cast<int>(value.fault) && same(out, value ? *value : T{}),
         "a value of a TLV differs", input);
}

template <class T>
void ExpectRead(const simdproxy_tlv& c, int type, const TlvValue<T>& value, Bytes input) {
  auto bytes = Garbage<simdproxy_bytes>();
  const int fault = simdproxy_read_value(&c, type, &bytes);
  ExpectValue(
      fault, bytes, value, [](const simdproxy_bytes& a, const T& b) { return SameBytes(a, b); },
      input);
}

void CheckValues(const simdproxy_tlv& c, const Tlv& tlv, int other_type, Bytes input) {
  ExpectRead(c, SIMDPROXY_TLV_ALPN, ReadAlpn(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_AUTHORITY, ReadAuthority(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_NOOP, ReadNoop(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_UNIQUE_ID, ReadUniqueId(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_VERSION, ReadSslVersion(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_CN, ReadSslCn(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_CIPHER, ReadSslCipher(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_SIG_ALG, ReadSslSigAlg(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_KEY_ALG, ReadSslKeyAlg(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_GROUP, ReadSslGroup(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_SIG_SCHEME, ReadSslSigScheme(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_SSL_CLIENT_CERT, ReadSslClientCert(tlv), input);
  ExpectRead(c, SIMDPROXY_TLV_NETNS, ReadNetns(tlv), input);
  static constexpr int kRead[] = {0x01, 0x02, 0x04, 0x05, 0x21, 0x22, 0x23,
                                  0x24, 0x25, 0x26, 0x27, 0x28, 0x30};
  if (std::ranges::find(kRead, other_type) == std::end(kRead)) {
    const TlvValue<Bytes> none{.fault = ValueFault::kWrongType};
    ExpectRead(c, other_type, none, input);
  }
}

void CheckNumbers(const simdproxy_tlv& c, const Tlv& tlv, Bytes input) {
  const auto equal = [](auto a, auto b) { return a == b; };
  auto sum = Garbage<uint32_t>();
  int fault = simdproxy_read_crc32c(&c, &sum);
  ExpectValue(fault, sum, ReadCrc32c(tlv), equal, input);
  fault = simdproxy_read_azure_link_id(&c, &sum);
  ExpectValue(fault, sum, ReadAzureLinkId(tlv), equal, input);
  auto number = Garbage<uint64_t>();
  fault = simdproxy_read_gcp_psc_connection_id(&c, &number);
  ExpectValue(fault, number, ReadGcpPscConnectionId(tlv), equal, input);
  auto id = Garbage<simdproxy_bytes>();
  fault = simdproxy_read_aws_vpc_endpoint_id(&c, &id);
  ExpectValue(
      fault, id, ReadAwsVpcEndpointId(tlv),
      [](const simdproxy_bytes& a, std::string_view b) { return SameBytes(a, b); }, input);
  uint8_t kind = testing::kGarbage;
  fault = simdproxy_read_alibaba_id(&c, &kind, &id);
  const auto alibaba = ReadAlibabaId(tlv);
  Expect(fault == static_cast<int>(alibaba.fault) &&
             kind == (alibaba ? static_cast<int>(alibaba->kind) : 0) &&
             SameBytes(id, alibaba ? alibaba->id : std::string_view()),
         "simdproxy_read_alibaba_id", input);
}

void CheckNames(const simdproxy_tlv& c, size_t room, Bytes input) {
  static testing::GuardedBuffer memory(4096);
  const Bytes value(reinterpret_cast<const std::byte*>(c.value.data), c.value.size);
  std::vector<std::string_view> expected(room);
  const size_t count = AlpnNames(value, expected);
  auto* const names = memory.RoomAtEnd<simdproxy_bytes>(room, testing::kGarbage);
  Expect(simdproxy_alpn_names(&c.value, names, room) == count, "simdproxy_alpn_names", input);
  for (size_t i = 0; i < std::min(room, count); ++i) {
    Expect(SameBytes(names[i], expected[i]), "a name of ALPN", input);
  }
}

void CheckSsl(const Given& given, const simdproxy_tlv& c, const Tlv& tlv) {
  for (const int reading : {SIMDPROXY_READ_PARTIAL, SIMDPROXY_READ_STRICT}) {
    const bool strict = reading == SIMDPROXY_READ_STRICT;
    const auto value = ReadSsl(given.bytes, tlv, strict ? Reading::kStrict : Reading::kPartial);
    auto ssl = Garbage<simdproxy_ssl>();
    const int fault = simdproxy_read_ssl(given.bytes.data(), given.bytes.size(), &c, reading, &ssl);
    Expect(fault == static_cast<int>(value.fault) && ssl.fault_offset == value.offset &&
               ssl.reserved2 == 0 && ssl.reserved[0] == 0 && ssl.reserved[1] == 0,
           "the fault of simdproxy_read_ssl", given.input);
    if (!value && strict) {
      const simdproxy_ssl zero{};
      ssl.fault_offset = 0;
      Expect(std::memcmp(&ssl, &zero, sizeof(ssl)) == 0, "a fault leaves what is not zero",
             given.input);
      continue;
    }
    Expect(ssl.client == value.value.client && ssl.verify == value.value.verify &&
               ssl.verified == static_cast<uint8_t>(value && value->verified()),
           "simdproxy_read_ssl", given.input);
    CheckArea(ssl.entries, value.value.entries, given.bytes, given.input);
    simdproxy_tlv entry;
    for (const Tlv& expected : value.value.entries) {
      Expect(simdproxy_tlvs_next(&ssl.entries, &entry) == 1 && SameTlv(entry, expected),
             "an entry inside SSL", given.input);
    }
    Expect(simdproxy_tlvs_next(&ssl.entries, &entry) == 0, "one more entry inside SSL",
           given.input);
  }
}

void CheckEntries(const Given& given, simdproxy_tlvs tlvs, const TlvView& view, int type,
                  size_t room) {
  const Bytes input = given.input;
  auto c = Garbage<simdproxy_tlv>();
  for (const Tlv& tlv : view) {
    Expect(simdproxy_tlvs_next(&tlvs, &c) == 1 && SameTlv(c, tlv), "simdproxy_tlvs_next", input);
    CheckValues(c, tlv, type, input);
    CheckNumbers(c, tlv, input);
    CheckNames(c, room, input);
    CheckSsl(given, c, tlv);
    // Where the result goes may be where the previous one is.
    const auto next = view.FindNext(tlv);
    Expect(simdproxy_tlvs_find_next(&tlvs, &c, &c) == static_cast<int>(next.has_value()) &&
               SameTlv(c, next),
           "simdproxy_tlvs_find_next", input);
  }
  c = Garbage<simdproxy_tlv>();
  Expect(simdproxy_tlvs_next(&tlvs, &c) == 0 && SameTlv(c, {}), "an entry behind the last", input);
}

void CheckFind(const simdproxy_tlvs& tlvs, const TlvView& view, int type, Bytes input) {
  auto c = Garbage<simdproxy_tlv>();
  const bool is_type = type >= 0 && type < 256;
  const auto found = is_type ? view.Find(static_cast<uint8_t>(type)) : std::nullopt;
  Expect(simdproxy_tlvs_find(&tlvs, type, &c) == static_cast<int>(found.has_value()) &&
             SameTlv(c, found),
         "simdproxy_tlvs_find", input);
  const char* const name = simdproxy_tlv_type_name(type);
  const auto named = view.Find(std::string_view(name));
  c = Garbage<simdproxy_tlv>();
  Expect(simdproxy_tlvs_find_name(&tlvs, name, &c) == static_cast<int>(named.has_value()) &&
             SameTlv(c, named),
         "simdproxy_tlvs_find_name", input);
}

void CheckBoth(const Given& given, const simdproxy_tlvs& tlvs, const TlvView& view, int type,
               size_t room) {
  CheckArea(tlvs, view, given.bytes, given.input);
  CheckEntries(given, tlvs, view, type, room);
  CheckFind(tlvs, view, type, given.input);
}

}  // namespace

void CheckCTlv(const Given& given) {
  static testing::GuardedBuffer memory(4096);
  Source source(given.control);
  const int type = static_cast<int>(source.Number(2) % 300) - 10;
  const uint32_t begin = source.Byte();
  const uint32_t end = source.Number(2);
  const size_t room = source.Byte() % 8;
  const Header cpp = Decode(given.bytes);
  auto* const header = Unaligned<simdproxy_header>(memory, 1);
  std::memcpy(static_cast<void*>(header), &cpp, sizeof(cpp));
  for (const int reading : {SIMDPROXY_READ_PARTIAL, SIMDPROXY_READ_STRICT}) {
    const Reading cpp_reading =
        reading == SIMDPROXY_READ_STRICT ? Reading::kStrict : Reading::kPartial;
    auto tlvs = Garbage<simdproxy_tlvs>();
    simdproxy_tlvs_of(given.bytes.data(), given.bytes.size(), header, reading, &tlvs);
    CheckBoth(given, tlvs, TlvsOf(given.bytes, cpp, cpp_reading), type, room);
    tlvs = Garbage<simdproxy_tlvs>();
    simdproxy_tlvs_in(given.bytes.data(), given.bytes.size(), begin, end, reading, &tlvs);
    CheckBoth(given, tlvs, TlvView(given.bytes, begin, end, cpp_reading), type, room);
  }
  CountComparisons(Decoders().size() - 1, 4);
}

}  // namespace simdproxy::fuzz
