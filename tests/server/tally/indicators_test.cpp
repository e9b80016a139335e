#include "server/tally/indicators.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

using report::IndicatorFigures;
using report::IndicatorRow;
using report::Indicators;

class IndicatorsTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  IndicatorsTest() {
    network.save(network_scope, org_unit_type, 1, {{1, std::string("610000000")}});
    network.save(network_scope, org_unit_type, 2,
                 {{1, std::string("100000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 1)}});
    network.save(network_scope, school_type, 11,
                 {{1, std::string("KZ61-0203")}, {7, refers(org_unit_type, 1)}});
    network.save(network_scope, school_type, 12,
                 {{1, std::string("KZ75-0001")}, {7, refers(org_unit_type, 2)}});
    network.save(network_scope, period_type, 5,
                 {{1, std::string("2020-2021-Q3")},
                  {2, std::int64_t{2020}},
                  {4, date("2021-01-11")},
                  {5, date("2021-03-20")}});
  }
  Indicators table(const std::string& period = "2020-2021-Q3", const std::string& state = "held",
                   std::string_view as_of = "2023-01-01") const {
    const report::IndicatorQuery query{period, state, *parse_date(as_of)};
    return report::indicators(*network.reader, network.store->schema(), query).value();
  }
  static IndicatorFigures figures(std::int64_t activities, std::int64_t participants, std::int64_t hours,
                                  std::int64_t person_hours = 0) {
    return {activities, participants, Decimal{hours}, Decimal{person_hours}, 0};
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
  network.save(
      school_scope(network.other_school.number), activity_type, 1,
      {{1, std::string("seminar")}, {16, std::string("held")}, {2, date("2021-03-01")}, {4, decimal(50)}});
  const Indicators now = table();
  EXPECT_EQ(now.rows, (std::vector<IndicatorRow>{{"100000000", "seminar", figures(1, 0, 50)},
                                                 {"610000000", "seminar", figures(1, 2, 200, 400)},
                                                 {"610000000", "visit", figures(1, 0, 100)}}));
  EXPECT_EQ(now.total, figures(3, 2, 350, 400));
  EXPECT_EQ(now.schools, 2U);
  EXPECT_EQ(now.active_schools, 2U);
}

TEST_P(IndicatorsTest, TheTotalIsTheSameAsThenAndAsNow) {
  network.save(school_scope(network.other_school.number), activity_type, 1,
               {{1, std::string("seminar")}, {16, std::string("held")}, {2, date("2021-03-01")}});
  network.save_activity(1, "seminar", "held", "2021-02-14", 200);
  const Indicators then = table("2020-2021-Q3", "held", "2021-03-01");
  EXPECT_EQ(then.rows, (std::vector<IndicatorRow>{{"610000000", "seminar", figures(2, 0, 200)}}));
  EXPECT_EQ(then.total, table().total);
}

TEST_P(IndicatorsTest, WhatWasPlannedOrLiesInAnotherPeriodDoesNotCount) {
  network.save_activity(1, "seminar", "planned", "2021-02-14", 200);
  network.save_activity(2, "seminar", "held", "2021-05-14", 200);
  EXPECT_TRUE(table().rows.empty());
  EXPECT_EQ(table().active_schools, 0U);
  EXPECT_EQ(table("2020-2021-Q3", "").total, figures(1, 0, 200));
  EXPECT_EQ(table("").total, figures(1, 0, 200)) << "without a period, of all time";
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
  EXPECT_EQ(table().rows, (std::vector<IndicatorRow>{{"", "seminar", figures(1, 0, 200)}}));
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
  EXPECT_EQ(now.rows, (std::vector<IndicatorRow>{{"610000000", "visit", figures(1, 0, 100)}}));
  EXPECT_EQ(now.active_schools, 1U);
  network.withdraw(network.scope(), activity_type, 2);
  EXPECT_EQ(table().active_schools, 0U);
}

TEST_P(IndicatorsTest, ASchoolThatTheDirectoryLacksIsCountedUnderNoRegion) {
  network.withdraw(network_scope, school_type, 12);
  network.save(school_scope(network.other_school.number), activity_type, 1,
               {{1, std::string("seminar")}, {16, std::string("held")}, {2, date("2021-02-14")}});
  const Indicators now = table();
  EXPECT_EQ(now.rows, (std::vector<IndicatorRow>{{"", "seminar", figures(1, 0, 0)}}));
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
            (std::vector<IndicatorRow>{{"610000000", "seminar", figures(1, 1, 200, 150)}}));
}

TEST_P(IndicatorsTest, AnUnknownPeriodIsRefused) {
  const auto unknown =
      report::indicators(*network.reader, network.store->schema(), {"2030-Q9", "held", Date{0}});
  EXPECT_EQ(unknown.error(), refused("period.unknown").with("period", "2030-Q9"));
}

TEST_P(IndicatorsTest, AnEmptyNetworkHasEmptyTables) {
  EXPECT_TRUE(table().rows.empty());
  EXPECT_TRUE(table().total.empty());
}

}  // namespace
}  // namespace mektep::server::test
