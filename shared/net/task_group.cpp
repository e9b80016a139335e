#include "shared/net/task_group.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace mektep::net {

using Callback = std::function<void()>;

struct TaskGroup::Core {
  std::mutex mutex;
  bool closed = false;
  std::uint64_t next = 0;
  std::map<std::uint64_t, Callback> running;
  std::vector<Callback> waiting;

  void leave(std::uint64_t task) {
    std::vector<Callback> due;
    Callback left;  // destroyed without the lock: it may hold the last reference to something
    {
      const std::lock_guard lock(mutex);
      const auto found = running.find(task);
      left = std::move(found->second);
      running.erase(found);
      if (running.empty()) due.swap(waiting);
    }
    for (const Callback& call : due) call();
  }
};

TaskGroup::TaskGroup() : core_(std::make_shared<Core>()) {}

TaskGroup::Ticket TaskGroup::join(Callback cancel) {
  const std::lock_guard lock(core_->mutex);
  if (core_->closed) return nullptr;
  const std::uint64_t task = core_->next++;
  core_->running.emplace(task, std::move(cancel));
  // The pointer only has to be something; the deleter is what counts.
  return Ticket(static_cast<void*>(core_.get()), [core = core_, task](void*) { core->leave(task); });
}

void TaskGroup::close() {
  const std::lock_guard lock(core_->mutex);
  core_->closed = true;
}

void TaskGroup::cancel_all() {
  std::vector<Callback> calls;
  {
    const std::lock_guard lock(core_->mutex);
    for (const auto& [task, cancel] : core_->running) calls.push_back(cancel);
  }
  for (const Callback& cancel : calls) cancel();
}

void TaskGroup::when_empty(Callback then) {
  {
    const std::lock_guard lock(core_->mutex);
    if (!core_->running.empty()) {
      core_->waiting.push_back(std::move(then));
      return;
    }
  }
  then();
}

std::size_t TaskGroup::size() const {
  const std::lock_guard lock(core_->mutex);
  return core_->running.size();
}

}  // namespace mektep::net
