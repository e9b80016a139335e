#include "tools/sim/run.h"

#include <algorithm>
#include <boost/json.hpp>
#include <exception>
#include <memory>
#include <sstream>

#include "tools/sim/plan.h"
#include "tools/sim/verdict.h"

namespace mektep::sim {
namespace {

void take_from(Network& network, Outcome& outcome) {
  const World& world = network.world();
  outcome.events = world.timeline.events();
  outcome.receipts = network.receipts().size();
  outcome.lively_time = world.timeline.lively_time();
  outcome.faults = world.faults;
  outcome.trace = world.trace.hash();
  outcome.violations.insert(outcome.violations.end(), network.violations().begin(),
                            network.violations().end());
}

}  // namespace

Outcome run_seed(const RunOptions& options) {
  Outcome outcome;
  outcome.seed = options.seed;
  std::unique_ptr<Network> network;
  try {
    NetworkOptions wanted;
    wanted.seed = options.seed;
    wanted.clocks = options.clocks;
    wanted.trace = options.trace;
    wanted.devices = Luck{options.seed, 10}.between(2, 3);
    network = std::make_unique<Network>(wanted);
    network->world().snapshots = options.snapshots;
    Plan plan(*network);
    plan.run(options.steps);
    network->settle();
    Verdict verdict(*network);
    verdict.check();
    outcome.values = verdict.values();
    outcome.conflicts = verdict.conflicts();
  } catch (const std::exception& thrown) {
    outcome.violations.push_back(std::string("threw: ") + thrown.what());
  }
  if (network) take_from(*network, outcome);
  return outcome;
}

std::string replay_command(std::uint64_t seed) {
  return "mektep-sim --seed " + std::to_string(seed) + " --trace";
}

void Score::add(const Outcome& outcome) {
  min_events_ = seeds_ == 0 ? outcome.events : std::min(min_events_, outcome.events);
  ++seeds_;
  events_ += outcome.events;
  receipts_ += outcome.receipts;
  conflicts_ += outcome.conflicts;
  lively_ += outcome.lively_time;
  faults_.add(outcome.faults);
  for (const std::string& what : outcome.violations) {
    violations_.push_back(what + " (" + replay_command(outcome.seed) + ")");
  }
}

double Score::per_second(double count, double core_seconds) const {
  return core_seconds > 0 ? count / core_seconds : 0;
}

std::string Score::as_json(double core_seconds) const {
  boost::json::object faults;
  for (std::size_t at = 0; at < fault_count; ++at) faults[fault_names[at]] = faults_[static_cast<Fault>(at)];
  boost::json::array violations;
  for (const std::string& what : violations_) violations.emplace_back(what);
  boost::json::object score;
  score["seeds"] = seeds_;
  score["events"] = events_;
  score["min_events"] = min_events_;
  score["violations"] = std::move(violations);
  score["events_per_core_second"] = per_second(static_cast<double>(events_), core_seconds);
  score["receipts"] = receipts_;
  score["conflicts"] = conflicts_;
  score["faults"] = std::move(faults);
  score["ratio"] = per_second(static_cast<double>(lively_.count()) / 1000.0, core_seconds);
  return boost::json::serialize(score);
}

std::string Score::as_line(double core_seconds) const {
  std::ostringstream line;
  line << seeds_ << " seeds, " << events_ << " events, " << receipts_ << " receipts, " << conflicts_
       << " conflicts, " << violations_.size() << " violations, "
       << static_cast<std::uint64_t>(per_second(static_cast<double>(events_), core_seconds))
       << " events a core-second";
  return line.str();
}

}  // namespace mektep::sim
