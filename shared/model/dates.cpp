#include "shared/model/dates.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace mektep {
namespace {

constexpr std::int64_t ms_per_day = 24LL * 3600 * 1000;
constexpr int year_min = 1900;
constexpr int year_max = 2199;

// What ten characters can show: 0001-01-01 to 9999-12-31. A hostile peer's date or clock may lie anywhere.
constexpr std::int64_t shown_days_min = -719'162;
constexpr std::int64_t shown_days_max = 2'932'896;

bool all_digits(std::string_view text) {
  if (text.empty()) return false;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') return false;
  }
  return true;
}

int small_number(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

std::chrono::year_month_day civil(std::int64_t days) {
  return std::chrono::sys_days(std::chrono::days(std::clamp(days, shown_days_min, shown_days_max)));
}

WallTime showable(WallTime time) {
  return {std::clamp(time.ms, shown_days_min * ms_per_day, (shown_days_max + 1) * ms_per_day - 1)};
}

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

std::string date_text(const std::chrono::year_month_day& date) {
  std::string text;
  append_padded(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  return text;
}

Error wrong(std::string_view code, std::string_view typed) {
  // What was typed may be long and is shown in a sentence.
  constexpr std::size_t shown_max = 40;
  return refused(std::string(code)).with("given", std::string(typed.substr(0, shown_max)));
}

// An optional sign, whole digits, and perhaps a fraction.
struct NumberParts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::optional<NumberParts> parts_of(std::string_view text) {
  NumberParts parts;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    parts.negative = text[0] == '-';
    text.remove_prefix(1);
  } else if (text.starts_with("\xe2\x88\x92")) {  // the minus sign of typesetting
    parts.negative = true;
    text.remove_prefix(3);
  }
  const std::size_t point = text.find_first_of(".,");
  parts.whole = text.substr(0, point);
  if (!all_digits(parts.whole)) return std::nullopt;
  if (point == std::string_view::npos) return parts;
  parts.fraction = text.substr(point + 1);
  return all_digits(parts.fraction) ? std::optional(parts) : std::nullopt;
}

// The digits as a negative number, which reaches one further; empty when there are too many.
std::optional<std::int64_t> negative_units(std::string_view digits) {
  std::int64_t units = 0;
  for (const char digit : digits) {
    if (__builtin_mul_overflow(units, 10, &units)) return std::nullopt;
    if (__builtin_sub_overflow(units, digit - '0', &units)) return std::nullopt;
  }
  return units;
}

}  // namespace

Result<Date> parse_date(std::string_view text) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                      all_digits(text.substr(0, 4)) && all_digits(text.substr(5, 2)) &&
                      all_digits(text.substr(8, 2));
  if (!shaped) return wrong("date.malformed", text);
  const int year = small_number(text.substr(0, 4));
  const std::chrono::year_month_day date{
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(small_number(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(small_number(text.substr(8, 2))))};
  if (!date.ok() || year < year_min || year > year_max) return wrong("date.impossible", text);
  return Date{static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

std::string to_text(Date date) { return date_text(civil(date.days)); }

Date date_of(WallTime time) {
  time = showable(time);
  const std::int64_t days = time.ms / ms_per_day - (time.ms % ms_per_day < 0 ? 1 : 0);
  return Date{static_cast<std::int32_t>(days)};
}

std::string to_iso(WallTime time) {
  time = showable(time);
  const Date date = date_of(time);
  const std::int64_t seconds = (time.ms - date.days * ms_per_day) / 1000;
  std::string text = to_text(date);
  text += 'T';
  append_padded(text, seconds / 3600, 2);
  text += ':';
  append_padded(text, seconds / 60 % 60, 2);
  text += ':';
  append_padded(text, seconds % 60, 2);
  return text + 'Z';
}

Result<Decimal> parse_decimal(std::string_view text, int scale) {
  const auto parts = parts_of(text);
  if (!parts) return wrong("number.malformed", text);
  std::string_view fraction = parts->fraction;
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  const auto width = static_cast<std::size_t>(scale);
  if (fraction.size() > width) return wrong("number.too_precise", text).with("scale", std::to_string(scale));
  std::string digits(parts->whole);
  digits.append(fraction).append(width - fraction.size(), '0');
  const auto units = negative_units(digits);
  if (!units || (!parts->negative && *units == INT64_MIN)) return wrong("number.too_large", text);
  return Decimal{parts->negative ? *units : -*units};
}

std::string to_text(Decimal decimal, int scale) {
  const bool negative = decimal.units < 0;
  // The greatest negative number has no positive twin; as unsigned it has.
  const auto magnitude = static_cast<std::uint64_t>(decimal.units);
  std::string digits = std::to_string(negative ? 0 - magnitude : magnitude);
  const auto width = static_cast<std::size_t>(scale);
  if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
  std::string_view fraction = std::string_view(digits).substr(digits.size() - width);
  std::string text = (negative ? "-" : "") + digits.substr(0, digits.size() - width);
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (!fraction.empty()) text.append(".").append(fraction);
  return text;
}

Result<std::int64_t> parse_integer(std::string_view text) {
  const auto parts = parts_of(text);
  const bool fraction = text.find_first_of(".,") != std::string_view::npos;
  if (!parts || fraction) return wrong("number.malformed", text);
  const auto number = negative_units(parts->whole);
  if (!number || (!parts->negative && *number == INT64_MIN)) return wrong("number.too_large", text);
  return parts->negative ? *number : -*number;
}

}  // namespace mektep
