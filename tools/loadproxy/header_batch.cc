#include "tools/loadproxy/header_batch.h"

#include <algorithm>

namespace simdproxy::loadproxy {

std::span<std::byte> HeaderReceiver::Room() {
  if (queued()) return {};
  // A full batch is decoded early. This connection is not in it, so it can't be closed by that.
  if (batch_.receivers_.size() == HeaderBatch::kSlots) batch_.Decode();
  return batch_.Slot();
}

void HeaderReceiver::Add(std::span<const std::byte> bytes) {
  if (!held_.empty()) {
    held_.insert(held_.end(), bytes.begin(), bytes.end());
    bytes = held_;
  }
  batch_.Add(*this, bytes);
}

void HeaderReceiver::Leave() {
  if (queued()) batch_.receivers_[place_] = nullptr;
  place_ = kNotQueued;
}

HeaderBatch::HeaderBatch(uv_loop_t* loop, const Engine& engine, const Options& options,
                         Counters& counters)
    : engine_(engine),
      options_(options),
      counters_(counters),
      slots_(std::make_unique_for_overwrite<std::byte[]>(kSlots * kSlotSize)) {
  receivers_.reserve(kSlots);
  buffers_.reserve(kSlots);
  uv_check_init(loop, &check_);
  check_.data = this;
  uv_check_start(&check_,
                 [](uv_check_t* check) { static_cast<HeaderBatch*>(check->data)->Decode(); });
  uv_unref(reinterpret_cast<uv_handle_t*>(&check_));
}

void HeaderBatch::Close() { uv_close(reinterpret_cast<uv_handle_t*>(&check_), nullptr); }

void HeaderBatch::Add(HeaderReceiver& receiver, std::span<const std::byte> bytes) {
  receiver.place_ = receivers_.size();
  receivers_.push_back(&receiver);
  buffers_.push_back({bytes.data(), bytes.size()});
}

void HeaderBatch::Decode() {
  if (receivers_.empty()) return;
  engine_.DecodeBatch(buffers_, headers_.data(), endpoints_.data(), options_);
  counters_.Add(Count::kBatches);
  for (size_t i = 0; i < receivers_.size(); ++i) Answer(i);
  receivers_.clear();
  buffers_.clear();
}

void HeaderBatch::Answer(size_t i) {
  HeaderReceiver* const receiver = receivers_[i];
  if (receiver == nullptr) return;
  receiver->place_ = HeaderReceiver::kNotQueued;
  const std::span bytes(static_cast<const std::byte*>(buffers_[i].data), buffers_[i].size);
  if (headers_[i].outcome() == Outcome::kIncomplete) {
    // Only now is it copied. What is held never exceeds a header and a slot: options_.max_size
    // refuses longer ones at their first 16 bytes.
    if (receiver->held_.empty()) receiver->held_.assign(bytes.begin(), bytes.end());
    return;
  }
  const std::vector<std::byte> held = std::move(receiver->held_);  // outlives the receiver
  receiver->held_.clear();
  receiver->OnHeader(headers_[i], endpoints_[i], bytes);
}

}  // namespace simdproxy::loadproxy
