#include "shared/base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace mektep {
namespace {

TEST(Ids, AreOrderedByTheirNumber) {
  EXPECT_LT(Sequence{1}, Sequence{2});
  EXPECT_EQ(Position{7}, Position{7});
  EXPECT_GT(StreamId{UINT64_MAX}, StreamId{0});
}

TEST(Ids, NameNothingByDefault) {
  EXPECT_EQ(Sequence{}, Sequence{0});
  EXPECT_EQ(Position{}.value, 0U);
}

TEST(Ids, CannotBePassedForEachOther) {
  static_assert(!std::is_convertible_v<Sequence, Position>);
  static_assert(!std::is_constructible_v<StreamId, RecordId>);
  static_assert(!std::is_convertible_v<std::uint64_t, RecordId>);
  static_assert(!std::is_convertible_v<RecordId, std::uint64_t>);
}

TEST(Ids, AreAsSmallAsTheirNumber) {
  static_assert(sizeof(ScopeNumber) == 4);
  static_assert(sizeof(TypeNumber) == 2);
  static_assert(sizeof(RecordId) == 8);
}

TEST(Ids, CanBeKeysOfUnorderedSets) {
  const std::unordered_set<RecordId> set = {RecordId{1}, RecordId{2}, RecordId{1}};
  EXPECT_EQ(set.size(), 2U);
  EXPECT_TRUE(set.contains(RecordId{2}));
}

}  // namespace
}  // namespace mektep
