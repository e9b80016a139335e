#include "server/feed/feed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

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

TEST(Feed, ScopesAreHeardInTheOrderOfTheCommit) {
  Feed feed;
  Ear ear;
  const auto subscription = feed.subscribe({first, second, third}, ear.hear());
  feed.moved({third, first});
  EXPECT_EQ(ear.heard, std::vector<Scopes>(1, Scopes{third, first}));
}

TEST(Feed, ThousandsOfFollowersOfOtherScopesAreNotAsked) {
  Feed feed;
  int asked = 0;
  std::vector<std::unique_ptr<Feed::Subscription>> all;
  for (std::uint32_t school = 0; school < 5'000; ++school) {
    all.push_back(feed.subscribe({ScopeNumber{school}}, [&](const Scopes&) { ++asked; }));
  }
  feed.moved({ScopeNumber{7}, ScopeNumber{4'999}});
  EXPECT_EQ(asked, 2);
  all.clear();
  EXPECT_TRUE(feed.followed().empty());
}

// A hearer that fails must not leave the feed locked for everybody after it.
TEST(Feed, AHearerThatThrowsLeavesTheFeedInOrder) {
  Feed feed;
  Ear ear;
  const auto broken = feed.subscribe({first}, [](const Scopes&) { throw std::runtime_error("no memory"); });
  const auto sound = feed.subscribe({second}, ear.hear());
  EXPECT_THROW(feed.moved({first}), std::runtime_error);
  feed.moved({second});
  EXPECT_EQ(ear.heard.size(), 1U);
}

// Conversations come and go on many threads while the writer reports its commits.
TEST(Feed, NobodyHearsBeforeItsStartOrAfterItsEndUnderManyThreads) {
  Feed feed;
  std::atomic<bool> stop = false;
  std::atomic<int> out_of_turn = 0;
  std::atomic<int> heard = 0;
  std::vector<std::thread> threads;
  for (std::uint32_t number = 0; number < 3; ++number) {
    threads.emplace_back([&, number] {
      for (std::uint32_t round = 0; round < 2'000; ++round) {
        std::atomic<bool> open = true;
        const ScopeNumber own{number * 10 + round % 3};
        auto subscription = feed.subscribe({own}, [&, own](const Scopes& scopes) {
          if (!open || scopes != Scopes{own}) ++out_of_turn;
          ++heard;
        });
        if (round % 2 == 0) std::this_thread::yield();
        subscription.reset();
        open = false;
      }
    });
  }
  std::thread writer([&] {
    while (!stop) {
      feed.moved({ScopeNumber{0}, ScopeNumber{11}, ScopeNumber{22}, ScopeNumber{99}});
    }
  });
  for (std::thread& thread : threads) thread.join();
  // Whoever is there when something moves hears it: no word is lost between the threads.
  std::atomic<int> last = 0;
  const auto listener = feed.subscribe({ScopeNumber{11}}, [&](const Scopes&) { ++last; });
  while (last == 0) std::this_thread::yield();
  stop = true;
  writer.join();
  EXPECT_EQ(out_of_turn, 0);
  EXPECT_EQ(feed.followed(), Scopes{ScopeNumber{11}});
}

TEST(Feed, WritersOfSeveralThreadsAreAllHeard) {
  Feed feed;
  std::atomic<int> heard = 0;
  const auto subscription = feed.subscribe(
      {first, second}, [&](const Scopes& scopes) { heard += static_cast<int>(scopes.size()); });
  std::vector<std::thread> writers;
  for (int number = 0; number < 4; ++number) {
    writers.emplace_back([&] {
      for (int commit = 0; commit < 500; ++commit) feed.moved({first, third, second});
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(heard, 4 * 500 * 2);
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
