#include "client/link/waiting.h"

#include "tests/shared/net/net_fixture.h"
#include "tests/support/seeded_random.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;

// Draws zeros: every wait is the shortest that it may be.
class Shortest final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{0}); }
};

class WaitingTest : public net::ListeningTest {
 protected:
  Shortest random_;
};

TEST_F(WaitingTest, AWaitEndsByItself) {
  EXPECT_FALSE(wait_for_link(loop_, random_, {5ms, std::nullopt}, {}));
  EXPECT_FALSE(wait_for_link(loop_, random_, {0ms, std::nullopt}, {}));
}

TEST_F(WaitingTest, AShortWaitKnocksAtNobody) {
  listen();
  EXPECT_FALSE(wait_for_link(loop_, random_, {5ms, endpoint()}, {}));
}

TEST_F(WaitingTest, WhoWantsToLeaveDoesNotWait) {
  int asked = 0;
  EXPECT_FALSE(wait_for_link(loop_, random_, {5min, std::nullopt}, [&] { return ++asked > 1; }));
  EXPECT_EQ(asked, 2);
}

TEST_F(WaitingTest, AStoppedLoopDoesNotWait) {
  loop_.stop();
  EXPECT_FALSE(wait_for_link(loop_, random_, {5min, std::nullopt}, {}));
}

// Half the interval, five seconds, is the earliest: the one test here that takes its time.
TEST_F(WaitingTest, ALongWaitEndsSoonAfterTheLinkIsBack) {
  listen();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(wait_for_link(loop_, random_, {5min, endpoint()}, {}));
  EXPECT_LT(std::chrono::steady_clock::now() - start, limits::knock_interval);
}

}  // namespace
}  // namespace mektep::client
