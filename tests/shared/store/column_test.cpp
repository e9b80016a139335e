#include "shared/store/column.h"

#include <gtest/gtest.h>

#include <limits>

#include "shared/model/record_id.h"
#include "shared/sqlite/failure.h"

namespace mektep {
namespace {

Column column(FieldKind kind, int scale = 0, TypeNumber target = TypeNumber{0}) {
  Column made;
  made.field.number = FieldNumber{1};
  made.field.name = "it";
  made.field.kind = kind;
  made.field.scale = scale;
  made.target = target;
  return made;
}

using Text = std::string;
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

void expect_round_trip(const Column& of, const Value& value, const ColumnValue& shown) {
  EXPECT_EQ(column_of(of, value), shown);
  EXPECT_TRUE(tells(of, value));
  EXPECT_EQ(value_of(of, shown), value);
}

TEST(Column, TextsAndCodesStandAsTheyAre) {
  expect_round_trip(column(FieldKind::text), Text("Сабақ зерттеу"), Text("Сабақ зерттеу"));
  expect_round_trip(column(FieldKind::code), Text("seminar"), Text("seminar"));
  expect_round_trip(column(FieldKind::text), Text(), Text());
}

TEST(Column, NumbersDatesAndBooleansAreIntegers) {
  expect_round_trip(column(FieldKind::integer), greatest, greatest);
  expect_round_trip(column(FieldKind::decimal, 2), Decimal{least}, least);
  expect_round_trip(column(FieldKind::date), Date{18'672}, std::int64_t{18'672});
  expect_round_trip(column(FieldKind::boolean), true, std::int64_t{1});
  expect_round_trip(column(FieldKind::boolean), false, std::int64_t{0});
}

TEST(Column, AReferenceIsTheTextFormOfItsId) {
  const Column of = column(FieldKind::reference, 0, TypeNumber{41});
  const RecordId id{0x1234'5678'9abcULL};
  expect_round_trip(of, Reference{ScopeNumber{0}, TypeNumber{41}, id}, to_text(id));
}

TEST(Column, AReferenceElsewhereIsShownButNotToldByItsColumn) {
  const Column of = column(FieldKind::reference, 0, TypeNumber{41});
  const RecordId id{7};
  for (const Reference& elsewhere :
       {Reference{ScopeNumber{9}, TypeNumber{41}, id}, Reference{ScopeNumber{0}, TypeNumber{42}, id}}) {
    EXPECT_EQ(column_of(of, elsewhere), ColumnValue(to_text(id)));
    EXPECT_FALSE(tells(of, elsewhere));
  }
}

TEST(Column, NothingIsNull) {
  for (const FieldKind kind : {FieldKind::text, FieldKind::integer, FieldKind::decimal, FieldKind::date,
                               FieldKind::boolean, FieldKind::code, FieldKind::reference}) {
    EXPECT_EQ(column_of(column(kind), Nothing{}), ColumnValue{});
    EXPECT_FALSE(tells(column(kind), Nothing{}));
  }
}

TEST(Column, AValueOfAnotherKindIsNull) {
  EXPECT_EQ(column_of(column(FieldKind::integer), Text("12")), ColumnValue{});
  EXPECT_EQ(column_of(column(FieldKind::text), std::int64_t{12}), ColumnValue{});
  EXPECT_EQ(column_of(column(FieldKind::date), Decimal{1}), ColumnValue{});
  EXPECT_EQ(column_of(column(FieldKind::text), UnknownValue{99, {1}}), ColumnValue{});
  EXPECT_FALSE(tells(column(FieldKind::integer), Text("12")));
}

TEST(Column, BytesInATextColumnShowAsHexadecimalDigits) {
  EXPECT_EQ(column_of(column(FieldKind::text), Bytes{0xab, 0x01}), ColumnValue(Text("ab01")));
  EXPECT_FALSE(tells(column(FieldKind::text), Bytes{0xab, 0x01}));
}

TEST(Column, ATextThatIsNoIdIsDamage) {
  EXPECT_THROW(value_of(column(FieldKind::reference), Text("not an id")), DatabaseBroken);
  EXPECT_THROW(value_of(column(FieldKind::integer), Text("12")), DatabaseBroken);
  EXPECT_THROW(value_of(column(FieldKind::text), std::int64_t{12}), DatabaseBroken);
}

TEST(Column, SetsAreJsonArrays) {
  const RecordId id{7};
  EXPECT_EQ(json_array({Text("a \"b\""), Text("қ\n")}), "[\"a \\\"b\\\"\",\"қ\\n\"]");
  EXPECT_EQ(json_array({Reference{ScopeNumber{0}, TypeNumber{1}, id}}), "[\"" + to_text(id) + "\"]");
  EXPECT_EQ(json_array({UnknownValue{200, {1, 2}}}), "[null]");
  EXPECT_EQ(json_array({}), "[]");
}

TEST(Column, TitlesReadAsPeopleWouldWriteThem) {
  EXPECT_EQ(column_text(column(FieldKind::text), Text("Семинар")), "Семинар");
  EXPECT_EQ(column_text(column(FieldKind::date), std::int64_t{18'672}), "2021-02-14");
  EXPECT_EQ(column_text(column(FieldKind::decimal, 2), std::int64_t{-250}), "-2.5");
  EXPECT_EQ(column_text(column(FieldKind::integer), std::int64_t{2021}), "2021");
  EXPECT_EQ(column_text(column(FieldKind::text), ColumnValue{}), "");
}

TEST(Column, WhatIsNoScalarHasNoColumnOfItsOwn) {
  for (const FieldKind kind : {FieldKind::set, FieldKind::long_text}) {
    EXPECT_EQ(column_of(column(kind), Text("a")), ColumnValue{});
    EXPECT_FALSE(tells(column(kind), Text("a")));
  }
}

TEST(Column, OnlyCountsDatesAndAnswersAreIntegerColumns) {
  for (const FieldKind kind : {FieldKind::integer, FieldKind::decimal, FieldKind::date, FieldKind::boolean}) {
    EXPECT_TRUE(is_integer_column(kind));
  }
  for (const FieldKind kind :
       {FieldKind::text, FieldKind::code, FieldKind::reference, FieldKind::set, FieldKind::long_text}) {
    EXPECT_FALSE(is_integer_column(kind));
  }
}

TEST(Column, DatesAtTheEdgesComeBack) {
  expect_round_trip(column(FieldKind::date), Date{INT32_MIN}, std::int64_t{INT32_MIN});
  expect_round_trip(column(FieldKind::date), Date{INT32_MAX}, std::int64_t{INT32_MAX});
}

TEST(Column, ANullInPlaceOfAValueIsDamage) {
  for (const FieldKind kind : {FieldKind::text, FieldKind::integer, FieldKind::date, FieldKind::reference}) {
    EXPECT_THROW(value_of(column(kind), ColumnValue{}), DatabaseBroken);
  }
}

TEST(Column, OnlyListsAreNoScalars) {
  EXPECT_FALSE(is_scalar(FieldKind::set));
  EXPECT_FALSE(is_scalar(FieldKind::long_text));
  EXPECT_TRUE(is_scalar(FieldKind::reference));
}

}  // namespace
}  // namespace mektep
