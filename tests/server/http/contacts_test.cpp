#include "server/http/contacts.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

TEST(Contacts, TheLatestWordOfADeviceCounts) {
  Contacts contacts;
  contacts.note({DeviceId{1}, 5, 1});
  contacts.note({DeviceId{2}, 1, 1});
  contacts.note({DeviceId{1}, 0, 1});
  const auto taken = contacts.take();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].unsent_changes, 0U);
}

TEST(Contacts, WhatWasTakenIsNotTakenAgain) {
  Contacts contacts;
  contacts.note({DeviceId{1}, 5, 1});
  contacts.take();
  EXPECT_TRUE(contacts.take().empty());
}

class ContactsInAStore : public ::testing::TestWithParam<StoreKind> {};

TEST_P(ContactsInAStore, AreWrittenTogether) {
  Network network(GetParam());
  const Pen pen = network.enrolled_pen();
  const Pen other = network.enrolled_pen(network.other_school, network.stranger);
  network.clock.advance(std::chrono::hours(5));
  ASSERT_TRUE(write_contacts(network.parts, {{pen.id(), 3, 9}, {other.id(), 0, 9}, {DeviceId{404}, 1, 1}}).ok());
  const auto device = network.reader->device(pen.id());
  ASSERT_TRUE(device.has_value());
  EXPECT_EQ(device->seen_ms, network.clock.wall().ms);
  EXPECT_EQ(device->unsent_changes, 3U);
  EXPECT_EQ(network.reader->device(other.id())->program, 9U);
}

TEST_P(ContactsInAStore, NoContactIsNoCommit) {
  Network network(GetParam());
  const auto audit = network.reader->audit(100).size();
  EXPECT_TRUE(write_contacts(network.parts, {}).ok());
  EXPECT_EQ(network.reader->audit(100).size(), audit);
}

INSTANTIATE_TEST_SUITE_P(Stores, ContactsInAStore, ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

}  // namespace
}  // namespace mektep::server::test
