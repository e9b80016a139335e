// The rules of admission, on every store.

#include "server/store/admission.h"

#include <algorithm>

#include "server/store/devices.h"
#include "shared/base/limits.h"
#include "shared/codec/canonical.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class AdmissionTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, AdmissionTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

using Titles = std::vector<std::string>;

TEST_P(AdmissionTest, APackOfACardedDeviceIsLoggedAndApplied) {
  Pen pen = network.enrolled_pen();
  const std::size_t before = network.log().size();
  const Admitted admitted = network.push(pen, pen.seal(network.scope(), {network.titled(1, "Сабақ")}));
  EXPECT_EQ(admitted.outcome, Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"Сабақ"});
  EXPECT_EQ(network.log().size(), before + 1);
  EXPECT_EQ(network.log().back().head, pen.last().head);
}

TEST_P(AdmissionTest, SendingTwiceIsSendingOnceAndGetsTheSameReceipt) {
  Pen pen = network.enrolled_pen();
  const Bytes pack = pen.seal(network.scope(), {network.titled(1, "Сабақ")});
  const Admitted first = network.push(pen, pack);
  const std::size_t length = network.log().size();
  const Admitted second = network.push(pen, pack);
  EXPECT_EQ(second.outcome, Outcome::known);
  EXPECT_EQ(network.log().size(), length);
  EXPECT_EQ(first.receipt, second.receipt);
}

TEST_P(AdmissionTest, AReceiptNamesTheHeadAndThePositionAndDigestOfTheCommit) {
  Pen pen = network.enrolled_pen();
  const Admitted admitted =
      network.push(pen, pen.seal(network.scope(), {network.titled(1, "a"), network.titled(2, "b")}));
  ASSERT_TRUE(admitted.receipt);
  const ScopeHead head = *network.reader->head(network.scope());
  Receipt expected;
  expected.scope = network.scope();
  expected.stream = pen.stream();
  expected.sequence = Sequence{2};
  expected.head = pen.last().head;
  expected.position = head.position;
  expected.log_digest = head.log_digest;
  expected.wall_ms = network.clock.wall().ms;
  expected.epoch = Epoch{77};
  EXPECT_EQ(*admitted.receipt, expected);
}

TEST_P(AdmissionTest, BytesThatAreNoPackAreRefused) {
  Pen pen = network.enrolled_pen();
  const Admitted admitted = network.push(pen, Bytes(9, 0xff));
  EXPECT_EQ(admitted.outcome, Outcome::refused);
  EXPECT_FALSE(admitted.receipt);
  EXPECT_FALSE(admitted.code.empty());
}

TEST_P(AdmissionTest, Promise06APackWhoseSealWasAlteredIsRefused) {
  Pen pen = network.enrolled_pen();
  Bytes pack = pen.seal(network.scope(), {network.titled(1, "жалған")});
  const Signature seal = open_pack(pack)->seal;
  const auto place = std::search(pack.begin(), pack.end(), seal.begin(), seal.end());
  ASSERT_NE(place, pack.end());
  *place ^= 1U;
  const Admitted admitted = network.push(pen, pack);
  EXPECT_EQ(admitted.outcome, Outcome::refused);
  EXPECT_EQ(admitted.code, "admission.bad_seal");
}

TEST_P(AdmissionTest, APackOfADeviceThatNeverEnrolledIsRefused) {
  Pen pen(network.random, network.coordinator);
  const Admitted admitted = network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  EXPECT_EQ(admitted.outcome, Outcome::refused);
  EXPECT_EQ(admitted.code, "admission.unknown_device");
}

TEST_P(AdmissionTest, Promise07AnotherSchoolsLogHearsNothingOfADeviceWithoutBusinessThere) {
  Pen pen = network.enrolled_pen(network.other_school, network.stranger);
  const std::size_t before = network.log().size();
  const Admitted admitted = network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  EXPECT_EQ(admitted.outcome, Outcome::refused);
  EXPECT_EQ(admitted.code, "admission.no_grant");
  EXPECT_EQ(network.log().size(), before);
}

TEST_P(AdmissionTest, APackBeforeItsPredecessorIsParkedAndAskedFor) {
  Pen pen = network.enrolled_pen();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "a")});
  const Bytes second = pen.seal(network.scope(), {network.titled(2, "b")});
  const Admitted admitted = network.push(pen, second);
  EXPECT_EQ(admitted.outcome, Outcome::parked);
  EXPECT_FALSE(admitted.receipt);
  EXPECT_EQ(admitted.need, (std::vector<Version>{{pen.stream(), Sequence{1}}}));
  const Batch batch = network.push_all(pen, {first});
  EXPECT_EQ(batch.admitted.front().outcome, Outcome::logged);
  ASSERT_EQ(batch.unparked.size(), 1U);
  EXPECT_EQ(batch.unparked.front().from, pen.id());
  EXPECT_EQ(batch.unparked.front().receipt.sequence, Sequence{2});
  EXPECT_EQ(network.titles(2), Titles{"b"});
  EXPECT_TRUE(network.reader->parked(network.scope()).empty());
}

TEST_P(AdmissionTest, APackThatNamesAnUnknownVersionWaitsForIt) {
  Pen one = network.enrolled_pen();
  Pen other = network.enrolled_pen();
  const Bytes base = one.seal(network.scope(), {network.titled(1, "a")});
  const Bytes over = other.seal(network.scope(), {network.titled(1, "b", {one.version()})});
  const Admitted waiting = network.push(other, over);
  EXPECT_EQ(waiting.outcome, Outcome::parked);
  EXPECT_EQ(waiting.need, std::vector<Version>{one.version()});
  EXPECT_EQ(network.push(other, over).outcome, Outcome::parked);
  EXPECT_EQ(network.push(one, base).outcome, Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"b"});
  EXPECT_EQ(network.push(other, over).outcome, Outcome::known);
}

TEST_P(AdmissionTest, AFullQuotaStoresNothingAndDropsNothing) {
  Pen pen = network.enrolled_pen();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "a")});
  std::vector<Bytes> rest;
  std::size_t bytes = 0;
  std::uint64_t number = 1;
  while (bytes <= limits::parked_bytes_per_device_max) {
    std::string noise(limits::scalar_bytes_max, ' ');
    for (char& character : noise) character = static_cast<char>('!' + network.random.below(90));
    std::vector<std::vector<Op>> changes;
    for (int at = 0; at < 12; ++at) changes.push_back(network.titled(++number, noise));
    rest.push_back(pen.seal(network.scope(), changes));
    bytes += rest.back().size();
  }
  Batch batch = network.push_all(pen, rest);
  EXPECT_EQ(batch.admitted.front().outcome, Outcome::parked);
  EXPECT_EQ(batch.admitted.back().outcome, Outcome::no_room);
  EXPECT_FALSE(batch.admitted.back().need.empty());
  EXPECT_LE(network.reader->parked_bytes(pen.id()), limits::parked_bytes_per_device_max);
  network.push(pen, first);
  EXPECT_EQ(network.reader->parked_bytes(pen.id()), 0U);
  EXPECT_EQ(network.push(pen, rest.back()).outcome, Outcome::logged);
}

TEST_P(AdmissionTest, AFailingChangeIsLoggedWholeWithItsVoidDirectlyBefore) {
  network.failing_titles = {"тыйым"};
  Pen pen = network.enrolled_pen();
  const std::size_t before = network.log().size();
  const Admitted admitted = network.push(
      pen, pen.seal(network.scope(),
                    {network.titled(1, "a"), network.titled(2, "тыйым"), network.titled(3, "c")}));
  EXPECT_EQ(admitted.outcome, Outcome::logged);
  EXPECT_TRUE(admitted.receipt);
  ASSERT_EQ(network.log().size(), before + 2);
  EXPECT_EQ(network.kinds_at(before + 1), std::vector<OpKind>{OpKind::declare_void});
  EXPECT_EQ(network.log().back().head, pen.last().head);
  EXPECT_EQ(network.titles(1), Titles{"a"});
  EXPECT_EQ(network.titles(2), Titles{});
  EXPECT_EQ(network.titles(3), Titles{"c"});
  const auto held = network.reader->held(network.scope());
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held.front().first, Sequence{2});
  EXPECT_EQ(held.front().last, Sequence{2});
  EXPECT_EQ(held.front().kept, Kept::logged);
  EXPECT_EQ(held.front().code, "access.not_a_writer");
}

TEST_P(AdmissionTest, WhatFollowsAHeldChangeGoesOn) {
  network.failing_titles = {"тыйым"};
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "тыйым")}));
  const Version held = pen.version();
  EXPECT_EQ(network.push(pen, pen.seal(network.scope(), {network.titled(1, "жаңа", {held})})).outcome,
            Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"жаңа"});
}

TEST_P(AdmissionTest, ALamportTimeFarAheadIsHeldAndUsesUpNoNumbers) {
  Pen pen = network.enrolled_pen();
  const Lamport before = network.reader->head(network.scope())->lamport;
  pen.set_lamport(before.value + limits::lamport_ahead_max);
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "ертең")}));
  const auto held = network.reader->held(network.scope());
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held.front().code, "admission.lamport_ahead");
  EXPECT_LT(network.reader->head(network.scope())->lamport.value, before.value + 100);
}

TEST_P(AdmissionTest, ALamportTimeWithinTheBoundIsTaken) {
  Pen pen = network.enrolled_pen();
  pen.set_lamport(network.reader->head(network.scope())->lamport.value + limits::lamport_ahead_max - 1);
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  EXPECT_EQ(network.titles(1), Titles{"a"});
}

TEST_P(AdmissionTest, ARevokedDevicesPackIsKeptAsideAndItsRangeIsKnown) {
  Pen pen = network.enrolled_pen();
  Pen friendly = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  const std::size_t before = network.log().size();
  const Admitted admitted = network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")}));
  EXPECT_EQ(admitted.outcome, Outcome::aside);
  EXPECT_TRUE(admitted.receipt);
  EXPECT_EQ(network.kinds_at(before + 1), (std::vector<OpKind>{OpKind::declare_void, OpKind::note}));
  EXPECT_EQ(network.titles(2), Titles{});
  EXPECT_EQ(network.log().size(), before + 1);
  EXPECT_TRUE(network.reader->kept(network.scope(), pen.last().head));
  const Bytes naming = friendly.seal(network.scope(), {network.titled(2, "c", {pen.version()})});
  EXPECT_EQ(network.push(friendly, naming).outcome, Outcome::logged);
}

TEST_P(AdmissionTest, AnUncardedPackWaitsOnlyForItsOwnStream) {
  Pen pen = network.enrolled_pen();
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  const Version nowhere{StreamId{999}, Sequence{4}};
  const Bytes naming = pen.seal(network.scope(), {network.titled(1, "a", {nowhere})});
  EXPECT_EQ(network.push(pen, naming).outcome, Outcome::aside);
  pen.seal(network.scope(), {network.titled(1, "gap")});
  EXPECT_EQ(network.push(pen, pen.seal(network.scope(), {network.titled(1, "b")})).outcome, Outcome::parked);
}

TEST_P(AdmissionTest, AForksLoserIsKeptAndNotedNeverLogged) {
  Pen pen = network.enrolled_pen();
  const Pen::Place start = pen.place();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "бірінші")}));
  pen.go_back(start);
  const std::size_t before = network.log().size();
  const Bytes loser = pen.seal(network.scope(), {network.titled(1, "екінші")});
  const Admitted admitted = network.push(pen, loser);
  EXPECT_EQ(admitted.outcome, Outcome::lost);
  EXPECT_TRUE(admitted.receipt);
  EXPECT_EQ(network.kinds_at(before + 1), std::vector<OpKind>{OpKind::note});
  EXPECT_EQ(network.titles(1), Titles{"бірінші"});
  EXPECT_EQ(network.push(pen, loser).outcome, Outcome::known);
  const auto kept = network.reader->kept(network.scope(), pen.last().head);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->kept, Kept::lost);
  EXPECT_EQ(kept->bytes, loser);
}

TEST_P(AdmissionTest, APackThatNamesTheLosingBranchIsLoggedAndHeld) {
  Pen pen = network.enrolled_pen();
  Pen other = network.enrolled_pen();
  const Pen::Place start = pen.place();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "бірінші")}));
  pen.go_back(start);
  pen.seal(network.scope(), {network.titled(1, "екінші")});
  other.name(pen.version(), pen.last().token());
  const Admitted admitted =
      network.push(other, other.seal(network.scope(), {network.titled(1, "үшінші", {pen.version()})}));
  EXPECT_EQ(admitted.outcome, Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"бірінші"});
  const auto held = network.reader->held(network.scope());
  const bool mismatch = std::any_of(held.begin(), held.end(), [](const HeldPack& row) {
    return row.code == "admission.other_branch" && row.kept == Kept::logged;
  });
  EXPECT_TRUE(mismatch);
}

}  // namespace
}  // namespace mektep::server::test
