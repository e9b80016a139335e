#include <gtest/gtest.h>

#include "shared/merge/merge.h"
#include "tests/shared/merge/builders.h"

namespace mektep::test {
namespace {

Cell cell_with(std::vector<std::pair<Stamp, Value>> values) {
  RecordState state;
  for (auto& [written, value] : values) merge_op(state, write_op(cell(topic), value), written);
  return state.cells.at(cell(topic));
}

TEST(Rivals, TheHighestLamportTimeIsShown) {
  const Cell rivals = cell_with({{stamp(ver(9, 1), 4), text("a")}, {stamp(ver(1, 1), 5), text("b")}});
  EXPECT_EQ(shown_of(rivals).value, text("b"));
}

TEST(Rivals, TiesGoToTheHigherStreamThenTheLaterSequence) {
  EXPECT_EQ(shown_of(cell_with({{stamp(ver(9, 1)), text("a")}, {stamp(ver(1, 7)), text("b")}})).value,
            text("a"));
  EXPECT_EQ(shown_of(cell_with({{stamp(ver(9, 1)), text("a")}, {stamp(ver(9, 2)), text("b")}})).value,
            text("b"));
}

TEST(Rivals, TheWallClockDecidesNothing) {
  Stamp early = stamp(ver(2, 1), 5);
  Stamp late = stamp(ver(1, 1), 5);
  late.wall_ms = 4'000'000'000'000;
  EXPECT_EQ(shown_of(cell_with({{early, text("a")}, {late, text("b")}})).value, text("a"));
}

TEST(Rivals, ValuesThatDifferAreAConflict) {
  EXPECT_TRUE(in_conflict(cell_with({{stamp(ver(1, 1)), text("a")}, {stamp(ver(2, 1)), text("b")}})));
  EXPECT_FALSE(in_conflict(cell_with({{stamp(ver(1, 1)), text("a")}})));
}

TEST(Rivals, ResolvingTwiceAlikeIsNoNewConflict) {
  EXPECT_FALSE(in_conflict(cell_with({{stamp(ver(1, 1)), text("a")}, {stamp(ver(2, 1)), text("a")}})));
}

TEST(Rivals, SurroundingBlanksAreNoDifference) {
  EXPECT_FALSE(in_conflict(cell_with({{stamp(ver(1, 1)), text("a ")},
                                      {stamp(ver(2, 1)), text("\xc2\xa0"
                                                              "a")}})));
  EXPECT_TRUE(in_conflict(cell_with({{stamp(ver(1, 1)), text("a b")}, {stamp(ver(2, 1)), text("ab")}})));
}

TEST(Rivals, ABlankTextIsLikeAnEmptyField) {
  EXPECT_FALSE(in_conflict(cell_with({{stamp(ver(1, 1)), text(" ")}, {stamp(ver(2, 1)), Nothing{}}})));
  EXPECT_FALSE(in_conflict(cell_with({{stamp(ver(1, 1)), Nothing{}}, {stamp(ver(2, 1)), text("")}})));
  EXPECT_TRUE(in_conflict(cell_with({{stamp(ver(1, 1)), Nothing{}}, {stamp(ver(2, 1)), text("a")}})));
}

TEST(Rivals, NumbersOfOneSizeAndAnotherKindDiffer) {
  EXPECT_TRUE(in_conflict(cell_with({{stamp(ver(1, 1)), std::int64_t{2}}, {stamp(ver(2, 1)), Decimal{2}}})));
}

TEST(Rivals, AnyOfThreeMayDiffer) {
  EXPECT_TRUE(in_conflict(cell_with(
      {{stamp(ver(1, 1)), text("a")}, {stamp(ver(2, 1)), text("a")}, {stamp(ver(3, 1)), text("b")}})));
}

TEST(Rivals, UnknownOpsAreComparedByTheirBytes) {
  LiveValue one;
  one.kind = OpKind{9};
  one.payload = {1};
  LiveValue other = one;
  EXPECT_TRUE(shown_alike(one, other));
  other.payload = {2};
  EXPECT_FALSE(shown_alike(one, other));
}

}  // namespace
}  // namespace mektep::test
