// Takes TCP connections, judges their headers, and answers.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_SINK_H_
#define SIMDPROXY_TOOLS_LOADPROXY_SINK_H_

#include <list>
#include <string>

#include "tools/loadproxy/deadlines.h"
#include "tools/loadproxy/header_batch.h"
#include "tools/loadproxy/service.h"
#include "tools/loadproxy/stream.h"
#include "tools/loadproxy/tcp_service.h"

namespace simdproxy::loadproxy {

class SinkConnection;

class Sink final : public TcpService<Sink, SinkConnection> {
 public:
  explicit Sink(const Thread& thread) : TcpService(thread) {}

 private:
  friend class SinkConnection;
};

/// One client.
class SinkConnection final : public Stream::Owner,
                             private HeaderReceiver,
                             private Deadlines::Waiter {
 public:
  explicit SinkConnection(Sink& sink);

  void Begin(int socket, std::list<SinkConnection>::iterator self);
  void Abort() { Finish(true); }

 private:
  std::span<std::byte> RoomFor(Stream& stream) override;
  void OnRead(Stream& stream, std::span<const std::byte> bytes) override;
  void OnEnd(Stream& stream) override;
  void OnDrained(Stream& stream) override;
  void OnShutDown(Stream& stream) override;
  void OnConnected(Stream&, int) override {}
  void OnError(Stream& stream, int error) override;
  void OnWriteFailed(Stream& stream, int error) override;
  void OnClosed(Stream& stream) override;
  void OnHeader(const Header& header, const Endpoints& endpoints,
                std::span<const std::byte> bytes) override;
  void OnTimeout() override;

  void Serve(std::span<const std::byte> payload);
  void ServeHttp(std::span<const std::byte> payload);
  void Write(std::span<const std::byte> bytes);
  void Finish(bool reset);

  Sink& sink_;
  std::list<SinkConnection>::iterator self_;
  Stream client_;
  bool judged_ = false;
  bool ended_ = false;
  uint8_t matched_ = 0;  // of the empty line behind a request
  uint64_t begun_ = 0;
  std::string response_;  // HTTP
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_SINK_H_
