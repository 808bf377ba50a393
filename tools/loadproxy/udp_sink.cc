// Takes datagrams, judges their headers, and answers.
#include <span>
#include <string>

#include "tools/loadproxy/datagram_headers.h"
#include "tools/loadproxy/datagram_socket.h"
#include "tools/loadproxy/describe.h"
#include "tools/loadproxy/service.h"

namespace simdproxy::loadproxy {
namespace {

class UdpSink final : public Service, private DatagramSocket::Owner {
 public:
  explicit UdpSink(const Thread& thread)
      : thread_(thread),
        headers_(thread.engine, thread.settings.accept.options),
        socket_(*this, room_) {
    socket_.Open(thread.loop, thread.socket);
  }

  void StopAccepting() override { socket_.Close(); }
  void Abort() override {}

 private:
  void OnDatagrams(DatagramSocket&, std::span<const Datagram> datagrams) override {
    thread_.counters.Add(Count::kDatagrams, datagrams.size());
    if (!thread_.settings.accept.expected) {
      for (const Datagram& datagram : datagrams) {
        Reply(datagram, datagram.bytes, "no header expected");
      }
      return;
    }
    headers_.Decode(datagrams);
    thread_.counters.Add(Count::kBatches);
    for (size_t i = 0; i < datagrams.size(); ++i) {
      const Header& header = headers_.header(i);
      thread_.counters.AddHeader(header);
      Reply(datagrams[i], datagrams[i].bytes.subspan(header.size()),
            Describe({datagrams[i].bytes, header}));
    }
  }
  void OnClosed(DatagramSocket&) override {}

  void Reply(const Datagram& datagram, std::span<const std::byte> payload,
             const std::string& judgement) {
    thread_.counters.Add(Count::kBytesUp, payload.size());
    if (thread_.settings.answer == Answer::kClose) return;
    const std::string line = judgement + '\n';
    const auto answer =
        thread_.settings.answer == Answer::kEcho ? payload : std::as_bytes(std::span(line));
    const bool sent = socket_.Send(answer, {}, &datagram.peer);
    thread_.counters.Add(sent ? Count::kBytesDown : Count::kDatagramsLost,
                         sent ? answer.size() : 1);
  }

  Thread thread_;
  DatagramHeaders headers_;
  DatagramRoom room_;
  DatagramSocket socket_;
};

}  // namespace

std::unique_ptr<Service> MakeUdpSink(const Thread& thread) {
  return std::make_unique<UdpSink>(thread);
}

}  // namespace simdproxy::loadproxy
