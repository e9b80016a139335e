#pragma once
// One seed from its beginning to its verdict, and the sum over many.

#include <ostream>
#include <string>
#include <vector>

#include "shared/crypto/hash.h"
#include "tools/sim/faults.h"
#include "tools/sim/world.h"

namespace mektep::sim {

struct RunOptions {
  std::uint64_t seed = 1;
  std::size_t steps = 90;
  Clocks clocks = Clocks::as_drawn;
  bool snapshots = true;
  std::ostream* trace = nullptr;
};

struct Outcome {
  std::uint64_t seed = 0;
  std::uint64_t events = 0;
  std::uint64_t receipts = 0;
  std::uint64_t conflicts = 0;
  Monotonic lively_time{0};
  Faults faults;
  std::vector<std::string> violations;
  Hash32 trace{};
  std::string values;  // what lives at the end, without ids
};

// What throws, other than a simulated crash, is a violation as well.
Outcome run_seed(const RunOptions& options);

// Sums over seeds, as `mektep-sim --json` prints them.
class Score {
 public:
  void add(const Outcome& outcome);
  bool clean() const { return violations_.empty(); }
  std::string as_json(double core_seconds) const;
  // One line for people.
  std::string as_line(double core_seconds) const;

 private:
  double per_second(double count, double core_seconds) const;

  std::uint64_t seeds_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t min_events_ = 0;
  std::uint64_t receipts_ = 0;
  std::uint64_t conflicts_ = 0;
  Monotonic lively_{0};
  Faults faults_;
  std::vector<std::string> violations_;
};

// What a person types to see a failing seed again.
std::string replay_command(std::uint64_t seed);

}  // namespace mektep::sim
