#include "shared/merge/shown.h"

#include <gtest/gtest.h>

#include "shared/model/element.h"
#include "tests/shared/merge/builders.h"

namespace mektep::test {
namespace {

constexpr FieldNumber people{3};
constexpr FieldNumber notes{4};

RecordType activity_type() {
  RecordType type;
  type.number = activity;
  const auto add = [&](FieldNumber number, FieldKind kind) {
    Field field;
    field.number = number;
    field.kind = kind;
    type.fields.push_back(field);
  };
  add(topic, FieldKind::text);
  add(hours, FieldKind::decimal);
  add(people, FieldKind::set);
  add(notes, FieldKind::long_text);
  return type;
}

class Shown : public testing::Test {
 protected:
  void write(CellKey key, Value value, Stamp written, std::vector<Version> supersedes = {}) {
    merge_op(state_, write_op(std::move(key), std::move(value), std::move(supersedes)), written);
  }
  ShownRecord shown() const { return show(state_, activity_type()); }

  RecordState state_;
};

TEST_F(Shown, EveryFieldOfTheSchemaStandsInItsOrderEmptyOnesToo) {
  write(cell(hours), Decimal{25}, stamp(ver(1, 1)));
  write(cell(FieldNumber{99}), text("of a later schema"), stamp(ver(1, 1)));
  const ShownRecord record = shown();
  ASSERT_EQ(record.fields.size(), 4U);
  EXPECT_EQ(record.fields[0].field, topic);
  EXPECT_EQ(record.fields[0].value, Value{Nothing{}});
  EXPECT_EQ(record.fields[1].value, Value{Decimal{25}});
  EXPECT_TRUE(record.conflicts.empty());
  EXPECT_FALSE(record.gone);
}

TEST_F(Shown, RivalsAreACardTheShownOneFirst) {
  write(cell(topic), text("old"), stamp(ver(1, 1), 3));
  write(cell(topic), text("new"), stamp(ver(2, 1), 5));
  write(cell(topic), text("oldest"), stamp(ver(3, 1), 1));
  const ShownRecord record = shown();
  EXPECT_EQ(record.fields[0].value, text("new"));
  ASSERT_EQ(record.conflicts.size(), 1U);
  EXPECT_EQ(record.conflicts[0].cell, cell(topic));
  EXPECT_EQ(record.conflicts[0].rivals, (std::vector<Rival>{{stamp(ver(2, 1), 5), text("new")},
                                                            {stamp(ver(1, 1), 3), text("old")},
                                                            {stamp(ver(3, 1), 1), text("oldest")}}));
}

TEST_F(Shown, ValuesThatReadAlikeAreNoCard) {
  write(cell(topic), text("a"), stamp(ver(1, 1), 3));
  write(cell(topic), text(" a"), stamp(ver(2, 1), 2));
  EXPECT_TRUE(shown().conflicts.empty());
}

TEST_F(Shown, OfAlikeRivalsTheNewestStandsOnTheCard) {
  write(cell(topic), text("a"), stamp(ver(1, 1), 3));
  write(cell(topic), text("a"), stamp(ver(2, 1), 2));
  write(cell(topic), text("b"), stamp(ver(3, 1), 1));
  EXPECT_EQ(shown().conflicts.at(0).rivals.size(), 2U);
}

TEST_F(Shown, SetsShowWhatIsPresentAndNeverConflict) {
  const CellKey ainur{people, element_key(ElementKind::text, std::string("Айнұр"))};
  const CellKey bolat{people, element_key(ElementKind::text, std::string("Болат"))};
  write(bolat, Nothing{}, stamp(ver(1, 1)));
  write(ainur, Nothing{}, stamp(ver(1, 1)));
  write(ainur, Nothing{}, stamp(ver(2, 1)));
  EXPECT_EQ(shown().fields[2].elements, (std::vector<Value>{text("Айнұр"), text("Болат")}));
  EXPECT_TRUE(shown().conflicts.empty());
  merge_op(state_, remove_op(ainur, {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_EQ(shown().fields[2].elements.size(), 2U) << "the other add was not seen by the remove";
  merge_op(state_, remove_op(ainur, {ver(2, 1)}), stamp(ver(1, 3)));
  EXPECT_EQ(shown().fields[2].elements, std::vector<Value>{text("Болат")});
}

TEST_F(Shown, AnElementOfALaterProgramIsShownAsUnknown) {
  write({people, {'z', 1, 2}}, Nothing{}, stamp(ver(1, 1)));
  EXPECT_EQ(shown().fields[2].elements, (std::vector<Value>{UnknownValue{'z', {1, 2}}}));
}

TEST_F(Shown, LongTextStandsInItsOrder) {
  write({notes, *from_hex("000000020001")}, text("second"), stamp(ver(1, 1)));
  write({notes, *from_hex("000000010001")}, text("first"), stamp(ver(1, 2)));
  EXPECT_EQ(shown().fields[3].paragraphs, (std::vector<Paragraph>{{*from_hex("000000010001"), "first"},
                                                                  {*from_hex("000000020001"), "second"}}));
}

TEST_F(Shown, AParagraphWrittenTwiceStandsTwice) {
  const Bytes key = *from_hex("000000010001");
  write({notes, key}, text("mine"), stamp(ver(1, 1), 1));
  write({notes, key}, text("theirs"), stamp(ver(2, 1), 2));
  const ShownRecord record = shown();
  EXPECT_EQ(record.fields[3].paragraphs, (std::vector<Paragraph>{{key, "theirs"}, {key, "mine"}}));
  ASSERT_EQ(record.conflicts.size(), 1U);
  EXPECT_EQ(record.conflicts[0].cell, (CellKey{notes, key}));
}

TEST_F(Shown, AWithdrawnRecordIsGone) {
  write(cell(topic), text("a"), stamp(ver(1, 1)));
  merge_op(state_, withdraw_op({ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_TRUE(shown().gone);
  EXPECT_TRUE(shown().conflicts.empty());
}

TEST_F(Shown, EditedWhileWithdrawnIsACardWithTheEditFirst) {
  write(cell(topic), text("a"), stamp(ver(1, 1)));
  merge_op(state_, withdraw_op({ver(1, 1)}), stamp(ver(1, 2), 9));
  write(cell(topic), text("b"), stamp(ver(2, 1), 3), {ver(1, 1)});
  write(cell(hours), Decimal{1}, stamp(ver(2, 1), 3));
  const ShownRecord record = shown();
  EXPECT_FALSE(record.gone);
  EXPECT_TRUE(record.edited_while_withdrawn);
  ASSERT_EQ(record.conflicts.size(), 1U);
  EXPECT_EQ(record.conflicts[0].cell, life);
  EXPECT_EQ(record.conflicts[0].rivals,
            (std::vector<Rival>{{stamp(ver(2, 1), 3), Value{true}}, {stamp(ver(1, 2), 9), Value{false}}}));
}

TEST_F(Shown, ARestoreBesideAWithdrawIsACard) {
  write(cell(topic), text("a"), stamp(ver(1, 1)));
  merge_op(state_, withdraw_op({ver(1, 1)}), stamp(ver(2, 1)));
  merge_op(state_, restore_op({}), stamp(ver(3, 1)));
  EXPECT_EQ(shown().conflicts.at(0).rivals,
            (std::vector<Rival>{{stamp(ver(3, 1)), Value{true}}, {stamp(ver(2, 1)), Value{false}}}));
}

TEST_F(Shown, TheBasisOfAConflictedCellIsWhatWasShown) {
  write(cell(topic), text("old"), stamp(ver(1, 1), 3));
  write(cell(topic), text("new"), stamp(ver(2, 1), 5));
  EXPECT_EQ(basis_of(state_, cell(topic), false), std::vector{ver(2, 1)});
  EXPECT_EQ(basis_of(state_, cell(topic), true), (std::vector{ver(1, 1), ver(2, 1)}));
}

TEST_F(Shown, TheBasisHoldsAllThatReadAlike) {
  write(cell(topic), text("a"), stamp(ver(1, 1), 3));
  write(cell(topic), text("a "), stamp(ver(2, 1), 5));
  EXPECT_EQ(basis_of(state_, cell(topic), false), (std::vector{ver(1, 1), ver(2, 1)}));
}

TEST_F(Shown, AnElementIsRemovedWithAllItsAdds) {
  write(element_cell(people, "tA"), Nothing{}, stamp(ver(1, 1)));
  write(element_cell(people, "tA"), Nothing{}, stamp(ver(2, 1)));
  EXPECT_EQ(basis_of(state_, element_cell(people, "tA"), false).size(), 2U);
}

TEST_F(Shown, LifeIsAlwaysNamedWhole) {
  write(cell(topic), text("a"), stamp(ver(1, 1)));
  merge_op(state_, withdraw_op({ver(1, 1)}), stamp(ver(2, 1)));
  merge_op(state_, restore_op({}), stamp(ver(3, 1)));
  EXPECT_EQ(basis_of(state_, life, false), (std::vector{ver(2, 1), ver(3, 1)}));
}

TEST_F(Shown, AnEmptyCellHasNoBasis) { EXPECT_TRUE(basis_of(state_, cell(topic), true).empty()); }

}  // namespace
}  // namespace mektep::test
