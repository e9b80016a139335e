#include "shared/model/scope.h"

#include <gtest/gtest.h>

#include <set>

namespace mektep {
namespace {

constexpr std::uint32_t greatest_number = 0x0fff'ffff;

TEST(Scopes, SayTheirKind) {
  EXPECT_EQ(kind_of(network_scope), ScopeKind::network);
  EXPECT_EQ(kind_of(site_scope(3)), ScopeKind::site);
  EXPECT_EQ(kind_of(school_scope(SchoolNumber{7})), ScopeKind::school);
  EXPECT_EQ(kind_of(desk_scope(SchoolNumber{7})), ScopeKind::desk);
  EXPECT_EQ(kind_of(topic_scope(9)), ScopeKind::topic);
  EXPECT_EQ(kind_of(pair_scope(SchoolNumber{7}, SchoolNumber{8})), ScopeKind::pair);
}

// They are in every log and every bundle: a device of any age must mean the same scope by a number.
TEST(Scopes, NeverChangeTheirNumbers) {
  EXPECT_EQ(network_scope.value, 0x1000'0000U);
  EXPECT_EQ(site_scope(5).value, 0x2000'0005U);
  EXPECT_EQ(school_scope(SchoolNumber{1'412}).value, 0x3000'0584U);
  EXPECT_EQ(desk_scope(SchoolNumber{1'412}).value, 0x4000'0584U);
  EXPECT_EQ(topic_scope(12).value, 0x5000'000cU);
  EXPECT_EQ(pair_scope(SchoolNumber{1}, SchoolNumber{2}).value, 0x8000'0002U);
  EXPECT_EQ(pair_scope(SchoolNumber{1}, SchoolNumber{3}).value, 0x8000'0004U);
  EXPECT_EQ(pair_scope(SchoolNumber{2}, SchoolNumber{3}).value, 0x8000'0005U);
  EXPECT_EQ(pair_scope(SchoolNumber{1'411}, SchoolNumber{1'412}).value, 0x800f'38c9U);
  EXPECT_EQ(pair_scope(SchoolNumber{46'339}, SchoolNumber{46'340}).value, 0xbfff'ae89U);
}

TEST(Scopes, AreSortedByKindFirst) {
  EXPECT_LT(network_scope, site_scope(0));
  EXPECT_LT(site_scope(greatest_number), school_scope(SchoolNumber{1}));
  EXPECT_LT(school_scope(SchoolNumber{greatest_number}), desk_scope(SchoolNumber{1}));
  EXPECT_LT(desk_scope(SchoolNumber{greatest_number}), topic_scope(0));
  EXPECT_LT(topic_scope(greatest_number), pair_scope(SchoolNumber{1}, SchoolNumber{2}));
}

TEST(Scopes, NumbersThatNoRuleMakesHaveNoKind) {
  for (const std::uint32_t number :
       {0U, 1U, 0x0fff'ffffU, 0x1000'0001U, 0x1fff'ffffU, 0x6000'0000U, 0x7fff'ffffU, 0xc000'0000U, ~0U}) {
    EXPECT_FALSE(kind_of(ScopeNumber{number})) << std::hex << number;
  }
}

TEST(Scopes, ASchoolIsFoundInItsScopes) {
  EXPECT_EQ(school_of(school_scope(SchoolNumber{1'412})), SchoolNumber{1'412});
  EXPECT_EQ(school_of(desk_scope(SchoolNumber{46'340})), SchoolNumber{46'340});
}

TEST(Scopes, ASchoolsOwnScopeIsNotItsDesk) {
  const std::set<ScopeNumber> scopes{school_scope(SchoolNumber{9}), desk_scope(SchoolNumber{9}),
                                     site_scope(9), topic_scope(9)};
  EXPECT_EQ(scopes.size(), 4U);
}

TEST(Scopes, APairIsTheSameFromBothSides) {
  EXPECT_EQ(pair_scope(SchoolNumber{5}, SchoolNumber{9}), pair_scope(SchoolNumber{9}, SchoolNumber{5}));
  EXPECT_EQ(pair_scope(SchoolNumber{1}, SchoolNumber{school_number_max}),
            pair_scope(SchoolNumber{school_number_max}, SchoolNumber{1}));
}

TEST(Scopes, APairGivesItsSchoolsBackTheSmallerFirst) {
  for (const std::uint32_t larger : {2U, 3U, 9U, 1'412U, 46'340U}) {
    for (const std::uint32_t smaller : {1U, larger / 2, larger - 1}) {
      if (smaller == 0 || smaller >= larger) continue;
      const auto schools = schools_of(pair_scope(SchoolNumber{larger}, SchoolNumber{smaller}));
      EXPECT_EQ(schools, std::pair(SchoolNumber{smaller}, SchoolNumber{larger}));
    }
  }
}

TEST(Scopes, EveryNumberIsAPairsOrNobodys) {
  std::set<ScopeNumber> pairs;
  for (std::uint32_t larger = 2; larger <= 60; ++larger) {
    for (std::uint32_t smaller = 1; smaller < larger; ++smaller) {
      pairs.insert(pair_scope(SchoolNumber{smaller}, SchoolNumber{larger}));
    }
  }
  EXPECT_EQ(pairs.size(), 60U * 59U / 2U);
  for (std::uint32_t number = 0x8000'0000; number <= pairs.rbegin()->value; ++number) {
    EXPECT_EQ(kind_of(ScopeNumber{number}).has_value(), pairs.contains(ScopeNumber{number})) << number;
  }
}

TEST(Scopes, ANumberBehindTheLastPairHasNoKind) {
  const ScopeNumber last = pair_scope(SchoolNumber{46'339}, SchoolNumber{46'340});
  EXPECT_EQ(kind_of(last), ScopeKind::pair);
  EXPECT_FALSE(kind_of(ScopeNumber{last.value + 1}));
  EXPECT_FALSE(kind_of(ScopeNumber{0xbfff'ffff}));
}

// A pack in such a scope would have one school at both ends.
TEST(Scopes, NoNumberJoinsASchoolWithItself) {
  for (std::uint32_t school = 1; school < 2'000; ++school) {
    const std::uint32_t rank = school * (school - 1) / 2 + school;
    EXPECT_FALSE(kind_of(ScopeNumber{0x8000'0000U | rank})) << school;
  }
}

TEST(ScopesDeathTest, ASchoolIsNoPairWithItself) {
  EXPECT_DEATH(pair_scope(SchoolNumber{5}, SchoolNumber{5}), "");
}

TEST(ScopesDeathTest, ANumberTooLargeForItsKindIsABrokenProgram) {
  EXPECT_DEATH(school_scope(SchoolNumber{greatest_number + 1}), "");
  EXPECT_DEATH(pair_scope(SchoolNumber{1}, SchoolNumber{school_number_max + 1}), "");
  EXPECT_DEATH(pair_scope(SchoolNumber{0}, SchoolNumber{1}), "");
}

}  // namespace
}  // namespace mektep
