// Timeouts of one length for any number of connections, by one timer.
#ifndef SIMDPROXY_TOOLS_LOADPROXY_DEADLINES_H_
#define SIMDPROXY_TOOLS_LOADPROXY_DEADLINES_H_

#include <uv.h>

#include <cstdint>
#include <list>

namespace simdproxy::loadproxy {

/// All waits are equally long, so the first to begin is the first to end: a queue is enough.
class Deadlines {
 public:
  class Waiter {
   public:
    Waiter() = default;
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    /// Whether it waits or not.
    void StopWaiting() {
      if (queue_ == nullptr) return;
      queue_->waiters_.erase(place_);
      queue_ = nullptr;
    }

   protected:
    ~Waiter() { StopWaiting(); }
    virtual void OnTimeout() = 0;

   private:
    friend class Deadlines;
    Deadlines* queue_ = nullptr;
    uint64_t deadline_ = 0;  // of the loop's clock, in milliseconds
    std::list<Waiter*>::iterator place_;
  };

  /// Waits of `milliseconds`; 0: for ever. Granularity: a tenth of it, 100 ms at most.
  Deadlines(uv_loop_t* loop, uint64_t milliseconds) : loop_(loop), wait_(milliseconds) {
    uv_timer_init(loop, &timer_);
    timer_.data = this;
    uv_unref(reinterpret_cast<uv_handle_t*>(&timer_));
    if (wait_ == 0) return;
    const uint64_t tick = wait_ < 1000 ? wait_ / 10 + 1 : 100;
    uv_timer_start(
        &timer_, [](uv_timer_t* timer) { static_cast<Deadlines*>(timer->data)->Expire(); }, tick,
        tick);
  }
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// OnTimeout comes unless it stops waiting.
  void Start(Waiter& waiter) {
    waiter.StopWaiting();
    if (wait_ == 0) return;
    waiter.queue_ = this;
    waiter.deadline_ = uv_now(loop_) + wait_;
    waiter.place_ = waiters_.insert(waiters_.end(), &waiter);
  }

  /// Before the loop is closed.
  void Close() { uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr); }

 private:
  void Expire() {
    while (!waiters_.empty() && waiters_.front()->deadline_ <= uv_now(loop_)) {
      Waiter* const waiter = waiters_.front();
      waiter->StopWaiting();
      waiter->OnTimeout();
    }
  }

  uv_loop_t* loop_;
  uint64_t wait_;
  uv_timer_t timer_;
  std::list<Waiter*> waiters_;
};

}  // namespace simdproxy::loadproxy

#endif  // SIMDPROXY_TOOLS_LOADPROXY_DEADLINES_H_
