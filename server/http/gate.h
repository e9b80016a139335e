#pragma once
// How many devices are greeted in a second, and when whoever came too many should come back: a slot of its
// own, so that ten thousand devices that lost the server at one moment do not all return at one moment,
// again and again. Any thread. A slot binds nobody: who comes earlier or later is treated like anybody else.

#include <mutex>

#include "shared/base/clock.h"
#include "shared/base/limits.h"
#include "shared/base/random.h"

namespace mektep::server {

struct GateOptions {
  std::uint32_t greetings_per_second = limits::greetings_per_second_max;
  std::uint32_t greetings_at_once = limits::greetings_at_once_max;
};

class Gate {
 public:
  // `clock` and `random` outlive it.
  Gate(const Clock& clock, Random& random, GateOptions options = {});

  // 0: come in. Else after how many seconds to come back.
  std::uint32_t enter();
  // For one that is sent away: the seconds to its slot, at least `least`. Slots are given out more slowly
  // than devices are let in, so that there is room for those without one.
  std::uint32_t slot(std::uint32_t least = 1);

 private:
  std::uint32_t slot_after(Monotonic now, std::uint32_t least);
  void refill(Monotonic now);

  const Clock& clock_;
  Random& random_;
  GateOptions options_;
  std::mutex mutex_;
  std::uint64_t room_;  // in thousandths of a greeting
  Monotonic refilled_at_;
  std::chrono::microseconds next_slot_{0};
};

}  // namespace mektep::server
