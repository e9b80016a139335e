// Withdrawing, restoring and resolving.

#include "client/replica/editor.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

FieldNumber field(School& a, const std::string& name) {
  return a.pc->schema().type("activity")->field(name)->number;
}

// An activity whose topic two devices changed.
RecordName contested(School& a) {
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Бірінші")).saved();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Екінші")).saved();
  a.sync_all();
  return name;
}

}  // namespace

TEST(Life, AWithdrawnRecordIsOutOfTheListsAndRestoredByOneOp) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_TRUE(list(a.pc, "activity").empty());
  EXPECT_TRUE(read(a.pc, name).shown.gone);
  ASSERT_TRUE(a.pc->restore(bolat, name, read(a.pc, name).basis).ok());
  EXPECT_EQ(list(a.pc, "activity").size(), 1U);
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), "Тақырып");
}

TEST(Life, WithdrawingTwiceAndRestoringWhatStandsIsNoChange) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  EXPECT_EQ(a.pc->restore(aigul, name, read(a.pc, name).basis)->draft, DraftNumber{0});
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_EQ(a.pc->withdraw(aigul, name, read(a.pc, name).basis)->draft, DraftNumber{0});
}

TEST(Life, AWithdrawByAnOldFormDoesNotHideWhatItDidNotShow) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  const Basis old = read(a.pc, name).basis;
  Form(*a.pc, read(a.pc, name)).set("place", std::string("Зал")).saved();
  ASSERT_TRUE(a.pc->withdraw(aigul, name, old).ok());
  const ReadRecord record = read(a.pc, name);
  EXPECT_FALSE(record.shown.gone);
  EXPECT_TRUE(record.shown.edited_while_withdrawn);
  EXPECT_EQ(a.pc->conflicts().size(), 1U);
}

TEST(Life, AnEditedWithdrawnRecordIsKeptOrWithdrawnByResolvingItsLife) {
  for (const std::size_t take : {std::size_t{1}, std::size_t{2}}) {
    School a;
    const RecordName name = log_activity(a.pc, "Тақырып");
    const Basis old = read(a.pc, name).basis;
    Form(*a.pc, read(a.pc, name)).set("place", std::string("Зал")).saved();
    ASSERT_TRUE(a.pc->withdraw(aigul, name, old).ok());
    ASSERT_TRUE(a.pc->resolve(aigul, name, life_field, {}, take, std::nullopt, read(a.pc, name).basis).ok());
    EXPECT_EQ(read(a.pc, name).shown.gone, take == 2);
    EXPECT_TRUE(a.pc->conflicts().empty());
  }
}

TEST(Life, WhoMayNotWriteTheTypeMayNotWithdrawIt) {
  School a;
  const RecordName name = Form(*a.pc, "person").set("name_kk", std::string("Жанар")).saved();
  const auto refused = a.pc->withdraw(bolat, name, read(a.pc, name).basis);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "record.not_allowed");
}

TEST(Life, WhatIsNotThereIsNotWithdrawn) {
  School a;
  RecordName name = log_activity(a.pc, "Тақырып");
  name.key.id.value += 1;
  EXPECT_EQ(a.pc->withdraw(aigul, name, {}).error().code, "record.unknown");
}

TEST(Resolving, TakingAValueSupersedesEveryRival) {
  School a;
  const RecordName name = contested(a);
  const ReadRecord record = read(a.pc, name);
  const auto& rivals = record.shown.conflicts.at(0).rivals;
  const auto saved = a.pc->resolve(aigul, name, field(a, "topic"), {}, 2, std::nullopt, record.basis);
  ASSERT_TRUE(saved.ok());
  EXPECT_EQ(saved->replaced.at(0).before, rivals[0].value);
  EXPECT_EQ(value_of(read(a.pc, name), *a.pc, "topic"), rivals[1].value);
  EXPECT_TRUE(a.pc->conflicts().empty());
}

TEST(Resolving, AnEditLeavesTheOtherRivalForAPerson) {
  School a;
  const RecordName name = contested(a);
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Үшінші")).saved();
  EXPECT_EQ(a.pc->conflicts().size(), 1U);
}

TEST(Resolving, AValueOfOnesOwnIsCheckedLikeAnyOther) {
  School a;
  const RecordName name = contested(a);
  const Basis basis = read(a.pc, name).basis;
  const auto wrong =
      a.pc->resolve(aigul, name, field(a, "topic"), {}, std::nullopt, Value{std::int64_t{1}}, basis);
  EXPECT_EQ(wrong.error().code, "value.wrong_kind");
  ASSERT_TRUE(
      a.pc->resolve(aigul, name, field(a, "topic"), {}, std::nullopt, Value{std::string("Үшінші")}, basis)
          .ok());
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), "Үшінші");
}

TEST(Resolving, AFieldWithoutAConflictAndAValueThatIsNotThereAreRefused) {
  School a;
  const RecordName name = contested(a);
  const Basis basis = read(a.pc, name).basis;
  EXPECT_EQ(a.pc->resolve(aigul, name, field(a, "place"), {}, 1, std::nullopt, basis).error().code,
            "conflict.none");
  for (const std::size_t take : {std::size_t{0}, std::size_t{3}}) {
    const auto refused = a.pc->resolve(aigul, name, field(a, "topic"), {}, take, std::nullopt, basis);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, "conflict.no_such_value");
    EXPECT_EQ(refused.error().argument("count"), "2");
  }
}

TEST(Resolving, AResolutionNamesWhatItsAuthorWasShownAndNotWhatCameSince) {
  School a;
  const RecordName name = contested(a);
  const Basis shown = read(a.pc, name).basis;
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Үшінші")).saved();
  a.laptop.sync();
  a.pc.pull();
  ASSERT_TRUE(
      a.pc->resolve(aigul, name, field(a, "topic"), {}, std::nullopt, Value{std::string("Шешім")}, shown)
          .ok());
  const auto cards = a.pc->conflicts();
  ASSERT_EQ(cards.size(), 1U) << "nobody who resolved had seen the third value";
  EXPECT_EQ(cards[0].conflict.rivals.size(), 2U);
}

TEST(Resolving, AParagraphThatTwoPeopleWroteIsSettledByItself) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  Form(*a.pc, read(a.pc, name)).write_text("outcome", "Бірі\nЕкі").saved();
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).write_text("outcome", "Бірінші\nЕкі").saved();
  Form(*a.laptop, read(a.laptop, name)).write_text("outcome", "Бірі екен\nЕкі").saved();
  a.sync_all();
  const auto cards = a.pc->conflicts();
  ASSERT_EQ(cards.size(), 1U);
  const auto& cell = cards[0].conflict.cell;
  ASSERT_TRUE(a.pc->resolve(aigul, name, cell.field, {}, 1, std::nullopt, read(a.pc, name).basis).ok());
  EXPECT_TRUE(a.pc->conflicts().empty());
  const std::string kept = std::get<std::string>(cards[0].conflict.rivals[0].value);
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "outcome"), kept + "\nЕкі");
}

}  // namespace mektep::client::test
