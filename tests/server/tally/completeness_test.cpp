#include "server/tally/completeness.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

using report::Completeness;
using report::CompletenessRow;
using report::ReportState;

class CompletenessTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  CompletenessTest() {
    network.save(network_scope, org_unit_type, 1, {{1, std::string("610000000")}});
    network.save(network_scope, school_type, 11,
                 {{1, std::string("KZ61-0203")}, {7, refers(org_unit_type, 1)}});
    network.save(network_scope, school_type, 12,
                 {{1, std::string("KZ75-0001")}, {7, refers(org_unit_type, 1)}});
    network.save(network_scope, period_type, 5,
                 {{1, std::string("2020-2021-Q3")},
                  {2, std::int64_t{2020}},
                  {4, date("2021-01-11")},
                  {5, date("2021-03-20")}});
  }
  void expect_from(std::uint64_t id, std::uint64_t school, const std::string& state, bool reports,
                   std::int64_t year = 2020) {
    network.save(network_scope, status_type, id,
                 {{1, refers(school_type, school)}, {3, year}, {4, state}, {5, reports}});
  }
  void hand_in(const School& school, std::uint64_t record, std::uint64_t period = 5) {
    network.save(desk_scope(school.number), submission_type, 1,
                 {{1, refers(school_type, record)}, {2, refers(period_type, period)}});
  }
  Result<Completeness> asked(const std::string& period, std::string_view as_of = "2021-02-14") const {
    const Directory directory = network.directory();
    return report::completeness({*network.reader, network.store->schema(), directory}, period, *parse_date(as_of));
  }
  Completeness table() const { return asked("2020-2021-Q3").value(); }

  TallyNetwork network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, CompletenessTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(CompletenessTest, ReceivedNoReportAndNotExpectedAreThreeDifferentThings) {
  expect_from(1, 11, "granted", true);
  EXPECT_EQ(table().rows[0].state, ReportState::no_report);
  EXPECT_EQ(table().rows[1].state, ReportState::not_expected);
  hand_in(network.school, 11);
  const Completeness now = table();
  EXPECT_EQ(now.rows[0].state, ReportState::received);
  EXPECT_EQ(now.rows[0].received_ms, network.clock.wall().ms);
  EXPECT_EQ(now.rows[0].review, "received");
  EXPECT_EQ(now.rows[0].region, RecordId{1});
  EXPECT_EQ(now.expected, 1U);
  EXPECT_EQ(now.received, 1U);
}

TEST_P(CompletenessTest, ExpectedIsWhoHasAStatusOfTheYearThatReports) {
  expect_from(1, 11, "applied", true);
  EXPECT_EQ(table().expected, 0U);
  expect_from(1, 11, "granted", false);
  EXPECT_EQ(table().expected, 0U);
  expect_from(1, 11, "granted", true, 2019);
  EXPECT_EQ(table().expected, 0U);
  expect_from(2, 11, "granted", true);
  EXPECT_EQ(table().expected, 1U);
}

TEST_P(CompletenessTest, AReportThatNobodyExpectedDoesNotRaiseTheRate) {
  expect_from(1, 11, "granted", true);
  hand_in(network.other_school, 12);
  const Completeness now = table();
  EXPECT_EQ(now.rows[1].state, ReportState::received);
  EXPECT_FALSE(now.rows[1].expected);
  EXPECT_EQ(now.expected, 1U);
  EXPECT_EQ(now.received, 0U);
}

TEST_P(CompletenessTest, AReportOfAnotherPeriodDoesNotCount) {
  expect_from(1, 11, "granted", true);
  hand_in(network.school, 11, 6);
  EXPECT_EQ(table().rows[0].state, ReportState::no_report);
}

TEST_P(CompletenessTest, AWithdrawnReportWasNotHandedIn) {
  expect_from(1, 11, "granted", true);
  hand_in(network.school, 11);
  network.withdraw(desk_scope(network.school.number), submission_type, 1);
  EXPECT_EQ(table().rows[0].state, ReportState::no_report);
}

TEST_P(CompletenessTest, ASchoolThatHandsInTwiceIsCountedOnceSinceTheFirstTime) {
  expect_from(1, 11, "granted", true);
  hand_in(network.school, 11);
  const std::int64_t first = network.clock.wall().ms;
  network.clock.advance(std::chrono::hours(24));
  network.save(desk_scope(network.school.number), submission_type, 2,
               {{1, refers(school_type, 11)}, {2, refers(period_type, 5)}});
  const Completeness now = table();
  EXPECT_EQ(now.received, 1U);
  EXPECT_EQ(now.rows.size(), 2U);
  EXPECT_EQ(now.rows[0].received_ms, first);
}

TEST_P(CompletenessTest, WhatTheOfficeSaidOfAReportIsShown) {
  expect_from(1, 11, "granted", true);
  hand_in(network.school, 11);
  network.save(desk_scope(network.school.number), submission_type, 1, {{11, std::string("returned")}});
  const Completeness now = table();
  EXPECT_EQ(now.rows[0].review, "returned");
  EXPECT_EQ(now.rows[0].state, ReportState::received) << "it was handed in all the same";
  EXPECT_EQ(now.received, 1U);
}

TEST_P(CompletenessTest, AStatusThatWasWithdrawnExpectsNothing) {
  expect_from(1, 11, "granted", true);
  network.withdraw(network_scope, status_type, 1);
  EXPECT_EQ(table().expected, 0U);
  network.restore(network_scope, status_type, 1);
  EXPECT_EQ(table().expected, 1U);
}

TEST_P(CompletenessTest, TwoStatusesOfASchoolExpectOneReport) {
  expect_from(1, 11, "granted", true);
  expect_from(2, 11, "granted", true);
  expect_from(3, 12, "granted", true);
  EXPECT_EQ(table().expected, 2U);
}

TEST_P(CompletenessTest, WhatTheOfficeSaidOfTheLastReportIsShown) {
  expect_from(1, 11, "granted", true);
  hand_in(network.school, 11);
  network.save(desk_scope(network.school.number), submission_type, 1, {{11, std::string("returned")}});
  network.clock.advance(std::chrono::hours(24));
  network.save(desk_scope(network.school.number), submission_type, 2,
               {{1, refers(school_type, 11)}, {2, refers(period_type, 5)}});
  EXPECT_EQ(table().rows[0].review, "received") << "of the second one";
}

TEST_P(CompletenessTest, WithoutAReportThereIsNothingToReview) {
  expect_from(1, 11, "granted", true);
  EXPECT_EQ(table().rows[0].review, "");
  EXPECT_EQ(table().rows[0].received_ms, 0);
}

TEST_P(CompletenessTest, ASchoolWithoutScopesIsExpectedAllTheSame) {
  network.save(network_scope, school_type, 13, {{1, std::string("KZ99-0001")}, {7, refers(org_unit_type, 1)}});
  expect_from(1, 13, "granted", true);
  EXPECT_EQ(table().rows.back().state, ReportState::no_report);
  EXPECT_EQ(table().expected, 1U);
}

TEST_P(CompletenessTest, RowsAreInOrderOfTheRegionThenOfTheSchool) {
  network.save(network_scope, org_unit_type, 2, {{1, std::string("100000000")}});
  network.save(network_scope, school_type, 13, {{1, std::string("KZ99-0001")}, {7, refers(org_unit_type, 2)}});
  network.save(network_scope, school_type, 14, {{1, std::string("KZ00-0001")}});
  std::vector<RecordId> schools;
  for (const CompletenessRow& row : table().rows) schools.push_back(row.school);
  EXPECT_EQ(schools, (std::vector{RecordId{14}, RecordId{13}, RecordId{11}, RecordId{12}})) << "none, 10, 61, 61";
}

TEST_P(CompletenessTest, ARegionIsTheOneOfTheDay) {
  network.save(network_scope, org_unit_type, 2,
               {{1, std::string("100000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 1)}});
  network.save(network_scope, school_type, 11, {{7, refers(org_unit_type, 2)}});
  EXPECT_EQ(asked("2020-2021-Q3", "2022-06-07")->rows[0].region, RecordId{1});
  EXPECT_EQ(asked("2020-2021-Q3", "2022-06-08")->rows[0].region, RecordId{2});
}

TEST_P(CompletenessTest, WithoutAPeriodTheCurrentOneIsMeant) {
  network.save(network_scope, period_type, 6, {{1, std::string("earlier")}, {4, date("2020-09-01")}});
  EXPECT_EQ(asked("")->period, "2020-2021-Q3");
  network.save(network_scope, period_type, 6, {{6, std::string("open")}});
  EXPECT_EQ(asked("")->period, "earlier");
}

TEST_P(CompletenessTest, AnUnknownPeriodIsRefused) {
  const auto unknown = asked("2020-2021-Q4");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error(),
            refused("period.unknown").with("given", "2020-2021-Q4").with("nearest", "2020-2021-Q3"));
}

}  // namespace
}  // namespace mektep::server::test
