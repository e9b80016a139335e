#include "shared/pack/squash.h"

#include <gtest/gtest.h>

#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::early;
using test::op_of;
using test::own;
using test::write;

Version draft_name(std::uint64_t number) { return draft_version(DraftNumber{number}); }

Draft draft(std::uint64_t number, std::vector<Op> ops, RecordId author = test::coordinator) {
  Draft made;
  made.number = DraftNumber{number};
  made.author = author;
  made.lamport = Lamport{100 + number};
  made.ops = std::move(ops);
  return made;
}

// The ops that remain, as "draft: field".
std::vector<std::string> remaining(const std::vector<Draft>& drafts) {
  std::vector<std::string> list;
  for (const Draft& one : drafts) {
    for (const Op& op : one.ops) {
      list.push_back(std::to_string(one.number.value) + ":" + std::to_string(op.cell.field.value));
    }
  }
  return list;
}
using Remaining = std::vector<std::string>;

Op withdraw(std::vector<Version> covers) {
  Op op = op_of(OpKind::withdraw, test::cell(0));
  op.covers = std::move(covers);
  return op;
}

TEST(Squash, OfUnrelatedDraftsChangesNothing) {
  const std::vector<Draft> drafts = {draft(1, {write(1, true, {early(1)})}),
                                     draft(2, {write(2, true, {early(1)})})};
  const auto squashed = squash(drafts);
  ASSERT_EQ(squashed.size(), 2U);
  EXPECT_EQ(squashed[0].ops, drafts[0].ops);
  EXPECT_EQ(squashed[1].ops, drafts[1].ops);
}

TEST(Squash, ALaterWriteTakesOverTheEarliersBasis) {
  Draft first = draft(1, {write(1, std::string("a"), {early(3)})});
  first.basis = {{early(3), Token{33}}};
  const auto squashed = squash({first, draft(2, {write(1, std::string("b"), {draft_name(1)})})});
  ASSERT_EQ(squashed.size(), 1U);
  EXPECT_EQ(squashed[0].number, DraftNumber{2});
  EXPECT_EQ(squashed[0].lamport, Lamport{102});
  EXPECT_EQ(squashed[0].ops, std::vector<Op>{write(1, std::string("b"), {early(3)})});
  EXPECT_EQ(squashed[0].basis, (std::map<Version, Token>{{early(3), Token{33}}}));
}

TEST(Squash, AChainOfWritesEndsInTheLast) {
  std::vector<Draft> drafts = {draft(1, {write(1, std::int64_t{1}, {early(3)})})};
  for (std::uint64_t number = 2; number <= 20; ++number) {
    drafts.push_back(draft(number, {write(1, static_cast<std::int64_t>(number), {draft_name(number - 1)})}));
  }
  const auto squashed = squash(drafts);
  ASSERT_EQ(squashed.size(), 1U);
  EXPECT_EQ(squashed[0].ops, std::vector<Op>{write(1, std::int64_t{20}, {early(3)})});
}

TEST(Squash, OtherCellsOfTheEarlierDraftStay) {
  const auto squashed =
      squash({draft(1, {write(1, true), write(2, true)}), draft(2, {write(1, false, {draft_name(1)})})});
  EXPECT_EQ(remaining(squashed), (Remaining{"1:2", "2:1"}));
}

TEST(Squash, AWriteThatDoesNotNameTheEarlierStaysARival) {
  const auto squashed = squash({draft(1, {write(1, true)}), draft(2, {write(1, false)})});
  EXPECT_EQ(remaining(squashed), (Remaining{"1:1", "2:1"}));
}

TEST(Squash, TheSameFieldOfAnotherRecordIsAnotherCell) {
  Op other = write(1, false, {draft_name(1)});
  other.record = test::lesson;
  EXPECT_EQ(remaining(squash({draft(1, {write(1, true)}), draft(2, {other})})), (Remaining{"1:1", "2:1"}));
}

TEST(Squash, AnotherAuthorsWriteIsSealedBesideIt) {
  const auto squashed =
      squash({draft(1, {write(1, true)}), draft(2, {write(1, false, {draft_name(1)})}, test::trainer)});
  ASSERT_EQ(remaining(squashed), (Remaining{"1:1", "2:1"}));
  EXPECT_EQ(squashed[1].ops[0].supersedes, std::vector<Version>{draft_name(1)});
}

TEST(Squash, NothingIsSquashedAcrossAWithdrawOrRestore) {
  for (const OpKind kind : {OpKind::withdraw, OpKind::restore}) {
    const auto squashed = squash({draft(1, {write(1, true)}), draft(2, {op_of(kind, test::cell(0))}),
                                  draft(3, {write(1, false, {draft_name(1)})})});
    EXPECT_EQ(remaining(squashed), (Remaining{"1:1", "2:0", "3:1"}));
  }
}

TEST(Squash, ALifeOpOfAnotherRecordDoesNotStandBetween) {
  Op life = op_of(OpKind::withdraw, test::cell(0));
  life.record = test::lesson;
  const auto squashed =
      squash({draft(1, {write(1, true)}), draft(2, {life}), draft(3, {write(1, false, {draft_name(1)})})});
  EXPECT_EQ(remaining(squashed), (Remaining{"2:0", "3:1"}));
}

TEST(Squash, LifeOpsAreNeverSquashed) {
  const auto squashed = squash({draft(1, {op_of(OpKind::withdraw, test::cell(0))}),
                                draft(2, {op_of(OpKind::restore, test::cell(0), {draft_name(1)})})});
  EXPECT_EQ(remaining(squashed), (Remaining{"1:0", "2:0"}));
}

TEST(Squash, NothingIsSquashedAcrossASubmission) {
  Draft submission = draft(2, {write(5, true)});
  submission.stands_alone = true;
  const Draft first = draft(1, {write(1, true)});
  const Draft third = draft(3, {write(1, false, {draft_name(1)})});
  EXPECT_EQ(remaining(squash({first, submission, third})), (Remaining{"1:1", "2:5", "3:1"}));
  const Draft fourth = draft(4, {write(1, true, {draft_name(3)})});
  EXPECT_EQ(remaining(squash({first, submission, third, fourth})), (Remaining{"1:1", "2:5", "4:1"}));
}

TEST(Squash, ASubmissionItselfIsNeverSquashed) {
  Draft submission = draft(1, {write(1, true)});
  submission.stands_alone = true;
  const Draft later = draft(2, {write(1, false, {draft_name(1)})});
  EXPECT_EQ(remaining(squash({submission, later})), (Remaining{"1:1", "2:1"}));
}

TEST(Squash, ADraftThatAnotherNamesToStays) {
  // Two later drafts were written over the first: it is a common basis, not a step.
  const auto squashed = squash({draft(1, {write(1, true)}), draft(2, {write(1, false, {draft_name(1)})}),
                                draft(3, {write(1, Nothing{}, {draft_name(1)})})});
  EXPECT_EQ(remaining(squashed), (Remaining{"1:1", "2:1", "3:1"}));
}

TEST(Squash, ADraftThatAWithdrawCoversStays) {
  const auto squashed = squash({draft(1, {write(1, true)}), draft(2, {write(1, false, {draft_name(1)})}),
                                draft(3, {withdraw({draft_name(1), draft_name(2)})})});
  EXPECT_EQ(remaining(squashed), (Remaining{"1:1", "2:1", "3:0"}));
}

TEST(Squash, AnElementAddedAndRemovedBeforeAnybodySawItIsGone) {
  const auto squashed = squash(
      {draft(1, {write(4, Nothing{})}), draft(2, {op_of(OpKind::remove, test::cell(4), {draft_name(1)})})});
  EXPECT_TRUE(squashed.empty());
}

TEST(Squash, AnElementOfTheLogRewrittenAndRemovedIsStillRemoved) {
  const auto squashed = squash({draft(1, {write(4, Nothing{}, {early(1)})}),
                                draft(2, {op_of(OpKind::remove, test::cell(4), {draft_name(1)})})});
  ASSERT_EQ(squashed.size(), 1U);
  EXPECT_EQ(squashed[0].ops[0], op_of(OpKind::remove, test::cell(4), {early(1)}));
}

TEST(Squash, ABasisThatBothKnewStandsOnce) {
  const auto squashed = squash({draft(1, {write(1, true, {early(1), own(2)})}),
                                draft(2, {write(1, false, {draft_name(1), early(1)})})});
  ASSERT_EQ(squashed.size(), 1U);
  EXPECT_EQ(squashed[0].ops[0].supersedes, (std::vector<Version>{early(1), own(2)}));
}

TEST(Squash, TheLaterDraftsOwnTokenIsKept) {
  Draft first = draft(1, {write(1, true, {early(1)})});
  first.basis = {{early(1), Token{1}}};
  Draft second = draft(2, {write(1, false, {draft_name(1), early(1)})});
  second.basis = {{early(1), Token{2}}, {early(9), Token{9}}};
  const auto squashed = squash({first, second});
  ASSERT_EQ(squashed.size(), 1U);
  EXPECT_EQ(squashed[0].basis, (std::map<Version, Token>{{early(1), Token{2}}}));
}

TEST(Squash, ADraftSealedLongAgoIsJustAName) {
  const auto squashed = squash({draft(7, {write(1, true, {draft_name(3)})})});
  ASSERT_EQ(squashed.size(), 1U);
  EXPECT_EQ(squashed[0].ops[0].supersedes, std::vector<Version>{draft_name(3)});
}

}  // namespace
}  // namespace mektep
