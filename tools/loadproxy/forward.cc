#include "tools/loadproxy/forward.h"

namespace simdproxy::loadproxy {

Forward::Forward(const Thread& thread)
    : TcpService(thread),
      maker_(thread.settings.send, thread.items, thread.engine, thread.number,
             thread.settings.threads, Transport::kStream),
      connect_deadlines_(thread.loop, thread.settings.connect_timeout),
      fragment_delay_(thread.loop, thread.settings.fragment.mode == FragmentSettings::Mode::kWhole
                                       ? 0
                                       : thread.settings.fragment.delay),
      random_(thread.settings.send.seed + thread.number) {}

void Forward::Close() {
  connect_deadlines_.Close();
  fragment_delay_.Close();
}

std::unique_ptr<Service> MakeForward(const Thread& thread) {
  return std::make_unique<Forward>(thread);
}

}  // namespace simdproxy::loadproxy
