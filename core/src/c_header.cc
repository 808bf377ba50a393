// The C interface to what a header says, to names, checksums and targets.
#include <cstddef>
#include <cstdint>

#include "core/src/c_records.h"
#include "simdproxy/checksum.h"
#include "simdproxy/target.h"
#include "simdproxy/version.h"

namespace simdproxy {
namespace {

const Engine* EngineOf(const simdproxy_engine* engine) noexcept {
  return engine != nullptr ? reinterpret_cast<const Engine*>(engine) : &ActiveEngine();
}

size_t WriteText(const AddressText& from, char* text, size_t size) noexcept {
  const std::string_view view = from.view();
  if (view.size() < size) {
    std::memcpy(text, from.c_str(), view.size() + 1);
  } else if (size != 0) {
    text[0] = '\0';
  }
  return view.size();
}

}  // namespace
}  // namespace simdproxy

const char* simdproxy_version() { return simdproxy::LibraryVersion(); }

const char* simdproxy_outcome_name(int outcome) {
  return simdproxy::OutcomeName(simdproxy::EnumOf<simdproxy::Outcome>(outcome)).data();
}
const char* simdproxy_reason_name(int reason) {
  return simdproxy::ReasonName(simdproxy::EnumOf<simdproxy::Reason>(reason)).data();
}
const char* simdproxy_reason_message(int reason) {
  return simdproxy::ReasonMessage(simdproxy::EnumOf<simdproxy::Reason>(reason)).data();
}
const char* simdproxy_command_name(int command) {
  return simdproxy::CommandName(simdproxy::EnumOf<simdproxy::Command>(command)).data();
}
const char* simdproxy_family_name(int family) {
  return simdproxy::FamilyName(simdproxy::EnumOf<simdproxy::Family>(family)).data();
}
const char* simdproxy_transport_name(int transport) {
  return simdproxy::TransportName(simdproxy::EnumOf<simdproxy::Transport>(transport)).data();
}
const char* simdproxy_crc_state_name(int crc_state) {
  return simdproxy::CrcStateName(simdproxy::EnumOf<simdproxy::CrcState>(crc_state)).data();
}

size_t simdproxy_target_count() { return simdproxy::CompiledTargets().size(); }

const char* simdproxy_target_name(size_t index) {
  const auto targets = simdproxy::CompiledTargets();
  return index < targets.size() ? targets[index].data() : nullptr;
}

const simdproxy_engine* simdproxy_engine_for(const char* target) {
  if (target == nullptr) return nullptr;
  return reinterpret_cast<const simdproxy_engine*>(simdproxy::EngineFor(target));
}

const simdproxy_engine* simdproxy_engine_active() {
  return reinterpret_cast<const simdproxy_engine*>(&simdproxy::ActiveEngine());
}

const char* simdproxy_engine_name(const simdproxy_engine* engine) {
  return simdproxy::EngineOf(engine)->name().data();
}

void simdproxy_view_of(const void* data, size_t size, const simdproxy_header* header,
                       simdproxy_view* view) {
  using simdproxy::BytesOf;
  using simdproxy::EndpointOf;
  const simdproxy::HeaderView from(simdproxy::SpanOf(data, size),
                                   simdproxy::CopyRecord<simdproxy::Header>(header));
  const simdproxy::TlvView tlvs = from.tlvs();
  simdproxy_view to{};
  to.valid = from.valid();
  to.version = static_cast<uint8_t>(from.version());
  to.command = static_cast<uint8_t>(from.command());
  to.family = static_cast<uint8_t>(from.family());
  to.transport = static_cast<uint8_t>(from.transport());
  to.crc_state = static_cast<uint8_t>(from.header().crc_state());
  to.tlvs_walked = from.header().tlvs_walked();
  to.rest_offset = from.rest_offset();
  to.tlv_begin = tlvs.begin_offset();
  to.tlv_end = tlvs.end_offset();
  to.source = EndpointOf(from.source());
  to.destination = EndpointOf(from.destination());
  to.raw = BytesOf(from.raw());
  to.rest = BytesOf(from.rest());
  to.source_text = BytesOf(from.source_text());
  to.destination_text = BytesOf(from.destination_text());
  to.source_port_text = BytesOf(from.source_port_text());
  to.destination_port_text = BytesOf(from.destination_port_text());
  *view = to;
}

size_t simdproxy_endpoint_text(const simdproxy_endpoint* endpoint, char* text, size_t size) {
  return simdproxy::WriteText(simdproxy::ToText(simdproxy::EndpointOf(*endpoint)), text, size);
}

size_t simdproxy_address_text(int family, const uint8_t* address, char* text, size_t size) {
  simdproxy::AddressText result;
  if (family == SIMDPROXY_INET) {
    result = simdproxy::InetToText(std::span<const uint8_t, 4>(address, 4));
  } else if (family == SIMDPROXY_INET6) {
    result = simdproxy::Inet6ToText(std::span<const uint8_t, 16>(address, 16));
  }
  return simdproxy::WriteText(result, text, size);
}

uint32_t simdproxy_crc32c(const void* data, size_t size) {
  return simdproxy::Crc32c(simdproxy::SpanOf(data, size));
}

uint32_t simdproxy_crc32c_zeroed(const void* data, size_t size, size_t zero_begin,
                                 size_t zero_size) {
  return simdproxy::Crc32c(simdproxy::SpanOf(data, size), zero_begin, zero_size);
}

void simdproxy_crc32c_batch(const simdproxy_buffer* buffers, size_t count,
                            const uint32_t* zero_begin, uint32_t* sums) {
  simdproxy::Crc32cBatch(simdproxy::BuffersOf(buffers, count), zero_begin, sums);
}
