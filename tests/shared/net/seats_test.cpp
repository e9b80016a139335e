#include "shared/net/seats.h"

#include <gtest/gtest.h>

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
