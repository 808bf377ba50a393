#include "tools/loadproxy/sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tools/loadproxy/describe.h"

namespace simdproxy::loadproxy {
namespace {

std::string HttpResponse(std::string_view status, std::string_view body) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}\n",
                     status, body.size() + 1, body);
}

// Whether a request, in one piece as load generators send it, asks for the connection's end.
bool AsksForClose(std::span<const std::byte> request) {
  constexpr std::string_view kClose = "\nconnection: close\r";
  const auto same = [](std::byte byte, char c) {
    const char given = static_cast<char>(byte);
    return (given >= 'A' && given <= 'Z' ? given - 'A' + 'a' : given) == c;
  };
  return std::search(request.begin(), request.end(), kClose.begin(), kClose.end(), same) !=
         request.end();
}

}  // namespace

SinkConnection::SinkConnection(Sink& sink)
    : HeaderReceiver(sink.batch_), sink_(sink), client_(*this) {}

void SinkConnection::Begin(int socket, std::list<SinkConnection>::iterator self) {
  self_ = self;
  const Thread& thread = sink_.thread_;
  thread.counters.Add(Count::kAccepted);
  if (client_.Open(thread.loop, socket) != 0) return Finish(true);
  begun_ = uv_hrtime();
  if (thread.settings.accept.expected) {
    sink_.header_deadlines_.Start(*this);
  } else {
    judged_ = true;
    response_ = HttpResponse("200 OK", "no header expected");
    if (thread.settings.answer == Answer::kClose) return Finish(false);
  }
  client_.StartReading();
}

std::span<std::byte> SinkConnection::RoomFor(Stream&) {
  return judged_ ? std::span(sink_.scratch_) : Room();
}

void SinkConnection::OnRead(Stream&, std::span<const std::byte> bytes) {
  if (!judged_) return Add(bytes);
  Serve(bytes);
}

void SinkConnection::OnHeader(const Header& header, const Endpoints&,
                              std::span<const std::byte> bytes) {
  const Thread& thread = sink_.thread_;
  StopWaiting();
  judged_ = true;
  thread.counters.AddHeader(header);
  thread.latencies.header.Add(uv_hrtime() - begun_);
  if (thread.settings.answer == Answer::kClose) return Finish(!header.ok());
  if (thread.settings.answer == Answer::kHttp) {
    response_ = HttpResponse(header.ok() ? "200 OK" : "400 Bad Request", Describe({bytes, header}));
  }
  if (header.ok()) return Serve(bytes.subspan(header.size()));
  if (thread.settings.answer != Answer::kHttp) return Finish(true);
  Write(std::as_bytes(std::span(response_)));
  if (client_.open()) client_.ShutDown();  // OnShutDown closes
}

void SinkConnection::Serve(std::span<const std::byte> payload) {
  sink_.thread_.counters.Add(Count::kBytesUp, payload.size());
  if (sink_.thread_.settings.answer == Answer::kHttp) return ServeHttp(payload);
  if (!payload.empty()) Write(payload);
}

// A request ends with its empty line: those of load generators have no body.
void SinkConnection::ServeHttp(std::span<const std::byte> payload) {
  constexpr char kEnd[] = "\r\n\r\n";
  size_t requests = 0;
  for (const std::byte byte : payload) {
    const char c = static_cast<char>(byte);
    matched_ = static_cast<uint8_t>(c == kEnd[matched_] ? matched_ + 1 : c == '\r' ? 1 : 0);
    if (matched_ < 4) continue;
    matched_ = 0;
    ++requests;
  }
  if (requests == 0) return;
  sink_.thread_.counters.Add(Count::kRequests, requests);
  std::string responses = response_;
  while (--requests != 0) responses += response_;
  Write(std::as_bytes(std::span(responses)));
  if (client_.open() && AsksForClose(payload)) client_.ShutDown();  // OnShutDown closes
}

void SinkConnection::Write(std::span<const std::byte> bytes) {
  sink_.thread_.counters.Add(Count::kBytesDown, bytes.size());
  if (client_.Write({}, bytes) == Stream::Written::kKept) client_.StopReading();
}

void SinkConnection::OnDrained(Stream&) {
  if (!ended_) client_.StartReading();
}

void SinkConnection::OnEnd(Stream&) {
  ended_ = true;
  if (!judged_ && has_bytes()) sink_.batch_.Decode();
  if (!client_.open()) return;
  if (judged_) return client_.ShutDown();
  sink_.thread_.counters.Add(Count::kClosedEarly);
  Finish(false);
}

void SinkConnection::OnShutDown(Stream&) { Finish(false); }

void SinkConnection::OnError(Stream&, int) {
  sink_.thread_.counters.Add(judged_ ? Count::kResets : Count::kClosedEarly);
  Finish(true);
}

void SinkConnection::OnWriteFailed(Stream&, int) {
  sink_.thread_.counters.Add(Count::kResets);
  Finish(true);
}

void SinkConnection::OnTimeout() {
  sink_.thread_.counters.Add(Count::kHeaderTimeouts);
  Finish(true);
}

void SinkConnection::Finish(bool reset) {
  Leave();
  StopWaiting();
  reset ? client_.Reset() : client_.Close();
}

void SinkConnection::OnClosed(Stream&) { sink_.Remove(self_); }

std::unique_ptr<Service> MakeSink(const Thread& thread) { return std::make_unique<Sink>(thread); }

}  // namespace simdproxy::loadproxy
