#include "server/tally/indicators.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

using report::IndicatorFigures;
using report::IndicatorRow;
using report::Indicators;

using report::IndicatorsBy;

constexpr RecordId east{1};
constexpr RecordId abai{2};  // split off the east in June 2022

void found_network(TallyNetwork& network) {
  network.save(network_scope, org_unit_type, 1, {{1, std::string("630000000")}});
  network.save(network_scope, org_unit_type, 2,
               {{1, std::string("100000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 1)}});
  network.save(network_scope, school_type, 11, {{1, std::string("KZ61-0203")}, {7, refers(org_unit_type, 1)}});
  network.save(network_scope, school_type, 12, {{1, std::string("KZ75-0001")}, {7, refers(org_unit_type, 2)}});
  network.save(network_scope, period_type, 5,
               {{1, std::string("2020-2021-Q3")},
                {2, std::int64_t{2020}},
                {4, date("2021-01-11")},
                {5, date("2021-03-20")}});
}

Result<Indicators> indicators_of(const TallyNetwork& network, const report::IndicatorQuery& query) {
  const Directory directory = network.directory();
  return report::indicators({*network.reader, network.store->schema(), directory}, query);
}

class IndicatorsTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  IndicatorsTest() { found_network(network); }

  Indicators table(const std::string& period = "2020-2021-Q3", std::string_view as_of = "2023-01-01",
                   IndicatorsBy by = IndicatorsBy::region_and_kind) const {
    return indicators_of(network, {period, by, *parse_date(as_of)}).value();
  }
  static IndicatorFigures figures(std::int64_t activities, std::int64_t participants, std::int64_t hours,
                                  std::int64_t person_hours = 0) {
    return {activities, participants, Decimal{hours}, Decimal{person_hours}, 0};
  }
  void hold_elsewhere(const std::string& kind, std::string_view from, std::int64_t hours) {
    network.save(school_scope(network.other_school.number), activity_type, 1,
                 {{1, kind}, {16, std::string("held")}, {2, date(from)}, {4, decimal(hours)}});
  }

  TallyNetwork network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, IndicatorsTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(IndicatorsTest, FiguresStandByRegionAndKind) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  network.save_activity(2, "visit", "held", "2021-02-15", 100);
  network.save_attendance(10, 1, 100, 200);
  network.save_attendance(11, 1, 101, 200);
  hold_elsewhere("seminar", "2021-03-01", 50);
  const Indicators now = table();
  EXPECT_EQ(now.rows, (std::vector<IndicatorRow>{{abai, "seminar", figures(1, 0, 50)},
                                                 {east, "seminar", figures(1, 2, 200, 400)},
                                                 {east, "visit", figures(1, 0, 100)}}));
  EXPECT_EQ(now.total, figures(3, 2, 350, 400));
  EXPECT_EQ(now.schools, 2U);
  EXPECT_EQ(now.active_schools, 2U);
}

TEST_P(IndicatorsTest, TheTotalIsTheSameAsThenAndAsNow) {
  hold_elsewhere("seminar", "2021-03-01", 0);
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  const Indicators then = table("2020-2021-Q3", "2021-03-01");
  EXPECT_EQ(then.rows, (std::vector<IndicatorRow>{{east, "seminar", figures(2, 0, 200)}}));
  EXPECT_EQ(then.total, table().total);
}

TEST_P(IndicatorsTest, WhatWasPlannedOrCancelledDoesNotCount) {
  network.save_activity(1, "seminar", "planned", "2021-02-14", 200);
  network.save_activity(2, "seminar", "cancelled", "2021-02-14", 200);
  network.save_attendance(10, 2, 100, 200);
  EXPECT_TRUE(table().rows.empty());
  EXPECT_EQ(table().active_schools, 0U);
}

TEST_P(IndicatorsTest, AnActivityWithoutAStateWasHeld) {
  network.save(network.scope(), activity_type, 1, {{1, std::string("seminar")}, {2, date("2021-02-14")}});
  EXPECT_EQ(table().total, figures(1, 0, 0));
}

TEST_P(IndicatorsTest, WhatLiesInAnotherPeriodDoesNotCount) {
  network.save_activity(2, "seminar", "held", "2021-05-14", 200);
  EXPECT_TRUE(table().rows.empty());
  EXPECT_EQ(table("").total, figures(1, 0, 200)) << "without a period, of all time";
}

TEST_P(IndicatorsTest, OneGroupingCanBeLeftOut) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  network.save_activity(2, "coaching", "held", "2021-02-14", 100);
  hold_elsewhere("seminar", "2021-02-14", 50);
  EXPECT_EQ(table("", "2023-01-01", IndicatorsBy::kind).rows,
            (std::vector<IndicatorRow>{{RecordId{0}, "coaching", figures(1, 0, 100)},
                                       {RecordId{0}, "seminar", figures(2, 0, 250)}}));
  EXPECT_EQ(table("", "2023-01-01", IndicatorsBy::region).rows,
            (std::vector<IndicatorRow>{{abai, "", figures(1, 0, 50)}, {east, "", figures(2, 0, 300)}}));
}

TEST_P(IndicatorsTest, ATallyByDayCountsThePeriodsDaysExactly) {
  TallyNetwork daily(GetParam(), tally_schema("from"));
  found_network(daily);
  const auto total = [&] { return indicators_of(daily, {"2020-2021-Q3", {}, Date{0}}).value().total; };
  daily.save_activity(1, "seminar", "held", "2021-01-10", 100);
  daily.save_activity(2, "seminar", "held", "2021-03-21", 100);
  EXPECT_TRUE(total().empty()) << "a day before the first, a day after the last";
  daily.save_activity(3, "seminar", "held", "2021-01-11", 100);
  daily.save_activity(4, "seminar", "held", "2021-03-20", 100);
  daily.save_attendance(10, 4, 100, 50);
  EXPECT_EQ(total(), figures(2, 1, 200, 50));
}

TEST_P(IndicatorsTest, AMonthThatThePeriodTouchesCountsWhole) {
  network.save_activity(1, "seminar", "held", "2021-01-02", 100);
  network.save_activity(2, "seminar", "held", "2021-03-31", 100);
  network.save_activity(3, "seminar", "held", "2020-12-31", 100);
  EXPECT_EQ(table().total, figures(2, 0, 200));
}

TEST_P(IndicatorsTest, ContestedActivitiesAreToldBesideTheCount) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(),
                             {{write_op({activity_type, RecordId{1}}, FieldNumber{4}, decimal(100))}}));
  EXPECT_EQ(table().total.activities, 1);
  EXPECT_EQ(table().total.contested, 0) << "hours are not among what counts activities";
  network.push(pen,
               pen.seal(network.scope(),
                        {{write_op({activity_type, RecordId{1}}, FieldNumber{16}, std::string("held"))}}));
  EXPECT_EQ(table().total.contested, 0) << "two that read alike are no conflict";
  network.push(pen, pen.seal(network.scope(),
                             {{write_op({activity_type, RecordId{1}}, FieldNumber{2}, date("2021-02-20"))}}));
  EXPECT_EQ(table().total.contested, 1);
}

TEST_P(IndicatorsTest, ASchoolWithoutARegionIsCountedUnderNone) {
  network.save(network_scope, school_type, 11, {{7, Nothing{}}});
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  EXPECT_EQ(table().rows, (std::vector<IndicatorRow>{{RecordId{0}, "seminar", figures(1, 0, 200)}}));
}

TEST_P(IndicatorsTest, FiguresAddUp) {
  IndicatorFigures sum = figures(1, 2, 300, 400);
  sum.contested = 1;
  IndicatorFigures more = figures(10, 20, 30, 40);
  more.contested = 2;
  sum.add(more);
  IndicatorFigures wanted = figures(11, 22, 330, 440);
  wanted.contested = 3;
  EXPECT_EQ(sum, wanted);
  EXPECT_FALSE(sum.empty());
}

TEST_P(IndicatorsTest, ARowThatLosesItsLastActivityIsNoRow) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  network.save_activity(2, "visit", "held", "2021-02-14", 100);
  network.withdraw(network.scope(), activity_type, 1);
  const Indicators now = table();
  EXPECT_EQ(now.rows, (std::vector<IndicatorRow>{{east, "visit", figures(1, 0, 100)}}));
  EXPECT_EQ(now.active_schools, 1U);
  network.withdraw(network.scope(), activity_type, 2);
  EXPECT_EQ(table().active_schools, 0U);
}

TEST_P(IndicatorsTest, ASchoolThatTheDirectoryLacksIsCountedUnderNoRegion) {
  network.withdraw(network_scope, school_type, 12);
  hold_elsewhere("seminar", "2021-02-14", 0);
  const Indicators now = table();
  EXPECT_EQ(now.rows, (std::vector<IndicatorRow>{{RecordId{0}, "seminar", figures(1, 0, 0)}}));
  EXPECT_EQ(now.schools, 1U);
}

TEST_P(IndicatorsTest, AnActivityWithoutADateLiesInNoPeriod) {
  network.save(network.scope(), activity_type, 1,
               {{1, std::string("seminar")}, {16, std::string("held")}, {4, decimal(100)}});
  EXPECT_TRUE(table().rows.empty());
  EXPECT_EQ(table("").total, figures(1, 0, 100)) << "of all time it is one";
}

TEST_P(IndicatorsTest, SeatsStandUnderTheKindOfTheirActivity) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  network.save_activity(2, "visit", "planned", "2021-02-14", 200);
  network.save_attendance(10, 1, 100, 150);
  network.save_attendance(11, 2, 100, 150);
  EXPECT_EQ(table().rows,
            (std::vector<IndicatorRow>{{east, "seminar", figures(1, 1, 200, 150)}}));
}

TEST_P(IndicatorsTest, AnUnknownPeriodIsRefused) {
  const auto unknown = indicators_of(network, {"2020-2021-Q4", {}, Date{0}});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error(),
            refused("period.unknown").with("given", "2020-2021-Q4").with("nearest", "2020-2021-Q3"));
}

TEST_P(IndicatorsTest, AnEmptyNetworkHasEmptyTables) {
  EXPECT_TRUE(table().rows.empty());
  EXPECT_TRUE(table().total.empty());
}

}  // namespace
}  // namespace mektep::server::test
