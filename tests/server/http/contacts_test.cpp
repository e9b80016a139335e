#include "server/http/contacts.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace mektep::server::test
