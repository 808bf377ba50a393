#include "tools/common/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "tools/common/corpus_break.h"
#include "tools/common/corpus_draft.h"
#include "tools/common/corpus_profile.h"
#include "tools/common/tlv_list.h"

namespace simdproxy::tool {
namespace {

// Headers of one form, waiting to be made all at once.
struct Batch {
  explicit Batch(const HeaderDescription& form) : form(form) {}

  HeaderTemplate form;
  std::vector<Endpoints> records;
  std::vector<AwsValue> values;
  std::vector<Sample*> samples;

  void Make(const Engine& engine, std::string& room, std::vector<uint16_t>& sizes) {
    const size_t stride = form.max_size();
    room.resize(records.size() * stride);
    sizes.resize(records.size());
    const ValueColumn column = {.base = values.data(), .stride = sizeof(AwsValue)};
    engine.EncodeBatch(form, records, std::span(&column, form.varying_count()),
                       {.bytes = std::as_writable_bytes(std::span(room.data(), room.size())),
                        .stride = stride,
                        .sizes = sizes.data()});
    for (size_t i = 0; i < samples.size(); ++i) {
      samples[i]->bytes.assign(room, i * stride, sizes[i]);
    }
    records.clear();
    values.clear();
    samples.clear();
  }
};

HeaderDescription AwsForm(Transport transport, std::span<const TlvItem> items) {
  return {.version = 2, .transport = transport, .tlvs = items};
}

Endpoint EndpointOf(Family family, std::span<const uint8_t, 16> address, uint16_t port) {
  Endpoint endpoint;
  endpoint.family = family;
  endpoint.port = port;
  std::ranges::copy(address, endpoint.address.begin());
  return endpoint;
}

}  // namespace

class Corpus::Shelf {
 public:
  Shelf(const CorpusSettings& settings, const Engine& engine)
      : engine_(engine), transport_(settings.datagram ? Transport::kDgram : Transport::kStream) {
    const std::string noop(AwsNoopSize(Family::kInet), '\0');
    const std::string_view view = noop;
    const auto aws = [&](Family family) {
      const TlvItem items[] = {TlvItem::Crc32c(),
                               TlvItem::Varying(tlv_type::kAwsVpcEndpoint, sizeof(AwsValue)),
                               TlvItem::Raw(tlv_type::kNoop, view.substr(0, AwsNoopSize(family)))};
      batches_.emplace_back(AwsForm(transport_, items));
    };
    batches_.reserve(4);
    batches_.emplace_back(HeaderDescription{.version = 1, .transport = Transport::kStream});
    batches_.emplace_back(HeaderDescription{.version = 2, .transport = transport_});
    aws(Family::kInet);
    aws(Family::kInet6);
  }

  // Makes the header, now or with the others; tells whether it has a CRC32C.
  bool Make(Draft& draft, Sample& sample) {
    Batch* const batch = BatchOf(draft);
    if (batch == nullptr) return MakeAlone(draft, sample);
    batch->records.push_back(draft.endpoints);
    batch->samples.push_back(&sample);
    if (batch->form.varying_count() == 0) return false;
    batch->values.push_back(DrawAwsValue(draft.random));
    return true;
  }

  void Flush() {
    for (Batch& batch : batches_) batch.Make(engine_, room_, sizes_);
  }

 private:
  Batch* BatchOf(const Draft& draft) {
    if (!draft.is_inet()) return nullptr;
    if (draft.is_v1()) return &batches_[0];
    if (draft.profile == Profile::kAwsNlb) {
      return &batches_[draft.family == Family::kInet ? 2 : 3];
    }
    const bool bare = draft.profile == Profile::kNone && draft.breakage != Breakage::kBadCrc32c;
    return bare ? &batches_[1] : nullptr;
  }

  bool MakeAlone(Draft& draft, Sample& sample) {
    HeaderDescription description;
    description.version = draft.is_v1() ? 1 : 2;
    description.command = draft.kind == HeaderKind::kV2Local ? Command::kLocal : Command::kProxy;
    description.family = draft.family;
    if (draft.family != Family::kUnspec) description.transport = transport_;
    if (draft.family == Family::kUnix) {
      description.source = UnixEndpoint(draft.source_path);
      description.destination = UnixEndpoint(draft.destination_path);
    } else if (draft.is_inet()) {
      const Endpoints& e = draft.endpoints;
      description.source = EndpointOf(draft.family, e.source, e.source_port);
      description.destination = EndpointOf(draft.family, e.destination, e.destination_port);
    }
    TlvList tlvs;
    bool with_crc = !draft.is_v1() && AddProfile(draft, tlvs);
    if (draft.breakage == Breakage::kBadCrc32c && !with_crc) {
      tlvs.AddCrc32c();
      with_crc = true;
    }
    description.tlvs = tlvs.Items();
    room_.resize(kMaxHeaderSize);
    const EncodeResult result =
        Encode(description, std::as_writable_bytes(std::span(room_.data(), room_.size())));
    sample.bytes.assign(room_, 0, result.size);
    return with_crc;
  }

  const Engine& engine_;
  Transport transport_;
  std::vector<Batch> batches_;  // lines, bare, AWS with INET, AWS with INET6
  std::string room_;
  std::vector<uint16_t> sizes_;
};

Corpus::Corpus(const CorpusSettings& settings, const Engine& engine)
    : settings_(settings),
      seeds_(settings.seed),
      shelf_(std::make_unique<Shelf>(settings, engine)) {}

Corpus::~Corpus() = default;

std::string Corpus::Missing(const CorpusSettings& settings) {
  const auto both = [&](Family family) {
    return settings.sources.Has(family) && settings.destinations.Has(family);
  };
  if (!both(Family::kInet) && !both(Family::kInet6)) {
    return "--src-pool and --dst-pool have no family in common";
  }
  for (const size_t number : settings.mix.Numbers()) {
    const auto kind = static_cast<HeaderKind>(number);
    const bool inet = kind == HeaderKind::kV2Inet || kind == HeaderKind::kV1Tcp4;
    const bool inet6 = kind == HeaderKind::kV2Inet6 || kind == HeaderKind::kV1Tcp6;
    if ((inet && !both(Family::kInet)) || (inet6 && !both(Family::kInet6))) {
      return fmt::format("--mix: {} needs an IPv{} block in --src-pool and in --dst-pool",
                         kHeaderKindNames[number], inet ? 4 : 6);
    }
  }
  return "";
}

void Corpus::Next(size_t count, std::vector<Sample>& samples) {
  std::vector<Draft> drafts;
  std::vector<bool> with_crc;
  drafts.reserve(count);
  samples.resize(count);
  for (Sample& sample : samples) {
    Draft& draft = drafts.emplace_back(DrawDraft(settings_, Random(seeds_.Next())));
    with_crc.push_back(draft.kind != HeaderKind::kNotProxy && shelf_->Make(draft, sample));
  }
  shelf_->Flush();
  for (size_t i = 0; i < count; ++i) {
    Draft& draft = drafts[i];
    Sample& sample = samples[i];
    sample.kind = draft.kind;
    sample.breakage = draft.breakage;
    sample.endpoints = draft.endpoints;
    if (draft.kind == HeaderKind::kNotProxy) {
      sample.header = {};
      sample.header.outcome_code = Outcome::kNotProxy;
      sample.bytes = DrawNotProxy(draft.random, sample.header.extent);
      continue;
    }
    sample.header = WholeHeader(draft, settings_, sample.bytes.size(), with_crc[i]);
    if (draft.breakage != Breakage::kNone) Break(draft, settings_.datagram, sample);
  }
}

}  // namespace simdproxy::tool
