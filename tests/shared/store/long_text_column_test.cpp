#include "shared/store/long_text_column.h"

#include <gtest/gtest.h>

#include "shared/merge/paragraphs.h"
#include "shared/sqlite/failure.h"
#include "tests/shared/store/store_fixture.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

using namespace test;

// The cells of a text typed by one author, with the paragraph behind each key.
RecordState typed(std::string_view what) {
  SeededRandom random(3);
  RecordState state;
  for (const Paragraph& paragraph : diff_paragraphs({}, what, {}, random).written) {
    state.cells[{field::notes, paragraph.key}] = {live(text(paragraph.text))};
  }
  return state;
}

ColumnValue column(const RecordState& state) {
  return long_text_column(state, field::notes, *visit_schema().type(visit));
}

void leave_out(RecordState& state) {
  for (auto& [key, cell] : state.cells) {
    for (LiveValue& each : cell) each.value = Nothing{};
  }
}

TEST(LongTextColumn, ParagraphsStandInTheirOrderPartedByLineBreaks) {
  EXPECT_EQ(column(typed("бірінші\nекінші\n\nсоңғы")), ColumnValue(std::string("бірінші\nекінші\n\nсоңғы")));
}

TEST(LongTextColumn, ATextWithoutParagraphsIsNull) {
  EXPECT_EQ(column({}), ColumnValue{});
  EXPECT_FALSE(long_text_tells({}, field::notes));
}

TEST(LongTextColumn, GivesEveryParagraphBack) {
  const RecordState before = typed("a\n\nb\nc");
  ASSERT_TRUE(long_text_tells(before, field::notes));
  RecordState after = before;
  leave_out(after);
  ASSERT_TRUE(restore_long_text(after, field::notes, "a\n\nb\nc"));
  EXPECT_EQ(after, before);
}

TEST(LongTextColumn, GivesBackASingleEmptyParagraph) {
  RecordState before = typed("x");
  before.cells.begin()->second[0].value = text("");
  ASSERT_TRUE(long_text_tells(before, field::notes));
  EXPECT_EQ(column(before), ColumnValue(std::string()));
  RecordState after = before;
  leave_out(after);
  ASSERT_TRUE(restore_long_text(after, field::notes, ""));
  EXPECT_EQ(after, before);
}

TEST(LongTextColumn, ALineBreakInsideAParagraphIsNotTold) {
  RecordState state = typed("a\nb");
  state.cells.begin()->second[0].value = text("one\ntwo");
  EXPECT_FALSE(long_text_tells(state, field::notes));
}

TEST(LongTextColumn, AParagraphWrittenTwiceStandsThereTwiceAndIsNotTold) {
  RecordState state = typed("a");
  state.cells.begin()->second.push_back(live(text("b"), ver(2, 1), 2));
  EXPECT_FALSE(long_text_tells(state, field::notes));
  EXPECT_EQ(column(state), ColumnValue(std::string("b\na")));
}

TEST(LongTextColumn, AKeyOfNoTextIsNotTold) {
  RecordState state;
  state.cells[{field::notes, {}}] = {live(text("a"))};
  EXPECT_FALSE(long_text_tells(state, field::notes));
}

TEST(LongTextColumn, AnErasedParagraphIsNotTold) {
  RecordState state = typed("a\nb");
  state.cells.begin()->second[0].erased = true;
  state.cells.begin()->second[0].value = Nothing{};
  EXPECT_FALSE(long_text_tells(state, field::notes));
  EXPECT_FALSE(restore_long_text(state, field::notes, "b"));
}

TEST(LongTextColumn, ParagraphsThatAreReallyNothingHaveANullColumn) {
  RecordState state = typed("a\nb");
  leave_out(state);
  EXPECT_EQ(column(state), ColumnValue{});
  EXPECT_FALSE(long_text_tells(state, field::notes));
}

TEST(LongTextColumn, ParagraphsThatHaveTheirTextStayAsTheyAre) {
  RecordState state = typed("a\nb");
  const RecordState before = state;
  EXPECT_FALSE(restore_long_text(state, field::notes, "x\ny"));
  EXPECT_EQ(state, before);
}

TEST(LongTextColumn, AColumnWithTooManyOrTooFewLinesIsDamage) {
  for (const char* wrong : {"a", "a\nb\nc"}) {
    RecordState state = typed("a\nb");
    leave_out(state);
    EXPECT_THROW(restore_long_text(state, field::notes, wrong), DatabaseBroken) << wrong;
  }
}

}  // namespace
}  // namespace mektep
