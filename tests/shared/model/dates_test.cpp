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
  EXPECT_EQ(parse_date("2026-02-31").error().argument("value"), "2026-02-31");
  EXPECT_EQ(parse_date(std::string(5000, 'x')).error().argument("value").size(), 40U);
}

TEST(Dates, OfATimeIsTheDayInUniversalTime) {
  EXPECT_EQ(to_text(date_of({1'613'304'000'000})), "2021-02-14");
  EXPECT_EQ(to_text(date_of({-1})), "1969-12-31");
  EXPECT_EQ(to_text(date_of({-86'400'000})), "1969-12-31");
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

}  // namespace
}  // namespace mektep
