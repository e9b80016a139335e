#include "shared/store/record_row.h"

#include <gtest/gtest.h>

#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

TEST(RecordRow, WithoutPendingOpsTheBaseIsShown) {
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  EXPECT_EQ(laid_over(base, {}), base);
}

TEST(RecordRow, PendingOpsApplyInTheirOrder) {
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  const RecordState shown = laid_over(
      base,
      {pending(write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1)}), 1, 2),
       pending(write_op(lesson, scalar(field::topic), text("c"), {draft_version(DraftNumber{1})}), 2, 3)});
  ASSERT_EQ(shown.cells.at(scalar(field::topic)).size(), 1U);
  EXPECT_EQ(shown.cells.at(scalar(field::topic))[0].value, text("c"));
}

TEST(RecordRow, APendingOpWithoutValueOnlySupersedes) {
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  PendingOp op = pending(write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1)}), 1);
  op.without_value = true;
  EXPECT_TRUE(laid_over(base, {op}).empty());
}

TEST(RecordRow, APendingOpThatDidNotSeeTheBaseIsItsRival) {
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  const RecordState shown = laid_over(base, {pending(write_op(lesson, scalar(field::topic), text("b")), 1)});
  EXPECT_EQ(shown.cells.at(scalar(field::topic)).size(), 2U);
}

TEST(RecordRow, APendingRemovalTakesAnElementAway) {
  const RecordState base =
      state_of({{element(field::tags, "x"), Nothing{}}, {element(field::tags, "y"), Nothing{}}});
  const RecordState shown =
      laid_over(base, {pending(remove_op(lesson, element(field::tags, "x"), {ver(1, 1)}), 1)});
  EXPECT_FALSE(shown.cells.contains(element(field::tags, "x")));
  EXPECT_TRUE(shown.cells.contains(element(field::tags, "y")));
}

TEST(RecordRow, LayingOverLeavesTheBaseAsItIs) {
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  const RecordState before = base;
  laid_over(base, {pending(write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1)}), 1)});
  EXPECT_EQ(base, before);
}

TEST(RecordRow, IsEmptyWithNeitherBaseNorPendingOps) {
  EXPECT_TRUE(RecordRow{}.empty());
  EXPECT_FALSE((RecordRow{state_of({{scalar(field::topic), text("a")}}), {}}.empty()));
  EXPECT_FALSE((RecordRow{{}, {pending(write_op(lesson, scalar(field::topic), text("b")), 1)}}.empty()));
}

}  // namespace
}  // namespace mektep
