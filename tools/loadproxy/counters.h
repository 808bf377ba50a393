// What happened, counted; and how long things took.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_COUNTERS_H_
#define SIMDPROXY_TOOLS_LOADPROXY_COUNTERS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "simdproxy/simdproxy.h"
#include "tools/loadproxy/latency.h"

namespace simdproxy::loadproxy {

enum class Count : uint8_t {
  kAccepted,         ///< connections, or clients of UDP
  kClosed,           ///< of those accepted
  kBatches,          ///< calls of DecodeBatch
  kHeaderTimeouts,   ///< no whole header in time
  kClosedEarly,      ///< the client went before its header was whole
  kHeadersSent,      ///< malformed ones too
  kMalformedSent,    ///< on purpose
  kConnectFailed,    ///< the target refused, or could not be reached
  kConnectTimeouts,  ///< the target did not answer in time
  kResets,           ///< ended by a reset or another error of a side
  kOutOfFiles,       ///< no file descriptor for a client, or its target
  kRequests,         ///< sink: HTTP requests answered
  kDatagrams,        ///< received from clients
  kDatagramsLost,    ///< that could not be sent on
  kBytesUp,          ///< payload from clients
  kBytesDown,        ///< payload to clients
};
inline constexpr size_t kCountNumber = 16;

/// Stable names, in JSON and in the summary.
inline constexpr std::array<std::string_view, kCountNumber> kCountNames = {
    "accepted",         "closed",         "batches",        "header_timeouts",
    "closed_early",     "headers_sent",   "malformed_sent", "connect_failed",
    "connect_timeouts", "resets",         "out_of_files",   "requests",
    "datagrams",        "datagrams_lost", "bytes_up",       "bytes_down"};

/// A number that one thread writes and any thread reads.
class Counter {
 public:
  void Add(uint64_t n) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

/// Those of one thread, or the sum of all.
class Counters {
 public:
  void Add(Count count, uint64_t n = 1) { counts_[static_cast<size_t>(count)].Add(n); }
  uint64_t Get(Count count) const { return counts_[static_cast<size_t>(count)].get(); }

  /// Counts a final answer: everything but kIncomplete.
  void AddHeader(const Header& header) {
    outcomes_[static_cast<size_t>(header.outcome())].Add(1);
    if (header.ok()) versions_[static_cast<size_t>(header.version())].Add(1);
    if (header.outcome() == Outcome::kInvalid) {
      reasons_[static_cast<size_t>(header.reason())].Add(1);
    }
  }
  uint64_t OfOutcome(Outcome outcome) const {
    return outcomes_[static_cast<size_t>(outcome)].get();
  }
  /// How many ok headers were of this version.
  uint64_t OfVersion(int version) const { return versions_[static_cast<size_t>(version)].get(); }
  uint64_t OfReason(Reason reason) const { return reasons_[static_cast<size_t>(reason)].get(); }

  void Merge(const Counters& other) {
    for (size_t i = 0; i < counts_.size(); ++i) counts_[i].Add(other.counts_[i].get());
    for (size_t i = 0; i < outcomes_.size(); ++i) outcomes_[i].Add(other.outcomes_[i].get());
    for (size_t i = 0; i < versions_.size(); ++i) versions_[i].Add(other.versions_[i].get());
    for (size_t i = 0; i < reasons_.size(); ++i) reasons_[i].Add(other.reasons_[i].get());
  }

 private:
  std::array<Counter, kCountNumber> counts_;
  std::array<Counter, 4> outcomes_;
  std::array<Counter, 3> versions_;
  std::array<Counter, kReasonCount> reasons_;
};

/// How long things took. One thread writes; to be read when it has ended.
struct Latencies {
  Latency header;    ///< from accepting a connection until its header was judged
  Latency connect;   ///< until the target took a connection
  Latency response;  ///< from bytes passed on to the target until the next ones from there

  void Merge(const Latencies& other) {
    header.Merge(other.header);
    connect.Merge(other.connect);
    response.Merge(other.response);
  }
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_COUNTERS_H_
