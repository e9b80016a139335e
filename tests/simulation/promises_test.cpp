// The promises to a school (docs/testing.md), as the simulator sees them: each over runs in which the
// adversity it speaks of really happened. The checks themselves are those of tools/sim/verdict.h and
// network.h; a run that lacks the adversity fails, because it would prove nothing.

#include <gtest/gtest.h>

#include "tools/sim/run.h"

namespace mektep::sim {
namespace {

class PromiseTest : public ::testing::Test {
 protected:
  void SetUp() override { start_crypto(); }

  Outcome run(std::uint64_t seed, Clocks clocks = Clocks::as_drawn, bool snapshots = true) {
    RunOptions options;
    options.seed = seed;
    options.clocks = clocks;
    options.snapshots = snapshots;
    return run_seed(options);
  }

  // Seeds from `from` on until `fault` happened in `wanted` of them; none may violate anything.
  void holds_under(Fault fault, std::uint64_t from, int wanted = 6) {
    int met = 0;
    for (std::uint64_t seed = from; seed < from + 60 && met < wanted; ++seed) {
      const Outcome outcome = run(seed);
      for (const auto& what : outcome.violations) ADD_FAILURE() << what << "\n  " << replay_command(seed);
      if (outcome.faults[fault] > 0) ++met;
    }
    EXPECT_EQ(met, wanted) << "the adversity did not happen often enough";
  }
};

class Promise01Simulated : public PromiseTest {};
TEST_F(Promise01Simulated, WhatWasAnsweredSavedOutlivesCrashesAtAnyCallOfTheStore) {
  holds_under(Fault::crash, 1000);
}

class Promise02Simulated : public PromiseTest {};
TEST_F(Promise02Simulated, NothingIsThrownAwayWhenADeviceLosesItsCard) { holds_under(Fault::revoke, 1100); }
TEST_F(Promise02Simulated, BothBranchesOfAClonedDiskAreKept) { holds_under(Fault::clone, 1150, 4); }
TEST_F(Promise02Simulated, AFolderThatWentBackToAnOlderCopyLosesNothing) {
  holds_under(Fault::restore, 1200, 3);
}

class Promise03Simulated : public PromiseTest {};
TEST_F(Promise03Simulated, EverybodyEndsWithTheSameBytesInWhateverOrderPacksCome) {
  holds_under(Fault::reorder, 1300);
}

class Promise04Simulated : public PromiseTest {};
TEST_F(Promise04Simulated, SendingTwiceIsSendingOnce) { holds_under(Fault::duplicate, 1400); }

class Promise05Simulated : public PromiseTest {};
TEST_F(Promise05Simulated, TheSamePacksTravelByHand) { holds_under(Fault::bundle, 1500); }
TEST_F(Promise05Simulated, TheSamePacksTravelFromDeviceToDevice) { holds_under(Fault::hub, 1550); }

class Promise06Simulated : public PromiseTest {};
TEST_F(Promise06Simulated, WhatNoProgramOfOursMadeIsFoundOut) { holds_under(Fault::byzantine, 1600); }

class Promise07Simulated : public PromiseTest {};
TEST_F(Promise07Simulated, NoDeviceHoldsAByteOfAnotherSchool) { holds_under(Fault::cut, 1700); }

class Promise08Simulated : public PromiseTest {};
TEST_F(Promise08Simulated, WrongClocksChangeNoValue) {
  int met = 0;
  for (std::uint64_t seed = 1800; seed < 1808; ++seed) {
    const Outcome wrong = run(seed, Clocks::as_drawn, /*snapshots=*/false);
    const Outcome right = run(seed, Clocks::all_right, /*snapshots=*/false);
    EXPECT_TRUE(wrong.violations.empty() && right.violations.empty()) << replay_command(seed);
    EXPECT_EQ(wrong.values, right.values) << replay_command(seed);
    if (wrong.faults[Fault::clock] > 0) ++met;
  }
  EXPECT_GT(met, 4);
}

class Promise09Simulated : public PromiseTest {};
TEST_F(Promise09Simulated, AConnectionThatStandsStillOneWayHoldsUpNobodyElse) {
  holds_under(Fault::one_way, 1900, 4);
}

class Promise10Simulated : public PromiseTest {};
TEST_F(Promise10Simulated, WorkOfLostConnectionsComesInWheneverTheDeviceReturns) {
  holds_under(Fault::loss, 2000);
}

}  // namespace
}  // namespace mektep::sim
