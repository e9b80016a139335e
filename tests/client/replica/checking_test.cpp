#include "client/replica/checking.h"

#include "tests/client/replica/damage.h"

namespace mektep::client::test {
namespace {

constexpr bool thorough = true;

class CheckingTest : public ::testing::Test {
 protected:
  CheckingTest() {
    for (int number = 0; number < 5; ++number) log_activity(school_.pc, "Кездесу " + std::to_string(number));
    school_.sync_all();
    school_.sync_all();
    EXPECT_FALSE(checked(school_.pc).is_damaged());
  }

  ScopeCheck checked(Device& device) {
    const auto found = device->check(thorough);
    EXPECT_TRUE(found.ok());
    for (const ScopeCheck& scope : *found) {
      if (scope.scope == school) return scope;
    }
    ADD_FAILURE() << "the school's scope was not read";
    return {};
  }
  MarkVerdict compared(Device& device) { return *device->take_mark(school_.server.mark(school)); }

  School school_{false};
  Device& pc_ = school_.pc;
};

}  // namespace

TEST_F(CheckingTest, ASoundFileIsSound) {
  const ScopeCheck found = checked(pc_);
  EXPECT_GE(found.records, 5U);
  EXPECT_FALSE(found.is_damaged());
  EXPECT_FALSE(pc_->suspects(school));
  EXPECT_EQ(compared(pc_), MarkVerdict::equal);
}

TEST_F(CheckingTest, ALostRowShowsInTheDigest) {
  damage(pc_, "DELETE FROM r_activity WHERE topic = 'Кездесу 3'");
  EXPECT_EQ(compared(pc_), MarkVerdict::equal) << "the digest beside the log knows nothing of it";
  EXPECT_TRUE(checked(pc_).digest_wrong);
  EXPECT_TRUE(pc_->suspects(school));
  EXPECT_EQ(compared(pc_), MarkVerdict::state_differs);
}

TEST_F(CheckingTest, AValueChangedByAnotherProgramIsNoticed) {
  damage(pc_, "UPDATE r_activity SET topic = 'Жалған' WHERE topic = 'Кездесу 3'");
  const ScopeCheck found = checked(pc_);
  EXPECT_TRUE(found.values_wrong);
  EXPECT_FALSE(found.digest_wrong) << "its version is the same";
  EXPECT_TRUE(pc_->suspects(school));
}

TEST_F(CheckingTest, ARowThatCannotBeReadLosesItsBaseOnly) {
  damage(pc_, "UPDATE r_activity SET _m = x'00ffff' WHERE topic = 'Кездесу 3'");
  const ScopeCheck found = checked(pc_);
  EXPECT_EQ(found.unreadable_rows, 1U);
  EXPECT_TRUE(found.digest_wrong);
  EXPECT_FALSE(checked(pc_).unreadable_rows > 0) << "it was emptied";
  EXPECT_TRUE(pc_->suspects(school)) << "until it was put right";
}

TEST_F(CheckingTest, AColumnThatWasEmptiedIsNoticed) {
  damage(pc_, "UPDATE r_activity SET topic = NULL WHERE topic = 'Кездесу 3'");
  EXPECT_EQ(checked(pc_).unreadable_rows, 1U);
}

TEST_F(CheckingTest, UnsentWorkOverADamagedRowStays) {
  ListQuery query;
  query.type = "activity";
  const auto activities = pc_->list(query);
  Form(*pc_, activities->front()).set("topic", std::string("Менің өзгертуім")).saved();
  damage(pc_, "UPDATE r_activity SET _m = x'00ffff' WHERE topic = 'Менің өзгертуім'");
  EXPECT_EQ(checked(pc_).unreadable_rows, 1U);
  EXPECT_EQ(pc_->state().unsent_changes, 1U);
  EXPECT_EQ(value_of(*pc_->read(activities->front().name), *pc_, "topic"), Value(std::string("Менің өзгертуім")));
}

TEST_F(CheckingTest, UnsentWorkThatCannotBeReadIsLeftAloneAndCounted) {
  ListQuery query;
  query.type = "activity";
  Form(*pc_, pc_->list(query)->front()).set("topic", std::string("Менің өзгертуім")).saved();
  damage(pc_, "UPDATE r_activity SET _p = x'ffff' WHERE topic = 'Менің өзгертуім'");
  EXPECT_EQ(checked(pc_).unreadable_pending, 1U);
  EXPECT_EQ(checked(pc_).unreadable_pending, 1U) << "nothing was thrown away";
}

TEST_F(CheckingTest, WhatAnEditMovesIsNoDamage) {
  ListQuery query;
  query.type = "activity";
  Form(*pc_, pc_->list(query)->front()).set("topic", std::string("Жаңа")).saved();
  EXPECT_FALSE(checked(pc_).is_damaged()) << "pending work is no part of the base";
  school_.sync_all();
  EXPECT_FALSE(checked(pc_).is_damaged()) << "the base moved by the log";
}

TEST_F(CheckingTest, TheServersRecordsPutARangeRight) {
  damage(pc_, "DELETE FROM r_activity WHERE topic = 'Кездесу 3'; "
              "UPDATE r_activity SET topic = 'Жалған' WHERE topic = 'Кездесу 1'");
  checked(pc_);
  Records records{school, school_.server.position(school), 0, UINT64_MAX, {}};
  for (const auto& [key, state] : school_.server.ledger(school).records()) {
    if (!state.empty()) records.records.push_back({key.type, key.id, encode_record(state)});
  }
  const auto changed = pc_->repair(records);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->size(), 2U);
  EXPECT_EQ(compared(pc_), MarkVerdict::equal);
  ASSERT_TRUE(pc_->trust(school).ok());
  EXPECT_FALSE(pc_->suspects(school));
  EXPECT_FALSE(checked(pc_).is_damaged());
  EXPECT_TRUE(pc_->repair(records)->empty()) << "once more changes nothing";
}

TEST_F(CheckingTest, RecordsOfAnotherPositionAreNotTaken) {
  const Records records{school, Position{1}, 0, UINT64_MAX, {}};
  EXPECT_EQ(pc_->repair(records).error().code, "repair.moved");
}

TEST_F(CheckingTest, HostileRecordsChangeNothing) {
  const Position here = school_.server.position(school);
  const Records bytes{school, here, 0, UINT64_MAX, {{TypeNumber{33}, RecordId{5}, Bytes{1, 2, 3}}}};
  EXPECT_EQ(pc_->repair(bytes).error().code, "repair.malformed");
  const Records outside{school, here, 10, 20, {{TypeNumber{33}, RecordId{5}, encode_record({})}}};
  EXPECT_EQ(pc_->repair(outside).error().code, "repair.malformed");
  EXPECT_EQ(compared(pc_), MarkVerdict::equal);
}

TEST_F(CheckingTest, AnOrdinaryCheckReadsASmallScopeEveryTime) {
  ASSERT_TRUE(pc_->check(!thorough).ok());
  EXPECT_FALSE(pc_->check(!thorough)->empty());
}

}  // namespace mektep::client::test
