#include "shared/merge/memory_ledger.h"

#include <gtest/gtest.h>

#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "tests/shared/merge/builders.h"

namespace mektep::test {
namespace {

RecordState with_topic(std::string value) {
  RecordState state;
  merge_op(state, write_op(cell(topic), text(std::move(value))), stamp(ver(1, 1)));
  return state;
}

TEST(MemoryLedger, KnowsNothingAtFirst) {
  const MemoryLedger ledger;
  EXPECT_FALSE(ledger.stream(StreamId{1}));
  EXPECT_FALSE(ledger.token(ver(1, 1)));
  EXPECT_FALSE(ledger.position(ver(1, 1)));
  EXPECT_FALSE(ledger.void_entry(ver(1, 1)));
  EXPECT_FALSE(ledger.reissued(ver(1, 1)));
  EXPECT_FALSE(ledger.named(seminar, cell(topic), ver(1, 1)));
  EXPECT_FALSE(ledger.erased({seminar, cell(topic), ver(1, 1)}));
  EXPECT_TRUE(ledger.record(seminar).empty());
  EXPECT_FALSE(ledger.carded(laptop));
  EXPECT_FALSE(ledger.is_server(office));
}

TEST(MemoryLedger, ARangeAnswersForAllItsVersionsAndNoOthers) {
  MemoryLedger ledger;
  ledger.put_range(StreamId{1}, Sequence{3}, Sequence{5}, Token{9}, Position{2});
  EXPECT_FALSE(ledger.token(ver(1, 2)));
  EXPECT_EQ(ledger.token(ver(1, 3)), Token{9});
  EXPECT_EQ(ledger.token(ver(1, 5)), Token{9});
  EXPECT_EQ(ledger.position(ver(1, 4)), Position{2});
  EXPECT_FALSE(ledger.token(ver(1, 6)));
  EXPECT_FALSE(ledger.token(ver(2, 4)));
}

TEST(MemoryLedger, AVoidVersionBecameKnownAtItsVoid) {
  MemoryLedger ledger;
  ledger.put_void(ver(1, 4), {VoidReason::refused, "why", Position{1}});
  ledger.put_range(StreamId{1}, Sequence{3}, Sequence{5}, Token{9}, Position{2});
  EXPECT_EQ(ledger.position(ver(1, 4)), Position{1});
  EXPECT_EQ(ledger.position(ver(1, 5)), Position{2});
}

TEST(MemoryLedger, ACopyIsIndependent) {
  MemoryLedger ledger;
  ledger.put_record(seminar, with_topic("a"));
  MemoryLedger copy = ledger;
  copy.put_record(seminar, with_topic("b"));
  EXPECT_EQ(ledger.record(seminar), with_topic("a"));
  EXPECT_NE(ledger, copy);
}

TEST(MemoryLedger, AnEmptyRecordIsNotKept) {
  MemoryLedger ledger;
  ledger.put_record(seminar, with_topic("a"));
  ledger.put_record(seminar, {});
  EXPECT_TRUE(ledger.records().empty());
}

TEST(MemoryLedger, ACardIsActiveUntilTheServerSaysOtherwise) {
  MemoryLedger ledger({office});
  const RecordKey key{builtin::card, hashed_record_id(laptop.value)};
  RecordState card;
  merge_op(card, write_op(cell(builtin::card_field::active), true), stamp(ver(1, 1)));
  ledger.put_record(key, card);
  EXPECT_TRUE(ledger.carded(laptop));
  EXPECT_FALSE(ledger.carded(desktop));
  merge_op(card, write_op(cell(builtin::card_field::active), false, {ver(1, 1)}), stamp(ver(1, 2)));
  ledger.put_record(key, card);
  EXPECT_FALSE(ledger.carded(laptop));
}

TEST(MemoryLedger, TheServerNeedsNoCard) { EXPECT_TRUE(MemoryLedger({office}).carded(office)); }

class Overlay : public testing::Test {
 protected:
  Overlay() {
    base_.put_stream(StreamId{1}, {Sequence{1}, head_number(11), laptop});
    base_.put_range(StreamId{1}, Sequence{1}, Sequence{1}, Token{11}, Position{1});
    base_.put_void(ver(3, 1), {VoidReason::lost, "", Position{1}});
    base_.put_token(ver(3, 1), Token{31});
    base_.put_reissued(ver(3, 1), Position{2});
    base_.put_named(seminar, cell(topic), ver(3, 1));
    base_.put_erased({seminar, cell(topic), ver(1, 1)});
    base_.put_record(seminar, with_topic("base"));
  }
  MemoryLedger base_{std::set{office}};
};

TEST_F(Overlay, ReadsFallThrough) {
  const MemoryLedger overlay = MemoryLedger::over(base_);
  EXPECT_EQ(overlay.stream(StreamId{1}), base_.stream(StreamId{1}));
  EXPECT_EQ(overlay.token(ver(1, 1)), Token{11});
  EXPECT_EQ(overlay.token(ver(3, 1)), Token{31});
  EXPECT_EQ(overlay.position(ver(1, 1)), Position{1});
  EXPECT_TRUE(overlay.void_entry(ver(3, 1)));
  EXPECT_EQ(overlay.reissued(ver(3, 1)), Position{2});
  EXPECT_TRUE(overlay.named(seminar, cell(topic), ver(3, 1)));
  EXPECT_TRUE(overlay.erased({seminar, cell(topic), ver(1, 1)}));
  EXPECT_EQ(overlay.record(seminar), with_topic("base"));
  EXPECT_TRUE(overlay.is_server(office));
  EXPECT_TRUE(overlay.records().empty());
}

TEST_F(Overlay, WritesStayAbove) {
  const MemoryLedger before = base_;
  MemoryLedger overlay = MemoryLedger::over(base_);
  overlay.put_stream(StreamId{1}, {Sequence{2}, head_number(12), laptop});
  overlay.put_range(StreamId{1}, Sequence{2}, Sequence{2}, Token{12}, Position{9});
  overlay.put_void(ver(4, 1), {VoidReason::lost, "", Position{9}});
  overlay.put_record(seminar, with_topic("pending"));
  EXPECT_EQ(base_, before);
  EXPECT_EQ(overlay.stream(StreamId{1})->sequence, Sequence{2});
  EXPECT_EQ(overlay.record(seminar), with_topic("pending"));
  EXPECT_EQ(overlay.records().size(), 1U);
}

TEST_F(Overlay, AnEmptiedRecordHidesTheOneBelow) {
  MemoryLedger overlay = MemoryLedger::over(base_);
  overlay.put_record(seminar, {});
  EXPECT_TRUE(overlay.record(seminar).empty());
  ASSERT_NE(overlay.find(seminar), nullptr);
}

TEST_F(Overlay, TheCardOfAPendingServerPackCounts) {
  MemoryLedger overlay = MemoryLedger::over(base_);
  RecordState card;
  merge_op(card, write_op(cell(builtin::card_field::active), true), stamp(ver(8, 1)));
  overlay.put_record({builtin::card, hashed_record_id(laptop.value)}, card);
  EXPECT_TRUE(overlay.carded(laptop));
  EXPECT_FALSE(base_.carded(laptop));
}

}  // namespace
}  // namespace mektep::test
