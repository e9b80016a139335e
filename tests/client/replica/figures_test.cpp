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

}  // namespace mektep::client::test
