#include "shared/store/stored_ledger.h"

#include <gtest/gtest.h>

#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

class StoredLedgers : public testing::Test {
 protected:
  TestStore store_;
  Transaction transaction_ = store_.begin();
  StoredLedger ledger_{*store_.database, *store_.tables, servers(), school, ScopeRow{1}};
  // Another reader of the same scope, which has cached nothing.
  StoredLedger again() { return {*store_.database, *store_.tables, servers(), school, ScopeRow{1}}; }
};

TEST_F(StoredLedgers, KnowsNothingAtFirst) {
  EXPECT_EQ(ledger_.stream(StreamId{1}), std::nullopt);
  EXPECT_EQ(ledger_.token(ver(1, 1)), std::nullopt);
  EXPECT_EQ(ledger_.position(ver(1, 1)), std::nullopt);
  EXPECT_EQ(ledger_.void_entry(ver(1, 1)), std::nullopt);
  EXPECT_EQ(ledger_.reissued(ver(1, 1)), std::nullopt);
  EXPECT_FALSE(ledger_.named(lesson, life, ver(1, 1)));
  EXPECT_FALSE(ledger_.erased({lesson, life, ver(1, 1)}));
  EXPECT_TRUE(ledger_.record(lesson).empty());
}

TEST_F(StoredLedgers, StreamHeadsComeBackWithAndWithoutTheirChainHead) {
  const StreamHead real{Sequence{4}, head_number(9), laptop};
  const StreamHead after_void{Sequence{6}, std::nullopt, office};
  ledger_.put_stream(StreamId{~std::uint64_t{0}}, real);
  EXPECT_EQ(again().stream(StreamId{~std::uint64_t{0}}), real);
  ledger_.put_stream(StreamId{~std::uint64_t{0}}, after_void);
  EXPECT_EQ(again().stream(StreamId{~std::uint64_t{0}}), after_void);
}

TEST_F(StoredLedgers, ARangeTellsAboutEveryVersionInIt) {
  ledger_.put_range(StreamId{5}, Sequence{3}, Sequence{6}, Token{0xffff'ffff'ffff'fff1ULL}, Position{8});
  ledger_.put_range(StreamId{5}, Sequence{9}, Sequence{9}, Token{2}, Position{10});
  for (const std::uint32_t inside : {3U, 4U, 6U}) {
    EXPECT_EQ(ledger_.token(ver(5, inside)), Token{0xffff'ffff'ffff'fff1ULL}) << inside;
    EXPECT_EQ(ledger_.position(ver(5, inside)), Position{8}) << inside;
  }
  EXPECT_EQ(ledger_.position(ver(5, 9)), Position{10});
  for (const Version& outside : {ver(5, 2), ver(5, 7), ver(5, 10), ver(4, 3), ver(6, 3)}) {
    EXPECT_EQ(ledger_.token(outside), std::nullopt);
    EXPECT_EQ(ledger_.position(outside), std::nullopt);
  }
}

TEST_F(StoredLedgers, ALearnedTokenGivesWayToThePacks) {
  ledger_.put_token(ver(5, 3), Token{1});
  EXPECT_EQ(again().token(ver(5, 3)), Token{1});
  EXPECT_EQ(again().position(ver(5, 3)), std::nullopt);
  ledger_.put_range(StreamId{5}, Sequence{3}, Sequence{3}, Token{2}, Position{8});
  EXPECT_EQ(again().token(ver(5, 3)), Token{2});
}

TEST_F(StoredLedgers, AVoidVersionBecameKnownWhereItWasDeclared) {
  const VoidEntry entry{VoidReason::mismatch, "admission.mismatch", Position{3}};
  ledger_.put_void(ver(5, 3), entry);
  ledger_.put_range(StreamId{5}, Sequence{1}, Sequence{4}, Token{2}, Position{4});
  EXPECT_EQ(again().void_entry(ver(5, 3)), entry);
  EXPECT_EQ(again().position(ver(5, 3)), Position{3});
  EXPECT_EQ(again().position(ver(5, 2)), Position{4});
}

TEST_F(StoredLedgers, RemembersReissuesNamesAndErasures) {
  ledger_.put_reissued(ver(5, 3), Position{7});
  ledger_.put_named(lesson, element(field::tags, "a"), ver(5, 3));
  ledger_.put_named(lesson, element(field::tags, "a"), ver(5, 3));
  ledger_.put_erased({lesson, scalar(field::topic), ver(5, 3)});
  ledger_.put_erased({lesson, scalar(field::topic), ver(5, 3)});
  const StoredLedger reader = again();
  EXPECT_EQ(reader.reissued(ver(5, 3)), Position{7});
  EXPECT_TRUE(reader.named(lesson, element(field::tags, "a"), ver(5, 3)));
  EXPECT_FALSE(reader.named(lesson, element(field::tags, "b"), ver(5, 3)));
  EXPECT_FALSE(reader.named(lesson, element(field::tags, "a"), ver(5, 4)));
  EXPECT_TRUE(reader.erased({lesson, scalar(field::topic), ver(5, 3)}));
  EXPECT_FALSE(reader.erased({lesson, scalar(field::topic_ru), ver(5, 3)}));
}

TEST_F(StoredLedgers, SeesWhatItPutAfterHavingSeenNothing) {
  EXPECT_EQ(ledger_.void_entry(ver(1, 1)), std::nullopt);
  ledger_.put_void(ver(1, 1), {});
  EXPECT_NE(ledger_.void_entry(ver(1, 1)), std::nullopt);
  EXPECT_FALSE(ledger_.erased({lesson, life, ver(1, 1)}));
  ledger_.put_erased({lesson, life, ver(1, 1)});
  EXPECT_TRUE(ledger_.erased({lesson, life, ver(1, 1)}));
}

TEST_F(StoredLedgers, WhatIsPutAgainIsTheLatest) {
  ledger_.put_token(ver(5, 3), Token{1});
  ledger_.put_token(ver(5, 3), Token{2});
  ledger_.put_void(ver(5, 4), {VoidReason::lost, "a", Position{1}});
  ledger_.put_void(ver(5, 4), {VoidReason::aside, "b", Position{2}});
  ledger_.put_reissued(ver(5, 4), Position{3});
  ledger_.put_reissued(ver(5, 4), Position{4});
  const StoredLedger reader = again();
  EXPECT_EQ(reader.token(ver(5, 3)), Token{2});
  EXPECT_EQ(reader.void_entry(ver(5, 4)), (VoidEntry{VoidReason::aside, "b", Position{2}}));
  EXPECT_EQ(reader.reissued(ver(5, 4)), Position{4});
}

TEST_F(StoredLedgers, ARangeThatGrowsIsOneRange) {
  ledger_.put_range(StreamId{5}, Sequence{1}, Sequence{2}, Token{1}, Position{1});
  ledger_.put_range(StreamId{5}, Sequence{1}, Sequence{4}, Token{2}, Position{6});
  EXPECT_EQ(ledger_.token(ver(5, 2)), Token{2});
  EXPECT_EQ(ledger_.position(ver(5, 4)), Position{6});
  EXPECT_EQ(store_.database->prepared("SELECT count(*) FROM \"range\"").first<std::int64_t>(), 1);
}

TEST_F(StoredLedgers, StreamsAboveTheSignedRangeAreKeptApart) {
  const std::uint64_t high = std::uint64_t{1} << 63U;
  ledger_.put_range(StreamId{high | 1}, Sequence{1}, Sequence{9}, Token{1}, Position{1});
  ledger_.put_token(ver(high | 2, 1), Token{3});
  EXPECT_EQ(again().token(ver(high | 1, 5)), Token{1});
  EXPECT_EQ(again().token(ver(high | 2, 1)), Token{3});
  EXPECT_EQ(again().token(ver(1, 5)), std::nullopt);
}

TEST_F(StoredLedgers, PuttingABaseTakesAwayWhatWasPendingOverIt) {
  store_.tables->write(school, lesson,
                       {{}, {pending(write_op(lesson, scalar(field::topic), text("b")), 1)}});
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  ledger_.put_record(lesson, base);
  EXPECT_EQ(ledger_.record(lesson), base);
  EXPECT_TRUE(store_.tables->read(school, lesson).pending.empty());
}

TEST_F(StoredLedgers, APlaceCanBeGivenAfterItWasAskedAsNobody) {
  StoredLedger fresh(*store_.database, *store_.tables, servers(), school, no_row);
  EXPECT_EQ(fresh.stream(StreamId{1}), std::nullopt);
  fresh.set_row(ScopeRow{1});
  fresh.put_stream(StreamId{1}, {Sequence{4}, std::nullopt, laptop});
  EXPECT_EQ(fresh.row(), ScopeRow{1});
  EXPECT_EQ(again().stream(StreamId{1}), (StreamHead{Sequence{4}, std::nullopt, laptop}));
}

TEST_F(StoredLedgers, OtherScopesAreNotSeen) {
  ledger_.put_stream(StreamId{1}, {Sequence{1}, std::nullopt, laptop});
  ledger_.put_token(ver(1, 1), Token{1});
  ledger_.put_record(lesson, state_of({{scalar(field::topic), text("a")}}));
  const StoredLedger other(*store_.database, *store_.tables, servers(), other_school, ScopeRow{2});
  EXPECT_EQ(other.stream(StreamId{1}), std::nullopt);
  EXPECT_EQ(other.token(ver(1, 1)), std::nullopt);
  EXPECT_TRUE(other.record(lesson).empty());
}

TEST_F(StoredLedgers, ADeviceIsCardedByItsCardAndTheServerByItsName) {
  const RecordKey card{builtin::card, hashed_record_id(laptop.value)};
  EXPECT_TRUE(ledger_.carded(office));
  EXPECT_FALSE(ledger_.carded(laptop));
  ledger_.put_record(card, state_of({{scalar(builtin::card_field::active), true}}));
  EXPECT_TRUE(ledger_.carded(laptop));
  ledger_.put_record(card, state_of({{scalar(builtin::card_field::active), false}}));
  EXPECT_FALSE(ledger_.carded(laptop));
}

}  // namespace
}  // namespace mektep
