#include "shared/serve/feeder.h"

#include <gtest/gtest.h>

#include "tests/support/packs.h"

namespace mektep {
namespace {

constexpr ScopeNumber scope{0x3000'0001};
constexpr ScopeNumber other_scope{0x3000'0002};

LogSlice slice_of(std::vector<LoggedPack> packs, std::uint64_t after, std::uint64_t end) {
  LogSlice slice;
  slice.scope = scope;
  slice.after = Position{after};
  slice.packs = std::move(packs);
  slice.head.scope = scope;
  slice.head.position = Position{end};
  return slice;
}

class FeederTest : public ::testing::Test {
 protected:
  Feeder feeder_;
  test::PackMaker maker_{scope};

  void follow(std::uint64_t position) { feeder_.follow(Cursor{scope, Position{position}, {}}); }
  std::vector<Message> all() {
    std::vector<Message> messages;
    while (auto message = feeder_.next()) messages.push_back(std::move(*message));
    return messages;
  }
};

TEST_F(FeederTest, AsksForTheLogAfterTheCursor) {
  follow(5);
  const auto wanted = feeder_.wanted();
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->scope, scope);
  EXPECT_EQ(wanted->after, Position{5});
}

TEST_F(FeederTest, HasOneReadUnderWayAtATime) {
  follow(0);
  feeder_.follow(Cursor{other_scope, Position{0}, {}});
  EXPECT_TRUE(feeder_.wanted());
  EXPECT_FALSE(feeder_.wanted());
}

TEST_F(FeederTest, FeedsInOrderThenMarks) {
  follow(0);
  feeder_.wanted();
  const auto first = maker_.next();
  const auto second = maker_.next();
  feeder_.on_log(slice_of({test::logged(first, 1), test::logged(second, 2)}, 0, 2), 77);
  const auto messages = all();
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(std::get<Feed>(messages[0]).position, Position{1});
  EXPECT_EQ(std::get<Feed>(messages[1]).position, Position{2});
  EXPECT_EQ(std::get<Mark>(messages[2]).position, Position{2});
  EXPECT_EQ(std::get<Mark>(messages[2]).wall_ms, 77);
}

TEST_F(FeederTest, MarksAnEmptyScopeToo) {
  follow(0);
  feeder_.wanted();
  feeder_.on_log(slice_of({}, 0, 0), 0);
  const auto messages = all();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Mark>(messages[0]));
}

TEST_F(FeederTest, DoesNotMarkBeforeTheEndOfTheLog) {
  follow(0);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(maker_.next(), 1)}, 0, 9), 0);
  const auto messages = all();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Feed>(messages[0]));
  EXPECT_EQ(feeder_.wanted()->after, Position{1});
}

TEST_F(FeederTest, ReadsNothingMoreUntilTheScopeMoves) {
  follow(0);
  feeder_.wanted();
  feeder_.on_log(slice_of({}, 0, 0), 0);
  all();
  EXPECT_FALSE(feeder_.wanted());
  feeder_.on_moved(scope);
  EXPECT_TRUE(feeder_.wanted());
}

TEST_F(FeederTest, ReadsNothingWhileMessagesWaitForASlowReader) {
  follow(0);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(maker_.next(), 1)}, 0, 9), 0);
  EXPECT_FALSE(feeder_.wanted());
}

TEST_F(FeederTest, LeavesOutThePreviousHeadThatTheReaderWasFed) {
  follow(0);
  feeder_.wanted();
  const auto first = maker_.next();
  const auto second = maker_.next();
  feeder_.on_log(slice_of({test::logged(first, 1), test::logged(second, 2)}, 0, 2), 0);
  const auto messages = all();
  EXPECT_EQ(std::get<Feed>(messages[0]).pack, first.second);
  EXPECT_EQ(std::get<Feed>(messages[1]).pack, without_previous(second.second));
}

TEST_F(FeederTest, KeepsThePreviousHeadOfAStreamItHasNotFed) {
  maker_.next();
  const auto second = maker_.next();
  follow(1);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(second, 2)}, 1, 2), 0);
  EXPECT_EQ(std::get<Feed>(all()[0]).pack, second.second);
}

TEST_F(FeederTest, FeedsByReferenceWhatTheReaderHolds) {
  follow(0);
  const auto pack = maker_.next();
  feeder_.reader_holds(pack.first.head);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(pack, 1)}, 0, 1), 0);
  const auto feed = std::get<Feed>(all()[0]);
  EXPECT_TRUE(feed.pack.empty());
  EXPECT_EQ(feed.head, pack.first.head);
}

TEST_F(FeederTest, AHeldStreamIsReferencedUpToItsSequenceOnly) {
  follow(0);
  const auto first = maker_.next();
  const OwnStream held = maker_.own_stream();
  const auto second = maker_.next();
  feeder_.reader_holds(held);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(first, 1), test::logged(second, 2)}, 0, 2), 0);
  const auto messages = all();
  EXPECT_TRUE(std::get<Feed>(messages[0]).pack.empty());
  EXPECT_FALSE(std::get<Feed>(messages[1]).pack.empty());
}

TEST_F(FeederTest, AnAnswerForAnotherCursorIsPassedOver) {
  follow(3);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(maker_.next(), 1)}, 0, 1), 0);
  EXPECT_TRUE(all().empty());
}

// Promise 7: the grant ended while a slow reader had not taken everything.
TEST_F(FeederTest, WhatLayReadyOfAScopeNoLongerFollowedIsNotFedEither) {
  follow(0);
  feeder_.follow(Cursor{other_scope, Position{0}, {}});
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(maker_.next(), 1), test::logged(maker_.next(), 2)}, 0, 2), 0);
  ASSERT_TRUE(feeder_.next());
  feeder_.unfollow(scope);
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(feeder_.wanted()->scope, other_scope) << "the others go on";
}

TEST_F(FeederTest, AScopeFollowedAgainIsFedWholePacksFirst) {
  follow(0);
  feeder_.wanted();
  const auto first = maker_.next();
  const auto second = maker_.next();
  feeder_.on_log(slice_of({test::logged(first, 1)}, 0, 1), 0);
  feeder_.unfollow(scope);
  follow(1);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(second, 2)}, 1, 2), 0);
  EXPECT_EQ(std::get<Feed>(all()[0]).pack, second.second) << "it never heard the first one's head";
}

TEST_F(FeederTest, AMoveDuringAReadIsReadAgain) {
  follow(0);
  feeder_.wanted();
  feeder_.on_moved(scope);
  feeder_.on_log(slice_of({test::logged(maker_.next(), 1)}, 0, 1), 0);
  all();
  feeder_.on_moved(scope);
  const auto wanted = feeder_.wanted();
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->after, Position{1});
}

TEST_F(FeederTest, FollowingTwiceMovesNothing) {
  follow(5);
  follow(0);
  EXPECT_EQ(feeder_.wanted()->after, Position{5});
}

TEST_F(FeederTest, AMoveOfAScopeNobodyFollowsIsNothing) {
  feeder_.on_moved(other_scope);
  EXPECT_FALSE(feeder_.wanted());
}

TEST_F(FeederTest, AReferenceIsGivenForEachHeldPackOnce) {
  follow(0);
  const auto pack = maker_.next();
  feeder_.reader_holds(pack.first.head);
  feeder_.wanted();
  feeder_.on_log(slice_of({test::logged(pack, 1), test::logged(pack, 2)}, 0, 2), 0);
  const auto messages = all();
  EXPECT_TRUE(std::get<Feed>(messages[0]).pack.empty());
  EXPECT_FALSE(std::get<Feed>(messages[1]).pack.empty()) << "it may have let go of it by then";
}

TEST_F(FeederTest, AScopeNoLongerFollowedIsNotFed) {
  follow(0);
  feeder_.wanted();
  feeder_.unfollow(scope);
  feeder_.on_log(slice_of({test::logged(maker_.next(), 1)}, 0, 1), 0);
  EXPECT_TRUE(all().empty());
  EXPECT_FALSE(feeder_.follows(scope));
}

// --- A cursor of another log ---

TEST_F(FeederTest, WhatTheReaderSaysOfItsCursorIsCompared) {
  Hash16 digest{};
  digest[3] = 9;
  feeder_.follow(Cursor{scope, Position{5}, digest});
  EXPECT_EQ(feeder_.wanted()->digest, digest);
}

TEST_F(FeederTest, TheBeginningOfALogNeedsNoProof) {
  follow(0);
  EXPECT_FALSE(feeder_.wanted()->digest);
}

TEST_F(FeederTest, AReaderThatWentAstrayIsShownPlacesAndFedNothing) {
  follow(5);
  feeder_.wanted();
  LogSlice slice = slice_of({}, 5, 3);
  slice.trail = std::vector<Trail::Place>{{Position{3}, {}}};
  feeder_.on_log(std::move(slice), 0);
  const auto messages = all();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(std::get<Trail>(messages[0]).places.front().position, Position{3});
  feeder_.on_moved(scope);
  EXPECT_FALSE(feeder_.wanted());
}

TEST_F(FeederTest, ItAsksForPlacesInBetweenAndGoesOnFromWhereItFollows) {
  follow(5);
  feeder_.wanted();
  LogSlice slice = slice_of({}, 5, 9);
  slice.trail.emplace();
  feeder_.on_log(std::move(slice), 0);
  ASSERT_TRUE(feeder_.next());
  feeder_.retrace(Retrace{scope, Position{1}, Position{4}});
  const auto places = feeder_.wanted();
  ASSERT_TRUE(places && places->trail);
  EXPECT_EQ(places->trail->different, Position{4});
  slice = slice_of({}, 5, 9);
  slice.trail.emplace();
  feeder_.on_log(std::move(slice), 0);
  ASSERT_TRUE(feeder_.next());
  follow(2);
  const auto read = feeder_.wanted();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->after, Position{2});
  EXPECT_FALSE(read->trail);
}

TEST_F(FeederTest, ARetraceOfAReaderThatIsFedIsNothing) {
  follow(0);
  feeder_.retrace(Retrace{scope, Position{1}, Position{4}});
  feeder_.retrace(Retrace{other_scope, Position{1}, Position{4}});
  EXPECT_FALSE(feeder_.wanted()->trail);
}

TEST_F(FeederTest, AReaderThatGoesBackToTheBeginningIsFedItsOwnPacksWhole) {
  const auto pack = maker_.next();
  feeder_.reader_holds(maker_.own_stream());
  follow(3);
  ASSERT_TRUE(feeder_.wanted());
  LogSlice elsewhere = slice_of({}, 3, 1);
  elsewhere.trail.emplace();
  feeder_.on_log(elsewhere, 0);
  ASSERT_EQ(all().size(), 1U);
  follow(0);
  ASSERT_TRUE(feeder_.wanted());
  feeder_.on_log(slice_of({test::logged(pack, 1)}, 0, 1), 0);
  const auto messages = all();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(std::get<Feed>(messages[0]).pack, pack.second);
}

}  // namespace
}  // namespace mektep
