// The headers of all connections that became readable, decoded by one call.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_HEADER_BATCH_H_
#define SIMDPROXY_TOOLS_LOADPROXY_HEADER_BATCH_H_

#include <uv.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "simdproxy/simdproxy.h"
#include "tools/loadproxy/counters.h"

namespace simdproxy::loadproxy {

class HeaderBatch;

/// A connection that waits for its header. Owns the bytes of a header that comes in pieces; one
/// that comes whole is never copied.
class HeaderReceiver {
 public:
  explicit HeaderReceiver(HeaderBatch& batch) : batch_(batch) {}
  HeaderReceiver(const HeaderReceiver&) = delete;
  HeaderReceiver& operator=(const HeaderReceiver&) = delete;

  /// Where to read to; empty while what was read before is still to be judged.
  std::span<std::byte> Room();
  /// `bytes` were read into what Room gave last, from its beginning.
  void Add(std::span<const std::byte> bytes);
  /// The connection is gone: OnHeader will not be called.
  void Leave();
  /// True if some of a header is there.
  bool has_bytes() const { return queued() || !held_.empty(); }

 protected:
  ~HeaderReceiver() { Leave(); }
  /// The answer is final: ok, not_proxy or invalid. `bytes` are all that were received, from the
  /// header's first on; they and `endpoints` are valid during this call.
  virtual void OnHeader(const Header& header, const Endpoints& endpoints,
                        std::span<const std::byte> bytes) = 0;

 private:
  friend class HeaderBatch;
  static constexpr size_t kNotQueued = static_cast<size_t>(-1);
  bool queued() const { return place_ != kNotQueued; }

  HeaderBatch& batch_;
  std::vector<std::byte> held_;  // of a header in pieces
  size_t place_ = kNotQueued;    // in the batch
};

/// Gathers what connections read while the loop polls, and decodes it when the poll is over.
class HeaderBatch {
 public:
  HeaderBatch(uv_loop_t* loop, const Engine& engine, const Options& options, Counters& counters);
  HeaderBatch(const HeaderBatch&) = delete;
  HeaderBatch& operator=(const HeaderBatch&) = delete;

  /// Decodes what was gathered, and tells every receiver. The loop calls it after each poll.
  void Decode();
  /// Before the loop is closed.
  void Close();

 private:
  friend class HeaderReceiver;
  static constexpr size_t kSlots = 64;       // DecodeBatch gains no more beyond
  static constexpr size_t kSlotSize = 4096;  // nearly every header, and the first payload

  std::span<std::byte> Slot() { return {slots_.get() + receivers_.size() * kSlotSize, kSlotSize}; }
  void Add(HeaderReceiver& receiver, std::span<const std::byte> bytes);
  void Answer(size_t i);

  uv_check_t check_;  // runs when a poll is over
  const Engine& engine_;
  Options options_;
  Counters& counters_;
  std::unique_ptr<std::byte[]> slots_;
  std::vector<HeaderReceiver*> receivers_;  // null: gone meanwhile
  std::vector<Buffer> buffers_;
  std::array<Header, kSlots> headers_;
  std::array<Endpoints, kSlots> endpoints_;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_HEADER_BATCH_H_
