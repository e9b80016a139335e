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

}  // namespace
}  // namespace mektep::server::test
