#pragma once
// What every part of a simulated network stands on. Owner: Network.

#include <string>

#include "shared/base/log.h"
#include "tools/sim/faults.h"
#include "tools/sim/luck.h"
#include "tools/sim/timeline.h"
#include "tools/sim/trace.h"

namespace mektep::sim {

// How wrong the clocks of a run are. The same seed under two of these must come to the same values.
enum class Clocks { as_drawn, all_right };

struct World {
  World(std::uint64_t of_seed, Clocks of_clocks, std::ostream* out)
      : seed(of_seed), clocks(of_clocks), trace(timeline, out), luck{of_seed, 1} {}

  std::uint64_t seed;
  Clocks clocks;
  Timeline timeline;
  Faults faults;
  Trace trace;
  Luck luck;  // of what happens; machines have their own
  NoLog log;
  bool calm = false;  // no more faults
  // Whether the server makes any. When it does hangs on how many bytes a log has, and a clock's time is some of
  // them: where runs under different clocks are compared, there are none.
  bool snapshots = true;
  // Before the names of memory databases, which all of a process share: two worlds may live side by side.
  std::string place = "w" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
};

// 2021-02-13, a Saturday, when the clocks are right.
inline constexpr WallTime world_start{1'613'200'000'000};
inline constexpr std::int64_t century_ms = std::int64_t{100} * 365 * 86'400 * 1000;

}  // namespace mektep::sim
