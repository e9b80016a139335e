// Epochs, grants, cursors, and packs that came another way.

#include "client/replica/intake.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

Grants grants_of(std::vector<Grant> grants) {
  Grants made;
  made.grants = std::move(grants);
  return made;
}

}  // namespace

TEST(Cursors, StandOnWhatIsFollowedUnasked) {
  School a;
  ASSERT_TRUE(a.pc->take_grants(grants_of({{network_scope, "network", false},
                                           {school, "school/KZ61-0203", true},
                                           {site_scope(3), "site/3", false},
                                           {topic_scope(5), "topic/5", true}}))
                  .ok());
  const auto cursors = a.pc->cursors();
  ASSERT_EQ(cursors.size(), 2U);
  EXPECT_EQ(cursors[0].scope, network_scope);
  EXPECT_EQ(cursors[1].scope, school);
}

TEST(Cursors, AScopeThatIsNewStandsAtItsBeginning) {
  School a;
  const ScopeNumber pair = pair_scope(school_a, SchoolNumber{9});
  ASSERT_TRUE(a.pc->take_grants(grants_of({{pair, "pair/7-9", true}})).ok());
  EXPECT_EQ(a.pc->cursors(), (std::vector<Cursor>{{pair, Position{0}, Hash16{}}}));
}

TEST(GrantsTaken, AreKnownToTheNextProcess) {
  School a(false);
  ASSERT_TRUE(a.pc->take_grants(grants_of({{school, "school/KZ61-0203", false}})).ok());
  a.pc.reopen();
  const auto state = a.pc->state();
  ASSERT_EQ(state.scopes.size(), 1U);
  EXPECT_EQ(state.scopes[0].first, (Grant{school, "school/KZ61-0203", false}));
  Form form(*a.pc, "person");
  form.set("name_kk", std::string("Жанар"));
  EXPECT_EQ(form.save().error().code, "scope.read_only");
}

TEST(GrantsTaken, TheSameAgainIsNoCommit) {
  School a(false);
  int commits = 0;
  a.pc.reopen([&](std::string_view where) { commits += where == "commit" ? 1 : 0; });
  const auto grants = grants_of({{school, "school/KZ61-0203", true}});
  ASSERT_TRUE(a.pc->take_grants(grants).ok());
  const int before = commits;
  ASSERT_TRUE(a.pc->take_grants(grants).ok());
  EXPECT_EQ(commits, before);
}

TEST(EpochTaken, IsRememberedWithTheServersTime) {
  School a(false);
  ASSERT_TRUE(a.pc->take_epoch(Epoch{0xfedc'ba98'7654'3210}, 1'700'000'000'000).ok());
  a.pc.reopen();
  EXPECT_EQ(a.pc->epoch(), Epoch{0xfedc'ba98'7654'3210});
}

TEST(EpochTaken, InANewEpochWhatWasReceiptedButNotLoggedIsSentAgain) {
  School a;
  log_activity(a.pc, "Картасыз");
  ASSERT_TRUE(a.pc->seal({}).ok());
  a.server.card(school, a.pc.public_key(), "device", false, {});
  Contact as_sealed;
  as_sealed.seal = false;
  a.pc.sync(as_sealed);
  ASSERT_TRUE(a.pc->outgoing(1U << 20U, {}).empty());
  ASSERT_TRUE(a.pc->take_epoch(Epoch{2}, 0).ok());
  EXPECT_EQ(a.pc->outgoing(1U << 20U, {}).size(), 1U);
}

TEST(EpochTaken, AReceiptOfAnotherEpochAnswersForNothing) {
  School a;
  log_activity(a.pc, "Бірінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto answer = a.server.push(a.pc->outgoing(1U << 20U, {})[0].bytes);
  ASSERT_TRUE(a.pc->take_epoch(Epoch{2}, 0).ok());
  ASSERT_TRUE(a.pc->take_receipt(*answer.receipt).ok());
  EXPECT_EQ(a.pc->state().unsent_changes, 1U);
}

TEST(RawTaken, APackFromAnotherRoadIsShownOverTheBaseUntilTheLogHasIt) {
  School a;
  const RecordName name = log_activity(a.pc, "Флешкадан");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const Bytes pack = a.pc->outgoing(1U << 20U, {})[0].bytes;
  ASSERT_TRUE(a.laptop->take_raw(pack).ok());
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Флешкадан");
  EXPECT_EQ(*a.laptop->take_mark(a.server.mark(school)), MarkVerdict::equal) << "the base did not move";
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Үстінен")).saved();
  a.laptop.sync();  // forwards it too
  a.sync_all();
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), "Үстінен");
  EXPECT_TRUE(a.pc->conflicts().empty());
}

TEST(RawTaken, TheSamePackTwiceIsOnePack) {
  School a;
  log_activity(a.pc, "Флешкадан");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const Bytes pack = a.pc->outgoing(1U << 20U, {})[0].bytes;
  ASSERT_TRUE(a.laptop->take_raw(pack).ok());
  ASSERT_TRUE(a.laptop->take_raw(pack).ok());
  EXPECT_EQ(a.laptop->outgoing(1U << 20U, {}).size(), 1U);
  a.sync_all();
  ASSERT_TRUE(a.laptop->take_raw(pack).ok()) << "it is in the log now";
  EXPECT_TRUE(a.laptop->outgoing(1U << 20U, {}).empty());
}

TEST(RawTaken, WhatIsNoPackIsRefused) {
  School a;
  EXPECT_EQ(a.pc->take_raw(Bytes(9, 0xff)).error().code, "raw.malformed");
  EXPECT_EQ(a.pc->take_raw({}).error().code, "raw.malformed");
}

}  // namespace mektep::client::test
