#include "server/store/devices.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class DevicesTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Network network{GetParam()};
  Pen pen = network.enrolled_pen();
};

INSTANTIATE_TEST_SUITE_P(Stores, DevicesTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(DevicesTest, RevocationEndsTheCardInEveryScope) {
  const auto batch = revoke(network.parts, 1, "Сәуле");
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(batch->moved, (std::vector<ScopeNumber>{network.scope(), desk_scope(network.school.number)}));
  for (const ScopeNumber scope : batch->moved) {
    EXPECT_FALSE(card_content(network.reader->record(scope, card_key(pen.id()))).active);
  }
  EXPECT_TRUE(network.reader->device(pen.id())->revoked);
  EXPECT_EQ(network.reader->audit(1).front().who, "Сәуле");
}

TEST_P(DevicesTest, TheCardStillSaysWhoTheDeviceWas) {
  const CardContent before = card_content(network.reader->record(network.scope(), card_key(pen.id())));
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  const CardContent after = card_content(network.reader->record(network.scope(), card_key(pen.id())));
  EXPECT_EQ(after.people, before.people);
  EXPECT_EQ(after.certificate, before.certificate);
}

TEST_P(DevicesTest, RevokingTwiceIsRevokingOnce) {
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  const std::size_t lines = network.reader->audit(1000).size();
  const auto again = revoke(network.parts, 1, "office");
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->moved.empty());
  EXPECT_EQ(network.reader->audit(1000).size(), lines);
}

TEST_P(DevicesTest, AnUnknownNumberIsRefused) {
  EXPECT_EQ(revoke(network.parts, 9, "office").error(), refused("device.unknown").with("number", "9"));
}

TEST_P(DevicesTest, OtherDevicesWriteOn) {
  Pen other = network.enrolled_pen();
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  EXPECT_EQ(network.push(other, other.seal(network.scope(), {network.titled(1, "a")})).outcome,
            Outcome::logged);
}

TEST_P(DevicesTest, WhatWasLoggedBeforeTheRevocationStays) {
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  EXPECT_EQ(network.titles(1), std::vector<std::string>{"a"});
}

TEST_P(DevicesTest, AContactIsRemembered) {
  network.clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(note_contacts(network.parts, {{pen.id(), 12, 3}}).ok());
  const auto device = network.reader->device(pen.id());
  EXPECT_EQ(device->seen_ms, network.clock.wall().ms);
  EXPECT_EQ(device->unsent_changes, 12U);
  EXPECT_EQ(device->program, 3U);
}

TEST_P(DevicesTest, ContactsAreRememberedTogetherAndThoseOfStrangersLeftOut) {
  const Pen other = network.enrolled_pen(network.other_school, network.stranger);
  network.clock.advance(std::chrono::hours(5));
  ASSERT_TRUE(note_contacts(network.parts, {{pen.id(), 3, 9}, {DeviceId{404}, 1, 1}, {other.id(), 0, 9}}).ok());
  EXPECT_EQ(network.reader->device(pen.id())->unsent_changes, 3U);
  EXPECT_EQ(network.reader->device(other.id())->seen_ms, network.clock.wall().ms);
  EXPECT_FALSE(network.reader->device(DeviceId{404}).has_value());
}

TEST_P(DevicesTest, WithoutContactsNothingIsDone) {
  const Device before = *network.reader->device(pen.id());
  EXPECT_TRUE(note_contacts(network.parts, {}).ok());
  EXPECT_EQ(*network.reader->device(pen.id()), before);
}

TEST_P(DevicesTest, RevocationReachesThePairsOfTheSchool) {
  const ScopeNumber pair = pair_scope(network.school.number, network.other_school.number);
  network.push(pen, pen.seal(pair, {network.titled(1, "a")}));
  const auto batch = revoke(network.parts, 1, "office");
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(batch->moved.size(), 3U);
  EXPECT_FALSE(card_content(network.reader->record(pair, card_key(pen.id()))).active);
}

TEST_P(DevicesTest, WhatARevokedDeviceSealsAfterwardsDoesNotCount) {
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  const Admitted answer = network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  EXPECT_NE(answer.outcome, Outcome::logged);
  EXPECT_TRUE(network.titles(1).empty());
}

TEST_P(DevicesTest, AContactWritesNothingIntoALogAndChangesNothingElse) {
  const Device before = *network.reader->device(pen.id());
  const std::size_t logged = network.log().size();
  ASSERT_TRUE(note_contacts(network.parts, {{pen.id(), 12, 3}}).ok());
  Device after = *network.reader->device(pen.id());
  EXPECT_EQ(network.log().size(), logged);
  after.seen_ms = before.seen_ms;
  after.unsent_changes = before.unsent_changes;
  after.program = before.program;
  EXPECT_EQ(after, before);
}

TEST_P(DevicesTest, AContactOfARevokedDeviceLeavesItRevoked) {
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  ASSERT_TRUE(note_contacts(network.parts, {{pen.id(), 1, 1}}).ok());
  EXPECT_TRUE(network.reader->device(pen.id())->revoked);
}

}  // namespace
}  // namespace mektep::server::test
