#include "server/tally/directory.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

class DirectoryTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  DirectoryTest() {
    // Abai was split off East Kazakhstan in June 2022.
    network.save(network_scope, org_unit_type, 1, {{1, std::string("630000000")}, {3, std::string("Шығыс")}});
    network.save(network_scope, org_unit_type, 2,
                 {{1, std::string("100000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 1)}});
    network.save(network_scope, school_type, 11,
                 {{1, std::string("KZ61-0203")}, {3, std::string("Школа")}, {7, refers(org_unit_type, 2)}});
    network.save(network_scope, school_type, 12, {{1, std::string("KZ99-0001")}});
  }
  Directory directory() const { return network.directory(); }
  std::string region(std::uint64_t unit, std::string_view day) const {
    const Directory read = directory();
    return read.unit_code(read.unit_at(RecordId{unit}, *parse_date(day)));
  }

  TallyNetwork network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, DirectoryTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

TEST_P(DirectoryTest, OfAnEmptyNetworkIsEmpty) {
  const TallyNetwork nobody(GetParam());
  const Directory empty = nobody.directory();
  EXPECT_TRUE(empty.units.empty());
  EXPECT_TRUE(empty.schools.empty());
  EXPECT_TRUE(empty.periods.empty());
  EXPECT_EQ(empty.current_period(), "");
}

TEST_P(DirectoryTest, UnitsAndSchoolsHaveTheirNames) {
  const Directory read = directory();
  EXPECT_EQ(read.units.at(RecordId{1}).names, (Labels{"Шығыс", "", ""}));
  EXPECT_EQ(read.schools.at(RecordId{11}).names, (Labels{"", "Школа", ""}));
  EXPECT_EQ(read.schools.at(RecordId{11}).region, RecordId{2});
}

TEST_P(DirectoryTest, ASchoolIsFoundByItsScopes) {
  const Directory read = directory();
  EXPECT_EQ(read.school_at(school_scope(network.school.number)), RecordId{11});
  EXPECT_EQ(read.school_at(desk_scope(network.school.number)), RecordId{11});
  EXPECT_EQ(read.school_at(network_scope), RecordId{0});
  EXPECT_EQ(read.school_at(pair_scope(network.school.number, network.other_school.number)), RecordId{0});
  EXPECT_EQ(read.school_at(school_scope(network.other_school.number)), RecordId{0}) << "the directory lacks it";
}

TEST_P(DirectoryTest, ASchoolWithoutANumberHasNoScopes) {
  const Directory read = directory();
  EXPECT_TRUE(read.schools.contains(RecordId{12}));
  EXPECT_EQ(read.numbers.size(), 1U);
}

TEST_P(DirectoryTest, ARegionIsWhatItWasOnTheDay) {
  EXPECT_EQ(region(2, "2022-06-08"), "100000000");
  EXPECT_EQ(region(2, "2022-06-07"), "630000000");
  EXPECT_EQ(region(1, "1999-01-01"), "630000000");
}

TEST_P(DirectoryTest, AUnitThatIsNotThereHasNoCode) {
  EXPECT_EQ(region(77, "2022-01-01"), "");
  EXPECT_EQ(directory().unit_at(RecordId{77}, Date{0}), RecordId{0});
}

TEST_P(DirectoryTest, UnitsThatWereSplitFromEachOtherEnd) {
  network.save(network_scope, org_unit_type, 1, {{8, date("2030-01-01")}, {10, refers(org_unit_type, 2)}});
  EXPECT_FALSE(region(2, "2000-01-01").empty());
}

TEST_P(DirectoryTest, AUnitSplitFromOneThatIsUnknownIsItself) {
  network.save(network_scope, org_unit_type, 3,
               {{1, std::string("620000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 99)}});
  EXPECT_EQ(region(3, "2020-01-01"), "620000000");
}

TEST_P(DirectoryTest, AUnitOfAUnitIsFollowedToTheOneThatWas) {
  network.save(network_scope, org_unit_type, 3,
               {{1, std::string("620000000")}, {8, date("2024-01-01")}, {10, refers(org_unit_type, 2)}});
  EXPECT_EQ(region(3, "2024-01-01"), "620000000");
  EXPECT_EQ(region(3, "2023-12-31"), "100000000");
  EXPECT_EQ(region(3, "2022-06-07"), "630000000");
}

TEST_P(DirectoryTest, WhatWasReadDoesNotChangeAfterwards) {
  const Directory then = directory();
  network.withdraw(network_scope, school_type, 11);
  EXPECT_EQ(then.schools.size(), 2U);
  EXPECT_EQ(directory().schools.size(), 1U);
  EXPECT_TRUE(directory().numbers.empty());
}

TEST_P(DirectoryTest, CodesAreReadByTheirBook) {
  network.save(network_scope, codebook_type, 1,
               {{1, std::string("kinds")}, {2, std::string("seminar")}, {4, std::string("Семинар")}});
  EXPECT_EQ(directory().books.at("kinds").at("seminar"), (Labels{"", "Семинар", ""}));
}

TEST_P(DirectoryTest, ManyRecordsAreReadPageByPage) {
  for (std::uint64_t at = 1; at <= 1500; ++at) {
    network.save(network_scope, codebook_type, at, {{1, std::string("many")}, {2, "c" + std::to_string(at)}});
  }
  EXPECT_EQ(directory().books.at("many").size(), 1500U);
}

TEST_P(DirectoryTest, APeriodIsFoundByItsCode) {
  network.save(network_scope, period_type, 5,
               {{1, std::string("2020-2021-Q3")},
                {2, std::int64_t{2020}},
                {4, date("2021-01-11")},
                {5, date("2021-03-20")},
                {6, std::string("open")}});
  const auto period = directory().find_period("2020-2021-Q3");
  ASSERT_TRUE(period.ok());
  EXPECT_EQ(period->id, RecordId{5});
  EXPECT_EQ(period->year, 2020);
  EXPECT_EQ(Value{period->from}, date("2021-01-11"));
  EXPECT_EQ(Value{period->to}, date("2021-03-20"));
  EXPECT_EQ(period->state, "open");
}

TEST_P(DirectoryTest, APeriodWithoutDatesCoversAllTime) {
  network.save(network_scope, period_type, 6, {{1, std::string("always")}});
  const auto period = directory().find_period("always");
  ASSERT_TRUE(period.ok());
  EXPECT_EQ(Value{period->from}, date("1900-01-01"));
  EXPECT_EQ(Value{period->to}, date("2199-12-31"));
  EXPECT_EQ(period->year, 0);
}

TEST_P(DirectoryTest, AWithdrawnPeriodIsUnknown) {
  network.save(network_scope, period_type, 6, {{1, std::string("always")}});
  network.withdraw(network_scope, period_type, 6);
  EXPECT_EQ(directory().find_period("always").error().code, "period.unknown");
}

TEST_P(DirectoryTest, AnUnknownPeriodIsToldTheNearest) {
  network.save(network_scope, period_type, 6, {{1, std::string("2020-2021-Q3")}});
  EXPECT_EQ(directory().find_period("2020-2021-Q4").error(),
            refused("period.unknown").with("given", "2020-2021-Q4").with("nearest", "2020-2021-Q3"));
}

TEST(ExpectedReports, AreOfGrantedSchoolsThatReportInThatYear) {
  Directory directory;
  directory.statuses = {{RecordId{1}, 2024, "leading", "granted", true},
                        {RecordId{2}, 2024, "partner", "granted", false},
                        {RecordId{3}, 2024, "leading", "not_renewed", true},
                        {RecordId{4}, 2023, "leading", "granted", true},
                        {RecordId{1}, 2024, "anchor", "granted", true}};
  EXPECT_EQ(directory.expected_in(2024), std::set{RecordId{1}}) << "once, whatever the programmes";
  EXPECT_EQ(directory.expected_in(2022), std::set<RecordId>{});
}

Directory::Period period(std::int32_t from, std::string state) {
  return {RecordId{1}, 2024, Date{from}, Date{from + 60}, std::move(state)};
}

TEST(CurrentPeriods, AreTheOpenOneThatBeganLast) {
  Directory directory;
  directory.periods = {{"a", period(1, "open")}, {"b", period(9, "open")}, {"c", period(20, "planned")}};
  EXPECT_EQ(directory.current_period(), "b");
}

TEST(CurrentPeriods, WithoutAnOpenOneAreTheLast) {
  Directory directory;
  directory.periods = {{"a", period(30, "closed")}, {"b", period(9, "closed")}};
  EXPECT_EQ(directory.current_period(), "a");
}

}  // namespace
}  // namespace mektep::server::test
