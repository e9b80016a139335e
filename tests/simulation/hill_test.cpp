// A school without cover at home, whose phone is carried up a hill once a day.

#include "tools/sim/hill.h"

#include <gtest/gtest.h>

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

TEST(HillPhone, ADaysWorkIsEverywhereWithinFiveDays) {
  const Hill hill;
  const HillAnswer answer = carry_up_the_hill(hill, {});
  EXPECT_TRUE(answer.finished);
  EXPECT_TRUE(answer.digests_equal);
  EXPECT_LE(answer.time, hill.days * Monotonic(24h));
  EXPECT_EQ(answer.photos, 5U);
  EXPECT_GT(answer.bytes_up, 5 * 140'000U);
}

TEST(HillPhone, ATenthOfTheRateTakesTenTimesAsLong) {
  Hill slow;
  slow.up_kbit = slow.down_kbit = 1;
  Hill slower = slow;
  slower.window *= 10;
  const HillAnswer answer = carry_up_the_hill(slower, {20, 100, 3, 0});
  EXPECT_TRUE(answer.finished);
  EXPECT_GT(answer.linked_time, Monotonic(answer.bytes_up * 8));  // at one bit a millisecond
}

// Shorter than the work takes: it needs several days, and nothing is begun anew.
TEST(HillPhone, AWindowThatIsTooShortForAllOfItStillCarriesItsPart) {
  Hill hill;
  hill.up_kbit = hill.down_kbit = 1;
  hill.window = 30s;
  hill.days = 30;
  const HillAnswer answer = carry_up_the_hill(hill, {20, 100, 3, 0});
  EXPECT_TRUE(answer.finished);
  EXPECT_TRUE(answer.digests_equal);
  EXPECT_GT(answer.time, Monotonic(24h));
  EXPECT_LE(answer.resent_bytes, answer.contacts * 8 * 1024);
}

TEST(HillPhone, TheSameSeedTellsTheSameStory) {
  const HillWork work{5, 10, 4};
  EXPECT_EQ(carry_up_the_hill({}, work).as_json({}), carry_up_the_hill({}, work).as_json({}));
}

}  // namespace
}  // namespace mektep::sim
