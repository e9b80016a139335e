#include "client/replica/outbox.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

std::vector<OutgoingPack> outgoing(Device& device) { return device->outgoing(1U << 20U, {}); }

OwnStream school_stream(Device& device) {
  for (const OwnStream& stream : device->own_streams()) {
    if (stream.scope == school) return stream;
  }
  return {};
}

}  // namespace

TEST(Outbox, DraftsBecomePacksOfAtMostSixtyFourChanges) {
  School a;
  for (int at = 0; at < 130; ++at) log_activity(a.pc, "Сабақ " + std::to_string(at));
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto packs = outgoing(a.pc);
  ASSERT_EQ(packs.size(), 3U);
  EXPECT_EQ(packs[0].at.first, Sequence{1});
  EXPECT_EQ(packs[0].last, Sequence{64});
  EXPECT_EQ(packs[2].last, Sequence{130});
  EXPECT_EQ(school_stream(a.pc).sequence, Sequence{130});
}

TEST(Outbox, TheCursorGivesWhatFollowsEvenWhenItsPackIsGone) {
  School a;
  for (int at = 0; at < 130; ++at) log_activity(a.pc, "Сабақ " + std::to_string(at));
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto first = a.pc->outgoing(1, {});
  ASSERT_EQ(first.size(), 1U) << "one pack, however large";
  ASSERT_TRUE(a.pc->take_receipt(*a.server.push(first[0].bytes).receipt).ok());
  a.pc.pull();
  const auto rest = a.pc->outgoing(1U << 20U, first[0].at);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].at.first, Sequence{65});
}

TEST(Outbox, AConfirmedStreamIsContinued) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  const OwnStream before = school_stream(a.pc);
  log_activity(a.pc, "Екінші");
  a.pc.sync();
  EXPECT_EQ(school_stream(a.pc).stream, before.stream);
  EXPECT_EQ(school_stream(a.pc).sequence.value, before.sequence.value + 1);
}

TEST(Outbox, WithoutAConfirmationAnotherStreamIsOpened) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  const OwnStream before = school_stream(a.pc);
  log_activity(a.pc, "Екінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  EXPECT_NE(school_stream(a.pc).stream, before.stream);
  EXPECT_EQ(school_stream(a.pc).sequence, Sequence{1});
}

TEST(Outbox, AStreamThatOneSessionDidNotFindConfirmedIsNeverContinued) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  const auto told = a.pc->own_streams();
  ASSERT_TRUE(a.pc->seal({}).ok()) << "nothing to seal, nothing confirmed";
  log_activity(a.pc, "Екінші");
  ASSERT_TRUE(a.pc->seal(told).ok());
  EXPECT_NE(school_stream(a.pc).stream, told[0].stream);
}

TEST(Outbox, InsideASessionAStreamGoesOnPastItsConfirmation) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  auto confirmed = a.server.confirmed(a.pc->own_streams());
  const StreamId stream = confirmed.at(0).stream;
  for (const char* topic : {"Екінші", "Үшінші"}) {
    log_activity(a.pc, topic);
    ASSERT_TRUE(a.pc->seal(confirmed).ok());
    confirmed = a.pc->own_streams();  // a session that has sealed knows its own heads
  }
  EXPECT_EQ(school_stream(a.pc).stream, stream);
  EXPECT_EQ(school_stream(a.pc).sequence, Sequence{3});
}

TEST(Outbox, AnEarlierHeadThanOursContinuesNoStream) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  const auto confirmed = a.server.confirmed(a.pc->own_streams());
  log_activity(a.pc, "Екінші");
  ASSERT_TRUE(a.pc->seal(confirmed).ok());
  log_activity(a.pc, "Үшінші");
  // The next session: the server has only the first, a copy of this disk may have gone on from there.
  ASSERT_TRUE(a.pc->seal(confirmed).ok());
  EXPECT_NE(school_stream(a.pc).stream, confirmed.at(0).stream);
  EXPECT_EQ(school_stream(a.pc).sequence, Sequence{1});
}

TEST(Outbox, ANeedMakesTheNextSealOpenAStream) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  const OwnStream before = school_stream(a.pc);
  a.pc->take_need(school, before.stream, {});
  log_activity(a.pc, "Екінші");
  ASSERT_TRUE(a.pc->seal({before}).ok());
  EXPECT_NE(school_stream(a.pc).stream, before.stream);
}

TEST(Outbox, APackOfTheStreamThatSomebodyElseSealedEndsIt) {
  School a(false);
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  const auto twin = a.pc.twin();
  log_activity(*twin, "Егіз");
  ASSERT_TRUE((*twin)->seal(a.server.confirmed((*twin)->own_streams())).ok());
  const auto of_twin = outgoing(*twin);
  ASSERT_EQ(of_twin.size(), 1U);
  ASSERT_TRUE(a.pc->take_raw(of_twin[0].bytes).ok());
  log_activity(a.pc, "Екінші");
  const OwnStream before = school_stream(a.pc);
  ASSERT_TRUE(a.pc->seal(a.server.confirmed(a.pc->own_streams())).ok());
  EXPECT_NE(school_stream(a.pc).stream, before.stream);
}

TEST(Promise04SendingTwiceIsSendingOnce, APackThatIsSentAgainChangesNothing) {
  School a;
  log_activity(a.pc, "Бір рет");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto packs = outgoing(a.pc);
  ASSERT_EQ(packs.size(), 1U);
  a.server.push(packs[0].bytes);
  const Position position = a.server.position(school);
  a.server.push(packs[0].bytes);
  EXPECT_EQ(a.server.position(school), position);
  a.sync_all();
  EXPECT_EQ(list(a.laptop, "activity").size(), 1U);
}

TEST(Outbox, AReceiptWithAnotherSignatureIsRefused) {
  School a;
  log_activity(a.pc, "Бірінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  Receipt receipt = *a.server.push(outgoing(a.pc)[0].bytes).receipt;
  receipt.position.value += 1;
  const auto taken = a.pc->take_receipt(receipt);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, "receipt.bad_signature");
  EXPECT_EQ(a.pc->state().unsent_changes, 1U);
}

TEST(Outbox, AReceiptTellsWhenItCame) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.clock().set_wall(1'700'000'000'000);
  a.pc.sync();
  EXPECT_EQ(a.pc->state().last_receipt_ms, 1'700'000'000'000);
  EXPECT_EQ(a.pc->state().unsent_changes, 0U);
}

TEST(Outbox, SealedIsDurableBeforeAByteLeaves) {
  School a(false);
  log_activity(a.pc, "Мөрленген");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto before = outgoing(a.pc);
  a.pc.reopen();
  const auto after = outgoing(a.pc);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after[0].bytes, before[0].bytes);
}

TEST(Outbox, NothingToSealIsNoCommit) {
  School a;
  int commits = 0;
  Device device(a.server, 33, false);
  device.reopen([&](std::string_view where) { commits += where == "commit" ? 1 : 0; });
  ASSERT_TRUE(device->seal({}).ok());
  EXPECT_EQ(commits, 0);
}

}  // namespace mektep::client::test
