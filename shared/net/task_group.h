#pragma once
// What is running and must have ended before the program does: join, cancel all, wait for all.

#include <cstddef>
#include <functional>
#include <memory>

namespace mektep::net {

// Any thread. Callbacks come on the thread that caused them, without a lock held.
class TaskGroup {
 public:
  // While it lives the task counts as running.
  using Ticket = std::shared_ptr<void>;

  TaskGroup();

  // `cancel` asks the task to end soon; it may be called from another thread while the task ends by
  // itself. Nothing when the group is closed.
  Ticket join(std::function<void()> cancel);
  // From now on nobody joins.
  void close();
  void cancel_all();
  // Calls `then` once, when nobody is left; at once when nobody is there.
  void when_empty(std::function<void()> then);
  std::size_t size() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace mektep::net
