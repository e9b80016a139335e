#include "shared/crypto/hash.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mektep {
namespace {

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<std::uint8_t>(at % 251);
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

// Around the 128 bytes of a block; counted by another implementation (Python's hashlib).
TEST(Hash, AgreesWithAnotherImplementationAroundItsBlocks) {
  struct Example {
    std::size_t size;
    std::string_view in32;
    std::string_view in16;
  };
  const Example examples[] = {
      {0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
       "cae66941d9efbd404e4d88758ea67670"},
      {1, "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314",
       "7025e075d5e2f6cde3cc051a31f07660"},
      {63, "29e41a64fbdd2fd27612228623c0702222bf367451e7324287f181cb3dcf7237",
       "0d8952b502864e3820109070f09c631c"},
      {127, "f2fe67ff342e21b8f45e8f2e0bcd1d9243245d50ee6c78042e9c491388791c72",
       "28b1296c7d4807883de6ee4ec04dcc0a"},
      {128, "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1",
       "a74787004ef589e31149183900d0294a"},
      {129, "f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9",
       "aaf1b0371f6d4ee49ee4fb5ddd9c49ef"},
      {255, "d9ef0fc521b4266d16df662bec231bc2ec3989e7adeaf63169c295dc239dbbea",
       "e2f3b2a57bcf64d626b37fc9c12674a1"},
      {256, "582f782226018ec33076bd8d1c42413530ac7e1126260ffc0f306ba3befc3f24",
       "1142c504dcd26338b7cbcf41424540d0"},
      {1024, "d75edc54bb5acee4cc8610568e82872ce79758afd38c51dfe6ccfab01c2d191f",
       "a7d65babc14aa89c183351a2eb2d4348"},
  };
  for (const auto& [size, in32, in16] : examples) {
    EXPECT_EQ(to_hex(hash32({counting(size)})), in32) << size;
    EXPECT_EQ(to_hex(hash16({counting(size)})), in16) << size;
  }
}

TEST(Hash, WithAKeyAgreesWithAnotherImplementation) {
  struct Example {
    std::size_t key;
    std::string_view in32;
    std::string_view in16;
  };
  const Example examples[] = {
      {16, "dd8916a99bcfb015fa42b63b831a8f8e9d1875e6c595704e9c2e5fefb2df2c6c",
       "0cd79bf3c7d9acbff9ef59ccdfc0a96a"},
      {32, "138893f1631ef3165629515d6ed800da3771b7926dced294205c7507351deebc",
       "aab5517a7ade99ce990a81aa3d3ea27d"},
      {64, "6a591b356f19ca93ae2bcc7406653ff34aea53cea58bec62803e571d94944165",
       "a4f9597aae5d4f336fec8972e52a819c"},
  };
  for (const auto& [key, in32, in16] : examples) {
    EXPECT_EQ(to_hex(keyed_hash32(counting(key), {counting(128)})), in32) << key;
    EXPECT_EQ(to_hex(keyed_hash16(counting(key), {counting(129)})), in16) << key;
  }
}

// Sixteen bytes are a length of their own, so a short hash says nothing of the long one.
TEST(Hash, AShortOneIsNotTheStartOfALongOne) {
  const Hash32 longer = hash32({view_of("abc")});
  const Hash16 shorter = hash16({view_of("abc")});
  EXPECT_FALSE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
}

TEST(HashDeathTest, AKeyOfAnotherSizeIsABrokenProgram) {
  EXPECT_DEATH(keyed_hash32(counting(15), {view_of("abc")}), "");
  EXPECT_DEATH(keyed_hash16(counting(65), {view_of("abc")}), "");
  EXPECT_DEATH(keyed_hash32({}, {view_of("abc")}), "");
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
