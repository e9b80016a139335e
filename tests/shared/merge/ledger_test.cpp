#include "shared/merge/ledger.h"

#include <gtest/gtest.h>

#include "tests/shared/merge/builders.h"

namespace mektep::test {
namespace {

// A ledger that knows stream 1 up to 2 (chain head 11) and stream 2 up to 1 (chain head 21).
class LedgerRules : public testing::Test {
 protected:
  LedgerRules() : ledger_({office}) {
    ledger_.put_stream(StreamId{1}, {Sequence{2}, head_number(11), laptop});
    ledger_.put_range(StreamId{1}, Sequence{1}, Sequence{2}, Token{11}, Position{1});
    ledger_.put_stream(StreamId{2}, {Sequence{1}, head_number(21), desktop});
    ledger_.put_range(StreamId{2}, Sequence{1}, Sequence{1}, Token{21}, Position{2});
  }

  Fit fit_of(std::vector<Version> supersedes, std::map<Version, Token> named = {}) const {
    return fit(ledger_, naming(std::move(supersedes), std::move(named)), 0);
  }
  static PackContent naming(std::vector<Version> supersedes, std::map<Version, Token> named = {}) {
    return pack_of({.stream = 1,
                    .first = 3,
                    .previous = 11,
                    .head = 12,
                    .changes = {{write_op(cell(topic), text("a"), std::move(supersedes))}},
                    .named = std::move(named)});
  }

  MemoryLedger ledger_;
};

TEST_F(LedgerRules, AStreamIsKnownUpToItsHead) {
  EXPECT_TRUE(known(ledger_, ver(1, 1)));
  EXPECT_TRUE(known(ledger_, ver(1, 2)));
  EXPECT_FALSE(known(ledger_, ver(1, 3)));
  EXPECT_FALSE(known(ledger_, ver(7, 1)));
}

TEST_F(LedgerRules, AVoidVersionIsKnown) {
  ledger_.put_void(ver(7, 4), {VoidReason::lost, "", Position{3}});
  EXPECT_TRUE(known(ledger_, ver(7, 4)));
  EXPECT_FALSE(known(ledger_, ver(7, 3)));
}

TEST_F(LedgerRules, AChangeThatNamesWhatIsKnownFits) { EXPECT_EQ(fit_of({ver(1, 2), ver(2, 1)}), Fit::fits); }

TEST_F(LedgerRules, AChangeThatNamesAnUnknownVersionWaits) {
  EXPECT_EQ(fit_of({ver(2, 2)}), Fit::unknown_names);
  EXPECT_EQ(fit_of({ver(7, 1)}), Fit::unknown_names);
}

TEST_F(LedgerRules, ACoveredVersionIsNamedToo) {
  PackContent pack = naming({});
  pack.changes[0].ops = {withdraw_op({ver(7, 1)})};
  EXPECT_EQ(fit(ledger_, pack, 0), Fit::unknown_names);
}

TEST_F(LedgerRules, AnotherChainHeadIsAMismatch) {
  EXPECT_EQ(fit_of({ver(2, 1)}, {{ver(2, 1), Token{21}}}), Fit::fits);
  EXPECT_EQ(fit_of({ver(2, 1)}, {{ver(2, 1), Token{99}}}), Fit::mismatch);
}

TEST_F(LedgerRules, WaitingGoesBeforeAMismatch) {
  EXPECT_EQ(fit_of({ver(2, 1), ver(7, 1)}, {{ver(2, 1), Token{99}}}), Fit::unknown_names);
}

TEST_F(LedgerRules, AMismatchOfAnotherChangeInThePackIsNotThisOnes) {
  EXPECT_EQ(fit_of({ver(1, 1)}, {{ver(2, 1), Token{99}}}), Fit::fits);
}

TEST_F(LedgerRules, AVoidVersionWithoutAChainHeadMatchesAnyName) {
  ledger_.put_void(ver(7, 1), {VoidReason::lost, "", Position{3}});
  EXPECT_EQ(fit_of({ver(7, 1)}, {{ver(7, 1), Token{5}}}), Fit::fits);
}

TEST_F(LedgerRules, NamesInsideThePackNeedNoChainHeadAndAreNotUnknown) {
  PackContent pack = naming({});
  pack.changes.push_back(pack.changes[0]);
  pack.changes[1].ops = {write_op(cell(topic), text("b"), {ver(1, 3)})};
  EXPECT_EQ(fit(ledger_, pack, 1), Fit::fits);
  EXPECT_TRUE(unknown_names(ledger_, pack).empty());
}

TEST_F(LedgerRules, AChangeThatNamesItselfOrALaterOneNeverFits) {
  EXPECT_EQ(fit_of({ver(1, 3)}), Fit::mismatch);
  EXPECT_EQ(fit_of({ver(1, 9)}), Fit::mismatch);
}

TEST_F(LedgerRules, TheOwnStreamsLastChangeIsNamedByThePreviousHead) {
  PackContent pack = naming({ver(1, 2)});
  EXPECT_EQ(fit(ledger_, pack, 0), Fit::fits);
  pack.previous = head_number(99);
  EXPECT_EQ(fit(ledger_, pack, 0), Fit::mismatch);
}

TEST_F(LedgerRules, UnknownNamesAreListedOnceAndSorted) {
  PackContent pack = naming({ver(7, 1), ver(2, 2), ver(2, 1)});
  pack.changes.push_back(pack.changes[0]);
  pack.changes[1].ops = {withdraw_op({ver(2, 2), ver(6, 1)})};
  EXPECT_EQ(unknown_names(ledger_, pack), (std::vector{ver(2, 2), ver(6, 1), ver(7, 1)}));
}

TEST_F(LedgerRules, AStreamGoesOnWithoutAGap) {
  EXPECT_TRUE(contiguous(ledger_, pack_of({.stream = 1, .first = 3, .changes = {{}}})));
  EXPECT_TRUE(contiguous(ledger_, pack_of({.stream = 1, .first = 2, .changes = {{}}})));
  EXPECT_FALSE(contiguous(ledger_, pack_of({.stream = 1, .first = 4, .changes = {{}}})));
  EXPECT_TRUE(contiguous(ledger_, pack_of({.stream = 7, .first = 1, .changes = {{}}})));
  EXPECT_FALSE(contiguous(ledger_, pack_of({.stream = 7, .first = 2, .changes = {{}}})));
}

TEST_F(LedgerRules, TheSameSequenceWithAnotherHeadLosesTheFork) {
  EXPECT_FALSE(loses_fork(ledger_, pack_of({.stream = 1, .first = 1, .head = 11, .changes = {{}, {}}})));
  EXPECT_TRUE(loses_fork(ledger_, pack_of({.stream = 1, .first = 1, .head = 12, .changes = {{}, {}}})));
  EXPECT_TRUE(loses_fork(ledger_,
                         pack_of({.stream = 1, .first = 2, .previous = 5, .head = 12, .changes = {{}, {}}})));
}

TEST_F(LedgerRules, WhatFollowsALosingBranchLosesToo) {
  EXPECT_FALSE(
      loses_fork(ledger_, pack_of({.stream = 1, .first = 3, .previous = 11, .head = 13, .changes = {{}}})));
  EXPECT_TRUE(
      loses_fork(ledger_, pack_of({.stream = 1, .first = 3, .previous = 12, .head = 13, .changes = {{}}})));
}

TEST_F(LedgerRules, AnUnknownStreamLosesNothing) {
  EXPECT_FALSE(
      loses_fork(ledger_, pack_of({.stream = 7, .first = 5, .previous = 1, .head = 2, .changes = {{}}})));
}

}  // namespace
}  // namespace mektep::test
