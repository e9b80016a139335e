// Journeys through the public face: what a school lives through, on two devices and a server.

#include "client/replica/replica.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {

TEST(Convergence, TwoDevicesShowWhatTheOtherSaved) {
  School a;
  const RecordName name = log_activity(a.pc, "Рефлексия");
  a.sync_all();
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Рефлексия");
  EXPECT_EQ(read(a.pc, name).badge, Badge::sent);
  EXPECT_EQ(a.pc->state().unsent_changes, 0U);
}

TEST(Convergence, EditsOfDifferentFieldsMeetWithoutAConflict) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("place", std::string("Кабинет 12")).saved();
  Form(*a.laptop, read(a.laptop, name)).set("hours", Decimal{250}).saved();
  a.sync_all();
  for (Device* device : {&a.pc, &a.laptop}) {
    const ReadRecord record = read(*device, name);
    EXPECT_EQ(value_of(record, **device, "place"), Value{std::string("Кабинет 12")});
    EXPECT_EQ(value_of(record, **device, "hours"), Value{Decimal{250}});
    EXPECT_TRUE((*device)->conflicts().empty());
  }
}

TEST(Promise02NothingIsThrownAway, BothValuesOfAConflictAreShownUntilAPersonResolvesIt) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Бірінші")).saved();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Екінші")).saved(bolat);
  a.sync_all();
  const auto cards = a.laptop->conflicts();
  ASSERT_EQ(cards.size(), 1U);
  ASSERT_EQ(cards[0].conflict.rivals.size(), 2U);
  std::set<std::string> values;
  for (const Rival& rival : cards[0].conflict.rivals) values.insert(std::get<std::string>(rival.value));
  EXPECT_EQ(values, (std::set<std::string>{"Бірінші", "Екінші"}));

  const ReadRecord record = read(a.laptop, name);
  const auto resolved =
      a.laptop->resolve(aigul, name, cards[0].conflict.cell.field, {}, 2, std::nullopt, record.basis);
  ASSERT_TRUE(resolved.ok()) << describe(resolved.error());
  a.sync_all();
  EXPECT_TRUE(a.pc->conflicts().empty());
  EXPECT_TRUE(a.laptop->conflicts().empty());
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), text_of(read(a.laptop, name), *a.laptop, "topic"));
  EXPECT_EQ(value_of(read(a.pc, name), *a.pc, "topic"), cards[0].conflict.rivals[1].value);
}

TEST(Convergence, ResolvingTwiceAlikeIsNoNewConflict) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Бірінші")).saved();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Екінші")).saved();
  a.sync_all();
  const FieldNumber topic = a.pc->schema().type("activity")->field("topic")->number;
  const Value agreed = std::string("Келісілген");
  for (Device* device : {&a.pc, &a.laptop}) {
    ASSERT_TRUE(
        (*device)->resolve(aigul, name, topic, {}, std::nullopt, agreed, read(*device, name).basis).ok());
  }
  a.sync_all();
  EXPECT_TRUE(a.pc->conflicts().empty());
  EXPECT_EQ(value_of(read(a.laptop, name), *a.laptop, "topic"), agreed);
}

TEST(Pending, WhatWasSavedHereStaysShownWhileTheBaseMovesUnderIt) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  a.sync_all();
  Form(*a.laptop, read(a.laptop, name)).set("place", std::string("Зал")).saved();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Жаңа тақырып")).saved();
  a.pc.sync();
  a.laptop.pull();  // without sealing or pushing its own
  const ReadRecord record = read(a.laptop, name);
  EXPECT_EQ(text_of(record, *a.laptop, "topic"), "Жаңа тақырып");
  EXPECT_EQ(text_of(record, *a.laptop, "place"), "Зал");
  EXPECT_EQ(record.badge, Badge::here);
}

TEST(Pending, APushThatWasCutGoesOnWhereItStopped) {
  School a;
  std::vector<RecordName> names;
  for (int at = 0; at < 200; ++at) names.push_back(log_activity(a.pc, "Сабақ " + std::to_string(at)));
  Contact cut;
  cut.pushes_max = 2;
  cut.feed = false;
  a.pc.sync(cut);
  EXPECT_EQ(a.pc.packs_pushed(), 2U);
  EXPECT_GT(a.pc->state().unsent_changes, 0U);
  a.sync_all();
  EXPECT_EQ(a.pc.packs_pushed(), 4U) << "200 changes in packs of 64, none sent twice";
  EXPECT_EQ(text_of(read(a.laptop, names.back()), *a.laptop, "topic"), "Сабақ 199");
}

TEST(Pending, ALostReceiptIsNoLostChangeAndNoDoubledOne) {
  School a;
  const RecordName name = log_activity(a.pc, "Бір рет");
  Contact deaf;
  deaf.receipts = false;
  deaf.feed = false;
  a.pc.sync(deaf);
  EXPECT_EQ(read(a.pc, name).badge, Badge::here);
  a.sync_all();
  EXPECT_EQ(read(a.pc, name).badge, Badge::sent);
  EXPECT_EQ(list(a.laptop, "activity").size(), 1U);
}

TEST(Convergence, AWithdrawnRecordThatSomebodyEditedStaysAndIsMarked) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  a.sync_all();
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  Form(*a.laptop, read(a.laptop, name)).set("place", std::string("Зал")).saved();
  a.sync_all();
  for (Device* device : {&a.pc, &a.laptop}) {
    const ReadRecord record = read(*device, name);
    EXPECT_FALSE(record.shown.gone);
    EXPECT_TRUE(record.shown.edited_while_withdrawn);
    EXPECT_EQ(text_of(record, **device, "topic"), "Тақырып") << "no field is blanked";
  }
  ASSERT_TRUE(a.laptop->withdraw(aigul, name, read(a.laptop, name).basis).ok());
  a.sync_all();
  EXPECT_TRUE(read(a.pc, name).shown.gone);
  EXPECT_TRUE(list(a.pc, "activity").empty());
}

TEST(Convergence, AnElementAddedOnOneDeviceWinsOverItsRemovalOnTheOther) {
  School a;
  const RecordName name = Form(*a.pc, "activity")
                              .set("kind", std::string("seminar"))
                              .set("from", Date{18'000})
                              .set("topic", std::string("Тақырып"))
                              .add("links", std::string("https://a.example"))
                              .saved();
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).remove("links", std::string("https://a.example")).saved();
  a.pc.sync();
  Form(*a.laptop, read(a.laptop, name)).add("links", std::string("https://b.example")).saved();
  a.sync_all();
  const FieldNumber links = a.pc->schema().type("activity")->field("links")->number;
  for (const ShownField& shown : read(a.pc, name).shown.fields) {
    if (shown.field != links) continue;
    EXPECT_EQ(shown.elements, std::vector<Value>{std::string("https://b.example")});
  }
}

TEST(Convergence, ParagraphsTypedAtOnePlaceOnTwoDevicesDoNotInterleave) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  Form(*a.pc, read(a.pc, name)).write_text("description", "Басы\nСоңы").saved();
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).write_text("description", "Басы\nА1\nА2\nСоңы").saved();
  Form(*a.laptop, read(a.laptop, name)).write_text("description", "Басы\nБ1\nБ2\nСоңы").saved();
  a.sync_all();
  const std::string text = text_of(read(a.pc, name), *a.pc, "description");
  EXPECT_TRUE(text == "Басы\nА1\nА2\nБ1\nБ2\nСоңы" || text == "Басы\nБ1\nБ2\nА1\nА2\nСоңы") << text;
  EXPECT_EQ(text, text_of(read(a.laptop, name), *a.laptop, "description"));
}

TEST(Convergence, OneNaturalKeyOnTwoDevicesIsOneRecord) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  a.sync_all();
  const TypeNumber type = a.pc->schema().type("activity")->number;
  const Value which = Reference{ScopeNumber{0}, type, activity.key.id};
  const auto attend = [&](Device& device) {
    return Form(*device, "attendance").set("activity", which).set("guest_name", std::string("Ермек")).saved();
  };
  EXPECT_EQ(attend(a.pc), attend(a.laptop));
  a.sync_all();
  EXPECT_EQ(list(a.pc, "attendance").size(), 1U);
  EXPECT_TRUE(a.pc->conflicts().empty());
}

TEST(Promise08ClocksDoNotMatter, AClockThatIsACenturyOffChangesNoValueAndNoConflict) {
  const auto play = [](std::int64_t pc_clock, std::int64_t laptop_clock) {
    School a;
    a.pc.clock().set_wall(pc_clock);
    a.laptop.clock().set_wall(laptop_clock);
    const RecordName name = log_activity(a.pc, "Бұрынғы");
    a.sync_all();
    Form(*a.pc, read(a.pc, name))
        .set("topic", std::string("Бірінші"))
        .set("place", std::string("Зал"))
        .saved();
    Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Екінші")).saved();
    Form(*a.laptop, read(a.laptop, name)).set("hours", Decimal{100}).saved();
    a.sync_all();
    const ReadRecord record = read(a.pc, name);
    std::set<std::string> rivals;
    for (const Rival& rival : record.shown.conflicts.at(0).rivals)
      rivals.insert(std::get<std::string>(rival.value));
    return std::make_tuple(rivals, value_of(record, *a.pc, "hours"), text_of(record, *a.pc, "place"));
  };
  const std::int64_t now = 1'613'304'000'000;
  const std::int64_t century = std::int64_t{100} * 365 * 86'400'000;
  EXPECT_EQ(play(now, now), play(now - century, now + century));
  EXPECT_EQ(play(now, now), play(now + century, now - century));
}

TEST(Promise01SavedIsSaved, ASaveSurvivesACrashRightAfterItsAnswer) {
  School a(false);
  const RecordName name = log_activity(a.pc, "Сақталды");
  a.pc.close();  // nothing more is written than a killed process would have
  a.pc.reopen();
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), "Сақталды");
  EXPECT_EQ(a.pc->state().unsent_changes, 1U);
  a.sync_all();
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Сақталды");
}

struct Crash : std::runtime_error {
  Crash() : std::runtime_error("crash") {}
};

// One contact with a crash at the n-th store call; false when it came through.
bool crashes_at(Device& device, int call) {
  int calls = 0;
  device.reopen([&calls, call](std::string_view) {
    if (++calls == call) throw Crash();
  });
  try {
    log_activity(device, "Құлау " + std::to_string(call));
    device.sync();
  } catch (const Crash&) {
    return true;
  } catch (const std::exception&) {
    return true;  // what is used after the crash is poisoned
  }
  return false;
}

TEST(Promise01SavedIsSaved, ACrashAtAnyStoreCallLosesNoSavedChangeAndDoublesNone) {
  School a(false);
  std::size_t saved = 0;
  for (int call = 1;; ++call) {
    const bool crashed = crashes_at(a.pc, call);
    a.pc.reopen();
    std::set<std::string> topics;
    const auto records = list(a.pc, "activity");
    for (const ReadRecord& record : records) topics.insert(text_of(record, *a.pc, "topic"));
    EXPECT_EQ(topics.size(), records.size()) << "doubled at " << call;
    EXPECT_GE(topics.size(), saved) << "lost at " << call;
    saved = topics.size();
    if (!crashed) break;
    EXPECT_EQ(a.pc.sync(), MarkVerdict::equal) << "after a crash at " << call;
    ASSERT_LT(call, 400);
  }
  a.sync_all();
  EXPECT_EQ(list(a.pc, "activity").size(), saved);
  EXPECT_EQ(list(a.laptop, "activity").size(), saved);
  EXPECT_EQ(a.pc->state().unsent_changes, 0U);
}

TEST(Processes, TwoProcessesOnOneFolderSeeEachOthersSaves) {
  School a(false);
  SeededRandom random(5);
  ManualClock clock;
  SystemFiles files;
  NoLog log;
  ReplicaOptions options;
  options.directory = a.pc.path();
  auto other = Replica::open({clock, random, files, log}, std::move(options));
  ASSERT_TRUE(other.ok());
  const RecordName name = log_activity(a.pc, "Бірінші терезе");
  EXPECT_TRUE((*other)->read(name).ok());
  const auto edit = Form(**other, *(*other)->read(name)).set("topic", std::string("Екінші терезе")).save();
  ASSERT_TRUE(edit.ok()) << describe(edit.error());
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), "Екінші терезе");
  a.sync_all();
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Екінші терезе");
  EXPECT_EQ(text_of(*(*other)->read(name), **other, "topic"), "Екінші терезе");
}

}  // namespace mektep::client::test
