#include "shared/model/dates.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

template <class Value>
std::string code_of(const Result<Value>& result) {
  return result ? "" : result.error().code;
}

TEST(Dates, AreReadAndWrittenAlike) {
  for (const std::string text : {"1900-01-01", "1970-01-01", "2021-02-14", "2024-02-29", "2199-12-31"}) {
    const auto date = parse_date(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(to_text(*date), text);
  }
}

TEST(Dates, CountDaysFrom1970) {
  EXPECT_EQ(parse_date("1970-01-01")->days, 0);
  EXPECT_EQ(parse_date("1969-12-31")->days, -1);
  EXPECT_EQ(parse_date("2021-02-14")->days, 18'672);
}

// Counted with another calendar program.
TEST(Dates, AgreeWithAnotherCalendar) {
  const std::pair<std::string, int> examples[] = {
      {"1900-01-01", -25'567}, {"1900-02-28", -25'509}, {"1900-03-01", -25'508}, {"1904-02-29", -24'048},
      {"1999-12-31", 10'956},  {"2000-02-29", 11'016},  {"2000-03-01", 11'017},  {"2020-01-01", 18'262},
      {"2026-02-28", 20'512},  {"2100-02-28", 47'540},  {"2100-03-01", 47'541},  {"2199-12-31", 84'005},
  };
  for (const auto& [text, days] : examples) {
    ASSERT_TRUE(parse_date(text)) << text;
    EXPECT_EQ(parse_date(text)->days, days) << text;
    EXPECT_EQ(to_text(Date{days}), text);
  }
}

TEST(Dates, OnlyLeapYearsHaveATwentyNinthOfFebruary) {
  for (int year = 1900; year < 2200; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    EXPECT_EQ(parse_date(std::to_string(year) + "-02-29").ok(), leap) << year;
  }
}

TEST(Dates, EveryMonthEndsWhereItEnds) {
  const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 1; month <= 12; ++month) {
    const std::string start = std::string("2023-") + (month < 10 ? "0" : "") + std::to_string(month) + "-";
    EXPECT_TRUE(parse_date(start + std::to_string(lengths[month - 1]))) << start;
    EXPECT_FALSE(parse_date(start + std::to_string(lengths[month - 1] + 1))) << start;
  }
}

TEST(Dates, OfALaterOrHostileProgramAreShownAtTheEndOfTheCalendar) {
  EXPECT_EQ(to_text(Date{INT32_MAX}), "9999-12-31");
  EXPECT_EQ(to_text(Date{2'932'897}), "9999-12-31");
  EXPECT_EQ(to_text(Date{2'932'896}), "9999-12-31");
  EXPECT_EQ(to_text(Date{2'932'895}), "9999-12-30");
  EXPECT_EQ(to_text(Date{-719'162}), "0001-01-01");
  EXPECT_EQ(to_text(Date{-719'163}), "0001-01-01");
  EXPECT_EQ(to_text(Date{INT32_MIN}), "0001-01-01");
}

TEST(Dates, ADayThatDoesNotExistIsImpossible) {
  for (const std::string text : {"2026-02-31", "2023-02-29", "2021-13-01", "2021-00-10", "2021-01-00"}) {
    EXPECT_EQ(code_of(parse_date(text)), "date.impossible") << text;
  }
}

TEST(Dates, AYearOutsideTheBoundsIsImpossible) {
  EXPECT_EQ(code_of(parse_date("1899-12-31")), "date.impossible");
  EXPECT_EQ(code_of(parse_date("2200-01-01")), "date.impossible");
}

TEST(Dates, OtherShapesAreMalformed) {
  for (const std::string text : {"", "14.02.2021", "2021-2-14", "2021-02-14 ", "2021-02-1x", "+021-02-14"}) {
    EXPECT_EQ(code_of(parse_date(text)), "date.malformed") << text;
  }
}

TEST(Dates, TheErrorRepeatsWhatWasTypedButNotAllOfIt) {
  EXPECT_EQ(parse_date("2026-02-31").error().argument("given"), "2026-02-31");
  EXPECT_EQ(parse_date(std::string(5000, 'x')).error().argument("given").size(), 40U);
}

TEST(Dates, OfATimeIsTheDayInUniversalTime) {
  EXPECT_EQ(to_text(date_of({1'613'304'000'000})), "2021-02-14");
  EXPECT_EQ(to_text(date_of({-1})), "1969-12-31");
  EXPECT_EQ(to_text(date_of({-86'400'000})), "1969-12-31");
}

TEST(Times, ChangeTheDayAtMidnightAndNotBefore) {
  EXPECT_EQ(to_iso({1'582'934'399'999}), "2020-02-28T23:59:59Z");
  EXPECT_EQ(to_iso({1'582'934'400'000}), "2020-02-29T00:00:00Z");
  EXPECT_EQ(date_of({1'582'934'399'999}).days + 1, date_of({1'582'934'400'000}).days);
}

// Every device's clock is shown as it was sealed, and a hostile one is sealed too.
TEST(Times, OfABrokenClockAreShownAtTheEndOfTheCalendar) {
  EXPECT_EQ(to_iso({INT64_MAX}), "9999-12-31T23:59:59Z");
  EXPECT_EQ(to_iso({253'402'300'800'000}), "9999-12-31T23:59:59Z");
  EXPECT_EQ(to_iso({253'402'300'799'999}), "9999-12-31T23:59:59Z");
  EXPECT_EQ(to_iso({INT64_MIN}), "0001-01-01T00:00:00Z");
  EXPECT_EQ(date_of({INT64_MAX}), date_of({253'402'300'799'999}));
  EXPECT_EQ(to_text(date_of({INT64_MIN})), "0001-01-01");
}

TEST(Times, AreWrittenToTheSecond) {
  EXPECT_EQ(to_iso({0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso({1'770'091'506'789}), "2026-02-03T04:05:06Z");
  EXPECT_EQ(to_iso({-1}), "1969-12-31T23:59:59Z");
}

TEST(Decimals, AreReadWithPointOrComma) {
  EXPECT_EQ(parse_decimal("2", 1)->units, 20);
  EXPECT_EQ(parse_decimal("2.5", 1)->units, 25);
  EXPECT_EQ(parse_decimal("2,5", 1)->units, 25);
  EXPECT_EQ(parse_decimal("-0.25", 2)->units, -25);
  EXPECT_EQ(parse_decimal("\xe2\x88\x92"
                          "1",
                          0)
                ->units,
            -1);
}

TEST(Decimals, ZerosBehindTheScaleAreNoPrecision) {
  EXPECT_EQ(parse_decimal("2.500", 1)->units, 25);
  EXPECT_EQ(code_of(parse_decimal("2.55", 1)), "number.too_precise");
}

TEST(Decimals, WhatIsNoNumberIsMalformed) {
  for (const std::string text : {"", "-", ".5", "5.", "1e9", "NaN", "inf", "1 000", "0x10", "--1", "1.2.3"}) {
    EXPECT_EQ(code_of(parse_decimal(text, 2)), "number.malformed") << text;
  }
}

TEST(Decimals, WhatDoesNotFitIsTooLarge) {
  EXPECT_EQ(code_of(parse_decimal("99999999999999999999", 0)), "number.too_large");
  EXPECT_EQ(code_of(parse_decimal("9223372036854775807", 1)), "number.too_large");
  EXPECT_EQ(code_of(parse_decimal("9223372036854775808", 0)), "number.too_large");
  EXPECT_EQ(parse_decimal("-9223372036854775808", 0)->units, INT64_MIN);
}

TEST(Decimals, TheLastNumberThatFitsIsRead) {
  EXPECT_EQ(parse_decimal("9223372036854775807", 0)->units, INT64_MAX);
  EXPECT_EQ(parse_decimal("922337203685477580.7", 1)->units, INT64_MAX);
  EXPECT_EQ(parse_decimal("-922337203685477580.8", 1)->units, INT64_MIN);
  EXPECT_EQ(code_of(parse_decimal("922337203685477580.8", 1)), "number.too_large");
  EXPECT_EQ(code_of(parse_decimal("-922337203685477580.9", 1)), "number.too_large");
  EXPECT_EQ(code_of(parse_decimal("922337203685477581", 1)), "number.too_large");
}

TEST(Decimals, LeadingZerosCountForNothing) {
  EXPECT_EQ(parse_decimal("007", 0)->units, 7);
  EXPECT_EQ(parse_decimal(std::string(500, '0') + "1.5", 1)->units, 15);
}

TEST(Decimals, OfTooManyDigitsSayHowManyAreAllowed) {
  const auto parsed = parse_decimal("1.125", 2);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(describe(parsed.error()), "number.too_precise given=1.125 scale=2");
  EXPECT_EQ(code_of(parse_decimal("1.5", 0)), "number.too_precise");
}

TEST(Decimals, MinusZeroIsZero) {
  EXPECT_EQ(parse_decimal("-0", 2)->units, 0);
  EXPECT_EQ(to_text(*parse_decimal("-0.00", 2), 2), "0");
}

TEST(Decimals, AreWrittenWithoutZerosAtTheEnd) {
  EXPECT_EQ(to_text(Decimal{25}, 1), "2.5");
  EXPECT_EQ(to_text(Decimal{20}, 1), "2");
  EXPECT_EQ(to_text(Decimal{-5}, 2), "-0.05");
  EXPECT_EQ(to_text(Decimal{0}, 3), "0");
  EXPECT_EQ(to_text(Decimal{7}, 0), "7");
  EXPECT_EQ(to_text(Decimal{INT64_MIN}, 3), "-9223372036854775.808");
}

TEST(Integers, AreReadWhole) {
  EXPECT_EQ(*parse_integer("12"), 12);
  EXPECT_EQ(*parse_integer("-12"), -12);
  EXPECT_EQ(code_of(parse_integer("1.0")), "number.malformed");
  EXPECT_EQ(code_of(parse_integer("12a")), "number.malformed");
  EXPECT_EQ(code_of(parse_integer("9223372036854775808")), "number.too_large");
  EXPECT_EQ(*parse_integer("-9223372036854775808"), INT64_MIN);
}

TEST(Integers, MayCarryEitherSign) {
  EXPECT_EQ(*parse_integer("+12"), 12);
  EXPECT_EQ(*parse_integer("\xe2\x88\x92"
                           "12"),
            -12);
  EXPECT_EQ(*parse_integer("9223372036854775807"), INT64_MAX);
}

TEST(Integers, WhatIsNoWholeNumberIsMalformed) {
  for (const std::string text : {"", "+", "-", "+-1", "1,0", "1.", " 1", "1 ", "1_000", "٣", "½", "\0"}) {
    EXPECT_EQ(code_of(parse_integer(text)), "number.malformed") << text;
  }
}

TEST(Integers, BelowTheLeastAreTooLargeAsWell) {
  EXPECT_EQ(code_of(parse_integer("-9223372036854775809")), "number.too_large");
  EXPECT_EQ(code_of(parse_integer("-" + std::string(400, '9'))), "number.too_large");
}

}  // namespace
}  // namespace mektep
