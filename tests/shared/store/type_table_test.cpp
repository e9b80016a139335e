#include "shared/store/type_table.h"

#include <gtest/gtest.h>

#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

TypeTable table_for(const Schema& schema, TypeNumber type, bool with_pending = true) {
  return TypeTable(*schema.type(type), schema, with_pending);
}

TEST(TypeTable, NamesAreQuotedSoThatSqlWordsCanBeFields) {
  const Schema schema = parsed(
      "[[type]]\nnumber = 60\nname = \"order\"\nscope = \"school\"\nwriters = [\"coordinator\"]\n"
      "title = [\"from\"]\n" +
      std::string(labels) + field_document(1, "from", "kind = \"date\"") +
      field_document(2, "select", "kind = \"text\""));
  const TypeTable table = table_for(schema, TypeNumber{60});
  EXPECT_EQ(table.name(), "\"r_order\"");
  EXPECT_NE(table.upsert().find("\"select\""), std::string::npos);
  TestStore store;
  store.use(schema);
  store.write({TypeNumber{60}, RecordId{1}}, {state_of({{scalar(FieldNumber{2}), text("*")}}), {}});
  EXPECT_EQ(store.queried("SELECT \"select\" FROM \"order\""), "*");
}

TEST(TypeTable, CreatesAColumnAFieldWithTheTypeOfItsKind) {
  EXPECT_EQ(table_for(visit_schema(), place_type).create(),
            "CREATE TABLE \"r_place\"(_n INTEGER PRIMARY KEY, scope INTEGER NOT NULL, id INTEGER NOT NULL,"
            " _id TEXT NOT NULL, _k TEXT NOT NULL, _gone INTEGER NOT NULL, \"name\" TEXT, _x TEXT, _p BLOB,"
            " _m BLOB NOT NULL, UNIQUE(scope, id)) STRICT");
}

TEST(TypeTable, AFieldThatCameLaterIsAColumnThatIsAdded) {
  const TypeTable table = table_for(later_schema(), visit);
  ASSERT_NE(table.column(field::room), nullptr);
  EXPECT_EQ(table.add_column(*table.column(field::room)), "ALTER TABLE \"r_visit\" ADD COLUMN \"room\" TEXT");
  EXPECT_EQ(table.add_column(*table.column(field::people)),
            "ALTER TABLE \"r_visit\" ADD COLUMN \"people\" INTEGER");
}

TEST(TypeTable, RowsAreReadAndRemovedByScopeAndId) {
  const TypeTable table = table_for(visit_schema(), place_type);
  EXPECT_EQ(table.select(), "SELECT _m, _p, \"name\" FROM \"r_place\" WHERE scope = ? AND id = ?");
  EXPECT_EQ(table.remove(), "DELETE FROM \"r_place\" WHERE scope = ? AND id = ?");
  EXPECT_EQ(table_for(visit_schema(), place_type, false).select(),
            "SELECT _m, NULL, \"name\" FROM \"r_place\" WHERE scope = ? AND id = ?");
}

TEST(TypeTable, AReferenceToATypeThatTheSchemaLacksRefersToNone) {
  const Schema both = visit_schema();
  const TypeTable table(*both.type(visit), parsed(place_document("building")), true);
  EXPECT_EQ(table.column(field::place)->target, TypeNumber{0});
}

TEST(TypeTable, AServersRowsHaveNoPendingColumn) {
  const TypeTable table = table_for(visit_schema(), place_type, false);
  EXPECT_EQ(table.create().find(", _p"), std::string::npos);
  EXPECT_EQ(table.upsert().find(", _p"), std::string::npos);
  EXPECT_TRUE(table.create_indexes().empty());
}

TEST(TypeTable, KnowsItsColumnsByNumberAndWhatTheyReferTo) {
  const TypeTable table = table_for(visit_schema(), visit);
  ASSERT_NE(table.column(field::place), nullptr);
  EXPECT_EQ(table.column(field::place)->target, place_type);
  EXPECT_EQ(table.column(field::topic)->target, TypeNumber{0});
  EXPECT_EQ(table.column(FieldNumber{999}), nullptr);
}

TEST(TypeTable, LanguageVariantsOfATitleAreAlternatives) {
  const TypeTable table = table_for(visit_schema(), visit);
  EXPECT_EQ(table.title(), (std::vector<std::vector<std::size_t>>{{0, 1}, {7}}));
}

TEST(TypeTable, AParentIsIndexedForItsChildren) {
  const Schema schema =
      parsed(place_document() +
             "[[type]]\nnumber = 61\nname = \"guest\"\nscope = \"school\"\nwriters = [\"coordinator\"]\n"
             "key = [\"at\", \"who\"]\ntitle = [\"who\"]\n" +
             std::string(labels) + field_document(1, "at", "kind = \"reference\"\ntype = \"place\"") +
             field_document(2, "who", "kind = \"text\""));
  const auto indexes = table_for(schema, TypeNumber{61}, false).create_indexes();
  ASSERT_EQ(indexes.size(), 1U);
  EXPECT_EQ(indexes[0].name, "i_61_1");
  EXPECT_EQ(indexes[0].sql, "CREATE INDEX IF NOT EXISTS \"i_61_1\" ON \"r_guest\"(scope, \"at\")");
}

TEST(TypeTable, RowsThatWaitForTheLogAreIndexedApart) {
  const auto indexes = table_for(visit_schema(), visit).create_indexes();
  ASSERT_EQ(indexes.size(), 1U);
  EXPECT_EQ(indexes[0].sql,
            "CREATE INDEX IF NOT EXISTS \"p_40\" ON \"r_visit\"(scope, id) WHERE _p IS NOT NULL");
}

}  // namespace
}  // namespace mektep
