#include "shared/base/clock.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace mektep {
namespace {

TEST(SystemClock, KnowsThatThisProgramIsYoungerThan2020) {
  constexpr std::int64_t year_2020_ms = 1'577'836'800'000;
  EXPECT_GT(SystemClock().wall().ms, year_2020_ms);
}

TEST(SystemClock, NeverGoesBackInItsMonotonicTime) {
  const SystemClock clock;
  const auto before = clock.monotonic();
  EXPECT_GE(clock.monotonic(), before);
}

TEST(ManualClock, StandsStillUntilItIsMoved) {
  test::ManualClock clock(1000);
  EXPECT_EQ(clock.wall(), WallTime{1000});
  clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(clock.wall(), WallTime{3000});
  EXPECT_EQ(clock.monotonic(), std::chrono::seconds(2));
}

TEST(ManualClock, AWrongWallTimeLeavesTheMonotonicOneAlone) {
  test::ManualClock clock(1000);
  clock.set_wall(-5);
  EXPECT_EQ(clock.wall(), WallTime{-5});
  EXPECT_EQ(clock.monotonic(), std::chrono::seconds(0));
}

}  // namespace
}  // namespace mektep
