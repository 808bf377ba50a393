#include "tools/loadproxy/run.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <list>

#include "tools/common/exit_code.h"
#include "tools/common/output.h"
#include "tools/loadproxy/report.h"
#include "tools/loadproxy/worker.h"

namespace simdproxy::loadproxy {
namespace {

using Clock = std::chrono::steady_clock;

// As many files as the machine allows; and no more connections than there are files for, so that
// none is accepted that can't be served.
void FitToFileLimit(Settings& settings) {
  constexpr uint64_t kReserve = 64;  // listeners, event loops, standard streams
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  const uint64_t each = settings.forward ? 2 : 1;
  const uint64_t files = std::max<uint64_t>(limit.rlim_cur, kReserve + each) - kReserve;
  const uint64_t fitting = std::max<uint64_t>(1, files / each);
  if (settings.connections == 0) settings.connections = fitting;
  if (settings.connections <= fitting) return;
  tool::PrintError(fmt::format(
      "--connections {}: the limit of open files ({}) allows {} (ulimit -n, hard limit)",
      settings.connections, limit.rlim_cur, fitting));
  settings.connections = fitting;
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// True if a signal came within `milliseconds`.
bool WaitForSignal(const sigset_t& signals, long milliseconds) {
  const timespec wait = {.tv_sec = 0, .tv_nsec = milliseconds * 1'000'000};
  return sigtimedwait(&signals, nullptr, &wait) > 0;
}

void Sum(const std::list<Worker>& workers, Counters& sum) {
  for (const Worker& worker : workers) sum.Merge(worker.counters());
}

// Until all threads are done. When `duration` is over, a signal came, or the grace of one of these
// has passed, it asks them to be.
void Watch(const Settings& settings, std::list<Worker>& workers, ErrorNote& errors,
           Clock::time_point start) {
  const sigset_t signals = StopSignals();
  StatusLine status(!settings.quiet && isatty(STDERR_FILENO) == 1);
  const auto seconds_since = [](Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
  };
  int stops = 0;
  Clock::time_point stopped{};
  while (!std::ranges::all_of(workers, &Worker::done)) {
    bool stop = WaitForSignal(signals, 100);
    if (stops == 0 && settings.duration > 0) stop |= seconds_since(start) >= settings.duration;
    if (stops == 1) stop |= seconds_since(stopped) * 1000 >= static_cast<double>(settings.grace);
    if (stop) {
      ++stops;
      stopped = Clock::now();
      for (Worker& worker : workers) worker.Stop();
    }
    const std::string error = errors.Take();
    if (!error.empty()) {
      status.Clear();
      tool::PrintError(error);
    }
    Counters sum;
    Sum(workers, sum);
    status.Show(sum, seconds_since(start));
  }
}

}  // namespace

int Run(Settings& settings, const Engine& engine) {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // threads inherit it: only Watch sees them
  FitToFileLimit(settings);

  std::vector<int> sockets;
  const int type = settings.udp ? SOCK_DGRAM : SOCK_STREAM;
  const std::string error = Bind(settings.listen, type, settings.threads, sockets);
  if (!error.empty()) {
    tool::PrintError(error);
    return tool::kExitError;
  }
  if (!settings.quiet) tool::PrintError("listening on " + ToText(settings.listen));

  const auto start = Clock::now();
  ErrorNote errors;
  const std::span<const TlvItem> items = settings.send.tlvs.Items();
  Summary summary;
  {
    std::list<Worker> workers;
    for (unsigned i = 0; i < settings.threads; ++i) {
      workers.emplace_back(settings, items, engine, i, sockets[i], errors);
    }
    Watch(settings, workers, errors, start);
    Sum(workers, summary.counters);
    for (const Worker& worker : workers) summary.latencies.Merge(worker.latencies());
  }
  summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  tool::Output output;
  output.Write(settings.json ? JsonSummary(settings, summary) : TextSummary(settings, summary));
  return output.Finish(AllWell(summary) ? tool::kExitOk : tool::kExitNotOk);
}

}  // namespace simdproxy::loadproxy
