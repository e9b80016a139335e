#pragma once
// Virtual time: tasks in the order of their times, ties in the order in which they were asked for.
// Owner: the world. One thread; a task may add tasks. Nothing else moves the time.

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "shared/base/clock.h"

namespace mektep::sim {

class Timeline {
 public:
  using Task = std::function<void()>;

  Monotonic now() const { return now_; }
  void after(Monotonic delay, Task task);

  // Runs the next task; false when there is none.
  bool step();
  // Runs tasks until `reached` or until nothing is left, at most `time` long.
  void run_until(const std::function<bool()>& reached, Monotonic time);
  // Runs all that is due within `time`; the time has passed when it returns.
  void run_for(Monotonic time);

  // Drops what is left: before the things that tasks refer to go.
  void clear() { tasks_.clear(); }

  std::uint64_t events() const { return events_; }
  // What passed, counting at most a second between two events: idle nights are no achievement.
  Monotonic lively_time() const { return lively_; }

 private:
  using Place = std::pair<Monotonic, std::uint64_t>;

  void move_to(Monotonic time);

  Monotonic now_{0};
  Monotonic lively_{0};
  std::uint64_t asked_ = 0;
  std::uint64_t events_ = 0;
  std::map<Place, Task> tasks_;
};

}  // namespace mektep::sim
