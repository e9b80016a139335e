#include "shared/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <stdexcept>

#include "tests/shared/base/machine_calls.h"
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

// A signal while the system fills a large buffer is no reason to end the program.
TEST(SystemRandom, GoesOnAfterASignalAndAfterAShortAnswer) {
  test::MachineCalls calls;
  calls.bytes_max = 5;
  int asked = 0;
  calls.fault = [&](const std::string&) { return ++asked % 2 == 1 ? EINTR : 0; };
  const auto bytes = SystemRandom().bytes<64>();
  EXPECT_EQ(asked, 26) << "13 answers of 5 bytes, and a signal before each";
  const FixedBytes<8> nothing{};
  EXPECT_EQ(std::search(bytes.begin(), bytes.end(), nothing.begin(), nothing.end()), bytes.end())
      << "a part was left out";
}

// Keys without randomness would be worse than no program.
TEST(SystemRandom, ThrowsWhenTheSystemGivesNothing) {
  test::MachineCalls calls;
  calls.fault = [](const std::string&) { return ENOSYS; };
  EXPECT_THROW(SystemRandom().bytes<16>(), std::runtime_error);
}

TEST(Random, DrawsThatWouldFavourTheFirstNumbersAreDrawnAgain) {
  struct Scripted final : Random {
    void fill(std::span<std::uint8_t> out) override {
      Bytes bytes;
      append_u64(bytes, draws.at(at++));
      std::copy(bytes.begin(), bytes.end(), out.begin());
    }
    std::vector<std::uint64_t> draws;
    std::size_t at = 0;
  } random;
  // 2^64 = 3 * 6148914691236517205 + 1: the greatest number of all would make 0 likelier.
  random.draws = {UINT64_MAX, UINT64_MAX, UINT64_MAX - 1};
  EXPECT_EQ(random.below(3), 2U);
  EXPECT_EQ(random.at, 3U);
}

TEST(Random, SmallNumbersAreTheLowerHalfOfLargeOnes) {
  SeededRandom one(4);
  SeededRandom other(4);
  EXPECT_EQ(one.u32(), static_cast<std::uint32_t>(other.u64()));
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
