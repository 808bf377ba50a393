#include "tools/loadproxy/udp_forward.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace simdproxy::loadproxy {
namespace {

std::array<uint8_t, 18> KeyOf(const SocketAddress& client) {
  const Endpoint endpoint = EndpointOf(client);
  std::array<uint8_t, 18> key;
  std::ranges::copy(endpoint.address, key.begin());
  key[16] = static_cast<uint8_t>(endpoint.port >> 8);
  key[17] = static_cast<uint8_t>(endpoint.port & 0xFF);
  return key;
}

}  // namespace

UdpForward::UdpForward(const Thread& thread)
    : thread_(thread),
      maker_(thread.settings.send, thread.items, thread.engine, thread.number,
             thread.settings.threads, Transport::kDgram),
      headers_(thread.engine, thread.settings.accept.options),
      deadlines_(thread.loop, thread.settings.flow_timeout),
      socket_(*this, room_) {
  socket_.Open(thread.loop, thread.socket);
}

void UdpForward::OnDatagrams(DatagramSocket&, std::span<const Datagram> datagrams) {
  thread_.counters.Add(Count::kDatagrams, datagrams.size());
  if (thread_.settings.accept.expected) {
    headers_.Decode(datagrams);
    thread_.counters.Add(Count::kBatches);
  }
  for (size_t i = 0; i < datagrams.size(); ++i) Forward(datagrams[i], i);
}

// `i` is the datagram's place in the batch.
void UdpForward::Forward(const Datagram& datagram, size_t i) {
  const bool received = thread_.settings.accept.expected;
  std::span<const std::byte> payload = datagram.bytes;
  if (received) {
    thread_.counters.AddHeader(headers_.header(i));
    if (!headers_.header(i).ok()) return;
    payload = payload.subspan(headers_.header(i).size());
  }
  HeaderMaker::Made made;
  if (thread_.settings.send.version != 0) {
    const Endpoints real = JoinEndpoints(EndpointOf(datagram.peer),
                                         EndpointOf(thread_.settings.listen), Transport::kDgram);
    made = received
               ? maker_.Translate({datagram.bytes, headers_.header(i)}, headers_.endpoints(i), real)
               : maker_.Make(real);
  }
  UdpFlow* const flow = FlowOf(datagram.peer);
  const bool header_missing = thread_.settings.send.version != 0 && made.bytes.empty();
  if (flow == nullptr || header_missing || !flow->Send(made.bytes, payload)) {
    return thread_.counters.Add(Count::kDatagramsLost);
  }
  thread_.counters.Add(Count::kHeadersSent, made.bytes.empty() ? 0 : 1);
  thread_.counters.Add(Count::kMalformedSent, made.malformed ? 1 : 0);
  thread_.counters.Add(Count::kBytesUp, payload.size());
}

UdpFlow* UdpForward::FlowOf(const SocketAddress& client) {
  const Key key = KeyOf(client);
  const auto found = by_client_.find(key);
  if (found != by_client_.end()) return found->second;
  if (flows_.size() >= LimitsOf(thread_.settings).connections) return nullptr;
  const auto flow = flows_.emplace(flows_.end(), *this, client, key);
  if (!flow->Begin(flow)) return nullptr;
  by_client_.emplace(key, &*flow);
  return &*flow;
}

void UdpForward::StopAccepting() {
  socket_.Close();
  deadlines_.Close();
  for (UdpFlow& flow : flows_) flow.Close();
}

UdpFlow::UdpFlow(UdpForward& forward, const SocketAddress& client, UdpForward::Key key)
    : forward_(forward), client_(client), key_(key), target_(*this, forward.room_) {}

bool UdpFlow::Begin(std::list<UdpFlow>::iterator self) {
  self_ = self;
  const Thread& thread = forward_.thread_;
  thread.counters.Add(Count::kAccepted);
  const int error = target_.Connect(thread.loop, thread.settings.target);
  if (error == 0) {
    forward_.deadlines_.Start(*this);
    return true;
  }
  thread.counters.Add(error == UV_EMFILE || error == UV_ENFILE ? Count::kOutOfFiles
                                                               : Count::kConnectFailed);
  thread.errors.Note(
      fmt::format("no socket to {}: {}", ToText(thread.settings.target), uv_strerror(error)));
  Close();
  return false;
}

bool UdpFlow::Send(std::span<const std::byte> header, std::span<const std::byte> payload) {
  forward_.deadlines_.Start(*this);
  if (sent_ == 0) sent_ = uv_hrtime();
  return target_.Send(header, payload);
}

void UdpFlow::OnDatagrams(DatagramSocket&, std::span<const Datagram> datagrams) {
  const Thread& thread = forward_.thread_;
  if (sent_ != 0) thread.latencies.response.Add(uv_hrtime() - std::exchange(sent_, 0));
  for (const Datagram& datagram : datagrams) {
    const bool sent = forward_.socket_.Send(datagram.bytes, {}, &client_);
    thread.counters.Add(sent ? Count::kBytesDown : Count::kDatagramsLost,
                        sent ? datagram.bytes.size() : 1);
  }
}

void UdpFlow::Close() {
  if (std::exchange(closing_, true)) return;
  StopWaiting();
  forward_.by_client_.erase(key_);
  target_.Close();
}

void UdpFlow::OnClosed(DatagramSocket&) {
  forward_.thread_.counters.Add(Count::kClosed);
  forward_.flows_.erase(self_);
}

std::unique_ptr<Service> MakeUdpForward(const Thread& thread) {
  return std::make_unique<UdpForward>(thread);
}

}  // namespace simdproxy::loadproxy
