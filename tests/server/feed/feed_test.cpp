#include "server/feed/feed.h"

#include <gtest/gtest.h>

namespace mektep::server {
namespace {

using Scopes = std::vector<ScopeNumber>;

constexpr ScopeNumber first{1};
constexpr ScopeNumber second{2};
constexpr ScopeNumber third{3};

struct Ear {
  std::vector<Scopes> heard;
  Feed::Hear hear() {
    return [this](const Scopes& scopes) { heard.push_back(scopes); };
  }
};

TEST(Feed, ASubscriberHearsOfItsOwnScopesOnly) {
  Feed feed;
  Ear ear;
  const auto subscription = feed.subscribe({first, third}, ear.hear());
  feed.moved({first, second});
  ASSERT_EQ(ear.heard.size(), 1U);
  EXPECT_EQ(ear.heard[0], Scopes{first});
}

TEST(Feed, ACommitOnSeveralScopesIsHeardOnce) {
  Feed feed;
  Ear ear;
  const auto subscription = feed.subscribe({first, second, third}, ear.hear());
  feed.moved({first, third});
  ASSERT_EQ(ear.heard.size(), 1U);
  EXPECT_EQ(ear.heard[0], (Scopes{first, third}));
}

TEST(Feed, ACommitElsewhereIsNotHeard) {
  Feed feed;
  Ear ear;
  const auto subscription = feed.subscribe({first}, ear.hear());
  feed.moved({second});
  EXPECT_TRUE(ear.heard.empty());
}

TEST(Feed, AnEndedSubscriptionHearsNothing) {
  Feed feed;
  Ear ear;
  { const auto subscription = feed.subscribe({first}, ear.hear()); }
  feed.moved({first});
  EXPECT_TRUE(ear.heard.empty());
}

TEST(Feed, OthersHearOnWhenOneHasLeft) {
  Feed feed;
  Ear leaver;
  Ear stayer;
  auto leaving = feed.subscribe({first}, leaver.hear());
  const auto staying = feed.subscribe({first}, stayer.hear());
  leaving.reset();
  feed.moved({first});
  EXPECT_TRUE(leaver.heard.empty());
  EXPECT_EQ(stayer.heard.size(), 1U);
}

TEST(Feed, EveryCommitIsHeardAgain) {
  Feed feed;
  Ear ear;
  const auto subscription = feed.subscribe({first}, ear.hear());
  feed.moved({first});
  feed.moved({first});
  EXPECT_EQ(ear.heard.size(), 2U);
}

TEST(Feed, EveryFollowerOfAScopeHears) {
  Feed feed;
  Ear one;
  Ear other;
  const auto first_follower = feed.subscribe({first}, one.hear());
  const auto second_follower = feed.subscribe({first, second}, other.hear());
  feed.moved({first, second});
  EXPECT_EQ(one.heard, std::vector<Scopes>{Scopes{first}});
  EXPECT_EQ(other.heard, (std::vector<Scopes>{Scopes{first, second}}));
}

TEST(Feed, WhatMovedBeforeSomebodyFollowedIsNotHeard) {
  Feed feed;
  Ear ear;
  feed.moved({first});
  const auto subscription = feed.subscribe({first}, ear.hear());
  EXPECT_TRUE(ear.heard.empty());
}

TEST(Feed, WhoFollowsNothingHearsNothing) {
  Feed feed;
  Ear ear;
  const auto subscription = feed.subscribe({}, ear.hear());
  feed.moved({first});
  feed.moved({});
  EXPECT_TRUE(ear.heard.empty());
  EXPECT_TRUE(feed.followed().empty());
}

TEST(Feed, AScopeFollowedTwiceIsHeardOnceAndForgottenOnce) {
  Feed feed;
  Ear ear;
  auto subscription = feed.subscribe({first, first}, ear.hear());
  feed.moved({first});
  EXPECT_EQ(ear.heard, std::vector<Scopes>{Scopes{first}});
  subscription.reset();
  EXPECT_TRUE(feed.followed().empty());
}

// A conversation takes its new scopes before it lets go of the old ones.
TEST(Feed, ANewSubscriptionTakesOverWithoutAGap) {
  Feed feed;
  Ear ear;
  auto subscription = feed.subscribe({first}, ear.hear());
  subscription = feed.subscribe({first, second}, ear.hear());
  feed.moved({first});
  feed.moved({second});
  EXPECT_EQ(ear.heard, (std::vector<Scopes>{Scopes{first}, Scopes{second}}));
}

TEST(Feed, WhatIsFollowedIsKnownAndForgotten) {
  Feed feed;
  Ear ear;
  auto one = feed.subscribe({first, third}, ear.hear());
  const auto two = feed.subscribe({third}, ear.hear());
  EXPECT_EQ(feed.followed(), (Scopes{first, third}));
  one.reset();
  EXPECT_EQ(feed.followed(), Scopes{third});
}

}  // namespace
}  // namespace mektep::server
