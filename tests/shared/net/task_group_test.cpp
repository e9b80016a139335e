#include "shared/net/task_group.h"

#include <gtest/gtest.h>

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
