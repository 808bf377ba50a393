// Templates: the bytes that headers of one shape share, made by the encoder of single headers.
#include <algorithm>
#include <span>

#include "core/src/crc_linear.h"
#include "core/src/encode_layout.h"
#include "core/src/wire.h"
#include "simdproxy/checksum.h"
#include "simdproxy/encode.h"

namespace simdproxy {
namespace {

// "PROXY TCP6 ", two addresses of 39 characters, two ports of 5, three spaces, CR LF.
constexpr size_t kMaxTcp6Size = 104;

HeaderTemplate::Part PartOf(const HeaderTemplate::Image& image, uint32_t offset,
                            uint32_t size) noexcept {
  HeaderTemplate::Part part{.offset = offset, .size = size, .multiplier = 0, .shift = {}};
  if (image.crc_offset == 0) return part;
  const uint32_t behind = image.size - offset - size;
  part.multiplier = crc_linear::Multiplier(behind);
  crc_linear::FillShift(behind, part.shift);
  return part;
}

}  // namespace

HeaderTemplate::HeaderTemplate(const HeaderDescription& description) noexcept
    : version_(description.version) {
  if (version_ != 1 && version_ != 2) {
    fault_ = EncodeFault::kBadVersion;
    return;
  }
  if (description.command != Command::kProxy) {
    fault_ = EncodeFault::kBadCommand;
    return;
  }
  if (version_ == 2) {
    AddImage(description, Family::kInet);
    if (fault_ == EncodeFault::kNone) AddImage(description, Family::kInet6);
    return;
  }
  HeaderDescription line = description;
  line.source = line.destination = Endpoint();
  line.family = line.source.family = line.destination.family = Family::kInet6;
  fault_ = JudgeV1(line);
  if (fault_ == EncodeFault::kNone) max_size_ = kMaxTcp6Size;
}

void HeaderTemplate::AddImage(HeaderDescription description, Family family) noexcept {
  Image& image = images_[family == Family::kInet6];
  description.family = family;
  description.source = description.destination = Endpoint();
  description.source.family = description.destination.family = family;
  const V2Layout layout = LayOutV2(description, true);
  fault_ = layout.fault;
  if (fault_ == EncodeFault::kNone && layout.size > kMaxSize) fault_ = EncodeFault::kTooLong;
  if (fault_ != EncodeFault::kNone) return;

  const V2Places places = WriteV2(description, layout, image.bytes);
  image.size = layout.size;
  image.crc_offset = places.crc;
  image.crc = Crc32c(std::as_bytes(std::span(image.bytes).first(layout.size)));
  image.addresses =
      PartOf(image, wire::kV2FixedSize, wire::kV2BlockSize[static_cast<size_t>(family)]);
  varying_count_ = 0;
  for (const TlvItem& item : description.tlvs) {
    if (item.kind != TlvItem::Kind::kVarying) continue;
    image.varying[varying_count_] = PartOf(image, places.varying[varying_count_], item.number);
    ++varying_count_;
  }
  max_size_ = std::max<size_t>(max_size_, layout.size);
}

}  // namespace simdproxy
