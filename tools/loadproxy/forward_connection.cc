#include <fmt/format.h>

#include <utility>

#include "tools/loadproxy/forward.h"

namespace simdproxy::loadproxy {

ForwardConnection::ForwardConnection(Forward& forward)
    : HeaderReceiver(forward.batch_), forward_(forward), client_(*this), target_(*this) {}

void ForwardConnection::Begin(int socket, std::list<ForwardConnection>::iterator self) {
  self_ = self;
  const Thread& thread = forward_.thread_;
  thread.counters.Add(Count::kAccepted);
  ++open_streams_;
  if (client_.Open(thread.loop, socket) != 0) return Finish(true);
  begun_ = uv_hrtime();
  if (!thread.settings.accept.expected) return Connect();
  forward_.header_deadlines_.Start(*this);
  client_.StartReading();
}

std::span<std::byte> ForwardConnection::RoomFor(Stream& stream) {
  if (&stream == &client_ && state_ == State::kHeader) return Room();
  if (state_ == State::kRelaying) return forward_.scratch_;
  return std::span(forward_.scratch_).first(kMaxEarly - early_.size());
}

void ForwardConnection::OnRead(Stream& stream, std::span<const std::byte> bytes) {
  if (&stream == &client_ && state_ == State::kHeader) return Add(bytes);
  if (&Other(stream) == unwritable_) return;
  if (state_ == State::kRelaying) return Relay(stream, Other(stream), {}, bytes);
  early_.insert(early_.end(), bytes.begin(), bytes.end());
  if (early_.size() == kMaxEarly) client_.StopReading();
}

// `bytes` begin with the header; what follows it is the first payload.
void ForwardConnection::OnHeader(const Header& header, const Endpoints& endpoints,
                                 std::span<const std::byte> bytes) {
  const Thread& thread = forward_.thread_;
  StopWaiting();
  thread.counters.AddHeader(header);
  thread.latencies.header.Add(uv_hrtime() - begun_);
  if (!header.ok()) return Finish(true);  // the receiver must abort the connection [2]
  if (thread.settings.send.version != 0) {
    const HeaderView view(bytes, header);
    const auto made = forward_.maker_.Translate(view, endpoints, RealEndpoints());
    thread.counters.Add(Count::kMalformedSent, made.malformed ? 1 : 0);
    header_.assign(made.bytes.begin(), made.bytes.end());
    if (header_.empty()) return Finish(true);
  }
  early_.assign(bytes.begin() + header.size(), bytes.end());
  Connect();
}

void ForwardConnection::Connect() {
  state_ = State::kConnecting;
  begun_ = uv_hrtime();
  client_.StartReading();  // what comes meanwhile goes out in one segment with the header
  ++open_streams_;
  const int error = target_.Connect(forward_.thread_.loop, forward_.thread_.settings.target);
  if (error != 0) return OnConnected(target_, error);
  forward_.connect_deadlines_.Start(*this);
}

void ForwardConnection::OnConnected(Stream&, int error) {
  const Thread& thread = forward_.thread_;
  StopWaiting();
  if (error != 0) {
    const bool no_files = error == UV_EMFILE || error == UV_ENFILE;
    thread.counters.Add(no_files ? Count::kOutOfFiles : Count::kConnectFailed);
    thread.errors.Note(
        fmt::format("can't connect to {}: {}", ToText(thread.settings.target), uv_strerror(error)));
    return Finish(true);
  }
  const uint64_t now = uv_hrtime();
  thread.latencies.connect.Add(now - begun_);
  begun_ = 0;
  if (thread.settings.send.version == 0) return StartRelaying({});
  SendHeader();
}

void ForwardConnection::SendHeader() {
  const Thread& thread = forward_.thread_;
  thread.counters.Add(Count::kHeadersSent);
  std::span<const std::byte> header = header_;
  if (header_.empty()) {
    const auto made = forward_.maker_.Make(RealEndpoints());
    thread.counters.Add(Count::kMalformedSent, made.malformed ? 1 : 0);
    header = made.bytes;
  }
  if (header.empty()) return Finish(true);  // the client is gone, and its address with it
  if (thread.settings.fragment.mode == FragmentSettings::Mode::kWhole) {
    return StartRelaying(header);
  }
  state_ = State::kSendingHeader;
  fragments_ = std::make_unique<FragmentWriter>(
      forward_.fragment_delay_, target_, *this, std::vector(header.begin(), header.end()),
      CutPlaces(thread.settings.fragment, header.size(), forward_.random_));
  fragments_->Begin();
}

void ForwardConnection::OnFragmentsWritten() {
  StartRelaying({});
  fragments_.reset();
}

void ForwardConnection::StartRelaying(std::span<const std::byte> header) {
  state_ = State::kRelaying;
  target_.StartReading();
  if (!client_ended_) client_.StartReading();
  if (!header.empty() || !early_.empty()) Relay(client_, target_, header, early_);
  early_ = {};
  header_ = {};
  if (client_ended_ && state_ == State::kRelaying) target_.ShutDown();
}

void ForwardConnection::Relay(Stream& from, Stream& to, std::span<const std::byte> header,
                              std::span<const std::byte> payload) {
  const Thread& thread = forward_.thread_;
  const bool up = &from == &client_;
  thread.counters.Add(up ? Count::kBytesUp : Count::kBytesDown, payload.size());
  if (up) {
    if (begun_ == 0) begun_ = uv_hrtime();
  } else if (begun_ != 0) {
    thread.latencies.response.Add(uv_hrtime() - std::exchange(begun_, 0));
  }
  // From then on nothing is read until OnDrained.
  if (to.Write(header, payload) == Stream::Written::kKept) from.StopReading();
}

void ForwardConnection::OnDrained(Stream& stream) {
  if (state_ == State::kRelaying && !EndedOf(Other(stream))) Other(stream).StartReading();
}

void ForwardConnection::OnEnd(Stream& stream) {
  if (&stream == unwritable_ && unwritable_was_reset_) return OnError(stream, UV_ECONNRESET);
  const bool is_client = &stream == &client_;
  (is_client ? client_ended_ : target_ended_) = true;
  // What the client sent last may wait to be judged.
  if (state_ == State::kHeader && has_bytes()) forward_.batch_.Decode();
  if (state_ == State::kHeader) {
    forward_.thread_.counters.Add(Count::kClosedEarly);
    return Finish(false);
  }
  if (state_ != State::kRelaying) return;
  Stream& other = Other(stream);
  // The last to end: the other side is told by closing, which saves a system call.
  const bool told = is_client ? client_told_ : target_told_;
  if (told && EndedOf(other) && other.drained()) return Finish(false);
  other.ShutDown();
}

void ForwardConnection::OnShutDown(Stream& stream) { Told(stream); }

void ForwardConnection::Told(Stream& stream) {
  (&stream == &client_ ? client_told_ : target_told_) = true;
  if (client_told_ && target_told_) Finish(false);
}

void ForwardConnection::OnError(Stream&, int) {
  if (state_ == State::kClosing) return;
  const bool early = state_ == State::kHeader;
  forward_.thread_.counters.Add(early ? Count::kClosedEarly : Count::kResets);
  Finish(true);
}

void ForwardConnection::OnWriteFailed(Stream& stream, int error) {
  const bool hopeless = EndedOf(stream) || unwritable_ != nullptr;
  if (state_ == State::kSendingHeader || hopeless) return OnError(stream, error);
  // What the peer said before it went is read to its end, and passed on. The kernel tells of a
  // reset once: to this write, and no more to the reads that follow, which find an end.
  unwritable_ = &stream;
  unwritable_was_reset_ = error == UV_ECONNRESET;
  // The other side has to go on, or it may never read what it is sent.
  if (!EndedOf(Other(stream))) Other(stream).StartReading();
  Told(stream);
}

void ForwardConnection::OnTimeout() {
  forward_.thread_.counters.Add(state_ == State::kHeader ? Count::kHeaderTimeouts
                                                         : Count::kConnectTimeouts);
  Finish(true);
}

void ForwardConnection::Abort() {
  if (state_ != State::kClosing) Finish(true);
}

void ForwardConnection::Finish(bool reset) {
  state_ = State::kClosing;
  Leave();
  StopWaiting();
  fragments_.reset();
  for (Stream* stream : {&client_, &target_}) reset ? stream->Reset() : stream->Close();
}

void ForwardConnection::OnClosed(Stream&) {
  if (--open_streams_ == 0) forward_.Remove(self_);
}

Endpoints ForwardConnection::RealEndpoints() const {
  const Settings& settings = forward_.thread_.settings;
  const SocketAddress& bound = settings.listen;
  const Endpoint destination = EndpointOf(bound.IsWildcard() ? client_.Local() : bound);
  // With a pool any source will do, and a system call is saved.
  const Endpoint source = settings.send.sources.empty() ? EndpointOf(client_.Peer()) : destination;
  if (!source || !destination) return {};
  return JoinEndpoints(source, destination, Transport::kStream);
}

}  // namespace simdproxy::loadproxy
