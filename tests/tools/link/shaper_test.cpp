#include "tools/link/shaper.h"

#include <gtest/gtest.h>

#include <set>

#include <algorithm>
#include <vector>

#include "tests/support/seeded_random.h"

namespace mektep::link {
namespace {

using namespace std::chrono_literals;

// When each of `count` packets that are handed over at once arrives.
std::vector<Time> arrivals(const Shape& shape, int count, std::uint64_t seed = 1, std::size_t size = 1000) {
  Bottleneck neck(shape.kbit);
  test::SeededRandom random(seed);
  DelayLine line(shape, neck, random);
  std::vector<Time> times;
  for (int packet = 0; packet < count; ++packet) line.push(Bytes(size, 1), 0us);
  while (const auto next = line.next()) {
    times.push_back(*next);
    line.take(*next, size);
  }
  return times;
}

TEST(Bottleneck, TakesTheTimeOfItsRate) {
  Bottleneck neck(64);
  EXPECT_EQ(neck.pass(0us, 8000), 1s);
  EXPECT_EQ(neck.pass(0us, 8000), 2s);
  EXPECT_EQ(neck.pass(5s, 8000), 6s);
}

TEST(Bottleneck, OfNoRateHoldsNothingUp) {
  Bottleneck neck(0);
  EXPECT_EQ(neck.pass(3s, 1'000'000), 3s);
}

TEST(Bottleneck, IsSharedByItsConnections) {
  const Shape shape{64, 0us, 0us, 0};
  Bottleneck neck(shape.kbit);
  test::SeededRandom random;
  DelayLine one(shape, neck, random);
  DelayLine other(shape, neck, random);
  one.push(Bytes(8000, 1), 0us);
  other.push(Bytes(8000, 1), 0us);
  EXPECT_EQ(one.next(), Time(1s));
  EXPECT_EQ(other.next(), Time(2s));
}

TEST(Bottleneck, RoundsUpSoThatNothingIsFree) {
  Bottleneck neck(1'000'000);
  EXPECT_EQ(neck.pass(0us, 1), 1us) << "eight bits at a gigabit are 8 ns";
  EXPECT_EQ(neck.pass(0us, 0), 1us) << "nothing takes no time";
}

TEST(Bottleneck, DoesNotSaveUpWhatItDidNotUse) {
  Bottleneck neck(8);
  EXPECT_EQ(neck.pass(0us, 1000), 1s);
  EXPECT_EQ(neck.pass(10s, 1000), 11s);
  EXPECT_EQ(neck.pass(10s, 1000), 12s);
}

TEST(DelayLine, EachDirectionHasItsOwnBottleneck) {
  test::SeededRandom random;
  Bottleneck up(8);
  Bottleneck down(800);
  DelayLine up_line({8, 0us, 0us, 0}, up, random);
  DelayLine down_line({800, 0us, 0us, 0}, down, random);
  up_line.push(Bytes(1000, 1), 0us);
  down_line.push(Bytes(1000, 1), 0us);
  EXPECT_EQ(up_line.next(), Time(1s));
  EXPECT_EQ(down_line.next(), Time(10ms));
}

TEST(DelayLine, JitterBelowNothingIsNothing) {
  // A jitter wider than the way itself must not bring bytes back in time.
  for (const Time time : arrivals({0, 1ms, 100ms, 0}, 200)) EXPECT_GE(time, 0us);
}

// Some packets are lost again and again, and in the end they are there.
TEST(DelayLine, AlmostTotalLossStillDeliversEverything) {
  const auto times = arrivals({0, 10ms, 0us, 95}, 30, 3);
  EXPECT_EQ(times.size(), 30U);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_GT(times.back(), 4s) << "twenty tries of 200 ms";
}

TEST(DelayLine, WithoutLossNoLuckIsUsedUp) {
  struct Never final : Random {
    void fill(std::span<std::uint8_t>) override { FAIL() << "asked for luck"; }
  } never;
  Bottleneck neck(64);
  DelayLine line({64, 10ms, 0us, 0}, neck, never);
  line.push(Bytes(1000, 1), 0us);
  EXPECT_TRUE(line.next().has_value());
}

TEST(DelayLine, HoldsMoreOnAFastLinkAndAtLeastAWindow) {
  const auto capacity = [](const Shape& shape) {
    Bottleneck neck(shape.kbit);
    test::SeededRandom random;
    DelayLine line(shape, neck, random);
    while (!line.full()) line.push(Bytes(100, 1), 0us);
    return line.bytes();
  };
  EXPECT_NEAR(static_cast<double>(capacity({18, 650ms, 0us, 0})), 8 * 1024, 100);
  // 20 Mbit/s for half a second of queue and 30 ms on the way.
  EXPECT_NEAR(static_cast<double>(capacity({20'000, 15ms, 0us, 0})), 20e6 / 8 * 0.53, 2000);
  EXPECT_NEAR(static_cast<double>(capacity({0, 0us, 0us, 0})), 1024 * 1024, 100);
}

TEST(DelayLine, AddsTheWayToTheRate) {
  EXPECT_EQ(arrivals({8, 300ms, 0us, 0}, 3), (std::vector<Time>{1300ms, 2300ms, 3300ms}));
}

TEST(DelayLine, JitterStaysInItsBoundsAndOrder) {
  const auto times = arrivals({0, 300ms, 100ms, 0}, 500);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_GE(times.front(), 200ms);
  EXPECT_LE(times.back(), 400ms);
  EXPECT_NE(times.front(), times.back());
}

TEST(DelayLine, LossIsAWaitAndNeverAGap) {
  const Shape lossy{0, 50ms, 0us, 20};
  const auto times = arrivals(lossy, 200);
  EXPECT_EQ(times.size(), 200U);
  // A loss waits for its retransmission, a round trip at least; what is behind it waits too.
  EXPECT_GE(times.back(), 150ms);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
}

TEST(DelayLine, ALossWaitsForItsRetransmissionAndNoLonger) {
  Shape lossy{0, 50ms, 0us, 20};
  lossy.retransmit = 700ms;
  std::set<Time> waits;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) waits.insert(arrivals(lossy, 1, seed).front() - 50ms);
  for (const Time wait : waits) EXPECT_EQ(wait % 700ms, 0us);
  EXPECT_TRUE(waits.contains(0us));
  EXPECT_TRUE(waits.contains(700ms));
}

TEST(DelayLine, LossCostsBandwidthTwice) {
  // At 50 % about every second packet crosses the bottleneck again.
  const auto clean = arrivals({64, 0us, 0us, 0}, 100).back();
  const auto lossy = arrivals({64, 0us, 0us, 50}, 100).back();
  EXPECT_GT(lossy, clean * 3 / 2);
}

TEST(DelayLine, SomeLossLeavesMostOfTheBandwidth) {
  const auto clean = arrivals({15'000, 22ms, 12ms, 0}, 20'000).back();
  const auto lossy = arrivals({15'000, 22ms, 12ms, 0.5}, 20'000).back();
  EXPECT_LT(lossy, clean * 11 / 10);
}

TEST(DelayLine, SameSeedGivesTheSameTimes) {
  const Shape shape{256, 80ms, 45ms, 1.5};
  EXPECT_EQ(arrivals(shape, 300, 7), arrivals(shape, 300, 7));
  EXPECT_NE(arrivals(shape, 300, 7), arrivals(shape, 300, 8));
}

TEST(DelayLine, GivesNothingBeforeItsTime) {
  Bottleneck neck(0);
  test::SeededRandom random;
  DelayLine line({0, 10ms, 0us, 0}, neck, random);
  line.push({1, 2, 3}, 0us);
  EXPECT_TRUE(line.take(9ms, 100).empty());
  EXPECT_EQ(line.take(10ms, 100), (Bytes{1, 2, 3}));
  EXPECT_FALSE(line.next().has_value());
}

TEST(DelayLine, TakesNoMoreThanAskedAndKeepsTheRest) {
  Bottleneck neck(0);
  test::SeededRandom random;
  DelayLine line({}, neck, random);
  line.push({1, 2, 3}, 0us);
  line.push({4, 5}, 0us);
  EXPECT_EQ(line.take(0us, 4), (Bytes{1, 2, 3, 4}));
  EXPECT_EQ(line.bytes(), 1U);
  EXPECT_EQ(line.take(0us, 4), (Bytes{5}));
  EXPECT_EQ(line.bytes(), 0U);
}

TEST(DelayLine, IsFullWhenTheLinkWouldBe) {
  const Shape slow{64, 100ms, 0us, 0};
  Bottleneck neck(slow.kbit);
  test::SeededRandom random;
  DelayLine line(slow, neck, random);
  while (!line.full()) line.push(Bytes(1000, 1), 0us);
  EXPECT_GE(line.bytes(), 8U * 1024);
  EXPECT_LE(line.bytes(), 10U * 1024);
  line.take(1s, 5000);
  EXPECT_FALSE(line.full());
}

TEST(DelayLine, ConnectionItselfTakesARoundTrip) {
  Bottleneck neck(0);
  test::SeededRandom random;
  DelayLine line({0, 100ms, 0us, 0}, neck, random);
  line.open_at(250ms);
  line.push({1}, 0us);
  EXPECT_EQ(line.next(), Time(250ms));
}

TEST(Outages, OfNoMeanTakeNoTime) {
  test::SeededRandom random(5);
  for (int outage = 0; outage < 100; ++outage) EXPECT_EQ(drawn_around(0s, random), 0us);
}

TEST(Outages, AreNeverEndlessAndNeverNegative) {
  struct Extreme final : Random {
    explicit Extreme(std::uint8_t the_byte) : byte(the_byte) {}
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte); }
    std::uint8_t byte;
  };
  Extreme none(0x00);
  EXPECT_EQ(drawn_around(60s, none), 0us);
  Extreme most(0xfe);
  EXPECT_GT(drawn_around(60s, most), 60s);
  EXPECT_LT(drawn_around(60s, most), 1h);
}

// Breaks come without memory: half of them are shorter than ln 2 of the mean.
TEST(Outages, AreOftenShortAndSometimesLong) {
  test::SeededRandom random(6);
  int short_ones = 0;
  int long_ones = 0;
  for (int outage = 0; outage < 4000; ++outage) {
    const Time time = drawn_around(100s, random);
    short_ones += time < 69'315ms ? 1 : 0;
    long_ones += time > 300s ? 1 : 0;
  }
  EXPECT_NEAR(short_ones, 2000, 150);
  EXPECT_NEAR(long_ones, 4000 * 0.0498, 60);
}

TEST(Outages, LastTheirMeanInTheLongRun) {
  test::SeededRandom random(5);
  Time total{0};
  for (int outage = 0; outage < 2000; ++outage) total += drawn_around(60s, random);
  EXPECT_NEAR(std::chrono::duration<double>(total).count() / 2000, 60.0, 6.0);
}

}  // namespace
}  // namespace mektep::link
