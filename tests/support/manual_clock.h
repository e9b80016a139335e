#pragma once
// A clock that stands still until a test moves it.

#include "shared/base/clock.h"

namespace mektep::test {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t wall_ms = 1'613'304'000'000) : wall_{wall_ms} {}
  WallTime wall() const override { return wall_; }
  Monotonic monotonic() const override { return monotonic_; }

  void advance(std::chrono::milliseconds by) {
    wall_.ms += by.count();
    monotonic_ += by;
  }
  void set_wall(std::int64_t wall_ms) { wall_.ms = wall_ms; }

 private:
  WallTime wall_;
  Monotonic monotonic_{0};
};

}  // namespace mektep::test
