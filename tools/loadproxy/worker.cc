#include "tools/loadproxy/worker.h"

namespace simdproxy::loadproxy {

Worker::Worker(const Settings& settings, std::span<const TlvItem> items, const Engine& engine,
               unsigned number, int socket, ErrorNote& errors)
    : settings_(settings) {
  uv_loop_init(&loop_);
  // Before the thread begins: Stop may come at any time.
  uv_async_init(&loop_, &stop_,
                [](uv_async_t* async) { static_cast<Worker*>(async->data)->OnStop(); });
  stop_.data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(&stop_));
  thread_ =
      std::thread([=, this, &engine, &errors] { Run(items, engine, number, socket, errors); });
}

Worker::~Worker() {
  thread_.join();
  uv_close(reinterpret_cast<uv_handle_t*>(&stop_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_loop_close(&loop_);
}

void Worker::Run(std::span<const TlvItem> items, const Engine& engine, unsigned number, int socket,
                 ErrorNote& errors) {
  const Thread thread = {.loop = &loop_,
                         .number = number,
                         .socket = socket,
                         .settings = settings_,
                         .items = items,
                         .engine = engine,
                         .counters = counters_,
                         .latencies = latencies_,
                         .errors = errors};
  if (settings_.forward) {
    service_ = settings_.udp ? MakeUdpForward(thread) : MakeForward(thread);
  } else {
    service_ = settings_.udp ? MakeUdpSink(thread) : MakeSink(thread);
  }
  uv_run(&loop_, UV_RUN_DEFAULT);
  service_.reset();
  done_ = true;
}

void Worker::Stop() {
  ++wanted_stops_;
  uv_async_send(&stop_);
}

void Worker::OnStop() {
  // Two calls of Stop can arrive as one.
  for (const int wanted = wanted_stops_; stops_ < wanted; ++stops_) {
    if (stops_ == 0) service_->StopAccepting();
    if (stops_ == 1) service_->Abort();
  }
}

}  // namespace simdproxy::loadproxy
