#include "server/http/gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <queue>
#include <vector>

#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"

namespace mektep::server {
namespace {

using namespace std::chrono_literals;

struct GateTest : ::testing::Test {
  test::ManualClock clock;
  test::SeededRandom random;
};

TEST_F(GateTest, AnOrdinaryDayLetsEverybodyIn) {
  Gate gate(clock, random, {10, 20});
  for (int second = 0; second < 100; ++second) {
    for (int device = 0; device < 10; ++device) EXPECT_EQ(gate.enter(), 0U);
    clock.advance(1s);
  }
}

TEST_F(GateTest, SoManyAtOnceAndNoMore) {
  Gate gate(clock, random, {10, 20});
  int entered = 0;
  for (int device = 0; device < 100; ++device) entered += gate.enter() == 0 ? 1 : 0;
  EXPECT_EQ(entered, 20);
  clock.advance(500ms);
  entered = 0;
  for (int device = 0; device < 100; ++device) entered += gate.enter() == 0 ? 1 : 0;
  EXPECT_EQ(entered, 5);
}

TEST_F(GateTest, WhoIsSentAwayGetsASlotOfItsOwn) {
  Gate gate(clock, random, {10, 1});
  ASSERT_EQ(gate.enter(), 0U);
  std::map<std::uint32_t, int> in_second;
  for (int device = 0; device < 60; ++device) ++in_second[gate.enter()];
  EXPECT_FALSE(in_second.contains(0));
  EXPECT_EQ(in_second.begin()->first, 1U);
  // 7.5 a second, so that those without a slot find room too.
  for (const auto& [second, devices] : in_second) EXPECT_LE(devices, 9) << second;
  EXPECT_LE(in_second.rbegin()->first, 10U);
}

TEST_F(GateTest, SlotsThatLieBehindAreNotMissed) {
  Gate gate(clock, random, {10, 1});
  for (int device = 0; device < 50; ++device) gate.slot();
  clock.advance(1h);
  EXPECT_EQ(gate.slot(), 1U);
}

TEST_F(GateTest, NobodyIsAskedToWaitLongerThanADeviceWaitsByItself) {
  Gate gate(clock, random, {1, 1});
  std::uint32_t longest = 0;
  for (int device = 0; device < 5'000; ++device) longest = std::max(longest, gate.slot());
  EXPECT_LE(longest, 300U);
  EXPECT_GT(longest, 290U);
}

TEST_F(GateTest, BeyondTheLastSlotLuckSpreads) {
  Gate gate(clock, random, {1, 1});
  for (int device = 0; device < 300; ++device) gate.slot();
  std::map<std::uint32_t, int> in_second;
  for (int device = 0; device < 3'000; ++device) ++in_second[gate.slot(5)];
  EXPECT_GE(in_second.begin()->first, 5U);
  EXPECT_GT(in_second.size(), 250U);
}

TEST_F(GateTest, AtAStopTheFirstSlotLeavesTimeToStartAgain) {
  Gate gate(clock, random, {100, 100});
  std::vector<std::uint32_t> slots;
  for (int device = 0; device < 1'000; ++device) slots.push_back(gate.slot(5));
  EXPECT_EQ(slots.front(), 5U);
  EXPECT_TRUE(std::is_sorted(slots.begin(), slots.end()));
  EXPECT_GE(slots.back(), 17U);
}

// Ten thousand devices that all knock at once and then keep to what they were told.
TEST_F(GateTest, AllWhoReturnAtOnceAreInWithinAMinute) {
  Gate gate(clock, random);
  using Visit = std::pair<Monotonic, int>;
  std::priority_queue<Visit, std::vector<Visit>, std::greater<>> visits;
  constexpr int devices = 10'000;
  for (int device = 0; device < devices; ++device) visits.emplace(0ms, device);
  int refusals = 0;
  const Monotonic start = clock.monotonic();
  while (!visits.empty()) {
    const auto [time, device] = visits.top();
    visits.pop();
    if (start + time > clock.monotonic()) clock.advance(start + time - clock.monotonic());
    const std::uint32_t wait = gate.enter();
    if (wait == 0) continue;
    ++refusals;
    visits.emplace(time + std::chrono::seconds(wait) + Monotonic(static_cast<std::int64_t>(random.below(1000))),
                   device);
  }
  EXPECT_LE(clock.monotonic() - start, 60s);
  EXPECT_LE(refusals, devices * 3 / 2) << "hardly anybody is sent away twice";
}

}  // namespace
}  // namespace mektep::server
