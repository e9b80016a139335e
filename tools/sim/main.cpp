// mektep-sim: runs seeds of the simulation and says what they violated.

#include <CLI/CLI.hpp>
#include <ctime>
#include <iostream>

#include "shared/crypto/hash.h"
#include "tools/sim/hill.h"
#include "tools/sim/run.h"

namespace {

double core_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string hex(const mektep::Hash32& hash) { return mektep::to_hex(hash); }

}  // namespace

int main(int count, char** words) {
  CLI::App app("Plays a network of schools in virtual time, with faults, and checks what it promised.");
  mektep::sim::RunOptions options;
  std::uint64_t seeds = 1;
  std::uint64_t from = 1;
  bool json = false;
  bool trace = false;
  auto* one = app.add_option("--seed", options.seed, "run this seed alone");
  app.add_option("--seeds", seeds, "how many seeds to run")->excludes(one);
  app.add_option("--from", from, "the first of them")->excludes(one);
  app.add_option("--steps", options.steps, "steps of each seed before it comes to rest");
  app.add_flag("--json", json, "print one object");
  app.add_flag("--trace", trace, "print what happens, line by line");
  std::string link;
  app.add_option("--link", link, "a day's work over this kind of link, in virtual time")
      ->check(CLI::IsMember({"hill_phone"}));
  CLI11_PARSE(app, count, words);

  mektep::start_crypto();
  if (!link.empty()) {
    const mektep::sim::Hill hill;
    const auto answer = mektep::sim::carry_up_the_hill(hill, {});
    std::cout << answer.as_json(hill) << '\n';
    return answer.finished && answer.digests_equal ? 0 : 1;
  }
  if (one->count() > 0) from = options.seed;
  if (trace) options.trace = &std::cout;
  mektep::sim::Score score;
  const double began = core_seconds();
  for (options.seed = from; options.seed < from + seeds; ++options.seed) {
    const auto outcome = mektep::sim::run_seed(options);
    score.add(outcome);
    if (trace) std::cout << "seed " << outcome.seed << " trace " << hex(outcome.trace) << '\n';
    for (const auto& what : outcome.violations) {
      std::cerr << "seed " << outcome.seed << ": " << what << "\n  "
                << mektep::sim::replay_command(outcome.seed) << '\n';
    }
  }
  const double spent = core_seconds() - began;
  std::cout << (json ? score.as_json(spent) : score.as_line(spent)) << '\n';
  return score.clean() ? 0 : 1;
}
