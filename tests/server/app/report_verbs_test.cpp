#include "server/tally/indicators.h"
#include "tests/server/app/office_fixture.h"
#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class ReportVerbs : public VerbTest {
 protected:
  ReportVerbs() { init_with_network(); }
};

TEST_F(ReportVerbs, CompletenessListsEverySchool) {
  const auto document = run({"report", "completeness", "2024-2025-Q3"}).document();
  EXPECT_EQ(document.at("period").as_string(), "2024-2025-Q3");
  EXPECT_EQ(document.at("expected").as_int64(), 8);
  EXPECT_EQ(document.at("received").as_int64(), 0);
  EXPECT_EQ(document.at("schools").as_array().size(), 12U);
}

TEST_F(ReportVerbs, WithoutAPeriodTheOpenOneIsMeant) {
  ASSERT_EQ(run({"period", "open", "2023-2024-Q2"}).exit, 0);
  EXPECT_EQ(run({"report", "completeness"}).document().at("period").as_string(), "2023-2024-Q2");
}

TEST_F(ReportVerbs, CompletenessSaysThreeDifferentWords) {
  const auto outcome = say({"report", "completeness", "2024-2025-Q3"});
  EXPECT_NE(outcome.out.find("no report"), std::string::npos);
  EXPECT_NE(outcome.out.find("not expected"), std::string::npos);
  EXPECT_NE(outcome.err.find("covers 12 schools"), std::string::npos);
}

TEST_F(ReportVerbs, IndicatorsEndWithTheirTotal) {
  const auto document = run({"report", "indicators"}).document();
  EXPECT_EQ(document.at("period").as_string(), "");
  EXPECT_TRUE(document.at("rows").as_array().empty());
  EXPECT_EQ(document.at("total").at("activities").as_int64(), 0);
  const auto table = say({"report", "indicators"}).out;
  EXPECT_NE(table.find("Total"), std::string::npos);
}

TEST_F(ReportVerbs, AGroupingIsAWordOfTwo) {
  EXPECT_EQ(run({"report", "indicators", "--by", "kind"}).exit, 0);
  EXPECT_EQ(run({"report", "indicators", "--by", "region"}).exit, 0);
  const auto wrong = run({"report", "indicators", "--by", "regoin"});
  EXPECT_EQ(wrong.exit, 2);
  EXPECT_EQ(wrong.error().at("nearest").as_string(), "region");
}

TEST_F(ReportVerbs, AnUnknownPeriodIsRefused) {
  EXPECT_EQ(run({"report", "completeness", "x"}).code(), "period.unknown");
  EXPECT_EQ(run({"report", "indicators", "x"}).code(), "period.unknown");
}

// What the reports read of a schema is names in it: the one that ships has them.
class ShippedReports : public ::testing::Test {
 protected:
  ShippedReports() { office_.import_network(); }
  report::Indicators indicators(const std::string& period = {}) {
    const auto reader = office_.reader();
    const Directory directory = office_.directory();
    const auto found = report::indicators({*reader, office_.store.schema(), directory}, {period, {}, today});
    EXPECT_TRUE(found.ok());
    return found.ok() ? *found : report::Indicators{};
  }
  static constexpr Date today{20'000};
  Office office_;
};

TEST_F(ShippedReports, ActivitiesParticipantsAndHoursAreCounted) {
  const auto seminar = office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 200);
  for (const auto* name : {"А", "Б", "В"}) office_.attend("KZ61-0107", seminar, name);
  office_.log_activity("KZ61-0203", "seminar", "2025-02-20", 150);
  office_.log_activity("KZ19-0021", "lesson_study", "2025-03-01", 100);
  office_.log_activity("KZ61-0107", "seminar", "2025-04-02", 100);
  const auto found = indicators("2024-2025-Q3");
  ASSERT_EQ(found.rows.size(), 2U);
  EXPECT_EQ(office_.directory().unit_code(found.rows[0].region), "190000000");
  EXPECT_EQ(found.rows[0].kind, "lesson_study");
  EXPECT_EQ(found.rows[1].figures.activities, 2) << "two schools of one region";
  EXPECT_EQ(found.rows[1].figures.participants, 3);
  EXPECT_EQ(found.total.hours, Decimal{450});
  EXPECT_EQ(indicators().total.activities, 4);
  EXPECT_EQ(indicators().schools, 12U);
}

TEST_F(ShippedReports, SchoolsHaveReportedOrNot) {
  office_.submit("KZ61-0107", "2024-2025-Q3");
  const auto reader = office_.reader();
  const Directory directory = office_.directory();
  const auto found =
      report::completeness({*reader, office_.store.schema(), directory}, "2024-2025-Q3", today);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->expected, 8U);
  EXPECT_EQ(found->received, 1U);
  std::map<std::string, report::ReportState> states;
  for (const auto& row : found->rows) states[directory.schools.at(row.school).code] = row.state;
  EXPECT_EQ(states.size(), 12U);
  EXPECT_EQ(states["KZ61-0107"], report::ReportState::received);
  EXPECT_EQ(states["KZ19-0021"], report::ReportState::no_report);
  EXPECT_EQ(states["KZ61-0203"], report::ReportState::not_expected);
}

}  // namespace
}  // namespace mektep::server::test
