#include "shared/crypto/receipt.h"

#include <gtest/gtest.h>

#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

SigningKey drawn(std::uint64_t seed) {
  test::SeededRandom random(seed);
  return SigningKey::draw(random);
}

Receipt sample() {
  Receipt receipt;
  receipt.scope = ScopeNumber{0x3000'0001};
  receipt.stream = StreamId{0x1122334455667788ULL};
  receipt.sequence = Sequence{17};
  receipt.head = hash32({view_of("head")});
  receipt.level = ReceiptLevel::server;
  receipt.position = Position{42};
  receipt.log_digest = hash16({view_of("log")});
  receipt.wall_ms = 1'613'304'000'000;
  receipt.epoch = Epoch{0xaabbccddeeff0011ULL};
  return receipt;
}

TEST(Receipt, SignedBytesAreItsFieldsInOrderBigEndian) {
  const Receipt receipt = sample();
  EXPECT_EQ(to_hex(signed_bytes(receipt)),
            "30000001"
            "1122334455667788"
            "00000011" +
                to_hex(receipt.head) +
                "02"
                "000000000000002a" +
                to_hex(receipt.log_digest) +
                "00000177a0696e00"
                "aabbccddeeff0011");
}

TEST(Receipt, SignedBytesAreEightyNineWhateverItSays) {
  EXPECT_EQ(signed_bytes(sample()).size(), 89U);
  EXPECT_EQ(signed_bytes(Receipt{}).size(), 89U);
}

TEST(Receipt, NumbersAreSignedToTheirEnds) {
  Receipt receipt = sample();
  receipt.scope = ScopeNumber{UINT32_MAX};
  receipt.sequence = Sequence{UINT32_MAX};
  receipt.position = Position{UINT64_MAX};
  receipt.wall_ms = INT64_MIN;
  const std::string hex = to_hex(signed_bytes(receipt));
  EXPECT_EQ(hex.substr(0, 8), "ffffffff");
  EXPECT_EQ(hex.substr(24, 8), "ffffffff");
  EXPECT_EQ(hex.substr(2 * 49, 16), "ffffffffffffffff");
  EXPECT_EQ(hex.substr(2 * 73, 16), "8000000000000000");
}

// A hub stores for a while, the server for ever: one must not pass for the other.
TEST(Receipt, OfAHubIsNotTheServers) {
  const SigningKey hub = drawn(5);
  Receipt receipt = sample();
  receipt.level = ReceiptLevel::hub;
  sign(receipt, hub);
  EXPECT_TRUE(verify(receipt, hub.public_key()));
  receipt.level = ReceiptLevel::server;
  EXPECT_FALSE(verify(receipt, hub.public_key()));
}

TEST(Receipt, VerifiesWithItsSignersKeyOnly) {
  const SigningKey key = drawn(1);
  Receipt receipt = sample();
  sign(receipt, key);
  EXPECT_TRUE(verify(receipt, key.public_key()));
  EXPECT_FALSE(verify(receipt, drawn(2).public_key()));
}

TEST(Receipt, EveryFieldIsBoundByTheSignature) {
  const SigningKey key = drawn(1);
  Receipt receipt = sample();
  sign(receipt, key);
  const auto changed = [&](auto&& change) {
    Receipt other = receipt;
    change(other);
    return verify(other, key.public_key());
  };
  EXPECT_FALSE(changed([](Receipt& r) { r.scope.value ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.stream.value ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.sequence.value ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.head[31] ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.level = ReceiptLevel::hub; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.position.value ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.log_digest[0] ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.wall_ms = -r.wall_ms; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.epoch.value ^= 1; }));
  EXPECT_FALSE(changed([](Receipt& r) { r.signature[5] ^= 1; }));
  EXPECT_TRUE(changed([](Receipt&) {}));
}

TEST(Receipt, ASealOverTheSameBytesIsNoReceipt) {
  const SigningKey key = drawn(1);
  Receipt receipt = sample();
  receipt.signature = key.sign(context::seal, signed_bytes(receipt));
  EXPECT_FALSE(verify(receipt, key.public_key()));
}

}  // namespace
}  // namespace mektep
