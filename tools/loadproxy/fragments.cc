#include "tools/loadproxy/fragments.h"

#include <algorithm>
#include <span>
#include <utility>

namespace simdproxy::loadproxy {

std::vector<size_t> CutPlaces(const FragmentSettings& settings, size_t size, tool::Random& random) {
  std::vector<size_t> ends;
  if (settings.mode == FragmentSettings::Mode::kBytes) {
    for (size_t end = 1; end < size; ++end) ends.push_back(end);
  } else if (settings.mode == FragmentSettings::Mode::kPieces) {
    for (unsigned i = 1; i < settings.pieces && size > 1; ++i) {
      ends.push_back(1 + random.Below(size - 1));
    }
    std::ranges::sort(ends);
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  }
  ends.push_back(size);
  return ends;
}

FragmentWriter::FragmentWriter(Deadlines& delay, Stream& stream, Owner& owner,
                               std::vector<std::byte> bytes, std::vector<size_t> ends)
    : delay_(delay),
      stream_(stream),
      owner_(owner),
      bytes_(std::move(bytes)),
      ends_(std::move(ends)) {}

void FragmentWriter::OnTimeout() {
  // The socket took no more: the pieces would grow together behind what it has to send.
  if (!stream_.drained()) return delay_.Start(*this);
  if (pieces_ == ends_.size()) return owner_.OnFragmentsWritten();
  const size_t begin = pieces_ == 0 ? 0 : ends_[pieces_ - 1];
  const auto piece = std::span(bytes_).subspan(begin, ends_[pieces_] - begin);
  ++pieces_;
  // If it can't be written, the stream's owner is told, and this writer may be gone.
  if (stream_.Write({}, piece) != Stream::Written::kFailed) delay_.Start(*this);
}

}  // namespace simdproxy::loadproxy
