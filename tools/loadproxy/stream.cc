#include "tools/loadproxy/stream.h"

#include <algorithm>
#include <cstring>

namespace simdproxy::loadproxy {

int Stream::Open(uv_loop_t* loop, int socket) {
  uv_tcp_init(loop, &tcp_);
  tcp_.data = this;
  opened_ = true;
  const int error = uv_tcp_open(&tcp_, socket);
  if (error == 0) uv_tcp_nodelay(&tcp_, 1);
  return error;
}

int Stream::Connect(uv_loop_t* loop, const SocketAddress& target) {
  uv_tcp_init(loop, &tcp_);
  tcp_.data = this;
  opened_ = true;
  connect_.data = this;
  const int error =
      uv_tcp_connect(&connect_, &tcp_, target.get(), [](uv_connect_t* request, int status) {
        Stream& stream = Of(request->data);
        if (stream.closing_) return;
        stream.owner_.OnConnected(stream, status);
      });
  // Whole records in one segment: a header alone is not to wait for what comes behind it.
  if (error == 0) uv_tcp_nodelay(&tcp_, 1);
  return error;
}

void Stream::OnAlloc(uv_handle_t* handle, size_t, uv_buf_t* buffer) {
  Stream& stream = Of(handle->data);
  const std::span<std::byte> room = stream.owner_.RoomFor(stream);
  *buffer = uv_buf_init(reinterpret_cast<char*>(room.data()), static_cast<unsigned>(room.size()));
}

void Stream::OnReadable(uv_stream_t* handle, ssize_t size, const uv_buf_t* buffer) {
  Stream& stream = Of(handle->data);
  if (size == 0 || size == UV_ENOBUFS) return;  // nothing there, or no room was given
  // libuv takes a hang-up behind the last bytes for the end, though it may be a reset.
  if (size == UV_EOF) size = stream.PendingError();
  if (size == 0) {
    stream.owner_.OnEnd(stream);
  } else if (size < 0) {
    stream.owner_.OnError(stream, static_cast<int>(size));
  } else {
    stream.owner_.OnRead(stream, std::as_bytes(std::span(buffer->base, static_cast<size_t>(size))));
  }
}

// What the kernel still has to tell about the socket: 0, or an error of libuv.
int Stream::PendingError() {
  uv_os_fd_t fd = -1;
  int error = 0;
  socklen_t size = sizeof(error);
  uv_fileno(reinterpret_cast<uv_handle_t*>(&tcp_), &fd);
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? -error : 0;
}

void Stream::StartReading() {
  if (open()) uv_read_start(handle(), OnAlloc, OnReadable);
}

void Stream::StopReading() {
  if (open()) uv_read_stop(handle());
}

Stream::Written Stream::Write(std::span<const std::byte> first, std::span<const std::byte> second) {
  const auto buffer = [](std::span<const std::byte> bytes) {
    // libuv's buffers are not const, but it only reads what it writes.
    return uv_buf_init(reinterpret_cast<char*>(const_cast<std::byte*>(bytes.data())),
                       static_cast<unsigned>(bytes.size()));
  };
  const uv_buf_t buffers[] = {buffer(first), buffer(second)};
  const bool two = !first.empty() && !second.empty();
  int result = uv_try_write(handle(), first.empty() ? buffers + 1 : buffers, two ? 2 : 1);
  if (result == UV_EAGAIN) result = 0;
  if (result < 0) {
    owner_.OnWriteFailed(*this, result);
    return Written::kFailed;
  }
  size_t written = static_cast<size_t>(result);
  if (written == first.size() + second.size()) return Written::kAll;
  const size_t of_first = std::min(written, first.size());
  const int error = Keep(first.subspan(of_first), second.subspan(written - of_first));
  if (error == 0) return Written::kKept;
  owner_.OnWriteFailed(*this, error);
  return Written::kFailed;
}

int Stream::Keep(std::span<const std::byte> first, std::span<const std::byte> second) {
  const size_t size = first.size() + second.size();
  kept_ = std::make_unique_for_overwrite<char[]>(size);
  std::ranges::copy(first, reinterpret_cast<std::byte*>(kept_.get()));
  std::ranges::copy(second, reinterpret_cast<std::byte*>(kept_.get()) + first.size());
  const uv_buf_t rest = uv_buf_init(kept_.get(), static_cast<unsigned>(size));
  write_.data = this;
  return uv_write(&write_, handle(), &rest, 1, [](uv_write_t* request, int status) {
    Stream& stream = Of(request->data);
    stream.kept_.reset();
    if (stream.closing_) return;
    if (status != 0) return stream.owner_.OnWriteFailed(stream, status);
    if (stream.shut_down_wanted_) return stream.ShutDown();
    stream.owner_.OnDrained(stream);
  });
}

void Stream::ShutDown() {
  shut_down_wanted_ = true;
  if (!open() || !drained()) return;
  shutdown_.data = this;
  const int error = uv_shutdown(&shutdown_, handle(), [](uv_shutdown_t* request, int status) {
    Stream& stream = Of(request->data);
    if (stream.closing_) return;
    // A peer that is gone already has not to be told.
    if (status == 0 || status == UV_ENOTCONN) return stream.owner_.OnShutDown(stream);
    stream.owner_.OnWriteFailed(stream, status);
  });
  if (error != 0) owner_.OnWriteFailed(*this, error);
}

void Stream::Close() {
  if (!open()) return;
  closing_ = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&tcp_), [](uv_handle_t* closed) {
    Stream& stream = Of(closed->data);
    stream.owner_.OnClosed(stream);
  });
}

void Stream::Reset() {
  if (!open()) return;
  uv_os_fd_t fd;
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(&tcp_), &fd) == 0) {
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  }
  Close();
}

SocketAddress Stream::Peer() const {
  SocketAddress address;
  int size = sizeof(address.storage);
  uv_tcp_getpeername(&tcp_, address.get(), &size);
  return address;
}

SocketAddress Stream::Local() const {
  SocketAddress address;
  int size = sizeof(address.storage);
  uv_tcp_getsockname(&tcp_, address.get(), &size);
  return address;
}

}  // namespace simdproxy::loadproxy
