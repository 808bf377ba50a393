#include <algorithm>
#include <climits>
#include <vector>

#include "fuzz/c_interface/checks.h"

namespace simdproxy::fuzz {
namespace {

void ExpectName(const char* name, std::string_view expected, Bytes input) {
  Expect(name != nullptr && name == expected, "a name differs", input);
}

void CheckNamesOf(int number, Bytes input) {
  const bool byte = number >= 0 && number < 256;
  const auto n = static_cast<uint8_t>(byte ? number : 255);
  ExpectName(simdproxy_outcome_name(number), OutcomeName(static_cast<Outcome>(n)), input);
  ExpectName(simdproxy_reason_name(number), ReasonName(static_cast<Reason>(n)), input);
  ExpectName(simdproxy_reason_message(number), ReasonMessage(static_cast<Reason>(n)), input);
  ExpectName(simdproxy_command_name(number), CommandName(static_cast<Command>(n)), input);
  ExpectName(simdproxy_family_name(number), FamilyName(static_cast<Family>(n)), input);
  ExpectName(simdproxy_transport_name(number), TransportName(static_cast<Transport>(n)), input);
  ExpectName(simdproxy_crc_state_name(number), CrcStateName(static_cast<CrcState>(n)), input);
  ExpectName(simdproxy_value_fault_name(number), ValueFaultName(static_cast<ValueFault>(n)), input);
  const auto fault = static_cast<EncodeFault>(n);
  ExpectName(simdproxy_encode_fault_name(number), EncodeFaultName(fault), input);
  ExpectName(simdproxy_encode_fault_message(number), EncodeFaultMessage(fault), input);
  const std::string_view type = byte ? TlvTypeName(n) : std::string_view();
  ExpectName(simdproxy_tlv_type_name(number), type, input);
  const auto from_name = TlvTypeFromName(type);
  Expect(simdproxy_tlv_type_from_name(simdproxy_tlv_type_name(number)) ==
             (from_name ? int{*from_name} : -1),
         "simdproxy_tlv_type_from_name", input);
}

void CheckTargets(size_t index, Bytes input) {
  const auto targets = CompiledTargets();
  Expect(simdproxy_target_count() == targets.size(), "simdproxy_target_count", input);
  const char* const name = simdproxy_target_name(index);
  Expect((name != nullptr) == (index < targets.size()), "simdproxy_target_name", input);
  const auto active = reinterpret_cast<const simdproxy_engine*>(&ActiveEngine());
  Expect(simdproxy_engine_active() == active, "simdproxy_engine_active", input);
  ExpectName(simdproxy_engine_name(nullptr), ActiveEngine().name(), input);
  Expect(simdproxy_engine_for(nullptr) == nullptr, "an engine for no target", input);
  if (name == nullptr) return;
  ExpectName(name, targets[index], input);
  const simdproxy_engine* const engine = simdproxy_engine_for(name);
  Expect(engine == reinterpret_cast<const simdproxy_engine*>(EngineFor(name)),
         "simdproxy_engine_for", input);
  if (engine != nullptr) ExpectName(simdproxy_engine_name(engine), name, input);
}

void CheckSums(const Given& given, Source& source) {
  const Bytes bytes = given.bytes;
  const size_t begin = source.Number(2);
  const size_t size = source.Byte();
  Expect(simdproxy_crc32c(bytes.data(), bytes.size()) == Crc32c(bytes), "simdproxy_crc32c",
         given.input);
  Expect(simdproxy_crc32c_zeroed(bytes.data(), bytes.size(), begin, size) ==
             Crc32c(bytes, begin, size),
         "simdproxy_crc32c_zeroed", given.input);
  std::vector<simdproxy_buffer> buffers(source.Byte() % 20);
  std::vector<uint32_t> zeros(buffers.size());
  for (size_t i = 0; i < buffers.size(); ++i) {
    const size_t part = bytes.size() * (i + 1) / buffers.size();
    buffers[i] = {bytes.data(), part};
    zeros[i] = part < 4 || (given.hash >> i & 1) != 0
                   ? UINT32_MAX
                   : static_cast<uint32_t>((given.hash >> 8) % (part - 3));
  }
  std::vector<uint32_t> sums(buffers.size() + 1, 0xAAAAAAAA);
  std::vector<uint32_t> expected = sums;
  simdproxy_crc32c_batch(buffers.data(), buffers.size(), zeros.data(), sums.data());
  Crc32cBatch({reinterpret_cast<const Buffer*>(buffers.data()), buffers.size()}, zeros.data(),
              expected.data());
  Expect(sums == expected, "simdproxy_crc32c_batch", given.input);
}

void CheckText(const simdproxy_endpoint& c, const Endpoint& endpoint, size_t room, Bytes input) {
  static testing::GuardedBuffer memory(256);
  const AddressText text = ToText(endpoint);
  char* at = memory.RoomAtEnd<char>(room, testing::kGarbage);
  const auto fits = [&at, room](std::string_view expected) {
    if (expected.size() >= room) return room == 0 || at[0] == '\0';
    return std::string_view(at, expected.size() + 1) ==
           std::string_view(expected.data(), expected.size() + 1);
  };
  Expect(simdproxy_endpoint_text(&c, at, room) == text.view().size() && fits(text.view()),
         "simdproxy_endpoint_text", input);
  at = memory.RoomAtEnd<char>(room, testing::kGarbage);
  AddressText address;
  if (c.family == SIMDPROXY_INET) {
    address = InetToText(std::span<const uint8_t, 4>(c.address, 4));
  } else if (c.family == SIMDPROXY_INET6) {
    address = Inet6ToText(std::span<const uint8_t, 16>(c.address, 16));
  }
  Expect(simdproxy_address_text(c.family, c.address, at, room) == address.view().size() &&
             fits(address.view()),
         "simdproxy_address_text", input);
}

void CheckEndpoint(const simdproxy_endpoint& c, const Endpoint& endpoint, size_t room,
                   Bytes input) {
  Expect(c.family == static_cast<uint8_t>(endpoint.family) && c.reserved == 0 &&
             c.port == endpoint.port &&
             std::equal(endpoint.address.begin(), endpoint.address.end(), c.address) &&
             SameBytes(c.path, endpoint.path) && SameBytes(c.path_block, endpoint.path_block),
         "an endpoint differs", input);
  CheckText(c, endpoint, room, input);
}

// Of a header, and of bytes that need not be all of those that it was decoded from.
void CheckViewOf(Bytes bytes, const simdproxy_header* header, const Header& cpp, size_t room,
                 Bytes input) {
  simdproxy_view v;
  std::memset(static_cast<void*>(&v), testing::kGarbage, sizeof(v));
  simdproxy_view_of(bytes.data(), bytes.size(), header, &v);
  const HeaderView view(bytes, cpp);
  const TlvView tlvs = view.tlvs();
  const Header& h = view.header();
  Expect(v.valid == static_cast<uint8_t>(view.valid()) && v.version == view.version() &&
             v.command == static_cast<uint8_t>(view.command()) &&
             v.family == static_cast<uint8_t>(view.family()) &&
             v.transport == static_cast<uint8_t>(view.transport()) &&
             v.crc_state == static_cast<uint8_t>(h.crc_state()) &&
             v.tlvs_walked == static_cast<uint8_t>(h.tlvs_walked()) && v.reserved == 0 &&
             v.rest_offset == view.rest_offset() && v.tlv_begin == tlvs.begin_offset() &&
             v.tlv_end == tlvs.end_offset() && v.reserved2 == 0,
         "the numbers of simdproxy_view_of", input);
  Expect(SameBytes(v.raw, view.raw()) && SameBytes(v.rest, view.rest()) &&
             SameBytes(v.source_text, view.source_text()) &&
             SameBytes(v.destination_text, view.destination_text()) &&
             SameBytes(v.source_port_text, view.source_port_text()) &&
             SameBytes(v.destination_port_text, view.destination_port_text()),
         "the bytes of simdproxy_view_of", input);
  CheckEndpoint(v.source, view.source(), room, input);
  CheckEndpoint(v.destination, view.destination(), room, input);
}

}  // namespace

void CheckCNames(const Given& given) {
  Source source(given.control);
  CheckNamesOf(static_cast<int>(source.Number(2) % 300) - 10, given.input);
  CheckNamesOf((given.hash & 1) != 0 ? INT_MAX : INT_MIN, given.input);
  CheckTargets(source.Byte() % (CompiledTargets().size() + 2), given.input);
  CheckSums(given, source);
  ExpectName(simdproxy_version(), LibraryVersion(), given.input);
  Expect(simdproxy_tlv_type_from_name(nullptr) == -1, "a type of no name", given.input);
}

void CheckCView(const Given& given) {
  static testing::GuardedBuffer memory(4096);
  Source source(given.control);
  const size_t room = source.Byte() % 112;
  const auto check = static_cast<Check>(source.Byte() % 3);
  const Header cpp = Decode(given.bytes, {.check = check});
  auto* const header = Unaligned<simdproxy_header>(memory, 1);
  std::memcpy(static_cast<void*>(header), &cpp, sizeof(cpp));
  CheckViewOf(given.bytes, header, cpp, room, given.input);
  const size_t cut = given.bytes.empty() ? 0 : source.Number(2) % given.bytes.size();
  CheckViewOf(given.bytes.first(cut), header, cpp, room, given.input);
  CheckViewOf(given.bytes.last(cut), header, cpp, room, given.input);
  CountComparisons(Decoders().size() - 1, 3);
}

}  // namespace simdproxy::fuzz
