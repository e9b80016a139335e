#include "shared/pack/body.h"

#include <gtest/gtest.h>

#include "shared/codec/dictionary.h"

namespace mektep {
namespace {

const Salt salt{1, 2, 3};
const Bytes one = {0xa1, 0xa2};
const Bytes two = {0xb1};

// An envelope over a stored body.
Envelope envelope_over(const Bytes& raw, std::uint32_t count) {
  Envelope envelope;
  envelope.header.count = count;
  envelope.salt = salt;
  envelope.dictionary = stored;
  envelope.raw_length = raw.size();
  envelope.packed = raw;
  return envelope;
}

std::string refusal(const Envelope& envelope) {
  const auto body = open_body(envelope);
  return body.ok() ? "accepted" : describe(body.error());
}

TEST(Body, IsEachChangeBehindItsLength) {
  BodyEntry first;
  first.change = one;
  BodyEntry second;
  second.change = two;
  EXPECT_EQ(to_hex(encode_body({first, second})), "02a1a201b1");
}

TEST(Body, AnErasedChangeIsItsLeaf) {
  BodyEntry erased;
  erased.leaf.fill(0xee);
  EXPECT_EQ(to_hex(encode_body({erased})), "00" + to_hex(erased.leaf));
}

TEST(Body, LeavesComeFromTheSaltAndThePlace) {
  const Bytes raw = *from_hex("02a1a201b1");
  const auto body = open_body(envelope_over(raw, 2));
  ASSERT_TRUE(body.ok());
  const std::vector<Hash32> leaves = {leaf_of(leaf_key(salt, 0), one), leaf_of(leaf_key(salt, 1), two)};
  EXPECT_EQ(body->entries[0].leaf, leaves[0]);
  EXPECT_EQ(body->entries[1].leaf, leaves[1]);
  EXPECT_EQ(body->root(), root_of(leaves));
}

TEST(Body, WithoutTheErasedHasTheSameRoot) {
  const Bytes whole = *from_hex("02a1a201b1");
  const Hash32 leaf = leaf_of(leaf_key(salt, 0), one);
  const Bytes erased = *from_hex("00" + to_hex(leaf) + "01b1");
  Envelope envelope = envelope_over(erased, 2);
  envelope.salt.reset();
  envelope.keys = {leaf_key(salt, 1)};
  const auto body = open_body(envelope);
  ASSERT_TRUE(body.ok());
  EXPECT_TRUE(body->entries[0].erased());
  EXPECT_EQ(body->root(), open_body(envelope_over(whole, 2))->root());
}

TEST(Body, WithAnotherNumberOfChangesIsRefused) {
  const Bytes raw = *from_hex("02a1a201b1");
  EXPECT_EQ(refusal(envelope_over(raw, 1)), "pack.malformed what=trailing offset=3");
  EXPECT_EQ(refusal(envelope_over(raw, 3)), "pack.malformed what=size offset=0");
}

TEST(Body, WithKeysThatDoNotFitIsRefused) {
  const Bytes raw = *from_hex("00" + std::string(64, 'e') + "01b1");
  Envelope envelope = envelope_over(raw, 2);
  EXPECT_EQ(refusal(envelope), "pack.malformed what=keys offset=0");  // a salt though one was erased
  envelope.salt.reset();
  EXPECT_EQ(refusal(envelope), "pack.malformed what=keys offset=0");  // too few
  envelope.keys.resize(1);
  EXPECT_EQ(refusal(envelope), "accepted");
  envelope.keys.resize(2);
  EXPECT_EQ(refusal(envelope), "pack.malformed what=keys offset=0");  // too many
}

TEST(Body, OfAnUnknownDictionaryIsRefused) {
  Envelope envelope = envelope_over(one, 1);
  envelope.dictionary = 9;
  EXPECT_EQ(refusal(envelope), "pack.unknown_dictionary number=9");
}

}  // namespace
}  // namespace mektep
