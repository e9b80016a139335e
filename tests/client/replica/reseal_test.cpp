#include "client/replica/reseal.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

// A device and the twin of its disk, both with unsent work under one stream.
struct Forked {
  Forked() : a(false), name(log_activity(a.pc, "Бұрынғы")) {
    a.sync_all();
    twin = a.pc.twin();
  }
  School a;
  RecordName name;
  std::unique_ptr<Device> twin;
};

}  // namespace

TEST(Promise02NothingIsThrownAway, TheLoserOfAForkIsSealedAgainAndNothingOfItIsLost) {
  Forked fork;
  const auto confirmed = fork.a.server.confirmed(fork.a.pc->own_streams());
  Form(*fork.a.pc, read(fork.a.pc, fork.name)).set("place", std::string("Зал")).saved();
  Form(**fork.twin, read(*fork.twin, fork.name)).set("hours", Decimal{300}).saved();
  ASSERT_TRUE(fork.a.pc->seal(confirmed).ok());
  ASSERT_TRUE((*fork.twin)->seal(confirmed).ok());
  Contact as_sealed;
  as_sealed.seal = false;
  fork.twin->sync(as_sealed);  // the twin is first: its branch is the log's
  fork.a.pc.sync(as_sealed);
  EXPECT_EQ(read(fork.a.pc, fork.name).badge, Badge::here) << "its change is a draft again";
  EXPECT_EQ(text_of(read(fork.a.pc, fork.name), *fork.a.pc, "place"), "Зал");
  EXPECT_EQ(fork.a.server.losers(school), 1U);
  fork.a.sync_all();
  EXPECT_EQ(fork.twin->sync(), MarkVerdict::equal);
  for (Device* device : {&fork.a.pc, &fork.a.laptop, fork.twin.get()}) {
    const ReadRecord record = read(*device, fork.name);
    EXPECT_EQ(text_of(record, **device, "place"), "Зал");
    EXPECT_EQ(value_of(record, **device, "hours"), Value{Decimal{300}});
    EXPECT_TRUE(record.shown.conflicts.empty());
  }
  EXPECT_EQ(fork.a.pc->state().unsent_changes, 0U);
  EXPECT_TRUE(fork.a.pc->held().empty()) << "what was sealed again is not held";
}

TEST(Reseal, WhatWasWrittenOverALoserNamesTheDraftThatCarriesItOn) {
  Forked fork;
  const auto confirmed = fork.a.server.confirmed(fork.a.pc->own_streams());
  Form(*fork.a.pc, read(fork.a.pc, fork.name)).set("topic", std::string("Бірінші")).saved();
  ASSERT_TRUE(fork.a.pc->seal(confirmed).ok());
  Form(*fork.a.pc, read(fork.a.pc, fork.name)).set("topic", std::string("Екінші")).saved();
  log_activity(*fork.twin, "Егіз");
  ASSERT_TRUE((*fork.twin)->seal(confirmed).ok());
  Contact as_sealed;
  as_sealed.seal = false;
  fork.twin->sync(as_sealed);
  fork.a.pc.sync(as_sealed);
  EXPECT_EQ(text_of(read(fork.a.pc, fork.name), *fork.a.pc, "topic"), "Екінші");
  fork.a.sync_all();
  const ReadRecord record = read(fork.a.laptop, fork.name);
  EXPECT_EQ(text_of(record, *fork.a.laptop, "topic"), "Екінші");
  EXPECT_TRUE(record.shown.conflicts.empty()) << "the later value still supersedes the earlier";
}

TEST(Reseal, AFormFilledFromALoserIsSavedOverTheDraftThatCarriesItOn) {
  Forked fork;
  const auto confirmed = fork.a.server.confirmed(fork.a.pc->own_streams());
  Form(*fork.a.pc, read(fork.a.pc, fork.name)).set("topic", std::string("Бірінші")).saved();
  const ReadRecord form = read(fork.a.pc, fork.name);  // names the draft
  ASSERT_TRUE(fork.a.pc->seal(confirmed).ok());
  log_activity(*fork.twin, "Егіз");
  ASSERT_TRUE((*fork.twin)->seal(confirmed).ok());
  Contact as_sealed;
  as_sealed.seal = false;
  fork.twin->sync(as_sealed);
  fork.a.pc.sync(as_sealed);
  Form(*fork.a.pc, form).set("topic", std::string("Екінші")).saved();
  fork.a.sync_all();
  const ReadRecord record = read(fork.a.laptop, fork.name);
  EXPECT_EQ(text_of(record, *fork.a.laptop, "topic"), "Екінші");
  EXPECT_TRUE(record.shown.conflicts.empty());
}

TEST(Reseal, AThirdDeviceHoldsTheLoserOfOthersAndShowsTheWinner) {
  Forked fork;
  const auto confirmed = fork.a.server.confirmed(fork.a.pc->own_streams());
  Form(*fork.a.pc, read(fork.a.pc, fork.name)).set("topic", std::string("Жеңілген")).saved();
  Form(**fork.twin, read(*fork.twin, fork.name)).set("topic", std::string("Жеңген")).saved();
  ASSERT_TRUE(fork.a.pc->seal(confirmed).ok());
  ASSERT_TRUE((*fork.twin)->seal(confirmed).ok());
  ASSERT_TRUE(fork.a.laptop->take_raw(fork.a.pc->outgoing(1U << 20U, {})[0].bytes).ok());
  EXPECT_EQ(text_of(read(fork.a.laptop, fork.name), *fork.a.laptop, "topic"), "Жеңілген");
  Contact as_sealed;
  as_sealed.seal = false;
  fork.twin->sync(as_sealed);
  fork.a.laptop.pull();
  EXPECT_EQ(text_of(read(fork.a.laptop, fork.name), *fork.a.laptop, "topic"), "Жеңген");
  const auto held = fork.a.laptop->held();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].why, "held.fork_lost");
  EXPECT_EQ(held[0].records, std::vector<RecordName>{fork.name});
}

TEST(Reseal, AllOfTakesEveryChange) {
  PackContent content;
  content.changes.resize(3);
  const auto all = all_of(std::make_shared<const PackContent>(content));
  EXPECT_EQ(all.places, (std::vector<std::size_t>{0, 1, 2}));
}

}  // namespace mektep::client::test
