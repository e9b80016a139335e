#include "client/replica/retrying.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

// A PC whose one change the server held.
struct Holding {
  Holding() {
    a.server.refuse = [this](const Change&) {
      return refusing ? std::string("access.not_allowed") : std::string();
    };
    name = log_activity(a.pc, "Ұсталған");
    a.sync_all();
    refusing = false;
  }
  School a;
  bool refusing = true;
  RecordName name;
};

}  // namespace

TEST(Retrying, AHeldChangeIsADraftAgainAndCountsOnceItIsAdmitted) {
  Holding held;
  const auto retried = held.a.pc->retry_held();
  ASSERT_TRUE(retried.ok());
  EXPECT_EQ(*retried, 1U);
  EXPECT_TRUE(held.a.pc->held().empty()) << "it is on its way again";
  EXPECT_EQ(held.a.pc->state().unsent_changes, 1U);
  EXPECT_EQ(text_of(read(held.a.pc, held.name), *held.a.pc, "topic"), "Ұсталған");
  held.a.sync_all();
  EXPECT_EQ(text_of(read(held.a.laptop, held.name), *held.a.laptop, "topic"), "Ұсталған");
  EXPECT_EQ(held.a.pc->state().unsent_changes, 0U);
}

TEST(Retrying, WhatIsHeldAgainIsShownAgain) {
  Holding held;
  held.refusing = true;
  ASSERT_EQ(*held.a.pc->retry_held(), 1U);
  held.a.sync_all();
  EXPECT_EQ(held.a.pc->held().size(), 1U);
}

TEST(Retrying, OnlyTheDeviceThatWroteItRetries) {
  Holding held;
  EXPECT_EQ(*held.a.laptop->retry_held(), 0U);
  EXPECT_EQ(held.a.laptop->held().size(), 1U);
}

TEST(Retrying, NothingHeldIsNothingToDo) {
  School a;
  EXPECT_EQ(*a.pc->retry_held(), 0U);
}

TEST(Retrying, ChangesThatBuildOnEachOtherAreRetriedTogether) {
  Holding held;
  held.refusing = true;
  const RecordName other = log_activity(held.a.pc, "Бірінші");
  ASSERT_TRUE(held.a.pc->seal({}).ok());
  Form(*held.a.pc, read(held.a.pc, other)).set("topic", std::string("Екінші")).saved();
  held.a.sync_all();
  held.refusing = false;
  EXPECT_EQ(*held.a.pc->retry_held(), 3U);
  EXPECT_EQ(text_of(read(held.a.pc, other), *held.a.pc, "topic"), "Екінші");
  held.a.sync_all();
  const ReadRecord record = read(held.a.laptop, other);
  EXPECT_EQ(text_of(record, *held.a.laptop, "topic"), "Екінші");
  EXPECT_TRUE(record.shown.conflicts.empty());
}

}  // namespace mektep::client::test
