// What holds for every value, not only for those somebody thought of.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/model/dates.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"
#include "shared/model/text.h"

namespace mektep {
namespace {

constexpr std::int32_t first_day = -25'567;  // 1900-01-01
constexpr std::int32_t last_day = 84'005;    // 2199-12-31

RC_GTEST_PROP(DateProperty, EveryDayOfTheBoundsIsReadAsItIsWritten, ()) {
  const auto days = *rc::gen::inRange(first_day, last_day + 1);
  const auto read = parse_date(to_text(Date{days}));
  RC_ASSERT(read.ok());
  RC_ASSERT(read->days == days);
}

RC_GTEST_PROP(DateProperty, LaterDaysAreLaterTexts, ()) {
  const auto one = *rc::gen::inRange(first_day, last_day + 1);
  const auto other = *rc::gen::inRange(first_day, last_day + 1);
  RC_ASSERT((one < other) == (to_text(Date{one}) < to_text(Date{other})));
}

RC_GTEST_PROP(DateProperty, EveryNumberIsShownInTenCharacters, (std::int32_t days)) {
  RC_ASSERT(to_text(Date{days}).size() == 10U);
}

RC_GTEST_PROP(DateProperty, EveryClockIsShownInTwentyCharactersOnItsOwnDay, (std::int64_t wall_ms)) {
  const std::string text = to_iso({wall_ms});
  RC_ASSERT(text.size() == 20U);
  RC_ASSERT(text.substr(0, 10) == to_text(date_of({wall_ms})));
}

RC_GTEST_PROP(DecimalProperty, IsReadAsItIsWritten, (std::int64_t units)) {
  const auto scale = *rc::gen::inRange(0, 10);
  const auto read = parse_decimal(to_text(Decimal{units}, scale), scale);
  RC_ASSERT(read.ok());
  RC_ASSERT(read->units == units);
}

RC_GTEST_PROP(DecimalProperty, HasOneTextPerValue, (std::int64_t left, std::int64_t right)) {
  const auto scale = *rc::gen::inRange(0, 10);
  RC_ASSERT((left == right) == (to_text(Decimal{left}, scale) == to_text(Decimal{right}, scale)));
}

RC_GTEST_PROP(DecimalProperty, WithoutAScaleIsAnInteger, (std::int64_t units)) {
  RC_ASSERT(to_text(Decimal{units}, 0) == std::to_string(units));
  RC_ASSERT(*parse_integer(std::to_string(units)) == units);
}

RC_GTEST_PROP(DecimalProperty, WhateverIsTypedIsANumberOrARefusal, ()) {
  const auto sign = rc::gen::element('0', '1', '9', '.', ',', '-', '+', 'e', ' ', '\xe2', '\x88', '\x92');
  const auto typed = *rc::gen::container<std::string>(sign);
  const auto parsed = parse_decimal(typed, 3);
  if (!parsed) return;
  const auto again = parse_decimal(to_text(*parsed, 3), 3);
  RC_ASSERT(again.ok() && again->units == parsed->units);
}

RC_GTEST_PROP(RecordIdProperty, IsReadAsItIsWritten, (std::uint64_t value)) {
  RC_ASSERT(record_id_from_text(to_text(RecordId{value})) == RecordId{value});
}

RC_GTEST_PROP(RecordIdProperty, ATextThatIsReadNamesTheIdItShows, ()) {
  const auto digit = rc::gen::elementOf(std::string("0123456789abcdefghjkmnpqrstvwxyz"));
  std::string typed = *rc::gen::container<std::string>(14, digit);
  const auto id = record_id_from_text(typed);
  if (!id) return;
  std::string shown = to_text(*id);
  std::erase(shown, '-');
  RC_ASSERT(shown == typed);
}

RC_GTEST_PROP(ScopeProperty, EveryPairGivesItsTwoSchoolsBack, ()) {
  const auto larger = *rc::gen::inRange<std::uint32_t>(2, school_number_max + 1);
  const auto smaller = *rc::gen::inRange<std::uint32_t>(1, larger);
  const ScopeNumber scope = pair_scope(SchoolNumber{larger}, SchoolNumber{smaller});
  RC_ASSERT(kind_of(scope) == ScopeKind::pair);
  RC_ASSERT(schools_of(scope) == std::pair(SchoolNumber{smaller}, SchoolNumber{larger}));
}

RC_GTEST_PROP(ScopeProperty, ANumberThatIsAPairIsMadeOfTwoSchools, ()) {
  const ScopeNumber scope{0x8000'0000U | *rc::gen::inRange<std::uint32_t>(0, 0x4000'0000U)};
  if (!kind_of(scope)) return;
  const auto [smaller, larger] = schools_of(scope);
  RC_ASSERT(smaller.value >= 1 && smaller < larger && larger.value <= school_number_max);
  RC_ASSERT(pair_scope(smaller, larger) == scope);
}

RC_GTEST_PROP(ElementProperty, IsReadAsItWasWritten, (const std::string& text, std::uint64_t id)) {
  RC_ASSERT(element_value(element_key(ElementKind::text, text)) == Value{text});
  RC_ASSERT(element_value(element_key(ElementKind::code, text)) == Value{text});
  const Reference reference{ScopeNumber{static_cast<std::uint32_t>(id >> 7U)},
                            TypeNumber{static_cast<std::uint16_t>(id >> 3U)}, RecordId{id}};
  RC_ASSERT(element_value(element_key(ElementKind::reference, reference)) == Value{reference});
}

RC_GTEST_PROP(ElementProperty, EveryKeyThatIsReadIsTheOneThatWouldBeWritten, (const Bytes& rest)) {
  Bytes key = rest;
  key.insert(key.begin(), *rc::gen::element<std::uint8_t>('t', 'c', 'r', 'f', 'x'));
  const auto value = element_value(key);
  if (!value) return;
  const ElementKind kind = key[0] == 't'   ? ElementKind::text
                           : key[0] == 'c' ? ElementKind::code
                           : key[0] == 'f' ? ElementKind::file
                                           : ElementKind::reference;
  RC_ASSERT(element_key(kind, *value) == key);
}

// Letters of the three languages, marks that combine, line ends, blanks and a few bytes that are no text.
std::string typed_text() {
  const auto piece = rc::gen::element<std::string>(
      "a", "Ә", "ң", "й", "и", "\xcc\x86", "\xcc\x88", "е", "\xe1\x84\x80", "\xe1\x85\xa1", "\r", "\n",
      "\xc2\x85", "\xe2\x80\xa9", " ", "\xc2\xa0", "\t", "\xe2\x80\x8b", "\xff", "\xd0", "😀");
  std::string text;
  for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece)) text += one;
  return text;
}

RC_GTEST_PROP(TextProperty, CleaningTwiceIsCleaningOnce, ()) {
  const auto once = clean_text(typed_text(), Lines::many);
  if (!once) return;
  const auto twice = clean_text(*once, Lines::many);
  RC_ASSERT(twice.ok());
  RC_ASSERT(*twice == *once);
}

RC_GTEST_PROP(TextProperty, CleanTextHasOneKindOfLineEnd, ()) {
  const auto clean = clean_text(typed_text(), Lines::many);
  if (!clean) return;
  for (const char* line_end : {"\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"}) {
    RC_ASSERT(clean->find(line_end) == std::string::npos);
  }
}

RC_GTEST_PROP(TextProperty, WhatIsRefusedIsRefusedAtAPlaceInsideTheText, ()) {
  const std::string typed = typed_text();
  const auto clean = clean_text(typed, Lines::one);
  if (clean) return;
  const auto at = std::stoul(std::string(clean.error().argument("at")));
  RC_ASSERT(at < typed.size());
  RC_ASSERT(clean_text(typed.substr(0, at), Lines::one).ok());
}

RC_GTEST_PROP(TextProperty, TrimmingTakesFromTheEndsAndOnlyOnce, ()) {
  const std::string typed = typed_text();
  const std::string_view short_text = trimmed(typed);
  RC_ASSERT(trimmed(short_text) == short_text);
  RC_ASSERT(typed.find(short_text) != std::string::npos);
  RC_ASSERT(trimmed(" \t" + typed + "\xc2\xa0 ") == short_text);
}

}  // namespace
}  // namespace mektep
