#include "client/replica/overview.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {

TEST(Overview, WhatIsNotSentIsListedByRecordWithItsAuthorAndReason) {
  School a;
  const RecordName name = log_activity(a.pc, "Бірінші", bolat);
  a.pc.clock().advance(std::chrono::minutes(1));
  Form(*a.pc, read(a.pc, name)).set("place", std::string("Зал")).saved(aigul);
  const auto unsent = a.pc->unsent();
  ASSERT_EQ(unsent.size(), 1U);
  EXPECT_EQ(unsent[0].name, name);
  EXPECT_EQ(unsent[0].title, "Бірінші");
  EXPECT_EQ(unsent[0].author, aigul.person);
  EXPECT_EQ(unsent[0].wall_ms, a.pc.clock().wall().ms);
  EXPECT_FALSE(unsent[0].sealed);
  EXPECT_EQ(unsent[0].reason, "outbox.no_link_yet");
}

TEST(Overview, SealedAndSentAreToldApart) {
  School a;
  log_activity(a.pc, "Бірінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  ASSERT_EQ(a.pc->unsent().size(), 1U);
  EXPECT_TRUE(a.pc->unsent()[0].sealed);
  a.pc.sync();
  EXPECT_TRUE(a.pc->unsent().empty());
}

TEST(Overview, WhatTheServerParkedSaysThatItWaits) {
  School a;
  log_activity(a.pc, "Бірінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  a.pc->take_need(school, a.pc->own_streams()[0].stream, {});
  EXPECT_EQ(a.pc->unsent().at(0).reason, "outbox.waits_for");
}

TEST(Overview, TheOldestUnsentWorkStandsFirst) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.clock().advance(std::chrono::hours(1));
  log_activity(a.pc, "Екінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  a.pc.clock().advance(std::chrono::hours(1));
  log_activity(a.pc, "Үшінші");
  const auto unsent = a.pc->unsent();
  ASSERT_EQ(unsent.size(), 3U);
  EXPECT_EQ(unsent[0].title, "Бірінші");
  EXPECT_EQ(unsent[2].title, "Үшінші");
}

TEST(Overview, TheStatusLineCountsChangesNotRecords) {
  School a;
  const RecordName name = log_activity(a.pc, "Бірінші");
  Form(*a.pc, read(a.pc, name)).set("place", std::string("Зал")).saved();
  EXPECT_EQ(a.pc->state().unsent_changes, 2U);
  EXPECT_GT(a.pc->state().unsent_bytes, 0U);
  ASSERT_TRUE(a.pc->seal({}).ok());
  EXPECT_EQ(a.pc->state().unsent_changes, 2U) << "written to different fields, neither is squashed away";
  log_activity(a.pc, "Екінші");
  EXPECT_EQ(a.pc->state().unsent_changes, 3U);
}

TEST(Overview, ConflictsAndHeldChangesAreCounted) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Бірінші")).saved();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Екінші")).saved();
  a.sync_all();
  EXPECT_EQ(a.pc->state().conflicts, 1U);
  a.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
  log_activity(a.pc, "Ұсталған");
  a.sync_all();
  EXPECT_EQ(a.pc->state().held, 1U);
}

TEST(Overview, TheScopesStandWithTheirGrantsAndPositions) {
  School a;
  const auto state = a.pc->state();
  ASSERT_EQ(state.scopes.size(), 3U);
  for (const auto& [grant, cursor] : state.scopes) {
    EXPECT_EQ(cursor.scope, grant.scope);
    EXPECT_EQ(cursor.position, a.server.position(grant.scope)) << grant.label;
  }
}

TEST(Overview, DigestsAreOfTheBaseAndPendingWorkIsCountedBeside) {
  School a;
  const auto before = a.pc->digests();
  log_activity(a.pc, "Бірінші");
  const auto after = a.pc->digests();
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after[1].label, "school/KZ61-0203");
  EXPECT_EQ(after[1].state_digest, before[1].state_digest);
  EXPECT_EQ(after[1].state_digest, a.server.mark(school).state_digest);
  EXPECT_EQ(after[1].pending, 1U);
}

TEST(Overview, TheDeviceBehindAStreamHasTheNameOfItsCard) {
  School a;
  log_activity(a.pc, "Бірінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const StreamId stream = a.pc->own_streams()[0].stream;
  EXPECT_EQ(a.pc->device_name(school, stream), "device") << "pending";
  EXPECT_EQ(a.laptop->device_name(school, stream), "") << "not heard of yet";
  a.sync_all();
  EXPECT_EQ(a.laptop->device_name(school, stream), "device");
  EXPECT_EQ(a.laptop->device_name(school, StreamId{0}), "");
}

}  // namespace mektep::client::test
