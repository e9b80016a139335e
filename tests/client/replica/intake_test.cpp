#include "client/replica/intake.h"

#include "shared/model/builtin.h"
#include "shared/pack/pack.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

// What the laptop has not read yet: three changes of the PC, a pack each.
std::vector<Feed> unread(School& a) {
  for (const char* topic : {"Бірінші", "Екінші", "Үшінші"}) {
    log_activity(a.pc, topic);
    a.pc.sync();
  }
  return a.server.feed(school, a.laptop->cursors()[1].position);
}

std::string refusal(Device& device, const std::vector<Feed>& slice) {
  const Position before = device->cursors()[1].position;
  const auto taken = device->take_feed(slice);
  if (taken) return "taken";
  EXPECT_EQ(device->cursors()[1].position, before) << "the base stays";
  return taken.error().code;
}

}  // namespace

TEST(Intake, ASliceMovesTheBaseAndNamesTheRecordsItTouched) {
  School a;
  const auto slice = unread(a);
  const auto touched = a.laptop->take_feed(slice);
  ASSERT_TRUE(touched.ok());
  EXPECT_EQ(touched->size(), 3U);
  EXPECT_EQ(a.laptop->cursors()[1].position, a.server.position(school));
  EXPECT_EQ(a.laptop->cursors()[1].log_digest, a.server.mark(school).log_digest);
}

TEST(Promise04SendingTwiceIsSendingOnce, ASliceThatCameBeforeChangesNothing) {
  School a;
  const auto slice = unread(a);
  ASSERT_TRUE(a.laptop->take_feed(slice).ok());
  const auto digests = a.laptop->digests();
  const auto again = a.laptop->take_feed(slice);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->empty());
  EXPECT_EQ(a.laptop->digests()[1].state_digest, digests[1].state_digest);
}

TEST(Intake, OverlappingSlicesAreTakenFromWhereTheBaseStands) {
  School a;
  const auto slice = unread(a);
  ASSERT_TRUE(a.laptop->take_feed({slice.begin(), slice.begin() + 2}).ok());
  const auto touched = a.laptop->take_feed(slice);
  ASSERT_TRUE(touched.ok());
  EXPECT_EQ(touched->size(), 1U);
}

TEST(Intake, AGapIsRefusedWhole) {
  School a;
  auto slice = unread(a);
  slice.erase(slice.begin() + 1);
  EXPECT_EQ(refusal(a.laptop, slice), "feed.gap");
  EXPECT_TRUE(list(a.laptop, "activity").empty()) << "not even what came before the gap";
}

TEST(Promise06TamperingShows, APackWithAnyByteChangedIsNotFollowed) {
  School a;
  const auto slice = unread(a);
  const std::vector<Feed> first{slice.front()};
  std::size_t taken = 0;
  for (std::size_t at = 0; at < first[0].pack.size(); at += 3) {
    auto changed = first;
    changed[0].pack[at] ^= 0x10U;
    const std::string code = refusal(a.laptop, changed);
    if (code == "taken") {
      ++taken;
      break;  // another compression of the same words is the same pack
    }
    EXPECT_TRUE(code == "feed.malformed" || code == "feed.bad_seal" || code == "feed.unknown_device") << code;
  }
  if (taken > 0) {
    EXPECT_EQ(a.laptop->cursors()[1].log_digest, a.server.mark(school).log_digest);
  }
}

TEST(Promise06TamperingShows, ReorderedAndDroppedPacksAreNotFollowed) {
  School a;
  auto slice = unread(a);
  std::swap(slice[0].pack, slice[1].pack);
  EXPECT_EQ(refusal(a.laptop, slice), "feed.malformed");
  slice = a.server.feed(school, a.laptop->cursors()[1].position);
  slice[0].pack = slice[1].pack;
  EXPECT_EQ(refusal(a.laptop, {slice[0]}), "feed.malformed");
}

TEST(Intake, APackOfAnotherScopeIsNotFollowed) {
  School a;
  auto slice = unread(a);
  for (Feed& feed : slice) {
    feed.scope = desk;
    feed.position = Position{feed.position.value};
  }
  slice.erase(slice.begin() + 1, slice.end());
  slice[0].position = Position{a.laptop->cursors()[2].position.value + 1};
  const auto taken = a.laptop->take_feed(slice);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, "feed.malformed");
  EXPECT_EQ(taken.error().argument("what"), "scope");
}

TEST(Intake, ASliceOfTwoScopesIsNotFollowed) {
  School a;
  auto slice = unread(a);
  slice[1].scope = desk;
  EXPECT_EQ(refusal(a.laptop, slice), "feed.malformed");
}

TEST(Intake, WithoutItsPreviousHeadAPackIsCompletedFromTheStream) {
  School a;
  auto slice = unread(a);
  for (Feed& feed : slice) feed.pack = without_previous(feed.pack);
  ASSERT_TRUE(a.laptop->take_feed(slice).ok());
  EXPECT_EQ(list(a.laptop, "activity").size(), 3U);
  EXPECT_EQ(a.laptop->take_mark(a.server.mark(school)).value(), MarkVerdict::equal);
}

// Seed 10039: two contacts of one device, and the other one let go of what this one was fed.
TEST(Intake, APreviousHeadThatIsNotHereAnyMoreIsWorthAnotherContact) {
  School a;
  auto slice = unread(a);
  slice.erase(slice.begin(), slice.end() - 1);
  ASSERT_GT(read_header(slice[0].pack)->first.value, 1U);
  slice[0].pack = without_previous(slice[0].pack);
  slice[0].position = Position{a.laptop->cursors()[1].position.value + 1};
  const auto taken = a.laptop->take_feed(slice);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, "feed.previous_unknown");
  EXPECT_EQ(taken.error().remedy, Remedy::no_link);
}

TEST(Intake, AnOwnPackComesBackByItsHeadAlone) {
  School a;
  log_activity(a.pc, "Өзімдікі");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const OutgoingPack pack = a.pc->outgoing(1, {})[0];
  ASSERT_TRUE(a.server.push(pack.bytes).receipt.has_value());
  const Feed feed{school, a.server.position(school), 0, pack.head, {}};
  ASSERT_TRUE(a.pc->take_feed({feed}).ok());
  EXPECT_EQ(list(a.pc, "activity").size(), 1U);
  EXPECT_EQ(a.pc->digests()[1].pending, 0U);
}

TEST(Intake, AHeadThatNobodySealedHereIsAskedForWhole) {
  School a;
  const auto slice = unread(a);
  Feed feed = slice[0];
  feed.pack.clear();
  feed.head[0] = 1;
  EXPECT_EQ(refusal(a.laptop, {feed}), "feed.not_held");
}

TEST(Intake, ADeviceWithoutACardInTheLogIsNotFollowed) {
  School a;
  Device stranger(a.server, 91);
  auto slice = unread(a);
  TinyServer elsewhere(99);
  Device foreign(elsewhere, 92);
  elsewhere.publish_schema(shipped_schema());
  foreign.sync();
  foreign.sync();
  log_activity(foreign, "Бөтен");
  foreign.sync();
  auto theirs = elsewhere.feed(school, Position{0});
  theirs.back().position = slice[0].position;
  EXPECT_EQ(refusal(a.laptop, {theirs.back()}), "feed.unknown_device");
}

TEST(Marks, EqualDigestsAreEqualAndOthersAreNamed) {
  School a;
  Mark mark = a.server.mark(school);
  EXPECT_EQ(*a.pc->take_mark(mark), MarkVerdict::equal);
  mark.state_digest[0] ^= 1U;
  EXPECT_EQ(*a.pc->take_mark(mark), MarkVerdict::state_differs);
  mark.log_digest[0] ^= 1U;
  EXPECT_EQ(*a.pc->take_mark(mark), MarkVerdict::log_differs);
  mark.position.value += 1;
  EXPECT_EQ(*a.pc->take_mark(mark), MarkVerdict::behind);
}

TEST(Marks, PendingWorkIsNotPartOfTheDigests) {
  School a;
  log_activity(a.pc, "Жіберілмеген");
  EXPECT_EQ(*a.pc->take_mark(a.server.mark(school)), MarkVerdict::equal);
  ASSERT_TRUE(a.pc->seal({}).ok());
  EXPECT_EQ(*a.pc->take_mark(a.server.mark(school)), MarkVerdict::equal);
}

TEST(Marks, TheTimeOfTheLastContactIsRemembered) {
  School a;
  a.pc.clock().set_wall(1'700'000'000'000);
  ASSERT_TRUE(a.pc->take_mark(a.server.mark(school)).ok());
  EXPECT_EQ(a.pc->state().last_contact_ms, 1'700'000'000'000);
}

TEST(Marks, WhatABackupCoversNeedsNoChainHeadInLaterPacks) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  a.sync_all();
  const auto named_by_next_edit = [&] {
    Form(*a.laptop, read(a.laptop, name))
        .set("place", std::string("Зал"))
        .set("topic", std::string("т"))
        .saved();
    EXPECT_TRUE(a.laptop->seal({}).ok());
    const auto pack = open_pack(a.laptop->outgoing(1U << 20U, {}).back().bytes);
    return pack->content.named.size();
  };
  EXPECT_EQ(named_by_next_edit(), 1U);
  a.sync_all();
  a.server.back_up(school);
  a.sync_all();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("тағы")).saved();
  ASSERT_TRUE(a.laptop->seal({}).ok());
  EXPECT_TRUE(open_pack(a.laptop->outgoing(1U << 20U, {}).back().bytes)->content.named.empty());
}

}  // namespace mektep::client::test
