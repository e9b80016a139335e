#include "shared/store/schema_tables.h"

#include <gtest/gtest.h>

#include "shared/model/builtin.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

constexpr TypeNumber loan{70};

std::string loan_document() {
  return "[[type]]\nnumber = 70\nname = \"book_loan\"\nscope = \"school\"\nwriters = [\"coordinator\"]\n"
         "title = [\"book\"]\n" +
         std::string(labels) + field_document(1, "book", "kind = \"text\"") +
         field_document(2, "copies", "kind = \"integer\"");
}

RecordRow loan_row() {
  RecordState state = state_of({{scalar(FieldNumber{2}), std::int64_t{3}}});
  state.cells[scalar(FieldNumber{1})] = {live(text("Абай жолы"), ver(1, 1)),
                                         live(text("Абай"), ver(2, 1), 2)};
  return {state, {}};
}

std::string code_of(TestStore& store, const Schema& schema) {
  const Status used = store.tables->use(schema);
  return used.ok() ? "" : describe(used.error());
}

TEST(SchemaTables, EveryTypeHasATableAndAViewTheProgramsOwnTypesToo) {
  TestStore store;
  EXPECT_EQ(
      store.queried("SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = 'view'"
                    " ORDER BY name)"),
      "answer card place schema_type visit");
}

TEST(SchemaTables, RecordsOfATypeAddedLaterMoveIntoItsTable) {
  TestStore store;
  const RecordKey key{loan, RecordId{1}};
  const RecordRow with_draft{
      loan_row().base, {pending(write_op(key, scalar(FieldNumber{2}), std::int64_t{4}, {ver(1, 1)}), 1)}};
  store.write(key, loan_row());
  store.write(key, with_draft, other_school);
  EXPECT_EQ(store.tables->read(school, key), loan_row());
  EXPECT_EQ(store.queried("SELECT count(*) FROM r_unknown"), "2");
  EXPECT_TRUE(store.tables->conflicts(school).empty());

  store.use(parsed(place_document() + visit_document() + loan_document(), 2));
  EXPECT_EQ(store.tables->read(school, key), loan_row());
  EXPECT_EQ(store.tables->read(other_school, key), with_draft);
  EXPECT_EQ(store.queried("SELECT count(*) FROM r_unknown"), "0");
  EXPECT_EQ(store.queried("SELECT book || copies FROM book_loan ORDER BY scope"), "Абай3\nАбай4");
  EXPECT_EQ(store.tables->conflicts(school).size(), 1U);
}

TEST(SchemaTables, ATypeThatAnOlderSchemaLacksIsReadAsUnknownAndComesBack) {
  TestStore store;
  const Schema both = parsed(place_document() + visit_document() + loan_document(), 2);
  store.use(both);
  store.write({loan, RecordId{1}}, loan_row());
  store.reopen();
  store.use(both);
  EXPECT_EQ(store.tables->read(school, {loan, RecordId{1}}), loan_row());
}

TEST(SchemaTables, AFieldAddedLaterGetsItsColumnFilled) {
  TestStore store;
  const RecordState state =
      state_of({{scalar(field::topic), text("a")}, {scalar(field::room), text("12-кабинет")}});
  store.write(lesson, {state, {}});
  store.write({visit, RecordId{1}}, {state_of({{scalar(field::topic), text("b")}}), {}});
  store.use(later_schema());
  EXPECT_EQ(store.queried("SELECT room FROM visit ORDER BY id"), "NULL\n12-кабинет");
  EXPECT_EQ(store.queried("SELECT count(*) FROM r_visit WHERE _x IS NOT NULL"), "0");
  EXPECT_EQ(store.tables->read(school, lesson).base, state);
  store.write(lesson, store.tables->read(school, lesson));
  EXPECT_EQ(store.tables->read(school, lesson).base, state);
}

TEST(SchemaTables, ARenamedFieldKeepsItsValues) {
  TestStore store;
  store.use(later_schema());
  const RecordState state = state_of({{scalar(field::room), text("12")}, {scalar(field::topic), text("a")}});
  store.write(lesson, {state, {}});
  store.use(parsed(place_document() + visit_document(field_document(12, "cabinet", "kind = \"text\"")), 3));
  EXPECT_EQ(store.tables->read(school, lesson).base, state);
  EXPECT_EQ(store.queried("SELECT cabinet FROM visit"), "12");
}

TEST(SchemaTables, ARenamedTypeKeepsItsRecords) {
  TestStore store;
  const RecordKey hall{place_type, RecordId{1}};
  store.write(hall, {state_of({{scalar(FieldNumber{1}), text("Зал")}}), {}});
  store.use(parsed(place_document("venue"), 2));
  EXPECT_EQ(store.queried("SELECT name FROM venue"), "Зал");
  EXPECT_EQ(store.queried("SELECT count(*) FROM sqlite_master WHERE name IN ('place', 'r_place')"), "0");
  store.reopen();
  EXPECT_EQ(store.tables->read(school, hall).base, state_of({{scalar(FieldNumber{1}), text("Зал")}}));
}

TEST(SchemaTables, ATypeCannotTakeTheNameOfATableOfOurs) {
  for (const char* name : {"log", "conflict", "unknown", "sqlite_x"}) {
    TestStore store;
    std::string document = loan_document();
    document.replace(document.find("book_loan"), 9, name);
    EXPECT_EQ(code_of(store, parsed(document)), "store.type_name_taken type=" + std::string(name)) << name;
  }
}

TEST(SchemaTables, AFailureLeavesTheTablesAsTheyWere) {
  TestStore store;
  store.write(lesson, {state_of({{scalar(field::topic), text("a")}}), {}});
  std::string document = loan_document();
  document.replace(document.find("book_loan"), 9, "log");
  EXPECT_NE(code_of(store, parsed(place_document() +
                                  visit_document(field_document(12, "room", "kind = \"text\"")) + document)),
            "");
  EXPECT_EQ(store.tables->schema().version(), 1U);
  EXPECT_EQ(store.queried("SELECT count(*) FROM pragma_table_info('r_visit') WHERE name = 'room'"), "0");
  EXPECT_EQ(store.tables->read(school, lesson).base, state_of({{scalar(field::topic), text("a")}}));
}

TEST(SchemaTables, AFieldCannotChangeItsKind) {
  TestStore store;
  store.use(later_schema());
  EXPECT_EQ(
      code_of(store,
              parsed(place_document() + visit_document(field_document(12, "room", "kind = \"integer\"")), 3)),
      "store.field_kind_changed type=visit field=room");
}

TEST(SchemaTables, ItIsNoticedWhenAllIsInPlace) {
  TestStore store;
  EXPECT_TRUE(are_brought(*store.database, tables_of(visit_schema(), true)));
  EXPECT_FALSE(are_brought(*store.database, tables_of(later_schema(), true)));
}

TEST(SchemaTables, AnotherTitleMakesTheViewAnew) {
  TestStore store;
  std::string document = visit_document();
  document.replace(document.find("title = [\"topic\", \"topic_ru\", \"kind\"]"), 37, "title = [\"kind\"]");
  store.write(lesson, {state_of({{scalar(field::topic), text("a")}, {scalar(field::kind), text("k")}}), {}});
  store.use(parsed(place_document() + document, 2));
  EXPECT_EQ(store.queried("SELECT title FROM visit"), "k");
}

TEST(SchemaTables, CardsThatCameBeforeAnySchemaMoveIntoTheirTable) {
  TestStore store;
  RecordTables bare(*store.database, true);
  const RecordKey key{builtin::card, RecordId{1}};
  auto transaction = store.begin();
  bare.write(school, key, {state_of({{scalar(builtin::card_field::active), true}}), {}});
  transaction.commit();
  EXPECT_EQ(store.queried("SELECT count(*) FROM r_unknown"), "1");
  store.use(visit_schema());
  EXPECT_EQ(store.queried("SELECT active FROM card"), "1");
}

}  // namespace
}  // namespace mektep
