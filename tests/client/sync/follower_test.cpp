#include "client/sync/follower.h"

#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

using namespace std::chrono_literals;

class FollowerTest : public ::testing::Test {
 protected:
  School school_;
  Device& pc_ = school_.pc;
  TinyServer& server_ = school_.server;
  SyncProgress progress_;
  Follower follower_{*pc_, progress_};
  Position before_ = server_.position(school);
  Monotonic now_{5000};

  void SetUp() override {
    Grants grants;
    grants.grants = {{school, "school/KZ61-0203", true}};
    ASSERT_TRUE(follower_.take_grants(grants).ok());
  }
  // The laptop's new activities, as the log has them.
  std::vector<Feed> news(int activities) {
    for (int number = 0; number < activities; ++number) {
      log_activity(school_.laptop, "Кеңес " + std::to_string(number), bolat);
      school_.laptop.sync();
    }
    return server_.feed(school, before_);
  }
  std::size_t shown() {
    ListQuery query;
    query.type = "activity";
    return pc_->list(query)->size();
  }
};

TEST_F(FollowerTest, WhatComesCloseTogetherIsCommittedTogether) {
  const auto feeds = news(3);
  for (const Feed& feed : feeds) ASSERT_TRUE(follower_.take_feed(feed, now_).ok());
  EXPECT_EQ(shown(), 0U);
  EXPECT_GT(follower_.deadline(), now_);
  EXPECT_LE(follower_.deadline(), now_ + 200ms);
  ASSERT_TRUE(follower_.flush().ok());
  EXPECT_EQ(shown(), 3U);
  EXPECT_EQ(follower_.deadline(), Monotonic::max());
  EXPECT_EQ(progress_.packs_received, 3U);
  EXPECT_EQ(progress_.records_changed.size(), 3U);
}

TEST_F(FollowerTest, AMarkCommitsWhatCameBeforeIt) {
  for (const Feed& feed : news(1)) ASSERT_TRUE(follower_.take_feed(feed, now_).ok());
  ASSERT_TRUE(follower_.take_mark(server_.mark(school)).ok());
  EXPECT_EQ(shown(), 1U);
  EXPECT_EQ(progress_.up_to_date, std::vector<ScopeNumber>{school});
  EXPECT_TRUE(follower_.caught_up({}));
}

TEST_F(FollowerTest, ItIsNotCaughtUpBeforeTheMarkOfEveryScope) {
  EXPECT_FALSE(follower_.caught_up({}));
  ASSERT_TRUE(follower_.take_mark(server_.mark(school)).ok());
  EXPECT_TRUE(follower_.caught_up({}));
  // A receipt named a later position: the base has to reach it first.
  EXPECT_FALSE(follower_.caught_up({{school, Position{before_.value + 1}}}));
  // Receipts of scopes that this device does not follow hold nobody up.
  EXPECT_TRUE(follower_.caught_up({{desk, Position{50}}}));
}

TEST_F(FollowerTest, AMarkOfAnotherPositionSaysNothing) {
  Mark mark = server_.mark(school);
  mark.position.value += 1;
  ASSERT_TRUE(follower_.take_mark(mark).ok());
  EXPECT_FALSE(follower_.caught_up({}));
  EXPECT_TRUE(progress_.up_to_date.empty());
  EXPECT_TRUE(progress_.digests_differ.empty());
}

TEST_F(FollowerTest, TheLatestMarkOfAScopeDecides) {
  Mark wrong = server_.mark(school);
  wrong.log_digest[0] ^= 1U;
  ASSERT_TRUE(follower_.take_mark(wrong).ok());
  EXPECT_EQ(progress_.digests_differ, std::vector<ScopeNumber>{school});
  ASSERT_TRUE(follower_.take_mark(server_.mark(school)).ok());
  EXPECT_TRUE(progress_.digests_differ.empty());
  EXPECT_EQ(progress_.up_to_date, std::vector<ScopeNumber>{school});
}

TEST_F(FollowerTest, WhatNobodyGrantedIsRefused) {
  const auto taken = follower_.take_feed(Feed{desk, Position{1}, 0, {}, Bytes(10, 1)}, now_);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, "feed.not_granted");
}

TEST_F(FollowerTest, APackFedTwiceIsOne) {
  const auto feeds = news(1);
  for (int time = 0; time < 2; ++time) {
    ASSERT_TRUE(follower_.take_feed(feeds[0], now_).ok());
    ASSERT_TRUE(follower_.flush().ok());
  }
  EXPECT_EQ(shown(), 1U);
  EXPECT_EQ(pc_->cursors()[0].position, server_.position(school));
}

TEST_F(FollowerTest, ABrokenPackLeavesTheBaseWhereItWas) {
  auto feeds = news(2);
  feeds[1].pack.back() ^= 1U;
  for (const Feed& feed : feeds) ASSERT_TRUE(follower_.take_feed(feed, now_).ok());
  const auto flushed = follower_.flush();
  ASSERT_FALSE(flushed.ok());
  EXPECT_EQ(flushed.error().code, "feed.malformed");
  EXPECT_EQ(pc_->cursors()[0].position, before_);
  EXPECT_EQ(shown(), 0U);
}

}  // namespace
}  // namespace mektep::client::test
