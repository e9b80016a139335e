#include "client/bundle/outgoing.h"

#include "shared/protocol/frame.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class OutgoingTest : public ::testing::Test {
 protected:
  Result<OutgoingBundles> made(std::size_t bytes_max = 1U << 20U) {
    SystemFiles files;
    NoLog log;
    const Environment environment{school_.pc.clock(), school_.pc.random(), files, log};
    return make_bundles(*school_.pc, **school_.pc->prepare_keys(), environment, bytes_max);
  }
  // What the server reads.
  std::vector<Message> read(const Bytes& file) {
    const auto opened = open_bundle(file, school_.server.certificate().network, school_.server.box());
    EXPECT_TRUE(opened.ok());
    EXPECT_EQ(opened->sender, school_.pc.public_key());
    const auto hello = decode_hello(opened->messages.front());
    EXPECT_TRUE(hello.ok());
    EXPECT_TRUE(verify(std::get<Hello>(*hello), ChannelBinding{}, school_.pc.public_key()));
    std::vector<Message> messages;
    FrameReader frames;
    for (std::size_t at = 1; at < opened->messages.size(); ++at) {
      auto message = frames.read(opened->messages[at]);
      EXPECT_TRUE(message.ok());
      if (*message) messages.push_back(std::move(**message));
    }
    return messages;
  }
  static std::size_t pushes(const std::vector<Message>& messages) {
    return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(), [](const Message& one) {
      return std::holds_alternative<Push>(one);
    }));
  }

  School school_;
};

TEST_F(OutgoingTest, TellsWhereTheDeviceStandsAndHoldsWhatHasNoReceipt) {
  log_activity(school_.pc, "Кеңес");
  const auto bundles = made();
  ASSERT_TRUE(bundles.ok());
  ASSERT_EQ(bundles->files.size(), 1U);
  EXPECT_EQ(bundles->changes_unsent, 1U);
  const auto messages = read(bundles->files[0]);
  EXPECT_EQ(std::get<Know>(messages[0]).cursors, school_.pc->cursors());
  EXPECT_EQ(pushes(messages), 1U);
}

TEST_F(OutgoingTest, WithNothingToSendItStillAsksForNews) {
  const auto bundles = made();
  ASSERT_EQ(bundles->files.size(), 1U);
  EXPECT_EQ(pushes(read(bundles->files[0])), 0U);
}

TEST_F(OutgoingTest, UntilTheAnswerComesAllOfItGoesAgain) {
  log_activity(school_.pc, "Кеңес");
  ASSERT_TRUE(made().ok());
  EXPECT_EQ(pushes(read(made()->files[0])), 1U);
}

TEST_F(OutgoingTest, SmallSticksGetSeveralFiles) {
  for (int number = 0; number < 300; ++number) {
    std::string noise;
    for (int at = 0; at < 20; ++at) noise += std::to_string(school_.pc.random().u64() % 1'000'000) + " ";
    log_activity(school_.pc, noise);
  }
  ASSERT_TRUE(school_.pc->seal({}, 1000).ok());
  const auto bundles = made(9000);
  ASSERT_TRUE(bundles.ok());
  EXPECT_GT(bundles->files.size(), 2U);
  std::size_t packs = 0;
  for (const Bytes& file : bundles->files) packs += pushes(read(file));
  EXPECT_EQ(packs, bundles->packs);
}

}  // namespace
}  // namespace mektep::client::test
