// Seeds of the simulator: the real client and server in one thread, with every fault there is. Each block is
// a test of its own, so that two cores share them.

#include <gtest/gtest.h>

#include "tools/sim/plan.h"
#include "tools/sim/run.h"
#include "tools/sim/verdict.h"

namespace mektep::sim {
namespace {

constexpr std::uint64_t seeds_in_block = 25;

class SimulationTest : public ::testing::Test {
 protected:
  void SetUp() override { start_crypto(); }

  Outcome run(std::uint64_t seed, Clocks clocks = Clocks::as_drawn) {
    RunOptions options;
    options.seed = seed;
    options.clocks = clocks;
    return run_seed(options);
  }
  void expect_clean(const Outcome& outcome) {
    for (const auto& what : outcome.violations) {
      ADD_FAILURE() << "seed " << outcome.seed << ": " << what << "\n  " << replay_command(outcome.seed);
    }
  }
};

class Seeds : public SimulationTest, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(Seeds, ViolateNothing) {
  for (std::uint64_t seed = GetParam(); seed < GetParam() + seeds_in_block; ++seed) expect_clean(run(seed));
}

INSTANTIATE_TEST_SUITE_P(Blocks, Seeds, ::testing::Values(1, 26, 51, 76, 101, 126, 151, 176));

class Determinism : public SimulationTest {};

TEST_F(Determinism, TheSameSeedTwiceGivesTheSameTrace) {
  for (const std::uint64_t seed : {3U, 17U, 44U}) {
    const Outcome first = run(seed);
    const Outcome second = run(seed);
    EXPECT_EQ(first.trace, second.trace) << "seed " << seed;
    EXPECT_EQ(first.values, second.values) << "seed " << seed;
    EXPECT_EQ(first.events, second.events) << "seed " << seed;
  }
}

TEST_F(Determinism, OtherSeedsGiveOtherTraces) { EXPECT_NE(run(3).trace, run(4).trace); }

class Adversity : public SimulationTest {};

TEST_F(Adversity, EveryFaultThatTheNetworkKnowsHappens) {
  Faults faults;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) faults.add(run(seed).faults);
  for (const auto fault :
       {Fault::cut, Fault::loss, Fault::duplicate, Fault::reorder, Fault::one_way, Fault::crash, Fault::clock,
        Fault::clone, Fault::bundle, Fault::hub, Fault::revoke, Fault::byzantine}) {
    EXPECT_GT(faults[fault], 0U) << fault_names[static_cast<std::size_t>(fault)];
  }
}

// A judge that cannot condemn proves nothing.
class Judge : public SimulationTest {
 protected:
  Network network_{
      NetworkOptions{.seed = 5, .clocks = Clocks::all_right, .schools = 2, .devices = 2, .trace = nullptr}};

  std::size_t violations_after(const std::function<void()>& deed) {
    network_.settle();
    deed();
    Verdict verdict(network_);
    verdict.check();
    return network_.violations().size();
  }
};

TEST_F(Judge, FindsNothingWhereNothingIsWrong) {
  EXPECT_EQ(violations_after([] {}), 0U);
}

TEST_F(Judge, MissesASaveThatWasAnsweredAndIsNowhere) {
  const auto plant = [&] {
    // Numbers of the imported tables are small and would be taken for it.
    Uid uid = 0;
    while (uid < 1'000'000) uid = network_.saves().next();
    Written written;
    written.record.scope = network_.schools()[0].scope();
    written.record.key = {TypeNumber{39}, RecordId{12345}};
    written.field = FieldNumber{7};
    network_.saves().note(uid, written);
    network_.saves().answered(network_.seat(0).device->name(), uid);
  };
  EXPECT_GT(violations_after(plant), 0U);
}

TEST_F(Judge, CarriesWhatWasSeenOnTheWayIntoTheVerdict) {
  EXPECT_EQ(violations_after([&] { network_.violation("seen on the way"); }), 1U);
}

}  // namespace
}  // namespace mektep::sim
