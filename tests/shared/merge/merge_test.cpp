#include "shared/merge/merge.h"

#include <gtest/gtest.h>

#include "tests/shared/merge/builders.h"

namespace mektep::test {
namespace {

TEST(Merge, AWrittenValueLivesInItsCell) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text("Lesson Study")), stamp(ver(1, 1)));
  EXPECT_EQ(values_in(state, cell(topic)), Values{text("Lesson Study")});
}

TEST(Merge, AValueKeepsTheStampOfItsChange) {
  RecordState state;
  const Stamp written{ver(3, 9), Lamport{44}, RecordId{12}, 1'613'304'000'123};
  merge_op(state, write_op(cell(topic), text("a")), written);
  EXPECT_EQ(state.cells.at(cell(topic)).front().stamp, written);
}

TEST(Merge, SupersededValuesAreGone) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text("old")), stamp(ver(1, 1)));
  merge_op(state, write_op(cell(topic), text("new"), {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_EQ(values_in(state, cell(topic)), Values{text("new")});
}

TEST(Merge, ConcurrentValuesBothLiveInTheOrderOfTheirVersions) {
  RecordState one;
  RecordState other;
  const Op left = write_op(cell(topic), text("left"));
  const Op right = write_op(cell(topic), text("right"));
  merge_op(one, left, stamp(ver(1, 1)));
  merge_op(one, right, stamp(ver(2, 1)));
  merge_op(other, right, stamp(ver(2, 1)));
  merge_op(other, left, stamp(ver(1, 1)));
  EXPECT_EQ(values_in(one, cell(topic)), (Values{text("left"), text("right")}));
  EXPECT_EQ(one, other);
}

TEST(Merge, AnEditOfAConflictedCellSupersedesOnlyWhatItNames) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text("left")), stamp(ver(1, 1)));
  merge_op(state, write_op(cell(topic), text("right")), stamp(ver(2, 1)));
  merge_op(state, write_op(cell(topic), text("edited"), {ver(2, 1)}), stamp(ver(2, 2)));
  EXPECT_EQ(values_in(state, cell(topic)), (Values{text("left"), text("edited")}));
}

TEST(Merge, AResolveNamesAllRivals) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text("left")), stamp(ver(1, 1)));
  merge_op(state, write_op(cell(topic), text("right")), stamp(ver(2, 1)));
  merge_op(state, write_op(cell(topic), text("left"), {ver(1, 1), ver(2, 1)}), stamp(ver(1, 2)));
  EXPECT_EQ(values_in(state, cell(topic)), Values{text("left")});
  EXPECT_FALSE(in_conflict(state.cells.at(cell(topic))));
}

TEST(Merge, TheSameOpTwiceIsOnce) {
  RecordState once;
  const Op op = write_op(cell(topic), text("a"));
  merge_op(once, op, stamp(ver(1, 1)));
  RecordState twice = once;
  merge_op(twice, op, stamp(ver(1, 1)));
  EXPECT_EQ(once, twice);
}

TEST(Merge, CellsAreIndependent) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text("a")), stamp(ver(1, 1)));
  merge_op(state, write_op(cell(hours), std::int64_t{2}, {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_EQ(values_in(state, cell(topic)), Values{text("a")});
  EXPECT_EQ(values_in(state, cell(hours)), Values{std::int64_t{2}});
}

TEST(Merge, ARemoveSupersedesAndLeavesNoTrace) {
  RecordState state;
  merge_op(state, write_op(element_cell(hours, "tA"), Nothing{}), stamp(ver(1, 1)));
  merge_op(state, remove_op(element_cell(hours, "tA"), {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_TRUE(state.empty());
}

TEST(Merge, AnAddWinsOverAConcurrentRemove) {
  RecordState state;
  merge_op(state, write_op(element_cell(hours, "tA"), Nothing{}), stamp(ver(1, 1)));
  merge_op(state, write_op(element_cell(hours, "tA"), Nothing{}, {ver(1, 1)}), stamp(ver(2, 1)));
  merge_op(state, remove_op(element_cell(hours, "tA"), {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_EQ(values_in(state, element_cell(hours, "tA")).size(), 1U);
}

TEST(Merge, ARemoveOfWhatIsNotThereMakesNoCell) {
  RecordState state;
  merge_op(state, remove_op(cell(topic), {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_TRUE(state.empty());
}

TEST(Merge, WithoutItsValueAnOpStillSupersedes) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text("old")), stamp(ver(1, 1)));
  merge_op(state, write_op(cell(topic), text("new"), {ver(1, 1)}), stamp(ver(2, 1)), true);
  EXPECT_TRUE(state.empty());
}

TEST(Merge, AnUnknownCellOpLivesAsAnOpaqueValue) {
  RecordState state;
  Op op = write_op(cell(topic), Nothing{});
  op.kind = OpKind{9};
  op.payload = {1, 2, 3};
  merge_op(state, op, stamp(ver(1, 1)));
  const LiveValue& live = state.cells.at(cell(topic)).front();
  EXPECT_EQ(live.kind, OpKind{9});
  EXPECT_EQ(live.payload, (Bytes{1, 2, 3}));
  merge_op(state, write_op(cell(topic), text("known"), {ver(1, 1)}), stamp(ver(1, 2)));
  EXPECT_EQ(values_in(state, cell(topic)), Values{text("known")});
}

class Life : public testing::Test {
 protected:
  void SetUp() override {
    merge_op(state_, write_op(cell(topic), text("a")), stamp(ver(1, 1)));
    merge_op(state_, write_op(cell(hours), std::int64_t{2}), stamp(ver(1, 2)));
  }
  RecordState state_;
};

TEST_F(Life, ARecordNobodyWithdrewIsNotGone) {
  EXPECT_FALSE(is_gone(state_));
  EXPECT_FALSE(is_edited_while_withdrawn(state_));
}

TEST_F(Life, ARecordWithoutALiveVersionIsGone) { EXPECT_TRUE(is_gone(RecordState{})); }

TEST_F(Life, AWithdrawThatCoversAllLiveVersionsMakesItGone) {
  merge_op(state_, withdraw_op(live_versions(state_)), stamp(ver(1, 3)));
  EXPECT_TRUE(is_gone(state_));
  EXPECT_FALSE(is_edited_while_withdrawn(state_));
  EXPECT_EQ(values_in(state_, cell(topic)), Values{text("a")}) << "no field is ever blanked";
}

TEST_F(Life, AnEditThatTheWithdrawDidNotSeeKeepsIt) {
  merge_op(state_, withdraw_op({ver(1, 1), ver(1, 2)}), stamp(ver(1, 3)));
  merge_op(state_, write_op(cell(topic), text("b"), {ver(1, 1)}), stamp(ver(2, 1)));
  EXPECT_FALSE(is_gone(state_));
  EXPECT_TRUE(is_edited_while_withdrawn(state_));
  EXPECT_EQ(uncovered_versions(state_), std::vector{ver(2, 1)});
}

TEST_F(Life, CoveringIsExact) {
  merge_op(state_, withdraw_op({ver(1, 2)}), stamp(ver(1, 3)));
  EXPECT_FALSE(is_gone(state_)) << "a later version of a stream does not cover an earlier one";
}

TEST_F(Life, TwoWithdrawsCoverTogether) {
  merge_op(state_, withdraw_op({ver(1, 1)}), stamp(ver(2, 1)));
  merge_op(state_, withdraw_op({ver(1, 2)}), stamp(ver(3, 1)));
  EXPECT_TRUE(is_gone(state_));
}

TEST_F(Life, ARestoreBringsItBack) {
  merge_op(state_, withdraw_op(live_versions(state_)), stamp(ver(1, 3)));
  merge_op(state_, restore_op({ver(1, 3)}), stamp(ver(1, 4)));
  EXPECT_FALSE(is_gone(state_));
  EXPECT_FALSE(is_edited_while_withdrawn(state_));
}

TEST_F(Life, AWithdrawBesideARestoreLeavesItMarked) {
  merge_op(state_, withdraw_op(live_versions(state_)), stamp(ver(1, 3)));
  merge_op(state_, withdraw_op(live_versions(state_)), stamp(ver(2, 1)));
  merge_op(state_, restore_op({ver(1, 3)}), stamp(ver(1, 4)));
  EXPECT_FALSE(is_gone(state_));
  EXPECT_TRUE(is_edited_while_withdrawn(state_));
}

TEST_F(Life, LiveVersionsAreSortedOnceEachAndWithoutLife) {
  merge_op(state_, write_op(element_cell(FieldNumber{3}, "tA"), Nothing{}), stamp(ver(1, 1)));
  merge_op(state_, withdraw_op({ver(1, 1)}), stamp(ver(0, 1)));
  EXPECT_EQ(live_versions(state_), (std::vector{ver(1, 1), ver(1, 2)}));
}

TEST_F(Life, AWithdrawOfADraftIsRespectedLikeASealedOne) {
  const Version draft = draft_version(DraftNumber{4});
  merge_op(state_, write_op(cell(topic), text("b"), {ver(1, 1)}), stamp(draft));
  merge_op(state_, withdraw_op({draft, ver(1, 2)}), stamp(draft_version(DraftNumber{5})));
  EXPECT_TRUE(is_gone(state_));
}

}  // namespace
}  // namespace mektep::test
