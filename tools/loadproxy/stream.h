// A TCP connection on an event loop of libuv.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_STREAM_H_
#define SIMDPROXY_TOOLS_LOADPROXY_STREAM_H_

#include <uv.h>

#include <cstddef>
#include <memory>
#include <span>

#include "tools/loadproxy/socket_address.h"

namespace simdproxy::loadproxy {

/// Reads into memory of its owner's choice; writes at once what the socket takes and keeps the
/// rest, so that an idle stream holds no buffer. Never moves in memory. One thread.
class Stream {
 public:
  /// Told what happens. May close the stream in any of these but OnClosed, which is the last one,
  /// comes once for each stream that was opened, and may destroy it.
  class Owner {
   public:
    /// Where to read to; empty: not before the loop polls again. Must not stop reading.
    virtual std::span<std::byte> RoomFor(Stream& stream) = 0;
    virtual void OnRead(Stream& stream, std::span<const std::byte> bytes) = 0;
    /// The peer sends no more.
    virtual void OnEnd(Stream& stream) = 0;
    /// What Write kept is written.
    virtual void OnDrained(Stream& stream) = 0;
    /// What ShutDown announced is on its way: both peers know that this side sends no more.
    virtual void OnShutDown(Stream& stream) = 0;
    /// Connect is over: 0, or an error of libuv.
    virtual void OnConnected(Stream& stream, int error) = 0;
    /// Nothing more can be read: an error of libuv. The stream is still to be closed.
    virtual void OnError(Stream& stream, int error) = 0;
    /// Nothing more can be written. What the peer sent before may still be there to be read.
    virtual void OnWriteFailed(Stream& stream, int error) = 0;
    virtual void OnClosed(Stream& stream) = 0;

   protected:
    ~Owner() = default;
  };

  explicit Stream(Owner& owner) : owner_(owner) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Each returns 0 or an error of libuv, after which the stream is to be closed all the same.
  /// Open takes over a connected socket.
  int Open(uv_loop_t* loop, int socket);
  int Connect(uv_loop_t* loop, const SocketAddress& target);

  void StartReading();
  void StopReading();

  enum class Written { kAll, kKept, kFailed };
  /// Writes one piece after the other. Not to be called while anything is kept. kKept: some of it
  /// is; OnDrained comes when it is written. kFailed: the same as OnWriteFailed, which is not
  /// called.
  Written Write(std::span<const std::byte> first, std::span<const std::byte> second);
  bool drained() const { return kept_ == nullptr; }

  /// Sends no more behind what is kept.
  void ShutDown();

  /// Once; reading and writing end. Reset lets the peer know that something went wrong (RST).
  void Close();
  void Reset();
  bool open() const { return opened_ && !closing_; }
  bool opened() const { return opened_; }

  /// Of the socket; empty addresses if it has none any more.
  SocketAddress Peer() const;
  SocketAddress Local() const;

 private:
  uv_stream_t* handle() { return reinterpret_cast<uv_stream_t*>(&tcp_); }
  static Stream& Of(void* data) { return *static_cast<Stream*>(data); }
  static void OnAlloc(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer);
  static void OnReadable(uv_stream_t* handle, ssize_t size, const uv_buf_t* buffer);
  int PendingError();
  int Keep(std::span<const std::byte> first, std::span<const std::byte> second);

  Owner& owner_;
  uv_tcp_t tcp_;
  union {  // one after the other
    uv_connect_t connect_;
    uv_write_t write_;
    uv_shutdown_t shutdown_;
  };
  std::unique_ptr<char[]> kept_;
  bool opened_ = false;
  bool closing_ = false;
  bool shut_down_wanted_ = false;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_STREAM_H_
