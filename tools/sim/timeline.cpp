#include "tools/sim/timeline.h"

#include <algorithm>

namespace mektep::sim {
namespace {

constexpr Monotonic lively_gap_max{1000};

}  // namespace

void Timeline::after(Monotonic delay, Task task) {
  tasks_.emplace(Place{now_ + std::max(delay, Monotonic{0}), asked_++}, std::move(task));
}

void Timeline::move_to(Monotonic time) {
  if (time <= now_) return;
  lively_ += std::min(time - now_, lively_gap_max);
  now_ = time;
}

bool Timeline::step() {
  if (tasks_.empty()) return false;
  auto next = tasks_.extract(tasks_.begin());
  move_to(next.key().first);
  ++events_;
  next.mapped()();
  return true;
}

void Timeline::run_until(const std::function<bool()>& reached, Monotonic time) {
  const Monotonic end = now_ + time;
  while (!reached() && !tasks_.empty() && tasks_.begin()->first.first <= end) step();
}

void Timeline::run_for(Monotonic time) {
  const Monotonic end = now_ + time;
  run_until([] { return false; }, time);
  move_to(end);
}

}  // namespace mektep::sim
