// The C interface to building headers.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "core/src/c_records.h"

namespace simdproxy {
namespace {

// Items are read in place, an array of any size being one without memory of our own. A span is its
// pointer, then its size, in every C++ library; a test reads items through both.
static_assert(sizeof(simdproxy_tlv_item) == sizeof(TlvItem) &&
              alignof(simdproxy_tlv_item) == alignof(TlvItem) &&
              offsetof(simdproxy_tlv_item, type) == offsetof(TlvItem, type) &&
              offsetof(simdproxy_tlv_item, kind) == offsetof(TlvItem, kind) &&
              offsetof(simdproxy_tlv_item, head_size) == offsetof(TlvItem, head_size) &&
              offsetof(simdproxy_tlv_item, head) == offsetof(TlvItem, head) &&
              offsetof(simdproxy_tlv_item, number) == offsetof(TlvItem, number) &&
              offsetof(simdproxy_tlv_item, value) == offsetof(TlvItem, value) &&
              offsetof(simdproxy_tlv_item, entries) == offsetof(TlvItem, entries) &&
              offsetof(simdproxy_tlv_item, entry_count) == offsetof(TlvItem, entry_count));
static_assert(sizeof(simdproxy_bytes) == sizeof(std::span<const std::byte>));

simdproxy_tlv_item ItemOf(const TlvItem& from) noexcept {
  simdproxy_tlv_item to{};
  to.type = from.type;
  to.kind = static_cast<uint8_t>(from.kind);
  to.head_size = from.head_size;
  std::memcpy(to.head, from.head.data(), sizeof(to.head));
  to.number = from.number;
  to.value = BytesOf(from.value);
  to.entries = reinterpret_cast<const simdproxy_tlv_item*>(from.entries);
  to.entry_count = from.entry_count;
  return to;
}

HeaderDescription DescriptionOf(const simdproxy_description& from) noexcept {
  HeaderDescription to;
  to.version = from.version;
  to.command = static_cast<Command>(from.command);
  to.family = static_cast<Family>(from.family);
  to.transport = static_cast<Transport>(from.transport);
  to.source = EndpointOf(from.source);
  to.destination = EndpointOf(from.destination);
  to.block = SpanOf(from.block);
  to.tlvs = {reinterpret_cast<const TlvItem*>(from.tlvs), from.tlv_count};
  return to;
}

const HeaderTemplate& TemplateOf(const simdproxy_template* header) noexcept {
  return *reinterpret_cast<const HeaderTemplate*>(header);
}

void SetFault(int* to, EncodeFault fault) noexcept {
  if (to != nullptr) *to = static_cast<int>(fault);
}

constexpr size_t kMaxColumns = HeaderTemplate::kMaxVarying;

struct Columns {
  std::array<ValueColumn, kMaxColumns> columns{};
  size_t count = 0;

  std::span<const ValueColumn> span() const noexcept { return std::span(columns).first(count); }
};

// Those of record `begin` and what follows.
Columns ColumnsFrom(const simdproxy_column* from, size_t count, size_t begin) noexcept {
  Columns to;
  to.count = std::min(count, kMaxColumns);
  for (size_t i = 0; i < to.count; ++i) {
    to.columns[i] = {static_cast<const uint8_t*>(from[i].base) + from[i].stride * begin,
                     from[i].stride};
  }
  return to;
}

// From record `begin` and byte `at` of the output on.
EncodeOutput OutputFrom(const simdproxy_output& output, size_t begin, size_t at) noexcept {
  return {.bytes = {static_cast<std::byte*>(output.data) + at, output.size - at},
          .stride = output.stride,
          .sizes = output.sizes != nullptr ? output.sizes + begin : nullptr};
}

// By way of aligned copies of the records.
EncodeBatchResult EncodeCopies(const HeaderTemplate& header, const simdproxy_endpoints* records,
                               size_t count, const simdproxy_column* columns, size_t column_count,
                               const simdproxy_output& output) noexcept {
  EncodeBatchResult done;
  size_t at = 0;
  while (done.count < count) {
    std::array<Endpoints, kCopied> copies;
    const size_t size = std::min(kCopied, count - done.count);
    std::memcpy(static_cast<void*>(copies.data()), records + done.count, size * sizeof(Endpoints));
    const Columns values = ColumnsFrom(columns, column_count, done.count);
    const EncodeBatchResult part = EncodeBatch(header, std::span(copies).first(size), values.span(),
                                               OutputFrom(output, done.count, at));
    if (part.size != 0) done.size = at + part.size;
    done.count += part.count;
    if (part.count < size) break;
    at += output.stride == 0 ? part.size : std::min(output.stride * size, output.size - at);
  }
  return done;
}

}  // namespace
}  // namespace simdproxy

const char* simdproxy_encode_fault_name(int fault) {
  return simdproxy::EncodeFaultName(simdproxy::EnumOf<simdproxy::EncodeFault>(fault)).data();
}

const char* simdproxy_encode_fault_message(int fault) {
  return simdproxy::EncodeFaultMessage(simdproxy::EnumOf<simdproxy::EncodeFault>(fault)).data();
}

void simdproxy_item_value(simdproxy_tlv_item* item, int type, const void* value, size_t size) {
  *item = simdproxy::ItemOf(
      simdproxy::TlvItem::Raw(static_cast<uint8_t>(type), simdproxy::SpanOf(value, size)));
}

void simdproxy_item_ssl(simdproxy_tlv_item* item, int client, uint32_t verify,
                        const simdproxy_tlv_item* entries, size_t count) {
  const auto* const items = reinterpret_cast<const simdproxy::TlvItem*>(entries);
  *item = simdproxy::ItemOf(
      simdproxy::TlvItem::Ssl(static_cast<uint8_t>(client), verify, {items, count}));
}

void simdproxy_item_crc32c(simdproxy_tlv_item* item) {
  *item = simdproxy::ItemOf(simdproxy::TlvItem::Crc32c());
}

void simdproxy_item_padding(simdproxy_tlv_item* item, uint32_t alignment) {
  *item = simdproxy::ItemOf(simdproxy::TlvItem::Padding(alignment));
}

void simdproxy_item_varying(simdproxy_tlv_item* item, int type, uint32_t size) {
  *item = simdproxy::ItemOf(simdproxy::TlvItem::Varying(static_cast<uint8_t>(type), size));
}

void simdproxy_describe(const void* data, size_t size, const simdproxy_header* header,
                        simdproxy_description* description) {
  const simdproxy::HeaderDescription from = simdproxy::Describe(simdproxy::HeaderView(
      simdproxy::SpanOf(data, size), simdproxy::CopyRecord<simdproxy::Header>(header)));
  simdproxy_description to{};
  to.version = from.version;
  to.command = static_cast<uint8_t>(from.command);
  to.family = static_cast<uint8_t>(from.family);
  to.transport = static_cast<uint8_t>(from.transport);
  to.source = simdproxy::EndpointOf(from.source);
  to.destination = simdproxy::EndpointOf(from.destination);
  to.block = simdproxy::BytesOf(from.block);
  *description = to;
}

size_t simdproxy_items_of(const simdproxy_tlvs* tlvs, simdproxy_tlv_item* items, size_t count) {
  const simdproxy::TlvView view(simdproxy::SpanOf(tlvs->data, tlvs->size), tlvs->begin, tlvs->stop);
  size_t there = 0;
  for (const simdproxy::Tlv& tlv : view) {
    if (there < count) {
      items[there] = simdproxy::ItemOf(simdproxy::TlvItem::Raw(tlv.type, tlv.value));
    }
    ++there;
  }
  return there;
}

int simdproxy_encode(const simdproxy_description* description, void* target, size_t size,
                     size_t* written) {
  const simdproxy::EncodeResult result =
      simdproxy::Encode(simdproxy::DescriptionOf(*description),
                        {static_cast<std::byte*>(target), target != nullptr ? size : 0});
  if (written != nullptr) *written = result.size;
  return static_cast<int>(result.fault);
}

size_t simdproxy_template_size() {
  return sizeof(simdproxy::HeaderTemplate) + alignof(simdproxy::HeaderTemplate) - 1;
}

const simdproxy_template* simdproxy_template_make(void* memory, size_t size,
                                                  const simdproxy_description* description,
                                                  int* fault) {
  using simdproxy::HeaderTemplate;
  void* const place = std::align(alignof(HeaderTemplate), sizeof(HeaderTemplate), memory, size);
  if (place == nullptr) {
    simdproxy::SetFault(fault, simdproxy::EncodeFault::kTargetTooSmall);
    return nullptr;
  }
  const auto* const made = new (place) HeaderTemplate(simdproxy::DescriptionOf(*description));
  simdproxy::SetFault(fault, made->fault());
  return *made ? reinterpret_cast<const simdproxy_template*>(made) : nullptr;
}

size_t simdproxy_template_max_size(const simdproxy_template* header) {
  return simdproxy::TemplateOf(header).max_size();
}

size_t simdproxy_encode_batch(const simdproxy_template* header, const simdproxy_endpoints* records,
                              size_t count, const simdproxy_column* columns, size_t column_count,
                              const simdproxy_output* output, size_t* written) {
  const simdproxy::HeaderTemplate& made = simdproxy::TemplateOf(header);
  simdproxy::EncodeBatchResult result;
  if (simdproxy::IsAligned<simdproxy::Endpoints>(records)) {
    const simdproxy::Columns values = simdproxy::ColumnsFrom(columns, column_count, 0);
    result = simdproxy::EncodeBatch(made,
                                    {reinterpret_cast<const simdproxy::Endpoints*>(records), count},
                                    values.span(), simdproxy::OutputFrom(*output, 0, 0));
  } else {
    result = simdproxy::EncodeCopies(made, records, count, columns, column_count, *output);
  }
  if (written != nullptr) *written = result.size;
  return result.count;
}
