#include "shared/protocol/link_pace.h"

#include <gtest/gtest.h>

#include <deque>

namespace mektep {
namespace {

using namespace std::chrono_literals;

// A link with a rate and a round trip, over which messages of the pace's own size go as its window allows.
class SteadyLink {
 public:
  SteadyLink(std::uint64_t bytes_per_second, Monotonic round_trip)
      : rate_(bytes_per_second), round_trip_(round_trip) {}

  void set_rate(std::uint64_t bytes_per_second) { rate_ = bytes_per_second; }
  Monotonic now() const { return now_; }

  // Sends `messages`, one after the other; returns how much was under way at most.
  std::size_t carry(LinkPace& pace, int messages) {
    std::size_t most = 0;
    while (messages > 0 || !travelling_.empty()) {
      while (messages > 0 && pace.has_room(pace.message_bytes())) {
        send(pace, pace.message_bytes());
        --messages;
      }
      most = std::max(most, pace.under_way());
      arrive(pace);
    }
    return most;
  }

 private:
  struct Travelling {
    std::size_t bytes;
    Monotonic acknowledged_at;
  };

  void send(LinkPace& pace, std::size_t bytes) {
    pace.sent(bytes, now_);
    free_ = std::max(free_, now_) + Monotonic(static_cast<std::int64_t>(bytes * 1000 / rate_));
    travelling_.push_back({bytes, free_ + round_trip_});
  }

  void arrive(LinkPace& pace) {
    now_ = std::max(now_, travelling_.front().acknowledged_at);
    pace.acknowledged(travelling_.front().bytes, now_);
    travelling_.pop_front();
  }

  std::uint64_t rate_;
  Monotonic round_trip_;
  Monotonic now_{0};
  Monotonic free_{0};
  std::deque<Travelling> travelling_;
};

TEST(LinkPace, KnowsNothingAtFirstAndStaysSmall) {
  const LinkPace pace;
  EXPECT_EQ(pace.bytes_per_second(), 0U);
  EXPECT_EQ(pace.message_bytes(), limits::link_message_bytes_min);
  EXPECT_EQ(pace.window_bytes(), 2 * limits::link_message_bytes_min);
  EXPECT_FALSE(pace.round_trip());
}

TEST(LinkPace, QuickGreetingAllowsLargeMessages) {
  LinkPace pace;
  pace.greeted_after(30ms);
  EXPECT_EQ(pace.message_bytes(), limits::message_bytes_max);
  LinkPace slow;
  slow.greeted_after(140ms);
  EXPECT_EQ(slow.message_bytes(), limits::link_message_bytes_min);
}

TEST(LinkPace, WhatWasKnownLastTimeHoldsUntilEnoughIsMeasured) {
  LinkPace pace(20'000);
  EXPECT_EQ(pace.bytes_per_second(), 20'000U);
  EXPECT_EQ(pace.message_bytes(), 10'000U);
  EXPECT_EQ(pace.measured(), 0U);
  Monotonic now = 0ms;
  for (int at = 0; at < 4; ++at) {
    EXPECT_EQ(pace.bytes_per_second(), 20'000U);
    pace.sent(4096, now);
    now += 4096ms;
    pace.acknowledged(4096, now);
    EXPECT_EQ(pace.measured(), 1000U);
  }
  EXPECT_EQ(pace.bytes_per_second(), 1000U);
}

TEST(LinkPace, FindsTheRateOfASlowLinkWithALongWay) {
  SteadyLink link(8'000, 600ms);
  LinkPace pace;
  link.carry(pace, 40);
  EXPECT_GE(pace.bytes_per_second(), 7'200U);
  EXPECT_LE(pace.bytes_per_second(), 8'100U);
  EXPECT_EQ(pace.message_bytes(), limits::link_message_bytes_min);
}

TEST(LinkPace, FindsTheRateOfGprs) {
  SteadyLink link(2'250, 1300ms);
  LinkPace pace;
  link.carry(pace, 20);
  EXPECT_GE(pace.bytes_per_second(), 2'000U);
  EXPECT_LE(pace.bytes_per_second(), 2'300U);
}

TEST(LinkPace, GrowsIntoAFastLink) {
  SteadyLink link(2'500'000, 30ms);
  LinkPace pace;
  link.carry(pace, 300);
  EXPECT_GE(pace.bytes_per_second(), 2'000'000U);
  EXPECT_EQ(pace.message_bytes(), limits::message_bytes_max);
}

TEST(LinkPace, KeepsASlowLinkBusy) {
  SteadyLink link(8'000, 600ms);
  LinkPace pace(8'000);
  constexpr int messages = 50;
  link.carry(pace, messages);
  const Monotonic alone(messages * 4096 * 1000 / 8'000);
  EXPECT_LE(link.now(), alone + alone / 20 + 600ms);
}

TEST(LinkPace, WindowIsARoundTripAndHalfASecond) {
  SteadyLink link(8'000, 600ms);
  LinkPace pace(8'000);
  const std::size_t most = link.carry(pace, 50);
  // The round trip of a message includes its own half second.
  EXPECT_LE(most, 8'000U * 1112 / 1000 + 4'000 + 100);
}

TEST(LinkPace, NoticesThatALinkGotSlow) {
  SteadyLink link(100'000, 100ms);
  LinkPace pace;
  link.carry(pace, 30);
  EXPECT_GE(pace.bytes_per_second(), 80'000U);
  link.set_rate(5'000);
  link.carry(pace, 60);
  EXPECT_LE(pace.bytes_per_second(), 6'000U);
}

TEST(LinkPace, ARestBetweenMessagesDoesNotLookLikeASlowLink) {
  LinkPace pace;
  pace.sent(4'000, 0ms);
  pace.acknowledged(4'000, 500ms);
  pace.sent(4'000, 60'000ms);
  pace.acknowledged(4'000, 60'500ms);
  EXPECT_EQ(pace.bytes_per_second(), 8'000U);
}

TEST(LinkPace, OneAcknowledgementMayCoverMany) {
  LinkPace pace;
  for (int at = 0; at < 4; ++at) pace.sent(1'000, 0ms);
  pace.acknowledged(4'000, 1000ms);
  EXPECT_EQ(pace.under_way(), 0U);
  EXPECT_EQ(pace.bytes_per_second(), 4'000U);
}

TEST(LinkPace, HalfAMessageAcknowledgedIsMeasuredWithItsRest) {
  LinkPace pace;
  pace.sent(1'000, 0ms);
  pace.acknowledged(400, 100ms);
  EXPECT_EQ(pace.measured(), 0U);
  pace.acknowledged(600, 1000ms);
  EXPECT_EQ(pace.measured(), 1'000U);
}

TEST(LinkPace, WhatWasSetAsideFreesRoomAndMeasuresNothing) {
  LinkPace pace;
  pace.sent(8'000, 0ms);
  EXPECT_FALSE(pace.has_room(4'096));
  pace.forgotten(8'000);
  EXPECT_TRUE(pace.has_room(4'096));
  EXPECT_EQ(pace.measured(), 0U);
}

TEST(LinkPace, OneMessageMayAlwaysBeUnderWay) {
  const LinkPace pace;
  EXPECT_TRUE(pace.has_room(64 * 1024));
}

TEST(LinkPace, PiecesOfFilesMayBeSmaller) {
  const MessageBounds pieces{limits::link_piece_bytes_min, limits::message_bytes_max};
  const LinkPace gprs(2'250);
  EXPECT_EQ(gprs.message_bytes(pieces), 1'125U);
  const LinkPace fibre(2'500'000);
  EXPECT_EQ(fibre.message_bytes(pieces), limits::message_bytes_max);
}

TEST(LinkPace, AcknowledgesNoMoreThanWasSent) {
  LinkPace pace;
  pace.sent(100, 0ms);
  pace.acknowledged(5'000, 1000ms);
  EXPECT_EQ(pace.under_way(), 0U);
  EXPECT_EQ(pace.bytes_per_second(), 100U);
}

TEST(LinkPace, ALargeCrowdOfMessagesTakesBoundedRoom) {
  LinkPace pace;
  for (int at = 0; at < 10'000; ++at) pace.sent(10, 0ms);
  EXPECT_EQ(pace.under_way(), 100'000U);
  pace.acknowledged(100'000, 1000ms);
  EXPECT_EQ(pace.under_way(), 0U);
  EXPECT_EQ(pace.bytes_per_second(), 100'000U);
}

TEST(LinkPace, AnAnswerInTheSameMillisecondIsFastNotInfinite) {
  LinkPace pace;
  pace.sent(10'000, 5ms);
  pace.acknowledged(10'000, 5ms);
  EXPECT_EQ(pace.bytes_per_second(), 10'000'000U);
  EXPECT_EQ(pace.round_trip(), 1ms);
}

}  // namespace
}  // namespace mektep
