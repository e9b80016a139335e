#include "server/app/figures.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

class FiguresTest : public ::testing::Test {
 protected:
  FiguresTest() { office_.import_network(); }

  Result<Completeness> completeness(const std::string& period = "2024-2025-Q3") {
    reader_ = office_.reader();
    directory_ = office_.directory();
    return completeness_of({*reader_, office_.store.schema(), directory_}, period);
  }
  Indicators indicators(const std::string& period = {}, IndicatorsBy by = IndicatorsBy::region_and_kind) {
    reader_ = office_.reader();
    directory_ = office_.directory();
    const auto found = indicators_of({*reader_, office_.store.schema(), directory_}, period, by);
    EXPECT_TRUE(found.ok());
    return found.ok() ? *found : Indicators{};
  }
  ReportState state_of(const Completeness& found, const std::string& code) {
    for (const auto& report : found.schools) {
      if (directory_.schools.at(report.school).code == code) return report.state;
    }
    ADD_FAILURE() << code << " is missing";
    return ReportState::not_expected;
  }
  std::string region_of(const Indicator& row) { return directory_.units.at(row.region).code; }

  Office office_;
  std::unique_ptr<Reader> reader_;
  Directory directory_;
};

TEST_F(FiguresTest, EverySchoolHasOneOfThreeWords) {
  office_.submit("KZ61-0107", "2024-2025-Q3");
  const auto found = completeness();
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->expected, 8U);
  EXPECT_EQ(found->received, 1U);
  EXPECT_EQ(found->schools.size(), 12U);
  EXPECT_EQ(state_of(*found, "KZ61-0107"), ReportState::received);
  EXPECT_EQ(state_of(*found, "KZ19-0021"), ReportState::no_report);
  EXPECT_EQ(state_of(*found, "KZ61-0203"), ReportState::not_expected);
}

TEST_F(FiguresTest, AReportIsReceivedWhenTheServerAnsweredIt) {
  office_.clock.set_wall(1'740'000'000'000);
  office_.submit("KZ61-0107", "2024-2025-Q3");
  const auto found = completeness();
  ASSERT_TRUE(found.ok());
  std::int64_t at = 0;
  for (const auto& report : found->schools) at = std::max(at, report.at_ms);
  EXPECT_EQ(at, 1'740'000'000'000);
}

TEST_F(FiguresTest, AReportOfAnotherPeriodDoesNotCount) {
  office_.submit("KZ61-0107", "2024-2025-Q2");
  EXPECT_EQ(completeness("2024-2025-Q3")->received, 0U);
  EXPECT_EQ(completeness("2024-2025-Q2")->received, 1U);
}

TEST_F(FiguresTest, ASchoolThatNeedNotReportMay) {
  office_.submit("KZ61-0203", "2024-2025-Q3");
  const auto found = completeness();
  EXPECT_EQ(state_of(*found, "KZ61-0203"), ReportState::received);
  EXPECT_EQ(found->expected, 8U);
}

TEST_F(FiguresTest, SchoolsStandByRegionThenByCode) {
  const auto found = completeness();
  std::vector<std::pair<std::string, std::string>> places;
  for (const auto& report : found->schools) {
    const auto& school = directory_.schools.at(report.school);
    places.emplace_back(directory_.units.at(school.region).code, school.code);
  }
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
}

TEST_F(FiguresTest, APeriodThatIsNotThereIsToldTheNearest) {
  const auto found = completeness("2024-2025-Q6");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, "period.unknown");
  EXPECT_FALSE(found.error().argument("nearest").empty());
}

TEST_F(FiguresTest, WithoutAPeriodTheCurrentOneIsMeant) {
  EXPECT_EQ(completeness("")->period, "2025-2026-Q4");
}

TEST_F(FiguresTest, NothingDoneIsNoRows) {
  const auto found = indicators();
  EXPECT_TRUE(found.rows.empty());
  EXPECT_EQ(found.total.activities, 0);
  EXPECT_EQ(found.schools, 12U) << "it covers all schools even so";
}

TEST_F(FiguresTest, ActivitiesParticipantsAndHoursAreSummedByRegionAndKind) {
  const auto seminar = office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 200);
  for (const auto* name : {"А", "Б", "В"}) office_.attend("KZ61-0107", seminar, name);
  office_.log_activity("KZ61-0203", "seminar", "2025-02-20", 150);
  office_.log_activity("KZ19-0021", "lesson_study", "2025-03-01", 100);
  const auto found = indicators();
  ASSERT_EQ(found.rows.size(), 2U);
  EXPECT_EQ(region_of(found.rows[0]), "190000000");
  EXPECT_EQ(found.rows[0].kind, "lesson_study");
  EXPECT_EQ(region_of(found.rows[1]), "610000000");
  EXPECT_EQ(found.rows[1].activities, 2) << "two schools of one region";
  EXPECT_EQ(found.rows[1].participants, 3);
  EXPECT_EQ(found.rows[1].hours, Decimal{350});
  EXPECT_EQ(found.total.activities, 3);
  EXPECT_EQ(found.total.hours, Decimal{450});
  EXPECT_EQ(found.hours_scale, 2);
}

TEST_F(FiguresTest, WhatWasPlannedOrCancelledDoesNotCount) {
  office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 200, "planned");
  const auto cancelled = office_.log_activity("KZ61-0107", "seminar", "2025-02-15", 200, "cancelled");
  office_.attend("KZ61-0107", cancelled, "А");
  office_.log_activity("KZ61-0107", "seminar", "2025-02-16", 200, "");
  const auto found = indicators();
  EXPECT_EQ(found.total.activities, 1) << "one without a state was held";
  EXPECT_EQ(found.total.participants, 0);
}

TEST_F(FiguresTest, APeriodTakesItsMonths) {
  office_.log_activity("KZ61-0107", "seminar", "2024-12-20", 100);
  office_.log_activity("KZ61-0107", "seminar", "2025-01-10", 100);
  office_.log_activity("KZ61-0107", "seminar", "2025-03-20", 100);
  office_.log_activity("KZ61-0107", "seminar", "2025-04-02", 100);
  EXPECT_EQ(indicators("2024-2025-Q3").total.activities, 2);
  EXPECT_EQ(indicators("2024-2025-Q2").total.activities, 1);
  EXPECT_EQ(indicators().total.activities, 4);
}

TEST_F(FiguresTest, OneGroupingCanBeLeftOut) {
  office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 200);
  office_.log_activity("KZ61-0107", "coaching", "2025-02-14", 200);
  office_.log_activity("KZ19-0021", "seminar", "2025-02-14", 200);
  const auto by_kind = indicators({}, IndicatorsBy::kind);
  ASSERT_EQ(by_kind.rows.size(), 2U);
  EXPECT_EQ(by_kind.rows[1].kind, "seminar");
  EXPECT_EQ(by_kind.rows[1].activities, 2);
  EXPECT_EQ(by_kind.rows[1].region, RecordId{0});
  const auto by_region = indicators({}, IndicatorsBy::region);
  ASSERT_EQ(by_region.rows.size(), 2U);
  EXPECT_EQ(by_region.rows[1].activities, 2);
  EXPECT_EQ(by_region.rows[1].kind, "");
}

TEST_F(FiguresTest, AnUnknownPeriodHasNoIndicators) {
  reader_ = office_.reader();
  directory_ = office_.directory();
  const auto found = indicators_of({*reader_, office_.store.schema(), directory_}, "x", IndicatorsBy::kind);
  EXPECT_EQ(found.error().code, "period.unknown");
}

}  // namespace
}  // namespace mektep::server::test
