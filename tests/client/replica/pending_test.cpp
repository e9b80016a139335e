#include "client/replica/pending.h"

#include "shared/model/builtin.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {

TEST(Pending, DraftsLieOverPacksAndPacksOverTheBase) {
  School a;
  const RecordName name = log_activity(a.pc, "Негіз");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Пакет")).saved();
  ASSERT_TRUE(a.pc->seal({}).ok());
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Жоба")).saved();
  const ReadRecord record = read(a.pc, name);
  EXPECT_EQ(text_of(record, *a.pc, "topic"), "Жоба");
  EXPECT_TRUE(record.shown.conflicts.empty());
  EXPECT_EQ(a.pc->history(name).size(), 3U);
}

TEST(Pending, AConflictWithWhatIsPendingIsShownAtOnce) {
  School a;
  const RecordName name = log_activity(a.pc, "Негіз");
  a.sync_all();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Ноутбук")).saved();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Компьютер")).saved();
  a.pc.sync();
  a.laptop.pull();
  EXPECT_EQ(a.laptop->conflicts().size(), 1U);
  EXPECT_TRUE(a.pc->conflicts().empty()) << "it has not heard of the other value";
}

TEST(Pending, AVoidThatComesAfterAllTakesThePendingValueAway) {
  School a;
  const RecordName name = log_activity(a.pc, "Негіз");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Ұсталады")).saved();
  ASSERT_TRUE(a.pc->seal({}).ok());
  ASSERT_TRUE(a.laptop->take_raw(a.pc->outgoing(1U << 20U, {}).back().bytes).ok());
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Ұсталады");
  a.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
  Contact as_sealed;
  as_sealed.seal = false;
  a.pc.sync(as_sealed);
  a.laptop.pull();
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Негіз");
  EXPECT_TRUE(a.laptop->conflicts().empty());
}

TEST(Pending, OneVoidChangeLeavesItsNeighboursInThePack) {
  School a;
  const RecordName first = log_activity(a.pc, "Бірінші");
  const RecordName second = log_activity(a.pc, "Екінші");
  a.server.refuse = [&](const Change& change) {
    return change.ops.at(0).record == first.key ? std::string("access.not_allowed") : std::string();
  };
  a.sync_all();
  EXPECT_FALSE(a.laptop->read(first).ok());
  EXPECT_EQ(text_of(read(a.laptop, second), *a.laptop, "topic"), "Екінші");
}

TEST(Promise03TheSameBytes, NoItemBlocksItsNeighbours) {
  School a;
  const RecordName base = log_activity(a.pc, "Негіз");
  a.sync_all();
  // A pack that waits for one that never came.
  Form(*a.pc, read(a.pc, base)).set("topic", std::string("Жоғалған")).saved();
  ASSERT_TRUE(a.pc->seal({}).ok());
  const OutgoingPack lost = a.pc->outgoing(1U << 20U, {}).back();
  Form(*a.laptop, read(a.laptop, base)).set("place", std::string("Зал")).saved();
  ASSERT_TRUE(a.laptop->take_raw(lost.bytes).ok());
  Form(*a.laptop, read(a.laptop, base)).set("topic", std::string("Үстінен")).saved();
  const RecordName neighbour = log_activity(a.laptop, "Көрші");
  ASSERT_TRUE(a.laptop->seal({}).ok());
  Contact only_own;
  only_own.seal = false;
  const auto packs = a.laptop->outgoing(1U << 20U, {});
  const TinyAnswer parked = a.server.push(packs.back().bytes);
  EXPECT_EQ(parked.outcome, TinyAnswer::Outcome::parked);
  EXPECT_EQ(parked.need, (std::vector<Version>{{lost.at.stream, Sequence{1}}}));
  a.laptop->take_need(parked.scope, parked.stream, parked.need);
  const RecordName later = log_activity(a.laptop, "Кейінгі");
  ASSERT_TRUE(a.laptop->seal(a.laptop->own_streams()).ok());
  const auto now = a.laptop->outgoing(1U << 20U, {});
  EXPECT_EQ(a.server.push(now.back().bytes).outcome, TinyAnswer::Outcome::stored)
      << "under a stream of its own";
  a.sync_all();
  for (const RecordName& name : {base, neighbour, later}) EXPECT_TRUE(a.pc->read(name).ok());
  EXPECT_EQ(text_of(read(a.pc, base), *a.pc, "topic"), "Үстінен");
}

TEST(Pending, WhatWasDeclaredLostIsPassedOverAndWhatBuildsOnItGoesOn) {
  School a;
  const RecordName base = log_activity(a.pc, "Негіз");
  a.sync_all();
  Form(*a.pc, read(a.pc, base)).set("topic", std::string("Жоғалған")).saved();
  ASSERT_TRUE(a.pc->seal({}).ok());
  const OutgoingPack lost = a.pc->outgoing(1U << 20U, {}).back();
  ASSERT_TRUE(a.laptop->take_raw(lost.bytes).ok());
  Form(*a.laptop, read(a.laptop, base)).set("topic", std::string("Үстінен")).saved();
  ASSERT_TRUE(a.laptop->seal({}).ok());
  const auto packs = a.laptop->outgoing(1U << 20U, {});
  ASSERT_EQ(a.server.push(packs.back().bytes).outcome, TinyAnswer::Outcome::parked);
  a.server.declare_lost(school, lost.at.stream, Sequence{1}, Sequence{1});
  a.sync_all();
  for (Device* device : {&a.pc, &a.laptop}) {
    EXPECT_EQ(text_of(read(*device, base), **device, "topic"), "Үстінен");
    EXPECT_TRUE((*device)->conflicts().empty());
  }
}

TEST(Pending, ManyForeignRecordsDoNotDisturbWhatIsPending) {
  School a;
  const RecordName mine = log_activity(a.laptop, "Менікі");
  ASSERT_TRUE(a.laptop->seal({}).ok());
  Form(*a.laptop, read(a.laptop, mine)).set("place", std::string("Зал")).saved();
  std::vector<std::vector<RecordEdit>> many;
  for (int at = 0; at < 300; ++at) {
    Form form(*a.pc, "activity");
    form.set("kind", std::string("seminar")).set("from", Date{18'000}).set("topic", "№" + std::to_string(at));
    many.push_back({form.edit});
  }
  ASSERT_TRUE(a.pc->write_many(aigul, many).ok());
  a.pc.sync();
  a.laptop.pull();
  EXPECT_EQ(text_of(read(a.laptop, mine), *a.laptop, "topic"), "Менікі");
  EXPECT_EQ(text_of(read(a.laptop, mine), *a.laptop, "place"), "Зал");
  EXPECT_EQ(*a.laptop->take_mark(a.server.mark(school)), MarkVerdict::equal);
}

TEST(Pending, SealingMovesADraftsOpsToItsPack) {
  School a;
  const RecordName name = log_activity(a.pc, "Жоба");
  const auto before = read(a.pc, name);
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto after = read(a.pc, name);
  EXPECT_EQ(text_of(after, *a.pc, "topic"), "Жоба");
  ASSERT_EQ(after.basis.live.size(), 1U);
  EXPECT_FALSE(is_draft(after.basis.live[0]));
  EXPECT_EQ(after.badge, Badge::here);
  EXPECT_EQ(before.basis.cells.size(), after.basis.cells.size());
}

}  // namespace mektep::client::test
