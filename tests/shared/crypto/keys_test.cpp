#include "shared/crypto/keys.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>
#include <set>

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

TEST(SigningKey, FollowsEveryVectorOfRfc8032) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"},
      {"f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
       "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e"},
      {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf"},
  };
  for (const auto& [seed, public_half] : vectors) {
    const auto key = SigningKey::from_seed(*from_hex(seed));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(to_hex(key->public_key()), public_half);
  }
}

// The RFC's second key, over what the header says is signed; by another implementation (OpenSSL's).
TEST(SigningKey, SignsTheContextAndTheMessageAsAnotherImplementationDoes) {
  const auto key =
      SigningKey::from_seed(*from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  ASSERT_TRUE(key.ok());
  Bytes counted;
  for (std::uint8_t byte = 0; byte < 200; ++byte) counted.push_back(byte);
  EXPECT_EQ(to_hex(key->sign(context::seal, {})),
            "6a03cb6d6d2748a54e3215c2382d7470acf4a6cddda6ace9cab6afce8776d189"
            "7d954acc2700049089456d668810317fa699ac10d3c252136211b0d4f1402d0f");
  EXPECT_EQ(to_hex(key->sign(context::receipt, Bytes{0x72})),
            "639131015fd489a09dbec7c2f08e2852d70f62d3509d89058692286f885475ea"
            "a11e8618c855b40831e3e1b79075bdecbcb00956e3af21121af3a3da42b54609");
  EXPECT_EQ(to_hex(key->sign(context::certificate, counted)),
            "03664a16741b79e50fde8b7737133f70aabcdc2c12b01b56a11335f799876d23"
            "7206571e14f5fb0c4a50ed9f2b4dd388732ad543ab61e6238debc82bf931310e");
}

TEST(SigningKey, NoTwoContextsAreOne) {
  const std::set<std::string_view> contexts{
      context::seal,  context::receipt,     context::mark,   context::hello,    context::welcome,
      context::enrol, context::certificate, context::server, context::snapshot, context::bundle};
  EXPECT_EQ(contexts.size(), 10U);
  for (const std::string_view one : contexts) EXPECT_EQ(one.find('\0'), std::string_view::npos);
}

// The group's order added to the second half satisfies the same equation; it must not be a second spelling.
TEST(SigningKey, ASignatureHasOneSpelling) {
  const SigningKey key = drawn(1);
  Signature signature = key.sign(context::seal, view_of("message"));
  const Bytes order = *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t at = 0; at < 32; ++at) {
    carry += static_cast<unsigned>(signature[32 + at]) + order[at];
    signature[32 + at] = static_cast<std::uint8_t>(carry);
    carry >>= 8U;
  }
  EXPECT_EQ(carry, 0U);
  EXPECT_FALSE(verify(key.public_key(), context::seal, view_of("message"), signature));
}

TEST(SigningKey, AnEmptyMessageIsSignedToo) {
  const SigningKey key = drawn(2);
  const Signature signature = key.sign(context::mark, {});
  EXPECT_TRUE(verify(key.public_key(), context::mark, {}, signature));
  EXPECT_FALSE(verify(key.public_key(), context::mark, Bytes{0}, signature));
}

TEST(SigningKey, LeavesNoSecretInItsMemory) {
  alignas(SigningKey) std::array<std::uint8_t, sizeof(SigningKey)> memory{};
  auto* key = new (memory.data()) SigningKey(drawn(3));
  const Bytes seed = key->seed();
  ASSERT_NE(std::search(memory.begin(), memory.end(), seed.begin(), seed.end()), memory.end());
  key->~SigningKey();
  EXPECT_EQ(std::search(memory.begin(), memory.end(), seed.begin(), seed.end()), memory.end());
}

TEST(SigningKey, MovedOntoItselfStaysWhatItIs) {
  SigningKey key = drawn(4);
  const Bytes seed = key.seed();
  SigningKey& same = key;
  key = std::move(same);
  EXPECT_EQ(key.seed(), seed);
}

TEST(SigningKey, IsDrawnFromTheRandomnessItIsGiven) {
  EXPECT_EQ(drawn(1).public_key(), drawn(1).public_key());
  EXPECT_NE(drawn(1).public_key(), drawn(2).public_key());
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

TEST(BoxKey, FollowsTheVectorOfRfc7748) {
  const auto key =
      BoxKey::from_seed(*from_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(to_hex(key->public_key()), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
}

TEST(BoxKey, LeavesNoSecretInItsMemory) {
  test::SeededRandom random(10);
  alignas(BoxKey) std::array<std::uint8_t, sizeof(BoxKey)> memory{};
  auto* key = new (memory.data()) BoxKey(BoxKey::draw(random));
  const Bytes seed = key->seed();
  ASSERT_NE(std::search(memory.begin(), memory.end(), seed.begin(), seed.end()), memory.end());
  key->~BoxKey();
  EXPECT_EQ(std::search(memory.begin(), memory.end(), seed.begin(), seed.end()), memory.end());
}

TEST(BoxKey, TakesThePlaceOfAnotherOne) {
  test::SeededRandom random(11);
  BoxKey key = BoxKey::draw(random);
  BoxKey other = BoxKey::draw(random);
  const PublicKey expected = other.public_key();
  key = std::move(other);
  EXPECT_EQ(key.public_key(), expected);
  EXPECT_EQ(other.seed(), Bytes(32));  // NOLINT: what is left after the move is the point
  BoxKey& same = key;
  key = std::move(same);
  EXPECT_EQ(key.public_key(), expected);
  EXPECT_EQ(BoxKey::from_seed(key.seed())->public_key(), expected);
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

TEST(Wipe, OverwritesBeforeItEmpties) {
  Bytes secret(32, 0x5a);
  const std::uint8_t* const memory = secret.data();
  wipe(secret);
  ASSERT_TRUE(secret.empty());
  // The vector keeps its memory, so what lies there can still be looked at.
  ASSERT_GE(secret.capacity(), 32U);
  EXPECT_TRUE(std::all_of(memory, memory + 32, [](std::uint8_t byte) { return byte == 0; }));
}

TEST(Wipe, OfNothingDoesNothing) {
  Bytes secret;
  wipe(secret);
  EXPECT_TRUE(secret.empty());
}

}  // namespace
}  // namespace mektep
