#include "client/sync/pusher.h"

#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

class PusherTest : public ::testing::Test {
 protected:
  School school_;
  Device& pc_ = school_.pc;
  SyncProgress progress_;
  // A link that takes whatever the credit allows, where a test says nothing else.
  LinkPace pace_{1'000'000};
  Monotonic now_{1000};
  Pusher pusher_{*pc_, progress_, pace_};

  // Seals one pack with one activity.
  void seal_one(const std::string& topic) {
    log_activity(pc_, topic);
    ASSERT_TRUE(pc_->seal(pc_->own_streams()).ok());
    pusher_.outbox_grew();
  }
  std::vector<Push> all() {
    std::vector<Push> pushes;
    while (auto push = pusher_.next(now_)) pushes.push_back(std::move(*push));
    return pushes;
  }
  Receipt receipt_of(const Push& push) {
    const TinyAnswer answer = school_.server.push(push.pack);
    EXPECT_TRUE(answer.receipt);
    return *answer.receipt;
  }
};

TEST_F(PusherTest, AnEmptyOutboxIsSettledOnceItWasLookedAt) {
  pusher_.set_credit(1024);
  EXPECT_FALSE(pusher_.settled());
  EXPECT_FALSE(pusher_.next(now_));
  EXPECT_TRUE(pusher_.settled());
}

TEST_F(PusherTest, WithoutCreditNothingIsSentAndThatIsTheEndOfIt) {
  seal_one("Семинар");
  EXPECT_FALSE(pusher_.next(now_));
  EXPECT_TRUE(pusher_.settled());
}

TEST_F(PusherTest, APackIsSettledByItsReceiptAlone) {
  seal_one("Семинар");
  pusher_.set_credit(1U << 20U);
  const auto pushes = all();
  ASSERT_EQ(pushes.size(), 1U);
  EXPECT_FALSE(pusher_.settled());
  ASSERT_TRUE(pusher_.take_receipt(receipt_of(pushes[0]), now_).ok());
  EXPECT_TRUE(pusher_.settled());
  EXPECT_EQ(progress_.pack_bytes_receipted, progress_.pack_bytes_pushed);
  EXPECT_EQ(pusher_.receipted_positions().at(school), school_.server.position(school));
}

TEST_F(PusherTest, OneReceiptCoversWhatCameBeforeItInItsStream) {
  seal_one("бір");
  seal_one("екі");
  pusher_.set_credit(1U << 20U);
  std::vector<OutgoingPack> packs = pc_->outgoing(SIZE_MAX, {});
  ASSERT_EQ(all().size(), 2U);
  receipt_of(Push{packs[0].bytes});
  ASSERT_TRUE(pusher_.take_receipt(receipt_of(Push{packs[1].bytes}), now_).ok());
  EXPECT_TRUE(pusher_.settled());
  // The second went without the chain head that the server has; both counts are of what was pushed.
  EXPECT_LT(progress_.pack_bytes_pushed, packs[0].bytes.size() + packs[1].bytes.size());
  EXPECT_EQ(progress_.pack_bytes_receipted, progress_.pack_bytes_pushed);
}

TEST_F(PusherTest, ASmallCreditLetsOnePackAtATimeThrough) {
  seal_one("бір");
  seal_one("екі");
  pusher_.set_credit(1);
  const auto first = pusher_.next(now_);
  ASSERT_TRUE(first);
  EXPECT_FALSE(pusher_.next(now_));
  ASSERT_TRUE(pusher_.take_receipt(receipt_of(*first), now_).ok());
  EXPECT_TRUE(pusher_.next(now_));
}

TEST_F(PusherTest, ASlowLinkHasLittleUnderWayWhateverTheCredit) {
  pace_ = LinkPace(2'000);
  pusher_.set_credit(1U << 20U);
  for (std::size_t number = 0; number < 100; ++number) seal_one(std::to_string(number));
  const auto packs = pc_->outgoing(SIZE_MAX, {});
  ASSERT_EQ(packs.size(), 100U);
  std::size_t sent = all().size();
  EXPECT_GT(sent, 1U);
  EXPECT_LT(sent, packs.size());
  for (const auto& pack : packs) {
    EXPECT_LE(pace_.under_way(), pace_.window_bytes());
    now_ += Monotonic(static_cast<std::int64_t>(pack.bytes.size() / 2));
    ASSERT_TRUE(pusher_.take_receipt(receipt_of(Push{pack.bytes}), now_).ok());
    sent += all().size();
  }
  EXPECT_EQ(sent, packs.size());
  EXPECT_TRUE(pusher_.settled());
  EXPECT_EQ(pace_.under_way(), 0U);
}

TEST_F(PusherTest, TheRateOfTheLinkIsLearnedFromReceipts) {
  pace_ = LinkPace();
  pusher_.set_credit(1U << 20U);
  seal_one("бір");
  const auto pushes = all();
  ASSERT_EQ(pushes.size(), 1U);
  ASSERT_TRUE(pusher_.take_receipt(receipt_of(pushes[0]), now_ + Monotonic{100}).ok());
  EXPECT_EQ(pace_.measured(), progress_.pack_bytes_receipted * 10);
}

TEST_F(PusherTest, AReceiptThatTheServerDidNotSignChangesNothing) {
  seal_one("Семинар");
  pusher_.set_credit(1U << 20U);
  const auto pushes = all();
  Receipt receipt = receipt_of(pushes[0]);
  receipt.signature[0] ^= 1U;
  EXPECT_FALSE(pusher_.take_receipt(receipt, now_).ok());
  EXPECT_FALSE(pusher_.settled());
  EXPECT_EQ(pc_->state().unsent_changes, 1U);
}

TEST_F(PusherTest, WhatTheServerParkedIsAnsweredAndNotSentTwiceInOneContact) {
  seal_one("бір");
  pusher_.set_credit(1U << 20U);
  ASSERT_EQ(all().size(), 1U);
  pusher_.take_need(Need{school, pc_->own_streams()[0].stream, {}});
  EXPECT_TRUE(pusher_.settled());
  EXPECT_EQ(progress_.waiting_packs, 1U);
  seal_one("екі");
  const auto next = all();
  ASSERT_EQ(next.size(), 1U);
  // What follows a parked stream goes under a new one.
  EXPECT_EQ(read_header(next[0].pack)->first, Sequence{1});
}

TEST_F(PusherTest, WhatTheServerHadNoRoomForIsSentOnceThereIsRoom) {
  seal_one("бір");
  pusher_.set_credit(1U << 20U);
  ASSERT_EQ(all().size(), 1U);
  pusher_.set_credit(0);
  pusher_.take_need(Need{school, pc_->own_streams()[0].stream, {}});
  EXPECT_TRUE(pusher_.settled());
  EXPECT_TRUE(all().empty());
  pusher_.set_credit(1U << 20U);
  EXPECT_FALSE(pusher_.settled());
  EXPECT_EQ(all().size(), 1U);
}

TEST_F(PusherTest, WhatTheServerConfirmedIsLeftOut) {
  seal_one("бір");
  pusher_.take_confirmed(pc_->own_streams());
  seal_one("екі");
  pusher_.set_credit(1U << 20U);
  const auto pushes = all();
  ASSERT_EQ(pushes.size(), 1U);
  EXPECT_EQ(progress_.packs_confirmed, 1U);
  EXPECT_EQ(progress_.resumed_at, Sequence{2});
  EXPECT_FALSE(read_header(pushes[0].pack)->has_previous);
}

// Seed 10136: a pack of one's own that was let go came back by a stick. It may be of another branch.
TEST_F(PusherTest, WhatCameBackByAnotherRoadIsSentThoughALaterHeadIsConfirmed) {
  seal_one("бір");
  const Bytes pack = pc_->outgoing(SIZE_MAX, {})[0].bytes;
  seal_one("екі");
  ASSERT_TRUE(school_.laptop->take_raw(pack).ok());
  const auto outgoing = school_.laptop->outgoing(SIZE_MAX, {});
  ASSERT_EQ(outgoing.size(), 1U);
  EXPECT_FALSE(outgoing[0].sealed_here);
  SyncProgress progress;
  LinkPace pace;
  Pusher pusher(*school_.laptop, progress, pace);
  pusher.take_confirmed(pc_->own_streams());
  pusher.set_credit(1U << 20U);
  EXPECT_TRUE(pusher.next(Monotonic{0}).has_value());
  EXPECT_EQ(progress.packs_confirmed, 0U);
}

TEST_F(PusherTest, AnotherHeadAtTheSameSequenceConfirmsNothing) {
  seal_one("бір");
  auto confirmed = pc_->own_streams();
  confirmed[0].token.value ^= 1U;
  pusher_.take_confirmed(confirmed);
  pusher_.set_credit(1U << 20U);
  EXPECT_EQ(all().size(), 1U);
  EXPECT_EQ(progress_.packs_confirmed, 0U);
  EXPECT_EQ(progress_.resumed_at, Sequence{0});
}

}  // namespace
}  // namespace mektep::client::test
