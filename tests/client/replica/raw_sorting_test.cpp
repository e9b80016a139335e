// What becomes of raw packs when the log answers: logged, lost, voided, declared lost.

#include "client/replica/pending.h"
#include "shared/pack/pack.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

std::size_t outgoing_count(Device& device) { return device->outgoing(1U << 20U, {}).size(); }

}  // namespace

TEST(RawSorting, APackThatTheLogHoldsIsNotKeptTwice) {
  School a;
  log_activity(a.pc, "Бірінші");
  a.pc.sync();
  EXPECT_EQ(outgoing_count(a.pc), 0U);
  EXPECT_EQ(a.pc->digests()[1].pending, 0U);
}

TEST(Promise02NothingIsThrownAway, WhatTheServerHoldsIsShownAsHeldWithItsReason) {
  School a;
  a.server.refuse = [](const Change& change) {
    return change.ops.at(0).record.type.value == 39 ? std::string("access.not_allowed") : std::string();
  };
  const RecordName name = log_activity(a.pc, "Ұсталған");
  a.sync_all();
  EXPECT_EQ(a.pc->state().unsent_changes, 0U);
  EXPECT_TRUE(list(a.pc, "activity").empty()) << "a held change does not count";
  const auto held = a.pc->held();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].reason, VoidReason::refused);
  EXPECT_EQ(held[0].why, "access.not_allowed");
  EXPECT_EQ(held[0].records, std::vector<RecordName>{name});
  EXPECT_FALSE(held[0].payload.empty());
  EXPECT_EQ(a.laptop->held().size(), 1U) << "the school sees it on every device";
}

TEST(RawSorting, WhatArrivedWithoutAValidCardIsKeptAsideAndAnsweredFor) {
  School a;
  const RecordName name = log_activity(a.pc, "Картасыз");
  ASSERT_TRUE(a.pc->seal({}).ok());
  a.server.card(school, a.pc.public_key(), "device", false, {});
  Contact as_sealed;
  as_sealed.seal = false;
  EXPECT_EQ(a.pc.sync(as_sealed), MarkVerdict::equal);
  EXPECT_EQ(a.pc->state().unsent_changes, 0U);
  EXPECT_EQ(outgoing_count(a.pc), 0U);
  const auto held = a.pc->held();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].reason, VoidReason::aside);
  EXPECT_EQ(held[0].records, std::vector<RecordName>{name});
}

TEST(RawSorting, AVoidWithoutAReceiptOfThisEpochIsNoReasonToStopSending) {
  School a;
  log_activity(a.pc, "Картасыз");
  ASSERT_TRUE(a.pc->seal({}).ok());
  a.server.card(school, a.pc.public_key(), "device", false, {});
  Contact deaf;
  deaf.seal = false;
  deaf.receipts = false;
  a.pc.sync(deaf);
  EXPECT_EQ(outgoing_count(a.pc), 1U) << "a void says known, not kept";
  Contact again;
  again.seal = false;
  a.pc.sync(again);
  EXPECT_EQ(outgoing_count(a.pc), 0U);
}

TEST(RawSorting, AnAnsweredPackGoesOnceABackupCoversTheAnswer) {
  School a;
  log_activity(a.pc, "Картасыз");
  ASSERT_TRUE(a.pc->seal({}).ok());
  a.server.card(school, a.pc.public_key(), "device", false, {});
  Contact as_sealed;
  as_sealed.seal = false;
  a.pc.sync(as_sealed);
  ASSERT_FALSE(a.pc->held().at(0).payload.empty());
  a.server.back_up(school);
  a.pc.sync(as_sealed);
  EXPECT_TRUE(a.pc->held().at(0).payload.empty()) << "the server keeps it; this device need not";
}

TEST(RawSorting, ADeviceWhoseCardIsUnknownWaitsAndCountsOnceItsCardArrives) {
  School a;
  Device newcomer(a.server, 44);
  newcomer.sync();
  newcomer.sync();
  const RecordName name = log_activity(newcomer, "Жаңа құрылғы");
  ASSERT_TRUE(newcomer->seal({}).ok());
  const Bytes pack = newcomer->outgoing(1U << 20U, {})[0].bytes;
  ASSERT_TRUE(a.laptop->take_raw(pack).ok()) << "kept and forwarded";
  EXPECT_FALSE(a.laptop->read(name).ok()) << "not shown: nobody vouches for the device here yet";
  a.laptop.pull();
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Жаңа құрылғы");
}

TEST(Promise06TamperingShows, ARawPackThatWasTamperedWithShowsNothingElseThanWasSealed) {
  School a;
  const RecordName name = log_activity(a.pc, "Бірінші");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const Bytes pack = a.pc->outgoing(1U << 20U, {})[0].bytes;
  std::size_t refused = 0;
  for (std::size_t at = 0; at < pack.size(); ++at) {
    Bytes changed = pack;
    changed[at] ^= 1U;
    if (!a.laptop->take_raw(changed).ok()) ++refused;
    // A bit of the compression may say the same in another way; then it is the same pack.
    const auto shown = a.laptop->read(name);
    if (shown.ok()) {
      EXPECT_EQ(text_of(*shown, *a.laptop, "topic"), "Бірінші");
    }
  }
  EXPECT_GT(refused, pack.size() * 9 / 10);
  EXPECT_TRUE(a.laptop->take_raw(pack).ok());
  EXPECT_EQ(list(a.laptop, "activity").size(), 1U);
}

}  // namespace mektep::client::test
