#include "client/replica/figures.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

constexpr Date first{18'628};  // 2021-01-01
constexpr Date last{18'717};   // 2021-03-31

std::map<std::string, std::int64_t> figures(Device& device) {
  std::map<std::string, std::int64_t> amounts;
  for (const Figure& figure : device->figures(first, last)) amounts[figure.tally] += figure.amount.units;
  return amounts;
}

Form activity(School& a, Date from) {
  Form form(*a.pc, "activity");
  form.set("kind", std::string("seminar")).set("from", from).set("topic", std::string("Тақырып"));
  return form;
}

}  // namespace

TEST(Figures, ActivitiesOfThePeriodAreCountedAndTheirHoursSummed) {
  School a;
  activity(a, Date{18'700}).set("hours", Decimal{150}).saved();
  activity(a, Date{18'701}).set("hours", Decimal{250}).saved();
  activity(a, Date{18'900}).set("hours", Decimal{900}).saved();
  const auto counted = figures(a.pc);
  EXPECT_EQ(counted.at("activities"), 200) << "in hundredths";
  EXPECT_EQ(counted.at("hours"), 400);
}

TEST(Figures, WhatIsSavedHereCountsBeforeItIsSent) {
  School a;
  const RecordName name = activity(a, Date{18'700}).saved();
  EXPECT_EQ(figures(a.pc).at("activities"), 100);
  EXPECT_FALSE(figures(a.laptop).contains("activities"));
  a.sync_all();
  EXPECT_EQ(figures(a.laptop), figures(a.pc));
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_FALSE(figures(a.pc).contains("activities"));
}

TEST(Figures, EachKindAndMonthIsAFigureOfItsOwn) {
  School a;
  activity(a, Date{18'640}).saved();  // January
  activity(a, Date{18'700}).saved();  // March
  activity(a, Date{18'701}).set("kind", std::string("training")).saved();
  std::set<std::string> groups;
  for (const Figure& figure : a.pc->figures(first, last)) {
    if (figure.tally != "activities") continue;
    EXPECT_TRUE(groups.insert(figure.group).second) << figure.group;
    EXPECT_EQ(figure.amount, Decimal{100}) << figure.group;
  }
  EXPECT_EQ(groups.size(), 3U);
}

TEST(Figures, TheFirstAndTheLastMonthCountWhole) {
  School a;
  activity(a, Date{18'627}).saved();  // 2020-12-31
  activity(a, Date{18'628}).saved();
  activity(a, Date{18'717}).saved();
  activity(a, Date{18'718}).saved();  // 2021-04-01
  EXPECT_EQ(figures(a.pc).at("activities"), 200);
  const auto middle = a.pc->figures(Date{18'640}, Date{18'690});
  const auto january = std::find_if(middle.begin(), middle.end(),
                                    [](const Figure& figure) { return figure.tally == "activities"; });
  ASSERT_NE(january, middle.end());
  EXPECT_EQ(january->amount, Decimal{100}) << "of 2021-01-01, though the span begins within its month";
}

TEST(Figures, WhatHasNoMonthTellsNothingAboutAPeriod) {
  School a;
  Form(*a.pc, "person").set("name_kk", std::string("Дәурен")).saved();
  activity(a, Date{18'700}).saved();
  EXPECT_FALSE(figures(a.pc).contains("people"));
}

TEST(Figures, AnEditMovesTheFigureToTheOtherMonth) {
  School a;
  const RecordName name = activity(a, Date{18'700}).set("hours", Decimal{150}).saved();
  Form(*a.pc, read(a.pc, name)).set("from", Date{18'900}).saved();
  EXPECT_TRUE(figures(a.pc).empty());
  Form(*a.pc, read(a.pc, name)).set("from", Date{18'640}).saved();
  EXPECT_EQ(figures(a.pc), (std::map<std::string, std::int64_t>{{"activities", 100}, {"hours", 150}}));
}

TEST(Figures, ASchoolThatDidNothingHasNone) {
  School a;
  EXPECT_TRUE(a.pc->figures(first, last).empty());
  EXPECT_TRUE(a.pc->figures(last, first).empty());
}

}  // namespace mektep::client::test
