// How a stream goes through the scan kernels: chunk by chunk, with what crosses from one to the
// next.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/src/kernel_set.h"
#include "core/src/scan_patterns.h"
#include "simdproxy/scan.h"
#include "simdproxy/target.h"

namespace simdproxy {

/// One call: the state, and the next bytes.
class StreamScan {
 public:
  static_assert(std::tuple_size_v<decltype(ScanState::tail_)> == kLongestPattern - 1);

  StreamScan(ScanState& state, std::span<const std::byte> chunk) noexcept
      : state_(state), data_(reinterpret_cast<const uint8_t*>(chunk.data())), size_(chunk.size()) {}

  /// Looks for the hit that begins in the last bytes and ends in these; there is one at most.
  /// Returns where in these it ends, or 0.
  size_t FindCrossing() noexcept {
    uint8_t seam[2 * sizeof(state_.tail_)];
    const size_t before = state_.tail_size_;
    const size_t behind = std::min(size_, sizeof(state_.tail_));
    std::memcpy(seam, state_.tail_.data(), before);
    if (behind != 0) std::memcpy(seam + before, data_, behind);
    for (size_t i = 0; i < before; ++i) {
      const size_t end = i + PatternSizeAt(state_.what_, seam + i, before + behind - i);
      if (end <= before) continue;
      crossing_ = ScanHit::Of(state_.offset_ - before + i, KindOfHit(state_.what_, seam[i]));
      return end - before;
    }
    return 0;
  }
  ScanHit crossing() const noexcept { return crossing_; }

  ScanJob JobFrom(size_t begin, std::span<ScanHit> hits) const noexcept {
    return {data_ + begin, size_ - begin, state_.offset_ + begin, hits.data(), hits.size()};
  }

  void Consume(size_t size) noexcept {
    constexpr size_t kTail = sizeof(state_.tail_);
    if (size == 0) return;
    uint8_t* const tail = state_.tail_.data();
    const size_t added = std::min(size, kTail);
    const size_t kept = std::min<size_t>(state_.tail_size_, kTail - added);
    std::memmove(tail, tail + state_.tail_size_ - kept, kept);
    std::memcpy(tail + kept, data_ + size - added, added);
    state_.tail_size_ = static_cast<uint8_t>(kept + added);
    state_.offset_ += size;
  }

 private:
  ScanState& state_;
  const uint8_t* data_;
  size_t size_;
  ScanHit crossing_{};
};

namespace {

size_t IndexOf(ScanFor what) noexcept { return static_cast<size_t>(what); }

// Decodes the bytes at hits. Stops at the first header that is incomplete, if more bytes follow.
// Returns how many of the hits remain.
size_t DecodeHits(const Engine& engine, std::span<const std::byte> bytes,
                  std::span<const ScanHit> hits, Header* headers, Endpoints* endpoints,
                  const Options& options, bool last) noexcept {
  Buffer buffers[kBlockSize];
  for (size_t i = 0; i < hits.size(); ++i) {
    const auto tail = bytes.subspan(static_cast<size_t>(hits[i].offset()));
    buffers[i] = {tail.data(), tail.size()};
  }
  engine.DecodeBatch(std::span(buffers, hits.size()), headers, endpoints, options);
  if (last) return hits.size();
  size_t complete = 0;
  while (complete < hits.size() && headers[complete].outcome() != Outcome::kIncomplete) ++complete;
  return complete;
}

// Where the bytes begin that may turn out to be a signature; the size if there are none.
size_t BeginOfPrefix(std::span<const std::byte> bytes, size_t begin) noexcept {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  const size_t size = bytes.size();
  for (size_t i = size - std::min(size - begin, kLongestPattern - 1); i < size; ++i) {
    if (MayBePattern(ScanFor::kHeaders, data + i, size - i)) return i;
  }
  return size;
}

}  // namespace

ScanResult Engine::Scan(ScanState& state, std::span<const std::byte> chunk,
                        std::span<ScanHit> hits) const noexcept {
  if (hits.empty() || chunk.empty()) return {0, 0};
  StreamScan stream(state, chunk);
  size_t found = 0;
  size_t begin = stream.FindCrossing();
  if (begin != 0) hits[found++] = stream.crossing();
  if (found != hits.size()) {
    const ScanResult rest =
        kernels_->scan.find[IndexOf(state.what())](stream.JobFrom(begin, hits.subspan(found)));
    found += rest.found;
    begin += rest.consumed;
  }
  stream.Consume(begin);
  return {found, begin};
}

uint64_t Engine::CountHits(ScanState& state, std::span<const std::byte> chunk) const noexcept {
  if (chunk.empty()) return 0;
  StreamScan stream(state, chunk);
  const size_t begin = stream.FindCrossing();
  const ScanJob job = stream.JobFrom(begin, {});
  const uint64_t count = kernels_->scan.count[IndexOf(state.what())](job.data, job.size);
  stream.Consume(chunk.size());
  return count + (begin != 0);
}

ScanResult Engine::FindHeaders(std::span<const std::byte> bytes, const FoundHeaders& found,
                               const Options& options, bool last) const noexcept {
  size_t rows = 0;
  size_t consumed = 0;
  while (rows < found.room) {
    const size_t room = std::min(found.room - rows, kBlockSize);
    ScanHit* const hits = found.hits + rows;
    const ScanResult batch = kernels_->scan.find[IndexOf(ScanFor::kHeaders)](
        {reinterpret_cast<const uint8_t*>(bytes.data()) + consumed, bytes.size() - consumed,
         consumed, hits, room});
    const size_t taken =
        DecodeHits(*this, bytes, {hits, batch.found}, found.headers + rows,
                   found.endpoints != nullptr ? found.endpoints + rows : nullptr, options, last);
    rows += taken;
    if (taken != batch.found) return {rows, static_cast<size_t>(hits[taken].offset())};
    consumed += batch.consumed;
    if (batch.found < room) {
      return {rows, last ? bytes.size() : BeginOfPrefix(bytes, consumed - batch.consumed)};
    }
  }
  return {rows, consumed};
}

ScanResult Scan(ScanState& state, std::span<const std::byte> chunk,
                std::span<ScanHit> hits) noexcept {
  return ActiveEngine().Scan(state, chunk, hits);
}

uint64_t CountHits(ScanState& state, std::span<const std::byte> chunk) noexcept {
  return ActiveEngine().CountHits(state, chunk);
}

uint64_t CountHits(ScanFor what, std::span<const std::byte> bytes) noexcept {
  ScanState state(what);
  return CountHits(state, bytes);
}

size_t FindFirst(ScanFor what, std::span<const std::byte> bytes) noexcept {
  ScanState state(what);
  ScanHit hit;
  const ScanResult result = Scan(state, bytes, {&hit, 1});
  return result.found != 0 ? static_cast<size_t>(hit.offset()) : bytes.size();
}

ScanResult FindHeaders(std::span<const std::byte> bytes, const FoundHeaders& found,
                       const Options& options, bool last) noexcept {
  return ActiveEngine().FindHeaders(bytes, found, options, last);
}

}  // namespace simdproxy
