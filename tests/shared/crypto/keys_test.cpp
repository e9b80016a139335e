#include "shared/crypto/keys.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

PublicKey key_from(std::string_view hex) { return fixed_from<32>(*from_hex(hex)).value(); }

// Both signs of x of every y of small order, canonical or not.
const std::vector<std::string_view> small_order_y = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

SigningKey drawn(std::uint64_t seed) {
  test::SeededRandom random(seed);
  return SigningKey::draw(random);
}

TEST(SigningKey, FollowsTheVectorOfRfc8032) {
  const auto key =
      SigningKey::from_seed(*from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(to_hex(key->public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST(SigningKey, IsTheSameFromItsSeed) {
  const SigningKey key = drawn(7);
  const auto again = SigningKey::from_seed(key.seed());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(again->sign(context::seal, view_of("m")), key.sign(context::seal, view_of("m")));
}

TEST(SigningKey, SeedOfAnotherSizeIsRefused) {
  for (const std::size_t size : {0U, 31U, 33U, 64U}) {
    const auto key = SigningKey::from_seed(Bytes(size));
    ASSERT_FALSE(key.ok());
    EXPECT_EQ(key.error().code, "key.malformed");
  }
}

TEST(SigningKey, SignatureVerifiesForItsMessageContextAndKeyOnly) {
  const SigningKey key = drawn(1);
  const SigningKey other = drawn(2);
  const Signature signature = key.sign(context::seal, view_of("message"));
  EXPECT_TRUE(verify(key.public_key(), context::seal, view_of("message"), signature));
  EXPECT_FALSE(verify(key.public_key(), context::seal, view_of("massage"), signature));
  EXPECT_FALSE(verify(other.public_key(), context::seal, view_of("message"), signature));
  for (const std::string_view wrong :
       {context::receipt, context::mark, context::hello, context::welcome, context::enrol,
        context::certificate, context::server, context::snapshot, context::bundle}) {
    EXPECT_FALSE(verify(key.public_key(), wrong, view_of("message"), signature)) << wrong;
  }
}

TEST(SigningKey, AMessageCannotBorrowItsContextsName) {
  const SigningKey key = drawn(1);
  const Signature signature = key.sign("a", view_of("bc"));
  EXPECT_FALSE(verify(key.public_key(), "ab", view_of("c"), signature));
}

TEST(SigningKey, EveryFlippedBitOfASignatureFails) {
  const SigningKey key = drawn(3);
  const Signature signature = key.sign(context::seal, view_of("message"));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    Signature flipped = signature;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(verify(key.public_key(), context::seal, view_of("message"), flipped)) << bit;
  }
}

TEST(SigningKey, MovingLeavesNoSecretBehind) {
  SigningKey key = drawn(4);
  const Bytes seed = key.seed();
  SigningKey moved = std::move(key);
  EXPECT_EQ(moved.seed(), seed);
  EXPECT_EQ(key.seed(), Bytes(32));  // NOLINT: what is left after the move is the point
  SigningKey target = drawn(5);
  target = std::move(moved);
  EXPECT_EQ(target.seed(), seed);
  EXPECT_EQ(moved.seed(), Bytes(32));  // NOLINT: as above
}

TEST(PublicKey, OfSmallOrderIsRefused) {
  for (const std::string_view hex : small_order_y) {
    PublicKey key = key_from(hex);
    EXPECT_FALSE(is_acceptable(key)) << hex;
    key[31] |= 0x80;
    EXPECT_FALSE(is_acceptable(key)) << hex << " with the sign of x";
  }
}

TEST(PublicKey, OfSmallOrderVerifiesNothing) {
  // R of order 1 and S = 0 satisfies the bare equation for any message under a key of order 1.
  Signature forged{};
  forged[0] = 1;
  for (const std::string_view hex : small_order_y) {
    for (int message = 0; message < 16; ++message) {
      const Bytes bytes{static_cast<std::uint8_t>(message)};
      EXPECT_FALSE(verify(key_from(hex), context::seal, bytes, forged));
    }
  }
}

TEST(PublicKey, SpelledBeyondTheFieldIsRefused) {
  PublicKey key;
  key.fill(0xff);
  key[31] = 0x7f;
  for (unsigned low = 0xed; low <= 0xff; ++low) {
    key[0] = static_cast<std::uint8_t>(low);
    EXPECT_FALSE(is_acceptable(key)) << low;
    PublicKey negative = key;
    negative[31] = 0xff;
    EXPECT_FALSE(is_acceptable(negative)) << low;
  }
  key[0] = 0xeb;
  EXPECT_TRUE(is_acceptable(key));
  key[0] = 0xed;
  key[15] = 0xfe;
  EXPECT_TRUE(is_acceptable(key));
}

TEST(PublicKey, DrawnOnesAreAcceptable) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) EXPECT_TRUE(is_acceptable(drawn(seed).public_key()));
}

TEST(DeviceId, IsTheStartOfTheHashOfTheKey) {
  const PublicKey key = drawn(6).public_key();
  std::uint8_t hash[32];
  crypto_generichash(hash, sizeof hash, key.data(), key.size(), nullptr, 0);
  EXPECT_EQ(device_id_of(key).value, load_u64(BytesView(hash)));
}

TEST(BoxKey, IsTheSameFromItsSeed) {
  test::SeededRandom random(8);
  const BoxKey key = BoxKey::draw(random);
  const auto again = BoxKey::from_seed(key.seed());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->public_key(), key.public_key());
}

TEST(BoxKey, AgreesWithOpenSsl) {
  const auto key =
      BoxKey::from_seed(*from_hex("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099ac0c6d3b4c0aab3c6b"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(to_hex(key->public_key()), "9301e63660e704b253ece2e7e5aa6ed1405db993190a6bc5a65351137ac88364");
}

TEST(BoxKey, SeedOfAnotherSizeIsRefused) {
  const auto key = BoxKey::from_seed(Bytes(31));
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.error().code, "key.malformed");
}

TEST(BoxKey, MovingLeavesNoSecretBehind) {
  test::SeededRandom random(9);
  BoxKey key = BoxKey::draw(random);
  const Bytes seed = key.seed();
  BoxKey moved = std::move(key);
  EXPECT_EQ(moved.seed(), seed);
  EXPECT_EQ(key.seed(), Bytes(32));  // NOLINT: what is left after the move is the point
}

TEST(Wipe, EmptiesWhatHeldASecret) {
  Bytes secret{1, 2, 3};
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  wipe(secret);
  EXPECT_TRUE(secret.empty());
}

}  // namespace
}  // namespace mektep
