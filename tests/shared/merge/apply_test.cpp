// The clauses R1 and R4 to R6, one by one.

#include <gtest/gtest.h>

#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "tests/shared/merge/builders.h"

namespace mektep::test {
namespace {

class Apply : public testing::Test {
 protected:
  Applied log(const PackContent& pack) { return apply(ledger_, pack, Position{++position_}, book_.reader()); }

  // A pack of the server's own stream, 0x50, with one change.
  Applied server_logs(std::vector<Op> ops) {
    const std::uint32_t first = ++server_sequence_;
    return log(pack_of({.stream = 0x50,
                        .first = first,
                        .device = office,
                        .previous = 0x5000 + first - 1,
                        .head = 0x5000 + first,
                        .changes = {std::move(ops)}}));
  }
  Applied declare(std::uint64_t stream, std::uint32_t first, std::uint32_t last,
                  std::optional<Token> token = {}, VoidReason reason = VoidReason::lost) {
    return server_logs(
        {book_.voids({{StreamId{stream}, Sequence{first}, Sequence{last}, token, reason, "why"}})});
  }
  Values topics() const { return values_in(ledger_.record(seminar), cell(topic)); }

  // Stream 1: two saves of the topic, the second over the first, in one pack with head 11.
  static PackContent two_saves() {
    return pack_of(
        {.stream = 1,
         .head = 11,
         .changes = {{write_op(cell(topic), text("a"))}, {write_op(cell(topic), text("b"), {ver(1, 1)})}}});
  }
  // Stream 2: one save over a version of stream 1.
  static PackContent save_over(Version version, std::map<Version, Token> named = {}) {
    return pack_of({.stream = 2,
                    .device = desktop,
                    .head = 21,
                    .changes = {{write_op(cell(topic), text("c"), {version})}},
                    .named = std::move(named)});
  }

  MemoryLedger ledger_{std::set{office}};
  LogOpBook book_;
  std::uint64_t position_ = 0;
  std::uint32_t server_sequence_ = 0;
};

TEST_F(Apply, APackMovesItsStreamAndItsRecords) {
  const Applied applied = log(two_saves());
  EXPECT_EQ(applied.records, std::set{seminar});
  EXPECT_EQ(topics(), Values{text("b")});
  EXPECT_EQ(ledger_.stream(StreamId{1}), (StreamHead{Sequence{2}, head_number(11), laptop}));
  EXPECT_EQ(ledger_.token(ver(1, 1)), Token{11});
  EXPECT_EQ(ledger_.position(ver(1, 2)), Position{1});
}

TEST_F(Apply, ReplayingAPackChangesNothing) {
  log(two_saves());
  log(save_over(ver(1, 2)));
  const MemoryLedger before = ledger_;
  EXPECT_TRUE(apply(ledger_, two_saves(), Position{1}, book_.reader()).records.empty());
  EXPECT_EQ(ledger_, before);
}

TEST_F(Apply, APackWithoutChangesDoesNothing) {
  const MemoryLedger before = ledger_;
  log(pack_of({}));
  EXPECT_EQ(ledger_, before);
}

TEST_F(Apply, AChangeOfNoOpsKeepsItsPlace) {
  log(pack_of({.stream = 1, .head = 11, .changes = {{}, {write_op(cell(topic), text("b"), {ver(1, 1)})}}}));
  EXPECT_EQ(topics(), Values{text("b")});
  EXPECT_TRUE(known(ledger_, ver(1, 1)));
}

TEST_F(Apply, TheHeadBeforeAPackIsLearnedFromIt) {
  declare(1, 1, 1);
  EXPECT_EQ(ledger_.token(ver(1, 1)), std::nullopt);
  log(pack_of({.stream = 1, .first = 2, .previous = 11, .head = 12, .changes = {{}}}));
  EXPECT_EQ(ledger_.token(ver(1, 1)), Token{11});
}

TEST_F(Apply, TheHeadOfALostChangeIsLearnedFromWhoNamesIt) {
  declare(1, 1, 1);
  log(save_over(ver(1, 1), {{ver(1, 1), Token{11}}}));
  EXPECT_EQ(ledger_.token(ver(1, 1)), Token{11});
  EXPECT_TRUE(loses_fork(ledger_, pack_of({.stream = 1, .head = 99, .changes = {{}}})));
}

TEST_F(Apply, ANameNeverChangesAChainHeadThatIsKnown) {
  log(two_saves());
  log(save_over(ver(1, 2), {{ver(1, 2), Token{99}}}));
  EXPECT_EQ(ledger_.token(ver(1, 2)), Token{11});
}

TEST_F(Apply, AVoidedChangeNeitherAddsNorSupersedes) {
  log(two_saves());
  declare(2, 1, 1, Token{21}, VoidReason::refused);
  EXPECT_TRUE(log(save_over(ver(1, 2))).records.empty());
  EXPECT_EQ(topics(), Values{text("b")});
  EXPECT_EQ(ledger_.stream(StreamId{2})->sequence, Sequence{1});
}

TEST_F(Apply, AVoidThatIsLoggedAfterItsVersionHasNoEffect) {
  log(two_saves());
  const Applied applied = declare(1, 1, 3);
  ASSERT_EQ(applied.voids.size(), 1U);
  EXPECT_EQ(applied.voids[0].first, Sequence{3});
  EXPECT_EQ(applied.voids[0].last, Sequence{3});
  EXPECT_EQ(topics(), Values{text("b")});
  EXPECT_FALSE(ledger_.void_entry(ver(1, 2)));
}

TEST_F(Apply, AVoidFillsTheGapOfAStream) {
  declare(1, 1, 2, Token{11});
  EXPECT_EQ(ledger_.stream(StreamId{1}), (StreamHead{Sequence{2}, std::nullopt, DeviceId{}}));
  EXPECT_EQ(ledger_.token(ver(1, 2)), Token{11});
  EXPECT_EQ(ledger_.position(ver(1, 2)), Position{1});
  EXPECT_TRUE(contiguous(ledger_, pack_of({.stream = 1, .first = 3, .changes = {{}}})));
}

TEST_F(Apply, AVoidBeyondAGapWaitsForIt) {
  declare(1, 2, 2);
  EXPECT_FALSE(ledger_.stream(StreamId{1}));
  log(pack_of({.stream = 1, .head = 11, .changes = {{write_op(cell(topic), text("a"))}}}));
  EXPECT_EQ(ledger_.stream(StreamId{1}), (StreamHead{Sequence{2}, std::nullopt, laptop}));
}

TEST_F(Apply, APackOfWhichSomeIsVoidIsAppliedWithoutThat) {
  declare(1, 2, 2, Token{11}, VoidReason::refused);
  log(two_saves());
  EXPECT_EQ(topics(), Values{text("a")});
  EXPECT_EQ(ledger_.stream(StreamId{1}), (StreamHead{Sequence{2}, head_number(11), laptop}));
  EXPECT_EQ(ledger_.position(ver(1, 1)), Position{2});
  EXPECT_EQ(ledger_.position(ver(1, 2)), Position{1});
}

TEST_F(Apply, APackThatIsWhollyVoidGivesItsStreamAHead) {
  declare(1, 1, 2, Token{11}, VoidReason::mismatch);
  log(two_saves());
  EXPECT_TRUE(topics().empty());
  EXPECT_EQ(ledger_.stream(StreamId{1}), (StreamHead{Sequence{2}, head_number(11), laptop}));
}

TEST_F(Apply, TheFirstVoidOfAVersionStands) {
  declare(1, 1, 1, Token{11}, VoidReason::lost);
  EXPECT_TRUE(declare(1, 1, 1, Token{12}, VoidReason::refused).voids.empty());
  EXPECT_EQ(ledger_.void_entry(ver(1, 1))->reason, VoidReason::lost);
  EXPECT_EQ(ledger_.token(ver(1, 1)), Token{11});
}

TEST_F(Apply, OnlyTheServersLogOpsCount) {
  log(pack_of(
      {.stream = 3,
       .device = desktop,
       .head = 31,
       .changes = {{book_.voids({{StreamId{1}, Sequence{1}, Sequence{2}, {}, VoidReason::lost, ""}})}}}));
  log(two_saves());
  EXPECT_EQ(topics(), Values{text("b")});
}

TEST_F(Apply, AVoidRangeBeyondTheBoundHasNoEffect) {
  EXPECT_TRUE(declare(1, 1, 0xffff'ffff).voids.empty());
  EXPECT_TRUE(declare(1, 0, 5).voids.empty());
  EXPECT_TRUE(declare(1, 5, 4).voids.empty());
  EXPECT_EQ(declare(1, 0xffff'ffff, 0xffff'ffff).voids.size(), 1U);
}

TEST_F(Apply, UnknownLogOpsAndUnreadablePayloadsDoNothing) {
  Op later;
  later.kind = OpKind{25};
  Op broken;
  broken.kind = OpKind::declare_void;
  broken.payload = {1, 2, 3};
  EXPECT_TRUE(server_logs({later, broken}).voids.empty());
  EXPECT_EQ(ledger_.stream(StreamId{0x50})->sequence, Sequence{1});
}

TEST_F(Apply, AReissueCountsUnderTheOriginalsOwnVersion) {
  declare(1, 1, 2);
  const Applied applied = server_logs({book_.reissue(two_saves(), 1)});
  EXPECT_EQ(applied.reissued, std::vector{ver(1, 1)});
  EXPECT_EQ(applied.records, std::set{seminar});
  ASSERT_EQ(topics(), Values{text("a")});
  EXPECT_EQ(ledger_.record(seminar).cells.at(cell(topic))[0].stamp, two_saves().stamp_at(0));
  EXPECT_EQ(ledger_.token(ver(1, 1)), Token{11});
  EXPECT_EQ(ledger_.reissued(ver(1, 1)), Position{2});
}

TEST_F(Apply, ASecondReissueDoesNothing) {
  declare(1, 1, 2);
  server_logs({book_.reissue(two_saves(), 1)});
  server_logs({book_.reissue(two_saves(), 2)});
  EXPECT_TRUE(server_logs({book_.reissue(two_saves(), 1)}).reissued.empty());
  EXPECT_EQ(topics(), Values{text("b")});
}

TEST_F(Apply, OnlyAVoidVersionIsReissued) {
  log(two_saves());
  log(save_over(ver(1, 2)));
  EXPECT_TRUE(server_logs({book_.reissue(two_saves(), 2)}).reissued.empty());
  EXPECT_EQ(topics(), Values{text("c")});
}

TEST_F(Apply, AReissueWithAnotherChainHeadDoesNothing) {
  declare(1, 1, 2, Token{99});
  EXPECT_TRUE(server_logs({book_.reissue(two_saves(), 1)}).reissued.empty());
  EXPECT_TRUE(topics().empty());
}

TEST_F(Apply, AReissueOfASequenceOutsideItsPackDoesNothing) {
  declare(1, 1, 9);
  EXPECT_TRUE(server_logs({book_.reissue(two_saves(), 3)}).reissued.empty());
  EXPECT_TRUE(server_logs({book_.reissue(two_saves(), 0)}).reissued.empty());
}

TEST_F(Apply, AReissueLeavesOutTheValuesThatTheLogSupersededByNamingIt) {
  declare(1, 1, 2);
  log(save_over(ver(1, 2)));
  server_logs({book_.reissue(two_saves(), 2)});
  EXPECT_EQ(topics(), Values{text("c")});
}

TEST_F(Apply, AReissueKeepsTheSupersessionsOfTheValuesItLeavesOut) {
  log(pack_of({.stream = 4, .head = 41, .changes = {{write_op(cell(topic), text("old"))}}}));
  declare(1, 1, 1);
  log(save_over(ver(1, 1)));
  const PackContent original =
      pack_of({.stream = 1, .head = 11, .changes = {{write_op(cell(topic), text("lost"), {ver(4, 1)})}}});
  server_logs({book_.reissue(original, 1)});
  EXPECT_EQ(topics(), Values{text("c")});
}

TEST_F(Apply, AReissueKeepsTheCellsThatNobodyNamed) {
  declare(1, 1, 1);
  log(save_over(ver(1, 1)));
  const PackContent original =
      pack_of({.stream = 1,
               .head = 11,
               .changes = {{write_op(cell(topic), text("lost")), write_op(cell(hours), text("2"))}}});
  server_logs({book_.reissue(original, 1)});
  EXPECT_EQ(topics(), Values{text("c")});
  EXPECT_EQ(values_in(ledger_.record(seminar), cell(hours)), Values{text("2")});
}

TEST_F(Apply, WhatIsVoidItselfNamesNothing) {
  declare(1, 1, 2);
  declare(2, 1, 1, Token{21}, VoidReason::refused);
  log(save_over(ver(1, 2)));
  server_logs({book_.reissue(two_saves(), 2)});
  EXPECT_EQ(topics(), Values{text("b")});
}

TEST_F(Apply, OfAServersChangeOnlyValuesAreReissued) {
  const RecordKey card{builtin::card, hashed_record_id(desktop.value)};
  Op active = write_op(cell(builtin::card_field::active), true);
  active.record = card;
  const PackContent original = pack_of(
      {.stream = 0x51,
       .device = office,
       .head = 0x5101,
       .changes = {{active, write_op(cell(topic), text("a")),
                    book_.voids({{StreamId{9}, Sequence{1}, Sequence{1}, {}, VoidReason::lost, ""}})}}});
  declare(0x51, 1, 1);
  server_logs({book_.reissue(original, 1)});
  EXPECT_EQ(topics(), Values{text("a")});
  EXPECT_FALSE(ledger_.carded(desktop));
  EXPECT_FALSE(ledger_.void_entry(ver(9, 1)));
}

TEST_F(Apply, AnErasureEmptiesTheValueAndKeepsTheVersion) {
  log(two_saves());
  const Applied applied = server_logs({book_.erase({{seminar, cell(topic), ver(1, 2)}})});
  EXPECT_EQ(applied.erased.size(), 1U);
  const Cell erased = ledger_.record(seminar).cells.at(cell(topic));
  EXPECT_EQ(erased[0].value, Value{Nothing{}});
  EXPECT_TRUE(erased[0].erased);
  EXPECT_EQ(erased[0].stamp.version, ver(1, 2));
}

TEST_F(Apply, AnErasedValueStaysErasedWhenItIsReissued) {
  declare(1, 1, 2);
  server_logs({book_.erase({{seminar, cell(topic), ver(1, 2)}})});
  server_logs({book_.reissue(two_saves(), 2)});
  EXPECT_EQ(topics(), Values{Nothing{}});
}

TEST_F(Apply, AnErasureOfWhatIsAlreadySupersededIsStillToldToWhoKeepsBytes) {
  log(two_saves());
  EXPECT_EQ(server_logs({book_.erase({{seminar, cell(topic), ver(1, 1)}})}).erased.size(), 1U);
  EXPECT_EQ(topics(), Values{text("b")});
}

TEST_F(Apply, ADeviceCannotCardItself) {
  Op active = write_op(cell(builtin::card_field::active), true);
  active.record = {builtin::card, hashed_record_id(laptop.value)};
  log(pack_of({.changes = {{active}}}));
  EXPECT_FALSE(ledger_.carded(laptop));
  server_logs({active});
  EXPECT_TRUE(ledger_.carded(laptop));
}

}  // namespace
}  // namespace mektep::test
