#include "shared/store/row_form.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/record_id.h"
#include "shared/sqlite/collation.h"
#include "shared/sqlite/failure.h"
#include "tests/shared/store/store_fixture.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

using namespace test;

class RowForms : public testing::Test {
 protected:
  Schema schema_ = visit_schema();
  TypeTable table_{*schema_.type(visit), schema_, true};

  RowForm form(const RecordState& base, const std::vector<PendingOp>& over = {}) {
    return form_of(base, over, table_);
  }
  ColumnValue column(const RowForm& form, FieldNumber number) const {
    return form.columns[static_cast<std::size_t>(table_.column(number) - table_.columns().data())];
  }
  RecordRow read_back(const RowForm& form) const {
    std::optional<BytesView> over;
    if (form.pending) over = BytesView(*form.pending);
    return row_from(form.base, over, form.columns, table_);
  }
};

RecordState full_state() {
  RecordState state = state_of({
      {scalar(field::topic), text("Сабақты зерттеу әдісі бойынша семинар")},
      {scalar(field::people), std::int64_t{14}},
      {scalar(field::hours), Decimal{150}},
      {scalar(field::day), Date{18'672}},
      {scalar(field::open), true},
      {scalar(field::kind), text("seminar")},
      {scalar(field::place), Reference{ScopeNumber{0}, place_type, RecordId{5}}},
      {element(field::tags, "b"), Nothing{}},
      {element(field::tags, "a"), Nothing{}},
  });
  SeededRandom random(1);
  for (const Paragraph& paragraph : diff_paragraphs({}, "бір\nекі", {}, random).written) {
    state.cells[{field::notes, paragraph.key}] = {live(text(paragraph.text))};
  }
  return state;
}

TEST_F(RowForms, ColumnsShowEveryKind) {
  const RowForm row = form(full_state());
  EXPECT_EQ(column(row, field::topic), ColumnValue(std::string("Сабақты зерттеу әдісі бойынша семинар")));
  EXPECT_EQ(column(row, field::topic_ru), ColumnValue{});
  EXPECT_EQ(column(row, field::notes), ColumnValue(std::string("бір\nекі")));
  EXPECT_EQ(column(row, field::people), ColumnValue(std::int64_t{14}));
  EXPECT_EQ(column(row, field::hours), ColumnValue(std::int64_t{150}));
  EXPECT_EQ(column(row, field::day), ColumnValue(std::int64_t{18'672}));
  EXPECT_EQ(column(row, field::open), ColumnValue(std::int64_t{1}));
  EXPECT_EQ(column(row, field::kind), ColumnValue(std::string("seminar")));
  EXPECT_EQ(column(row, field::place), ColumnValue(to_text(RecordId{5})));
  EXPECT_EQ(column(row, field::tags), ColumnValue(std::string("[\"a\",\"b\"]")));
}

TEST_F(RowForms, WhatColumnsTellIsNotStoredTwice) {
  const RowForm row = form(full_state());
  EXPECT_EQ(row.base[0], 8) << "seven scalars and the long text";
  EXPECT_EQ(text_of(row.base).find("семинар"), std::string_view::npos);
  EXPECT_EQ(text_of(row.base).find("бір"), std::string_view::npos);
  EXPECT_LT(row.base.size(), 100U);
  EXPECT_EQ(read_back(row), (RecordRow{full_state(), {}}));
}

TEST_F(RowForms, AValueThatIsReallyNothingComesBackAsNothing) {
  const RecordState state = state_of({{scalar(field::topic), Nothing{}}, {scalar(field::people), Nothing{}}});
  const RowForm row = form(state);
  EXPECT_EQ(row.base[0], 0);
  EXPECT_EQ(read_back(row).base, state);
}

TEST_F(RowForms, RivalsStayBesideTheShownValue) {
  RecordState state = full_state();
  state.cells[scalar(field::topic)] = {live(text("old"), ver(1, 1), 3), live(text("new"), ver(2, 1), 9)};
  const RowForm row = form(state);
  EXPECT_EQ(column(row, field::topic), ColumnValue(std::string("new")));
  EXPECT_NE(text_of(row.base).find("old"), std::string_view::npos);
  EXPECT_EQ(text_of(row.base).find("new"), std::string_view::npos);
  EXPECT_EQ(row.conflicts, std::vector{scalar(field::topic)});
  EXPECT_EQ(read_back(row).base, state);
}

TEST_F(RowForms, RivalsThatReadAlikeAreNoConflict) {
  RecordState state;
  state.cells[scalar(field::topic)] = {live(text("same"), ver(1, 1)), live(text(" same "), ver(2, 1), 2)};
  EXPECT_TRUE(form(state).conflicts.empty());
}

TEST_F(RowForms, ValuesOfOtherKindsStayInline) {
  const RecordState state = state_of({{scalar(field::people), text("fourteen")},
                                      {scalar(field::topic), Bytes{1, 2}},
                                      {scalar(field::hours), UnknownValue{200, {7}}},
                                      {element(field::topic, "stray"), text("cell")}});
  const RowForm row = form(state);
  EXPECT_EQ(row.base[0], 0);
  EXPECT_EQ(read_back(row).base, state);
}

TEST_F(RowForms, AnErasedValueShowsAsNullAndStaysErased) {
  RecordState state = full_state();
  LiveValue& emptied = state.cells[scalar(field::topic)][0];
  emptied.value = Nothing{};
  emptied.erased = true;
  const RowForm row = form(state);
  EXPECT_EQ(column(row, field::topic), ColumnValue{});
  EXPECT_EQ(read_back(row).base, state);
}

TEST_F(RowForms, AnUnknownKindOfOpIsKeptAndShowsAsNull) {
  RecordState state;
  LiveValue later = live(Nothing{});
  later.kind = OpKind{9};
  later.payload = {1, 2, 3};
  state.cells[scalar(field::topic)] = {later};
  const RowForm row = form(state);
  EXPECT_EQ(column(row, field::topic), ColumnValue{});
  EXPECT_EQ(read_back(row).base, state);
}

TEST_F(RowForms, UnknownFieldsAreListedAndKeptWithTheirValues) {
  RecordState state = full_state();
  state.cells[scalar(FieldNumber{300})] = {live(text("later"))};
  state.cells[element(FieldNumber{12}, "x")] = {live(Nothing{})};
  const RowForm row = form(state);
  EXPECT_EQ(row.unknown_fields, "[12,300]");
  EXPECT_EQ(read_back(row).base, state);
  EXPECT_EQ(form(full_state()).unknown_fields, std::nullopt);
}

TEST_F(RowForms, PendingOpsShowInColumnsAndLeaveTheBaseWhole) {
  const RecordState base = full_state();
  const std::vector over{pending(write_op(lesson, scalar(field::topic), text("draft"), {ver(1, 1)}), 1),
                         pending(write_op(lesson, scalar(FieldNumber{77}), text("later field")), 2)};
  const RowForm row = form(base, over);
  EXPECT_EQ(column(row, field::topic), ColumnValue(std::string("draft")));
  EXPECT_EQ(row.base, inline_base(base));
  EXPECT_EQ(row.unknown_fields, "[77]");
  EXPECT_EQ(read_back(row), (RecordRow{base, over}));
}

TEST_F(RowForms, APendingConflictIsOneToo) {
  const RowForm row = form(full_state(), {pending(write_op(lesson, scalar(field::topic), text("rival")), 1)});
  EXPECT_EQ(row.conflicts, std::vector{scalar(field::topic)});
}

TEST_F(RowForms, AWithdrawnRecordIsGoneAndKeepsItsColumns) {
  RecordState state = full_state();
  merge_op(state, withdraw_op(lesson, {ver(1, 1)}), stamp(ver(1, 2)));
  const RowForm row = form(state);
  EXPECT_TRUE(row.gone);
  EXPECT_EQ(column(row, field::people), ColumnValue(std::int64_t{14}));
  EXPECT_EQ(read_back(row).base, state);
}

TEST_F(RowForms, ARecordEditedWhileWithdrawnIsAConflictOfItsLife) {
  RecordState state = full_state();
  merge_op(state, withdraw_op(lesson, {ver(1, 1)}), stamp(ver(1, 2)));
  merge_op(state, write_op(lesson, scalar(field::people), std::int64_t{15}, {ver(1, 1)}), stamp(ver(2, 1)));
  const RowForm row = form(state);
  EXPECT_FALSE(row.gone);
  EXPECT_EQ(row.conflicts, std::vector{life});
}

TEST_F(RowForms, TheSortKeyIsOfTheTitleInTheOrderOfTheAlphabet) {
  EXPECT_EQ(
      form(full_state()).sort_key,
      kk_sort_key("Сабақты зерттеу әдісі бойынша семинар · seminar").substr(0, limits::sort_key_bytes_max));
  const RowForm russian =
      form(state_of({{scalar(field::topic), text("")}, {scalar(field::topic_ru), text("Урок")}}));
  EXPECT_EQ(russian.sort_key, kk_sort_key("Урок"));
  EXPECT_EQ(form({}).sort_key, kk_sort_key(""));
}

TEST_F(RowForms, ASortKeyOfALongTitleIsBounded) {
  std::string title;
  for (int at = 0; at < 2000; ++at) title += "ө";
  const std::string key = form(state_of({{scalar(field::topic), text(title)}})).sort_key;
  EXPECT_EQ(key.size(), limits::sort_key_bytes_max);
  EXPECT_EQ(key, kk_sort_key(title).substr(0, limits::sort_key_bytes_max));
}

TEST_F(RowForms, ItsBytesAreTheseForEver) {
  EXPECT_EQ(to_hex(form(full_state()).base),
            "080103000000000000000102020000000000000005d00f0b0001100206c15c02890001100006c15c0289000400010001"
            "000100010001000110010274611000027462");
  EXPECT_EQ(to_hex(inline_base(state_of({{scalar(field::topic), text("Сабақ")}}))),
            "000103000000000000000102020000000000000005d00f0106010ad0a1d0b0d0b1d0b0d29b");
}

TEST_F(RowForms, BytesOfNoFormAreDamage) {
  EXPECT_THROW(row_from({}, std::nullopt, form({}).columns, table_), DatabaseBroken);
  EXPECT_THROW(row_from(Bytes{0, 0xff, 0xff}, std::nullopt, form({}).columns, table_), DatabaseBroken);
  EXPECT_THROW(row_from(inline_base({}), BytesView(Bytes{0xff}), form({}).columns, table_), DatabaseBroken);
}

TEST_F(RowForms, ARowOfARicherSchemaIsNotMisread) {
  const Schema later = later_schema();
  const TypeTable richer(*later.type(visit), later, true);
  const RowForm row = form_of(state_of({{scalar(field::room), text("12")}}), {}, richer);
  auto columns = row.columns;
  columns.pop_back();
  EXPECT_THROW(row_from(row.base, std::nullopt, columns, table_), std::logic_error);
}

TEST_F(RowForms, WithoutATableEverythingIsInline) {
  const RecordState state = full_state();
  EXPECT_EQ(row_from_inline(inline_base(state), std::nullopt), (RecordRow{state, {}}));
}

TEST_F(RowForms, ATypeWithTheMostFieldsThereMayBeComesBack) {
  std::string fields;
  for (std::size_t number = 1; number <= limits::schema_fields_max; ++number) {
    fields += field_document(static_cast<int>(number), "f" + std::to_string(number), "kind = \"text\"");
  }
  const Schema wide = parsed(
      "[[type]]\nnumber = 50\nname = \"wide\"\nscope = \"school\"\nwriters = [\"coordinator\"]\ntitle = "
      "[\"f1\"]\n" +
      std::string(labels) + fields);
  const TypeTable table(*wide.type(TypeNumber{50}), wide, false);
  RecordState state;
  for (std::uint16_t number = 1; number <= limits::schema_fields_max; ++number) {
    state.cells[scalar(FieldNumber{number})] = {live(text(std::to_string(number)))};
  }
  const RowForm row = form_of(state, {}, table);
  EXPECT_EQ(row.base[0], limits::schema_fields_max);
  EXPECT_EQ(row_from(row.base, std::nullopt, row.columns, table).base, state);
}

}  // namespace
}  // namespace mektep
