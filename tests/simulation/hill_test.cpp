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
  EXPECT_GT(answer.bytes_up, 1'000U);
}

TEST(HillPhone, TheSameSeedTellsTheSameStory) {
  const HillWork work{5, 10, 4};
  EXPECT_EQ(carry_up_the_hill({}, work).as_json({}), carry_up_the_hill({}, work).as_json({}));
}

}  // namespace
}  // namespace mektep::sim
