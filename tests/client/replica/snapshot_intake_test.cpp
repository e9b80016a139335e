#include "client/replica/snapshot_intake.h"

#include "tests/client/replica/school_snapshot.h"

namespace mektep::client::test {
namespace {

class SnapshotIntakeTest : public ::testing::Test {
 protected:
  SnapshotIntakeTest() {
    for (int at = 0; at < 4; ++at) log_activity(town_.pc, "Кездесу " + std::to_string(at));
    town_.pc.sync();
    made_ = snapshot_of(town_.server, town_.pc);
    greet(fresh_);
  }
  void greet(Device& device) {
    EXPECT_TRUE(device->take_epoch(town_.server.epoch(), 0).ok());
    Grants grants;
    grants.grants = {
        {network_scope, "network", false}, {school, "school/KZ61-0203", true}, {desk, "desk/KZ61-0203", true}};
    EXPECT_TRUE(device->take_grants(grants).ok());
  }
  std::string refusal(const SnapshotOffer& offer, const Bytes& file) {
    const auto taken = fresh_->take_snapshot(offer, file);
    if (taken) return "taken";
    EXPECT_EQ(taken.error().code, "snapshot.refused");
    return std::string(taken.error().argument("what"));
  }
  std::string refusal(Snapshot snapshot) {
    const auto other = pack_up(town_.server, snapshot);
    return refusal(other.offer, other.file);
  }
  Hash16 state(Device& device) { return device->digests()[1].state_digest; }

  School town_{false};
  Device fresh_{town_.server, 33, false};
  SchoolSnapshot made_;
};

TEST_F(SnapshotIntakeTest, TheBaseIsTheServersAndTheLogGoesOnAfterIt) {
  const auto taken = fresh_->take_snapshot(made_.offer, made_.file);
  ASSERT_TRUE(taken.ok()) << describe(taken.error());
  EXPECT_GE(taken->records.size(), 4U);
  log_activity(town_.pc, "Кейін");
  town_.pc.sync();
  EXPECT_EQ(fresh_.sync(), MarkVerdict::equal);
  EXPECT_EQ(state(fresh_), state(town_.pc));
  EXPECT_EQ(list(fresh_, "activity").size(), 5U) << "before the schema came they lay in one table";
  log_activity(fresh_, "Жаңа құрылғыдан");
  fresh_.sync();
  town_.pc.sync();
  EXPECT_EQ(list(town_.pc, "activity").size(), 6U);
}

TEST_F(SnapshotIntakeTest, SearchFindsWhatCameWithIt) {
  fresh_.sync();  // the schema, and the log
  Device other(town_.server, 44, false);
  town_.pc.sync();
  made_ = snapshot_of(town_.server, town_.pc);
  const auto network = snapshot_of(town_.server, town_.pc, network_scope);
  greet(other);
  ASSERT_TRUE(other->take_snapshot(network.offer, network.file).ok());
  ASSERT_TRUE(other->take_snapshot(made_.offer, made_.file).ok());
  EXPECT_EQ(other.sync(), MarkVerdict::equal);
  EXPECT_EQ(list(other, "activity", "кездесу").size(), 4U);
}

// The server was restored, and what this device would replay is trimmed: its base begins anew.
TEST_F(SnapshotIntakeTest, PendingWorkStaysOnTop) {
  town_.sync_all();
  town_.server.back_up(school);
  const Position backup = town_.server.position(school);
  town_.sync_all();
  Snapshot base = snapshot_of(town_.server, town_.laptop).snapshot;
  log_activity(town_.pc, "Жоғалған");
  town_.pc.sync();
  log_activity(town_.pc, "Жіберілмеген");
  town_.server.restore_to(school, backup);
  greet(town_.pc);
  ASSERT_TRUE(town_.pc->rewind(school, backup).ok());
  ASSERT_EQ(town_.pc->cursors().at(1).position, Position{0});
  base.epoch = town_.server.epoch();
  const auto made = pack_up(town_.server, base);
  const auto taken = town_.pc->take_snapshot(made.offer, made.file);
  ASSERT_TRUE(taken.ok()) << describe(taken.error());
  EXPECT_EQ(list(town_.pc, "activity").size(), 6U);
  town_.sync_all();
  EXPECT_EQ(list(town_.laptop, "activity").size(), 6U);
  EXPECT_EQ(town_.pc->digests()[1].pending, 0U);
  EXPECT_EQ(state(town_.pc), state(town_.laptop));
}

TEST_F(SnapshotIntakeTest, WhatThisDeviceHasRawAndTheSnapshotHoldsIsDoneWith) {
  town_.sync_all();
  const auto made = snapshot_of(town_.server, town_.laptop);
  ASSERT_TRUE(town_.pc->rewind(school, Position{0}).ok());
  ASSERT_TRUE(town_.pc->take_snapshot(made.offer, made.file).ok());
  EXPECT_EQ(list(town_.pc, "activity").size(), 4U);
  town_.sync_all();
  log_activity(town_.laptop, "Тағы", bolat);
  town_.sync_all();
  EXPECT_EQ(town_.pc->digests()[1].pending, 0U);
  EXPECT_EQ(town_.pc->state().unsent_changes, 0U);
  EXPECT_EQ(list(town_.pc, "activity").size(), 5U);
  EXPECT_EQ(state(town_.pc), state(town_.laptop));
}

TEST_F(SnapshotIntakeTest, OnlyTheServersSignatureCounts) {
  SnapshotOffer offer = made_.offer;
  ++offer.position.value;
  EXPECT_EQ(refusal(offer, made_.file), "signature");
  SeededRandom random(5);
  sign(offer = made_.offer, SigningKey::draw(random));
  EXPECT_EQ(refusal(offer, made_.file), "signature");
}

TEST_F(SnapshotIntakeTest, AFileThatIsNotTheNamedOneIsRefused) {
  Bytes file = made_.file;
  file.back() ^= 1;
  EXPECT_EQ(refusal(made_.offer, file), "file");
  file = made_.file;
  file.pop_back();
  EXPECT_EQ(refusal(made_.offer, file), "file");
}

TEST_F(SnapshotIntakeTest, ASnapshotThatContradictsItsOfferIsRefused) {
  auto other = pack_up(town_.server, made_.snapshot);
  other.offer.scope = desk;
  town_.server.sign_offer(other.offer);
  EXPECT_EQ(refusal(other.offer, other.file), "offer");
}

TEST_F(SnapshotIntakeTest, RecordsThatDoNotComeToTheDigestAreRefusedAndNothingChanged) {
  Snapshot forged = made_.snapshot;
  forged.records.pop_back();
  EXPECT_EQ(refusal(forged), "state");
  EXPECT_TRUE(fresh_->cursors().at(1).position.value == 0);
  EXPECT_EQ(refusal(made_.offer, made_.file), "taken") << "nothing of the forged one stands in its way";
}

TEST_F(SnapshotIntakeTest, AnotherEpochIsRefused) {
  Snapshot other = made_.snapshot;
  ++other.epoch.value;
  EXPECT_EQ(refusal(other), "epoch");
}

TEST_F(SnapshotIntakeTest, WhereALogStandsAlreadyNothingIsTaken) {
  fresh_.sync();
  EXPECT_EQ(refusal(made_.offer, made_.file), "position");
}

TEST_F(SnapshotIntakeTest, ALogThatBeginsWithASnapshotIsSoundAndKnowsItsFirstPlace) {
  ASSERT_TRUE(fresh_->take_snapshot(made_.offer, made_.file).ok());
  fresh_.sync();
  EXPECT_TRUE(fresh_->inspect().faults.empty());
  EXPECT_EQ(fresh_->digest_at(school, made_.offer.position), made_.offer.log_digest);
  EXPECT_EQ(fresh_->digest_at(school, Position{1}), std::nullopt);
}

TEST_F(SnapshotIntakeTest, AServerRestoredToAnEarlierPlaceIsFollowedFromTheBeginning) {
  ASSERT_TRUE(fresh_->take_snapshot(made_.offer, made_.file).ok());
  fresh_.sync();
  log_activity(fresh_, "Кейін");
  fresh_.sync();
  town_.server.restore_to(school, Position{made_.offer.position.value - 1});
  fresh_.sync();
  town_.pc.sync();
  fresh_.sync();
  town_.pc.sync();
  EXPECT_EQ(state(fresh_), state(town_.pc));
  EXPECT_EQ(list(town_.pc, "activity").size(), 5U);
}

}  // namespace
}  // namespace mektep::client::test
