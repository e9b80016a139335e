#include "shared/serve/recalling.h"

#include <gtest/gtest.h>

#include "tests/support/packs.h"

namespace mektep {
namespace {

constexpr ScopeNumber scope{0x3000'0001};

// A log of packs that write one record each: the first pack's record is 1.
class RecallingTest : public ::testing::Test {
 protected:
  void fill(std::size_t packs) {
    for (std::size_t at = 0; at < packs; ++at) log_.push_back(test::logged(maker_.next(), log_.size() + 1));
  }
  // As a Reader does.
  struct Log {
    const std::vector<LoggedPack>& packs;
    std::optional<ScopeHead> head(ScopeNumber) const {
      ScopeHead head;
      head.position = Position{packs.size()};
      return head;
    }
    std::vector<LoggedPack> read_after(ScopeNumber, Position cursor, std::size_t) const {
      std::vector<LoggedPack> found;
      for (std::size_t at = cursor.value; at < packs.size() && found.size() < 10; ++at) found.push_back(packs[at]);
      return found;
    }
  };
  static Recall asked(std::uint64_t record, std::uint64_t before) {
    return {scope, TypeNumber{40}, RecordId{record}, Position{before}};
  }
  // Everything that is answered; `steps` says in how many reads.
  std::vector<Recalled> answers() {
    std::vector<Recalled> found;
    for (bool more = true; more;) {
      more = false;
      while (auto message = recalling_.next()) {
        found.push_back(std::get<Recalled>(*message));
        more = true;
      }
      if (const auto wanted = recalling_.wanted()) {
        ++steps_;
        recalling_.on_read(read_back(Log{log_}, *wanted));
        more = true;
      }
    }
    return found;
  }

  test::PackMaker maker_{scope};
  std::vector<LoggedPack> log_;
  Recalling recalling_;
  std::size_t steps_ = 0;
};

TEST_F(RecallingTest, ThePacksThatTouchARecordComeAndThenTheEnd) {
  fill(5);
  recalling_.take(asked(3, 6));
  const auto found = answers();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].position, Position{3});
  EXPECT_EQ(found[0].pack, log_[2].bytes);
  EXPECT_EQ(found[1].position, Position{0});
  EXPECT_TRUE(found[1].pack.empty());
}

TEST_F(RecallingTest, WhatTheReaderHoldsItselfIsNotSent) {
  fill(5);
  recalling_.take(asked(3, 3));
  EXPECT_EQ(answers().size(), 1U) << "the end alone";
}

TEST_F(RecallingTest, ALongLogIsReadInSteps) {
  fill(3 * read_back_packs);
  recalling_.take(asked(1, UINT32_MAX));
  const auto found = answers();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].position, Position{1});
  EXPECT_EQ(steps_, 3U);
}

TEST_F(RecallingTest, NothingIsReadWhileAnAnswerWaitsToBeSaid) {
  fill(2 * read_back_packs);
  recalling_.take(asked(2 * read_back_packs, UINT32_MAX));
  recalling_.on_read(read_back(Log{log_}, *recalling_.wanted()));
  EXPECT_FALSE(recalling_.wanted());
  ASSERT_TRUE(recalling_.next());
  EXPECT_TRUE(recalling_.wanted());
  EXPECT_FALSE(recalling_.wanted()) << "one is under way";
}

TEST_F(RecallingTest, AnEmptyLogEndsAtOnce) {
  recalling_.take(asked(3, 6));
  const auto found = answers();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].pack.empty());
}

TEST_F(RecallingTest, AReaderThatAsksForTooMuchIsAnsweredSome) {
  for (std::size_t at = 0; at < 3 * recalls_waiting_max; ++at) recalling_.take(asked(1, 2));
  EXPECT_EQ(answers().size(), recalls_waiting_max);
}

TEST_F(RecallingTest, BytesThatAreNoPackTouchNothing) {
  LoggedPack broken;
  broken.bytes = {1, 2, 3};
  EXPECT_FALSE(touches(broken, {TypeNumber{40}, RecordId{1}}));
}

}  // namespace
}  // namespace mektep
