#include "shared/net/task_group.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace mektep::net {
namespace {

TEST(TaskGroup, WaitsForTheLast) {
  TaskGroup group;
  auto first = group.join([] {});
  auto second = group.join([] {});
  int called = 0;
  group.when_empty([&] { ++called; });
  first.reset();
  EXPECT_EQ(called, 0);
  second.reset();
  EXPECT_EQ(called, 1);
}

TEST(TaskGroup, AnswersAtOnceWhenNobodyIsThere) {
  TaskGroup group;
  bool called = false;
  group.when_empty([&] { called = true; });
  EXPECT_TRUE(called);
}

TEST(TaskGroup, CancelAsksEveryTask) {
  TaskGroup group;
  std::vector<int> asked;
  const auto first = group.join([&] { asked.push_back(1); });
  const auto second = group.join([&] { asked.push_back(2); });
  group.cancel_all();
  EXPECT_EQ(asked, (std::vector<int>{1, 2}));
  EXPECT_EQ(group.size(), 2U);
}

TEST(TaskGroup, TaskMayEndInsideItsCancel) {
  TaskGroup group;
  TaskGroup::Ticket ticket;
  ticket = group.join([&] { ticket.reset(); });
  bool empty = false;
  group.when_empty([&] { empty = true; });
  group.cancel_all();
  EXPECT_TRUE(empty);
}

TEST(TaskGroup, NobodyJoinsAClosedGroup) {
  TaskGroup group;
  group.close();
  EXPECT_EQ(group.join([] {}), nullptr);
  EXPECT_EQ(group.size(), 0U);
}

TEST(TaskGroup, WhatTheCancelHoldsIsLetGoOf) {
  TaskGroup group;
  const auto held = std::make_shared<int>(1);
  auto ticket = group.join([held] {});
  EXPECT_EQ(held.use_count(), 2);
  ticket.reset();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(TaskGroup, EveryoneWhoWaitsIsTold) {
  TaskGroup group;
  auto ticket = group.join([] {});
  std::string told;
  group.when_empty([&] { told += "a"; });
  group.when_empty([&] { told += "b"; });
  ticket.reset();
  EXPECT_EQ(told, "ab");
}

TEST(TaskGroup, WhoWasToldIsNotToldAgain) {
  TaskGroup group;
  int told = 0;
  auto first = group.join([] {});
  group.when_empty([&] { ++told; });
  first.reset();
  auto second = group.join([] {});
  second.reset();
  EXPECT_EQ(told, 1);
}

TEST(TaskGroup, WhoeverIsToldMayAskAgainAndJoin) {
  TaskGroup group;
  TaskGroup::Ticket next;
  auto ticket = group.join([] {});
  group.when_empty([&] {
    next = group.join([] {});
    group.when_empty([] {});
  });
  ticket.reset();
  EXPECT_EQ(group.size(), 1U);
}

TEST(TaskGroup, ACopyOfATicketCountsAsTheTicket) {
  TaskGroup group;
  auto ticket = group.join([] {});
  const auto copy = ticket;
  ticket.reset();
  EXPECT_EQ(group.size(), 1U);
}

TEST(TaskGroup, ThoseInsideAClosedGroupMayStillEndAndBeCancelled) {
  TaskGroup group;
  int cancelled = 0;
  auto ticket = group.join([&] { ++cancelled; });
  group.close();
  group.cancel_all();
  EXPECT_EQ(cancelled, 1);
  bool empty = false;
  group.when_empty([&] { empty = true; });
  ticket.reset();
  EXPECT_TRUE(empty);
}

// Connections end on the strands of all threads while a stop asks and waits.
TEST(TaskGroup, IsRightWhenManyThreadsComeAndGo) {
  TaskGroup group;
  std::atomic<int> joined = 0;
  std::atomic<int> cancelled = 0;
  std::vector<std::thread> threads;
  auto last = group.join([] {});
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        const auto ticket = group.join([&] { ++cancelled; });
        if (ticket) ++joined;
        if (round % 50 == 0) group.cancel_all();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(joined, 2000);
  EXPECT_EQ(group.size(), 1U);
  EXPECT_GE(cancelled, 40) << "each cancelled itself at least";
  bool empty = false;
  group.when_empty([&] { empty = true; });
  EXPECT_FALSE(empty);
  last.reset();
  EXPECT_TRUE(empty);
}

TEST(TaskGroup, TicketOutlivesTheGroup) {
  TaskGroup::Ticket ticket;
  {
    TaskGroup group;
    ticket = group.join([] {});
  }
  ticket.reset();
}

}  // namespace
}  // namespace mektep::net
