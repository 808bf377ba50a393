#include "tools/loadproxy/service.h"
namespace simdproxy::loadproxy {
std::unique_ptr<Service> MakeUdpForward(const Thread&) { return nullptr; }
std::unique_ptr<Service> MakeUdpSink(const Thread&) { return nullptr; }
}  // namespace simdproxy::loadproxy
