// What is shown while it runs, and at its end.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_REPORT_H_
#define SIMDPROXY_TOOLS_LOADPROXY_REPORT_H_

#include <string>

#include "tools/loadproxy/counters.h"
#include "tools/loadproxy/settings.h"

namespace simdproxy::loadproxy {

struct Summary {
  double seconds = 0;
  Counters counters;
  Latencies latencies;
};

/// False if a header was refused or did not come, or a connection could not be served. What was
/// broken on purpose does not count, and neither do resets, which load generators end with.
bool AllWell(const Summary& summary);

/// Lines for people.
std::string TextSummary(const Settings& settings, const Summary& summary);

/// One object on one line: command, seconds, every count by its name, outcomes, reasons and
/// versions of the headers received, and latencies in microseconds: count, p50, p90, p99, p999,
/// max.
std::string JsonSummary(const Settings& settings, const Summary& summary);

/// A line on standard error that is written over once a second.
class StatusLine {
 public:
  explicit StatusLine(bool wanted) : wanted_(wanted) {}
  ~StatusLine() { Clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  void Show(const Counters& counters, double seconds);
  void Clear();

 private:
  bool wanted_;
  bool shown_ = false;
  double last_ = 0;
  uint64_t last_accepted_ = 0;
  uint64_t last_bytes_ = 0;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_REPORT_H_
