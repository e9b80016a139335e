#include "shared/protocol/signing.h"

#include <gtest/gtest.h>

#include "tests/shared/protocol/messages.h"

namespace mektep {
namespace {

class Signing : public ::testing::Test {
 protected:
  Signing() { start_crypto(); }
  test::SeededRandom random_{11};
  SigningKey key_ = SigningKey::draw(random_);
};

TEST_F(Signing, AMarkVerifiesUnderTheKeyThatSignedItAndNoOther) {
  SignedMark mark = test::sample_signed_mark();
  sign(mark, key_);
  EXPECT_TRUE(verify(mark, key_.public_key()));
  EXPECT_FALSE(verify(mark, SigningKey::draw(random_).public_key()));
}

TEST_F(Signing, EveryFieldOfAMarkIsSigned) {
  SignedMark mark = test::sample_signed_mark();
  sign(mark, key_);
  const auto fails = [&](auto change) {
    SignedMark other = mark;
    change(other);
    return !verify(other, key_.public_key());
  };
  EXPECT_TRUE(fails([](SignedMark& other) { other.mark.scope.value ^= 1U; }));
  EXPECT_TRUE(fails([](SignedMark& other) { other.mark.position.value ^= 1U; }));
  EXPECT_TRUE(fails([](SignedMark& other) { other.mark.log_digest[3] ^= 1U; }));
  EXPECT_TRUE(fails([](SignedMark& other) { other.mark.state_digest[3] ^= 1U; }));
  EXPECT_TRUE(fails([](SignedMark& other) { other.mark.backed_up.value ^= 1U; }));
  EXPECT_TRUE(fails([](SignedMark& other) { other.mark.wall_ms ^= 1; }));
  EXPECT_TRUE(fails([](SignedMark& other) { other.epoch.value ^= 1U; }));
}

TEST_F(Signing, EveryFieldOfASnapshotOfferIsSigned) {
  SnapshotOffer offer = test::sample_snapshot_offer();
  sign(offer, key_);
  ASSERT_TRUE(verify(offer, key_.public_key()));
  const auto fails = [&](auto change) {
    SnapshotOffer other = offer;
    change(other);
    return !verify(other, key_.public_key());
  };
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.scope.value ^= 1U; }));
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.position.value ^= 1U; }));
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.log_digest[0] ^= 1U; }));
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.state_digest[0] ^= 1U; }));
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.epoch.value ^= 1U; }));
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.file[31] ^= 1U; }));
  EXPECT_TRUE(fails([](SnapshotOffer& other) { other.size ^= 1U; }));
}

}  // namespace
}  // namespace mektep
