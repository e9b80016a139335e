#include "shared/serve/log_slice.h"

#include <gtest/gtest.h>

#include "tests/support/packs.h"

namespace mektep {
namespace {

constexpr ScopeNumber scope{0x3000'0001};

Hash16 digest_of(std::uint64_t position) {
  Hash16 digest{};
  digest[0] = static_cast<std::uint8_t>(position);
  return digest;
}

// A log of so many packs, each of whose digests is its position.
struct NumberedLog {
  std::uint64_t length = 0;
  std::optional<ScopeHead> head(ScopeNumber) const {
    ScopeHead head;
    head.scope = scope;
    head.position = Position{length};
    return head;
  }
  std::optional<Hash16> digest_at(ScopeNumber, Position position) const {
    return position.value <= length ? std::optional(digest_of(position.value)) : std::nullopt;
  }
  std::vector<LoggedPack> read_after(ScopeNumber, Position after, std::size_t) const {
    std::vector<LoggedPack> packs;
    for (std::uint64_t at = after.value + 1; at <= length; ++at) packs.emplace_back().position = Position{at};
    return packs;
  }
};

ReadLog from(std::uint64_t position, std::optional<Hash16> digest) {
  ReadLog wanted;
  wanted.scope = scope;
  wanted.after = Position{position};
  wanted.digest = digest;
  return wanted;
}

std::vector<std::uint64_t> numbers(const std::vector<Position>& positions) {
  std::vector<std::uint64_t> all;
  for (const Position position : positions) all.push_back(position.value);
  return all;
}

TEST(LogSlice, PlacesLieDenselyNearTheEndAndSparselyBefore) {
  EXPECT_EQ(numbers(places_near_the_end({Position{0}, Position{20}})),
            (std::vector<std::uint64_t>{4, 12, 16, 18, 19}));
  EXPECT_TRUE(places_near_the_end({Position{0}, Position{1}}).empty());
}

TEST(LogSlice, AnyLogIsReachedOverByOneTrail) {
  const auto places = places_near_the_end({Position{0}, Position{std::uint64_t{1} << 40U}});
  EXPECT_LE(places.size(), limits::trail_places_max);
  EXPECT_EQ(places.front().value, std::uint64_t{1} << 39U);
}

TEST(LogSlice, PlacesBetweenAreEvenAndLeaveTheEndsOut) {
  EXPECT_EQ(numbers(places_between({Position{4}, Position{8}})), (std::vector<std::uint64_t>{5, 6, 7}));
  const auto many = places_between({Position{0}, Position{100'000}});
  EXPECT_LE(many.size(), limits::trail_places_max);
  EXPECT_GT(many.back().value, 95'000U);
  EXPECT_TRUE(places_between({Position{8}, Position{4}}).empty()) << "a peer may ask for anything";
}

TEST(LogSlice, ACursorOfThisLogIsReadFrom) {
  const auto slice = read_slice(NumberedLog{5}, from(3, digest_of(3)));
  EXPECT_FALSE(slice.trail);
  ASSERT_EQ(slice.packs.size(), 2U);
  EXPECT_EQ(slice.head.position, Position{5});
}

TEST(LogSlice, ACursorOfAnotherLogIsShownPlacesBeforeIt) {
  const auto slice = read_slice(NumberedLog{9}, from(3, digest_of(77)));
  ASSERT_TRUE(slice.trail);
  EXPECT_TRUE(slice.packs.empty());
  ASSERT_EQ(slice.trail->size(), 2U);
  EXPECT_EQ(slice.trail->back().position, Position{2});
  EXPECT_EQ(slice.trail->back().log_digest, digest_of(2));
}

TEST(LogSlice, ACursorBeyondTheLogIsShownItsEnd) {
  const auto slice = read_slice(NumberedLog{5}, from(9, digest_of(9)));
  ASSERT_TRUE(slice.trail);
  EXPECT_EQ(slice.trail->back().position, Position{5});
}

TEST(LogSlice, AnEmptyLogHasNoPlaces) {
  const auto slice = read_slice(NumberedLog{0}, from(9, digest_of(9)));
  ASSERT_TRUE(slice.trail);
  EXPECT_TRUE(slice.trail->empty());
}

TEST(LogSlice, APositionThatNoLogReachesIsNothingToFear) {
  const auto slice = read_slice(NumberedLog{5}, from(UINT64_MAX, digest_of(9)));
  ASSERT_TRUE(slice.trail);
  EXPECT_EQ(slice.trail->back().position, Position{5});
}

TEST(LogSlice, AskedForPlacesAreInsideTheLog) {
  ReadLog wanted = from(0, std::nullopt);
  wanted.trail = ReadLog::Span{Position{2}, Position{100}};
  const auto slice = read_slice(NumberedLog{5}, wanted);
  ASSERT_TRUE(slice.trail);
  ASSERT_EQ(slice.trail->size(), 3U);
  EXPECT_EQ(slice.trail->back().position, Position{5});
}

}  // namespace
}  // namespace mektep
