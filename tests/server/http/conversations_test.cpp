#include "server/http/conversations.h"

#include <gtest/gtest.h>

#include "shared/protocol/frame.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_transport.h"
#include "tests/support/seeded_random.h"

namespace mektep::server {
namespace {

class ConversationsTest : public ::testing::Test {
 protected:
  ConversationsTest() {
    start_crypto();
    key_.emplace(SigningKey::draw(random_));
  }
  std::shared_ptr<Inbox> joined(DeviceId device) {
    auto inbox = std::make_shared<Inbox>();
    conversations_.join(device, inbox);
    return inbox;
  }
  // Performs what is in the inbox on a session of its own; whether that ended it.
  bool ends_session(Inbox& inbox) {
    ServerSession session({}, *key_, clock_);
    while (session.next_message({})) continue;
    for (const auto& event : inbox.take()) event(session);
    while (session.next_message({})) continue;
    return session.finished();
  }

  // What a session says when it is told what is in the inbox; without its greeting.
  std::vector<Message> answers(Inbox& inbox) {
    ServerSession session({}, *key_, clock_);
    FrameReader reader;
    std::vector<Message> said;
    while (const auto piece = session.next_message({})) EXPECT_TRUE(reader.read(*piece).ok());
    for (const auto& event : inbox.take()) event(session);
    while (const auto piece = session.next_message({})) {
      const auto message = reader.read(*piece);
      if (message.ok() && *message) said.push_back(**message);
    }
    return said;
  }

  test::ManualClock clock_;
  test::SeededRandom random_;
  std::optional<SigningKey> key_;
  Conversations conversations_;
};

TEST_F(ConversationsTest, AWordReachesEveryConversationOfTheDevice) {
  const auto first = joined(DeviceId{1});
  const auto second = joined(DeviceId{1});
  const auto other = joined(DeviceId{2});
  int heard = 0;
  conversations_.tell(DeviceId{1}, [&heard](ServerSession&) { ++heard; });
  EXPECT_EQ(first->take().size(), 1U);
  EXPECT_EQ(second->take().size(), 1U);
  EXPECT_TRUE(other->take().empty());
}

TEST_F(ConversationsTest, WhoLeftHearsNothing) {
  const auto inbox = joined(DeviceId{1});
  const auto stays = joined(DeviceId{1});
  conversations_.leave(DeviceId{1}, inbox);
  conversations_.tell(DeviceId{1}, [](ServerSession&) {});
  EXPECT_TRUE(inbox->take().empty());
  EXPECT_EQ(stays->take().size(), 1U);
  EXPECT_EQ(conversations_.count(), 1U);
}

TEST_F(ConversationsTest, LeavingWithoutHavingJoinedIsHarmless) {
  conversations_.leave(DeviceId{1}, std::make_shared<Inbox>());
  EXPECT_EQ(conversations_.count(), 0U);
}

TEST_F(ConversationsTest, AStopReachesEveryone) {
  const auto one = joined(DeviceId{1});
  const auto two = joined(DeviceId{2});
  conversations_.stop_all("session.server_stops", [] { return 5U; });
  EXPECT_TRUE(ends_session(*one));
  EXPECT_TRUE(ends_session(*two));
}

TEST_F(ConversationsTest, AStopSaysWhyAndWhenToComeBack) {
  const auto inbox = joined(DeviceId{1});
  conversations_.stop_all("session.server_stops", [] { return 5U; });
  const auto said = answers(*inbox);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(std::get<Bye>(said[0]), (Bye{"session.server_stops", 5}));
}

TEST_F(ConversationsTest, AWordForADeviceThatIsNotLinkedIsHeardByNobody) {
  const auto inbox = joined(DeviceId{1});
  conversations_.tell(DeviceId{2}, [](ServerSession&) {});
  EXPECT_TRUE(inbox->take().empty());
}

TEST_F(ConversationsTest, ADeviceThatLinksTwiceIsLinkedUntilBothHaveLeft) {
  const auto first = joined(DeviceId{1});
  const auto second = joined(DeviceId{1});
  EXPECT_EQ(conversations_.count(), 2U);
  conversations_.leave(DeviceId{1}, first);
  EXPECT_EQ(conversations_.devices(), std::vector{DeviceId{1}});
  conversations_.leave(DeviceId{1}, second);
  EXPECT_TRUE(conversations_.devices().empty());
}

TEST_F(ConversationsTest, LinkedDevicesAreListedOnce) {
  const auto one = joined(DeviceId{2});
  const auto again = joined(DeviceId{2});
  const auto other = joined(DeviceId{1});
  EXPECT_EQ(conversations_.devices(), (std::vector{DeviceId{1}, DeviceId{2}}));
}

TEST(Inboxes, WhatIsPutInIsTakenInOrderAndOnce) {
  Inbox inbox;
  std::vector<int> order;
  inbox.put([&order](ServerSession&) { order.push_back(1); });
  inbox.put([&order](ServerSession&) { order.push_back(2); });
  EXPECT_EQ(inbox.take().size(), 2U);
  EXPECT_TRUE(inbox.take().empty());
}

class RingingTest : public ::testing::Test {
 protected:
  net::Waker waker() { return {transport_, [this] { ++rung_; }}; }

  test::ManualClock clock_;
  test::MemoryLoop loop_{clock_};
  std::shared_ptr<test::MemoryTransport> transport_ = std::make_shared<test::MemoryTransport>(loop_);
  Inbox inbox_;
  int rung_ = 0;
};

TEST_F(RingingTest, WhatIsPutInWakesTheConnection) {
  inbox_.set_waker(waker());
  EXPECT_EQ(rung_, 0);
  inbox_.put([](ServerSession&) {});
  loop_.run();
  EXPECT_EQ(rung_, 1);
  inbox_.put([](ServerSession&) {});
  loop_.run();
  EXPECT_EQ(rung_, 2);
}

TEST_F(RingingTest, ManyWordsAtOnceWakeOnce) {
  inbox_.set_waker(waker());
  for (int word = 0; word < 5; ++word) inbox_.put([](ServerSession&) {});
  loop_.run();
  EXPECT_EQ(rung_, 1);
  EXPECT_EQ(inbox_.take().size(), 5U);
}

TEST_F(RingingTest, WhatWasPutInBeforeAnybodyListenedIsKept) {
  inbox_.put([](ServerSession&) {});
  inbox_.set_waker(waker());
  loop_.run();
  EXPECT_EQ(rung_, 0);
  EXPECT_EQ(inbox_.take().size(), 1U);
}

TEST_F(RingingTest, AWordAfterTheConnectionHasGoneIsHarmless) {
  inbox_.set_waker(waker());
  transport_.reset();
  inbox_.put([](ServerSession&) {});
  loop_.run();
  EXPECT_EQ(rung_, 0);
}

}  // namespace
}  // namespace mektep::server
