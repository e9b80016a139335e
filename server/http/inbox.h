#pragma once
// What other threads have for a session: they put it here and ring; the session's strand takes it out.

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "server/session/session.h"
#include "shared/net/machine.h"

namespace mektep::server {

class Inbox {
 public:
  using Event = std::function<void(ServerSession&)>;

  // Before the first `put` that should be heard.
  void set_waker(net::Waker waker) {
    const std::lock_guard lock(mutex_);
    waker_ = std::move(waker);
  }
  // Any thread.
  void put(Event event) {
    net::Waker waker;
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
      waker = waker_;
    }
    waker.wake();
  }
  std::vector<Event> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  net::Waker waker_;
  std::vector<Event> events_;
};

}  // namespace mektep::server
