#include "server/app/bundles.h"

#include "shared/protocol/frame.h"
#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {
namespace {

class BundlesTest : public ::testing::Test {
 protected:
  Bytes letter(const std::vector<Bytes>& packs, const SigningKey& sender) {
    Hello hello;
    hello.device = device_id_of(sender.public_key());
    hello.know_follows = true;
    sign(hello, ChannelBinding{}, sender);
    std::vector<Bytes> messages{encode(hello)};
    for (Bytes& piece : encode_frames(Know{{{network_.scope(), Position{0}, {}}}, {}})) messages.push_back(piece);
    for (const Bytes& pack : packs) {
      for (Bytes& piece : encode_frames(Push{pack})) messages.push_back(piece);
    }
    return *seal_bundle({network_.keys.certificate.network, network_.keys.certificate.box}, sender, messages, random_);
  }
  Result<BundleIn> take(const Bytes& file) { return take_bundle(network_.parts, *network_.reader, desk_, file); }

  SeededRandom random_{4};
  Network network_{StoreKind::memory};
  Pen pen_ = network_.enrolled_pen();
  mektep::test::TempDirectory folder_;
  SystemFiles files_;
  FileDesk desk_{files_, folder_.file("files"), random_};
};

TEST_F(BundlesTest, PacksAreAdmittedAndAnswered) {
  const auto in = take(letter({pen_.seal(network_.scope(), {network_.titled(1, "a")})}, pen_.key()));
  ASSERT_TRUE(in.ok()) << describe(in.error());
  EXPECT_EQ(in->packs, 1U);
  EXPECT_EQ(in->stored, 1U);
  ASSERT_EQ(in->answers.size(), 1U);
  EXPECT_TRUE(verify(std::get<Receipt>(in->answers[0]), network_.keys.receipts.public_key()));
  EXPECT_EQ(network_.titles(1), std::vector<std::string>{"a"});
  EXPECT_EQ(in->cursors.size(), 1U);
}

TEST_F(BundlesTest, TheSameTwiceIsAnsweredAlike) {
  const Bytes file = letter({pen_.seal(network_.scope(), {network_.titled(1, "a")})}, pen_.key());
  ASSERT_TRUE(take(file).ok());
  const auto again = take(file);
  EXPECT_EQ(again->stored, 1U);
  EXPECT_EQ(network_.titles(1), std::vector<std::string>{"a"});
}

TEST_F(BundlesTest, WhatLacksAnEarlierStickWaits) {
  const Bytes first = pen_.seal(network_.scope(), {network_.titled(1, "a")});
  const Bytes second = pen_.seal(network_.scope(), {network_.titled(2, "b")});
  const auto early = take(letter({second}, pen_.key()));
  EXPECT_EQ(early->waiting, 1U);
  EXPECT_TRUE(std::holds_alternative<::mektep::Need>(early->answers[0]));
  EXPECT_EQ(take(letter({first}, pen_.key()))->answers.size(), 2U) << "both have their receipt now";
}

TEST_F(BundlesTest, AStrangersStickIsRefused) {
  const auto stranger = SigningKey::draw(random_);
  const auto in = take(letter({}, stranger));
  ASSERT_FALSE(in.ok());
  EXPECT_EQ(in.error().code, "bundle.unknown_device");
}

TEST_F(BundlesTest, APackThatIsNoneIsCountedAndHoldsUpNothing) {
  const Bytes good = pen_.seal(network_.scope(), {network_.titled(1, "a")});
  const auto in = take(letter({Bytes{1, 2, 3}, good}, pen_.key()));
  EXPECT_EQ(in->refused, 1U);
  EXPECT_EQ(in->stored, 1U);
}

}  // namespace
}  // namespace mektep::server::test
