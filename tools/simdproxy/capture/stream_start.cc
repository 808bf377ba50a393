#include "tools/simdproxy/capture/stream_start.h"

#include <algorithm>
#include <utility>

namespace simdproxy::capture {

void StreamStart::SetBegin(uint32_t sequence) {
  if (known_begin_) return;
  begin_ = sequence;
  known_begin_ = true;
  from_handshake_ = true;
}

void StreamStart::Add(std::span<const uint8_t> payload, uint32_t sequence, const PacketMark& mark,
                      const Judge& judge) {
  if (!known_begin_) {
    begin_ = sequence;
    known_begin_ = true;
  }
  const int64_t offset = static_cast<int32_t>(sequence - begin_);  // numbers wrap
  const int64_t end = std::min(offset + std::ssize(payload), int64_t{kMaxHeaderSize});
  if (end <= 0) return;  // a keep-alive repeats the byte in front of the first
  state_ = State::kOpen;
  if (offset >= end) return;
  payload = payload.first(static_cast<size_t>(end - offset));

  if (followed_ == nullptr) {
    // Most streams without a header are told by their first segment, and nothing of them is kept.
    if (offset <= 0) {
      const auto from_first = std::as_bytes(payload.subspan(static_cast<size_t>(-offset)));
      if (Classify(from_first) == Kind::kNeither) return SetNone();
    }
    followed_ = std::make_unique<Followed>();
    followed_->bytes.sequence_number(begin_);
  }
  if (offset <= 0 && followed_->mark.number == 0) followed_->mark = mark;
  if (followed_->bytes.process_payload(sequence, {payload.begin(), payload.end()})) {
    Decide(judge, /*ended=*/false);
  }
}

void StreamStart::End(const Judge& judge) {
  if (state_ == State::kOpen && followed_ != nullptr) Decide(judge, /*ended=*/true);
}

void StreamStart::SetNone() {
  followed_.reset();
  state_ = from_handshake_ ? State::kNone : State::kUnknown;
}

void StreamStart::Decide(const Judge& judge, bool ended) {
  std::vector<uint8_t>& bytes = followed_->bytes.payload();
  const Header header = judge(bytes);
  if (header.outcome() == Outcome::kNotProxy) {
    SetNone();
  } else if (header.outcome() != Outcome::kIncomplete || (ended && header.version() != 0)) {
    if (header.ok()) bytes.resize(header.size());
    state_ = State::kHeader;
  }
}

std::vector<uint8_t> StreamStart::Take(PacketMark* mark) {
  *mark = followed_->mark;
  std::vector<uint8_t> bytes = std::move(followed_->bytes.payload());
  followed_.reset();
  return bytes;
}

size_t StreamStart::memory() const {
  if (followed_ == nullptr) return 0;
  constexpr size_t kChunk = 96;  // of the list of segments that wait for others
  const auto& bytes = followed_->bytes;
  return sizeof(Followed) + bytes.payload().capacity() + bytes.total_buffered_bytes() +
         bytes.buffered_payload().size() * kChunk;
}

}  // namespace simdproxy::capture
