// A new PC in an old school, in the simulated network: it takes a snapshot and the log after it, whatever
// breaks meanwhile; and what devices let go is nowhere missed.

#include "client/replica/log_start.h"
#include "tests/simulation/scene.h"

namespace mektep::sim {
namespace {

class SnapshotScene : public test::SceneTest {
 protected:
  void write_much() {
    const auto name = make(pc());
    for (int number = 0; number < 60; ++number) {
      edit(pc(), name);
      sync(pc());
    }
    sync_all();
  }
  static std::int64_t first_position(Seat& seat, ScopeNumber scope) {
    return static_cast<std::int64_t>(client::log_start(seat.device->disk().observer(), scope).position.value);
  }
};

TEST_F(SnapshotScene, ANewDeviceTakesTheBaseWhole) {
  write_much();
  ASSERT_TRUE(network_.add_device(0));
  Seat& late = *network_.seats().back();
  sync(late);
  EXPECT_GT(first_position(late, school()), 0);
  edit(late, network_.names().front());
  come_to_rest();
}

TEST_F(SnapshotScene, ACrashAtAnyCallWhileItIsTakenLosesNothing) {
  write_much();
  for (std::uint64_t calls = 1; calls < 40; calls += 3) {
    ASSERT_TRUE(network_.add_device(0));
    Seat& late = *network_.seats().back();
    late.device->disk().crash_at(calls);
    static_cast<void>(network_.sync_now(late));
    late.device->disk().be_sound();
    network_.world().timeline.run_for(std::chrono::minutes(2));
    sync(late);
    network_.lose(late);
  }
  come_to_rest();
}

TEST_F(SnapshotScene, WhatABackupCoversIsLetGoAndWorkGoesOn) {
  write_much();
  EXPECT_EQ(first_position(pc(), school()), 0);
  ASSERT_TRUE(office_.back_up());
  sync_all();
  EXPECT_GT(first_position(pc(), school()), 0);
  edit(laptop(), network_.names().front());
  edit(pc(), network_.names().front());
  come_to_rest();
}

// What was in a cupboard for years has its packs, drafts and all.
TEST_F(SnapshotScene, ADeviceThatWasAwayMeanwhileHandsItsWorkIn) {
  const auto name = make(laptop());
  sync_all();
  edit(laptop(), name);
  seal(laptop());
  edit(laptop(), name);
  write_much();
  ASSERT_TRUE(office_.back_up());
  sync(pc());
  network_.world().timeline.run_for(std::chrono::hours(2 * 365 * 24));
  sync(laptop());
  EXPECT_EQ(unsent(laptop()), 0U);
  come_to_rest();
}

}  // namespace
}  // namespace mektep::sim
