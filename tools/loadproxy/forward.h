// Forwards TCP connections: with, without or with another PROXY header.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_FORWARD_H_
#define SIMDPROXY_TOOLS_LOADPROXY_FORWARD_H_

#include <list>
#include <memory>
#include <vector>

#include "tools/loadproxy/deadlines.h"
#include "tools/loadproxy/fragments.h"
#include "tools/loadproxy/header_batch.h"
#include "tools/loadproxy/header_maker.h"
#include "tools/loadproxy/service.h"
#include "tools/loadproxy/stream.h"
#include "tools/loadproxy/tcp_service.h"

namespace simdproxy::loadproxy {

class ForwardConnection;

class Forward final : public TcpService<Forward, ForwardConnection> {
 public:
  explicit Forward(const Thread& thread);

 private:
  friend class ForwardConnection;
  void Close() override;

  HeaderMaker maker_;
  Deadlines connect_deadlines_;
  Deadlines fragment_delay_;
  tool::Random random_;
};

/// A client and its connection to the target. Waits for the client's header (if one is expected),
/// connects, sends a header (if one is to be sent), and relays until both sides have ended.
class ForwardConnection final : public Stream::Owner,
                                private HeaderReceiver,
                                private Deadlines::Waiter,
                                public FragmentWriter::Owner {
 public:
  explicit ForwardConnection(Forward& forward);

  /// Takes over the client's socket.
  void Begin(int socket, std::list<ForwardConnection>::iterator self);
  /// Ends it with a reset of both sides.
  void Abort();

 private:
  enum class State : uint8_t { kHeader, kConnecting, kSendingHeader, kRelaying, kClosing };
  /// As much is held of what a client sends while its target is not there yet.
  static constexpr size_t kMaxEarly = size_t{64} << 10;  // bytes

  std::span<std::byte> RoomFor(Stream& stream) override;
  void OnRead(Stream& stream, std::span<const std::byte> bytes) override;
  void OnEnd(Stream& stream) override;
  void OnDrained(Stream& stream) override;
  void OnShutDown(Stream& stream) override;
  void OnConnected(Stream& stream, int error) override;
  void OnError(Stream& stream, int error) override;
  void OnWriteFailed(Stream& stream, int error) override;
  void OnClosed(Stream& stream) override;
  void OnHeader(const Header& header, const Endpoints& endpoints,
                std::span<const std::byte> bytes) override;
  void OnTimeout() override;
  void OnFragmentsWritten() override;

  void Connect();
  void SendHeader();
  void StartRelaying(std::span<const std::byte> header);
  void Relay(Stream& from, Stream& to, std::span<const std::byte> header,
             std::span<const std::byte> payload);
  void Told(Stream& stream);
  void Finish(bool reset);
  Endpoints RealEndpoints() const;
  Stream& Other(Stream& stream) { return &stream == &client_ ? target_ : client_; }

  bool EndedOf(const Stream& stream) const {
    return &stream == &client_ ? client_ended_ : target_ended_;
  }

  Forward& forward_;
  std::list<ForwardConnection>::iterator self_;
  Stream client_;
  Stream target_;
  State state_ = State::kHeader;
  bool client_ended_ = false;  // sends no more
  bool target_ended_ = false;
  const Stream* unwritable_ = nullptr;  // a side that takes no more
  bool unwritable_was_reset_ = false;
  bool client_told_ = false;  // that nothing more comes, or can't be told any more
  bool target_told_ = false;
  uint8_t open_streams_ = 0;
  std::vector<std::byte> header_;  // to be sent, if made already
  std::vector<std::byte> early_;   // from the client, behind the header
  std::unique_ptr<FragmentWriter> fragments_;
  uint64_t begun_ = 0;  // when accepted, then when connecting, then when last passed on; 0: no
                        // response is waited for
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_FORWARD_H_
