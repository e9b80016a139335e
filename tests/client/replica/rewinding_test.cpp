#include "client/replica/rewinding.h"

#include "shared/sqlite/transaction.h"
#include "shared/store/pack_log.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class RewindingTest : public ::testing::Test {
 protected:
  School school_;
  Device& pc_ = school_.pc;
  Device& laptop_ = school_.laptop;
  TinyServer& server_ = school_.server;
  Position backup_ = server_.position(school);

  // Work that the backup does not have: of both devices, and of the server.
  void work() {
    log_activity(pc_, "Ашық сабақ");
    log_activity(laptop_, "Кеңес", bolat);
    school_.sync_all();
    server_.card(school, laptop_.public_key(), "another name", true, {{bolat.person, "teacher"}});
    school_.sync_all();
  }
  void lose() { server_.restore_to(school, backup_); }

  ScopeDigest digest(Device& device) {
    for (const ScopeDigest& one : device->digests()) {
      if (one.label == "school/KZ61-0203") return one;
    }
    return {};
  }
  void expect_alike() {
    EXPECT_EQ(digest(pc_).log_digest, digest(laptop_).log_digest);
    EXPECT_EQ(digest(pc_).state_digest, digest(laptop_).state_digest);
    EXPECT_EQ(digest(pc_).pending, 0U);
    EXPECT_EQ(digest(laptop_).pending, 0U);
  }
};

TEST_F(RewindingTest, WhatTheServerLostIsPendingAgainAndShownAsBefore) {
  const Hash16 then = digest(pc_).state_digest;
  work();
  const Position reached = digest(pc_).position;
  const auto rewound = pc_->rewind(school, backup_);
  ASSERT_TRUE(rewound.ok());
  EXPECT_EQ(rewound->packs, reached.value - backup_.value);
  EXPECT_GE(rewound->changes, rewound->packs);
  EXPECT_EQ(rewound->packs_missing, 0U);
  EXPECT_EQ(digest(pc_).position, backup_);
  EXPECT_EQ(digest(pc_).state_digest, then);
  EXPECT_EQ(list(pc_, "activity").size(), 2U);
  EXPECT_GT(digest(pc_).pending, 0U);
}

TEST_F(RewindingTest, NothingMovesWhenTheBaseStandsThereOrBefore) {
  const auto rewound = pc_->rewind(school, Position{digest(pc_).position.value + 5});
  ASSERT_TRUE(rewound.ok());
  EXPECT_EQ(rewound->packs, 0U);
  EXPECT_EQ(pc_->state().rewound_ms, 0);
}

TEST_F(RewindingTest, DraftsThatNobodySealedYetAreKept) {
  work();
  const RecordName draft = log_activity(pc_, "Кеше жазылған");
  ASSERT_TRUE(pc_->rewind(school, backup_).ok());
  EXPECT_EQ(text_of(read(pc_, draft), *pc_, "topic"), "Кеше жазылған");
  lose();
  school_.sync_all();
  EXPECT_EQ(text_of(read(laptop_, draft), *laptop_, "topic"), "Кеше жазылған");
  expect_alike();
}

TEST_F(RewindingTest, ADraftOverWhatWasLostArrivesWithIt) {
  const RecordName activity = log_activity(laptop_, "Бірінші", bolat);
  school_.sync_all();
  Form(*pc_, read(pc_, activity)).set("topic", std::string("Екінші")).saved();
  lose();
  school_.sync_all();
  EXPECT_EQ(text_of(read(laptop_, activity), *laptop_, "topic"), "Екінші");
  EXPECT_TRUE(laptop_->conflicts().empty());
  expect_alike();
}

TEST_F(RewindingTest, OneDeviceGivesBackWhatOthersAndTheServerWrote) {
  work();
  lose();
  EXPECT_EQ(pc_.sync(), MarkVerdict::equal);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
  const RecordState card = server_.ledger(school).record(
      {builtin::card, hashed_record_id(laptop_.id().value)});
  EXPECT_FALSE(card.empty());
  EXPECT_EQ(laptop_.sync(), MarkVerdict::equal);
  EXPECT_EQ(list(pc_, "activity").size(), 2U);
  EXPECT_EQ(pc_->device_name(school, laptop_->own_streams().front().stream), "another name");
  expect_alike();
}

TEST_F(RewindingTest, WorkWrittenOnTheRestoredServerFirstStaysBesideWhatComesBack) {
  work();
  lose();
  server_.card(school, pc_.public_key(), "after the restore", true, {{aigul.person, "teacher"}});
  school_.sync_all();
  EXPECT_EQ(list(laptop_, "activity").size(), 2U);
  expect_alike();
}

TEST_F(RewindingTest, ADeviceThatComesLastFindsEverythingThere) {
  work();
  lose();
  log_activity(laptop_, "Кейінгі", bolat);
  EXPECT_EQ(laptop_.sync(), MarkVerdict::equal);
  EXPECT_EQ(pc_.sync(), MarkVerdict::equal);
  EXPECT_EQ(list(pc_, "activity").size(), 3U);
  expect_alike();
}

TEST_F(RewindingTest, ACutAfterGoingBackIsMadeGoodByTheNextContact) {
  work();
  lose();
  Contact cut;
  cut.pushes_max = 1;
  cut.feed = false;
  pc_.sync(cut);
  EXPECT_EQ(list(pc_, "activity").size(), 2U);
  school_.sync_all();
  expect_alike();
  EXPECT_EQ(list(laptop_, "activity").size(), 2U);
}

// A backup that was verified, and then could not be read after all: what devices let go because of it is gone,
// but for those that had not heard of it.
TEST(RewindingTrimmed, WhatWasLetGoIsCountedAndTheRestHandedBack) {
  School town;
  const Position backup = town.server.position(school);
  log_activity(town.pc, "Бірінші");
  town.sync_all();
  const Position trimmed = town.server.position(school);
  town.server.back_up(school);
  town.pc.sync();
  log_activity(town.pc, "Екінші");
  town.pc.sync();
  const auto rewound = town.pc->rewind(school, backup);
  ASSERT_TRUE(rewound.ok());
  EXPECT_EQ(rewound->packs_missing, trimmed.value - backup.value);
  EXPECT_GE(rewound->packs, 1U);
  EXPECT_EQ(town.pc->digests()[1].position, Position{0}) << "nothing below can be replayed";
  // Who still has it hands it in.
  town.server.restore_to(school, backup);
  town.laptop.sync();
  town.sync_all();
  EXPECT_EQ(list(town.pc, "activity").size(), 2U);
  EXPECT_EQ(town.pc->digests()[1].state_digest, town.laptop->digests()[1].state_digest);
}

TEST_F(RewindingTest, TheStatusTellsOfIt) {
  work();
  lose();
  pc_.sync();
  EXPECT_GT(pc_->state().rewound_ms, 0);
  EXPECT_GT(pc_->state().handed_back, 0U);
}

}  // namespace
}  // namespace mektep::client::test
