#include "shared/net/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "tests/support/seeded_random.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

// Draws the largest or the smallest number that is asked for.
class ExtremeRandom final : public Random {
 public:
  explicit ExtremeRandom(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte_); }

 private:
  std::uint8_t byte_;
};

TEST(Backoff, FirstRetryIsAlreadySpread) {
  std::set<std::chrono::milliseconds> waits;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    test::SeededRandom random(seed);
    waits.insert(Backoff(random).after_failure());
  }
  EXPECT_GT(waits.size(), 40U);
  EXPECT_LE(*waits.rbegin(), limits::reconnect_delay_first);
}

TEST(Backoff, MayNotWaitAtAll) {
  ExtremeRandom random(0);
  EXPECT_EQ(Backoff(random).after_failure(), 0ms);
}

TEST(Backoff, CeilingDoublesUpToTheLongest) {
  test::SeededRandom random(7);
  Backoff backoff(random, 100ms, 1s);
  for (const auto ceiling : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms, 1000ms}) {
    EXPECT_LE(backoff.after_failure(), ceiling);
  }
}

TEST(Backoff, ReachesTheUpperHalfOfItsCeiling) {
  test::SeededRandom random(7);
  auto longest = 0ms;
  Backoff backoff(random);
  for (int failure = 0; failure < 200; ++failure) longest = std::max(longest, backoff.after_failure());
  EXPECT_GT(longest, limits::reconnect_delay_max / 2);
  EXPECT_LE(longest, limits::reconnect_delay_max);
}

TEST(Backoff, ServersWishWinsAndIsSpreadToo) {
  std::set<std::chrono::milliseconds> waits;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    test::SeededRandom random(seed);
    waits.insert(Backoff(random).after_failure(60s));
  }
  EXPECT_GE(*waits.begin(), 60s);
  EXPECT_LE(*waits.rbegin(), 61s);
  EXPECT_GT(waits.size(), 10U);
}

TEST(Backoff, CeilingIsReachedToTheMillisecond) {
  // Draws whatever is the greatest below the bound that is asked for.
  struct Greatest final : Random {
    void fill(std::span<std::uint8_t> out) override {
      Bytes bytes;
      append_u64(bytes, draws.at(at++));
      std::copy(bytes.begin(), bytes.end(), out.begin());
    }
    std::vector<std::uint64_t> draws{100, 200, 400, 800, 1000, 1000};
    std::size_t at = 0;
  } random;
  Backoff backoff(random, 100ms, 1s);
  for (const auto ceiling : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
    EXPECT_EQ(backoff.after_failure(), ceiling);
  }
}

TEST(Backoff, AServerThatAsksForNothingIsNotWaitedForLonger) {
  ExtremeRandom random(0);
  EXPECT_EQ(Backoff(random).after_failure(0ms), 0ms);
}

// A thousand devices that lost one server at one moment: no tenth of a second brings a fifth of them back.
TEST(Backoff, AThousandDevicesComeBackSpread) {
  std::map<std::int64_t, int> in_tenths;
  for (std::uint64_t device = 1; device <= 1'000; ++device) {
    test::SeededRandom random(device);
    ++in_tenths[Backoff(random).after_failure().count() / 100];
  }
  EXPECT_GE(in_tenths.size(), 10U);
  for (const auto& [tenth, devices] : in_tenths) EXPECT_LT(devices, 200) << tenth;
}

TEST(Backoff, SuccessStartsAgainAtTheFirst) {
  test::SeededRandom random(3);
  Backoff backoff(random);
  for (int failure = 0; failure < 12; ++failure) backoff.after_failure();
  backoff.reset();
  EXPECT_LE(backoff.after_failure(), limits::reconnect_delay_first);
}

}  // namespace
}  // namespace mektep::net
