#include "tools/loadproxy/report.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <string_view>

#include "tools/common/json_writer.h"

namespace simdproxy::loadproxy {
namespace {

uint64_t OutcomeSum(const Counters& counters) {
  return counters.OfOutcome(Outcome::kOk) + counters.OfOutcome(Outcome::kNotProxy) +
         counters.OfOutcome(Outcome::kInvalid);
}

double Rate(uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string Bytes(double bytes) {
  constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, kUnits[unit]);
}

std::string LatencyLine(std::string_view name, const Latency& latency) {
  if (latency.count() == 0) return "";
  const auto ms = [&](double percent) {
    return static_cast<double>(latency.Percentile(percent)) / 1e6;
  };
  return fmt::format("  {:<10}{:>10}{:>10.3f}{:>10.3f}{:>10.3f}{:>10.3f}{:>10.3f}\n", name,
                     latency.count(), ms(50), ms(90), ms(99), ms(99.9),
                     static_cast<double>(latency.max_nanoseconds()) / 1e6);
}

std::string HeaderLines(const Counters& counters) {
  if (OutcomeSum(counters) == 0) return "";
  std::string text = fmt::format(
      "headers received: {} ok ({} v1, {} v2), {} not_proxy, {} invalid, in {} batches\n",
      counters.OfOutcome(Outcome::kOk), counters.OfVersion(1), counters.OfVersion(2),
      counters.OfOutcome(Outcome::kNotProxy), counters.OfOutcome(Outcome::kInvalid),
      counters.Get(Count::kBatches));
  for (uint8_t i = 1; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (counters.OfReason(reason) == 0) continue;
    text += fmt::format("  {:<24}{:>10}\n", ReasonName(reason), counters.OfReason(reason));
  }
  return text;
}

void PutLatency(tool::JsonWriter& json, std::string_view name, const Latency& latency) {
  json.Key(name);
  json.BeginObject();
  json.Put("count", latency.count());
  struct Level {
    std::string_view name;
    double percent;
  };
  for (const Level& level : {Level{"p50", 50}, {"p90", 90}, {"p99", 99}, {"p999", 99.9}}) {
    json.Put(level.name, latency.Percentile(level.percent) / 1000);
  }
  json.Put("max", latency.max_nanoseconds() / 1000);
  json.EndObject();
}

void PutHeaders(tool::JsonWriter& json, const Counters& counters) {
  json.Key("outcomes");
  json.BeginObject();
  for (const Outcome outcome : {Outcome::kOk, Outcome::kNotProxy, Outcome::kInvalid}) {
    json.Put(OutcomeName(outcome), counters.OfOutcome(outcome));
  }
  json.EndObject();
  json.Key("reasons");
  json.BeginObject();
  for (uint8_t i = 1; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (counters.OfReason(reason) != 0) json.Put(ReasonName(reason), counters.OfReason(reason));
  }
  json.EndObject();
  json.Key("versions");
  json.BeginObject();
  json.Put("v1", counters.OfVersion(1));
  json.Put("v2", counters.OfVersion(2));
  json.EndObject();
}

}  // namespace

bool AllWell(const Summary& summary) {
  const Counters& counters = summary.counters;
  uint64_t bad = counters.OfOutcome(Outcome::kNotProxy) + counters.OfOutcome(Outcome::kInvalid);
  for (const Count count : {Count::kHeaderTimeouts, Count::kClosedEarly, Count::kConnectFailed,
                            Count::kConnectTimeouts, Count::kOutOfFiles}) {
    bad += counters.Get(count);
  }
  return bad == 0;
}

std::string TextSummary(const Settings& settings, const Summary& summary) {
  const Counters& counters = summary.counters;
  const auto count = [&](Count which) { return counters.Get(which); };
  std::string text =
      fmt::format("{:.1f} s, {} {} ({:.0f} a second), {} up, {} down\n", summary.seconds,
                  count(Count::kAccepted), settings.udp ? "clients" : "connections",
                  Rate(count(Count::kAccepted), summary.seconds),
                  Bytes(static_cast<double>(count(Count::kBytesUp))),
                  Bytes(static_cast<double>(count(Count::kBytesDown))));
  text += HeaderLines(counters);
  for (const Count which :
       {Count::kHeadersSent, Count::kMalformedSent, Count::kRequests, Count::kDatagrams,
        Count::kDatagramsLost, Count::kHeaderTimeouts, Count::kClosedEarly, Count::kConnectFailed,
        Count::kConnectTimeouts, Count::kResets, Count::kOutOfFiles}) {
    if (count(which) == 0) continue;
    text += fmt::format("{}: {}\n", kCountNames[static_cast<size_t>(which)], count(which));
  }
  const Latencies& latencies = summary.latencies;
  const std::string lines = LatencyLine("header", latencies.header) +
                            LatencyLine("connect", latencies.connect) +
                            LatencyLine("response", latencies.response);
  if (lines.empty()) return text;
  return text +
         fmt::format("milliseconds{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "count", "p50", "p90",
                     "p99", "p99.9", "max") +
         lines;
}

std::string JsonSummary(const Settings& settings, const Summary& summary) {
  tool::JsonWriter json;
  json.BeginObject();
  json.Put("command", settings.forward ? "forward" : "sink");
  json.Put("milliseconds", static_cast<uint64_t>(std::llround(summary.seconds * 1000)));
  for (size_t i = 0; i < kCountNumber; ++i) {
    json.Put(kCountNames[i], summary.counters.Get(static_cast<Count>(i)));
  }
  PutHeaders(json, summary.counters);
  json.Key("latencies_us");
  json.BeginObject();
  PutLatency(json, "header", summary.latencies.header);
  PutLatency(json, "connect", summary.latencies.connect);
  PutLatency(json, "response", summary.latencies.response);
  json.EndObject();
  json.EndObject();
  return json.Take() + '\n';
}

void StatusLine::Show(const Counters& counters, double seconds) {
  if (!wanted_ || seconds - last_ < 1) return;
  const uint64_t accepted = counters.Get(Count::kAccepted);
  const uint64_t bytes = counters.Get(Count::kBytesUp) + counters.Get(Count::kBytesDown);
  const double span = seconds - last_;
  const std::string line = fmt::format(
      "\r\x1b[K{:.0f} s: {} open, {:.0f} new a second, {}/s; headers {} ok, {} bad", seconds,
      accepted - counters.Get(Count::kClosed), Rate(accepted - last_accepted_, span),
      Bytes(Rate(bytes - last_bytes_, span)), counters.OfOutcome(Outcome::kOk),
      OutcomeSum(counters) - counters.OfOutcome(Outcome::kOk));
  std::fputs(line.c_str(), stderr);
  shown_ = true;
  last_ = seconds;
  last_accepted_ = accepted;
  last_bytes_ = bytes;
}

void StatusLine::Clear() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

}  // namespace simdproxy::loadproxy
