#include "client/bundle/incoming.h"

#include "shared/protocol/frame.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class IncomingTest : public ::testing::Test {
 protected:
  // What the server would send to the laptop: the log of the school after a place, and a mark.
  std::vector<Message> news(Position after) {
    std::vector<Message> messages;
    for (Feed& feed : school_.server.feed(school, after)) messages.emplace_back(std::move(feed));
    messages.emplace_back(school_.server.mark(school));
    return messages;
  }
  Bytes letter(const std::vector<Message>& messages, const SigningKey& sender, std::int64_t wall_ms = 1) {
    Welcome welcome;
    welcome.epoch = epoch_;
    welcome.wall_ms = wall_ms;
    std::vector<Bytes> pieces{encode(welcome)};
    for (const Message& message : messages) {
      for (Bytes& piece : encode_frames(message)) pieces.push_back(std::move(piece));
    }
    const BundleReceiver receiver{school_.server.certificate().network, keys().box.public_key()};
    return *seal_bundle(receiver, sender, pieces, random_);
  }
  Bytes letter(const std::vector<Message>& messages) { return letter(messages, school_.server.key()); }
  Keys& keys() { return **school_.laptop->prepare_keys(); }
  Result<TakenBundle> take(const Bytes& file) { return take_bundle(*school_.laptop, keys(), file); }
  std::string refusal(const Bytes& file) {
    const auto taken = take(file);
    return taken.ok() ? "taken" : taken.error().code;
  }
  Position here() { return school_.laptop->cursors()[1].position; }

  SeededRandom random_{3};
  School school_;
  Epoch epoch_ = school_.server.epoch();
};

TEST_F(IncomingTest, NewsAreTakenAndTwiceIsOnce) {
  const Position before = here();
  log_activity(school_.pc, "Кеңес");
  school_.pc.sync();
  const Bytes file = letter(news(before));
  const auto taken = take(file);
  ASSERT_TRUE(taken.ok()) << describe(taken.error());
  EXPECT_EQ(taken->packs, 1U);
  EXPECT_EQ(taken->up_to_date, std::vector{school});
  EXPECT_EQ(list(school_.laptop, "activity").size(), 1U);
  const auto again = take(file);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->packs, 0U);
}

TEST_F(IncomingTest, WhatIsHereAlreadyIsPassedOver) {
  log_activity(school_.pc, "Кеңес");
  school_.pc.sync();
  EXPECT_EQ(take(letter(news(Position{0})))->packs, 1U);
}

TEST_F(IncomingTest, AReceiptSettlesWhatWasSent) {
  log_activity(school_.laptop, "Менікі");
  ASSERT_TRUE(school_.laptop->seal({}).ok());
  const auto answer = school_.server.push(school_.laptop->outgoing(SIZE_MAX, {})[0].bytes);
  auto messages = news(here());
  messages.insert(messages.begin(), *answer.receipt);
  EXPECT_EQ(take(letter(messages))->receipts, 1U);
  EXPECT_EQ(school_.laptop->state().unsent_changes, 0U);
}

TEST_F(IncomingTest, OneThatBeginsTooLateIsRefusedWhole) {
  const Position before = here();
  log_activity(school_.pc, "Бірінші");
  school_.pc.sync();
  log_activity(school_.pc, "Екінші");
  school_.pc.sync();
  EXPECT_EQ(refusal(letter(news(Position{before.value + 1}))), "bundle.gap");
  EXPECT_EQ(here(), before);
}

TEST_F(IncomingTest, OnlyTheServerIsBelieved) {
  EXPECT_EQ(refusal(letter(news(here()), keys().signing)), "bundle.not_the_servers");
}

TEST_F(IncomingTest, OneFromBeforeARestoreIsTooOld) {
  ASSERT_TRUE(school_.laptop->take_epoch(Epoch{77}, 1000).ok());
  EXPECT_EQ(refusal(letter(news(here()), school_.server.key(), 999)), "bundle.older");
  EXPECT_EQ(school_.laptop->epoch(), Epoch{77});
}

TEST_F(IncomingTest, WhatIsNoLetterIsRefused) {
  const BundleReceiver receiver{school_.server.certificate().network, keys().box.public_key()};
  for (const std::vector<Bytes>& messages : {std::vector<Bytes>{}, {Bytes{9, 9}}, {encode(Welcome{}), Bytes{1}}}) {
    EXPECT_EQ(refusal(*seal_bundle(receiver, school_.server.key(), messages, random_)), "bundle.malformed");
  }
}

}  // namespace
}  // namespace mektep::client::test
