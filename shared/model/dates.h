#pragma once
// Dates and decimals as text, both ways.

#include <string>
#include <string_view>

#include "shared/base/clock.h"
#include "shared/base/result.h"
#include "shared/model/value.h"

namespace mektep {

// YYYY-MM-DD. Fails with date.malformed or date.impossible (2026-02-31). Years 1900 to 2199.
Result<Date> parse_date(std::string_view text);
// Of what lies outside the years 1 to 9999 (a hostile peer's word, a broken clock) the nearest day inside.
std::string to_text(Date date);
Date date_of(WallTime time);
std::string to_iso(WallTime time);  // 2026-02-03T04:05:06Z

// "2", "2.5", "2,5" at a scale. Fails with number.malformed, number.too_precise, number.too_large.
Result<Decimal> parse_decimal(std::string_view text, int scale);
std::string to_text(Decimal decimal, int scale);
Result<std::int64_t> parse_integer(std::string_view text);

}  // namespace mektep
