#include "server/store/admission_room.h"

#include "shared/base/limits.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class AdmissionRoomTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Arrival arrival_of(std::uint64_t number) {
    Arrival arrival;
    arrival.from = pen.id();
    arrival.received_ms = 5;
    arrival.bytes = pen.seal(network.scope(), {network.titled(number, "a")});
    arrival.content = pen.last();
    return arrival;
  }
  std::unique_ptr<Work> begin() { return std::move(*network.store->begin()); }

  Network network{GetParam()};
  Pen pen = network.enrolled_pen();
};

INSTANTIATE_TEST_SUITE_P(Stores, AdmissionRoomTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(AdmissionRoomTest, ParkedPacksAreOpenedAgainInALaterTransaction) {
  const Arrival first = arrival_of(1);
  const Arrival second = arrival_of(2);
  {
    auto work = begin();
    AdmissionRoom room(network.parts, *work, network.scope());
    EXPECT_TRUE(room.park(first));
    EXPECT_TRUE(room.park(second));
    work->commit();
  }
  auto work = begin();
  AdmissionRoom room(network.parts, *work, network.scope());
  ASSERT_EQ(room.parked().size(), 2U);
  EXPECT_EQ(room.parked()[0].content, first.content);
  EXPECT_EQ(room.parked()[1].bytes, second.bytes);
  room.unpark(first.content.head);
  EXPECT_EQ(room.parked().size(), 1U);
}

TEST_P(AdmissionRoomTest, TheQuotaIsTheDevicesOverAllScopes) {
  auto work = begin();
  work->park(
      {desk_scope(network.school.number), {1}, pen.id(), 0, Bytes(limits::parked_bytes_per_device_max - 10)});
  AdmissionRoom room(network.parts, *work, network.scope());
  const Arrival arrival = arrival_of(1);
  EXPECT_FALSE(room.park(arrival));
  EXPECT_TRUE(room.parked().empty());
  Arrival by_another = arrival;
  by_another.from = DeviceId{1};
  EXPECT_TRUE(room.park(by_another));
}

TEST_P(AdmissionRoomTest, WhatIsHeldOutsideTheLogKeepsItsBytes) {
  const Arrival arrival = arrival_of(1);
  auto work = begin();
  AdmissionRoom room(network.parts, *work, network.scope());
  room.hold(arrival, {Kept::aside, Sequence{1}, Sequence{1}, "admission.no_card", false});
  EXPECT_TRUE(room.kept(arrival.content.head));
  EXPECT_EQ(work->reader().kept(network.scope(), arrival.content.head)->bytes, arrival.bytes);
}

TEST_P(AdmissionRoomTest, WhatIsHeldInsideTheLogIsNotKeptTwice) {
  const Arrival arrival = arrival_of(1);
  auto work = begin();
  AdmissionRoom room(network.parts, *work, network.scope());
  room.hold(arrival, {Kept::logged, Sequence{1}, Sequence{1}, "access.not_a_writer", false});
  EXPECT_FALSE(room.kept(arrival.content.head));
  const auto held = work->reader().held(network.scope());
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held.front().size, arrival.bytes.size());
  EXPECT_EQ(held.front().received_ms, 5);
}

TEST_P(AdmissionRoomTest, AnOwnChangeIsLoggedAtOnce) {
  auto work = begin();
  AdmissionRoom room(network.parts, *work, network.scope());
  const Position before = room.scope().head().position;
  EXPECT_TRUE(room.log_own(network.titled(1, "a")));
  EXPECT_EQ(room.scope().head().position.value, before.value + 1);
  EXPECT_FALSE(room.ledger().record(network.note(1)).empty());
}

TEST_P(AdmissionRoomTest, ALoggedPackIsKnownByItsHead) {
  auto work = begin();
  AdmissionRoom room(network.parts, *work, network.scope());
  const Arrival arrival = arrival_of(1);
  EXPECT_FALSE(room.logged(arrival.content.head));
  room.log(arrival);
  EXPECT_TRUE(room.logged(arrival.content.head));
}

TEST_P(AdmissionRoomTest, WhatWasParkedWithoutACommitIsNotThere) {
  const Arrival arrival = arrival_of(1);
  {
    auto work = begin();
    AdmissionRoom room(network.parts, *work, network.scope());
    EXPECT_TRUE(room.park(arrival));
  }
  auto work = begin();
  EXPECT_TRUE(AdmissionRoom(network.parts, *work, network.scope()).parked().empty());
}

TEST_P(AdmissionRoomTest, UnparkingWhatIsNotParkedDoesNothing) {
  const Arrival first = arrival_of(1);
  const Arrival second = arrival_of(2);
  auto work = begin();
  AdmissionRoom room(network.parts, *work, network.scope());
  room.park(first);
  room.unpark(second.content.head);
  ASSERT_EQ(room.parked().size(), 1U);
  EXPECT_EQ(room.parked().front().content.head, first.content.head);
}

TEST_P(AdmissionRoomTest, RoomThatWasGivenBackCanBeUsedAgain) {
  auto work = begin();
  const ScopeNumber desk = desk_scope(network.school.number);
  work->park({desk, {1}, pen.id(), 0, Bytes(limits::parked_bytes_per_device_max - 10)});
  AdmissionRoom room(network.parts, *work, network.scope());
  const Arrival arrival = arrival_of(1);
  EXPECT_FALSE(room.park(arrival));
  work->unpark(desk, {1});
  EXPECT_TRUE(room.park(arrival));
}

TEST_P(AdmissionRoomTest, EachChangeIsJudged) {
  network.failing_titles = {"bad"};
  auto work = begin();
  const AdmissionRoom room(network.parts, *work, network.scope());
  pen.seal(network.scope(), {network.titled(1, "good"), network.titled(2, "bad")});
  EXPECT_EQ(room.judge(pen.last()), (std::vector<std::string>{"", "access.not_a_writer"}));
}

}  // namespace
}  // namespace mektep::server::test
