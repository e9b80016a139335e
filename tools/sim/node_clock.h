#pragma once
// The clock of one machine: as wrong as the world wants it, and it may jump. Time that only goes forward
// is everybody's.

#include "shared/base/clock.h"
#include "tools/sim/timeline.h"

namespace mektep::sim {

class NodeClock final : public Clock {
 public:
  // `timeline` outlives it.
  NodeClock(const Timeline& timeline, WallTime at_start) : timeline_(timeline), at_start_(at_start) {}

  WallTime wall() const override { return {at_start_.ms + timeline_.now().count()}; }
  Monotonic monotonic() const override { return timeline_.now(); }

  WallTime at_start() const { return at_start_; }
  void jump(std::int64_t ms) { at_start_.ms += ms; }

 private:
  const Timeline& timeline_;
  WallTime at_start_;
};

}  // namespace mektep::sim
