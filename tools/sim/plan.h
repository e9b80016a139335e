#pragma once
// What happens in a run, step by step, and how much time passes between: drawn from the seed alone, never
// from what a clock shows. Owner: a run. One thread.

#include <memory>
#include <vector>

#include "tools/sim/newer_program.h"
#include "tools/sim/office.h"

namespace mektep::sim {

class Plan {
 public:
  explicit Plan(Network& network) : network_(network), office_(network), newer_(network) {}

  void run(std::size_t steps);

 private:
  void step();
  void people_act();
  void contact();
  void carry();
  void machine_trouble();
  static void disk_trouble(Disk& disk, std::uint64_t kind, std::uint64_t calls);
  void clock_trouble(Seat& seat);
  void clone_or_restore(Seat& seat);
  Seat* some_seat();
  std::size_t living() const;

  Network& network_;
  Office office_;
  NewerProgram newer_;
  std::vector<std::unique_ptr<DeviceNode>> backups_;
};

}  // namespace mektep::sim
