#include "shared/model/scope.h"

#include <gtest/gtest.h>

#include <set>

namespace mektep {
namespace {

TEST(Scopes, SayTheirKind) {
  EXPECT_EQ(kind_of(network_scope), ScopeKind::network);
  EXPECT_EQ(kind_of(site_scope(3)), ScopeKind::site);
  EXPECT_EQ(kind_of(school_scope(SchoolNumber{7})), ScopeKind::school);
  EXPECT_EQ(kind_of(desk_scope(SchoolNumber{7})), ScopeKind::desk);
  EXPECT_EQ(kind_of(topic_scope(9)), ScopeKind::topic);
  EXPECT_EQ(kind_of(pair_scope(SchoolNumber{7}, SchoolNumber{8})), ScopeKind::pair);
}

TEST(Scopes, NumbersThatNoRuleMakesHaveNoKind) {
  EXPECT_FALSE(kind_of(ScopeNumber{0}));
  EXPECT_FALSE(kind_of(ScopeNumber{0x1000'0001}));
  EXPECT_FALSE(kind_of(ScopeNumber{0x6000'0000}));
  EXPECT_FALSE(kind_of(ScopeNumber{0xc000'0000}));
}

TEST(Scopes, ASchoolIsFoundInItsScopes) {
  EXPECT_EQ(school_of(school_scope(SchoolNumber{1'412})), SchoolNumber{1'412});
  EXPECT_EQ(school_of(desk_scope(SchoolNumber{46'340})), SchoolNumber{46'340});
}

TEST(Scopes, APairIsTheSameFromBothSides) {
  EXPECT_EQ(pair_scope(SchoolNumber{5}, SchoolNumber{9}), pair_scope(SchoolNumber{9}, SchoolNumber{5}));
}

TEST(Scopes, APairGivesItsSchoolsBack) {
  for (const std::uint32_t larger : {2U, 3U, 9U, 1'412U, 46'340U}) {
    for (const std::uint32_t smaller : {1U, larger / 2, larger - 1}) {
      if (smaller == 0 || smaller >= larger) continue;
      const auto schools = schools_of(pair_scope(SchoolNumber{smaller}, SchoolNumber{larger}));
      EXPECT_EQ(schools, std::pair(SchoolNumber{smaller}, SchoolNumber{larger}));
    }
  }
}

TEST(Scopes, NoTwoPairsShareANumber) {
  std::set<ScopeNumber> numbers;
  for (std::uint32_t larger = 2; larger <= 60; ++larger) {
    for (std::uint32_t smaller = 1; smaller < larger; ++smaller) {
      numbers.insert(pair_scope(SchoolNumber{smaller}, SchoolNumber{larger}));
    }
  }
  EXPECT_EQ(numbers.size(), 60U * 59U / 2U);
}

}  // namespace
}  // namespace mektep
