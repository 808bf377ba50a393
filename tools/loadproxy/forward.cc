#include "tools/loadproxy/forward.h"

#include <fmt/format.h>

#include <utility>

namespace simdproxy::loadproxy {

Forward::Forward(const Thread& thread)
    : thread_(thread),
      maker_(thread.settings.send, thread.items, thread.engine, thread.number,
             thread.settings.threads, Transport::kStream),
      batch_(thread.loop, thread.engine, thread.settings.accept.options, thread.counters),
      header_deadlines_(thread.loop, thread.settings.accept.timeout),
      connect_deadlines_(thread.loop, thread.settings.connect_timeout),
      fragment_delay_(thread.loop, thread.settings.fragment.mode == FragmentSettings::Mode::kWhole
                                       ? 0
                                       : thread.settings.fragment.delay),
      random_(thread.settings.send.seed + thread.number),
      listener_(thread.loop, thread.socket, LimitsOf(thread.settings),
                [this](int socket_or_error) { Take(socket_or_error); }),
      scratch_(kScratchSize) {}

void Forward::Take(int socket_or_error) {
  if (socket_or_error < 0) {
    thread_.counters.Add(Count::kOutOfFiles);
    return thread_.errors.Note(
        fmt::format("can't take a connection: {}", uv_strerror(socket_or_error)));
  }
  const auto connection = connections_.emplace(connections_.end(), *this);
  connection->Begin(socket_or_error, connection);
}

void Forward::Remove(std::list<ForwardConnection>::iterator connection) {
  connections_.erase(connection);
  thread_.counters.Add(Count::kClosed);
  listener_.OnClosed();
  CloseIfDone();
}

void Forward::StopAccepting() {
  stopping_ = true;
  listener_.Close();
  CloseIfDone();
}

void Forward::Abort() {
  for (ForwardConnection& connection : connections_) connection.Abort();
}

void Forward::CloseIfDone() {
  if (!stopping_ || !connections_.empty() || std::exchange(closed_, true)) return;
  batch_.Close();
  header_deadlines_.Close();
  connect_deadlines_.Close();
  fragment_delay_.Close();
}

std::unique_ptr<Service> MakeForward(const Thread& thread) {
  return std::make_unique<Forward>(thread);
}

}  // namespace simdproxy::loadproxy
