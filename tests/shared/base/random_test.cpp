#include "shared/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

using test::SeededRandom;

TEST(Random, ReadsItsNumbersBigEndianFromItsBytes) {
  struct Counting final : Random {
    void fill(std::span<std::uint8_t> out) override {
      for (auto& byte : out) byte = ++last;
    }
    std::uint8_t last = 0;
  } counting;
  EXPECT_EQ(counting.u64(), 0x0102030405060708ULL);
}

TEST(Random, DrawsBelowItsBoundOnly) {
  SeededRandom random;
  std::set<std::uint64_t> seen;
  for (int draw = 0; draw < 200; ++draw) seen.insert(random.below(6));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(random.below(1), 0U);
  EXPECT_LT(random.below(UINT64_MAX), UINT64_MAX);
}

TEST(Random, DrawsEachNumberAboutEquallyOften) {
  SeededRandom random(3);
  std::array<int, 7> counts{};
  for (int draw = 0; draw < 7000; ++draw) ++counts[random.below(7)];
  for (const auto count : counts) EXPECT_NEAR(count, 1000, 150);
}

TEST(SystemRandom, FillsEveryByteAndNeverTheSameWay) {
  SystemRandom random;
  std::set<FixedBytes<16>> seen;
  for (int draw = 0; draw < 50; ++draw) seen.insert(random.bytes<16>());
  EXPECT_EQ(seen.size(), 50U);
  Bytes large(5000, 0);
  random.fill(large);
  EXPECT_NE(Bytes(large.end() - 64, large.end()), Bytes(64, 0));
  random.fill({});
}

TEST(SeededRandom, TheSameSeedGivesTheSameBytes) {
  SeededRandom first(9);
  SeededRandom second(9);
  SeededRandom other(10);
  const auto bytes = first.bytes<24>();
  EXPECT_EQ(second.bytes<24>(), bytes);
  EXPECT_NE(other.bytes<24>(), bytes);
}

}  // namespace
}  // namespace mektep
