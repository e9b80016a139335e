#include "shared/crypto/hash.h"

#include <gtest/gtest.h>

#include <numeric>

namespace mektep {
namespace {

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

TEST(Hash, StartingTwiceIsFine) {
  start_crypto();
  start_crypto();
}

TEST(Hash, IsBlake2bOfTheNamedSize) {
  EXPECT_EQ(to_hex(hash32({view_of("abc")})),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(to_hex(hash16({view_of("abc")})), "cf4ab791c62b8d2b2109c90275287816");
}

TEST(Hash, WithAKeyIsKeyedBlake2b) {
  EXPECT_EQ(to_hex(keyed_hash32(counting(16), {view_of("abc")})),
            "3fd8fd31501cdbe942607b204368e3dc4ebce5744de1a955a6025f5c9848bb20");
  EXPECT_NE(keyed_hash16(counting(16), {view_of("abc")}), hash16({view_of("abc")}));
}

TEST(Hash, OfPartsIsTheHashOfThePartsJoined) {
  EXPECT_EQ(hash32({view_of("a"), {}, view_of("bc")}), hash32({view_of("abc")}));
  EXPECT_EQ(hash16({view_of("ab"), view_of("c")}), hash16({view_of("abc")}));
}

TEST(Hash, SixtyFourBitsAreTheFirstEightBytes) { EXPECT_EQ(hash64({view_of("abc")}), 0xbddd813c63423972ULL); }

TEST(HashSum, IsZeroAtFirst) { EXPECT_EQ(HashSum().value(), Hash16{}); }

TEST(HashSum, DoesNotDependOnTheOrder) {
  const Hash16 one = hash16({view_of("one")});
  const Hash16 two = hash16({view_of("two")});
  const Hash16 three = hash16({view_of("three")});
  HashSum forward;
  for (const Hash16& hash : {one, two, three}) forward.add(hash);
  HashSum backward;
  for (const Hash16& hash : {three, two, one}) backward.add(hash);
  EXPECT_EQ(forward, backward);
  EXPECT_EQ(forward.value(), backward.value());
}

TEST(HashSum, TakingAwayUndoesAdding) {
  HashSum sum(hash16({view_of("start")}));
  const HashSum before = sum;
  for (int round = 0; round < 100; ++round) sum.add(hash16({Bytes{static_cast<std::uint8_t>(round)}}));
  for (int round = 99; round >= 0; --round) sum.subtract(hash16({Bytes{static_cast<std::uint8_t>(round)}}));
  EXPECT_EQ(sum, before);
}

TEST(HashSum, CarriesAndBorrowsBetweenItsHalves) {
  Hash16 low_full{};
  for (std::size_t at = 8; at < 16; ++at) low_full[at] = 0xff;
  Hash16 one{};
  one[15] = 1;
  HashSum sum(low_full);
  sum.add(one);
  EXPECT_EQ(to_hex(sum.value()), "00000000000000010000000000000000");
  sum.subtract(one);
  EXPECT_EQ(sum.value(), low_full);
}

TEST(HashSum, WrapsAtTheTop) {
  Hash16 full{};
  full.fill(0xff);
  Hash16 one{};
  one[15] = 1;
  HashSum sum(full);
  sum.add(one);
  EXPECT_EQ(sum.value(), Hash16{});
  sum.subtract(one);
  EXPECT_EQ(sum.value(), full);
}

TEST(HashSum, IsRestoredFromItsValue) {
  HashSum sum;
  sum.add(hash16({view_of("kept")}));
  EXPECT_EQ(HashSum(sum.value()), sum);
}

}  // namespace
}  // namespace mektep
