#include "shared/net/seats.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace mektep::net {
namespace {

using Taken = std::vector<std::unique_ptr<Seats::Seat>>;

TEST(Seats, RunOutInAll) {
  Seats seats({2, 10, 10});
  const auto first = seats.take("a");
  auto second = seats.take("b");
  EXPECT_EQ(seats.take("c"), nullptr);
  second.reset();
  EXPECT_NE(seats.take("c"), nullptr);
}

TEST(Seats, OneAddressCannotTakeThemAll) {
  Seats seats({10, 2, 10});
  Taken taken;
  taken.push_back(seats.take("a"));
  taken.push_back(seats.take("a"));
  EXPECT_EQ(seats.take("a"), nullptr);
  EXPECT_NE(seats.take("b"), nullptr);
}

TEST(Seats, StrangersLeaveRoomForTheKnown) {
  Seats seats({10, 10, 2});
  Taken taken;
  taken.push_back(seats.take("a"));
  taken.push_back(seats.take("b"));
  EXPECT_EQ(seats.take("c"), nullptr);
  taken.front()->authenticated();
  taken.front()->authenticated();
  EXPECT_NE(seats.take("c"), nullptr);
  EXPECT_EQ(seats.taken(), 2U);
}

TEST(Seats, AreGivenBackByTheirEnd) {
  Seats seats({3, 3, 3});
  for (int round = 0; round < 10; ++round) {
    Taken taken;
    for (int seat = 0; seat < 3; ++seat) {
      taken.push_back(seats.take("a"));
      ASSERT_NE(taken.back(), nullptr);
    }
    taken.front()->authenticated();
    EXPECT_EQ(seats.taken(), 3U);
  }
  EXPECT_EQ(seats.taken(), 0U);
}

TEST(Seats, OfNoneAtAllGiveNone) {
  EXPECT_EQ(Seats({0, 1, 1}).take("a"), nullptr);
  EXPECT_EQ(Seats({1, 0, 1}).take("a"), nullptr);
  EXPECT_EQ(Seats({1, 1, 0}).take("a"), nullptr);
}

TEST(Seats, OneThatWasRefusedCountsForNothing) {
  Seats seats({2, 1, 2});
  const auto first = seats.take("a");
  for (int attempt = 0; attempt < 10; ++attempt) EXPECT_EQ(seats.take("a"), nullptr);
  EXPECT_EQ(seats.taken(), 1U);
  EXPECT_NE(seats.take("b"), nullptr);
}

TEST(Seats, AnAddressThatLeftMayTakeThemAllAgain) {
  Seats seats({10, 3, 10});
  for (int round = 0; round < 3; ++round) {
    Taken taken;
    for (int seat = 0; seat < 3; ++seat) ASSERT_NE(taken.emplace_back(seats.take("a")), nullptr);
    EXPECT_EQ(seats.take("a"), nullptr);
  }
}

TEST(Seats, AreCountedRightByManyThreads) {
  Seats seats({50, 20, 30});
  std::atomic<int> most = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&, address = std::string(1, static_cast<char>('a' + number % 2))] {
      for (int round = 0; round < 200; ++round) {
        Taken taken;
        for (int seat = 0; seat < 15; ++seat) {
          auto one = seats.take(address);
          if (one && seat % 2 == 0) one->authenticated();
          if (one) taken.push_back(std::move(one));
        }
        const int now = static_cast<int>(seats.taken());
        int seen = most.load();
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, 40) << "two addresses of twenty";
  EXPECT_GT(most, 0);
  EXPECT_EQ(seats.taken(), 0U);
}

TEST(Seats, OutliveTheirRoom) {
  std::unique_ptr<Seats::Seat> seat;
  {
    Seats seats({1, 1, 1});
    seat = seats.take("a");
  }
  seat->authenticated();
  seat.reset();
}

}  // namespace
}  // namespace mektep::net
